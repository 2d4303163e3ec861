"""What moved lately, and how far each region is: figures that are filters of the register, too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from luodi_web.people.enums import RegionLevel
from luodi_web.people.models import Region
from luodi_web.supervision.domain.boards import CITY
from luodi_web.supervision.enums import Light, ReportState
from luodi_web.supervision.models import Assignment, Report
from luodi_web.supervision.rules import FINISHED_STATES

WEEK, MONTH = 7, 30
SPANS = {"week": WEEK, "month": MONTH}
# Name in the address, words, kind of move, days it looks back.
_MOVES = (
    ("done-week", _("近七天完成"), "done", WEEK),
    ("done-month", _("近三十天完成"), "done", MONTH),
    ("news-week", _("近七天有新进展"), "news", WEEK),
    ("news-month", _("近三十天有新进展"), "news", MONTH),
    ("red-week", _("近七天新亮红灯"), "red", WEEK),
    ("red-month", _("近三十天新亮红灯"), "red", MONTH),
)
MOVES = [(name, words) for name, words, _kind, _days in _MOVES]


def moved(names: list[str]) -> Q:
    """Assignments with any of these moves (names of ``MOVES``)."""
    found = Q(pk__in=[])
    for name, _words, kind, days in _MOVES:
        if name in names:
            found |= _moved(kind, days)
    return found


def _moved(kind: str, days: int) -> Q:
    """kind "news": a report that says more than "no change" and was not returned."""
    since = timezone.now() - timedelta(days=days)
    if kind == "done":
        return Q(state__in=FINISHED_STATES, done_at__gte=since)
    if kind == "red":
        return Q(light=Light.RED, light_since__gte=since)
    news = Report.objects.filter(assignment=OuterRef("pk"), submitted_at__gte=since, no_change=False)
    return Q(Exists(news.exclude(state=ReportState.RETURNED)))


@dataclass(frozen=True)
class Moves:
    """How many assignments moved within a span of ``SPANS``; each number is a filter of the register."""

    done: int
    news: int
    red: int


def moves(assignments: QuerySet[Assignment], span: str) -> Moves:
    return Moves(
        **{name: assignments.filter(moved([f"{name}-{span}"])).count() for name in ("done", "news", "red")}
    )


@dataclass(frozen=True)
class RegionProgress:
    """A city with its counties: tasks done of those it has, and those overdue. percent: of tasks done."""

    region: Region
    total: int
    done: int
    red: int

    @property
    def percent(self) -> int | None:
        return 100 * self.done // self.total if self.total else None


def regions(assignments: QuerySet[Assignment]) -> list[RegionProgress]:
    """Every city in the order of its code, never of its figures: this compares, it does not rank.

    By what was done alone; how often somebody signs in or writes is nothing to compare.
    """
    rows = (
        assignments.annotate(city=CITY)
        .order_by()
        .values("city")
        .annotate(
            total=Count("pk"),
            done=Count("pk", filter=Q(state__in=FINISHED_STATES)),
            red=Count("pk", filter=Q(light=Light.RED)),
        )
    )
    counts = {row["city"]: row for row in rows}
    none = {"total": 0, "done": 0, "red": 0}
    return [
        RegionProgress(city, *(counts.get(city.code, none)[name] for name in ("total", "done", "red")))
        for city in Region.objects.filter(level=RegionLevel.PREFECTURE).order_by("code")
    ]
