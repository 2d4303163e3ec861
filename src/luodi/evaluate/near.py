"""How far off a condition was that failed: 研发占比 2.6 %, needed 3 %, 0.4 short.

Numbers, dates and times, and durations have a distance; other values have none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from luodi.evaluate.arithmetic import subtract
from luodi.evaluate.comparison import compare, less
from luodi.evaluate.failures import Failure
from luodi.evaluate.run import Place
from luodi.evaluate.table_index import is_constant
from luodi.evaluate.tables import TableTrace
from luodi.evaluate.values import Value
from luodi.feel import ast

ORDERS: Final = frozenset(("<", "<=", ">", ">="))


@dataclass(frozen=True, slots=True)
class Near:
    """A condition that failed.

    value: what it was; op and bound: what it had to be, ``>= 3``; gap: how much is lacking, a number or a
    duration, never negative; 0 where the bound itself is not enough. what: the column, or the text of the
    left side. rule: from 0, of a table; None for a condition in an expression.
    only: all else that the rule asks for holds.
    """

    place: Place
    what: str
    value: Value
    op: str
    bound: Value
    gap: Value
    rule: int | None = None
    column: int | None = None
    only: bool = True


def distance(value: Value, op: str, bound: Value) -> Value:
    """How much a value lacks to meet ``op bound``; None where there is no distance between such values."""
    if value is None or bound is None or isinstance(value, (str, bool)):
        return None
    try:
        return subtract(bound, value) if op in (">", ">=") else subtract(value, bound)
    except Failure:
        return None


def nearest(value: Value, options: Sequence[tuple[str, Value]]) -> tuple[str, Value, Value] | None:
    """Of several conditions, any of which would do, the one that lacks least: op, bound, gap."""
    best: tuple[str, Value, Value] | None = None
    for op, bound in options:
        gap = distance(value, op, bound)
        try:
            if gap is not None and (best is None or less(gap, best[2])):
                best = (op, bound, gap)
        except Failure:
            continue
    return best


def near_in_table(trace: TableTrace) -> Iterator[Near]:
    """The conditions of rules that did not match, where they are about amounts and their bounds constants."""
    table = trace.table
    for rule, row in enumerate(table.rows):
        failing = trace.failing(rule)
        for column in failing:
            cell, value = row.cells[column], trace.values[column]
            if cell.node.negated or not is_constant(cell.node):
                continue
            options = [option for test in cell.node.tests for option in _options(test, value, table.constant)]
            found = nearest(value, options)
            if found is not None:
                label = table.columns[column].label
                yield Near(cell.place, label, value, *found, rule, column, len(failing) == 1)


def _options(
    test: ast.Test, value: Value, constant: Callable[[ast.Expression], Value]
) -> Iterator[tuple[str, Value]]:
    """What would make a test hold: the comparisons it is made of that do not hold."""
    if isinstance(test, ast.UnaryComparison):
        if test.op in ORDERS:
            yield test.op, constant(test.operand)
        return
    if isinstance(test, ast.RangeLiteral):
        ends = (
            (test.start, ">=" if test.start_included else ">"),
            (test.end, "<=" if test.end_included else "<"),
        )
        for end, op in ends:
            if end is None:
                continue
            bound = constant(end)
            try:
                if not compare(op, value, bound):
                    yield op, bound
            except Failure:
                continue


def near_in_comparison(place: Place, what: str, value: Value, op: str, bound: Value) -> Near | None:
    """How far off a comparison in an expression was; None where there is no distance."""
    gap = distance(value, op, bound)
    return None if gap is None else Near(place, what, value, op, bound, gap)
