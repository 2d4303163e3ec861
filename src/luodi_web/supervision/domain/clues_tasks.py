"""A clue that becomes a task, and closes with it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.supervision.domain.adding_tasks import NewTask, add_tasks
from luodi_web.supervision.domain.clues import locked_clue
from luodi_web.supervision.domain.clues_notices import tell_office, tell_sender
from luodi_web.supervision.domain.clues_verdicts import can_make_task
from luodi_web.supervision.enums import AssignmentState, ClueState, SupervisionVerb
from luodi_web.supervision.models import Assignment, Clue, Plan, Task
from luodi_web.supervision.rules import FINISHED_STATES


@transaction.atomic
def make_task_of(clue: Clue, plan: Plan, workstream: str, item: NewTask, *, by: Actor) -> Task:
    """Turn an accepted clue into a task of a plan; a dispatched plan sends it out at once.

    The sender hears of it, and again when the task is done. Raises ValidationError where the clue is in no
    state for it, or the plan takes no such task.
    """
    clue = locked_clue(clue)
    can_make_task(clue).insist()
    if not item.text.strip():
        raise ValidationError({"text": _("任务内容不能为空。")})
    [task] = add_tasks(plan, workstream, [item], label=_("线索转任务：%(no)s") % {"no": clue.no}, by=by)
    before = {"state": clue.state}
    clue.state, clue.task = ClueState.TASKED, task
    clue.save(update_fields=["state", "task"])
    after = {"state": clue.state, "text": task.text, "title": plan.title}
    record(by, SupervisionVerb.CLUE_TASKED, clue, before=before, after=after)
    tell_sender(clue, _("您反映的线索已转为任务督办，办成后告知：%(clue)s") % {"clue": clue})
    return task


def close_clues_of(tasks: QuerySet[Task] | None = None) -> int:
    """Close the clues whose tasks are done by every unit that has them; the number closed.

    tasks: only these; null looks at all, which a daily job does.
    """
    shares = Assignment.objects.filter(task=OuterRef("task"))
    under_way = shares.exclude(state__in=(*FINISHED_STATES, AssignmentState.WITHDRAWN))
    rows = Clue.objects.filter(
        Q(Exists(shares.filter(state__in=FINISHED_STATES))), ~Exists(under_way), state=ClueState.TASKED
    )
    if tasks is not None:
        rows = rows.filter(task__in=tasks)
    return sum(_close_done(clue) for clue in rows.order_by("pk"))


@transaction.atomic
def _close_done(clue: Clue) -> bool:
    clue = locked_clue(clue)
    if clue.state != ClueState.TASKED:
        return False
    now = timezone.now()
    before = {"state": clue.state}
    clue.state, clue.closed_at = ClueState.CLOSED, now
    clue.answer = _("您反映的问题已转为任务督办，任务已经完成：%(task)s") % {"task": clue.task}
    clue.answered_at = now
    clue.save(update_fields=["state", "closed_at", "answer", "answered_at"])
    by = Actor.system(_("自动办结"))
    record(by, SupervisionVerb.CLUE_CLOSED, clue, before=before, after={"state": clue.state})
    tell_sender(clue, _("您反映的线索转成的任务已完成，请评价：%(clue)s") % {"clue": clue})
    tell_office(clue, _("线索转成的任务已完成，线索办结：%(clue)s") % {"clue": clue})
    return True
