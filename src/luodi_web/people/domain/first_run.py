"""The first administrators of an empty platform: three people from the start."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.grants import grant_role
from luodi_web.people.domain.invitations import issue_invitation
from luodi_web.people.domain.reference import load_reference
from luodi_web.people.domain.users import create_user
from luodi_web.people.enums import Duty, Role
from luodi_web.people.models import Unit, User

FIRST_ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


def is_first_run() -> bool:
    return not User.objects.exists()


def _token_file() -> Path:
    return Path(settings.DATA_DIR) / "first-run.token"


def first_run_token() -> str:
    """The secret that opens the first-run page: kept in the data folder, readable by its owner only."""
    file = _token_file()
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32), encoding="ascii")
    return file.read_text(encoding="ascii").strip()


def is_first_run_token(token: str) -> bool:
    """Whether the token opens the page: only while nobody has an account."""
    if not is_first_run() or not _token_file().exists():
        return False
    return hmac.compare_digest(token.encode(), first_run_token().encode())


@dataclass(frozen=True)
class FirstAdministrator:
    """One of the three, with the token of the link that activates the account; shown once."""

    user: User
    role: str
    token: str


def make_first_administrators(
    people: Mapping[str, tuple[str, str]], address: str | None
) -> list[FirstAdministrator]:
    """Three people in the root unit, one for each administrator's role. people: role → (user name, name).

    From here on accounts come from the first, roles from the second, and the third reads what they did.
    """
    with transaction.atomic():
        by = Actor(user=None, name=_("首次设置"), address=address)
        load_reference(by)
        # The root's lock lets one of two people who open the page at once go first.
        root = Unit.objects.select_for_update().filter(depth=1).order_by("path")[0]
        if not is_first_run():
            raise ValidationError(_("首批管理员已经建立。"), code="spent")
        made = []
        for role in FIRST_ROLES:
            username, name = people[role]
            user = create_user(
                username, name, by, unit=root, post_name=str(Role(role).label), duty=Duty.RESPONSIBLE
            )
            grant_role(user, role, root, by, starts_on=timezone.localdate())
            _invitation, token = issue_invitation(user, by)
            made.append(FirstAdministrator(user, role, token))
        transaction.on_commit(_forget)
    return made


def _forget() -> None:
    _token_file().unlink(missing_ok=True)
    (Path(settings.DATA_DIR) / "welcome.txt").unlink(missing_ok=True)
