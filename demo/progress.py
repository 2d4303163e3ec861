"""What weeks of work leave behind: tasks signed for, reported on and done, lights turned by their days."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from demo.days import Days, Story
from demo.dispatch import fresh_statistics
from demo.figures import Requests, figures_of
from demo.people import clerk_of
from luodi_web.common.periods import previous_period
from luodi_web.people.actor import Actor
from luodi_web.supervision.domain.assignments import acknowledge
from luodi_web.supervision.domain.lights import refresh_lights, refreshed_once
from luodi_web.supervision.domain.notices import told_once
from luodi_web.supervision.domain.reports import accept_reports, submit_report
from luodi_web.supervision.models import Assignment, Plan, Report
from luodi_web.supervision.rules import period_of, report_due_on

SIGNED_DAYS_AGO, FIRST_DAYS_AGO = 49, 44
# Units whose people can sign in; a task that is left for them to sign for, and those that they reported on
# last month and not yet in this one.
SHOWN = {"武汉市科技创新局", "宜昌市科学技术局", "洪山区科学技术局"}
LEFT = "选派科技副总"
OWED = ("开展“一对一”", "推行", "建立任务台账")
# Of those that everybody has, every so many-th was finished last month.
EVERY = 3
FIRST_DONE = 1


@dataclass(frozen=True)
class Fate:
    """How far a unit comes with a task. last, now: percent reported last month and this, None for no report.

    accepted: whether this month's report has been looked at. first: reported as done before all others.
    """

    last: int | None = None
    now: int | None = None
    accepted: bool = True
    first: bool = False


# What is told of elsewhere (measures.py), by unit and beginning of the task.
TOLD = {
    ("省科技厅", "支持湖北实验室"): Fate(last=100, first=True),
    ("省教育厅", "支持湖北实验室"): Fate(last=40),
    ("武汉市科技创新局", "扩大政策知晓面"): Fate(now=60, accepted=False),
    ("洪山区科学技术局", "扩大政策知晓面"): Fate(now=100),
    ("武汉市科技创新局", "组织各市、州"): Fate(last=30, now=60),
    ("宜昌市科学技术局", "推动大型科学仪器"): Fate(now=50),
    ("洪山区科学技术局", "开展“一对一”"): Fate(last=20),
    ("洪山区科学技术局", "建立高新技术企业"): Fate(last=100),
}


def fates_of(plan: Plan, today: date) -> dict[Assignment, Fate]:
    """Every assignment that was signed for, with what becomes of it; the same at every loading."""
    rows = (
        Assignment.objects.filter(task__workstream__plan=plan).order_by("pk").select_related("unit", "task")
    )
    chance, past = random.Random(2021), random.Random(2020)
    # Some have not signed for theirs yet.
    signed = [row for row in rows if not (chance.random() < 0.08 or _is_left(row)) or _told(row)]
    fates = {row: _fate(row, today, chance, past) for row in signed}
    done = [row for row, fate in fates.items() if fate.now == 100 and row.unit.name not in SHOWN]
    for place, row in enumerate(done[::EVERY]):
        fates[row] = Fate(last=100, first=place < FIRST_DONE)
    return fates | {row: told for row in signed if (told := _told(row))}


def _fate(row: Assignment, today: date, chance: random.Random, past: random.Random) -> Fate:
    # Most units finish in time: what is overdue stands out, as in life.
    is_late = row.deadline is not None and row.deadline < today
    luck = chance.random() + (0.75 if is_late else 0)
    owes = luck < 0.35
    percent = 100 if luck > 0.8 else 0 if owes else chance.choice([20, 40, 50, 60, 75, 90])
    if _is_owed(row) or (owes and past.random() < 0.7):
        return Fate(last=past.choice([10, 15, 20, 30]))
    if owes:
        return Fate()
    return Fate(now=percent, accepted=is_late or chance.random() < 0.7)


def _told(row: Assignment) -> Fate | None:
    names = {row.unit.name, row.unit.short_name}
    found = (
        fate for (unit, start), fate in TOLD.items() if unit in names and row.task.text.startswith(start)
    )
    return next(found, None)


def _is_left(row: Assignment) -> bool:
    return row.unit.name in SHOWN and row.task.text.startswith(LEFT)


def _is_owed(row: Assignment) -> bool:
    return row.unit.name in SHOWN and row.task.text.startswith(OWED)


def signing(fates: Iterable[Assignment], days: Days) -> Story:
    yield days.ago(SIGNED_DAYS_AGO)
    by_unit: dict[int, list[Assignment]] = defaultdict(list)
    for row in fates:
        by_unit[row.unit_id].append(row)
    for group in by_unit.values():
        acknowledge(group, by=clerk_of(group[0].unit))


def reporting(fates: dict[Assignment, Fate], requests: Requests, days: Days, *, office: Actor) -> Story:
    """The first to finish, then last month's reports and this month's; each a few days before it is due.

    Where figures are asked for, last month's is reported by whoever reports this month.
    """
    fates = {row: _with_figures(row, fate, requests) for row, fate in fates.items()}
    yield days.ago(FIRST_DAYS_AGO, 10)
    first = _send({row: 100 for row, fate in fates.items() if fate.first}, requests)
    yield days.ago(FIRST_DAYS_AGO - 1, 11)
    accept_reports(first, by=office)

    sent, decided = last_month(days)
    yield sent
    before = {row: f.last for row, f in fates.items() if f.last is not None and not f.first}
    reports = _send(before, requests, period=previous_period(period_of(days.today)))
    yield decided
    with told_once(), refreshed_once():
        accept_reports(reports, by=office)
    fresh_statistics()

    sent, decided = _moments(period_of(days.today), days)
    yield sent
    reports = _send({row: fate.now for row, fate in fates.items() if fate.now is not None}, requests)
    yield decided
    with told_once(), refreshed_once():
        accept_reports([one for one in reports if fates[one.assignment].accepted], by=office)
    fresh_statistics()


def last_month(days: Days) -> tuple[datetime, datetime]:
    """When last month's reports were sent, and when the office decided on them."""
    return _moments(previous_period(period_of(days.today)), days)


def _moments(period: str, days: Days) -> tuple[datetime, datetime]:
    sent = days.until(report_due_on(period) - timedelta(days=2), 15, 30)
    return sent, days.after(sent, 1, 10)


def _with_figures(row: Assignment, fate: Fate, requests: Requests) -> Fate:
    if row.task_id in requests and fate.now is not None and fate.last is None:
        return replace(fate, last=fate.now // 2)
    return fate


def _send(percents: dict[Assignment, int], requests: Requests, period: str = "") -> list[Report]:
    period = period or period_of(timezone.localdate())
    with told_once(), refreshed_once():
        return [
            submit_report(
                row,
                period=period,
                percent=percent,
                by=clerk_of(row.unit),
                figures=figures_of(row, percent, requests),
                **_words(percent),
            )
            for row, percent in percents.items()
        ]


def _words(percent: int) -> dict[str, str]:
    if percent == 100:
        return {"text": "已完成全部工作，材料已归档。"}
    if percent <= 30:
        return {
            "text": "已制定实施方案，明确责任人，工作全面启动。",
            "next_step": "按方案推进，次月报送进展。",
        }
    return {
        "text": "按计划推进，已形成阶段性成果。",
        "problem": "" if percent > 40 else "经办人员不足，进度偏慢。",
        "next_step": "按月推进，逐项对照完成。",
    }


def nights(plan: Plan, days: Days) -> Story:
    """Lights looked through on the days after a deadline, as the scheduler does every night."""
    rows = Assignment.objects.filter(task__workstream__plan=plan)
    past = rows.filter(deadline__lt=days.today).order_by("deadline").values_list("deadline", flat=True)
    for deadline in past.distinct():
        yield days.night(deadline + timedelta(days=1))
        refresh_lights(rows)
    yield days.now
    refresh_lights(rows)
