"""What a plan still lacks: passages without a task, tasks without a clause, and reasons not to dispatch."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate, pairwise

from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.policies.models import Provision
from luodi_web.supervision.domain.notices import people_by_unit
from luodi_web.supervision.domain.outline import deadline_in_force, parents_among, units_in_force
from luodi_web.supervision.domain.plan_units import FOR_UNITS, units_of_task
from luodi_web.supervision.domain.plans import tasks_of
from luodi_web.supervision.enums import PlanState, UnitRole
from luodi_web.supervision.models import Plan, Task


@dataclass(frozen=True)
class Finding:
    """One thing to look at: an error stops dispatch, a warning is for the office to judge.

    task: null where it is about the plan itself.
    """

    message: str
    is_error: bool
    task: Task | None = None


@dataclass(frozen=True)
class Readiness:
    """Whether a plan may be dispatched. ``findings`` in reading order, errors and warnings alike."""

    findings: list[Finding] = field(default_factory=list)

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_error]

    @property
    def warnings(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.is_error]

    @property
    def groups(self) -> list[tuple[str, bool, list[Finding]]]:
        """Findings by their words, errors first: (words, is_error, findings)."""
        grouped: dict[tuple[str, bool], list[Finding]] = {}
        for finding in (*self.errors, *self.warnings):
            grouped.setdefault((finding.message, finding.is_error), []).append(finding)
        return [(words, is_error, findings) for (words, is_error), findings in grouped.items()]

    @property
    def allowed(self) -> bool:
        return not self.errors

    @property
    def reason(self) -> str:
        return "；".join(finding.message for finding in self.errors[:3])


def can_publish(plan: Plan, today: date | None = None) -> Readiness:
    """Every reason against dispatching the plan, each with the task it is about; last what is of the plan."""
    day = today or timezone.localdate()
    if plan.state != PlanState.DRAFT:
        return Readiness([Finding(_("任务分解表已经下达。"), True)])
    tasks = list(tasks_of(plan).select_related("workstream").prefetch_related(*FOR_UNITS))
    parents = parents_among(tasks)
    if not tasks:
        return Readiness([Finding(_("任务分解表里还没有任务。"), True)])
    times = Counter(task.text.strip() for task in tasks)
    findings: list[Finding] = []
    for task in tasks:
        if task.pk not in parents:
            findings += _unit_findings(task)
        elif mute_lead := _lead_without_part(task, tasks):
            words = _("牵头单位“%(unit)s”没有承办任何子任务，收不到任务") % {"unit": mute_lead}
            findings.append(Finding(words, False, task))
        if not task.text.strip():
            findings.append(Finding(_("任务内容是空的"), True, task))
        elif times[task.text.strip()] > 1:
            findings.append(Finding(_("与另一项任务内容相同"), False, task))
        day_due = deadline_in_force(task)
        if task.pk in parents and day_due is None:
            continue
        if day_due is None:
            words = _("没有完成时限")
            if task.deadline_text:
                words = _("时限“%(words)s”没有换算成日期") % {"words": task.deadline_text}
            findings.append(Finding(words, False, task))
        elif day_due < day:
            findings.append(Finding(_("完成时限已过"), True, task))
        elif task.parent and task.parent.deadline and day_due > task.parent.deadline:
            findings.append(Finding(_("子任务的时限晚于上级任务"), False, task))
    units = {unit.pk for task in tasks if task.pk not in parents for unit in units_of_task(task)}
    if mute := len(units - people_by_unit(units).keys()):
        words = _("有 %(count)d 个机构还没有能签收任务的人员，下达后要尽快开通账号。") % {"count": mute}
        findings.append(Finding(words, False))
    return Readiness(findings)


def _lead_without_part(task: Task, tasks: list[Task]) -> str:
    """The lead of a task with sub-tasks, where none of these goes to it; else empty."""
    parts = {unit.pk for child in tasks if child.parent_id == task.pk for unit in units_of_task(child)}
    for entry in task.task_units.all():
        if entry.role == UnitRole.LEAD and entry.unit is not None and entry.unit_id not in parts:
            return entry.unit.label
    return ""


def _unit_findings(task: Task) -> list[Finding]:
    units = units_in_force(task)
    leads = [entry for entry in units if entry.role == UnitRole.LEAD]
    findings = []
    if not leads:
        findings.append(Finding(_("没有牵头单位"), True, task))
    elif len(leads) > 1:
        findings.append(Finding(_("有 %(count)d 个牵头单位，请留一个") % {"count": len(leads)}, True, task))
    for entry in units:
        if entry.unit is not None:
            if not entry.unit.is_active:
                words = _("“%(unit)s”已停用") % {"unit": entry.unit.label}
                findings.append(Finding(words, True, task))
        elif entry.group is not None:
            if not any(unit.is_active for unit in entry.group.members.all()):
                words = _("机构组“%(group)s”里没有机构") % {"group": entry.group.name}
                findings.append(Finding(words, True, task))
        else:
            words = _("不认识的单位“%(words)s”") % {"words": entry.written}
            findings.append(Finding(words, True, task))
    return findings


# Stands among the keys of tasks for a provision without any: no key is 0.
_BARE = 0


@dataclass(frozen=True)
class Piece:
    """A stretch of the text, the tasks whose span covers it, and whether its provision has no task."""

    text: str
    start: int
    tasks: tuple[int, ...] = ()
    is_bare: bool = False


@dataclass(frozen=True)
class Coverage:
    """How a plan and its text meet. ``paragraphs`` is the text, cut at span ends and line ends.

    is_part: it is not the whole text.
    """

    paragraphs: list[list[Piece]]
    bare_provisions: list[Provision]
    loose_tasks: list[Task]
    is_part: bool = False


def read_coverage(plan: Plan, part: tuple[int, int] | None = None) -> Coverage:
    """Provisions that no task comes from, tasks that come from no clause, and the text marked with both.

    Only the smallest provisions count: a heading is covered by what stands below it.
    part: from which to which of the tasks, in reading order, the text is wanted; null for all of it.
    """
    tasks = list(tasks_of(plan))
    if plan.version is None:
        return Coverage([], [], tasks)
    spans = [
        (task.start, task.end, task.pk) for task in tasks if task.start is not None and task.end is not None
    ]
    covered = _overlap_of(spans)
    provisions = list(plan.version.provisions.all())
    parents = {provision.parent_id for provision in provisions}
    tied = {task.provision_id for task in tasks if task.start is None}
    bare = [
        provision
        for provision in provisions
        if provision.pk not in parents
        and provision.pk not in tied
        and not covered(provision.start, provision.end)
    ]
    ids = {provision.pk for provision in provisions}
    loose = [task for task in tasks if task.start is None and task.provision_id not in ids]
    ranges = [(provision.start, provision.end) for provision in bare]
    text = plan.version.text
    window = _window(tasks, part, len(text)) if part else (0, len(text))
    return Coverage(_paragraphs(text, spans, ranges, window), bare, loose, window != (0, len(text)))


def _overlap_of(spans: list[tuple[int, int, int]]) -> Callable[[int, int], bool]:
    """Whether a range overlaps any of the spans; asked of every provision."""
    starts = sorted((start, end) for start, end, _pk in spans)
    reach = list(accumulate((end for _start, end in starts), max))

    def overlaps(start: int, end: int) -> bool:
        before = bisect_left(starts, (end, 0))
        return before > 0 and reach[before - 1] > start

    return overlaps


def _window(tasks: list[Task], part: tuple[int, int], length: int) -> tuple[int, int]:
    """The stretch of text that some of the tasks were read from, up to where the next one begins."""
    first, last = part
    starts = [task.start for task in tasks[first:last] if task.start is not None]
    ends = [task.end for task in tasks[first:last] if task.end is not None]
    if not starts or not ends:
        return 0, length
    following = next((task.start for task in tasks[last:] if task.start is not None), length)
    start = min(starts) if any(task.start is not None for task in tasks[:first]) else 0
    return start, min(length, max(following, *ends))


def _paragraphs(
    text: str, spans: list[tuple[int, int, int]], bare: list[tuple[int, int]], window: tuple[int, int]
) -> list[list[Piece]]:
    """The text by lines; each line cut wherever a span or a bare range begins or ends."""
    low, high = window
    opens: dict[int, set[int]] = defaultdict(set)
    closes: dict[int, set[int]] = defaultdict(set)
    ranges = [*((start, end, pk) for start, end, pk in spans), *((start, end, _BARE) for start, end in bare)]
    for start, end, pk in ranges:
        start, end = max(start, low), min(end, high)
        if start < end:
            opens[start].add(pk)
            closes[end].add(pk)
    paragraphs: list[list[Piece]] = [[]]
    inside: set[int] = set()
    order = {pk: at for at, (_start, _end, pk) in enumerate(spans)}
    for start, end in pairwise(sorted({low, high, *opens, *closes})):
        inside = (inside - closes[start]) | opens[start]
        tasks = tuple(sorted(inside - {_BARE}, key=order.__getitem__))
        at = start
        for number, line in enumerate(text[start:end].split("\n")):
            if number:
                paragraphs.append([])
            if line:
                paragraphs[-1].append(Piece(line, at, tasks, _BARE in inside and not tasks))
            at += len(line) + 1
    return [paragraph for paragraph in paragraphs if paragraph]
