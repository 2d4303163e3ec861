"""What an editor can do to the tasks of a draft: change, add, delete, copy, split, merge, move."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.people.actor import Actor
from luodi_web.supervision.domain.editing import EditRefused, edit_plan
from luodi_web.supervision.domain.editing_units import Pick, copy_units, unite_units, write_units
from luodi_web.supervision.domain.milestones import milestones_of, write_milestones
from luodi_web.supervision.domain.outline import arranged
from luodi_web.supervision.domain.plans import ProvisionsByPlace, tasks_of
from luodi_web.supervision.domain.snapshots import TASK_FIELDS
from luodi_web.supervision.models import Plan, Task, Workstream

# What ``change_task`` may set, with the words of the edit's label.
EDITABLE = {
    "text": gettext_lazy("工作任务"),
    "measures": gettext_lazy("具体举措"),
    "target": gettext_lazy("目标值"),
    "deliverable": gettext_lazy("成果形式"),
    "deadline": gettext_lazy("完成时限"),
    "deadline_text": gettext_lazy("时限原文"),
    "milestones": gettext_lazy("季度节点"),
    "leader": gettext_lazy("分管领导"),
    "responsible": gettext_lazy("责任处室／责任人"),
    "phone": gettext_lazy("联系人电话"),
    "note": gettext_lazy("备注"),
}
# What stands at a cut or between two merged clauses and belongs to neither.
JOINTS = "，,；;。、：: \t\r\n\u3000"


def change_task(plan: Plan, task_id: int, values: dict[str, Any], *, revision: int, by: Actor) -> Task:
    """Set some of the EDITABLE fields of one task."""
    task = _task(plan, task_id)
    names = "、".join(str(EDITABLE[field]) for field in values)
    label = _("修改“%(task)s”的%(fields)s") % {"task": _short(task), "fields": names}
    with edit_plan(plan, label, revision=revision, by=by) as locked:
        task = _task(locked, task_id)
        own = {field: value for field, value in values.items() if field != "milestones"}
        for field, value in own.items():
            setattr(task, field, value)
        task.save(update_fields=list(own))
        if "milestones" in values:
            write_milestones(task, values["milestones"])
    return task


def add_task(
    plan: Plan,
    workstream_id: int,
    *,
    after_id: int | None = None,
    parent_id: int | None = None,
    text: str = "",
    deadline: date | None = None,
    note: str = "",
    lead: Sequence[Pick] = (),
    joint: Sequence[Pick] = (),
    revision: int,
    by: Actor,
) -> Task:
    """A new task at the end of a workstream, right after another task, or last below ``parent_id``.

    After a sub-task it is one, too. lead, joint: who does it, as ``parse_picks`` gives them. Raises
    EditRefused for a sub-task of a sub-task.
    """
    with edit_plan(plan, _("新增任务"), revision=revision, by=by) as locked:
        workstream = locked.workstreams.get(pk=workstream_id)
        row = list(workstream.tasks.all())
        after = next((t for t in row if t.pk == after_id), None)
        parent = workstream.tasks.get(pk=parent_id) if parent_id else after.parent if after else None
        _insist_on_one_level(parent)
        task = Task.objects.create(
            workstream=workstream, parent=parent, order=0, text=text, deadline=deadline, note=note
        )
        row.insert(row.index(after) + 1 if after else len(row), task)
        if lead or joint:
            write_units(task, lead, joint)
        _renumber(row)
    return task


def delete_tasks(plan: Plan, task_ids: Iterable[int], *, revision: int, by: Actor) -> int:
    """Delete tasks with their sub-tasks; the number deleted. Comes back whole by undo."""
    ids = list(task_ids)
    with edit_plan(plan, _many(plan, ids, _("删除")), revision=revision, by=by) as locked:
        doomed = tasks_of(locked).filter(Q(pk__in=ids) | Q(parent__in=ids))
        touched = {task.workstream_id for task in doomed}
        count = len(doomed)
        Task.objects.filter(pk__in=[task.pk for task in doomed]).delete()
        for workstream in locked.workstreams.filter(pk__in=touched):
            _renumber(list(workstream.tasks.all()))
    return count


def duplicate_task(plan: Plan, task_id: int, *, revision: int, by: Actor) -> Task:
    """A copy right below the task: units, milestones, place in the text and sub-tasks included."""
    task = _task(plan, task_id)
    with edit_plan(plan, _("复制“%(task)s”") % {"task": _short(task)}, revision=revision, by=by) as locked:
        task = _task(locked, task_id)
        row = list(task.workstream.tasks.all())
        twin = _twin(task)
        children = [_twin(child, parent_id=twin.pk) for child in row if child.parent_id == task.pk]
        place = row.index(task) + 1 + len(children)
        row[place:place] = [twin, *children]
        _renumber(row)
    return twin


def split_task(plan: Plan, task_id: int, at: int, *, revision: int, by: Actor) -> Task:
    """Cut a task's text in two before the code point ``at``; the second half, now the next task.

    Units, deadline and target go to both; measures, milestones, deliverable, note and sub-tasks stay with
    the first. Each
    half's place in the source is narrowed to its own words where they are found there. Raises
    EditRefused where a half would be empty.
    """
    task = _task(plan, task_id)
    with edit_plan(plan, _("拆分“%(task)s”") % {"task": _short(task)}, revision=revision, by=by) as locked:
        task = _task(locked, task_id)
        first, second = task.text[:at].rstrip(JOINTS), task.text[at:].lstrip(JOINTS)
        if not first or not second:
            raise EditRefused(_("请把光标放在要断开的地方：前后都要有文字。"))
        row = list(task.workstream.tasks.all())
        other = _twin(task, text=second, measures=[], deliverable="", note="")
        other.milestones.all().delete()
        task.text = first
        _narrow(locked, task, other)
        task.save(update_fields=["text", "start", "end"])
        other.save(update_fields=["start", "end"])
        row.insert(row.index(task) + 1, other)
        _renumber(row)
    return other


def merge_with_next(plan: Plan, task_id: int, *, revision: int, by: Actor) -> Task:
    """Join a task with the one below it in its workstream, or below the same parent; the joined task.

    The words are those of the source from the first's start to the second's end when nothing else
    stands between them; otherwise they are joined with ；. Of two leads the first stays, the other
    becomes joint; of two deadlines the first stays.
    """
    task = _task(plan, task_id)
    with edit_plan(
        plan, _("合并“%(task)s”与下一项") % {"task": _short(task)}, revision=revision, by=by
    ) as locked:
        task = _task(locked, task_id)
        row = list(task.workstream.tasks.all())
        beside = [t for t in row[row.index(task) + 1 :] if t.parent_id == task.parent_id]
        if not beside:
            raise EditRefused(_("这是最后一项，后面没有可以合并的任务。"))
        other = beside[0]
        _join(locked, task, other)
        unite_units(task, other)
        steps = [step for step in milestones_of(other) if step not in milestones_of(task)]
        write_milestones(task, [*milestones_of(task), *steps])
        row.remove(other)
        for child in row:
            if child.parent_id == other.pk:
                child.parent = task
        _renumber(row)
        other.delete()
    return task


def move_tasks(
    plan: Plan,
    task_ids: Sequence[int],
    workstream_id: int,
    position: int,
    *,
    parent_id: int | None = None,
    revision: int,
    by: Actor,
) -> None:
    """Put tasks, in reading order and with their sub-tasks, at a place of a workstream or below a task.

    position: among those of the same level there, counted without the moved ones; beyond the end: last.
    Raises EditRefused where a third level would come of it.
    """
    ids = list(task_ids)
    with edit_plan(plan, _many(plan, ids, _("移动")), revision=revision, by=by) as locked:
        target = locked.workstreams.get(pk=workstream_id)
        parent = target.tasks.get(pk=parent_id) if parent_id else None
        place_below(locked, ids, target, parent, position)


def place_below(
    locked: Plan, ids: Sequence[int], target: Workstream, parent: Task | None, position: int
) -> None:
    """What ``move_tasks`` does, inside an edit."""
    _insist_on_one_level(parent)
    moved = [task for task in tasks_of(locked).filter(pk__in=ids) if task.parent_id not in ids]
    carried = list(tasks_of(locked).filter(parent__in=moved))
    if parent is not None and (carried or parent in moved):
        raise EditRefused(_("子任务下面不能再有子任务。"))
    left = {task.workstream_id for task in moved} - {target.pk}
    row = [task for task in target.tasks.all() if task not in moved and task not in carried]
    beside = [task for task in row if task.parent_id == (parent.pk if parent else None)]
    place = max(0, position)
    at = row.index(beside[place]) if place < len(beside) else len(row)
    for task in (*moved, *carried):
        task.workstream = target
    for task in moved:
        task.parent = parent
    row[at:at] = [*moved, *carried]
    _renumber(row)
    for workstream in locked.workstreams.filter(pk__in=left):
        _renumber(list(workstream.tasks.all()))


def shift_task(plan: Plan, task_id: int, step: int, *, revision: int, by: Actor) -> None:
    """One place up (step -1) or down (step 1) in reading order, from one workstream into the next.

    At the very beginning or end of the plan nothing happens.
    """
    task = _task(plan, task_id)
    streams = list(plan.workstreams.all())
    stream = streams.index(task.workstream)
    beside = [t for t in task.workstream.tasks.all() if t.parent_id == task.parent_id]
    place = beside.index(task) + step
    target = task.workstream
    if task.parent_id is not None and not 0 <= place < len(beside):
        return
    if place < 0 and stream > 0:
        target = streams[stream - 1]
        place = target.tasks.filter(parent=None).count()
    elif place >= len(beside) and stream + 1 < len(streams):
        target, place = streams[stream + 1], 0
    common: dict[str, Any] = {"parent_id": task.parent_id, "revision": revision, "by": by}
    move_tasks(plan, [task_id], target.pk, place, **common)


def indent_task(plan: Plan, task_id: int, *, revision: int, by: Actor) -> None:
    """Make a task the last sub-task of the one above it. Raises EditRefused where there is none."""
    task = _task(plan, task_id)
    with edit_plan(
        plan, _("降为子任务“%(task)s”") % {"task": _short(task)}, revision=revision, by=by
    ) as locked:
        task = _task(locked, task_id)
        if task.parent_id is not None:
            raise EditRefused(_("这已经是子任务，子任务下面不能再有子任务。"))
        row = list(task.workstream.tasks.all())
        above = [t for t in row[: row.index(task)] if t.parent_id is None]
        if not above:
            raise EditRefused(_("上面没有任务，不能降为子任务。"))
        place_below(locked, [task_id], task.workstream, above[-1], len(row))


def outdent_task(plan: Plan, task_id: int, *, revision: int, by: Actor) -> None:
    """Make a sub-task a task of its own, right after its former parent. Raises EditRefused for any other."""
    task = _task(plan, task_id)
    with edit_plan(
        plan, _("升为任务“%(task)s”") % {"task": _short(task)}, revision=revision, by=by
    ) as locked:
        task = _task(locked, task_id)
        if task.parent is None:
            raise EditRefused(_("这已经是第一级任务。"))
        tops = list(task.workstream.tasks.filter(parent=None))
        place_below(locked, [task_id], task.workstream, None, tops.index(task.parent) + 1)


def add_task_from_text(
    plan: Plan, workstream_id: int, start: int, end: int, *, revision: int, by: Actor
) -> Task:
    """A new task, last in a workstream, made of a passage of the plan's text.

    Raises EditRefused when the passage is empty or reaches outside the text.
    """
    source = _source(plan)
    passage = source[start:end]
    start += len(passage) - len(passage.lstrip(JOINTS))
    text = passage.strip(JOINTS)
    if not text or end > len(source):
        raise EditRefused(_("请先在原文中选中要设为任务的文字。"))
    end = start + len(text)
    label = _("从原文新增“%(task)s”") % {"task": text[:20]}
    with edit_plan(plan, label, revision=revision, by=by) as locked:
        workstream = locked.workstreams.get(pk=workstream_id)
        provisions = ProvisionsByPlace(locked.version.provisions.all())
        return Task.objects.create(
            workstream=workstream,
            order=workstream.tasks.count(),
            text=" ".join(text.split("\n")),
            start=start,
            end=end,
            provision=provisions.covering(start, end),
        )


def set_deadline(
    plan: Plan, task_ids: Sequence[int], deadline: date | None, *, revision: int, by: Actor
) -> None:
    """One deadline for several tasks; null takes it away. The text's own words stay."""
    ids = list(task_ids)
    with edit_plan(plan, _many(plan, ids, _("设定时限")), revision=revision, by=by) as locked:
        Task.objects.filter(pk__in=ids, workstream__plan=locked).update(deadline=deadline)


def _task(plan: Plan, task_id: int) -> Task:
    return Task.objects.select_related("workstream").get(pk=task_id, workstream__plan=plan)


def _short(task: Task) -> str:
    return task.text[:20] + ("…" if len(task.text) > 20 else "")


def _many(plan: Plan, ids: Sequence[int], verb: str) -> str:
    if len(ids) == 1:
        task = Task.objects.filter(pk=ids[0], workstream__plan=plan).first()
        return _("%(verb)s“%(task)s”") % {"verb": verb, "task": _short(task) if task else ""}
    return _("%(verb)s%(count)d项任务") % {"verb": verb, "count": len(ids)}


def _renumber(row: Sequence[Task]) -> None:
    """Orders 0.. in the given sequence, sub-tasks behind their parents; writes only rows that move."""
    fields = ("pk", "workstream_id", "parent_id", "order")
    rows = Task.objects.filter(pk__in=[task.pk for task in row]).values_list(*fields)
    stored = {pk: rest for pk, *rest in rows}
    moved = []
    for order, task in enumerate(arranged(row)):
        task.order = order
        if stored[task.pk] != [task.workstream_id, task.parent_id, order]:
            moved.append(task)
    Task.objects.bulk_update(moved, ["order", "workstream", "parent"])


def _insist_on_one_level(parent: Task | None) -> None:
    if parent is not None and parent.parent_id is not None:
        raise EditRefused(_("子任务下面不能再有子任务。"))


def _twin(task: Task, **changed: Any) -> Task:
    """A stored copy with other values for some fields, and the same units and milestones."""
    values = {field: getattr(task, field) for field in (*TASK_FIELDS, "deadline")} | changed
    twin = Task.objects.create(**values)
    copy_units(task, twin)
    write_milestones(twin, milestones_of(task))
    return twin


def _source(plan: Plan) -> str:
    return plan.version.text if plan.version else ""


def _narrow(plan: Plan, first: Task, second: Task) -> None:
    """Each half keeps the part of the old span in which its words stand, if they stand there."""
    if first.start is None or first.end is None:
        return
    start, text = first.start, _source(plan)[first.start : first.end]
    at = text.find(first.text)
    then = text.find(second.text, at + len(first.text)) if at >= 0 else -1
    if at >= 0 and then >= 0:
        first.start, first.end = start + at, start + at + len(first.text)
        second.start, second.end = start + then, start + then + len(second.text)


def _join(plan: Plan, task: Task, other: Task) -> None:
    source = _source(plan)
    spans = (task.start, task.end, other.start, other.end)
    joined = ""
    if None not in spans and task.end <= other.start:
        between = source[task.end : other.start]
        exact = source[task.start : task.end] == task.text and source[other.start : other.end] == other.text
        if exact and not between.strip(JOINTS):
            joined = source[task.start : other.end]
    task.text = joined or "；".join(text for text in (task.text, other.text) if text)
    if None not in spans:
        task.start, task.end = min(task.start, other.start), max(task.end, other.end)
    elif task.start is None:
        task.start, task.end, task.provision = other.start, other.end, other.provision
    task.measures = task.measures + [m for m in other.measures if m not in task.measures]
    for field in ("leader", "responsible", "phone"):
        setattr(task, field, getattr(task, field) or getattr(other, field))
    for field in ("target", "deliverable", "note"):
        parts = [getattr(task, field), getattr(other, field)]
        setattr(task, field, "；".join(dict.fromkeys(part for part in parts if part))[:300])
    if task.deadline is None and not task.deadline_text:
        task.deadline, task.deadline_text = other.deadline, other.deadline_text
    task.save()
