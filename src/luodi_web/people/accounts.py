"""How people sign in: our answers to what allauth and axes ask."""

from __future__ import annotations

import base64
import time
from functools import cache
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.people.actor import Actor
from luodi_web.people.address import address_of
from luodi_web.people.domain.actors import actor_for
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.factors import FACTOR_TYPES, needs_factor
from luodi_web.people.domain.locks import lock_end, plain_username
from luodi_web.people.domain.passwords import password_expires_in, set_password
from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import PeopleVerb
from luodi_web.people.middleware import STARTED_AT
from luodi_web.people.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in, sign-out and passwords, each with its audit entry."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("登录名或密码不正确。"),
        "too_many_login_attempts": gettext_lazy("尝试的次数太多，请过几分钟再试。"),
        "rate_limited": gettext_lazy("尝试的次数太多，请过几分钟再试。"),
        "enter_current_password": gettext_lazy("请输入现在的密码。"),
        "incorrect_password": gettext_lazy("密码不正确。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: accounts are made by an administrator and activated by a link."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person, or None. A disabled account fails like a wrong password, so nobody learns of it."""
        if "username" in credentials:
            credentials["username"] = plain_username(credentials["username"])
        user = authenticate(request, **credentials)
        AuthenticationBackend.unstash_authenticated_user()
        if user is None:
            self.authentication_failed(request, **credentials)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        stranger = Actor(user=None, name=credentials.get("username", ""), address=address_of(request))
        record(stranger, PeopleVerb.SIGN_IN_FAILED)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Today's page; the account's own for a person who has no rights yet, where that is explained."""
        if not (rights := Rights.of(request.user)).grants and not rights.lent:
            return reverse("staff:account")
        return super().get_login_redirect_url(request)

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        request.session[STARTED_AT] = time.time()
        methods = [entry["method"] for entry in get_authentication_records(request, user)]
        factor = _("有") if "mfa" in methods else _("无")
        record(
            actor_for(user, address_of(request)), PeopleVerb.SIGNED_IN, user, after={"second_factor": factor}
        )
        days = password_expires_in(user)
        if days is not None and days < 0:
            messages.warning(
                request,
                _("您的密码已使用超过 %(days)d 天，请尽快修改。") % {"days": settings.PASSWORD_MAX_AGE_DAYS},
            )

    def logout(self, request: HttpRequest) -> None:
        record(actor_for(request.user, address_of(request)), PeopleVerb.SIGNED_OUT, request.user)
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        set_password(user, password, actor_for(user, address_of(context.request)))

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within minutes of the sign-in itself: setting up a factor then needs no second password."""
        request = context.request
        records = get_authentication_records(request, request.user)
        recent = bool(records) and time.time() - records[-1]["at"] < account_settings.REAUTHENTICATION_TIMEOUT
        return not recent and super().is_reauthentication_required(app=app, **kwargs)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: secrets encrypted at rest; the last one stays where the role needs it."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("口令不正确，请输入应用里现在显示的数字。"),
        "cannot_delete_authenticator": gettext_lazy("您的角色需要第二因素，不能停用最后一个。"),
    }

    def encrypt(self, text: str) -> str:
        return _cipher(settings.SECRET_KEY).encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher(settings.SECRET_KEY).decrypt(encrypted_text.encode("ascii")).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTOR_TYPES)
        return (
            not needs_factor(Rights.of(authenticator.user).factor_roles)
            or others.exclude(pk=authenticator.pk).exists()
        )

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("安全密钥 %(number)d") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}


@cache
def _cipher(secret: str) -> Fernet:
    key = HKDF(SHA256(), length=32, salt=None, info=b"luodi second factor").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def note_factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    _note_factor(request, user, authenticator, PeopleVerb.FACTOR_ADDED)


def note_factor_removed(
    request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    _note_factor(request, user, authenticator, PeopleVerb.FACTOR_REMOVED)


def _note_factor(request: HttpRequest, user: User, authenticator: Authenticator, verb: str) -> None:
    words = {
        Authenticator.Type.TOTP: _("动态口令"),
        Authenticator.Type.WEBAUTHN: _("安全密钥"),
        Authenticator.Type.RECOVERY_CODES: _("恢复码"),
    }
    record(
        actor_for(user, address_of(request)),
        verb,
        user,
        after={"factor": words[Authenticator.Type(authenticator.type)]},
    )


def attempted_username(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The user name that an attempt is counted against, however it was typed."""
    given = (credentials or {}).get("username") or request.POST.get("login", "")
    return plain_username(given)[:255]


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """The page that says until when; an audit entry at the failure that locks, not at those after it."""
    username, address = attempted_username(request, credentials), address_of(request)
    if request.axes_failures_since_start is not None:
        user = User.objects.filter(username=username).first()
        record(Actor(user=None, name=username, address=address), PeopleVerb.LOCKED, user)
    return render(request, "account/locked.html", {"until": lock_end(username, address)}, status=429)
