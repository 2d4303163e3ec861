"""From the tree of an expression to nodes: typed, closed, refusing what has no exact form."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from luodi.feel import ast
from luodi.feel.builtins import SIGNATURES
from luodi.relational import lists, moments, numbers, rows, shapes, temporal
from luodi.relational.builtins import LOWERINGS
from luodi.relational.comparison import compared, condition, passes, scalar, within
from luodi.relational.folding import folded
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
from luodi.relational.values import (
    Between,
    Clock,
    Closure,
    Entries,
    Items,
    Moment,
    Ratio,
    Rows,
    Span,
    Value,
    fitting,
    is_missing,
    unified,
    words_of,
)

# Calls of the model's functions within one another; deeper ones call themselves.
DEPTH_LIMIT: Final = 32


def _no_type(name: str) -> shapes.Shape:
    raise Refused("SQL011", type=name)


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
    # What a type's name stands for in the model.
    find_type: shapes.FindType = _no_type
    depth: int = 0

    def with_names(self, names: Mapping[str, Value | Refused]) -> Lowering:
        return replace(self, names={**self.names, **names})

    def lower(self, node: ast.Expression) -> Value:
        """The value of an expression. A refusal gets the span of the innermost part it is about."""
        try:
            self.hoist.spend()
            return self._form(node)
        except Refused as refused:
            if refused.span is None and not refused.where:
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
                return temporal.of_text(written)
            case ast.Name(name):
                return self._name(name)
            case ast.Path(source, name):
                return self._path(self.lower(source), name)
            case ast.Negate(operand):
                inner = self.lower(operand)
                return moments.negated(inner) if isinstance(inner, Span) else numbers.negated(inner)
            case ast.Arithmetic(op, left, right):
                return self._arithmetic(op, self.lower(left), self.lower(right))
            case ast.Comparison(op, left, right):
                return compared(op, self.lower(left), self.lower(right))
            case ast.And(left, right):
                return both([condition(self.lower(left)), condition(self.lower(right))])
            case ast.Or(left, right):
                return either([condition(self.lower(left)), condition(self.lower(right))])
            case ast.Between(value, low, high):
                ends = self.lower(low), self.lower(high)
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
                    None if start is None else self.lower(start),
                    None if end is None else self.lower(end),
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
                return self._for(iterators, body)
            case ast.Quantified(kind, iterators, asked):
                return self._quantified(iterators, asked, some=kind == "some")
            case ast.InstanceOf(value, kind_node):
                return shapes.instance_of(self.kept(self.lower(value)), kind_node, self.find_type)
            case ast.FunctionLiteral(parameters, body, external):
                if external:
                    raise Refused("SQL007", what="external function")
                return self._function(parameters, body)
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

        def of_item(item: Value) -> Value:
            entries = item.entries if isinstance(item, Entries) else {}
            return asked(self.with_names({"item": item, **entries}))

        return lists.filtered(self.hoist, lists.as_items(source), of_item)

    def _for(self, iterators: tuple[ast.Iterator, ...], body: ast.Expression) -> Value:
        if len(iterators) == 1 and iterators[0].end is None:
            source = self.lower(iterators[0].source)
            return self.looped(iterators[0].name, source, lambda inner: inner.lower(body))
        results: list[Value] = []
        for inner in self._combinations(iterators):
            results.append(inner.with_names({"partial": Items(tuple(results))}).lower(body))
        return Items(tuple(results))

    def looped(self, name: str, source: Value, body: Callable[[Lowering], Value]) -> Value:
        """``for name in source return body``."""
        if isinstance(source, Rows):
            element = body(self.in_row(source, {name: source.element}))
            return rows.mapped(source, self.kept(element))
        results: list[Value] = []
        for item in lists.values_of(source):
            inner = self.with_names({name: item, "partial": Items(tuple(results))})
            results.append(body(inner))
        return Items(tuple(results))

    def _combinations(self, iterators: tuple[ast.Iterator, ...]) -> Iterator[Lowering]:
        """What compiles a loop's body, for each combination of the values of its variables."""
        first, *rest = iterators
        source = self.lower(first.source)
        spent = 0
        if isinstance(source, Rows):
            raise Refused("SQL007", what=FORMS["For"])
        if first.end is None:
            values = lists.values_of(source)
        else:
            values = lists.counted(
                lists.whole_of(source, "range"), lists.whole_of(self.lower(first.end), "range")
            )
        for value in values:
            inner = self.with_names({first.name: value})
            for each in inner._combinations(tuple(rest)) if rest else (inner,):
                spent += 1
                if spent > lists.LIMIT:
                    raise Refused("SQL007", what=FORMS["For"])
                yield each

    def _quantified(self, iterators: tuple[ast.Iterator, ...], asked: ast.Expression, *, some: bool) -> Value:
        if len(iterators) == 1 and iterators[0].end is None:
            source = self.lower(iterators[0].source)
            return self.quantified(iterators[0].name, source, lambda inner: inner.lower(asked), some=some)
        answers = [condition(inner.lower(asked)) for inner in self._combinations(iterators)]
        return lists.quantified(answers, some=some)

    def quantified(
        self, name: str, source: Value, asked: Callable[[Lowering], Value], *, some: bool
    ) -> Value:
        """``some name in source satisfies asked``, and ``every``."""
        if isinstance(source, Rows):
            answer = condition(asked(self.in_row(source, {name: source.element})))
            return rows.quantified(self.hoist, source, answer, some=some)
        answers = [condition(asked(self.with_names({name: item}))) for item in lists.values_of(source)]
        return lists.quantified(answers, some=some)

    # --- functions ---

    def _function(self, parameters: tuple[ast.Parameter, ...], body: ast.Expression) -> Closure:
        if any(each.type is not None for each in parameters):
            raise Refused("SQL007", what=FORMS["FunctionLiteral"])
        names = tuple(each.name for each in parameters)

        def call(given: Sequence[Value]) -> Value:
            return self.with_names(dict(zip(names, given, strict=True))).deeper().lower(body)

        return Closure(names, call)

    def deeper(self) -> Lowering:
        """The same within a call. Refused where calls go too deep: a function that calls itself has no end
        before the run."""
        if self.depth >= DEPTH_LIMIT:
            raise Refused("SQL016")
        return replace(self, depth=self.depth + 1)

    def called(self, function: Value, given: Sequence[tuple[str | None, Value]]) -> Value:
        """A call of a function of the model, arguments by place or all by name."""
        if not isinstance(function, Closure):
            raise Refused("SQL005", wanted="function", was=words_of(function))
        if given and given[0][0] is not None:
            named = dict(given)
            if set(named) != set(function.parameters):
                return NOTHING
            return function.call([self.kept(named[name]) for name in function.parameters])
        if len(given) != len(function.parameters):
            return NOTHING
        return function.call([self.kept(value) for _, value in given])

    # --- parts ---

    def kept(self, value: Value) -> Value:
        """The value as something that may be read twice."""
        if isinstance(value, Span):
            return replace(value, amount=self.hoist.keep(value.amount))
        if isinstance(value, Clock):
            return replace(value, seconds=self.hoist.keep(value.seconds))
        if isinstance(value, Moment):
            seconds = self.hoist.keep(value.clock.seconds)
            clock = Clock(seconds, value.clock.offset)
            total = None if value.seconds is None else self.hoist.keep(value.seconds)
            return Moment(self.hoist.keep(value.day), clock, total)
        if isinstance(value, (Entries, Items, Rows, Between, Closure)):
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
        if isinstance(source, Items):
            return replace(source, items=tuple(self._path(each, name) for each in source.items))
        if isinstance(source, Between) and name in ("start included", "end included"):
            return TRUE if (source.low_included if name[0] == "s" else source.high_included) else FALSE
        if isinstance(source, Between) and name in ("start", "end"):
            end = source.low if name == "start" else source.high
            return NOTHING if end is None else end
        if moments.is_temporal(source):
            return moments.property_of(self.hoist, source, name)
        raise Refused("SQL007", what=f".{name}")

    def _arithmetic(self, op: ast.ArithmeticOp, left: Value, right: Value) -> Value:
        if moments.is_temporal(left) or moments.is_temporal(right):
            return moments.arithmetic(self.hoist, op, self.kept(left), self.kept(right))
        if op == "/":
            return numbers.divided(left, right)
        if op == "**":
            return numbers.power(self.hoist, left, right)
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
        settled = folded(asked)
        if isinstance(settled, Literal):
            return then if settled == TRUE else otherwise
        if isinstance(then, Span) and isinstance(otherwise, Span) and then.unit == otherwise.unit:
            return Span(then.unit, scalar(self.choice(asked, then.amount, otherwise.amount)))
        if isinstance(then, Moment) or isinstance(otherwise, Moment):
            return self._moment_of_two(asked, then, otherwise)
        (one, other), kind = unified([scalar(then), scalar(otherwise)])
        return Case(((asked, one),), other, kind)

    def _moment_of_two(self, asked: Node, then: Value, otherwise: Value) -> Value:
        """One of two dates with times that both are local, or both have the same offset; one may be null."""
        found = [each for each in (then, otherwise) if isinstance(each, Moment)]
        offset = found[0].clock.offset
        sides = [moments.no_moment(offset) if each == NOTHING else each for each in (then, otherwise)]
        kept = self.hoist.keep(asked)
        one, other = sides
        if not isinstance(one, Moment) or not isinstance(other, Moment):
            raise Refused("SQL002", left=words_of(then), right=words_of(otherwise))
        if one.clock.offset != other.clock.offset:
            raise Refused("SQL001", what=words_of(one))
        seconds = self.choice(kept, one.clock.seconds, other.clock.seconds)
        return Moment(scalar(self.choice(kept, one.day, other.day)), Clock(scalar(seconds), offset))

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
        name = node.function.name if isinstance(node.function, ast.Name) else ""
        if not name or name in self.names or name not in SIGNATURES:
            function = self.lower(node.function)
            return self.called(function, [(each.name, self.lower(each.value)) for each in node.arguments])
        arguments = [each.value for each in _by_place(name, node.arguments)]
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


def is_plain(kind: ColumnType) -> bool:
    """Whether a type is one of a single value."""
    return isinstance(kind, NumberType) or kind in (STRING, BOOLEAN, DATE, NULL)


# Forms of expressions in words, for refusals.
FORMS: Final[Mapping[str, str]] = {
    "For": "for … return",
    "FunctionLiteral": "function(…)",
    "UnaryComparison": "(= a)",
}
