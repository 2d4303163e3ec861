"""Decision tables: compiled once, then looked up (DMN 1.5, clause 8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from luodi.dmn.hit_policy import Aggregation, HitPolicy
from luodi.evaluate import table_index
from luodi.evaluate.failures import Failure
from luodi.evaluate.hits import aggregate, choose
from luodi.evaluate.run import KEPT_ITEMS, Place, Run
from luodi.evaluate.scope import Expr, Frame
from luodi.evaluate.tests import Test
from luodi.evaluate.types import Coerce
from luodi.evaluate.values import Value, is_within, shown_value
from luodi.feel import ast

# Sets of candidates whose rules are kept as a tuple.
_KEPT_MATCHES: Final = 4096


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
    """An output clause. name: "" where it is alone. priorities: its values, the highest first, if listed."""

    name: str
    coerce: Coerce | None
    place: Place
    default: Expr | None = None
    priorities: tuple[Value, ...] | None = None


@dataclass(frozen=True, slots=True)
class TableTrace:
    """How one table came to its result.

    values: of the input expressions; null for one too long to keep. held: of each column the rules whose
    cell held, as the bits of a number. matched, fired: rules from 0 that match, and whose results came out.
    """

    table: Table
    values: tuple[Value, ...]
    held: tuple[int, ...]
    matched: tuple[int, ...]
    fired: tuple[int, ...]
    result: Value

    def failing(self, rule: int) -> tuple[int, ...]:
        """The columns from 0 whose cells did not hold in a rule; empty for one that matches."""
        return tuple(column for column, held in enumerate(self.held) if not held >> rule & 1)

    def first_failing(self, rule: int) -> int | None:
        """The first column whose cell did not hold; None for a rule that matches."""
        return next((column for column, held in enumerate(self.held) if not held >> rule & 1), None)


def _no_constant(node: ast.Expression) -> Value:
    raise ValueError(type(node).__name__)


@dataclass(slots=True)
class Table:
    """A compiled decision table; ``run`` evaluates it. constant: evaluates a constant node, once prepared."""

    place: Place
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    outputs: tuple[Output, ...]
    policy: HitPolicy
    aggregation: Aggregation | None
    tracing: bool
    indexes: list[table_index.ColumnIndex | None] = field(default_factory=list)
    constant: Callable[[ast.Expression], Value] = _no_constant
    _all: int = 0
    _inputs: list[Expr] = field(default_factory=list)
    _results: list[Expr] = field(default_factory=list)
    _finders: list[tuple[int, Callable[[Value], int | None]]] = field(default_factory=list)
    _unindexed: tuple[int, ...] = ()
    _has_allowed: bool = False
    _known: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def prepare(self, value_of: Callable[[ast.Expression], Value], empty: Callable[[], Frame]) -> None:
        """Make it ready to run. value_of: evaluates a constant; empty: a frame for cells without names."""
        self._all = (1 << len(self.rows)) - 1
        self.constant = value_of
        frame = empty()
        for column in range(len(self.columns)):
            cells = [row.cells[column] for row in self.rows]
            self.indexes.append(self._index(cells, frame))
        self._inputs = [column.value for column in self.columns]
        self._results = [self._result_of(row, frame) for row in self.rows]
        self._finders = [(at, index.find) for at, index in enumerate(self.indexes) if index is not None]
        self._unindexed = tuple(at for at, index in enumerate(self.indexes) if index is None)
        self._has_allowed = any(column.allowed is not None for column in self.columns)

    def _index(self, cells: Sequence[Cell], frame: Frame) -> table_index.ColumnIndex | None:
        if not all(table_index.is_constant(cell.node) for cell in cells):
            return None
        constants = [list(table_index.constants_of(cell.node, self.constant)) for cell in cells]
        answers = [None if cell.test is None else _answer(cell.test, frame) for cell in cells]
        return table_index.build(constants, answers)

    def _result_of(self, row: Row, frame: Frame) -> Expr:
        """What a rule gives, composed of its outputs, each as its clause's type."""
        parts = [
            _typed(value, output, node, frame)
            for value, output, node in zip(row.outputs, self.outputs, row.output_nodes, strict=True)
        ]
        if len(parts) == 1:
            return parts[0]
        named = [(output.name, part) for output, part in zip(self.outputs, parts, strict=True)]
        return lambda frame: {name: part(frame) for name, part in named}

    # --- running ---

    def run(self, frame: Frame) -> Value:
        values = [value(frame) for value in self._inputs]
        if self._has_allowed:
            self._note_not_allowed(frame, values)
        if self.tracing:
            return self._run_traced(frame, values)
        matched = self.matching(frame, values)
        if not matched:
            return self.default(frame)
        policy = self.policy
        if policy is HitPolicy.FIRST or (policy is HitPolicy.UNIQUE and len(matched) == 1):
            return self._results[matched[0]](frame)
        return self._result(frame, matched)[0]

    def matching(self, frame: Frame, values: Sequence[Value]) -> Sequence[int]:
        """The rules all of whose cells hold, ascending from 0; under FIRST the first of them may be all."""
        candidates = self._all
        tried = self._unindexed
        for column, find in self._finders:
            mask = find(values[column])
            if mask is None:
                tried = (*tried, column)
            else:
                candidates &= mask
        if tried:
            return self._try(frame, values, candidates, tried)
        matched = self._known.get(candidates)
        if matched is None:
            matched = tuple(rules_in(candidates))
            if len(self._known) < _KEPT_MATCHES:
                self._known[candidates] = matched
        return matched

    def _try(
        self, frame: Frame, values: Sequence[Value], candidates: int, columns: Sequence[int]
    ) -> list[int]:
        """Those of the candidates whose cells in the columns hold."""
        only_first = self.policy is HitPolicy.FIRST
        matched: list[int] = []
        for rule in rules_in(candidates):
            cells = self.rows[rule].cells
            for column in columns:
                test = cells[column].test
                if test is not None and test(frame, values[column]) is not True:
                    break
            else:
                matched.append(rule)
                if only_first:
                    break
        return matched

    def _note_not_allowed(self, frame: Frame, values: Sequence[Value]) -> None:
        for column, value in zip(self.columns, values, strict=True):
            if column.allowed is not None and value is not None and column.allowed(frame, value) is not True:
                shown = shown_value(value)
                frame[0].note(Failure("EVAL025", value=shown, allowed=column.allowed_text), column.place)

    def _run_traced(self, frame: Frame, values: Sequence[Value]) -> Value:
        held = tuple(self._held(frame, column, value) for column, value in enumerate(values))
        candidates = self._all
        for mask in held:
            candidates &= mask
        matched = list(rules_in(candidates))
        value, fired = self._result(frame, matched)
        kept = tuple(each if is_within(each, KEPT_ITEMS) else None for each in (*values, value))
        frame[0].tables.append(TableTrace(self, kept[:-1], held, tuple(matched), tuple(fired), kept[-1]))
        return value

    def _held(self, frame: Frame, column: int, value: Value) -> int:
        """The rules whose cell in a column holds, as bits."""
        index = self.indexes[column]
        mask = None if index is None else index.find(value)
        if mask is not None:
            return mask
        mask = 0
        for rule, row in enumerate(self.rows):
            test = row.cells[column].test
            if test is None or test(frame, value) is True:
                mask |= 1 << rule
        return mask

    def _result(self, frame: Frame, matched: Sequence[int]) -> tuple[Value, Sequence[int]]:
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


def rules_in(bits: int) -> Iterator[int]:
    """The rules a number stands for, ascending from 0."""
    while bits:
        lowest = bits & -bits
        bits ^= lowest
        yield lowest.bit_length() - 1


def _answer(test: Test, frame: Frame) -> table_index.Cell:
    return lambda value: test(frame, value) is True


def _typed(value: Expr, output: Output, node: ast.Expression | None, frame: Frame) -> Expr:
    """An output as its clause's type; one that is constant and fits is looked at here and no more."""
    if isinstance(node, (ast.Number, ast.String, ast.Boolean)):
        constant = value(frame)
        if output.coerce is None or _fits(output.coerce, constant):
            return lambda _frame: constant
    if output.coerce is None:
        return value
    return lambda frame: _coerced(frame[0], output, value(frame))


def _fits(coerce: Coerce, value: Value) -> bool:
    try:
        return coerce(value) is value
    except Failure:
        return False


def _coerced(run: Run, output: Output, value: Value) -> Value:
    if output.coerce is None:
        return value
    try:
        return output.coerce(value)
    except Failure as failure:
        run.note(failure, output.place)
        return None
