"""What a decision table depends on while some of its input values are unknown.

First exactly: an unknown column can only pick out one of few sets of rules (see ``table_index``); all
combinations of these are tried. Where that is too much, or cells are not constant, each rule whose match is
unknown is one question (Kleene): does the result change with it?
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from luodi.dmn.hit_policy import HitPolicy
from luodi.evaluate import table_index
from luodi.evaluate.failures import Failure
from luodi.evaluate.hits import aggregate, choose
from luodi.evaluate.scope import Expr, Frame
from luodi.evaluate.tables import Table, rules_in
from luodi.evaluate.types import Coerce
from luodi.evaluate.unknown import Unknown, explored, names_in, union
from luodi.evaluate.values import Value
from luodi.feel import ast

UnknownCell: TypeAlias = Callable[[Frame, Value], Any]
# Combinations of column outcomes tried one by one, and rules of unknown match that are.
_COMBINATIONS: Final = 4096
_OPEN_RULES: Final = 10


class UnknownTable:
    """A table over values that may be unknown.

    table: the compiled table, for its policy and priorities. cells: by rule and column, None for ``-``.
    outputs, defaults: expressions over unknown values. constants: evaluates a constant node.
    """

    def __init__(
        self,
        table: Table,
        columns: Sequence[Expr],
        cells: Sequence[Sequence[UnknownCell | None]],
        outputs: Sequence[Sequence[Expr]],
        coercions: Sequence[Coerce | None],
        defaults: Sequence[Expr | None],
        constants: Callable[[ast.Expression], Value],
    ) -> None:
        self.table = table
        self.columns = columns
        self.cells = cells
        self.outputs = outputs
        self.coercions = coercions
        self.defaults = defaults
        self._constants = constants
        self._indexes: dict[int, table_index.ColumnIndex | None] = {}

    def run(self, frame: Frame) -> Value:
        values = [column(frame) for column in self.columns]
        unknown = [at for at, value in enumerate(values) if names_in(value)]
        answers = self._answers(frame, values, [at for at in range(len(values)) if at not in unknown])
        possible = (1 << len(self.cells)) - 1
        for rule, answer in enumerate(answers):
            if answer is False:
                possible &= ~(1 << rule)
        if not any(names_in(answer) for answer in answers):
            exact = self._exact(frame, values, unknown, possible)
            if exact is not None:
                return exact[0]
        for rule, answer in enumerate(self._answers(frame, values, unknown)):
            answers[rule] = _both(answers[rule], answer)
        return self._by_rule(frame, answers)

    def _answers(self, frame: Frame, values: Sequence[Value], columns: Sequence[int]) -> list[Value]:
        """Of each rule whether its cells in the columns hold: True, False, or an Unknown."""
        answers: list[Value] = []
        for row in self.cells:
            answer: Value = True
            for column in columns:
                cell = row[column]
                if cell is not None:
                    answer = _both(answer, cell(frame, values[column]))
                    if answer is False:
                        break
            answers.append(answer)
        return answers

    # --- exactly ---

    def _exact(
        self, frame: Frame, values: Sequence[Value], unknown: Sequence[int], possible: int
    ) -> tuple[Value] | None:
        """The result over all that the unknown columns can pick out; None where that cannot be said."""
        choices: list[list[int]] = []
        combinations = 1
        for column in unknown:
            masks = self._masks(frame, column, values[column])
            if masks is None:
                return None
            few = list(dict.fromkeys(mask & possible for mask in masks))
            choices.append(few)
            combinations *= len(few)
            if combinations > _COMBINATIONS:
                return None
        known: dict[int, Value] = {}

        def outcome(masks: Sequence[int]) -> Value:
            matched = possible
            for mask in masks:
                matched &= mask
            if matched not in known:
                known[matched] = self._result(frame, list(rules_in(matched)))
            return known[matched]

        return (explored(choices, [names_in(values[column]) for column in unknown], outcome),)

    def _masks(self, frame: Frame, column: int, value: Value) -> list[int] | None:
        """The sets of rules that an unknown value of a column can pick out; None where they are not known."""
        if type(value) is Unknown and value.possible is not None:
            masks = []
            for each in value.possible:
                answers = self._answers_of(frame, column, each)
                if answers is None:
                    return None
                masks.append(answers)
            return masks
        if type(value) is not Unknown:
            return None
        if column not in self._indexes:
            self._indexes[column] = self._index(frame, column)
        index = self._indexes[column]
        return None if index is None else index.masks()

    def _answers_of(self, frame: Frame, column: int, value: Value) -> int | None:
        mask = 0
        for rule, row in enumerate(self.cells):
            cell = row[column]
            answer = True if cell is None else cell(frame, value)
            if names_in(answer):
                return None
            if answer is True:
                mask |= 1 << rule
        return mask

    def _index(self, frame: Frame, column: int) -> table_index.ColumnIndex | None:
        nodes = [row.cells[column].node for row in self.table.rows]
        if not all(table_index.is_constant(node) for node in nodes):
            return None
        constants = [list(table_index.constants_of(node, self._constants)) for node in nodes]
        cells = [_plain(row[column], frame) for row in self.cells]
        return table_index.build(constants, cells)

    # --- rule by rule ---

    def _by_rule(self, frame: Frame, answers: Sequence[Value]) -> Value:
        certain = [rule for rule, answer in enumerate(answers) if answer is True]
        unsure = [rule for rule, answer in enumerate(answers) if type(answer) is Unknown]
        if self.table.policy is HitPolicy.FIRST and certain:
            unsure = [rule for rule in unsure if rule < certain[0]]
        if len(unsure) > _OPEN_RULES:
            return union(*(answers[rule] for rule in unsure), *self._all_outputs(frame, [*certain, *unsure]))

        def outcome(matching: Sequence[bool]) -> Value:
            more = [rule for rule, matches in zip(unsure, matching, strict=True) if matches]
            return self._result(frame, sorted([*certain, *more]))

        return explored([(False, True)] * len(unsure), [answers[rule].names for rule in unsure], outcome)

    def _all_outputs(self, frame: Frame, rules: Sequence[int]) -> list[Value]:
        return [output(frame) for rule in rules for output in self.outputs[rule]]

    def _result(self, frame: Frame, matched: list[int]) -> Value:
        """The table's result where these rules match; outputs may be unknown."""
        if not matched:
            return self._composed([None if each is None else each(frame) for each in self.defaults])
        outputs = {rule: self._outputs(frame, rule) for rule in matched}
        policy = self.table.policy
        # These look at the outputs themselves.
        looks = policy in (HitPolicy.ANY, HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
        if looks and len(matched) > 1 and any(names_in(each) for each in outputs.values()):
            return union(*outputs.values())
        try:
            fired = choose(
                policy, matched, outputs.__getitem__, [each.priorities for each in self.table.outputs]
            )
            if not policy.is_multiple:
                return self._composed(outputs[fired[0]])
            results = [self._composed(outputs[rule]) for rule in fired]
            if self.table.aggregation is not None and policy is HitPolicy.COLLECT:
                return union(*results) if names_in(results) else aggregate(self.table.aggregation, results)
            return results
        except Failure:
            return None

    def _outputs(self, frame: Frame, rule: int) -> list[Value]:
        return [
            _taken(coerce, value(frame))
            for value, coerce in zip(self.outputs[rule], self.coercions, strict=True)
        ]

    def _composed(self, outputs: Sequence[Value]) -> Value:
        if len(self.table.outputs) == 1:
            return outputs[0]
        return {each.name: value for each, value in zip(self.table.outputs, outputs, strict=True)}


def _taken(coerce: Coerce | None, value: Value) -> Value:
    if coerce is None or names_in(value):
        return value
    try:
        return coerce(value)
    except Failure:
        return None


def _both(left: Value, right: Value) -> Value:
    """Whether two cells hold, null counting as no: only True matches."""
    for answer in (left, right):
        if answer is not True and type(answer) is not Unknown:
            return False
        if type(answer) is Unknown and answer.possible is not None and True not in answer.possible:
            return False
    if type(left) is Unknown or type(right) is Unknown:
        return Unknown(names_in(left) | names_in(right))
    return True


def _plain(cell: UnknownCell | None, frame: Frame) -> table_index.Cell | None:
    return None if cell is None else lambda value: cell(frame, value) is True
