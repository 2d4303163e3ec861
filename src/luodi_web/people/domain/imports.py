"""Offices, people and grants in bulk from sheets: tried out in a transaction, kept only as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.common.tables.sheets import Sheet, SheetColumn, SheetError, SheetResult, SheetRow, parse_day
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.grants import grant_role
from luodi_web.people.domain.locks import plain_username
from luodi_web.people.domain.names import resolve_names
from luodi_web.people.domain.scope import Rights
from luodi_web.people.domain.units import can_stand_under, change_unit, create_unit, name_taken
from luodi_web.people.domain.users import USERNAME_RULE, change_user, create_user, users_visible_to
from luodi_web.people.enums import Duty, PeopleVerb, Role, UnitKind
from luodi_web.people.models import Region, Unit, User
from luodi_web.people.rules import Permission


def choice_parser(choices: type[models.TextChoices]) -> Callable[[str], str]:
    """From a choice's words, as the export writes them, to its value."""

    def parse(text: str) -> str:
        for value, label in choices.choices:
            if text in (str(label), value):
                return value
        words = _("、").join(str(label) for label in choices.labels)
        raise ValidationError(_("“%(text)s”不在可选项中，请填：%(words)s。") % {"text": text, "words": words})

    return parse


def max_length(limit: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if len(text) > limit:
            raise ValidationError(_("不能超过 %(limit)d 个字。") % {"limit": limit})
        return text

    return parse


def parse_username(text: str) -> str:
    username = max_length(60)(plain_username(text))
    USERNAME_RULE(username)
    return username


def parse_email(text: str) -> str:
    validate_email(text)
    return text


def parse_names(text: str) -> list[str]:
    """Names in one cell, separated by 、 or ； or line breaks."""
    for mark in ("；", ";", "\n", "|"):
        text = text.replace(mark, "、")
    return [name.strip() for name in text.split("、") if name.strip()]


UNITS_SHEET = Sheet(
    [
        SheetColumn("name", gettext_lazy("名称"), required=True, parse=max_length(80), width=36),
        SheetColumn("short_name", gettext_lazy("简称"), parse=max_length(40), width=22),
        SheetColumn("kind", gettext_lazy("类别"), required=True, parse=choice_parser(UnitKind)),
        SheetColumn("parent", gettext_lazy("上级机构"), required=True, width=36),
        SheetColumn(
            "region", gettext_lazy("所在地区"), note=gettext_lazy("行政区划的名称或六位代码，可以不填")
        ),
        SheetColumn(
            "aliases", gettext_lazy("别名"), parse=parse_names, note=gettext_lazy("多个用顿号分开"), width=36
        ),
    ]
)
USERS_SHEET = Sheet(
    [
        SheetColumn("username", gettext_lazy("登录名"), required=True, parse=parse_username),
        SheetColumn("name", gettext_lazy("姓名"), required=True, parse=max_length(40)),
        SheetColumn(
            "unit",
            gettext_lazy("机构"),
            required=True,
            note=gettext_lazy("机构的名称、简称或别名"),
            width=36,
        ),
        SheetColumn("post", gettext_lazy("岗位"), parse=max_length(60)),
        SheetColumn("duty", gettext_lazy("职责"), parse=choice_parser(Duty)),
        SheetColumn("phone", gettext_lazy("联系电话"), parse=max_length(20)),
        SheetColumn("email", gettext_lazy("电子邮箱"), parse=parse_email, width=26),
    ]
)
GRANTS_SHEET = Sheet(
    [
        SheetColumn("username", gettext_lazy("登录名"), required=True, parse=plain_username),
        SheetColumn("role", gettext_lazy("角色"), required=True, parse=choice_parser(Role)),
        SheetColumn("unit", gettext_lazy("机构"), required=True, width=36),
        SheetColumn("starts_on", gettext_lazy("生效日期"), parse=parse_day, note=gettext_lazy("不填即今天")),
        SheetColumn("ends_on", gettext_lazy("截止日期"), parse=parse_day, note=gettext_lazy("不填即长期")),
    ]
)


@dataclass(frozen=True)
class DoneRow:
    """What a row does: row as Excel numbers it, the name, and "created", "changed" or "same"."""

    number: int
    name: str
    act: str


@dataclass
class ImportOutcome:
    """What an import did, or would do: nothing at all when there are errors."""

    done: list[DoneRow] = field(default_factory=list)
    errors: list[SheetError] = field(default_factory=list)

    def count(self, act: str) -> int:
        return sum(row.act == act for row in self.done)

    @property
    def created(self) -> int:
        return self.count("created")

    @property
    def changed(self) -> int:
        return self.count("changed")

    @property
    def same(self) -> int:
        return self.count("same")


class ColumnError(ValidationError):
    """A refusal that belongs to one column of the row."""

    def __init__(self, column: SheetColumn, message: str) -> None:
        super().__init__(message)
        self.column = column


RowAct = Callable[[SheetRow, Actor, Rights], str]


def run_rows(
    sheet: Sheet,
    result: SheetResult,
    act: RowAct,
    what: str,
    by: Actor,
    rights: Rights,
    commit: bool,
    verb: str = PeopleVerb.IMPORTED,
) -> ImportOutcome:
    """Every row in order, each in a savepoint so that all faults are found; kept only if there are none.

    act: does one row and says "created", "changed" or "same". verb: what the audit trail calls the import.

    A trial (commit False) is the same run taken back, so that the preview cannot say other than the act.
    """
    outcome = ImportOutcome(errors=list(result.errors))
    name_column = next(column for column in sheet.columns if column.required)
    broken = {error.row for error in result.errors}
    with transaction.atomic():
        for row in result.rows:
            if row.number in broken:
                continue
            try:
                with transaction.atomic():
                    done = act(row, by, rights)
            except ValidationError as error:
                column = error.column.label if isinstance(error, ColumnError) else ""
                value = row.values[error.column.name] if isinstance(error, ColumnError) else ""
                for message in error.messages:
                    outcome.errors.append(SheetError(row.number, str(column), message, str(value or "")))
                continue
            outcome.done.append(DoneRow(row.number, str(row.values[name_column.name]), done))
        outcome.errors.sort(key=lambda error: error.row)
        if outcome.errors or not commit:
            transaction.set_rollback(True)
        else:
            record(
                by,
                verb,
                after={"title": what, "created": outcome.created, "changed": outcome.changed},
            )
    return outcome


def column_of(sheet: Sheet, name: str) -> SheetColumn:
    """The column of that name."""
    return next(column for column in sheet.columns if column.name == name)


def unit_of(sheet: Sheet, name: str, column: str, rights: Rights, permission: str) -> Unit:
    """The unit of any of its names that the permission reaches. Raises ColumnError."""
    found = resolve_names([name])[0]
    if found.unit is None:
        message = (
            _("找不到机构“%(name)s”。") if found.group is None else _("“%(name)s”是一组机构，请填单个机构。")
        )
        raise ColumnError(column_of(sheet, column), message % {"name": name})
    if not rights.covers(permission, found.unit):
        raise ColumnError(column_of(sheet, column), _("“%(name)s”不在您的管理范围内。") % {"name": name})
    return found.unit


def import_units(result: SheetResult, by: Actor, rights: Rights, *, commit: bool) -> ImportOutcome:
    """Units made or changed by name; a parent may stand further down the same sheet."""
    result.rows = _parents_first(result.rows)
    refuse_repeats(result, UNITS_SHEET, "name")
    return run_rows(UNITS_SHEET, result, _import_unit, _("机构"), by, rights, commit)


def _parents_first(rows: list[SheetRow]) -> list[SheetRow]:
    """The rows with every parent that is in the sheet before its children; rings stay as they are."""
    names = {row.values["name"] for row in rows}
    placed: list[SheetRow] = []
    done: set[str] = set()
    waiting = list(rows)
    while waiting:
        ready = [row for row in waiting if row.values["parent"] not in names or row.values["parent"] in done]
        if not ready:
            return [*placed, *waiting]
        placed += ready
        done |= {row.values["name"] for row in ready}
        waiting = [row for row in waiting if row not in ready]
    return placed


def refuse_repeats(result: SheetResult, sheet: Sheet, name: str) -> None:
    """A fault for each row that says again what a row above it said in the column."""
    seen: dict[str, int] = {}
    for row in sorted(result.rows, key=lambda row: row.number):
        value = row.values[name]
        if value and value in seen:
            words = _("与第 %(row)d 行重复。") % {"row": seen[value]}
            result.refuse(row, str(column_of(sheet, name).label), words, value)
        elif value:
            seen[value] = row.number


def _import_unit(row: SheetRow, by: Actor, rights: Rights) -> str:
    values = row.values
    parent = unit_of(UNITS_SHEET, values["parent"], "parent", rights, Permission.UNITS_EDIT)
    region = _find_region(values["region"])
    unit = Unit.objects.filter(name=values["name"]).first()
    verdict = can_stand_under(values["kind"], parent)
    if not verdict:
        raise ColumnError(column_of(UNITS_SHEET, "kind"), verdict.reason)
    if unit is None:
        if taken := name_taken(values["name"]):
            raise ColumnError(column_of(UNITS_SHEET, "name"), taken)
        create_unit(
            values["name"],
            values["kind"],
            parent,
            by,
            short_name=values["short_name"] or "",
            region=region,
            aliases=values["aliases"] or [],
        )
        return "created"
    if not rights.covers(Permission.UNITS_EDIT, unit):
        raise ColumnError(
            column_of(UNITS_SHEET, "name"), _("“%(name)s”不在您的管理范围内。") % {"name": unit.name}
        )
    if Unit.objects.get_parent(unit) != parent:
        raise ColumnError(column_of(UNITS_SHEET, "parent"), _("导入不移动机构；请在机构页面办理移动。"))
    new = {
        "short_name": values["short_name"] or "",
        "kind": values["kind"],
        "region": region or unit.region,
    }
    aliases = values["aliases"]
    had = set(unit.aliases.values_list("name", flat=True))
    if all(getattr(unit, name) == value for name, value in new.items()) and (
        aliases is None or set(aliases) <= had
    ):
        return "same"
    # An empty cell says nothing of the aliases; a filled one adds to them.
    change_unit(unit, by, name=unit.name, aliases=[*sorted(had), *(aliases or [])], **new)
    return "changed"


def _find_region(text: str | None) -> Region | None:
    if not text:
        return None
    region = Region.objects.filter(code=text).first() or Region.objects.filter(name=text).first()
    if region is None:
        raise ColumnError(column_of(UNITS_SHEET, "region"), _("找不到行政区划“%(name)s”。") % {"name": text})
    return region


def import_users(result: SheetResult, by: Actor, rights: Rights, *, commit: bool) -> ImportOutcome:
    """Accounts made, each with a post in its unit; names and contacts of known ones changed."""
    refuse_repeats(result, USERS_SHEET, "username")
    return run_rows(USERS_SHEET, result, _import_user, _("用户"), by, rights, commit)


def _import_user(row: SheetRow, by: Actor, rights: Rights) -> str:
    values: dict[str, Any] = row.values
    unit = unit_of(USERS_SHEET, values["unit"], "unit", rights, Permission.USERS_EDIT)
    user = User.objects.filter(username=values["username"]).first()
    if user is None:
        create_user(
            values["username"],
            values["name"],
            by,
            unit=unit,
            post_name=values["post"] or "",
            duty=values["duty"] or Duty.LIAISON,
            email=values["email"] or "",
            phone=values["phone"] or "",
        )
        return "created"
    if not users_visible_to(rights, Permission.USERS_EDIT).filter(pk=user.pk).exists():
        raise ColumnError(
            column_of(USERS_SHEET, "username"),
            _("登录名“%(name)s”已有人用，且不在您的管理范围内。") % {"name": user.username},
        )
    new = {
        "name": values["name"],
        "email": values["email"] or user.email,
        "phone": values["phone"] or user.phone,
    }
    if all(getattr(user, name) == value for name, value in new.items()):
        return "same"
    change_user(user, by, **new)
    return "changed"


def import_grants(result: SheetResult, by: Actor, rights: Rights, *, commit: bool) -> ImportOutcome:
    """Roles given to people who have accounts; a grant that is already there is left as it is."""
    return run_rows(GRANTS_SHEET, result, _import_grant, _("授权"), by, rights, commit)


def _import_grant(row: SheetRow, by: Actor, rights: Rights) -> str:
    values = row.values
    unit = unit_of(GRANTS_SHEET, values["unit"], "unit", rights, Permission.GRANTS_EDIT)
    visible = users_visible_to(rights, Permission.GRANTS_EDIT)
    user = visible.filter(username=values["username"]).first()
    if user is None:
        raise ColumnError(
            column_of(GRANTS_SHEET, "username"),
            _("找不到用户“%(name)s”，或不在您的管理范围内。") % {"name": values["username"]},
        )
    starts_on = values["starts_on"] or timezone.localdate()
    same = user.grants.overlapping(starts_on, values["ends_on"]).filter(role=values["role"], unit=unit)
    if same.filter(ends_on=values["ends_on"]).exists():
        return "same"
    grant_role(user, values["role"], unit, by, starts_on=starts_on, ends_on=values["ends_on"])
    return "created"
