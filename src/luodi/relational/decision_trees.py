"""The number of the first matching rule as nested CASE: each input is asked once for all rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal as OneOf
from typing import TypeAlias

from luodi.relational.cells import Cell, End, read_cell, step_of
from luodi.relational.nodes import (
    FALSE,
    TRUE,
    Case,
    Column,
    Compare,
    IsNull,
    Literal,
    Node,
    both,
    either,
    opposite,
    where_true,
)
from luodi.relational.types import RULE, number_of
from luodi.relational.values import unified

# More leaves than so many for a rule: asking rule by rule is shorter.
_LEAVES_PER_RULE = 3
# Beyond it no tree is tried: it is as deep as there are rules where nothing divides them.
_RULES = 300


@dataclass(frozen=True, slots=True)
class OrderedRule:
    """A rule's number and the conditions of its cells, those that always hold left out."""

    number: int
    tests: tuple[tuple[int, Node], ...]

    def without(self, place: int) -> OrderedRule:
        return OrderedRule(self.number, tuple(each for each in self.tests if each[0] != place))

    def test_at(self, place: int) -> Node | None:
        return next((node for at, node in self.tests if at == place), None)


# Each condition of a split with the rules that are still open where it holds; last those of all other rows.
_Split: TypeAlias = tuple[list[tuple[Node, list[OrderedRule]]], list[OrderedRule]]


def first_match(rules: Sequence[tuple[int, Sequence[Node]]]) -> Node:
    """The number of the first of these rules that matches, 0 where none does.

    rules: number, and the condition of each cell, in the order in which they are asked.
    """
    kept: list[OrderedRule] = []
    for number, tests in rules:
        plain = [where_true(each) for each in tests]
        if FALSE in plain:
            continue
        kept.append(OrderedRule(number, tuple((at, each) for at, each in enumerate(plain) if each != TRUE)))
        if not kept[-1].tests:
            break
    if len(kept) > _RULES:
        return _chain(kept)
    cells = {node: read_cell(node) for rule in kept for _, node in rule.tests}
    budget = [_LEAVES_PER_RULE * len(kept) + 8]
    nested = _nested(kept, cells, budget)
    return _chain(kept) if nested is None else nested


def _chain(rules: Sequence[OrderedRule]) -> Node:
    whens: list[tuple[Node, Node]] = []
    for rule in rules:
        if not rule.tests:
            return _case(whens, _rule(rule.number))
        whens.append((both([node for _, node in rule.tests]), _rule(rule.number)))
    return _case(whens, _rule(0))


def _rule(number: int) -> Literal:
    return Literal(number, RULE)


def _case(whens: list[tuple[Node, Node]], otherwise: Node) -> Node:
    return Case(tuple(whens), otherwise, RULE) if whens else otherwise


def _nested(rules: Sequence[OrderedRule], cells: dict[Node, Cell | None], budget: list[int]) -> Node | None:
    """The tree; None where it takes more leaves than the budget has."""
    if not rules or not rules[0].tests:
        budget[0] -= 1
        return None if budget[0] < 0 else _rule(rules[0].number if rules else 0)
    split = _best_split(rules, cells)
    if split is None:
        return _one_rule(rules, cells, budget)
    branches, rest = split
    whens: list[tuple[Node, Node]] = []
    for condition, left in branches:
        inner = _nested(left, cells, budget)
        if inner is None:
            return None
        whens.append((condition, inner))
    otherwise = _nested(rest, cells, budget)
    return None if otherwise is None else _case(whens, otherwise)


def _one_rule(rules: Sequence[OrderedRule], cells: dict[Node, Cell | None], budget: list[int]) -> Node | None:
    """The first rule by itself, then the others."""
    budget[0] -= 1
    rest = _nested(rules[1:], cells, budget)
    if rest is None:
        return None
    when = (both([node for _, node in rules[0].tests]), _rule(rules[0].number))
    # One chain, not a CASE in the ELSE of another.
    return Case((when, *rest.whens), rest.otherwise, RULE) if isinstance(rest, Case) else _case([when], rest)


def _best_split(rules: Sequence[OrderedRule], cells: dict[Node, Cell | None]) -> _Split | None:
    """The input that leaves the fewest rules in its fullest branch; None where none divides them."""
    best: tuple[tuple[int, int], _Split] | None = None
    for place, _ in rules[0].tests:
        split = _split(rules, place, cells)
        if split is None:
            continue
        branches, rest = split
        sizes = [*(len(left) for _, left in branches), len(rest)]
        asked = sum(1 for rule in rules if rule.test_at(place) is not None)
        if asked < 2 or max(sizes) >= len(rules) or sum(sizes) > 2 * len(rules) + 1:
            continue
        measure = (max(sizes), sum(sizes))
        if best is None or measure < best[0]:
            best = (measure, split)
    return None if best is None else best[1]


def _split(rules: Sequence[OrderedRule], place: int, cells: dict[Node, Cell | None]) -> _Split | None:
    read: list[tuple[OrderedRule, Cell | None]] = []
    subject: Column | None = None
    for rule in rules:
        test = rule.test_at(place)
        cell = None if test is None else cells[test]
        if test is not None and (cell is None or (subject is not None and cell.subject != subject)):
            return None
        subject = subject if cell is None else cell.subject
        read.append((rule.without(place), cell))
    if subject is None:
        return None
    # What follows a rule that always holds is never asked.
    rest = _up_to_certain([rule for rule, cell in read if cell is None])
    if any(cell is not None and cell.points is not None for _, cell in read):
        return _by_points(subject, read), rest
    return _by_spans(subject, read, rest), rest


def _up_to_certain(rules: list[OrderedRule]) -> list[OrderedRule]:
    for at, rule in enumerate(rules):
        if not rule.tests:
            return rules[: at + 1]
    return rules


def _by_points(
    subject: Column, read: Sequence[tuple[OrderedRule, Cell | None]]
) -> list[tuple[Node, list[OrderedRule]]]:
    points: dict[str | bool, None] = {}
    for _, cell in read:
        if cell is not None and cell.points is not None:
            points |= dict.fromkeys(sorted(cell.points))
    alike: dict[tuple[int, ...], tuple[list[str | bool], list[OrderedRule]]] = {}
    for point in points:
        left = [rule for rule, cell in read if cell is None or point in (cell.points or ())]
        left = _up_to_certain(left)
        alike.setdefault(tuple(rule.number for rule in left), ([], left))[0].append(point)
    return [
        (either([Compare("=", subject, Literal(point, subject.type)) for point in these]), left)
        for these, left in alike.values()
    ]


def _by_spans(
    subject: Column, read: Sequence[tuple[OrderedRule, Cell | None]], rest: list[OrderedRule]
) -> list[tuple[Node, list[OrderedRule]]]:
    """Regions from below: each is what lies under its end and in none before it."""
    step = step_of(subject)
    cuts: set[End] = set()
    for _, cell in read:
        for low, high in () if cell is None else cell.spans or ():
            cuts |= {low} if low is not None else set()
            cuts |= {step(high, 1)} if high is not None else set()
    ends: list[End | None] = [*sorted(cuts), None]
    regions: list[tuple[End | None, list[OrderedRule]]] = []
    start: End | None = None
    for end in ends:
        left = [rule for rule, cell in read if cell is None or _holds(cell, start)]
        left = _up_to_certain(left)
        if regions and [rule.number for rule in regions[-1][1]] == [rule.number for rule in left]:
            regions[-1] = (end, left)
        else:
            regions.append((end, left))
        start = end
    branches: list[tuple[Node, list[OrderedRule]]] = []
    start = None
    for end, left in regions:
        if end is not None:
            branches.append((_against("<", subject, end), left))
        elif left != rest:
            # A null is in no region.
            above = opposite(IsNull(subject)) if start is None else _against(">=", subject, start)
            branches.append((above, left))
        start = end
    return branches


def _holds(cell: Cell, value: End | None) -> bool:
    """Whether a value lets a cell through; None is what lies below every cut."""
    for low, high in cell.spans or ():
        if value is None:
            if low is None:
                return True
        elif (low is None or low <= value) and (high is None or value <= high):  # type: ignore[operator]
            return True
    return False


def _against(op: OneOf["<", ">="], subject: Column, end: End) -> Node:
    kind = number_of(end) if isinstance(end, Decimal) else subject.type
    (one, other), _ = unified([subject, Literal(end, kind)])
    return Compare(op, one, other)
