"""Password rules beyond Django's own (GB/T 22239-2019 8.1.4.1 a)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from luodi_web.people.models import User

REMEMBERED_PASSWORDS = 5
MIN_LENGTH = 12


class LengthValidator:
    """Long enough. Django's own says so in English: its Chinese catalogue lacks the words."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) < MIN_LENGTH:
            raise ValidationError(self.get_help_text(), code="password_too_short")

    def get_help_text(self) -> str:
        return _("密码至少要有 %(count)d 个字符。") % {"count": MIN_LENGTH}


class ThreeClassesValidator:
    """At least three of: lower case, upper case, digits, other characters."""

    def validate(self, password: str, user: User | None = None) -> None:
        classes = (
            any(c.islower() for c in password),
            any(c.isupper() for c in password),
            any(c.isdigit() for c in password),
            any(not c.isalnum() for c in password),
        )
        if sum(classes) < 3:
            raise ValidationError(self.get_help_text(), code="password_classes")

    def get_help_text(self) -> str:
        return _("密码要包含大写字母、小写字母、数字、符号中的至少三种。")


class HistoryValidator:
    """Not one of the person's last few passwords."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        earlier = user.password_history.values_list("password", flat=True)[:REMEMBERED_PASSWORDS]
        if any(check_password(password, hashed) for hashed in earlier):
            raise ValidationError(self.get_help_text(), code="password_reused")

    def get_help_text(self) -> str:
        return _("不能使用最近 %(count)d 次用过的密码。") % {"count": REMEMBERED_PASSWORDS}
