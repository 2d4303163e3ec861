"""Figures that a task's reports must give: asked for once, and never a second time of the same units."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.common.indicators import all_indicators, find_indicator
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.models import Unit
from luodi_web.supervision.enums import AssignmentState, PlanState, SupervisionVerb
from luodi_web.supervision.models import Assignment, FigureRequest, ReportFigure, Task
from luodi_web.supervision.rules import OPEN_STATES

_NO_LETTER = re.compile(r"[\W_]+")
_LAST_BRACKETS = re.compile(r"\(([^()]*)\)\s*$")


class DuplicateFigure(ValidationError):
    """The datum is held already. held: the request that holds it; last: its newest value, or None."""

    def __init__(self, held: FigureRequest) -> None:
        self.held = held
        self.last = newest_value(held)
        plan = held.task.workstream.plan
        words = _("“%(name)s”已在《%(plan)s》的任务“%(task)s”中%(kind)s填报，不能重复要求填报；可以引用。")
        values = {
            "name": held.name,
            "plan": plan.title,
            "task": held.task,
            "kind": plan.get_period_kind_display(),
        }
        super().__init__(words % values)


def figure_key(name: str, measure: str) -> str:
    """A figure's name without what does not tell two data apart: width, case, spaces, marks, its unit."""
    text = unicodedata.normalize("NFKC", name).casefold()
    unit = _NO_LETTER.sub("", unicodedata.normalize("NFKC", measure).casefold())
    brackets = _LAST_BRACKETS.search(text)
    if brackets and _NO_LETTER.sub("", brackets.group(1)).removeprefix("单位") == unit:
        text = text[: brackets.start()]
    return _NO_LETTER.sub("", text)[:60]


def open_requests(task: Task) -> QuerySet[FigureRequest]:
    rows = FigureRequest.objects.filter(task=task, closed_at__isnull=True)
    return rows.select_related("source__task__workstream__plan")


def newest_value(request: FigureRequest) -> ReportFigure | None:
    """The figure given last, by any unit."""
    rows = request.values.select_related("report__assignment__unit")
    return rows.order_by("-report__submitted_at", "-pk").first()


def held_request(task: Task, key: str, indicator: str) -> FigureRequest | None:
    """The request of another task by which a unit of this one already gives the datum as often."""
    same = Q(key=key) | Q(indicator=indicator) if indicator else Q(key=key)
    units = Assignment.objects.filter(task=task).exclude(state=AssignmentState.WITHDRAWN).values("unit")
    both = Assignment.objects.filter(task=OuterRef("task"), unit__in=units, state__in=OPEN_STATES)
    rows = FigureRequest.objects.filter(
        same,
        Exists(both),
        closed_at__isnull=True,
        source__isnull=True,
        task__workstream__plan__period_kind=task.workstream.plan.period_kind,
    )
    rows = rows.exclude(task=task).select_related("task__workstream__plan")
    return rows.order_by("pk").first()


@transaction.atomic
def request_figure(task: Task, *, name: str, measure: str, indicator: str = "", by: Actor) -> FigureRequest:
    """Ask the task's units for a figure in every report.

    indicator: name of a measured indicator; found by the figure's name where none is given. Raises
    DuplicateFigure when units of the task already give it in another task, ValidationError when the task
    is not dispatched, or asks for it already.
    """
    _lock(task)
    key = figure_key(name, measure)
    if not key:
        raise ValidationError(_("数据名称里没有文字。"))
    if not indicator:
        matches = (one for one in all_indicators() if figure_key(str(one.label), str(one.measure)) == key)
        indicator = next((one.name for one in matches), "")
    elif find_indicator(indicator) is None:
        raise ValidationError(_("没有这个系统统计指标。"))
    held = held_request(task, key, indicator)
    if held is not None:
        raise DuplicateFigure(held)
    return _create(task, by, name=name, key=key, measure=measure, indicator=indicator)


@transaction.atomic
def reuse_figure(task: Task, held: FigureRequest, *, by: Actor) -> FigureRequest:
    """Show another task's figure in this one's reports instead of asking for it again."""
    _lock(task)
    if held_request(task, held.key, held.indicator) != held:
        raise ValidationError(_("这项数据已停止填报，不能引用。"))
    values = {"name": held.name, "key": held.key, "measure": held.measure, "indicator": held.indicator}
    return _create(task, by, source=held, **values)


@transaction.atomic
def close_figure(request: FigureRequest, *, by: Actor) -> FigureRequest:
    """Ask for it no longer; what was given stays. Raises ValidationError while another task shows it."""
    _lock(request.task)
    request = FigureRequest.objects.select_for_update(of=("self",)).select_related("task").get(pk=request.pk)
    if request.closed_at:
        return request
    reuse = request.reuses.filter(closed_at__isnull=True).select_related("task").first()
    if reuse is not None:
        words = _("任务“%(task)s”引用了这项数据，请先在那里停止引用。")
        raise ValidationError(words % {"task": reuse.task})
    request.closed_at = timezone.now()
    request.save(update_fields=["closed_at"])
    record(by, SupervisionVerb.FIGURE_CLOSED, request.task, before=_words(request))
    return request


def _lock(task: Task) -> None:
    """The rows of the task's units: two requests for a datum of the same unit wait for each other."""
    if task.workstream.plan.state != PlanState.PUBLISHED:
        raise ValidationError(_("任务下达以后才能要求填报数据。"))
    units = Assignment.objects.filter(task=task).values("unit")
    list(Unit.objects.select_for_update().filter(pk__in=units).order_by("pk").values_list("pk"))


def _create(task: Task, by: Actor, **values: object) -> FigureRequest:
    try:
        with transaction.atomic():
            request = FigureRequest.objects.create(task=task, created_by=by.user, **values)
    except IntegrityError:
        raise ValidationError(_("这项任务已经要求填报这项数据。")) from None
    record(by, SupervisionVerb.FIGURE_REQUESTED, task, after=_words(request))
    return request


def _words(request: FigureRequest) -> dict[str, str]:
    words = {"name": request.name, "measure": request.measure}
    if request.source:
        words["reused"] = str(request.source.task)
    return words
