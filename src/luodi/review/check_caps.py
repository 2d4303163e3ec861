"""Whether a model keeps to the caps that its provision names: 最高不超过 500 万元.

An output is bounded where its largest value follows from the texts alone: constants, ``min``, allowed values
of inputs, the rules of a table. Sums and products of what is bounded are, too. Where a clause has a cap and
no result of the model has any upper bound, the cap was most likely forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Final, TypeAlias

from luodi.diagnostics import Severity
from luodi.dmn import model as dmn
from luodi.dmn.references import requirements_of
from luodi.evaluate.values import format_number
from luodi.feel import ast
from luodi.feel.parser import parse_unary_tests
from luodi.feel.types import NUMBER, ContextOf, FeelType, ListOf
from luodi.review.check_axes import axis_of
from luodi.review.check_constants import is_constant, value_of
from luodi.review.check_findings import Findings
from luodi.review.check_item_types import limits
from luodi.review.check_read_tables import ReadTable
from luodi.review.check_scopes import Visible
from luodi.review.check_texts import TextChecker

# Least and greatest value; None for no end that is known.
Bounds: TypeAlias = tuple[Decimal | None, Decimal | None]
_OPEN: Final[Bounds] = (None, None)
_INFINITE: Final = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Cap:
    """A most that a provision names. value: in yuan or dollars. text: the words that say it."""

    value: Decimal
    text: str


def check_caps(texts: TextChecker, caps: Sequence[Cap], findings: Findings) -> None:
    """CHK040 where a clause has caps and no numeric result of the model has an upper bound.

    Results are the decisions that no other requires.
    """
    if not caps:
        return
    definitions = texts.definitions
    wanted = {each.target.id for element in definitions.elements for each in requirements_of(element)}
    bounds = _Bounds(texts)
    numeric = []
    for decision in definitions.decisions:
        if decision.id not in wanted and _has_numbers(texts.elements.type_of(definitions, decision)):
            numeric.append((decision, bounds.of(decision)))
    if numeric and all(high is None for _, (_, high) in numeric):
        largest = max(caps, key=lambda cap: cap.value)
        for decision, _ in numeric:
            values = {"name": decision.name, "text": largest.text, "cap": format_number(largest.value)}
            findings.add("CHK040", Severity.WARNING, decision.name, values)


def _has_numbers(kind: FeelType) -> bool:
    if isinstance(kind, ListOf):
        return _has_numbers(kind.element)
    if isinstance(kind, ContextOf):
        return any(_has_numbers(each) for _, each in kind.entries)
    return kind == NUMBER


class _Bounds:
    """Least and greatest values of decisions; those that a circle asks for are open."""

    def __init__(self, texts: TextChecker) -> None:
        self._texts = texts
        self._tables = {id(each.table): each for each in texts.tables}
        self._known: dict[int, Bounds] = {}

    def of(self, decision: dmn.Decision) -> Bounds:
        key = id(decision)
        if key not in self._known:
            self._known[key] = _OPEN
            visible = self._texts.elements.visible(self._texts.definitions, decision)
            self._known[key] = self._boxed(decision.expression, visible)
        return self._known[key]

    def _boxed(self, expression: dmn.Expression | None, visible: Visible) -> Bounds:
        match expression:
            case dmn.LiteralExpression():
                node = self._texts.trees.get(id(expression))
                return self.node(node, visible) if node is not None else _OPEN
            case dmn.DecisionTable():
                read = self._tables.get(id(expression))
                return self._table(read) if read is not None else _OPEN
            case dmn.Conditional():
                return _either(
                    self._boxed(expression.then.expression, visible),
                    self._boxed(expression.otherwise.expression, visible),
                )
            case dmn.BoxedContext(entries=entries) if entries and entries[-1].variable is None:
                # The entries before the result are seen by it and not followed here.
                return self._boxed(entries[-1].expression, visible)
            case _:
                return _OPEN

    def _table(self, read: ReadTable) -> Bounds:
        """Over all numeric outputs of all rules: one without an end leaves the table without."""
        found: Bounds | None = None
        for at, output in enumerate(read.outputs):
            nodes = [row[at] for row in read.results if at < len(row)]
            nodes += [output.default] if output.default is not None else []
            for node in nodes:
                if node is not None and not _is_number(node, output.kind):
                    continue
                own = self.node(node, read.visible) if node is not None else _OPEN
                found = own if found is None else _either(found, own)
        low, high = found or _OPEN
        if read.table.aggregation is dmn.Aggregation.COUNT:
            return Decimal(0), Decimal(len(read.results))
        if read.table.aggregation is dmn.Aggregation.SUM:
            count = Decimal(len(read.results))
            return (
                None if low is None else min(low, low * count),
                None if high is None else max(high, high * count),
            )
        return low, high

    def node(self, node: ast.Expression, visible: Visible) -> Bounds:
        """The bounds of a number; null counts for nothing."""
        if is_constant(node):
            value = value_of(node)
            return (value, value) if isinstance(value, Decimal) else _OPEN
        match node:
            case ast.Name(name) if isinstance(visible.elements.get(name), dmn.Decision):
                decision = visible.elements[name]
                return self.of(decision) if isinstance(decision, dmn.Decision) else _OPEN
            case ast.Name() | ast.Path():
                return _of_tests(node, visible)
            case ast.Negate(operand):
                low, high = self.node(operand, visible)
                return (None if high is None else -high, None if low is None else -low)
            case ast.Arithmetic(op, left, right):
                return _arithmetic(op, self.node(left, visible), self.node(right, visible))
            case ast.If(condition, then, otherwise):
                return _either(
                    _known_by(condition, then, self.node(then, visible), holds=True),
                    _known_by(condition, otherwise, self.node(otherwise, visible), holds=False),
                )
            case ast.Call(ast.Name(name), arguments):
                return self._call(name, [each.value for each in arguments], visible)
            case _:
                return _OPEN

    def _call(self, name: str, arguments: Sequence[ast.Expression], visible: Visible) -> Bounds:
        if len(arguments) == 1 and isinstance(arguments[0], ast.ListLiteral):
            arguments = arguments[0].items
        each = [self.node(argument, visible) for argument in arguments]
        lows = [low for low, _ in each if low is not None]
        highs = [high for _, high in each if high is not None]
        all_low, all_high = len(lows) == len(each) > 0, len(highs) == len(each) > 0
        if name == "min":
            return min(lows) if all_low else None, min(highs) if highs else None
        if name == "max":
            return max(lows) if lows else None, max(highs) if all_high else None
        if name == "sum":
            return sum(lows, Decimal(0)) if all_low else None, sum(highs, Decimal(0)) if all_high else None
        if name in (
            "decimal",
            "floor",
            "ceiling",
            "round up",
            "round down",
            "round half up",
            "round half down",
        ):
            # One up or down at most.
            low, high = each[0] if each else _OPEN
            return (None if low is None else low - 1, None if high is None else high + 1)
        return _OPEN


def _is_number(node: ast.Expression, kind: FeelType) -> bool:
    """Whether an output may be a number; null and texts are not."""
    if isinstance(node, (ast.Null, ast.String, ast.Boolean, ast.AtLiteral)):
        return False
    return kind == NUMBER or not isinstance(node, ast.ContextLiteral)


def _of_tests(node: ast.Expression, visible: Visible) -> Bounds:
    """What allowed values say of an input."""
    tests = [parse_unary_tests(each.text) for each in limits(node, visible.references)]
    nodes = [each.node for each in tests if not each.has_errors]
    axis = axis_of(NUMBER, (), nodes) if nodes else None
    if axis is None or not axis.ordered or not axis.points:
        return _OPEN
    last = 2 * len(axis.points)
    low = None if axis.domain & 1 else axis.points[0]
    high = None if axis.domain >> last & 1 else axis.points[-1]
    return low, high


def _either(one: Bounds, other: Bounds) -> Bounds:
    (low, high), (least, most) = one, other
    return (
        None if low is None or least is None else min(low, least),
        None if high is None or most is None else max(high, most),
    )


def _arithmetic(op: str, one: Bounds, other: Bounds) -> Bounds:
    (low, high), (least, most) = one, other
    if op == "+":
        return _sum(low, least), _sum(high, most)
    if op == "-":
        return _sum(low, None if most is None else -most), _sum(high, None if least is None else -least)
    try:
        if op == "*":
            ends = [_product(a, b) for a in _ends(one) for b in _ends(other)]
        elif op == "/" and least is not None and least == most and least != 0:
            ends = [a / least for a in _ends(one)]
        else:
            return _OPEN
    except DecimalException:
        return _OPEN
    low, high = min(ends), max(ends)
    return (low if low.is_finite() else None, high if high.is_finite() else None)


def _ends(bounds: Bounds) -> tuple[Decimal, Decimal]:
    """Both ends, infinite where none is known."""
    low, high = bounds
    return (-_INFINITE if low is None else low, _INFINITE if high is None else high)


def _product(one: Decimal, other: Decimal) -> Decimal:
    """Nought times whatever is nought: an end that is not known is still some number."""
    return Decimal(0) if one == 0 or other == 0 else one * other


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other


def _known_by(condition: ast.Expression, node: ast.Expression, bounds: Bounds, *, holds: bool) -> Bounds:
    """The bounds of a branch, with what its condition says of it: ``if a > 5 then 5 else a``."""
    if not isinstance(condition, ast.Comparison):
        return bounds
    left, right, op = condition.left, condition.right, condition.op
    if right == node:
        left, right, op = right, left, {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(op, op)  # type: ignore[assignment]
    if left != node or not is_constant(right):
        return bounds
    value = value_of(right)
    if not isinstance(value, Decimal):
        return bounds
    low, high = bounds
    below = op in ("<", "<=") if holds else op in (">", ">=")
    above = op in (">", ">=") if holds else op in ("<", "<=")
    if below:
        return low, value if high is None else min(high, value)
    if above:
        return value if low is None else max(low, value), high
    return bounds
