"""Which units give cause for a letter, and about which of their tasks."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import Unit
from luodi_web.supervision.domain.letters_scope import assignments_to_write_about
from luodi_web.supervision.domain.unsigned import late_condition
from luodi_web.supervision.enums import AssignmentState, Light
from luodi_web.supervision.models import Assignment


def assignments_behind(rights: Rights, today: date) -> QuerySet[Assignment]:
    """Open assignments to write about that are red or yellow, or were not signed for in time.

    The worst first: red, then those not signed for, then yellow; each by its deadline.
    """
    unsigned = late_condition(today) & Q(state=AssignmentState.SENT)
    rows = assignments_to_write_about(rights).filter(Q(light__in=(Light.RED, Light.YELLOW)) | unsigned)
    rows = rows.exclude(unit=F("task__workstream__plan__owner"))  # nobody writes to themselves
    urgency = Case(
        When(light=Light.RED, then=Value(0)),
        When(unsigned, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return rows.annotate(urgency=urgency).order_by("urgency", "deadline", "pk")


def units_behind(rights: Rights, today: date) -> QuerySet[Unit]:
    """Units with such assignments, each with ``red``, ``yellow`` and ``unsigned``: how many of them.

    A unit is counted under each that applies: a red task that nobody signed for is both.
    """
    rows = assignments_behind(rights, today).order_by()
    late = Q(assignments__in=rows.filter(late_condition(today), state=AssignmentState.SENT).values("pk"))
    return Unit.objects.filter(assignments__in=rows.values("pk")).annotate(
        red=Count("assignments", filter=Q(assignments__light=Light.RED), distinct=True),
        yellow=Count("assignments", filter=Q(assignments__light=Light.YELLOW), distinct=True),
        unsigned=Count("assignments", filter=late, distinct=True),
    )
