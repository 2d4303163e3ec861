"""Figures of the board, counted in the database: by light, by city, by county, by workstream."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When

from luodi_web.people.enums import RegionLevel
from luodi_web.people.models import Region, Unit
from luodi_web.supervision.enums import AssignmentState, Light, ReportState
from luodi_web.supervision.models import Assignment, Report
from luodi_web.supervision.rules import WORST_FIRST

# The prefecture-level place of an assignment's unit; the province's own departments have none of the 17.
CITY = Case(
    When(unit__region__level=RegionLevel.COUNTY, then=F("unit__region__parent")),
    default=F("unit__region"),
)


@dataclass(frozen=True)
class Lights:
    """How many assignments show each light."""

    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def worst(self) -> Light | None:
        """The worst light that shines; None where there is nothing at all."""
        return next((light for light in WORST_FIRST if self.counts.get(light)), None)

    @property
    def pairs(self) -> list[tuple[Light, int]]:
        """Every light, worst first, with its number, zeros included."""
        return [(light, self.counts.get(light, 0)) for light in WORST_FIRST]


@dataclass(frozen=True)
class Place:
    """A region and the lights of the units in it."""

    region: Region
    lights: Lights


def in_force(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Without those that were taken back: they count nowhere."""
    return assignments.exclude(state=AssignmentState.WITHDRAWN)


def in_cities(codes: list[str]) -> Q:
    """Assignments of the cities' own offices and of their counties'."""
    return Q(unit__region__in=codes) | Q(unit__region__parent__in=codes)


def with_newest_report(assignments: QuerySet[Assignment], *names: str) -> QuerySet[Assignment]:
    """The same rows with these fields of their newest report that stands; None where there is none."""
    reports = Report.objects.filter(assignment=OuterRef("pk")).exclude(state=ReportState.RETURNED)
    newest = reports.order_by("-period")
    return assignments.annotate(**{name: Subquery(newest.values(name)[:1]) for name in names})


def count_lights(assignments: QuerySet[Assignment]) -> Lights:
    rows = assignments.order_by().values("light").annotate(count=Count("pk", distinct=True))
    return Lights({row["light"]: row["count"] for row in rows})


def lights_by_city(assignments: QuerySet[Assignment]) -> list[Place]:
    """All prefecture-level places by code, each with its office's and its counties' lights."""
    counts = _lights_by(assignments.annotate(place=CITY), "place")
    cities = Region.objects.filter(level=RegionLevel.PREFECTURE).order_by("code")
    return [Place(city, Lights(counts.get(city.code, {}))) for city in cities]


def lights_by_county(assignments: QuerySet[Assignment], city: Region) -> list[Place]:
    """The city's own office first, then its counties."""
    counts = _lights_by(assignments, "unit__region")
    places = [city, *Region.objects.filter(parent=city, level=RegionLevel.COUNTY).order_by("code")]
    return [Place(place, Lights(counts.get(place.code, {}))) for place in places]


def lights_by_child(assignments: QuerySet[Assignment], unit: Unit) -> list[tuple[Unit, Lights]]:
    """The units directly below, in the order of the tree, each with the lights of its own assignments."""
    counts = _lights_by(assignments.filter(unit__path__startswith=unit.path), "unit")
    children = Unit.objects.filter(path__startswith=unit.path, depth=unit.depth + 1, is_active=True)
    return [(child, Lights(counts.get(child.pk, {}))) for child in children.order_by("path")]


def _lights_by(assignments: QuerySet[Assignment], field: str) -> dict[object, dict[str, int]]:
    rows = assignments.order_by().values(field, "light").annotate(count=Count("pk", distinct=True))
    counts: dict[object, dict[str, int]] = defaultdict(dict)
    for row in rows:
        counts[row[field]][row["light"]] = row["count"]
    return dict(counts)
