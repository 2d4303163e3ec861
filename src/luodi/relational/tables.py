"""Decision tables as stages: first the matching rule's number, then outputs by it (DMN 1.5, clause 8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from luodi.dmn.hit_policy import Aggregation, HitPolicy
from luodi.feel import ast
from luodi.relational import numbers
from luodi.relational.comparison import equal
from luodi.relational.decision_trees import first_match
from luodi.relational.disjoint import are_disjoint
from luodi.relational.feel import Lowering
from luodi.relational.nodes import (
    FALSE,
    TRUE,
    And,
    Case,
    Compare,
    Extreme,
    FromDigits,
    Gathered,
    IntegerSum,
    IsNull,
    Literal,
    Node,
    Picked,
    Struct,
    both,
    either,
    may_be_null,
    opposite,
    surely,
    type_of,
    where_true,
)
from luodi.relational.refusal import Refused
from luodi.relational.rows import struct_names
from luodi.relational.rules_join import CASE_RULES, join_of, matched
from luodi.relational.types import NULL, RULE, ListType, NumberType, StructType
from luodi.relational.values import Entries, Value, any_missing, unified

# Beyond it constant results are picked from a list.
_CASE_RESULTS = 20


@dataclass(frozen=True, slots=True)
class TableRule:
    """A rule with its cells compiled. tests: of each cell whether it lets the row through; cells: as read,
    for what proves rules disjoint."""

    tests: tuple[Node, ...]
    outputs: tuple[Node, ...]
    cells: tuple[ast.UnaryTests, ...]

    @property
    def holds(self) -> Node:
        return both(list(self.tests))


@dataclass(frozen=True, slots=True)
class TableParts:
    """A table with its expressions compiled.

    names: of the outputs, "" where it is alone. defaults: by output, None where none has one.
    priorities: of each output its listed values, the highest first.
    """

    policy: HitPolicy
    aggregation: Aggregation | None
    names: tuple[str, ...]
    rules: tuple[TableRule, ...]
    defaults: tuple[Node, ...] | None
    priorities: tuple[tuple[Node, ...] | None, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """A table's result. rule: its number from 1, 0 where none matches, null where the policy is not kept;
    a list of numbers for R, O and C."""

    value: Value
    rule: Node


def lower_table(parts: TableParts, lowering: Lowering, *, joins: bool = False) -> Looked:
    """The result of a table and the number of the rule it comes from.

    joins: whether rows have keys, so that a big table's rules can be joined with them.
    """
    joined = _joined_rule(parts, lowering) if joins and len(parts.rules) > CASE_RULES else None
    if joined is not None:
        kept = lowering.hoist.keep(joined)
        return Looked(_looked_up(parts, kept, None, lowering), kept)
    if parts.policy.is_multiple:
        return _several(parts, lowering)
    if not parts.rules:
        rule: Node = _rule(0)
    elif parts.policy is HitPolicy.FIRST:
        rule = _first(parts.rules)
    elif parts.policy is HitPolicy.UNIQUE:
        rule = _unique(parts, lowering)
    elif parts.policy is HitPolicy.ANY:
        rule = _any(parts, lowering)
    else:
        rule = _case_by_order(parts.rules, _ranked(parts))
    kept = lowering.hoist.keep(rule)
    return Looked(_looked_up(parts, kept, _numbers(rule), lowering), kept)


def _rule(number: int) -> Literal:
    return Literal(number, RULE)


# --- which rule ----------------------------------------------------------------------------------------


def _first(rules: Sequence[TableRule]) -> Node:
    return _case_by_order(rules, range(len(rules)))


def _case_by_order(rules: Sequence[TableRule], order: Sequence[int]) -> Node:
    return first_match([(at + 1, rules[at].tests) for at in order])


def _joined_rule(parts: TableParts, lowering: Lowering) -> Node | None:
    """The rule of a table whose rules are joined with the rows; None where they are not."""
    order: Sequence[int] = range(len(parts.rules))
    alike: list[int] | None = None
    if parts.policy is HitPolicy.PRIORITY:
        order = _ranked(parts)
    elif parts.policy is HitPolicy.ANY:
        alike = _alike(parts.rules)
        if alike is None:
            return None
        # Rules with one result in a row: of matches with one result the least is the first rule.
        order = sorted(order, key=lambda at: (alike[at], at))
    elif parts.policy not in (HitPolicy.FIRST, HitPolicy.UNIQUE):
        return None
    # What is looked for is the place in the order; for most tables that is the rule's number.
    joined = join_of([(place, parts.rules[at].tests) for place, at in enumerate(order, 1)])
    if joined is None:
        return None
    first = lowering.hoist.keep(matched(*joined))
    whens: list[tuple[Node, Node]] = [(IsNull(first), _rule(0))]
    if parts.policy is HitPolicy.UNIQUE:
        last = lowering.hoist.keep(matched(*joined, last=True))
        whens.append((Compare("<>", first, last), Literal(None, RULE)))
    if alike is not None and max(alike):
        last = lowering.hoist.keep(matched(*joined, last=True))
        results = (_rule(0), *(_rule(alike[at]) for at in order))
        one, other = Picked(first, results, RULE), Picked(last, results, RULE)
        whens.append((Compare("<>", one, other), Literal(None, RULE)))
    number: Node = first
    if parts.policy in (HitPolicy.PRIORITY, HitPolicy.ANY):
        number = Picked(first, (_rule(0), *(_rule(at + 1) for at in order)), RULE)
    return Case(tuple(whens), number, RULE)


def _alike(rules: Sequence[TableRule]) -> list[int] | None:
    """A number for each rule, the same where their results are equal; None where they are no constants."""
    columns: list[Sequence[object]] = []
    for place in range(len(rules[0].outputs)):
        results, _ = unified([rule.outputs[place] for rule in rules])
        constants = [each.value for each in results if isinstance(each, Literal)]
        if len(constants) < len(results):
            return None
        columns.append(constants)
    numbers_of: dict[tuple[object, ...], int] = {}
    return [numbers_of.setdefault(row, len(numbers_of)) for row in zip(*columns, strict=True)]


def _matches(parts: TableParts, lowering: Lowering) -> list[Node]:
    """Of each rule whether it matches, as columns: they are read more than once."""
    return [lowering.hoist.keep(surely(where_true(rule.holds))) for rule in parts.rules]


def _unique(parts: TableParts, lowering: Lowering) -> Node:
    if are_disjoint([rule.cells for rule in parts.rules]):
        return _first(parts.rules)
    matches = _matches(parts, lowering)
    conflict = Compare(">", _count_of(matches), _rule(1))
    return _chosen(matches, [(conflict, Literal(None, RULE))])


def _chosen(matches: Sequence[Node], before: list[tuple[Node, Node]]) -> Node:
    whens = [*before, *((match, _rule(at)) for at, match in enumerate(matches, 1) if match != FALSE)]
    return Case(tuple(whens), _rule(0), RULE) if whens else _rule(0)


def _count_of(matches: Sequence[Node]) -> Node:
    ones: list[Node] = [Case(((match, _rule(1)),), _rule(0), RULE) for match in matches]
    return _added(ones, lambda one, other: IntegerSum("+", one, other, RULE)) if ones else _rule(0)


def _added(parts: Sequence[Node], add: Callable[[Node, Node], Node]) -> Node:
    """The sum by halves: one after another hundreds would be deeper than engines read."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return add(_added(parts[:middle], add), _added(parts[middle:], add))


def _any(parts: TableParts, lowering: Lowering) -> Node:
    matches = _matches(parts, lowering)
    first = lowering.hoist.keep(_chosen(matches, []))
    conflicts: list[Node] = []
    for place in range(len(parts.names)):
        results, kind = unified([rule.outputs[place] for rule in parts.rules])
        of_first = lowering.hoist.keep(
            Case(
                tuple((Compare("=", first, _rule(at)), each) for at, each in enumerate(results, 1)),
                Literal(None, kind),
                kind,
            )
        )
        for match, result in zip(matches, results, strict=True):
            conflicts.append(both([match, opposite(equal(result, of_first))]))
    return Case(((where_true(either(conflicts)), Literal(None, RULE)),), first, RULE)


def _ranked(parts: TableParts) -> list[int]:
    """The rules by the rank of their outputs, which have to be constants."""
    if all(each is None for each in parts.priorities):
        raise Refused("SQL013")

    def rank(at: int) -> tuple[int, ...]:
        ranks = []
        for output, listed in zip(parts.rules[at].outputs, parts.priorities, strict=True):
            if listed is None:
                continue
            if not isinstance(output, Literal):
                raise Refused("SQL013")
            values = [each.value for each in listed if isinstance(each, Literal)]
            ranks.append(values.index(output.value) if output.value in values else len(values))
        return tuple(ranks)

    return sorted(range(len(parts.rules)), key=rank)


def _numbers(rule: Node) -> tuple[int | None, ...] | None:
    """The numbers that a table's rule can have, as far as they are constants."""
    if isinstance(rule, Literal):
        return (rule.value,) if isinstance(rule.value, int) else (None,)
    if not isinstance(rule, Case):
        return None
    found: list[int | None] = []
    for value in (*(value for _, value in rule.whens), rule.otherwise):
        numbers_of = _numbers(value)
        if numbers_of is None:
            return None
        found += numbers_of
    return tuple(dict.fromkeys(found))


# --- one rule's outputs --------------------------------------------------------------------------------


def _looked_up(
    parts: TableParts, rule: Node, possible: tuple[int | None, ...] | None, lowering: Lowering
) -> Value:
    values = [_output(parts, rule, possible, place) for place in range(len(parts.names))]
    if len(values) == 1:
        return values[0]
    absent: list[Node] = [IsNull(rule)] if may_be_null(rule) else []
    if parts.defaults is None and (possible is None or 0 in possible):
        absent.append(where_true(Compare("=", rule, _rule(0))))
    whole = surely(either(absent)) if absent else None
    kept = {name: lowering.hoist.keep(value) for name, value in zip(parts.names, values, strict=True)}
    return Entries(kept, None if whole is None else lowering.hoist.keep(whole))


def _output(parts: TableParts, rule: Node, possible: tuple[int | None, ...] | None, place: int) -> Node:
    default = Literal(None, NULL) if parts.defaults is None else parts.defaults[place]
    results, kind = unified([*(each.outputs[place] for each in parts.rules), default])
    if kind == NULL:
        return Literal(None, NULL)
    if isinstance(rule, Literal):
        return results[rule.value - 1] if isinstance(rule.value, int) and rule.value else results[-1]
    whens: list[tuple[Node, Node]] = []
    if may_be_null(rule) and parts.defaults is not None:
        whens.append((IsNull(rule), Literal(None, kind)))
    if len(results) > _CASE_RESULTS and all(isinstance(each, Literal) for each in results):
        items = tuple(each for each in (results[-1], *results[:-1]) if isinstance(each, Literal))
        return Picked(rule, items, kind)
    # Rules with one result are asked for together.
    by_result: dict[Node, list[int]] = {}
    for at, each in enumerate(results[:-1], 1):
        if possible is None or at in possible:
            by_result.setdefault(each, []).append(at)
    otherwise = results[-1]
    if possible is not None and 0 not in possible and by_result:
        # A rule always matches: the last result needs no question, and there is no null of no match.
        otherwise, _ = by_result.popitem()
        if None in possible and parts.defaults is None:
            whens.append((IsNull(rule), Literal(None, kind)))
    for result, these in by_result.items():
        whens.append((either([Compare("=", rule, _rule(at)) for at in these]), result))
    return Case(tuple(whens), otherwise, kind) if whens else otherwise


# --- several rules -------------------------------------------------------------------------------------


def _several(parts: TableParts, lowering: Lowering) -> Looked:
    matches = _matches(parts, lowering)
    order = _ranked(parts) if parts.policy is HitPolicy.OUTPUT_ORDER else list(range(len(parts.rules)))
    rule = lowering.hoist.keep(Gathered(tuple((matches[at], _rule(at + 1)) for at in order), ListType(RULE)))
    some = either(matches)
    if parts.aggregation is not None and parts.policy is HitPolicy.COLLECT:
        value = _aggregated(parts, matches)
    else:
        value = _gathered(parts, matches, order)
    kind = type_of(value)
    if parts.defaults is None:
        none: Node = Literal(None, kind)
    else:
        if len(parts.names) > 1 or isinstance(kind, ListType):
            raise Refused("SQL014")
        (value, none), kind = unified([value, parts.defaults[0]])
    return Looked(value if some == TRUE else Case(((some, value),), none, kind), rule)


def _gathered(parts: TableParts, matches: Sequence[Node], order: Sequence[int]) -> Node:
    columns = []
    for place in range(len(parts.names)):
        results, kind = unified([rule.outputs[place] for rule in parts.rules])
        columns.append((results, kind))
    if len(columns) == 1:
        results, kind = columns[0]
        return Gathered(tuple((matches[at], results[at]) for at in order), ListType(kind))
    struct_names(parts.names)
    struct = StructType(tuple((name, kind) for name, (_, kind) in zip(parts.names, columns, strict=True)))
    items = []
    for at in order:
        entries = tuple((name, results[at]) for name, (results, _) in zip(parts.names, columns, strict=True))
        items.append((matches[at], Struct(entries, struct)))
    return Gathered(tuple(items), ListType(struct))


def _aggregated(parts: TableParts, matches: Sequence[Node]) -> Node:
    if parts.aggregation is Aggregation.COUNT:
        limits = NumberType(Decimal(0), Decimal(max(len(matches), 1)), 0)
        return FromDigits(_count_of(matches), 0, limits)
    if len(parts.names) > 1:
        raise Refused("SQL014")
    results, kind = unified([rule.outputs[0] for rule in parts.rules])
    if kind == NULL:
        return Literal(None, NULL)
    if not isinstance(kind, NumberType):
        raise Refused("SQL014")
    unknown = [
        And((match, any_missing([result])))
        for match, result in zip(matches, results, strict=True)
        if may_be_null(result)
    ]
    if parts.aggregation is Aggregation.SUM:
        nought = numbers.number(Decimal(0))
        summands: list[Node] = []
        for match, result in zip(matches, results, strict=True):
            (one, other), both_kind = unified([result, nought])
            summands.append(Case(((match, one),), other, both_kind))
        value = (
            _added(summands, lambda one, other: numbers.arithmetic("+", one, other)) if summands else nought
        )
    else:
        greatest = parts.aggregation is Aggregation.MAX
        items = tuple(
            Case(((match, result),), Literal(None, kind), kind)
            for match, result in zip(matches, results, strict=True)
        )
        value = Extreme(greatest, items, kind)
    if not unknown:
        return value
    found = type_of(value)
    return Case(((either(list(unknown)), Literal(None, found)),), value, found)
