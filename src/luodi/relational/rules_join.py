"""Big tables: the rules as a table of their own, joined with the rows; of the matches the first number."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from itertools import product
from typing import Any, Final

from luodi.relational.cells import Cell, read_cell
from luodi.relational.nodes import FALSE, TRUE, Column, Node, RuleColumn, RuleJoin, RuleTable, where_true
from luodi.relational.types import RULE, NumberType
from luodi.relational.values import COLUMN_DIGITS

# Up to here a table is a nested CASE: measured on DuckDB, both take the same time at about 100 rules.
CASE_RULES: Final = 100
# A rule with several spans is as many rows; a table that grows beyond this is not joined.
_ROWS_PER_RULE: Final = 4
# Rows of rules that a row of the population is held against, from where its numbers are put in bins.
_CANDIDATES: Final = 12
# Bins of a number, from many to few: a rule is a row in each that its span touches. What leaves a row of the
# population more than a fifth of the rules is no gain over asking them all.
_BINS: Final = (64, 32, 16)
_ROWS_IN_BINS: Final = 8
_LEAST_GAIN: Final = 5


def join_of(rules: Sequence[tuple[int, Sequence[Node]]]) -> tuple[tuple[Column, ...], RuleTable] | None:
    """The columns that rules ask for, and the rules as rows; None where a cell is no comparison with
    constants, or no column tells rules apart by being equal.

    rules: the number that is looked for, and the condition of each cell.
    """
    columns = len(rules[0][1])
    read: list[tuple[int, list[Cell | None]]] = []
    cells: dict[Node, Cell | None] = {}
    for number, tests in rules:
        plain = [where_true(each) for each in tests]
        if FALSE in plain:
            continue
        for each in plain:
            if each != TRUE and each not in cells:
                cells[each] = read_cell(each)
                if cells[each] is None:
                    return None
        read.append((number, [None if each == TRUE else cells[each] for each in plain]))
    subjects: list[Column] = []
    kept: list[int] = []
    for place in range(columns):
        asked = {cell.subject for _, row in read if (cell := row[place]) is not None}
        if len(asked) > 1 or any(each.of for each in asked):
            return None
        if asked:
            subjects.append(asked.pop())
            kept.append(place)
    rows = [
        row for number, of_rule in read for row in _rows(number, [of_rule[place] for place in kept], subjects)
    ]
    if not rows or len(rows) > _ROWS_PER_RULE * len(read):
        return None
    return _hashed(subjects, rows)


_Row = tuple[int, tuple[Any, ...]]


def _rows(number: int, cells: Sequence[Cell | None], subjects: Sequence[Column]) -> list[_Row]:
    """A rule's rows: of each column a value, or a span; None where it is not asked for."""
    choices: list[list[object]] = []
    for cell in cells:
        if cell is None:
            choices.append([None])
        elif cell.points is not None:
            choices.append([*sorted(cell.points)])
        else:
            choices.append(list(cell.spans or ()))
    return [(number, each) for each in product(*choices)]


def _hashed(subjects: list[Column], rows: list[_Row]) -> tuple[tuple[Column, ...], RuleTable] | None:
    """The table with a column at least that rows and rules are equal in: an input, or the bin of a number."""
    columns = [_column(subject, [row[1][at] for row in rows]) for at, subject in enumerate(subjects)]
    if any(isinstance(each.type, NumberType) and each.type.digits > COLUMN_DIGITS for each in columns):
        return None
    exact = [each.kind == "equal" for each in columns]
    rows = [
        (number, tuple(_exact(value) if exact[at] else value for at, value in enumerate(values)))
        for number, values in rows
    ]
    candidates = float(len(rows))
    for at, column in enumerate(columns):
        if column.kind == "equal" and not column.may_be_any:
            candidates /= len({row[1][at] for row in rows})
    bins: tuple[int, tuple[Any, ...]] | None = None
    if candidates > _CANDIDATES:
        bins = _best_bins(columns, rows)
    if bins is None and candidates == len(rows):
        return None
    made: list[tuple[int, int | None, tuple[object, ...]]] = []
    for number, values in rows:
        if bins is None:
            made.append((number, None, values))
            continue
        place, cuts = bins
        made += [(number, each, values) for each in _bins_of(values[place], cuts)]
    table = RuleTable(tuple(columns), tuple(made), None if bins is None else bins[0], bins[1] if bins else ())
    return tuple(subjects), table


def _column(subject: Column, values: Sequence[object]) -> RuleColumn:
    is_any = any(each is None for each in values)
    if not isinstance(subject.type, NumberType):
        spans = any(isinstance(each, tuple) for each in values)
        return RuleColumn("between" if spans else "equal", subject.type, is_any)
    ends = [end for each in values if isinstance(each, tuple) for end in each if isinstance(end, Decimal)]
    # The rules' numbers and the column's are compared as one type, in which no end is beyond the least.
    kind = NumberType(min([subject.type.low, *ends]), max([subject.type.high, *ends]), subject.type.scale)
    alike = all(each is None or (isinstance(each, tuple) and each[0] == each[1]) for each in values)
    return RuleColumn("equal" if alike else "between", kind, is_any)


def _exact(value: object) -> object:
    return value[0] if isinstance(value, tuple) else value


def _best_bins(columns: Sequence[RuleColumn], rows: Sequence[_Row]) -> tuple[int, tuple[Any, ...]] | None:
    """The column whose spans fall into the fewest bins, and where its bins begin."""
    best: tuple[int, int, tuple[Any, ...]] | None = None
    for place, column in enumerate(columns):
        if column.kind != "between":
            continue
        starts = sorted({span[0] for row in rows if isinstance(span := row[1][place], tuple) and span[0]})
        if len(starts) < 2:
            continue
        for bins in _BINS:
            step = max(len(starts) // bins, 1)
            cuts = tuple(dict.fromkeys(starts[step::step]))
            count = sum(len(_bins_of(row[1][place], cuts)) for row in rows)
            is_gain = count * _LEAST_GAIN <= len(rows) * len(cuts) or bins == _BINS[0]
            fits = count <= _ROWS_IN_BINS * len(rows) and is_gain
            if fits and (best is None or count / len(cuts) < best[0] / len(best[2])):
                best = (count, place, cuts)
    return None if best is None else (best[1], best[2])


def _bins_of(value: Any, cuts: Sequence[Any]) -> range:
    """The bins that a span touches: 0 is below the first cut. Without a span all, and that of null, -1."""
    if value is None:
        return range(-1, len(cuts) + 1)
    low, high = value
    first = 0 if low is None else bisect_right(cuts, low)
    last = len(cuts) if high is None else bisect_right(cuts, high)
    return range(first, last + 1)


def matched(subjects: tuple[Column, ...], table: RuleTable, *, last: bool = False) -> RuleJoin:
    """The least, or the greatest, number of the rules that match; null where none does."""
    return RuleJoin(subjects, table, last, RULE)
