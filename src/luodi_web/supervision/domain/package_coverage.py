"""A package's clauses against the tasks of all its plans: what has no task, what has no clause."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.policies.domain.places import place_words
from luodi_web.policies.enums import VersionState
from luodi_web.policies.models import Policy, PolicyVersion, Provision
from luodi_web.supervision.domain.drafting import begin_plan
from luodi_web.supervision.domain.editing import lock_draft
from luodi_web.supervision.domain.editing_tasks import add_task_from_text
from luodi_web.supervision.enums import PlanState, SupervisionVerb
from luodi_web.supervision.models import Plan, ProvisionExemption, Task

COVERED, BARE, EXEMPT = "covered", "bare", "exempt"


@dataclass(frozen=True)
class Clause:
    """One smallest provision of a policy's newest confirmed text. tasks: those that come from it."""

    policy: Policy
    provision: Provision
    place: str
    tasks: list[Task] = field(default_factory=list)
    exemption: ProvisionExemption | None = None

    @property
    def state(self) -> str:
        if self.tasks:
            return COVERED
        return EXEMPT if self.exemption else BARE


@dataclass(frozen=True)
class PackageCoverage:
    """clauses in the order of policies and texts; loose: tasks that come from no clause, in plan order."""

    clauses: list[Clause]
    loose: list[Task]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(clause.state for clause in self.clauses)
        return {state: found.get(state, 0) for state in (BARE, EXEMPT, COVERED)}


def read_package_coverage(policies: QuerySet[Policy], plans: QuerySet[Plan]) -> PackageCoverage:
    """The clauses of some policies against the tasks of some plans. A fixed number of queries.

    A clause is covered by a task read from its words in any version's plan of the same text, and by one
    tied to it. A sub-task without a clause has its parent's. Only the smallest provisions count.
    """
    versions = _newest_versions(policies)
    tasks = list(
        Task.objects.filter(workstream__plan__in=plans)
        .select_related("workstream__plan", "provision", "parent")
        .order_by("workstream__plan_id", "workstream__order", "order")
    )
    provisions = list(
        Provision.objects.filter(version__in=versions)
        .select_related("exemption")
        .order_by("version", "order")
    )
    parts: dict[int, list[Provision]] = defaultdict(list)
    for provision in provisions:
        parts[provision.version_id].append(provision)
    spans: dict[int, list[Task]] = defaultdict(list)
    tied: dict[int, list[Task]] = defaultdict(list)
    for task in tasks:
        plan = task.workstream.plan
        if task.start is not None and task.end is not None and plan.version_id is not None:
            spans[plan.version_id].append(task)
        elif task.provision_id is not None:
            tied[task.provision_id].append(task)
    clauses = [
        clause
        for version in versions
        for clause in _clauses(version, parts[version.pk], spans[version.pk], tied)
    ]
    return PackageCoverage(clauses, [task for task in tasks if _is_loose(task)])


@transaction.atomic
def exempt_provision(provision: Provision, reason: str, *, by: Actor) -> ProvisionExemption:
    """Mark a clause as needing no task. Raises ValidationError without a reason, or where it is marked."""
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("请写明为什么不需要任务。")})
    locked = Provision.objects.select_for_update().get(pk=provision.pk)
    if ProvisionExemption.objects.filter(provision=locked).exists():
        raise ValidationError(_("这一条已经标为不需任务。"))
    made = ProvisionExemption.objects.create(provision=locked, reason=reason[:200], by=by.user)
    record(by, SupervisionVerb.PROVISION_EXEMPTED, locked, after={"reason": made.reason})
    return made


@transaction.atomic
def need_provision(provision: Provision, *, by: Actor) -> None:
    """Take the mark off again; nothing where there is none."""
    locked = Provision.objects.select_for_update().get(pk=provision.pk)
    mark = ProvisionExemption.objects.filter(provision=locked).first()
    if mark is not None:
        record(by, SupervisionVerb.PROVISION_NEEDED, locked, before={"reason": mark.reason})
        mark.delete()


@transaction.atomic
def task_from_provision(provision: Provision, drafts: QuerySet[Plan], *, by: Actor) -> Task:
    """A task with the clause's words, in the newest of the drafts of its text; in a new one without any.

    Clicked twice it is made once: where a draft has a task of just this passage, that one is given back.
    """
    # The clause's row is the lock: two who click at once make one task.
    provision = (
        Provision.objects.select_for_update(of=("self",))
        .select_related("version__policy")
        .get(pk=provision.pk)
    )
    version = provision.version
    plan = drafts.filter(version=version, state=PlanState.DRAFT).order_by("-pk").first()
    if plan is None:
        title = _("%(title)s补充任务分解表") % {"title": version.policy.title[:180]}
        plan = begin_plan(version.policy.package, title, version.policy.owner, version=version, by=by)
    plan = lock_draft(plan, Plan.objects.get(pk=plan.pk).revision)
    there = Task.objects.filter(workstream__plan=plan, provision=provision).first()
    if there is not None:
        return there
    stream = _nearest_stream(plan, provision)
    task = add_task_from_text(plan, stream, provision.start, provision.end, revision=plan.revision, by=by)
    if task.provision_id != provision.pk:
        Task.objects.filter(pk=task.pk).update(provision=provision)
    return task


def _newest_versions(policies: QuerySet[Policy]) -> list[PolicyVersion]:
    rows = PolicyVersion.objects.filter(policy__in=policies, state=VersionState.CONFIRMED)
    newest: dict[int, PolicyVersion] = {}
    for row in rows.select_related("policy").defer("text", "original").order_by("policy_id", "-number"):
        newest.setdefault(row.policy_id, row)
    return list(newest.values())


def _clauses(
    version: PolicyVersion, provisions: list[Provision], spans: list[Task], tied: dict[int, list[Task]]
) -> list[Clause]:
    places = place_words(provisions)
    parents = {provision.parent_id for provision in provisions}
    found = []
    for provision in provisions:
        if provision.pk in parents:
            continue
        over = [t for t in spans if (t.start or 0) < provision.end and (t.end or 0) > provision.start]
        tasks = [*over, *tied.get(provision.pk, [])]
        mark = getattr(provision, "exemption", None)
        found.append(Clause(version.policy, provision, places.get(provision.pk, ""), tasks, mark))
    return found


def _is_loose(task: Task) -> bool:
    if task.start is not None or task.provision_id is not None:
        return False
    above = task.parent
    return above is None or (above.start is None and above.provision_id is None)


def _nearest_stream(plan: Plan, provision: Provision) -> int:
    """The workstream of the last task before the clause in the text; else the first."""
    before = Task.objects.filter(workstream__plan=plan, start__lt=provision.start).order_by("-start").first()
    if before is not None:
        return before.workstream_id
    first = plan.workstreams.first()
    return (first or plan.workstreams.create(order=0, name=_("工作任务"))).pk
