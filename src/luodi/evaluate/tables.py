"""Decision tables: compiled once, then looked up (DMN 1.5, clause 8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from luodi.dmn.hit_policy import Aggregation, HitPolicy
from luodi.evaluate import table_index
from luodi.evaluate.failures import Failure
from luodi.evaluate.hits import aggregate, choose
from luodi.evaluate.run import Place, Run
from luodi.evaluate.scope import Expr, Frame
from luodi.evaluate.tests import Test
from luodi.evaluate.types import Coerce
from luodi.evaluate.values import Value, format_value
from luodi.feel import ast

# Smaller tables are tried rule by rule: looking up costs as much.
_INDEXED_FROM: Final = 4


@dataclass(frozen=True, slots=True)
class Column:
    """An input clause. allowed: the test of its allowed values, where it has some."""

    label: str
    value: Expr
    place: Place
    allowed: Test | None = None
    allowed_text: str = ""
    node: ast.Expression | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A condition. test: None for ``-``. node: the tree, for what explains a table."""

    test: Test | None
    node: ast.UnaryTests
    place: Place


@dataclass(frozen=True, slots=True)
class Row:
    """A rule: cells and outputs in the order of the clauses."""

    cells: tuple[Cell, ...]
    outputs: tuple[Expr, ...]
    output_nodes: tuple[ast.Expression | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """An output clause. name: "" in a table with one. priorities: its values in descending order, where listed."""

    name: str
    coerce: Coerce | None
    place: Place
    default: Expr | None = None
    priorities: tuple[Value, ...] | None = None


@dataclass(frozen=True, slots=True)
class TableTrace:
    """How one table came to its result.

    values: of the input expressions. failed: of each rule the column (from 0) of the first cell that did not
    hold, None where all held. matched, fired: rules from 0 that match, and whose results came out.
    """

    table: Table
    values: tuple[Value, ...]
    failed: tuple[int | None, ...]
    matched: tuple[int, ...]
    fired: tuple[int, ...]
    result: Value


@dataclass(slots=True)
class Table:
    """A compiled decision table; ``run`` evaluates it."""

    place: Place
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    outputs: tuple[Output, ...]
    policy: HitPolicy
    aggregation: Aggregation | None
    tracing: bool
    indexes: list[table_index.ColumnIndex | None] = field(default_factory=list)
    _all: int = 0

    def prepare(self, value_of: Callable[[ast.Expression], Value], empty: Callable[[], Frame]) -> None:
        """Build the index. value_of: evaluates a constant; empty: a frame for cells that need none of its values."""
        self._all = (1 << len(self.rows)) - 1
        frame = empty()
        for column in range(len(self.columns)):
            cells = [row.cells[column] for row in self.rows]
            self.indexes.append(self._index(cells, value_of, frame))

    def _index(
        self, cells: Sequence[Cell], value_of: Callable[[ast.Expression], Value], frame: Frame
    ) -> table_index.ColumnIndex | None:
        if len(cells) < _INDEXED_FROM or not all(table_index.is_constant(cell.node) for cell in cells):
            return None
        constants = [list(table_index.constants_of(cell.node, value_of)) for cell in cells]
        answers = [None if cell.test is None else _answer(cell.test, frame) for cell in cells]
        return table_index.build(constants, answers)

    # --- running ---

    def run(self, frame: Frame) -> Value:
        values = [column.value(frame) for column in self.columns]
        for column, value in zip(self.columns, values, strict=True):
            if column.allowed is not None and value is not None and column.allowed(frame, value) is not True:
                _note_not_allowed(frame[0], column, value)
        if self.tracing:
            return self._run_traced(frame, values)
        first = self.policy is HitPolicy.FIRST
        return self._result(frame, self.matching(frame, values, only_first=first))[0]

    def matching(self, frame: Frame, values: Sequence[Value], *, only_first: bool = False) -> list[int]:
        """The rules all of whose cells hold, ascending from 0."""
        candidates = self._all
        tried: list[int] = []
        for column, index in enumerate(self.indexes):
            mask = None if index is None else index.find(values[column])
            if mask is None:
                tried.append(column)
            else:
                candidates &= mask
                if not candidates:
                    return []
        matched: list[int] = []
        while candidates:
            lowest = candidates & -candidates
            candidates ^= lowest
            rule = lowest.bit_length() - 1
            cells = self.rows[rule].cells
            for column in tried:
                test = cells[column].test
                if test is not None and test(frame, values[column]) is not True:
                    break
            else:
                matched.append(rule)
                if only_first:
                    break
        return matched

    def _run_traced(self, frame: Frame, values: Sequence[Value]) -> Value:
        masks = [
            None if index is None else index.find(value)
            for index, value in zip(self.indexes, values, strict=True)
        ]
        failed = tuple(self._first_failing(frame, rule, values, masks) for rule in range(len(self.rows)))
        matched = [rule for rule, column in enumerate(failed) if column is None]
        value, fired = self._result(frame, matched)
        frame[0].tables.append(
            TableTrace(self, tuple(values), failed, tuple(matched), tuple(fired), value)
        )
        return value

    def _first_failing(
        self, frame: Frame, rule: int, values: Sequence[Value], masks: Sequence[int | None]
    ) -> int | None:
        for column, cell in enumerate(self.rows[rule].cells):
            mask = masks[column]
            if mask is not None:
                if not mask >> rule & 1:
                    return column
            elif cell.test is not None and cell.test(frame, values[column]) is not True:
                return column
        return None

    def _result(self, frame: Frame, matched: list[int]) -> tuple[Value, Sequence[int]]:
        """The value, and the rules it came from."""
        if not matched:
            return self.default(frame), ()
        known: dict[int, list[Value]] = {}

        def outputs(rule: int) -> list[Value]:
            if rule not in known:
                known[rule] = self.outputs_of(frame, rule)
            return known[rule]

        try:
            fired = choose(self.policy, matched, outputs, [each.priorities for each in self.outputs])
            if not self.policy.is_multiple:
                return self._composed(outputs(fired[0])), fired
            results = [self._composed(outputs(rule)) for rule in fired]
            if self.aggregation is not None and self.policy is HitPolicy.COLLECT:
                return aggregate(self.aggregation, results), fired
            return results, fired
        except Failure as failure:
            frame[0].note(failure, self.place)
            return None, ()

    def outputs_of(self, frame: Frame, rule: int) -> list[Value]:
        """The values of a rule's outputs, each as its clause's type."""
        return [
            _coerced(frame[0], output, value(frame))
            for output, value in zip(self.outputs, self.rows[rule].outputs, strict=True)
        ]

    def default(self, frame: Frame) -> Value:
        """What comes out where no rule matches; null with a reason where there is no default."""
        if all(output.default is None for output in self.outputs):
            frame[0].note(Failure("EVAL022"), self.place)
            return None
        return self._composed(
            [
                None if output.default is None else _coerced(frame[0], output, output.default(frame))
                for output in self.outputs
            ]
        )

    def _composed(self, outputs: Sequence[Value]) -> Value:
        if len(self.outputs) == 1:
            return outputs[0]
        return {output.name: value for output, value in zip(self.outputs, outputs, strict=True)}


def _answer(test: Test, frame: Frame) -> table_index.Cell:
    return lambda value: test(frame, value) is True


def _coerced(run: Run, output: Output, value: Value) -> Value:
    if output.coerce is None:
        return value
    try:
        return output.coerce(value)
    except Failure as failure:
        run.note(failure, output.place)
        return None


def _note_not_allowed(run: Run, column: Column, value: Value) -> None:
    shown = format_value(value, quoted=True)[:60]
    run.note(Failure("EVAL025", value=shown, allowed=column.allowed_text), column.place)
