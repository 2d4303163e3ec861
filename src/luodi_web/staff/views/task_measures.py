"""What a task's page says of letters, extensions, referral and closing, and which of them may be begun."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.assignments_scope import PLAN_OWNER, own_assignments
from luodi_web.supervision.domain.closings_scope import assignments_to_close
from luodi_web.supervision.domain.extensions import may_ask_extension
from luodi_web.supervision.domain.letters_scope import letters_visible_to
from luodi_web.supervision.domain.referrals import may_order, may_prepare, open_order
from luodi_web.supervision.domain.referrals_scope import referrals_visible_to
from luodi_web.supervision.models import Assignment
from luodi_web.supervision.models.closings import UNDECIDED
from luodi_web.supervision.rules import OPEN_STATES
from luodi_web.supervision.rules_closing import can_ask_closing
from luodi_web.supervision.rules_referral import OVER_STATES


def measures_of(request: HttpRequest, chosen: Assignment) -> dict[str, Any]:
    """Context of ``staff/measures/on_task.html`` for one assignment, its task and plan at hand."""
    rights, owner = request.rights, chosen.task.workstream.plan.owner
    closings = list(chosen.closings.all())
    is_open = chosen.state in OPEN_STATES
    is_own = own_assignments(rights).filter(pk=chosen.pk).exists()
    closes = assignments_to_close(rights).filter(pk=chosen.pk).exists()
    undecided = any(closing.state in UNDECIDED for closing in closings)
    extension = may_ask_extension(chosen, timezone.localdate()) if is_own else None
    prepares = _reaches(request, Permission.REFERRALS_EDIT, chosen)
    referrals = list(referrals_visible_to(rights).filter(assignment=chosen))
    refers = any(row.state not in OVER_STATES for row in referrals)
    referral = may_prepare(chosen) if prepares and is_open else None
    return {
        "letters": letters_visible_to(rights).filter(assignments=chosen).order_by("-pk"),
        "extensions": chosen.extensions.all(),
        "referrals": referrals,
        "closings": closings,
        "deadlines": chosen.deadline_changes.all(),
        "may_write": is_open and rights.covers(Permission.LETTERS_EDIT, owner),
        "may_extend": bool(extension),
        "why_no_extension": extension.reason if extension is not None and is_open else "",
        "may_refer": bool(referral),
        # Where one is open the list below says so itself.
        "why_no_referral": referral.reason if referral is not None and not refers else "",
        "order": open_order(chosen) if prepares else None,
        "may_order": is_open and _reaches(request, Permission.SIGN_OFF, chosen) and bool(may_order(chosen)),
        "may_close": closes and bool(can_ask_closing(chosen.state, undecided)),
    }


def _reaches(request: HttpRequest, permission: str, chosen: Assignment) -> bool:
    rows = Assignment.objects.filter(
        request.rights.scope(permission, "unit") | request.rights.scope(permission, PLAN_OWNER), pk=chosen.pk
    )
    return request.rights.may(permission) and rows.exists()
