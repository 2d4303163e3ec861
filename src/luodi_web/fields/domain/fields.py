"""The dictionary: who sees and changes it, and how a field is made, changed, retired and restored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from luodi_web.fields.domain.allowed import parse_allowed
from luodi_web.fields.domain.naming import parse_name
from luodi_web.fields.enums import FieldSubject, FieldVerb
from luodi_web.fields.models import DetailList, DetailName, Field, FieldName
from luodi_web.fields.rules import ALIASES_LIMIT, MEASURED_TYPES, NAME_CHARS
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import changes, record
from luodi_web.people.domain.scope import Rights
from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.people.models import Unit
from luodi_web.people.rules import Permission


def fields_visible_to(rights: Rights) -> QuerySet[Field]:
    """The whole dictionary, retired ones too, to everyone who may see it: rules are written with one."""
    return Field.objects.all() if rights.may(Permission.FIELDS_VIEW) else Field.objects.none()


def fields_editable_by(rights: Rights) -> QuerySet[Field]:
    """Those whose unit the person's grant reaches."""
    return Field.objects.filter(rights.scope(Permission.FIELDS_EDIT, "owner"))


def fields_in_use() -> QuerySet[Field]:
    """What a new rule may ask for, by name, with the aliases."""
    return Field.objects.in_use().prefetch_related("aliases").order_by("name")


def fields_named(names: list[str]) -> dict[str, Field]:
    """Fields by the names given, retired ones too; an alias finds its field. Two queries."""
    found = {row.name: row for row in Field.objects.filter(name__in=names)}
    others = FieldName.objects.filter(name__in=[name for name in names if name not in found])
    return found | {row.name: row.field for row in others.select_related("field")}


@dataclass(frozen=True)
class FieldValues:
    """What a person says of a field.

    allowed: as typed, words or FEEL. aliases: None leaves them as they are.
    """

    name: str
    type: str
    owner: Unit
    subject: str = FieldSubject.ENTERPRISE
    measure: str = ""
    allowed: str = ""
    source: str = ""
    description: str = ""
    aliases: list[str] | None = None


@transaction.atomic
def create_field(values: FieldValues, *, by: Actor, is_sample: bool = False) -> Field:
    """A new field in use. Raises ValidationError by field of the form."""
    plain = _checked(values, None)
    row = Field.objects.create(**plain, is_sample=is_sample)
    _set_aliases(row, values.aliases or [])
    record(by, FieldVerb.CREATED, row, after=_spoken(plain) | {"aliases": values.aliases or []})
    return row


@transaction.atomic
def change_field(row: Field, values: FieldValues, revision: int, *, by: Actor) -> Field:
    """The field as said, its change audited; nothing if it says so already. Raises ValidationError.

    revision: that of the page the person saw.
    """
    row = _locked(row, revision)
    plain = _checked(values, row)
    before, after = changes(row, plain)
    had = list(row.aliases.values_list("name", flat=True))
    if values.aliases is not None and values.aliases != had:
        before["aliases"], after["aliases"] = had, values.aliases
    if not after:
        return row
    for name, value in plain.items():
        setattr(row, name, value)
    row.revision += 1
    row.save()
    if "aliases" in after:
        _set_aliases(row, values.aliases or [])
    record(by, FieldVerb.CHANGED, row, before=before, after=after)
    return row


def can_retire(row: Field) -> Verdict:
    return ALLOWED if row.is_active else Verdict(False, _("这个字段已经停用。"))


@transaction.atomic
def retire_field(row: Field, successor: Field | None, revision: int, *, by: Actor) -> Field:
    """No new rule can pick it; rules that ask for it go on. successor: what to ask for instead."""
    row = _locked(row, revision)
    can_retire(row).insist()
    if successor is not None:
        # As it is now: the page that offered it may be old.
        successor = Field.objects.in_use().exclude(pk=row.pk).filter(pk=successor.pk).first()
        if successor is None:
            raise ValidationError({"successor": _("替代字段须是另一个在用的字段。")})
    row.is_active, row.successor = False, successor
    row.revision += 1
    row.save()
    after = {"is_active": False, "successor": str(successor or "")}
    record(by, FieldVerb.RETIRED, row, before={"is_active": True}, after=after)
    return row


@transaction.atomic
def restore_field(row: Field, revision: int, *, by: Actor) -> Field:
    """In use again."""
    row = _locked(row, revision)
    if row.is_active:
        raise ValidationError(_("这个字段正在使用。"), code="refused")
    before = {"is_active": False, "successor": str(row.successor or "")}
    row.is_active, row.successor = True, None
    row.revision += 1
    row.save()
    record(by, FieldVerb.RESTORED, row, before=before, after={"is_active": True})
    return row


def name_taken(name: str, but: Field | DetailList | None = None) -> str:
    """Why a name or alias cannot be given; empty if it can. but: whose own names do not stand in the way."""
    own_field = but.pk if isinstance(but, Field) else None
    own_list = but.pk if isinstance(but, DetailList) else None
    other = Field.objects.filter(name=name).exclude(pk=own_field).first()
    if other is not None:
        return _("字典里已有字段“%(name)s”。") % {"name": name}
    alias = FieldName.objects.filter(name=name).exclude(field=own_field).select_related("field").first()
    if alias is not None:
        return _("“%(name)s”是字段“%(field)s”的别名。") % {"name": name, "field": alias.field.name}
    # A rule's input is the one or the other.
    if DetailList.objects.filter(name=name).exclude(pk=own_list).exists():
        return _("字典里已有明细“%(name)s”。") % {"name": name}
    had = DetailName.objects.filter(name=name).exclude(detail=own_list).select_related("detail").first()
    if had is not None:
        return _("“%(name)s”是明细“%(detail)s”用过的名称。") % {"name": name, "detail": had.detail.name}
    return ""


def _locked(row: Field, revision: int) -> Field:
    row = Field.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.revision != revision:
        raise ValidationError(_("这个字段刚被他人修改，请刷新后再操作。"), code="stale")
    return row


def _checked(values: FieldValues, row: Field | None) -> dict[str, Any]:
    """The columns as they are kept. Raises ValidationError with what is wrong at each."""
    plain = {name: value for name, value in _by_name(values).items() if name != "aliases"}
    wrong: dict[str, Any] = {}
    try:
        plain["name"] = parse_name(values.name)
        if taken := name_taken(plain["name"], row):
            wrong["name"] = taken
    except ValidationError as error:
        wrong["name"] = error
    try:
        plain["allowed"] = parse_allowed(values.allowed, values.type)
    except ValidationError as error:
        wrong["allowed"] = error
    if values.measure and values.type not in MEASURED_TYPES:
        wrong["measure"] = _("只有数值才有计量单位。")
    if refused := _aliases_refused(values.aliases or [], plain["name"], row):
        wrong["aliases"] = refused
    if wrong:
        raise ValidationError(wrong)
    return plain


def _aliases_refused(aliases: list[str], name: str, row: Field | None) -> str:
    if len(aliases) > ALIASES_LIMIT:
        return _("别名不能超过 %(limit)d 个。") % {"limit": ALIASES_LIMIT}
    for alias in aliases:
        if len(alias) > NAME_CHARS:
            return _("别名不能超过 %(limit)d 个字。") % {"limit": NAME_CHARS}
        if alias == name:
            return _("别名“%(name)s”与名称相同。") % {"name": alias}
        if taken := name_taken(alias, row):
            return taken
    return ""


def _by_name(values: FieldValues) -> dict[str, Any]:
    """By name, rows as rows: ``dataclasses.asdict`` would copy the unit."""
    return {name: getattr(values, name) for name in values.__dataclass_fields__}


def _set_aliases(row: Field, aliases: list[str]) -> None:
    row.aliases.all().delete()
    FieldName.objects.bulk_create(FieldName(field=row, name=name) for name in aliases)


def _spoken(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Unit) else value for name, value in plain.items() if value}


def search_condition(word: str) -> Q:
    """Fields whose name, alias, description or source holds a word."""
    aliases = FieldName.objects.filter(name__icontains=word).values("field")
    plain = Q(name__icontains=word) | Q(description__icontains=word) | Q(source__icontains=word)
    return plain | Q(pk__in=aliases)
