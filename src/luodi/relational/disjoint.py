"""Whether no two rules of a table can match at once, as far as constants in their cells prove it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from luodi.feel import ast

# Above it the pairs are too many to look at, and matches are counted in the run.
_PAIRS_OF = 300


@dataclass(frozen=True, slots=True)
class _Part:
    """Values that a test lets through: one text or truth value, or the numbers or days between two ends."""

    kind: str
    exact: object = None
    low: Decimal | str | None = None
    high: Decimal | str | None = None
    low_included: bool = False
    high_included: bool = False

    def meets(self, other: _Part) -> bool:
        if self.kind != other.kind:
            # What is of another type lets no value of this type through.
            return False
        if self.kind == "exact":
            return self.exact == other.exact
        return not (_ends_before(self, other) or _ends_before(other, self))


def _ends_before(one: _Part, other: _Part) -> bool:
    if one.high is None or other.low is None:
        return False
    if one.high == other.low:
        return not (one.high_included and other.low_included)
    return one.high < other.low  # type: ignore[operator]


def are_disjoint(rules: Sequence[Sequence[ast.UnaryTests]]) -> bool:
    """Whether each two rules have a column whose cells have no value in common."""
    if len(rules) > _PAIRS_OF:
        return False
    parts = [[_parts(cell) for cell in rule] for rule in rules]
    return all(
        any(_apart(one, other) for one, other in zip(first, second, strict=True))
        for at, first in enumerate(parts)
        for second in parts[at + 1 :]
    )


def _apart(one: list[_Part] | None, other: list[_Part] | None) -> bool:
    return one is not None and other is not None and not any(a.meets(b) for a in one for b in other)


def _parts(cell: ast.UnaryTests) -> list[_Part] | None:
    """What a cell lets through; None where that cannot be told."""
    if cell.any or cell.negated:
        return None
    found = []
    for test in cell.tests:
        part = next(_part(test), None)
        if part is None:
            return None
        found.append(part)
    return found


def _part(test: ast.Test) -> Iterator[_Part]:
    match test:
        case ast.String(value) | ast.Boolean(value):
            yield _Part("exact", (type(value), value))
        case ast.UnaryComparison(op, operand):
            end = _end(operand)
            if end is not None and op in ("<", "<="):
                yield _Part(end[0], None, None, end[1], False, op == "<=")
            elif end is not None and op in (">", ">="):
                yield _Part(end[0], None, end[1], None, op == ">=", False)
        case ast.RangeLiteral(start, stop, low, high) if start is not None and stop is not None:
            ends = _end(start), _end(stop)
            if ends[0] is not None and ends[1] is not None and ends[0][0] == ends[1][0]:
                yield _Part(ends[0][0], None, ends[0][1], ends[1][1], low, high)
        case _:
            end = _end(test)
            if end is not None:
                yield _Part(end[0], None, end[1], end[1], True, True)


def _end(node: ast.Expression) -> tuple[str, Decimal | str] | None:
    match node:
        case ast.Number(value):
            return "number", value
        case ast.Negate(ast.Number(value)):
            return "number", -value
    return None
