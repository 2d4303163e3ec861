"""A column of a table as an axis cut into regions, and each cell as the set of regions where it holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from luodi.dmn.regions import Mask, stretch
from luodi.evaluate.values import Value
from luodi.feel import ast
from luodi.feel.types import ANY, BOOLEAN, FeelType
from luodi.review.check_constants import (
    KIND_OF,
    NoScale,
    Scale,
    has_order,
    is_reducible,
    scale_of,
    teller,
    values_in,
)

# Stands for every text that no cell and no list of allowed values names.
_OTHER_TEXT: Final = "\0\0"


@dataclass(slots=True)
class Axis:
    """The values a column may have, in regions within which every cell answers alike.

    points: the constants, ascending. Of an ordered axis region 2i+1 is point i, the even ones are what lies
        between; of one that is not, region i is point i and the next, for texts, all others.
    null: the last region, alone.
    domain: the regions that hold values the column may have, without null.
    names_null: whether a cell speaks of null; then a gap or an overlap at null counts.
    sure: False where allowed values could not be read, so that the domain may be too large.
    open_text: whether texts may be others than those that are named.
    """

    kind: type | None
    points: tuple[Value, ...]
    ordered: bool
    scale: Scale | None = None
    domain: Mask = 0
    null: Mask = 0
    names_null: bool = False
    sure: bool = True
    _places: dict[Any, int] = field(default_factory=dict)
    _masks: dict[ast.Test, Mask] = field(default_factory=dict)

    def __post_init__(self) -> None:
        count = len(self.points)
        size = 2 * count + 1 if self.ordered else count + (self.kind is not bool)
        self.null = 1 << size
        self._places = {self.key(point): at for at, point in enumerate(self.points)}
        self.domain = self._inhabited()

    @property
    def open_text(self) -> bool:
        return self.kind is str and not self.ordered and bool(self.domain >> len(self.points) & 1)

    @property
    def everything(self) -> Mask:
        return self.domain | self.null

    @property
    def considered(self) -> Mask:
        """What gaps and overlaps are looked for in: null only where a cell speaks of it."""
        return self.domain | (self.null if self.names_null else 0)

    def key(self, value: Value) -> Any:
        return self.scale.key(value) if self.scale is not None else value

    def point(self, at: int) -> Mask:
        """The region of a point."""
        return 1 << (2 * at + 1 if self.ordered else at)

    def _inhabited(self) -> Mask:
        """All regions but null that hold a value: there is no day between two that follow each other."""
        if not self.ordered or self.scale is None:
            return self.null - 1
        mask = 0
        keys = [self.key(point) for point in self.points]
        for at in range(len(keys) + 1):
            if self.scale.between(keys[at - 1] if at else None, keys[at] if at < len(keys) else None):
                mask |= 1 << (2 * at)
            if at < len(keys) and self.scale.has(keys[at]):
                mask |= 1 << (2 * at + 1)
        return mask

    # --- cells ---

    def cell(self, tests: ast.UnaryTests) -> Mask | None:
        """The regions where a cell holds, null among them; None where it cannot be reduced to regions."""
        if tests.any:
            return self.everything
        if not all(is_reducible(test) for test in tests.tests):
            return None
        if not tests.negated:
            found = 0
            for test in tests.tests:
                found |= self.test(test)
            return found & self.everything
        # Kleene's not(): it holds where every test is false, not where one is null.
        found = self.everything
        for test in tests.tests:
            found &= self._answers(test, lambda answer: answer is False)
        return found

    def test(self, test: ast.Test) -> Mask:
        """The regions where one reducible test holds."""
        known = self._masks.get(test)
        if known is None:
            known = self._masks[test] = self._answers(test, lambda answer: answer is True)
        return known

    def _answers(self, test: ast.Test, wanted: Callable[[bool | None], bool]) -> Mask:
        ask = teller(test)
        mask = self.null if wanted(ask(None)) else 0
        own = sorted({self.key(each) for each in values_in(test) if type(each) is self.kind})
        if self.ordered and self.scale is not None:
            return mask | self._stretches(own, lambda value: wanted(ask(value)))
        named = 0
        for key in own:
            named |= self.point(self._places[key])
            if wanted(ask(self.points[self._places[key]])):
                mask |= self.point(self._places[key])
        others = (self.null - 1) & ~named
        if others:
            at = next((at for at in range(len(self.points)) if others & self.point(at)), None)
            value = self.points[at] if at is not None else _OTHER_TEXT
            if wanted(ask(value)):
                mask |= others
        return mask

    def _stretches(self, own: Sequence[Any], holds: Callable[[Value], bool]) -> Mask:
        """Where a test holds: asked at each of its own constants and once between each two."""
        if self.scale is None:
            raise TypeError("an axis without a scale")
        mask = 0
        last = 2 * len(self.points)
        places = [2 * self._places[key] + 1 for key in own]
        for at in range(len(own) + 1):
            start = places[at - 1] + 1 if at else 0
            end = places[at] - 1 if at < len(own) else last
            between = self.scale.between(own[at - 1] if at else None, own[at] if at < len(own) else None)
            if between is not None and holds(between[0]):
                mask |= stretch(start, end)
            if at < len(own) and holds(self.points[self._places[own[at]]]):
                mask |= 1 << places[at]
        return mask


def axis_of(
    kind: FeelType,
    cells: Sequence[ast.UnaryTests],
    allowed: Sequence[ast.UnaryTests] = (),
    *,
    whole: bool = False,
) -> Axis | None:
    """The axis of a column; None where its values cannot be told apart by constants.

    kind: of the column's values. allowed: the values that they are limited to; all of them hold.
    whole: numbers are whole.
    """
    wanted = KIND_OF.get(kind)
    if wanted is None and kind != ANY:
        return None
    readable = [test for cell in (*cells, *allowed) for test in cell.tests if is_reducible(test)]
    values = [value for test in readable for value in values_in(test)]
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) > 1 or (wanted is not None and not kinds <= {wanted}):
        return None
    found = kinds.pop() if kinds else wanted
    spoken_of = [test for cell in cells for test in cell.tests if is_reducible(test)]
    names_null = any(value is None for test in spoken_of for value in values_in(test))
    if found is None:
        # Nothing but - and null: all other values are alike.
        return Axis(None, (), False, names_null=names_null)
    if found is bool or kind == BOOLEAN:
        axis = Axis(bool, (False, True), False, names_null=names_null)
    else:
        constants = [value for value in values if value is not None]
        try:
            scale = scale_of(found, constants, whole=whole)
        except NoScale:
            return None
        points = tuple(each for _, each in sorted({scale.key(each): each for each in constants}.items()))
        ordered = found is not str or any(has_order(test) for test in readable)
        axis = Axis(found, points, ordered, scale, names_null=names_null)
    for tests in allowed:
        limited = axis.cell(tests)
        if limited is None:
            axis.sure = False
        elif limited & axis.domain:
            axis.domain &= limited
    return axis
