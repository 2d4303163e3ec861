"""What is wrong with a decision table by itself: gaps, overlaps, rules and cells without effect.

Source: DMN 1.5, clauses 8.2.8 (hit policies) and 8.2.11 (completeness, default outputs).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from luodi.diagnostics import Severity
from luodi.dmn.hit_policy import POLICY_WORDS, HitPolicy
from luodi.dmn.regions import Box, Budget, Overlaps, bits, clipped, uncovered
from luodi.evaluate.comparison import same
from luodi.evaluate.values import Value, format_value
from luodi.feel import ast
from luodi.feel.printer import print_expression
from luodi.review.check_axes import Axis
from luodi.review.check_constants import is_constant, is_reducible, teller, value_of, values_in
from luodi.review.check_findings import Findings
from luodi.review.check_grid import Grid, grid_of
from luodi.review.check_sources import Sources
from luodi.review.check_texts import ReadTable
from luodi.review.check_words import ListWords, SaidWord, cell_text

# Of one kind, in one table; the rest is counted.
_TOLD: Final = 20
# Rules times columns that are looked at in one table.
MOST_CELLS: Final = 200_000
_MOST_AXES: Final = 200
_FIRST_WINS: Final = (HitPolicy.FIRST, HitPolicy.PRIORITY)


def check_table(read: ReadTable, findings: Findings, sources: Sources, budget: Budget | None = None) -> None:
    """Check one table: CHK010 to CHK024. What was not looked at for its size is said (CHK020)."""
    _TableCheck(read, findings, budget or Budget()).run(sources)


class _TableCheck:
    def __init__(self, read: ReadTable, findings: Findings, budget: Budget) -> None:
        self.read = read
        self.table = read.table
        self.findings = findings
        self.budget = budget
        self.policy = read.table.hit_policy
        self._values: dict[tuple[int, int], tuple[Value] | None] = {}

    def run(self, sources: Sources) -> None:
        self._check_outputs()
        if not self.read.columns or not self.read.outputs:
            return
        if len(self.read.cells) * len(self.read.columns) > MOST_CELLS or len(self.read.columns) > _MOST_AXES:
            self._add("CHK020", Severity.INFO)
            return
        grid = grid_of(self.read, sources)
        dead = self._check_cells(grid)
        if grid.opaque:
            self._tell_opaque(grid)
        duplicates = self._check_duplicates(grid, dead)
        if self.policy in (HitPolicy.UNIQUE, HitPolicy.ANY):
            self._check_overlaps(grid)
        elif self.policy in _FIRST_WINS:
            self._check_reached(grid, dead | duplicates)
        if not any(output.default is not None for output in self.read.outputs):
            self._check_gaps(grid)
        if self.budget.spent:
            self._add("CHK020", Severity.INFO)

    def _add(
        self,
        code: str,
        severity: Severity,
        rule: int | None = None,
        column: int | None = None,
        **values: object,
    ) -> None:
        """A finding about the table, or about a rule and column, both from 0."""
        where = self.read.where
        text = span = None
        if rule is not None:
            where = str(self.table.rules[rule].place) or f"{where} › {rule + 1}"
        elif column is not None and column < len(self.table.inputs):
            where = str(self.table.inputs[column].place) or where
        if rule is not None and column is not None:
            inputs = self.table.rules[rule].inputs
            outputs = self.table.rules[rule].outputs
            part = inputs[column] if column < len(inputs) else outputs[column - len(inputs)]
            where = str(part.place) or where
            text = part.text
            span = values.pop("span", None)
        self.findings.add(
            code, severity, where, span=span, text=text,  # type: ignore[arg-type]
            rule=None if rule is None else rule + 1, column=None if column is None else column + 1, **values,
        )  # fmt: skip

    # --- outputs ---

    def _value(self, rule: int, output: int) -> tuple[Value] | None:
        """The value of an output that is a constant, in a tuple."""
        key = (rule, output)
        if key not in self._values:
            row = self.read.results[rule]
            node = row[output] if output < len(row) else None
            self._values[key] = (value_of(node),) if node is not None and is_constant(node) else None
        return self._values[key]

    def _check_outputs(self) -> None:
        """CHK022 for a constant that is none of the output's allowed values, CHK023 for P and O without any."""
        ordered = self.policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
        if ordered and self.read.outputs and all(output.values is None for output in self.read.outputs):
            self._add("CHK023", Severity.WARNING, policy=POLICY_WORDS[self.policy, None].letter)
        for at, output in enumerate(self.read.outputs):
            if output.values is None or output.values.any or not all(map(is_reducible, output.values.tests)):
                continue
            written = self.table.outputs[at].values
            asks = [teller(test) for test in output.values.tests]
            for rule in range(len(self.read.results)):
                value = self._value(rule, at)
                if value is None or value[0] is None:
                    continue
                if any(ask(value[0]) is True for ask in asks) is output.values.negated:
                    allowed = written.text.strip() if written is not None else ""
                    column = len(self.read.columns) + at
                    shown = format_value(value[0], quoted=True)
                    self._add("CHK022", Severity.WARNING, rule, column, value=shown, allowed=allowed)

    def _same(self, one: int, other: int) -> bool | None:
        """Whether two rules give the same; None where that depends on the input."""
        answer: bool | None = True
        for at in range(len(self.read.outputs)):
            left, right = self.read.results[one], self.read.results[other]
            if at >= len(left) or at >= len(right) or left[at] is None or right[at] is None:
                answer = None
                continue
            if left[at] == right[at]:
                continue
            first, second = self._value(one, at), self._value(other, at)
            if first is None or second is None:
                answer = None
            elif not same(first[0], second[0]):
                return False
        return answer

    # --- cells and rules ---

    def _check_cells(self, grid: Grid) -> set[int]:
        """Tests that never hold: CHK018 for values that are not allowed, else CHK017. Gives rules without effect."""
        dead = {rule for rule, box in enumerate(grid.boxes) if not all(box)}
        told = 0
        for rule, cells in enumerate(self.read.cells):
            before = told
            for side in grid.sides:
                for column in side.columns:
                    cell = cells[column] if column < len(cells) else None
                    if cell is None or cell.any or not side.known:
                        continue
                    for test in self._empty_tests(side.axis, cell):
                        told += 1
                        if told <= _TOLD:
                            self._tell_empty(side.axis, rule, column, test)
            if rule in dead and told == before:
                # Each cell can hold, but two that test the same expression cannot do so together.
                told += 1
                if told <= _TOLD:
                    self._add("CHK017", Severity.WARNING, rule)
        self._tell_more("CHK017", told)
        return dead

    def _empty_tests(self, axis: Axis, cell: ast.UnaryTests) -> list[ast.Node]:
        if not all(is_reducible(test) for test in cell.tests):
            return []
        if cell.negated:
            return [] if axis.cell(cell) else [cell]
        return [test for test in cell.tests if not axis.test(test) & axis.everything]

    def _tell_empty(self, axis: Axis, rule: int, column: int, test: ast.Node) -> None:
        limits = self.read.columns[column].limits_text
        somewhere = not isinstance(test, ast.UnaryTests) and axis.test(test)
        written = print_expression(test) if not isinstance(test, ast.UnaryTests) else ""
        if somewhere:
            named = [each for each in values_in(test) if each is not None]
            shown = format_value(named[0], quoted=True) if len(named) == 1 else written
            allowed = limits or cell_text_of(axis)
            self._add("CHK018", Severity.WARNING, rule, column, span=test.span, value=shown, allowed=allowed)
        else:
            self._add("CHK017", Severity.WARNING, rule, column, span=test.span)

    def _tell_opaque(self, grid: Grid) -> None:
        """CHK019: what depends on these cells is not decided."""
        columns = {column for each in grid.opaque.values() for column in each}
        labels = tuple(self.read.columns[column].label for column in sorted(columns))
        rules = tuple(rule + 1 for rule in sorted(grid.opaque))
        self._add("CHK019", Severity.INFO, rules=ListWords(rules), columns=ListWords(labels))

    def _check_duplicates(self, grid: Grid, dead: set[int]) -> set[int]:
        """CHK016 for rules that say what an earlier one says; gives them. U tells overlaps instead."""
        first: dict[object, int] = {}
        found: set[int] = set()
        if self.policy is HitPolicy.UNIQUE:
            return found
        for rule, box in enumerate(grid.boxes):
            if rule in dead:
                continue
            cells = self.read.cells[rule]
            opaque = tuple(cells[column] for column in grid.opaque.get(rule, ()) if column < len(cells))
            if None in opaque:
                continue
            key = (box, opaque, tuple(grid.opaque.get(rule, ())))
            earlier = first.setdefault(key, rule)
            if earlier == rule or (self.policy not in _FIRST_WINS and self._same(earlier, rule) is not True):
                continue
            if self.policy is HitPolicy.PRIORITY and self._rank(rule) != self._rank(earlier):
                continue
            found.add(rule)
            if len(found) <= _TOLD:
                said = {True: "same", False: "different", None: "unknown"}[self._same(earlier, rule)]
                self._add(
                    "CHK016",
                    Severity.WARNING,
                    rule,
                    other=earlier + 1,
                    results=SaidWord(said),
                    number=rule + 1,
                )
        self._tell_more("CHK016", len(found))
        return found

    def _tell_more(self, code: str, count: int) -> None:
        if count > _TOLD:
            self._add("CHK021", Severity.INFO, code=code, count=count - _TOLD)

    # --- overlaps ---

    def _check_overlaps(self, grid: Grid) -> None:
        """CHK012 under U, CHK013 under A; CHK014 where it is open whether any case lies there."""
        boxes = clipped(grid.boxes, grid.considered)
        overlaps = Overlaps(boxes)
        count = 0
        for rule in range(len(boxes)):
            if rule in grid.opaque:
                continue
            for other in bits(overlaps.of(rule) & ((1 << rule) - 1)):
                if other in grid.opaque or not self.budget.take():
                    continue
                results = self._same(other, rule)
                if self.policy is HitPolicy.ANY and results is True:
                    continue
                count += 1
                if count <= _TOLD:
                    self._tell_overlap(grid, other, rule, results, boxes)
            if self.budget.spent:
                break
        self._tell_more("CHK012" if self.policy is HitPolicy.UNIQUE else "CHK013", count)

    def _tell_overlap(
        self, grid: Grid, other: int, rule: int, results: bool | None, boxes: Sequence[Box]
    ) -> None:
        shared = tuple(a & b for a, b in zip(boxes[other], boxes[rule], strict=True))
        values = {
            "other": other + 1,
            "number": rule + 1,
            "region": grid.words(shared),
            "results": SaidWord({True: "same", False: "different", None: "unknown"}[results]),
        }
        if grid.may_not_occur(shared):
            self._add("CHK014", Severity.WARNING, rule, **values)
        elif self.policy is HitPolicy.UNIQUE:
            self._add("CHK012", Severity.ERROR, rule, **values)
        elif results is None:
            self._add("CHK014", Severity.INFO, rule, **values)
        else:
            self._add("CHK013", Severity.ERROR, rule, **values)

    # --- rules that are reached ---

    def _rank(self, rule: int) -> tuple[int, ...] | None:
        """How high the priority of a rule is, the highest least; None where that depends on the input."""
        ranks = []
        for at, output in enumerate(self.read.outputs):
            if output.values is None:
                continue
            value = self._value(rule, at)
            if value is None:
                return None
            listed = [each for test in output.values.tests for each in values_in(test)]
            ranks.append(
                next((place for place, each in enumerate(listed) if same(value[0], each)), len(listed))
            )
        return tuple(ranks)

    def _check_reached(self, grid: Grid, told: set[int]) -> None:
        """CHK015 for a rule that others cover wholly, CHK024 (info) for two that cover each other in part."""
        overlaps = Overlaps(grid.boxes)
        hidden: list[int] = []
        partly: list[str] = []
        for rule, box in enumerate(grid.boxes):
            if rule in told or self.budget.spent:
                continue
            meeting = overlaps.of(rule)
            before = [each for each in bits(meeting) if each not in grid.opaque and self._wins(each, rule)]
            if not before:
                continue
            left = uncovered(box, clipped([grid.boxes[each] for each in before], box), self.budget, 1)
            if not left and not self.budget.spent:
                hidden.append(rule)
                if len(hidden) <= _TOLD:
                    rules = ListWords(tuple(each + 1 for each in before))
                    self._add("CHK015", Severity.WARNING, rule, number=rule + 1, rules=rules)
            elif rule not in grid.opaque:
                crossing = [each for each in before if _cross(grid.boxes[each], box)]
                if crossing and len(partly) < _TOLD:
                    partly.append(f"{rule + 1}（{'、'.join(str(each + 1) for each in crossing[:5])}）")
        self._tell_more("CHK015", len(hidden))
        if partly:
            self._add("CHK024", Severity.INFO, rules=ListWords(tuple(partly)))

    def _wins(self, one: int, other: int) -> bool:
        """Whether a rule comes out and another does not where both match."""
        if self.policy is HitPolicy.FIRST:
            return one < other
        first, second = self._rank(one), self._rank(other)
        if not first or not second:
            return False
        return first < second or (first == second and one < other)

    # --- gaps ---

    def _check_gaps(self, grid: Grid) -> None:
        """CHK010 for what no rule covers; CHK011 (info) where that may be meant, or may not occur."""
        domain = grid.considered
        boxes = clipped(grid.boxes, domain)
        gaps = uncovered(domain, boxes, self.budget)
        if self.budget.spent and not gaps:
            return
        for box in gaps[:_TOLD]:
            words = grid.words(box)
            row = self._missing_row(grid, box)
            may_be_meant = self.policy.is_multiple or grid.may_not_occur(box) or grid.only_unnamed_texts(box)
            if may_be_meant:
                self._add("CHK011", Severity.INFO, region=words, row=row)
            else:
                self._add("CHK010", Severity.WARNING, region=words, row=row)
        self._tell_more("CHK010", len(gaps))

    def _missing_row(self, grid: Grid, box: Box) -> str:
        """The row that is lacking, as cells by the order of the columns."""
        cells = ["-"] * len(self.read.columns)
        for side, mask in zip(grid.sides, box, strict=True):
            cells[side.columns[0]] = cell_text(side.axis, mask)
        return " | ".join(cells)


def cell_text_of(axis: Axis) -> str:
    """All that a column may have, as a cell."""
    whole = Axis(axis.kind, axis.points, axis.ordered, axis.scale)
    return cell_text(whole, axis.domain)


def _cross(one: Box, other: Box) -> bool:
    """Whether neither of two boxes holds the other."""
    shared = tuple(a & b for a, b in zip(one, other, strict=True))
    return shared not in (one, other)
