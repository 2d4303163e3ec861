"""Measured here: how many tasks reached a unit or a region, and how many were done."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from luodi_web.common.indicators import Indicator, Measured, MeasuredRow, register
from luodi_web.people.domain.places import units_in
from luodi_web.people.models import Region, Unit
from luodi_web.supervision.domain.addresses import task_url
from luodi_web.supervision.enums import AssignmentState
from luodi_web.supervision.models import Assignment
from luodi_web.supervision.rules import FINISHED_STATES


def tasks_dispatched(subject: Unit | Region, first: date, last: date) -> Measured:
    """Assignments that reached the unit itself, or the units of the region, on these days."""
    rows = _of(subject).filter(sent_at__date__range=(first, last)).exclude(state=AssignmentState.WITHDRAWN)
    return Measured(Decimal(rows.count()), rows.order_by("sent_at", "pk"), _sent)


def tasks_done(subject: Unit | Region, first: date, last: date) -> Measured:
    """Assignments of the unit itself, or of the units of the region, that were done on these days."""
    rows = _of(subject).filter(state__in=FINISHED_STATES, done_at__date__range=(first, last))
    return Measured(Decimal(rows.count()), rows.order_by("done_at", "pk"), _done)


def _of(subject: Unit | Region) -> QuerySet[Assignment]:
    rows = Assignment.objects.select_related("task", "unit")
    return rows.filter(Q(unit=subject) if isinstance(subject, Unit) else units_in(subject, "unit"))


def _sent(row: Assignment) -> MeasuredRow:
    return MeasuredRow(_words(row), localtime(row.sent_at).date(), Decimal(1), _url(row))


def _done(row: Assignment) -> MeasuredRow:
    day = localtime(row.done_at).date() if row.done_at else None
    return MeasuredRow(_words(row), day, Decimal(1), _url(row))


def _words(row: Assignment) -> str:
    return f"{row.unit.label}：{row.task.text}"


def _url(row: Assignment) -> str:
    return f"{task_url(row.task)}?unit={row.pk}"


def register_indicators() -> None:
    register(
        Indicator(
            "tasks_dispatched",
            _("下达任务数"),
            _("项"),
            _("下达到本机构的任务，按下达日期计入所在的期；已撤回的不计。"),
            tasks_dispatched,
        )
    )
    register(
        Indicator(
            "tasks_done",
            _("完成任务数"),
            _("项"),
            _("本机构已办结的任务，按办结日期计入所在的期。"),
            tasks_done,
        )
    )
