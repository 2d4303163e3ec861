"""From a confirmed text to a draft plan; and a plan begun by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from luodi.decompose import decompose_text, doubt_words
from luodi.diagnostics import LuodiError
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.models import Unit
from luodi_web.policies.enums import VersionState
from luodi_web.policies.models import Package, PolicyVersion, Provision
from luodi_web.supervision.domain.drafting_facts import DecidedFacts
from luodi_web.supervision.domain.drafting_units import link_units
from luodi_web.supervision.domain.plans import ProvisionsByPlace
from luodi_web.supervision.enums import PlanState, SupervisionVerb
from luodi_web.supervision.models import Plan, Task, Workstream

if TYPE_CHECKING:
    from luodi.decompose import PlanTask

# What may be set of a draft.
SETTINGS = ("title", "blue_days", "yellow_days", "period_kind", "report_day", "makeup_periods")


@transaction.atomic
def draft_plan(version: PolicyVersion, by: Actor) -> Plan:
    """A draft with the workstreams and tasks that the engine reads in a confirmed text.

    Each task keeps its span in the text and the smallest provision around it. Units the register knows are
    linked; other names stay as written, for a person to decide. Units and days that a person rejected or
    corrected among the facts of the text count as decided. A task whose text names no lead gets none; what
    the text leaves open is noted with 【待核】, then whom or what the task is about. A text without tasks
    gives one empty workstream, to be filled by hand (``says_no_tasks``). Raises ValidationError when the
    text is not confirmed.
    """
    if version.state != VersionState.CONFIRMED:
        raise ValidationError(_("请先把文本定稿，再起草任务分解表。"))
    policy = version.policy
    plan = Plan.objects.create(
        package=policy.package,
        version=version,
        title=_("%(title)s任务分解表") % {"title": policy.title[:190]},
        owner=policy.owner,
        created_by=by.user,
    )
    try:
        workstreams = decompose_text(version.text, policy.title).workstreams
    except LuodiError as error:
        if not error.diagnostic.code.startswith("PLAN"):
            raise
        workstreams = ()
    provisions = ProvisionsByPlace(version.provisions.all())
    decided = DecidedFacts(version)
    rows: list[tuple[Task, PlanTask]] = []
    for order, stream in enumerate(workstreams):
        workstream = Workstream.objects.create(plan=plan, order=order, name=stream.name[:200])
        for n, read in enumerate(stream.tasks):
            provision = provisions.covering(read.span.start, read.span.end)
            item = decided.apply(read, provision)
            rows.append((_task(workstream, n, item, provision), item))
    if not workstreams:
        Workstream.objects.create(plan=plan, order=0, name=_("工作任务"))
    Task.objects.bulk_create([task for task, _item in rows])
    link_units((task, item.lead, item.joint) for task, item in rows)
    record(by, SupervisionVerb.PLAN_DRAFTED, plan, after={"version": str(version), "tasks": len(rows)})
    return plan


def says_no_tasks(plan: Plan) -> bool:
    """Whether the plan is a draft of a text in which no task was read and nobody has added one."""
    return (
        plan.version_id is not None
        and plan.state == PlanState.DRAFT
        and not Task.objects.filter(workstream__plan=plan).exists()
    )


@transaction.atomic
def begin_plan(
    package: Package, title: str, owner: Unit, *, version: PolicyVersion | None = None, by: Actor
) -> Plan:
    """An empty draft to fill by hand; ``version`` is the text it refers to, if there is one."""
    plan = Plan.objects.create(package=package, title=title, owner=owner, version=version, created_by=by.user)
    Workstream.objects.create(plan=plan, order=0, name=_("工作任务"))
    record(by, SupervisionVerb.PLAN_CREATED, plan, after={"title": title})
    return plan


@transaction.atomic
def delete_draft(plan: Plan, *, by: Actor) -> None:
    """Delete a draft with all its rows. Raises ValidationError once it has been dispatched."""
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked.state != PlanState.DRAFT:
        raise ValidationError(_("任务分解表已下达，不能删除。"))
    count = Task.objects.filter(workstream__plan=locked).count()
    record(by, SupervisionVerb.PLAN_DELETED, locked, before={"title": locked.title, "tasks": count})
    locked.delete()


@transaction.atomic
def change_plan(plan: Plan, *, by: Actor, **values: Any) -> Plan:
    """Set a draft's settings: title, when its lights turn, when its units report.

    values: some of ``SETTINGS``; what is not named stays.
    """
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    before = {name: getattr(locked, name) for name in SETTINGS}
    after = {name: values.pop(name, before[name]) for name in SETTINGS}
    if values:
        raise TypeError(f"no settings of a plan: {sorted(values)}")
    if before == after:
        return locked
    if locked.state != PlanState.DRAFT:
        raise ValidationError(_("任务分解表已下达，不能再改标题、亮灯和报送规则。"))
    for name, value in after.items():
        setattr(locked, name, value)
    locked.save(update_fields=SETTINGS)
    record(by, SupervisionVerb.PLAN_EDITED, locked, before=before, after=after)
    return locked


def _task(workstream: Workstream, order: int, item: PlanTask, provision: Provision | None) -> Task:
    return Task(
        workstream=workstream,
        order=order,
        text=item.task,
        kind=item.kind[:20],
        measures=list(item.measures),
        target=(item.target or "")[:300],
        deliverable=(item.deliverable or "")[:300],
        deadline=_iso_day(item.deadline),
        deadline_text=(item.deadline_text or "")[:100],
        note="；".join([*(f"【待核】{words}" for words in doubt_words(item)), *filter(None, [item.context])])[
            :300
        ],
        provision=provision,
        start=item.span.start,
        end=item.span.end,
    )


def _notes(item: PlanTask) -> list[str]:
    return [*(f"【待核】{words}" for words in doubt_words(item)), *([item.context] if item.context else [])]


def _iso_day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:  # words such as 长期坚持: they are in deadline_text
        return None
