"""One-time links that let a person set a password: to activate an account, or to replace a lost password."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.locks import unlock
from luodi_web.people.domain.passwords import set_password
from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.people.enums import InvitationPurpose, PeopleVerb
from luodi_web.people.models import Invitation, User

LINK_VALID_FOR = timedelta(hours=72)


def can_invite(user: User, by: Actor) -> Verdict:
    if not user.is_active:
        return Verdict(False, _("账号已停用，请先启用。"))
    if by.user == user:
        return Verdict(False, _("修改自己的密码请用“修改密码”。"))
    return ALLOWED


def issue_invitation(user: User, by: Actor) -> tuple[Invitation, str]:
    """A new link for the person, and its token, which is shown once and not kept.

    It activates an account that never was active, and resets the password of one that was. Links given
    out before and not used stop working.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        can_invite(user, by).insist()
        purpose = InvitationPurpose.RESET if user.activated_at else InvitationPurpose.ACTIVATE
        now = timezone.now()
        user.invitations.filter(used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
        token = secrets.token_urlsafe(32)
        invitation = Invitation.objects.create(
            user=user,
            purpose=purpose,
            token_sha256=_digest(token),
            expires_at=now + LINK_VALID_FOR,
            created_by=by.user,
        )
        verb = PeopleVerb.INVITED if purpose == InvitationPurpose.ACTIVATE else PeopleVerb.RESET_ISSUED
        record(by, verb, user, after={"expires_at": invitation.expires_at})
    return invitation, token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find_invitation(token: str) -> Invitation | None:
    """The link that a token opens, if it may still be used."""
    return (
        Invitation.objects.filter(
            token_sha256=_digest(token),
            used_at__isnull=True,
            expires_at__gt=timezone.now(),
            user__is_active=True,
        )
        .select_related("user")
        .first()
    )


def accept_invitation(token: str, password: str, address: str | None) -> User:
    """Set the person's password by their link, and use the link up. Raises ValidationError if it is spent."""
    with transaction.atomic():
        Invitation.objects.select_for_update().filter(token_sha256=_digest(token)).first()
        invitation = find_invitation(token)
        if invitation is None:
            raise ValidationError(_("链接已失效，请联系系统管理员重新发送。"), code="spent")
        user = invitation.user
        now = timezone.now()
        invitation.used_at = now
        invitation.save(update_fields=["used_at"])
        by = Actor(user=user, name=user.name, address=address)
        if user.activated_at is None:
            user.activated_at = now
            user.save(update_fields=["activated_at"])
            record(by, PeopleVerb.ACTIVATED, user)
        set_password(user, password, by)
        unlock(user.username, by)
    return user
