"""What a task's own records tell of it: its clause, dispatch, acts, turns of the light, reports."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.common.periods import period_words
from luodi_web.people.models import AuditEntry
from luodi_web.supervision.domain.addresses import report_page_url
from luodi_web.supervision.domain.story import Matter, StoryEvent, story_source
from luodi_web.supervision.enums import Light, ReportState, SupervisionVerb
from luodi_web.supervision.models import Assignment, LightChange, Report, Task

# Told by the reports themselves, with their words; of the trail only what they do not keep.
_REPORT_VERBS = (SupervisionVerb.REPORTED, SupervisionVerb.REPORT_ACCEPTED, SupervisionVerb.REPORT_RETURNED)


@story_source("source", gettext_lazy("依据条款"))
def clause_in_story(matter: Matter) -> Iterable[StoryEvent]:
    """The text the task comes from, at the moment it was confirmed."""
    version = matter.task.workstream.plan.version
    if version is None or version.confirmed_at is None:
        return
    provision = matter.task.provision
    passage = provision.text or provision.heading if provision else ""
    words = _("“%(title)s”定稿") % {"title": version.policy.title}
    yield StoryEvent(version.confirmed_at, words, text=f"{provision.label}{passage}" if provision else "")


@story_source("dispatch", gettext_lazy("下达"))
def dispatch_in_story(matter: Matter) -> Iterable[StoryEvent]:
    """To whom it was sent and when. Sent again moves sent_at on; the first time is then the plan's."""
    published = matter.task.workstream.plan.published_at
    resent = set(
        _trail(matter)
        .filter(verb=SupervisionVerb.RESENT, object_type=Assignment._meta.label_lower)
        .values_list("object_id", flat=True)
    )
    for row in matter.by_key.values():
        first = published if str(row.pk) in resent and published else row.sent_at
        yield StoryEvent(first, _("下达任务"), unit=row.unit.label, text=row.get_role_display())


@story_source("acts", gettext_lazy("办理"))
def acts_in_story(matter: Matter) -> Iterable[StoryEvent]:
    """Signing for, handing back, taking back, sending again, adjusting: as the audit trail has them."""
    for entry in _trail(matter).exclude(verb__in=_REPORT_VERBS):
        if entry.verb not in SupervisionVerb.values:
            continue
        after = entry.after or {}
        is_unit = entry.object_type == Assignment._meta.label_lower
        row = matter.by_key.get(int(entry.object_id)) if is_unit else None
        yield StoryEvent(
            entry.at,
            str(SupervisionVerb(entry.verb).label),
            unit=row.unit.label if row else "",
            who=_who(entry.unit_name, entry.user_name),
            text="；".join(str(after[name]) for name in ("reason", "note") if after.get(name)),
        )


@story_source("lights", gettext_lazy("灯号"))
def lights_in_story(matter: Matter) -> Iterable[StoryEvent]:
    changes = LightChange.objects.filter(assignment__in=matter.by_key).order_by("pk")
    for change in changes:
        yield StoryEvent(
            change.at,
            str(Light(change.new).label),
            unit=matter.by_key[change.assignment_id].unit.label,
            text=change.reason,
            light=change.new,
        )


@story_source("reports", gettext_lazy("进展"))
def reports_in_story(matter: Matter) -> Iterable[StoryEvent]:
    """Each report as it stands, and what was decided on it."""
    reports = Report.objects.filter(assignment__in=matter.by_key)
    for report in reports.select_related("submitted_by", "decided_by").order_by("period", "pk"):
        unit = matter.by_key[report.assignment_id].unit.label
        url = report_page_url(report)
        values = {"period": period_words(report.period), "percent": report.percent}
        what = _("报送 %(period)s 进展，完成率 %(percent)d%%") % values
        yield StoryEvent(
            report.submitted_at, what, unit, str(report.submitted_by or ""), _report_words(report), url=url
        )
        if report.decided_at:
            accepted = report.state == ReportState.ACCEPTED
            what = _("通过 %(period)s 进展") if accepted else _("退回 %(period)s 进展")
            yield _decision(report, report.decided_at, what % values, unit, url)


def _decision(report: Report, at: datetime, what: str, unit: str, url: str) -> StoryEvent:
    return StoryEvent(at, what, unit, str(report.decided_by or ""), report.decision_note, url=url)


def _report_words(report: Report) -> str:
    if report.no_change:
        return _("无变化")
    parts = [report.text]
    if report.problem:
        parts.append(_("存在问题：%(text)s") % {"text": report.problem})
    if report.next_step:
        parts.append(_("下步措施：%(text)s") % {"text": report.next_step})
    return "\n".join(parts)


def _trail(matter: Matter) -> QuerySet[AuditEntry]:
    """Entries on the task and on the assignments shown, oldest first."""
    keys = [str(key) for key in matter.by_key]
    return AuditEntry.objects.filter(
        Q(object_type=Task._meta.label_lower, object_id=str(matter.task.pk))
        | Q(object_type=Assignment._meta.label_lower, object_id__in=keys)
    ).order_by("pk")


def _who(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
