"""What one evaluation carries along: as of when, what was spent, why values are null, what was traced."""

from __future__ import annotations

import datetime as python_time
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from luodi.evaluate.failures import Failure, Reason
from luodi.evaluate.temporal import MIDNIGHT, Date, DateTime
from luodi.evaluate.temporal_text import parse_date_time
from luodi.evaluate.values import Value, from_python, is_within
from luodi.source import Span

# Steps of all loops, filters and quantifiers of one run together: about a second, and 100 MB of results.
STEP_LIMIT: Final = 1_000_000
# What a call of a function counts beside a step of a loop.
STEPS_OF_CALL: Final = 10
# What a loop that is refused counts: one of a thousand within another ends that, too.
STEPS_OF_REFUSAL: Final = 1_000
# Calls of functions within functions. Each takes some ten Python frames, so Python's own limit is raised.
DEPTH_LIMIT: Final = 300
_PYTHON_FRAMES: Final = 12_000
# Reasons and traced parts kept of one run; the first ones tell what is wrong.
KEPT_REASONS: Final = 1_000
KEPT_PARTS: Final = 2_000
# Items of a value that a trace keeps: more than that nobody reads.
KEPT_ITEMS: Final = 10_000

UNSET: Final[Any] = object()
CIRCLE: Final[Any] = object()


class Place(NamedTuple):
    """Where in a model an operation stands: the expression in words, the span in its text."""

    where: str
    span: Span | None


class Part(NamedTuple):
    """The value a part of an expression had."""

    place: Place
    value: Value


@dataclass(slots=True)
class Run:
    """One evaluation.

    values: of the model's elements by their number; UNSET where not evaluated yet. evaluators: how each is.
    given_as_of: what ``now()`` and ``today()`` say, as it was handed in; None is the moment of asking.
    """

    given_as_of: object = None
    values: list[Any] = field(default_factory=list)
    evaluators: Sequence[Callable[[Run], Value]] = ()
    reasons: list[Reason] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    tables: list[Any] = field(default_factory=list)
    misses: list[Any] = field(default_factory=list)
    steps: int = 0
    depth: int = 0
    exhausted: bool = False
    _as_of: DateTime | None = None

    @property
    def as_of(self) -> DateTime:
        """What now is, the same for the whole run."""
        if self._as_of is None:
            self._as_of = effective_as_of(self.given_as_of)
        return self._as_of

    def value(self, number: int) -> Value:
        """The value of an element of the model, evaluated now where it has not been yet."""
        value = self.values[number]
        if value is UNSET:
            # Whoever needs it while it is being evaluated finds a circle.
            self.values[number] = CIRCLE
            value = self.values[number] = self.evaluators[number](self)
        elif value is CIRCLE:
            raise Failure("EVAL028", name="")
        return value

    def inner(self, values: list[Any]) -> Run:
        """A run with values of its own for a decision service; what it finds out is kept in common."""
        return Run(
            self.given_as_of, values, self.evaluators, self.reasons, self.parts, self.tables, self.misses,
            self.steps, self.depth, self.exhausted, self._as_of,
        )  # fmt: skip

    def note(self, failure: Failure, place: Place) -> None:
        """Keep why a null stands at a place."""
        if len(self.reasons) < KEPT_REASONS:
            self.reasons.append(Reason(failure.code, failure.values, place.where, place.span))

    def part(self, place: Place, value: Value) -> None:
        if len(self.parts) < KEPT_PARTS and is_within(value, KEPT_ITEMS):
            self.parts.append(Part(place, value))

    def miss(self, near: Any) -> None:
        """Keep how far off a comparison was."""
        if len(self.misses) < KEPT_PARTS:
            self.misses.append(near)

    def spend(self, steps: int) -> None:
        """Count steps of a loop before they are taken; a Failure once the run has had its share.

        A loop longer than the whole share is refused for little, so that what stands beside it still runs.
        """
        self.steps += steps if steps <= STEP_LIMIT else STEPS_OF_REFUSAL
        if self.steps > STEP_LIMIT or steps > STEP_LIMIT:
            raise Failure("EVAL031", limit=STEP_LIMIT)

    def go_on(self) -> None:
        """A Failure where a loop inside the one at hand was ended: no other could run either."""
        if self.steps > STEP_LIMIT:
            raise Failure("EVAL031", limit=STEP_LIMIT)


def effective_as_of(as_of: object) -> DateTime:
    """The moment a run takes for now: a date, or its text, is its midnight; nothing is now in the local zone.

    Raises TypeError for what is no date, and a Failure for a text that is none.
    """
    if as_of is None:
        as_of = python_time.datetime.now().astimezone()
    value = parse_date_time(as_of) if isinstance(as_of, str) else from_python(as_of)
    if isinstance(value, DateTime):
        return value
    if isinstance(value, Date):
        return DateTime(value, MIDNIGHT)
    raise TypeError(f"as_of is no date: {as_of!r}")


# Once, when the evaluator is loaded: Python's own limit would end a chain of some sixty calls. Frames of
# Python functions take no C stack, and DEPTH_LIMIT ends a recursion long before.
sys.setrecursionlimit(max(sys.getrecursionlimit(), _PYTHON_FRAMES))
