"""The 督办台账 (conventions.md 4.3): one matter, one row, from its order to its close."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import Duty
from luodi_web.people.models import AuditEntry, PostHolding
from luodi_web.supervision.domain.outline import parents_among
from luodi_web.supervision.domain.outline_progress import leads_shown_to, progress_shown_to
from luodi_web.supervision.domain.plan_tables import plan_rows
from luodi_web.supervision.enums import AssignmentState, ReportState
from luodi_web.supervision.models import Assignment, Plan, Report, Task

LEDGER_COLUMNS = (
    (gettext_lazy("序号"), 7),
    (gettext_lazy("督办事项"), 40),
    (gettext_lazy("来源"), 24),
    (gettext_lazy("交办时间"), 17),
    (gettext_lazy("要求"), 24),
    (gettext_lazy("牵头单位"), 16),
    (gettext_lazy("配合单位"), 24),
    (gettext_lazy("责任人"), 18),
    (gettext_lazy("办理时限"), 12),
    (gettext_lazy("签收"), 17),
    (gettext_lazy("本期进展"), 36),
    (gettext_lazy("完成率"), 9),
    (gettext_lazy("存在问题"), 24),
    (gettext_lazy("下步措施"), 24),
    (gettext_lazy("灯号"), 18),
    (gettext_lazy("延期记录"), 24),
    (gettext_lazy("佐证"), 24),
    (gettext_lazy("审核意见"), 20),
    (gettext_lazy("办结时间"), 17),
)


def ledger_rows(plan: Plan, rights: Rights) -> Iterator[list[Any]]:
    """One row a dispatched task, in reading order; of a task with sub-tasks only its progress.

    What is said of the work is the lead's, and only of units whose work the person may see. A fixed
    number of queries, whatever the size.
    """
    rows = list(plan_rows(plan))
    leads = _leads(plan, rights)
    progress = progress_shown_to(rights, plan)
    moved = _moved_deadlines(plan, leads)
    people = _people({lead.unit_id for lead in leads.values()})
    parents = parents_among(row.task for row in rows)
    source = str(plan.version.policy.title) if plan.version else plan.title
    for row in rows:
        lead = leads.get(row.task.pk)
        report = _newest(lead)
        percent = progress.get(row.task.pk)
        is_parent = row.task.pk in parents
        yield [
            row.no,
            row.text,
            f"{source} {row.provision}".strip(),
            lead.sent_at if lead else plan.published_at,
            "；".join(filter(None, [row.target, row.deliverable])),
            row.lead or row.lead_above,
            row.joint or row.joint_above,
            row.responsible or (people.get(lead.unit_id, "") if lead else ""),
            (lead.deadline if lead else row.deadline) or row.deadline_text,
            _signed(lead) if lead else (_("由子任务承办") if is_parent else ""),
            report.text if report else "",
            f"{percent}%" if percent is not None else "",
            report.problem if report else "",
            report.next_step if report else "",
            f"{lead.get_light_display()}：{lead.light_reason}" if lead else "",
            "\n".join(moved.get(row.task.pk, [])),
            "、".join(item.name for item in report.evidence.all()) if report else "",
            report.decision_note if report else "",
            lead.done_at if lead else None,
        ]


def _leads(plan: Plan, rights: Rights) -> dict[int, Assignment]:
    reports = Report.objects.exclude(state=ReportState.RETURNED).order_by("-period", "-pk")
    rows = leads_shown_to(rights, plan).exclude(state=AssignmentState.WITHDRAWN)
    rows = rows.select_related("unit", "acknowledged_by")
    newest = Prefetch("reports", reports.prefetch_related("evidence"), to_attr="newest_first")
    return {row.task_id: row for row in rows.prefetch_related(newest).order_by("-pk")}


def _newest(lead: Assignment | None) -> Report | None:
    reports: list[Report] = getattr(lead, "newest_first", [])
    return reports[0] if reports else None


def _signed(lead: Assignment) -> str:
    if lead.acknowledged_at is None:
        return str(lead.get_state_display())
    when = timezone.localtime(lead.acknowledged_at)
    name = lead.acknowledged_by.name if lead.acknowledged_by else ""
    return f"{when:%Y-%m-%d %H:%M} {name}".strip()


def _moved_deadlines(plan: Plan, leads: dict[int, Assignment]) -> dict[int, list[str]]:
    """Every time a task's or its lead's deadline was moved after dispatch, as the trail has it."""
    by_lead = {lead.pk: task for task, lead in leads.items()}
    tasks = set(Task.objects.filter(workstream__plan=plan).values_list("pk", flat=True))
    task_type, assignment_type = Task._meta.label_lower, Assignment._meta.label_lower
    entries = AuditEntry.objects.filter(
        object_type__in=[task_type, assignment_type], after__has_key="deadline"
    )
    if plan.published_at:
        entries = entries.filter(at__gte=plan.published_at)
    found: dict[int, list[str]] = defaultdict(list)
    for entry in entries.filter(before__has_key="deadline").order_by("pk").iterator():
        key = int(entry.object_id) if entry.object_id.isdecimal() else 0
        task = key if entry.object_type == task_type and key in tasks else by_lead.get(key, 0)
        was, now = (entry.before or {}).get("deadline"), (entry.after or {}).get("deadline")
        if task and was != now:
            words = _("%(was)s → %(now)s") % {"was": was or _("未定"), "now": now or _("未定")}
            found[task].append(words)
    return found


def _people(units: set[int]) -> dict[int, str]:
    """Who answers for the units' tasks today, by the posts' duty."""
    holdings = PostHolding.objects.on(timezone.localdate())
    holdings = holdings.filter(post__unit__in=units, post__duty=Duty.RESPONSIBLE)
    found: dict[int, list[str]] = defaultdict(list)
    for unit, name in holdings.order_by("pk").values_list("post__unit", "user__name"):
        found[unit].append(name)
    return {unit: "、".join(names) for unit, names in found.items()}
