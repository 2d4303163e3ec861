"""An edit's changes in words, for the audit trail: what a person reads, not what is stored."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from luodi_web.people.models import Unit, UnitGroup
from luodi_web.policies.models import Provision
from luodi_web.supervision.domain.snapshots import Changes, Content, Row
from luodi_web.supervision.enums import UnitRole
from luodi_web.supervision.models import Task, Workstream

# Lines an entry holds at most: deleting a workstream of hundreds of tasks is still one entry to read.
MAX_LINES = 60
# What a person sees of a row, in this order: the database gives back a row's fields in an order of its own.
SEEN = (
    "name",
    "workstream_id",
    "parent_id",
    "order",
    "text",
    "measures",
    "target",
    "deliverable",
    "units",
    "deadline",
    "deadline_text",
    "milestones",
    "leader",
    "responsible",
    "phone",
    "provision_id",
    "note",
)


def changes_in_words(changes: Changes, before: Content, after: Content) -> list[str]:
    """One line for each row: which one, and the values on this side of the change.

    before, after: contents that name the rows; either may lack a row that the other has.
    """
    names = _Names(changes)
    lines = [
        _line(key, row, after.get(key) or before.get(key) or {}, before | after, names)
        for key, row in sorted(changes.items(), key=lambda item: (item[0][0] != "w", int(item[0][1:])))
    ]
    lines = [line for line in lines if line]
    if len(lines) > MAX_LINES:
        rest = _("另有 %(count)d 处") % {"count": len(lines) - MAX_LINES}
        return [*lines[:MAX_LINES], rest]
    return lines


class _Names:
    """What the units, groups and provisions of some changes are called. Three queries."""

    def __init__(self, changes: Changes) -> None:
        rows = [row for row in changes.values() if row]
        entries = [entry for row in rows for entry in row.get("units", [])]
        provisions = {row["provision_id"] for row in rows if row.get("provision_id")}
        self.units = dict(Unit.objects.filter(pk__in={e[1] for e in entries}).values_list("pk", "name"))
        self.groups = dict(UnitGroup.objects.filter(pk__in={e[2] for e in entries}).values_list("pk", "name"))
        self.provisions = dict(Provision.objects.filter(pk__in=provisions).values_list("pk", "path"))


def _line(key: str, row: Row | None, named: Row, content: Content, names: _Names) -> str:
    """One row's side of the change; empty where nothing of it is seen (a span narrowed)."""
    if key[0] == "w":
        what, model = _("板块“%(name)s”") % {"name": named.get("name", "")}, Workstream
    else:
        what, model = _("任务“%(name)s”") % {"name": str(named.get("text", ""))[:30]}, Task
    if row is None:
        return _("%(what)s：没有") % {"what": what}
    values = [
        f"{_field_word(model, field)} {_value_word(field, row[field], content, names)}"
        for field in SEEN
        # Of a whole row, come or gone, only what it holds.
        if field in row and not (len(row) > 4 and row[field] in (None, "", []))
    ]
    return _("%(what)s：%(values)s") % {"what": what, "values": "，".join(values)} if values else ""


def _field_word(model: type[Task] | type[Workstream], field: str) -> str:
    beside = {"units": _("承办单位"), "milestones": _("季度节点")}
    return beside.get(field) or str(model._meta.get_field(field).verbose_name)


def _value_word(field: str, value: Any, content: Content, names: _Names) -> str:
    if value in (None, "", []):
        return _("（空）")
    if field == "order":
        return str(value + 1)
    if field == "workstream_id":
        return str(content.get(f"w{value}", {}).get("name", ""))
    if field == "parent_id":
        return str(content.get(f"t{value}", {}).get("text", ""))[:30]
    if field == "milestones":
        return "；".join(" ".join(filter(None, step)) for step in value)
    if field == "provision_id":
        return names.provisions.get(value, "")
    if field == "measures":
        return "；".join(value)
    if field == "units":
        return "、".join(_unit_word(entry, names) for entry in value)
    return str(value)


def _unit_word(entry: list[Any], names: _Names) -> str:
    role, unit, group, written = entry
    name = names.units.get(unit) or names.groups.get(group) or written
    return _("%(name)s（%(role)s）") % {"name": name, "role": UnitRole(role).label}
