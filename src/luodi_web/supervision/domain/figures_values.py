"""What a report's figures are: counted by the platform, taken from another report, or typed by the unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from luodi_web.common.indicators import Measured, find_indicator
from luodi_web.common.periods import period_days
from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import Unit
from luodi_web.supervision.domain.assignments_scope import reports_visible_to
from luodi_web.supervision.domain.figures import open_requests
from luodi_web.supervision.enums import AssignmentState, ReportState
from luodi_web.supervision.models import Assignment, FigureRequest, Report, ReportFigure


@dataclass(frozen=True)
class Slot:
    """One figure of a period's report, before it is sent.

    value: what is filled in; None: to be typed, or not there yet. measured: counted by the platform.
    held: reported in another task, from where it is taken (``source``; None until that report is sent).
    last: the unit's own value of the period before, None for none.
    """

    request: FigureRequest
    value: Decimal | None
    measured: bool = False
    held: bool = False
    source: ReportFigure | None = None
    last: Decimal | None = None

    @property
    def typed(self) -> bool:
        return not (self.measured or self.held)


def measured_figure(name: str, unit: Unit, period: str) -> Measured | None:
    """What the platform counts for the unit in the period; None where it cannot."""
    indicator = find_indicator(name)
    return indicator.figure(unit, *period_days(period)) if indicator else None


def slots_for(assignment: Assignment, period: str) -> list[Slot]:
    """The figures that the assignment's report of the period must give, in the order asked for."""
    requests = open_requests(assignment.task)
    if not requests.exists():  # as most tasks have none, and the rows come with much around them
        return []
    given = ReportFigure.objects.filter(report__assignment=assignment, report__period=period)
    now = {figure.request_id: figure.value for figure in given}
    last = last_values(assignment, period)
    return [
        _slot(assignment, period, request, now.get(request.pk), last.get(request.pk)) for request in requests
    ]


def last_values(assignment: Assignment, period: str) -> dict[int, Decimal]:
    """By request: the newest value of an earlier period whose report stands."""
    rows = ReportFigure.objects.filter(report__assignment=assignment, report__period__lt=period)
    rows = rows.exclude(report__state=ReportState.RETURNED).order_by("report__period")
    return {figure.request_id: figure.value for figure in rows}


def keep_figures(report: Report, typed: Mapping[int, Decimal | None]) -> int:
    """Write the report's figures as they are at this moment; how many it has.

    typed: by the request's key; used only where the platform neither counts nor holds the datum. Raises
    ValidationError when one of those is missing.
    """
    missing = []
    kept = 0
    for slot in slots_for(report.assignment, report.period):
        value = typed.get(slot.request.pk) if slot.typed else slot.value
        if value is None:
            if slot.typed:
                missing.append(slot.request.name)
            continue
        ReportFigure.objects.update_or_create(
            report=report,
            request=slot.request,
            defaults={"value": value, "measured": slot.measured, "source": slot.source},
        )
        kept += 1
    if missing:
        words = _("本期要填报“%(names)s”，请打开填报页填写。")
        raise ValidationError(words % {"names": "”“".join(missing)})
    return kept


def figures_visible_to(rights: Rights) -> QuerySet[ReportFigure]:
    """Figures of the reports one may read that were not returned."""
    rows = ReportFigure.objects.filter(report__in=reports_visible_to(rights))
    return rows.exclude(report__state=ReportState.RETURNED)


def _slot(
    assignment: Assignment, period: str, request: FigureRequest, now: Decimal | None, last: Decimal | None
) -> Slot:
    if request.indicator:
        measured = measured_figure(request.indicator, assignment.unit, period)
        if measured is not None:
            return Slot(request, measured.value, measured=True, last=last)
    if request.source_id and _reports_there(assignment, request):
        source = (
            ReportFigure.objects.filter(
                request=request.source_id, report__assignment__unit=assignment.unit_id, report__period=period
            )
            .exclude(report__state=ReportState.RETURNED)
            .select_related("report")
            .first()
        )
        return Slot(request, source.value if source else None, held=True, source=source, last=last)
    return Slot(request, now, last=last)


def _reports_there(assignment: Assignment, request: FigureRequest) -> bool:
    """Whether the unit gives the datum in the task that holds it; one that does not must type it here."""
    rows = Assignment.objects.filter(task__figure_requests=request.source_id, unit=assignment.unit_id)
    return rows.exclude(state=AssignmentState.WITHDRAWN).exists()
