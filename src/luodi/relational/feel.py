"""From the tree of an expression to nodes: typed, closed, refusing what has no exact form."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from luodi.feel import ast
from luodi.feel.builtins import SIGNATURES
from luodi.relational import numbers, rows
from luodi.relational.builtins import LOWERINGS
from luodi.relational.comparison import compared, condition, passes, scalar, within
from luodi.relational.hoisting import Hoist
from luodi.relational.nodes import (
    FALSE,
    NOTHING,
    TRUE,
    Case,
    Literal,
    Node,
    Text,
    both,
    either,
    opposite,
    text,
    type_of,
    where_true,
)
from luodi.relational.refusal import Refused
from luodi.relational.types import BOOLEAN, DATE, EXACT_DIGITS, NULL, STRING, ColumnType, NumberType
from luodi.relational.values import Between, Entries, Items, Ratio, Rows, Value, fitting, is_missing, unified

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Lowering:
    """Compiles the expressions of one decision.

    names: what can be named, or why what stands there is refused; hoist: where parts that are used twice
    are kept; as_of: what ``today()`` is.
    """

    names: Mapping[str, Value | Refused]
    hoist: Hoist
    as_of: datetime.date
    # By child table the names that stand for its row: another row's cannot be told apart from them.
    row_names: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def with_names(self, names: Mapping[str, Value]) -> Lowering:
        return replace(self, names={**self.names, **names})

    def lower(self, node: ast.Expression) -> Value:
        """The value of an expression. A refusal gets the span of the innermost part it is about."""
        try:
            return self._form(node)
        except Refused as refused:
            if refused.span is None:
                refused.span = node.span
            raise

    def _form(self, node: ast.Expression) -> Value:
        match node:
            case ast.Null():
                return NOTHING
            case ast.Boolean(value):
                return TRUE if value else FALSE
            case ast.Number(value):
                kind = numbers.number(value)
                if isinstance(kind.type, NumberType):
                    fitting(kind.type, EXACT_DIGITS)
                return kind
            case ast.String(value):
                if "\0" in value:
                    raise Refused("SQL007", what="\\u0000")
                return text(value)
            case ast.AtLiteral(written):
                return _day(written)
            case ast.Name(name):
                return self._name(name)
            case ast.Path(source, name):
                return self._path(self.lower(source), name)
            case ast.Negate(operand):
                return numbers.negated(self.lower(operand))
            case ast.Arithmetic(op, left, right):
                return self._arithmetic(op, self.lower(left), self.lower(right))
            case ast.Comparison(op, left, right):
                return compared(op, self.lower(left), self.lower(right))
            case ast.And(left, right):
                return both([condition(self.lower(left)), condition(self.lower(right))])
            case ast.Or(left, right):
                return either([condition(self.lower(left)), condition(self.lower(right))])
            case ast.Between(value, low, high):
                ends = scalar(self.lower(low)), scalar(self.lower(high))
                return within(self.kept(self.lower(value)), Between(*ends, True, True))
            case ast.In(value, tests):
                given = self.kept(self.lower(value))
                return either([self.test(test, given) for test in tests])
            case ast.If(asked, then, otherwise):
                return self.choice(
                    where_true(condition(self.lower(asked))), self.lower(then), self.lower(otherwise)
                )
            case ast.ListLiteral(items):
                return Items(tuple(self.lower(item) for item in items))
            case ast.RangeLiteral(start, end, start_included, end_included):
                return Between(
                    None if start is None else scalar(self.lower(start)),
                    None if end is None else scalar(self.lower(end)),
                    start_included,
                    end_included,
                )
            case ast.ContextLiteral(entries):
                return self._context(entries)
            case ast.Call():
                return self._call(node)
            case ast.Filter(source, asked):
                return self.filtered(self.lower(source), lambda inner: inner.lower(asked))
            case ast.For(iterators, body):
                return self.looped(self._iterated(iterators), lambda inner: inner.lower(body))
            case ast.Quantified(kind, iterators, asked):
                return self.quantified(
                    self._iterated(iterators), lambda inner: inner.lower(asked), some=kind == "some"
                )
            case ast.InstanceOf() | ast.FunctionLiteral():
                raise Refused("SQL007", what=FORMS[type(node).__name__])
            case ast.UnaryComparison():
                raise Refused("SQL007", what=FORMS["UnaryComparison"])
            case ast.Bad():
                raise Refused("SQL008")

    # --- lists ---

    def in_row(self, of: Rows, names: Mapping[str, Value]) -> Lowering:
        """What compiles an expression about one row, which the names stand for."""
        around = {name: Refused("SQL020", names=name) for name in self.row_names.get(of.of, frozenset())}
        bound = frozenset(names) | self.row_names.get(of.of, frozenset())
        return replace(
            self,
            names={**self.names, **around, **names},
            row_names={**self.row_names, of.of: bound},
        )

    def filtered(self, source: Value, asked: Callable[[Lowering], Value]) -> Value:
        """``source[asked]``; asked sees ``item`` and the entries of an item that is a context."""
        if isinstance(source, Rows):
            entries = source.element.entries if isinstance(source.element, Entries) else {}
            inner = self.in_row(source, {"item": source.element, **entries})
            return rows.filtered(self.hoist, source, asked(inner))
        raise Refused("SQL007", what=FORMS["Filter"])

    def _iterated(self, iterators: tuple[ast.Iterator, ...]) -> tuple[tuple[str, Value], ...]:
        if len(iterators) > 1 or iterators[0].end is not None:
            raise Refused("SQL007", what=FORMS["For"])
        return tuple((each.name, self.lower(each.source)) for each in iterators)

    def looped(self, over: Sequence[tuple[str, Value]], body: Callable[[Lowering], Value]) -> Value:
        """``for name in source return body``."""
        ((name, source),) = over
        if isinstance(source, Rows):
            element = body(self.in_row(source, {name: source.element}))
            return rows.mapped(source, self.kept(element))
        raise Refused("SQL007", what=FORMS["For"])

    def quantified(
        self, over: Sequence[tuple[str, Value]], asked: Callable[[Lowering], Value], *, some: bool
    ) -> Value:
        ((name, source),) = over
        if isinstance(source, Rows):
            answer = condition(asked(self.in_row(source, {name: source.element})))
            return rows.quantified(self.hoist, source, answer, some=some)
        raise Refused("SQL007", what=FORMS["Quantified"])

    # --- parts ---

    def kept(self, value: Value) -> Value:
        """The value as something that may be read twice."""
        if isinstance(value, (Entries, Items, Rows, Between)):
            return value
        if isinstance(value, Ratio):
            return Ratio(self.hoist.keep(value.numerator), self.hoist.keep(value.denominator))
        return self.hoist.keep(value)

    def _name(self, name: str) -> Value:
        if name in self.names:
            value = self.names[name]
            if isinstance(value, Refused):
                raise value.again()
            return value
        if name in SIGNATURES:
            raise Refused("SQL007", what=name)
        raise Refused("SQL009", name=name)

    def _path(self, source: Value, name: str) -> Value:
        if isinstance(source, Entries):
            if name not in source.entries:
                raise Refused("SQL009", name=name)
            return source.entries[name]
        if isinstance(source, Rows):
            return rows.mapped(source, self._path(source.element, name))
        raise Refused("SQL007", what=f".{name}")

    def _arithmetic(self, op: ast.ArithmeticOp, left: Value, right: Value) -> Value:
        if op == "/":
            return numbers.divided(left, right)
        if op == "**":
            raise Refused("SQL007", what="**")
        if op == "+" and not isinstance(left, Ratio) and not isinstance(right, Ratio):
            sides = scalar(left), scalar(right)
            if type_of(sides[0]) == type_of(sides[1]) == STRING:
                return Text("join", sides, STRING)
        return numbers.arithmetic(op, left, right)

    def choice(self, asked: Node, then: Value, otherwise: Value) -> Value:
        """One of two values of one type, or contexts with the same entries."""
        if isinstance(then, Entries) and isinstance(otherwise, Entries):
            if list(then.entries) != list(otherwise.entries):
                raise Refused("SQL001", what="context")
            kept = self.hoist.keep(asked)
            entries = {
                name: self.choice(kept, value, otherwise.entries[name])
                for name, value in then.entries.items()
            }
            absent = Case(((kept, is_missing(then)),), is_missing(otherwise), BOOLEAN)
            return Entries(entries, absent)
        (one, other), kind = unified([scalar(then), scalar(otherwise)])
        return Case(((asked, one),), other, kind)

    def _context(self, entries: tuple[ast.ContextEntry, ...]) -> Value:
        made: dict[str, Value] = {}
        inner = self
        for entry in entries:
            if entry.key in made:
                raise Refused("SQL001", what="context")
            made[entry.key] = self.kept(inner.lower(entry.value))
            inner = inner.with_names({entry.key: made[entry.key]})
        return Entries(made)

    def _call(self, node: ast.Call) -> Value:
        if not isinstance(node.function, ast.Name):
            raise Refused("SQL007", what="()")
        name = node.function.name
        if name in self.names or name not in SIGNATURES:
            raise Refused("SQL010", name=name)
        arguments = [each.value for each in _by_place(name, node.arguments)]
        if name in ("date", "date and time") and len(arguments) == 1 and isinstance(arguments[0], ast.String):
            if name == "date and time":
                raise Refused("SQL007", what=name)
            return _day(arguments[0].value)
        if name == "today" and not arguments:
            return Literal(self.as_of, DATE)
        given = [self.lower(each) for each in arguments]
        if given and isinstance(given[0], Rows):
            return self._of_rows(name, given[0], given[1:])
        if name not in LOWERINGS:
            raise Refused("SQL007", what=name)
        return LOWERINGS[name](self.hoist, given)

    def _of_rows(self, name: str, source: Rows, rest: Sequence[Value]) -> Value:
        if name in rows.ONE_LIST and not rest:
            return rows.ONE_LIST[name](self.hoist, source)
        if name == "list contains":
            return rows.contains(self.hoist, source, rest[0])
        raise Refused("SQL007", what=name)

    # --- tests ---

    def tests(self, node: ast.UnaryTests, value: Value) -> Node:
        """Whether a value passes the tests of a cell; null where that cannot be said."""
        if node.any:
            return TRUE
        answer = either([self.test(test, value) for test in node.tests])
        return opposite(answer) if node.negated else answer

    def test(self, node: ast.Test, value: Value) -> Node:
        if isinstance(node, ast.UnaryComparison):
            return compared(node.op, value, self.lower(node.operand))
        inner = self.with_names({"?": value})
        wanted = inner.lower(node)
        if any(isinstance(each, ast.Name) and each.name == "?" for each in ast.walk(node)):
            return condition(wanted)
        if isinstance(wanted, Rows):
            return rows.holds(self.hoist, wanted, value)
        return passes(value, wanted)


def _by_place(name: str, arguments: tuple[ast.Argument, ...]) -> list[ast.Argument]:
    """The arguments in the order of the function's parameters."""
    given = frozenset(each.name for each in arguments if each.name is not None)
    for way in SIGNATURES[name]:
        if given and way.takes_named(given):
            order = [param.name for param in way.parameters]
            ordered = sorted(arguments, key=lambda each: order.index(each.name or ""))
            # One that is left out in the middle would move the others.
            if [each.name for each in ordered] == order[: len(ordered)]:
                return ordered
        if not given and way.takes(len(arguments)):
            return list(arguments)
    raise Refused("SQL007", what=f"{name}({', '.join(sorted(given))})")


def _day(written: str) -> Node:
    """A day that is written down. Refused for times, durations, and days that are none."""
    if _DAY.fullmatch(written):
        try:
            return Literal(datetime.date.fromisoformat(written), DATE)
        except ValueError:
            pass
    raise Refused("SQL007", what=f'@"{written[:40]}"')


def is_plain(kind: ColumnType) -> bool:
    """Whether a type is one of a single value."""
    return isinstance(kind, NumberType) or kind in (STRING, BOOLEAN, DATE, NULL)


# Forms of expressions in words, for refusals.
FORMS: Final[Mapping[str, str]] = {
    "InstanceOf": "instance of",
    "Filter": "list[condition]",
    "For": "for … return",
    "Quantified": "some / every … satisfies",
    "FunctionLiteral": "function(…)",
    "UnaryComparison": "(= a)",
}
