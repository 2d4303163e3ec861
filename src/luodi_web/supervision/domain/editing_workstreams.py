"""What an editor can do to the workstreams of a draft, and to its title."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.supervision.domain.editing import edit_plan
from luodi_web.supervision.models import Plan, Workstream


def add_workstream(plan: Plan, name: str, *, revision: int, by: Actor) -> Workstream:
    """A new workstream after the last."""
    label = _("新增板块“%(name)s”") % {"name": name}
    with edit_plan(plan, label, revision=revision, by=by) as locked:
        row = list(locked.workstreams.all())
        return Workstream.objects.create(plan=locked, order=len(row), name=name)


def rename_workstream(plan: Plan, workstream_id: int, name: str, *, revision: int, by: Actor) -> Workstream:
    with edit_plan(plan, _("板块改名为“%(name)s”") % {"name": name}, revision=revision, by=by) as locked:
        workstream = locked.workstreams.get(pk=workstream_id)
        workstream.name = name
        workstream.save(update_fields=["name"])
    return workstream


def delete_workstream(plan: Plan, workstream_id: int, *, revision: int, by: Actor) -> None:
    """Delete a workstream with all its tasks. Comes back whole by undo."""
    name = plan.workstreams.get(pk=workstream_id).name
    with edit_plan(plan, _("删除板块“%(name)s”") % {"name": name}, revision=revision, by=by) as locked:
        locked.workstreams.get(pk=workstream_id).delete()
        _renumber(list(locked.workstreams.all()))


def move_workstream(plan: Plan, workstream_id: int, position: int, *, revision: int, by: Actor) -> None:
    """Put a workstream at a place among the others (counted without it); beyond the end: last."""
    name = plan.workstreams.get(pk=workstream_id).name
    with edit_plan(plan, _("移动板块“%(name)s”") % {"name": name}, revision=revision, by=by) as locked:
        row = list(locked.workstreams.all())
        moved = next(item for item in row if item.pk == workstream_id)
        row.remove(moved)
        row.insert(max(0, min(position, len(row))), moved)
        _renumber(row)


def _renumber(row: Sequence[Workstream]) -> None:
    for order, workstream in enumerate(row):
        workstream.order = order
    Workstream.objects.bulk_update(row, ["order"])
