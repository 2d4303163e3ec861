"""Accounts: making, changing, closing; who may see whose."""

from __future__ import annotations

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import changes, record
from luodi_web.people.domain.locks import plain_username
from luodi_web.people.domain.posts import hold_post
from luodi_web.people.domain.scope import Rights
from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.people.enums import Duty, PeopleVerb
from luodi_web.people.models import Grant, Post, PostHolding, Unit, User
from luodi_web.people.rules import ADMINISTRATORS, ROLE_PERMISSIONS

# Django's own rule, in words that fit: it also lets Chinese characters through.
USERNAME_RULE = UnicodeUsernameValidator(
    message=gettext_lazy("登录名只能用字母、数字、汉字和 @ . + - _ 这几个符号。")
)


def users_visible_to(rights: Rights, permission: str) -> QuerySet[User]:
    """People with a post (now or ever) or a grant in the permitted subtrees.

    From the root of the tree everyone is seen, also those who have neither yet.
    """
    tops = rights.units(permission)
    if not tops:
        return User.objects.none()
    if any(top.is_root() for top in tops):
        return User.objects.all()
    posts = PostHolding.objects.filter(rights.scope(permission, "post__unit"))
    grants = Grant.objects.filter(rights.scope(permission, "unit"))
    return User.objects.filter(Q(pk__in=posts.values("user")) | Q(pk__in=grants.values("user")))


def create_user(
    username: str,
    name: str,
    by: Actor,
    *,
    unit: Unit | None = None,
    post_name: str = "",
    duty: str = Duty.LIAISON,
    email: str = "",
    phone: str = "",
    is_sample: bool = False,
) -> User:
    """An account without a password or rights: a link activates it, another administrator grants roles.

    With a unit the person holds a post there from today: the one of that name, made if need be.
    """
    username = plain_username(username)
    with transaction.atomic():
        if User.objects.filter(username=username).exists():
            raise ValidationError({"username": _("登录名“%(name)s”已有人用。") % {"name": username}})
        user = User.objects.create_user(username, name=name, email=email, phone=phone, is_sample=is_sample)
        record(
            by,
            PeopleVerb.USER_CREATED,
            user,
            after={
                "username": username,
                "name": name,
                "email": email,
                "phone": phone,
                "unit": unit.name if unit else None,
            },
        )
        if unit is not None:
            post_name = post_name or str(Duty(duty).label)
            post, _created = Post.objects.get_or_create(unit=unit, name=post_name, defaults={"duty": duty})
            hold_post(post, user, timezone.localdate(), by)
    return user


def change_user(user: User, by: Actor, *, name: str, email: str, phone: str) -> None:
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        before, after = changes(user, {"name": name, "email": email, "phone": phone})
        if not after:
            return
        user.name, user.email, user.phone = name, email, phone
        user.save(update_fields=["name", "email", "phone"])
        record(by, PeopleVerb.USER_CHANGED, user, before=before, after=after)


def is_last_of_role(user: User, role: str) -> bool:
    """Whether the person is the only active one who holds the role now."""
    return (
        not Grant.objects.in_force()
        .filter(role=role, user__is_active=True, user__activated_at__isnull=False)
        .exclude(user=user)
        .exists()
    )


def can_disable_user(user: User, by: Actor) -> Verdict:
    """Not oneself, and not the last of an administrator's kind: nobody could undo it."""
    if by.user == user:
        return Verdict(False, _("不能停用自己的账号。"))
    held = set(Grant.objects.in_force().filter(user=user).values_list("role", flat=True))
    for role in sorted(held & ADMINISTRATORS):
        if is_last_of_role(user, role):
            label = dict(Grant._meta.get_field("role").choices)[role]
            return Verdict(False, _("这是最后一位%(role)s，不能停用。") % {"role": label})
    return ALLOWED


def set_user_active(user: User, is_active: bool, by: Actor) -> None:
    """Close or reopen an account. A closed one is out at its next request."""
    with transaction.atomic():
        # All administrators' rows in one order, so that two cannot disable each other at once.
        administrators = Grant.objects.filter(role__in=ADMINISTRATORS)
        list(
            User.objects.select_for_update()
            .filter(Q(pk=user.pk) | Q(pk__in=administrators.values("user")))
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        user.refresh_from_db()
        if user.is_active == is_active:
            return
        if not is_active:
            can_disable_user(user, by).insist()
        user.is_active = is_active
        user.save(update_fields=["is_active"])
        record(by, PeopleVerb.USER_ENABLED if is_active else PeopleVerb.USER_DISABLED, user)


def sign_out_everywhere(user: User, by: Actor) -> None:
    """End every session of the person, this one too."""
    with transaction.atomic():
        user.signed_out_at = timezone.now()
        user.save(update_fields=["signed_out_at"])
        record(by, PeopleVerb.SIGNED_OUT, user, after={"reason": _("在所有设备上退出")})


def people_with(permission: str) -> QuerySet[User]:
    """Active people who hold the permission somewhere today."""
    roles = [role for role, permissions in ROLE_PERMISSIONS.items() if permission in permissions]
    grants = Grant.objects.in_force().filter(role__in=roles)
    return User.objects.filter(is_active=True, pk__in=grants.values("user"))
