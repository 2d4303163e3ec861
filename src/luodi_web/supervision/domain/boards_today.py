"""What waits for one person: short queues, each with its number and where the rest is."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.utils import timezone

from luodi_web.people.domain.scope import Rights
from luodi_web.people.rules import Permission
from luodi_web.policies.enums import VersionState
from luodi_web.policies.models import PolicyVersion
from luodi_web.supervision.domain.assignments_scope import (
    assignments_reviewed_by,
    own_assignments,
    reports_waiting_for,
)
from luodi_web.supervision.domain.reports_periods import owing_now, skipped_last
from luodi_web.supervision.domain.unsigned import unsigned_in_time, unsigned_late
from luodi_web.supervision.enums import AssignmentState, Light, PlanState, ReportState
from luodi_web.supervision.models import Assignment, Plan, Report

# How long a light counts as newly red.
NEW_DAYS = 7


def to_acknowledge(rights: Rights) -> QuerySet[Assignment]:
    return _urgent_first(_listed(own_assignments(rights).filter(state=AssignmentState.SENT)))


def due_soon(rights: Rights) -> QuerySet[Assignment]:
    """Under way and overdue, or within the plan's thresholds."""
    rows = own_assignments(rights).filter(
        state=AssignmentState.ACKNOWLEDGED, light__in=(Light.RED, Light.YELLOW, Light.BLUE)
    )
    return _urgent_first(_listed(rows))


def reports_owed(rights: Rights, today: date) -> QuerySet[Assignment]:
    """Reports of the present period not yet sent. A task reported as 100 % owes nothing more."""
    return _urgent_first(_listed(owing_now(own_assignments(rights), today)))


def reports_skipped(rights: Rights, today: date) -> QuerySet[Assignment]:
    """Those that sent nothing for the period before and may still make up for it."""
    return _urgent_first(_listed(skipped_last(own_assignments(rights), today)))


def reports_returned(rights: Rights) -> QuerySet[Report]:
    rows = Report.objects.filter(
        assignment__in=own_assignments(rights),
        assignment__state=AssignmentState.ACKNOWLEDGED,
        state=ReportState.RETURNED,
    )
    rows = rows.select_related("assignment__task__workstream__plan", "assignment__unit")
    return rows.order_by("-decided_at", "-pk")


def unacknowledged(rights: Rights, today: date) -> QuerySet[Assignment]:
    """Dispatched and not signed for, the term not over yet, longest waiting first."""
    return _listed(unsigned_in_time(assignments_reviewed_by(rights), today)).order_by("sent_at", "pk")


def unsigned_too_long(rights: Rights, today: date) -> QuerySet[Assignment]:
    """Neither signed for nor returned within the plan's term, the worst lights first."""
    return _urgent_first(_listed(unsigned_late(assignments_reviewed_by(rights), today)))


def handed_back(rights: Rights) -> QuerySet[Assignment]:
    rows = assignments_reviewed_by(rights).filter(state=AssignmentState.RETURNED)
    return _listed(rows).order_by("returned_at", "pk")


def newly_red(rights: Rights) -> QuerySet[Assignment]:
    since = timezone.now() - timedelta(days=NEW_DAYS)
    rows = assignments_reviewed_by(rights).filter(light=Light.RED, light_since__gte=since)
    return _listed(rows).order_by("-light_since", "pk")


def reports_to_review(rights: Rights) -> QuerySet[Report]:
    rows = reports_waiting_for(rights).select_related("assignment__task", "assignment__unit")
    return rows.annotate(urgency=_urgency("assignment__light")).order_by("urgency", "submitted_at", "pk")


def draft_plans(rights: Rights) -> QuerySet[Plan]:
    rows = Plan.objects.filter(rights.scope(Permission.PLANS_EDIT, "owner"), state=PlanState.DRAFT)
    return rows.select_related("package").order_by("-pk")


def versions_in_review(rights: Rights) -> QuerySet[PolicyVersion]:
    rows = PolicyVersion.objects.filter(
        rights.scope(Permission.POLICIES_EDIT, "policy__owner"), state=VersionState.REVIEW
    )
    return rows.select_related("policy__package").defer("original", "text").order_by("-pk")


def _listed(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    return rows.select_related("task__workstream__plan", "unit")


def _urgency(light: str) -> Case:
    """How pressing a light is: red 0, yellow 1, blue 2, any other 3. light: the lookup path to it."""
    ranks = ((Light.RED, 0), (Light.YELLOW, 1), (Light.BLUE, 2))
    whens = [When(**{light: value}, then=Value(rank)) for value, rank in ranks]
    return Case(*whens, default=Value(3), output_field=IntegerField())


def _urgent_first(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """The worst lights first, and of one light the nearest deadline; without a deadline last."""
    return rows.annotate(urgency=_urgency("light")).order_by(
        "urgency", F("deadline").asc(nulls_last=True), "sent_at", "pk"
    )
