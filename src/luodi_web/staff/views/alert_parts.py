"""What the task page says of one assignment's alerts: light by hand, term to sign, reminders, stand-ins."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone

from luodi.workdays import workdays_between
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.calendar_days import holiday_table
from luodi_web.supervision.domain.ladders import rung_words
from luodi_web.supervision.domain.overrides import can_override, override_of, rule_reading
from luodi_web.supervision.domain.standing import as_reviewer, as_unit
from luodi_web.supervision.domain.unsigned import sign_by
from luodi_web.supervision.enums import AssignmentState
from luodi_web.supervision.forms.alerts import OverrideForm
from luodi_web.supervision.models import Assignment

SHOWN = 20


def alert_parts(
    request: HttpRequest, chosen: Assignment, forms: dict[str, Form], *, reviews: bool, is_own: bool
) -> dict[str, Any]:
    """Context of the templates in ``staff/alerts`` that the task page includes."""
    override = override_of(chosen)
    parts: dict[str, Any] = {
        "override": override,
        "rule_reading": rule_reading(override) if override else None,
        "may_override": reviews and bool(can_override(chosen, override)),
        "may_lift": reviews and override is not None,
        "override_form": forms.get("override_form") or OverrideForm(prefix="override"),
        "behalf_of": _behalf_of(request, chosen, reviews=reviews, is_own=is_own),
    }
    if chosen.state == AssignmentState.SENT:
        parts |= _term(chosen)
    if reviews or is_own or request.rights.may(Permission.OVERVIEW):
        rows = list(chosen.reminders.select_related("user").order_by("-pk")[:SHOWN])
        for row in rows:
            row.occasion = rung_words(row.event, row.days)
        parts["reminders"] = rows
    return parts


def _behalf_of(request: HttpRequest, chosen: Assignment, *, reviews: bool, is_own: bool) -> Any:
    """The colleague for whom the person would act here; None for acts in their own name."""
    actor = request.actor
    for applies, standing in ((is_own, as_unit), (reviews, as_reviewer)):
        if applies and (other := standing(actor, chosen).behalf_of):
            return other
    return None


def _term(chosen: Assignment) -> dict[str, Any]:
    holidays = holiday_table()
    term, today = sign_by(chosen, holidays), timezone.localdate()
    return {
        "sign_by": term,
        "sign_late": workdays_between(term.day, today, holidays).count if today > term.day else None,
    }
