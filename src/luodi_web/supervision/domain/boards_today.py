"""What waits for one person: short queues, each with its number and where the rest is."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet
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
    return _listed(own_assignments(rights).filter(state=AssignmentState.SENT)).order_by("deadline", "pk")


def due_soon(rights: Rights) -> QuerySet[Assignment]:
    """Under way and overdue, or within the plan's thresholds."""
    rows = own_assignments(rights).filter(
        state=AssignmentState.ACKNOWLEDGED, light__in=(Light.RED, Light.YELLOW, Light.BLUE)
    )
    return _listed(rows).order_by("deadline", "pk")


def reports_owed(rights: Rights, today: date) -> QuerySet[Assignment]:
    """Reports of the present period not yet sent. A task reported as 100 % owes nothing more."""
    return _listed(owing_now(own_assignments(rights), today)).order_by("deadline", "pk")


def reports_skipped(rights: Rights, today: date) -> QuerySet[Assignment]:
    """Those that sent nothing for the period before and may still make up for it."""
    return _listed(skipped_last(own_assignments(rights), today)).order_by("deadline", "pk")


def reports_returned(rights: Rights) -> QuerySet[Report]:
    rows = Report.objects.filter(
        assignment__in=own_assignments(rights),
        assignment__state=AssignmentState.ACKNOWLEDGED,
        state=ReportState.RETURNED,
    )
    return rows.select_related("assignment__task", "assignment__unit").order_by("-decided_at", "-pk")


def unacknowledged(rights: Rights, today: date) -> QuerySet[Assignment]:
    """Dispatched and not signed for, the term not over yet, longest waiting first."""
    return _listed(unsigned_in_time(assignments_reviewed_by(rights), today)).order_by("sent_at", "pk")


def unsigned_too_long(rights: Rights, today: date) -> QuerySet[Assignment]:
    """Neither signed for nor returned within the plan's term, longest waiting first."""
    return _listed(unsigned_late(assignments_reviewed_by(rights), today)).order_by("sent_at", "pk")


def handed_back(rights: Rights) -> QuerySet[Assignment]:
    rows = assignments_reviewed_by(rights).filter(state=AssignmentState.RETURNED)
    return _listed(rows).order_by("returned_at", "pk")


def newly_red(rights: Rights) -> QuerySet[Assignment]:
    since = timezone.now() - timedelta(days=NEW_DAYS)
    rows = assignments_reviewed_by(rights).filter(light=Light.RED, light_since__gte=since)
    return _listed(rows).order_by("-light_since", "pk")


def reports_to_review(rights: Rights) -> QuerySet[Report]:
    rows = reports_waiting_for(rights).select_related("assignment__task", "assignment__unit")
    return rows.order_by("submitted_at", "pk")


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
