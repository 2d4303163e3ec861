"""One matter's whole story (一事一档): what every subject knows of a task, in order of time.

A subject registers a function once; nothing here knows letters, extensions or closings:

    @story_source("letters", gettext_lazy("督办函件"))
    def letters_in_story(matter: Matter) -> Iterable[StoryEvent]: ...

in ``supervision/domain/story_events.py`` or in a module of its own that ``SupervisionConfig.ready`` imports.
A source asks a number of queries that does not grow with the units, and gives only what belongs to
``matter.assignments``: those the reader may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from luodi_web.supervision.models import Assignment, Task

# From this many units on, the same act of one day is one line with its units behind it.
MANY_UNITS = 4


@dataclass(frozen=True)
class StoryEvent:
    """One thing that happened.

    unit: the unit it concerns, empty for the matter as a whole. who: person and unit that acted, empty for
    the platform. light: set for a turn of it. url: where the thing itself is, e.g. a letter. source: the
    name it was registered under; filled in here.
    """

    at: datetime
    what: str
    unit: str = ""
    who: str = ""
    text: str = ""
    light: str = ""
    url: str = ""
    source: str = ""


@dataclass(frozen=True)
class Matter:
    """What a story is told of: a task, and its assignments that the reader may see, units loaded."""

    task: Task
    assignments: QuerySet[Assignment]

    @cached_property
    def by_key(self) -> dict[int, Assignment]:
        """The assignments by key; one query, however many sources ask."""
        return {row.pk: row for row in self.assignments.select_related("unit", "acknowledged_by")}


Tell = Callable[[Matter], Iterable[StoryEvent]]


@dataclass(frozen=True)
class Source:
    name: str
    label: Any
    tell: Tell


SOURCES: dict[str, Source] = {}


def story_source(name: str, label: Any) -> Callable[[Tell], Tell]:
    """Registers a source of events; a name registered twice is a mistake and raises ValueError."""

    def register(tell: Tell) -> Tell:
        if name in SOURCES:
            raise ValueError(f"there is a story source {name!r} already")
        SOURCES[name] = Source(name, label, tell)
        return tell

    return register


@dataclass(frozen=True)
class Line:
    """A line of the story: one event, or the same one in many units on one day, told by the first."""

    event: StoryEvent
    units: tuple[str, ...]

    @property
    def is_many(self) -> bool:
        return len(self.units) >= MANY_UNITS


def story_of(matter: Matter, *, only: str = "") -> list[StoryEvent]:
    """Everything every source knows, oldest first; of one source where ``only`` names it."""
    sources = [source for source in SOURCES.values() if not only or source.name == only]
    events = [
        StoryEvent(**{**vars(event), "source": source.name})
        for source in sources
        for event in source.tell(matter)
    ]
    return sorted(events, key=lambda event: event.at)


def lines_of(events: Iterable[StoryEvent]) -> list[Line]:
    """The story as it is read: what happened alike in many units on one day is told once."""
    lines: list[tuple[datetime, Line]] = []
    for _day, of_day in groupby(events, key=lambda event: timezone.localtime(event.at).date()):
        alike: dict[tuple[str, ...], list[StoryEvent]] = {}
        for event in of_day:
            same = (event.source, event.what, event.light, "" if event.unit else event.text)
            alike.setdefault(same, []).append(event)
        for group in alike.values():
            units = tuple(dict.fromkeys(event.unit for event in group if event.unit))
            if len(units) >= MANY_UNITS:
                lines.append((group[0].at, Line(group[0], units)))
            else:
                lines += [(event.at, Line(event, (event.unit,) if event.unit else ())) for event in group]
    return [line for _at, line in sorted(lines, key=lambda pair: pair[0])]
