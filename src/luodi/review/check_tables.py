"""What is wrong with a decision table by itself: gaps, overlaps, rules and cells without effect.

Source: DMN 1.5, clauses 8.2.8 (hit policies) and 8.2.11 (completeness, default outputs).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn.hit_policy import POLICY_WORDS, Aggregation, HitPolicy
from luodi.dmn.regions import Box, Budget, Overlaps, Points, bits, clipped, corners, uncovered
from luodi.evaluate.comparison import same
from luodi.evaluate.values import Value, format_value
from luodi.feel import ast
from luodi.feel.printer import print_expression
from luodi.feel.type_words import TypeWords
from luodi.feel.types import NUMBER, ContextOf, FeelType
from luodi.review.check_axes import Axis
from luodi.review.check_constants import is_constant, is_reducible, teller, value_of, values_in
from luodi.review.check_findings import Findings
from luodi.review.check_grid import Grid, grid_of
from luodi.review.check_read_tables import ReadTable, sums_up
from luodi.review.check_sources import Sources
from luodi.review.check_words import ListWords, SaidWord, cell_text
from luodi.source import Span

# Of one kind, in one table; the rest is counted.
_TOLD: Final = 20
# Rules times columns that are looked at in one table.
MOST_CELLS: Final = 200_000
_MOST_AXES: Final = 200
# Rules that meet one, looked at one by one.
_LOOKED_AT: Final = 50
_FIRST_WINS: Final = (HitPolicy.FIRST, HitPolicy.PRIORITY)


def check_table(read: ReadTable, findings: Findings, sources: Sources, budget: Budget | None = None) -> None:
    """Check one table: CHK010 to CHK025 and CHK027. What was not looked at for its size is said (CHK020)."""
    _TableCheck(read, findings, budget or Budget()).run(sources)


class _TableCheck:
    def __init__(self, read: ReadTable, findings: Findings, budget: Budget) -> None:
        self.read = read
        self.table = read.table
        self.findings = findings
        self.budget = budget
        self.policy = read.table.hit_policy
        self._values: dict[tuple[int, int], tuple[Value] | None] = {}
        self._ranks: dict[int, tuple[int, ...] | None] = {}

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
        values: Mapping[str, object] | None = None,
        rule: int | None = None,
        column: int | None = None,
        span: Span | None = None,
    ) -> None:
        """A finding about the table, or about a rule and column, both from 0."""
        where = self.read.where
        text: str | None = None
        if rule is not None:
            where = str(self.table.rules[rule].place) or f"{where} › {rule + 1}"
            if column is not None:
                inputs, outputs = self.table.rules[rule].inputs, self.table.rules[rule].outputs
                part = inputs[column] if column < len(inputs) else outputs[column - len(inputs)]
                where = str(part.place) or where
                text = part.text
        found = Diagnostic(code, severity, span, values or {}, self.findings.file, where)
        self.findings.take(
            found, text, None if rule is None else rule + 1, None if column is None else column + 1
        )

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
        """CHK022 for a constant that is none of the allowed values, CHK023 for P and O without any."""
        self._check_written()
        self._check_sums()
        ordered = self.policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
        if ordered and self.read.outputs and all(output.values is None for output in self.read.outputs):
            self._add("CHK023", Severity.WARNING, {"policy": POLICY_WORDS[self.policy, None].letter})
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
                    self._add("CHK022", Severity.WARNING, {"value": shown, "allowed": allowed}, rule, column)

    def _check_written(self) -> None:
        """An error where a rule says no result at all; a null that is meant is written."""
        for rule, each in enumerate(self.table.rules):
            empty = [at for at, output in enumerate(each.outputs) if not (output.text or "").strip()]
            severity = Severity.ERROR if len(empty) == len(each.outputs) else Severity.WARNING
            for at in empty:
                self._add("CHK025", severity, {"number": rule + 1}, rule, len(each.inputs) + at)

    def _check_sums(self) -> None:
        """CHK027 for results that no one value can be made of, once where the column's type says so."""
        how = self.table.aggregation if self.policy is HitPolicy.COLLECT else None
        if how is None or how is Aggregation.COUNT:
            return
        kinds = [each.kind for each in self.read.outputs]
        if len(kinds) > 1 or not all(sums_up(kind, how) for kind in kinds):
            self._tell_sum(how, kinds[0] if len(kinds) == 1 else ContextOf(()))
            return
        for rule, kinds in enumerate(self.read.kinds):
            for kind in kinds:
                if not sums_up(kind, how):
                    self._tell_sum(how, kind, rule, len(self.read.columns))

    def _tell_sum(
        self, how: Aggregation, kind: FeelType, rule: int | None = None, column: int | None = None
    ) -> None:
        letter = POLICY_WORDS[self.policy, how].letter
        values = {"policy": letter, "was": TypeWords((kind,)), "wanted": TypeWords((NUMBER,))}
        self._add("CHK027", Severity.ERROR, values, rule, column)

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
        """Tests that never hold: CHK018 for values that are not allowed, else CHK017. Gives dead rules."""
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
                    self._add("CHK017", Severity.WARNING, rule=rule)
        self._tell_more("CHK017", told)
        return dead

    def _empty_tests(self, axis: Axis, cell: ast.UnaryTests) -> list[ast.Test | ast.UnaryTests]:
        if not all(is_reducible(test) for test in cell.tests):
            return []
        if cell.negated:
            return [] if axis.cell(cell) else [cell]
        return [test for test in cell.tests if not axis.test(test) & axis.everything]

    def _tell_empty(self, axis: Axis, rule: int, column: int, test: ast.Test | ast.UnaryTests) -> None:
        if isinstance(test, ast.UnaryTests) or not axis.test(test):
            self._add("CHK017", Severity.WARNING, None, rule, column, test.span)
            return
        # It holds somewhere, but not where the column's values are.
        named = [each for each in values_in(test) if each is not None]
        shown = format_value(named[0], quoted=True) if len(named) == 1 else print_expression(test)
        allowed = self.read.columns[column].limits_text or cell_text_of(axis)
        self._add("CHK018", Severity.WARNING, {"value": shown, "allowed": allowed}, rule, column, test.span)

    def _tell_opaque(self, grid: Grid) -> None:
        """CHK019: what depends on these cells is not decided. Those with a fault have been told of."""
        read = [
            (rule, column)
            for rule, columns in sorted(grid.opaque.items())
            for column in columns
            if column < len(self.read.cells[rule]) and self.read.cells[rule][column] is not None
        ]
        if not read:
            return
        labels = tuple(self.read.columns[column].label for column in sorted({column for _, column in read}))
        rules = tuple(dict.fromkeys(rule + 1 for rule, _ in read))
        self._add("CHK019", Severity.INFO, {"rules": ListWords(rules), "columns": ListWords(labels)})

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
                values = {
                    "other": earlier + 1,
                    "number": rule + 1,
                    "results": _same_word(self._same(earlier, rule)),
                }
                self._add("CHK016", Severity.WARNING, values, rule)
        self._tell_more("CHK016", len(found))
        return found

    def _tell_more(self, code: str, count: int) -> None:
        if count > _TOLD:
            self._add("CHK021", Severity.INFO, {"kind": code, "count": count - _TOLD})

    # --- overlaps ---

    def _check_overlaps(self, grid: Grid) -> None:
        """CHK012 under U, CHK013 under A; CHK014 where it is open whether any case lies there."""
        boxes = clipped(grid.boxes, grid.considered)
        overlaps = Overlaps(boxes)
        sure = ~sum(1 << rule for rule in grid.opaque)
        count = 0
        for rule in range(len(boxes)):
            if rule in grid.opaque:
                continue
            earlier = overlaps.of(rule) & ((1 << rule) - 1) & sure
            if self.policy is HitPolicy.UNIQUE and count >= _TOLD:
                count += earlier.bit_count()
                continue
            for other in bits(earlier):
                if not self.budget.take():
                    break
                results = self._same(other, rule)
                if self.policy is HitPolicy.ANY and results is True:
                    continue
                count += 1
                if count <= _TOLD:
                    self._tell_overlap(grid, other, rule, results, boxes)
        self._tell_more("CHK012" if self.policy is HitPolicy.UNIQUE else "CHK013", count)

    def _tell_overlap(
        self, grid: Grid, other: int, rule: int, results: bool | None, boxes: Sequence[Box]
    ) -> None:
        shared = tuple(a & b for a, b in zip(boxes[other], boxes[rule], strict=True))
        values = {
            "other": other + 1,
            "number": rule + 1,
            "region": grid.words(shared),
            "results": _same_word(results),
        }
        if grid.may_not_occur(shared):
            self._add("CHK014", Severity.WARNING, values, rule)
        elif self.policy is HitPolicy.UNIQUE:
            self._add("CHK012", Severity.ERROR, values, rule)
        elif results is None:
            self._add("CHK014", Severity.INFO, values, rule)
        else:
            self._add("CHK013", Severity.ERROR, values, rule)

    # --- rules that are reached ---

    def _rank(self, rule: int) -> tuple[int, ...] | None:
        """How high the priority of a rule is, the highest least; None where that depends on the input."""
        if rule not in self._ranks:
            self._ranks[rule] = self._ranked(rule)
        return self._ranks[rule]

    def _ranked(self, rule: int) -> tuple[int, ...] | None:
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
        points = Points(grid.boxes, grid.everything)
        sure = ~sum(1 << rule for rule in grid.opaque)
        count = 0
        partly: list[str] = []
        for rule, box in enumerate(grid.boxes):
            if rule in told or self.budget.spent:
                continue
            meeting = overlaps.of(rule) & sure
            if self.policy is HitPolicy.FIRST:
                meeting &= (1 << rule) - 1
            if not meeting:
                continue
            covering = self._covering(grid, points, rule, meeting)
            if covering:
                count += 1
                if count <= _TOLD:
                    rules = ListWords(tuple(each + 1 for each in covering))
                    self._add("CHK015", Severity.WARNING, {"number": rule + 1, "rules": rules}, rule)
            elif rule not in grid.opaque and len(partly) < _TOLD:
                # Of the first few that meet it: a note need not be complete.
                winning = (each for each in islice(bits(meeting), _LOOKED_AT) if self._wins(each, rule))
                crossing = [str(each + 1) for each in winning if _cross(grid.boxes[each], box)]
                partly += [f"{rule + 1}（{'、'.join(crossing[:5])}）"] if crossing else []
        self._tell_more("CHK015", count)
        if partly:
            self._add("CHK024", Severity.INFO, {"rules": ListWords(tuple(partly))})

    def _covering(self, grid: Grid, points: Points, rule: int, meeting: int) -> list[int]:
        """The rules that together win wherever a rule holds; none where it comes out somewhere.

        meeting: those that may. Quick answers first: a corner where none holds, one rule that holds it all.
        """
        box = grid.boxes[rule]
        for point in corners(box):
            winning = points.at(point) & meeting
            if not any(self._wins(each, rule) for each in bits(winning)):
                return []
            if not self.budget.take():
                return []
            meeting_here = [each for each in islice(bits(winning), _LOOKED_AT) if self._wins(each, rule)]
            for each in meeting_here:
                if not any(mask & ~other for mask, other in zip(box, grid.boxes[each], strict=True)):
                    return [each]
        before = [each for each in bits(meeting) if self._wins(each, rule)]
        if not self.budget.take(len(before)):
            return []
        left = uncovered(box, clipped([grid.boxes[each] for each in before], box), self.budget, 1)
        return [] if left or self.budget.spent else before

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
            values = {"region": grid.words(box), "row": self._missing_row(grid, box)}
            may_be_meant = self.policy.is_multiple or grid.may_not_occur(box) or grid.only_unnamed_texts(box)
            if may_be_meant:
                self._add("CHK011", Severity.INFO, values)
            else:
                self._add("CHK010", Severity.WARNING, values)
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


def _same_word(answer: bool | None) -> SaidWord:
    return SaidWord({True: "same", False: "different", None: "unknown"}[answer])


def _cross(one: Box, other: Box) -> bool:
    """Whether neither of two boxes holds the other."""
    shared = tuple(a & b for a, b in zip(one, other, strict=True))
    return shared not in (one, other)
