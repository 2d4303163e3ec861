"""Details of the dictionary: who sees and changes them, how one is made, changed, retired and restored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from luodi_web.fields.domain.allowed import parse_allowed
from luodi_web.fields.domain.column_names import former_names, names_moved
from luodi_web.fields.domain.column_words import column_words, differences
from luodi_web.fields.domain.fields import name_taken
from luodi_web.fields.domain.naming import parse_name
from luodi_web.fields.enums import FieldSubject, FieldType, FieldVerb
from luodi_web.fields.models import DetailColumn, DetailColumnName, DetailList, DetailName
from luodi_web.fields.rules import COLUMN_TYPES, COLUMNS_LIMIT, NAME_CHARS, TABLE_HEADS
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import changes, record
from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import Unit
from luodi_web.people.rules import Permission


def lists_visible_to(rights: Rights) -> QuerySet[DetailList]:
    """All of them to everyone who may see the dictionary: rules are written with it."""
    rows = DetailList.objects.all() if rights.may(Permission.FIELDS_VIEW) else DetailList.objects.none()
    return rows.select_related("owner").prefetch_related("columns")


def lists_editable_by(rights: Rights) -> QuerySet[DetailList]:
    """Those whose unit the person's grant reaches."""
    return DetailList.objects.filter(rights.scope(Permission.FIELDS_EDIT, "owner"))


def lists_in_use() -> QuerySet[DetailList]:
    """What new rows may be said of, by name."""
    return DetailList.objects.filter(is_active=True).order_by("name")


def lists_named(names: Iterable[str]) -> dict[str, DetailList]:
    """Details by the names given, which they have or had; of a name that none has, nothing. Few queries."""
    asked = set(names)
    known = DetailList.objects.filter(Q(name__in=asked) | Q(former_names__name__in=asked)).distinct()
    return {
        name: row
        for row in known.prefetch_related("former_names", "columns", "former_columns")
        for name in asked.intersection(_all_names(row))
    }


def _all_names(row: DetailList) -> list[str]:
    return [row.name, *(each.name for each in row.former_names.all())]


def names_of_lists(names: Iterable[str]) -> dict[str, list[str]]:
    """Of each of the names all that the same detail has and had, the name itself first. Few queries."""
    asked = list(names)
    known = lists_named(asked)
    return {
        name: [name, *(each for each in _all_names(known[name]) if each != name)] if name in known else [name]
        for name in asked
    }


def units_of_columns(name: str) -> dict[str, str]:
    """The units of measure of a detail's columns, by any name that they have or had; empty where the
    dictionary has no such detail. Two queries."""
    named = Q(detail__name=name) | Q(detail__former_names__name=name)
    units = dict(DetailColumn.objects.filter(named).values_list("name", "measure"))
    for was, now in DetailColumnName.objects.filter(named).values_list("name", "now"):
        units.setdefault(was, units.get(now, ""))
    return units


@dataclass(frozen=True)
class ColumnValues:
    """What a person says of a column. allowed: as typed, words or FEEL. was: the name that it had."""

    name: str
    type: str = FieldType.STRING
    measure: str = ""
    allowed: str = ""
    description: str = ""
    is_key: bool = False
    was: str = ""


@dataclass(frozen=True)
class ListValues:
    """What a person says of a detail."""

    name: str
    owner: Unit
    columns: Sequence[ColumnValues]
    subject: str = FieldSubject.PROJECT
    source: str = ""
    description: str = ""


@transaction.atomic
def create_list(values: ListValues, *, by: Actor, is_sample: bool = False) -> DetailList:
    """A new detail. Raises ValidationError by field of the form; ``columns`` for all that is wrong there."""
    plain, columns = _checked(values, None)
    try:
        with transaction.atomic():
            row = DetailList.objects.create(**plain, is_sample=is_sample)
    except IntegrityError:
        raise ValidationError({"name": name_taken(plain["name"])}) from None
    _set_columns(row, columns)
    record(
        by,
        FieldVerb.LIST_CREATED,
        row,
        after=_spoken(plain) | {"columns": [column_words(each) for each in columns]},
    )
    return row


@transaction.atomic
def change_list(row: DetailList, values: ListValues, revision: int, *, by: Actor) -> DetailList:
    """The detail as said, its change audited; nothing if it says so already. Raises ValidationError.

    A name that it had still finds it, and one that a column had the column: no other can have that. What is
    kept in a column stays with it under another name; that of a column that is gone stays, unseen, and is
    seen again in a new column of that name.
    """
    row = _locked(row, revision)
    plain, columns = _checked(values, row)
    had = list(row.columns.all())
    renamed = _renamed(values.columns, columns, [each.name for each in had])
    moved = _column_names(row, columns, renamed)
    before, after = changes(row, plain)
    if told := differences(had, columns, renamed):
        after["columns"] = told
    if not after:
        return row
    if "name" in after:
        DetailName.objects.filter(detail=row, name=plain["name"]).delete()
        DetailName.objects.create(detail=row, name=row.name)
    for name, value in plain.items():
        setattr(row, name, value)
    row.revision += 1
    row.save()
    _set_columns(row, columns)
    row.former_columns.all().delete()
    DetailColumnName.objects.bulk_create(
        DetailColumnName(detail=row, name=was, now=now) for was, now in moved.items()
    )
    record(by, FieldVerb.LIST_CHANGED, row, before=before, after=after)
    return row


def _checked(values: ListValues, row: DetailList | None) -> tuple[dict[str, Any], list[DetailColumn]]:
    wrong: dict[str, Any] = {}
    name = values.name
    try:
        name = parse_name(values.name)
        if taken := name_taken(name, row):
            wrong["name"] = taken
    except ValidationError as error:
        wrong["name"] = error
    faults: list[str] = []
    columns = [
        each
        for order, said in enumerate(values.columns)
        if (each := _column(order, said, faults)) is not None
    ]
    names = [each.name for each in columns]
    if not values.columns:
        faults.append(_("至少要有一列。"))
    if len(columns) > COLUMNS_LIMIT:
        faults.append(_("最多 %(limit)d 列。") % {"limit": COLUMNS_LIMIT})
    faults += [
        _("有两列都叫“%(name)s”。") % {"name": each} for each in dict.fromkeys(names) if names.count(each) > 1
    ]
    faults += [
        _("“%(name)s”是表格里另有用处的列名，请换一个。") % {"name": each}
        for each in names
        if each in TABLE_HEADS
    ]
    if sum(each.is_key for each in columns) > 1:
        faults.append(_("只能用一列来区分。"))
    if faults:
        wrong["columns"] = faults
    if wrong:
        raise ValidationError(wrong)
    _find_places(columns, values.columns, row)
    plain = {
        "name": name,
        "owner": values.owner,
        "subject": values.subject,
        "source": values.source,
        "description": values.description,
    }
    return plain, columns


def _renamed(said: Sequence[ColumnValues], columns: Sequence[DetailColumn], had: list[str]) -> dict[str, str]:
    """By its name the one that a column had, for each that has another now."""
    found: dict[str, str] = {}
    for each, values in zip(columns, said, strict=True):
        if values.was in had and values.was not in found.values():
            found[each.name] = values.was
    return {name: was for name, was in found.items() if name != was}


def _column_names(
    row: DetailList, columns: Sequence[DetailColumn], renamed: dict[str, str]
) -> dict[str, str]:
    """The names that columns had by then, with the name of each. Raises ValidationError for one that is
    given to another column, which rules would take for the one that had it."""
    names = [each.name for each in columns]
    had = [each.name for each in row.columns.all()]
    moved = names_moved(former_names(row), had, renamed, names)
    words = _("“%(name)s”是“%(column)s”列用过的名称，不能再给别的列。")
    if faults := [words % {"name": was, "column": now} for was, now in moved.items() if was in names]:
        raise ValidationError({"columns": faults})
    return moved


def _find_places(
    columns: Sequence[DetailColumn], said: Sequence[ColumnValues], row: DetailList | None
) -> None:
    """Leave each column what it keeps: under the name that it had first. New ones do not share it."""
    had = {each.name: each.kept_name for each in row.columns.all()} if row is not None else {}
    places: dict[str, str] = {}
    for each, values in zip(columns, said, strict=True):
        if values.was in had and had[values.was] not in places.values():
            places[each.name] = had[values.was]
    for each in columns:
        if each.name not in places and each.name in had and had[each.name] not in places.values():
            places[each.name] = had[each.name]
    for each in columns:
        place, number = places.get(each.name, each.name), 2
        while each.name not in places and place in places.values():
            place, number = f"{each.name[: NAME_CHARS - 4]}#{number}", number + 1
        places[each.name] = place
        each.kept_as = "" if place == each.name else place


def _column(order: int, said: ColumnValues, faults: list[str]) -> DetailColumn | None:
    words = _("第 %(row)d 列：%(words)s")
    try:
        name = parse_name(said.name)
        if said.type not in COLUMN_TYPES:
            raise ValidationError(_("请选择类型。"))
        if said.measure and said.type != FieldType.NUMBER:
            raise ValidationError(_("只有数值才有计量单位。"))
        allowed = parse_allowed(said.allowed, said.type)
    except ValidationError as error:
        faults.append(words % {"row": order + 1, "words": " ".join(error.messages)})
        return None
    return DetailColumn(
        order=order,
        name=name,
        type=said.type,
        measure=said.measure,
        allowed=allowed,
        description=said.description,
        is_key=said.is_key,
    )


def _set_columns(row: DetailList, columns: list[DetailColumn]) -> None:
    row.columns.all().delete()
    for each in columns:
        each.detail = row
    DetailColumn.objects.bulk_create(columns)


@transaction.atomic
def retire_list(row: DetailList, reason: str, revision: int, *, by: Actor) -> DetailList:
    """Takes no more rows; what is there counts on, and models that ask for it go on."""
    row = _locked(row, revision)
    if not row.is_active:
        raise ValidationError(_("这个明细已经停用。"), code="refused")
    return _put(row, FieldVerb.LIST_RETIRED, {"is_active": False, "retired_reason": reason}, by)


@transaction.atomic
def restore_list(row: DetailList, revision: int, *, by: Actor) -> DetailList:
    """In use again."""
    row = _locked(row, revision)
    if row.is_active:
        raise ValidationError(_("这个明细正在使用。"), code="refused")
    return _put(row, FieldVerb.LIST_RESTORED, {"is_active": True, "retired_reason": ""}, by)


def _put(row: DetailList, verb: FieldVerb, values: dict[str, Any], by: Actor) -> DetailList:
    before, after = changes(row, values)
    for name, value in values.items():
        setattr(row, name, value)
    row.revision += 1
    row.save()
    record(by, verb, row, before=before, after=after)
    return row


def _locked(row: DetailList, revision: int) -> DetailList:
    row = DetailList.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.revision != revision:
        raise ValidationError(_("这个明细刚被他人修改，请刷新后再操作。"), code="stale")
    return row


def _spoken(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) for name, value in plain.items() if value}
