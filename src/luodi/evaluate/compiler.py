"""From the tree of an expression to a Python function, once; running it costs no look at the tree.

Each node becomes a closure that takes a frame (see ``scope``) and gives the value. A failure is caught
where its operation stands, noted in the run with the place, and is null from there on.

The walker has no default: a new kind of node is a KeyError. Source: DMN 1.5, 10.3.2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, DecimalException
from typing import Any, Final

from luodi.evaluate import calls, iteration, tests
from luodi.evaluate.arithmetic import OPERATIONS, negate
from luodi.evaluate.builtins import BODIES
from luodi.evaluate.comparison import COMPARISONS, within
from luodi.evaluate.failures import Failure
from luodi.evaluate.near import ORDERS, near_in_comparison
from luodi.evaluate.properties import property_of
from luodi.evaluate.run import Place
from luodi.evaluate.scope import Binding, Expr, Frame, Namespace, Scope
from luodi.evaluate.temporal_text import parse_at_literal
from luodi.evaluate.types import Coerce, Types, check_of_node, coercion_of_node
from luodi.evaluate.values import NUMBERS, Range, Value, type_name
from luodi.feel import ast
from luodi.feel.printer import print_expression

# Numbers whose fast path is taken without a call; the others go through ``arithmetic``.
_FAST: Final = {"+": NUMBERS.add, "-": NUMBERS.subtract, "*": NUMBERS.multiply}
_ORDERS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
}
# Nodes whose value says nothing that the text does not.
_UNTRACED: Final = (ast.Null, ast.Boolean, ast.Number, ast.String, ast.AtLiteral, ast.FunctionLiteral)


def constant(value: Value) -> Expr:
    return lambda _frame: value


def choosing(condition: Expr, then: Expr, otherwise: Expr, place: Place) -> Expr:
    """``if``, of FEEL and boxed: what is not true leads to the other branch, and is told at the place."""

    def run(frame: Frame) -> Value:
        chosen = condition(frame)
        if chosen is True:
            return then(frame)
        if chosen is not False and chosen is not None:
            frame[0].note(Failure("EVAL014", was=type_name(chosen)), place)
        return otherwise(frame)

    return run


class Compiler:
    """Compiles expressions of one text.

    where: of the text, in words, for reasons. tracing: whether the values of parts are kept.
    types: what names of types stand for. forms: how each kind of node is compiled.
    """

    forms: Mapping[type, Callable[[Any, Any, Scope], Expr]] = {}

    def __init__(self, where: str, types: Types, *, tracing: bool = False) -> None:
        self.where = where
        self.types = types
        self.tracing = tracing

    def place(self, node: ast.Node) -> Place:
        return Place(self.where, node.span)

    def compile(self, node: ast.Expression, scope: Scope) -> Expr:
        run = self.forms[type(node)](self, node, scope)
        if not self.tracing or isinstance(node, _UNTRACED):
            return run
        place = self.place(node)

        def traced(frame: Frame) -> Value:
            value = run(frame)
            frame[0].part(place, value)
            return value

        return traced

    def coercion(self, node: ast.TypeNode) -> Coerce:
        """What brings a value to a type that a text writes."""
        return coercion_of_node(node, self.types)

    # --- values ---

    def failing(self, node: ast.Node, failure: Failure) -> Expr:
        """Always null, for a reason that is known before the run."""
        place = self.place(node)

        def run(frame: Frame) -> Value:
            frame[0].note(failure, place)
            return None

        return run

    def _number(self, node: ast.Number, _scope: Scope) -> Expr:
        try:
            return constant(NUMBERS.plus(node.value))
        except DecimalException:
            return self.failing(node, Failure("EVAL004"))

    def _at_literal(self, node: ast.AtLiteral, _scope: Scope) -> Expr:
        try:
            return constant(parse_at_literal(node.text))
        except Failure as failure:
            return self.failing(node, failure)

    def _list(self, node: ast.ListLiteral, scope: Scope) -> Expr:
        items = [self.compile(item, scope) for item in node.items]
        return lambda frame: [item(frame) for item in items]

    def _context(self, node: ast.ContextLiteral, scope: Scope) -> Expr:
        keys = [entry.key for entry in node.entries]
        for at, key in enumerate(keys):
            if key in keys[:at]:
                return self.failing(node, Failure("EVAL020", name=key))
        entries: list[tuple[str, int, Expr, bool]] = []
        for entry in node.entries:
            inner, slot = scope.local(entry.key)
            # A function may call itself by the name of its entry.
            own = isinstance(entry.value, ast.FunctionLiteral)
            entries.append((entry.key, slot, self.compile(entry.value, inner if own else scope), own))
            scope = inner

        def run(frame: Frame) -> Value:
            made: dict[str, Value] = {}
            for key, slot, entry, own in entries:
                value = entry(frame)
                if own and value is not None and value.frame is not None:
                    value.frame[slot] = value
                made[key] = frame[slot] = value
            return made

        return run

    def _range(self, node: ast.RangeLiteral, scope: Scope) -> Expr:
        included = (node.start_included, node.end_included)
        if node.start is None or node.end is None:
            written = node.end if node.start is None else node.start
            if written is None:
                return constant(None)
            operator = ("<" if node.start is None else ">") + ("=" if included[node.start is None] else "")
            one = self.compile(written, scope)
            if node.start is None:
                return lambda frame: Range(None, one(frame), *included, operator)
            return lambda frame: Range(one(frame), None, *included, operator)
        start, end = self.compile(node.start, scope), self.compile(node.end, scope)
        return lambda frame: Range(start(frame), end(frame), *included)

    def _comparison_range(self, node: ast.UnaryComparison, scope: Scope) -> Expr:
        operand = self.compile(node.operand, scope)
        operator = node.op

        def run(frame: Frame) -> Value:
            value = operand(frame)
            return Range(value, value, True, True, operator)

        return run

    # --- names ---

    def _name(self, node: ast.Name, scope: Scope) -> Expr:
        name = node.name
        items, found = scope.find(name)
        outer = self._read(node, found)
        if not items:
            return outer

        def run(frame: Frame) -> Value:
            for slot in items:
                item = frame[slot]
                if type(item) is dict and name in item:
                    return item[name]
            return outer(frame)

        return run

    def _read(self, node: ast.Name, found: Binding | None) -> Expr:
        if isinstance(found, Namespace):
            members = found.members

            def read_all(frame: Frame) -> Value:
                return {key: each(frame) for key, each in members.items() if not isinstance(each, Namespace)}

            return read_all
        if found is not None:
            return found
        if node.name in BODIES or node.name in calls.OF_THE_RUN:
            return calls.builtin_value(node.name)
        return self.failing(node, Failure("EVAL012", name=node.name))

    def namespace(self, node: ast.Expression, scope: Scope) -> Namespace | None:
        """The imported model a name or path stands for."""
        if isinstance(node, ast.Name):
            found = scope.find(node.name)[1]
            return found if isinstance(found, Namespace) else None
        if isinstance(node, ast.Path):
            outer = self.namespace(node.source, scope)
            inner = outer.members.get(node.name) if outer is not None else None
            return inner if isinstance(inner, Namespace) else None
        return None

    def _path(self, node: ast.Path, scope: Scope) -> Expr:
        name = node.name
        namespace = self.namespace(node.source, scope)
        if namespace is not None and name in namespace.members:
            member = namespace.members[name]
            return self._read(ast.Name(name, span=node.span), member)
        source = self.compile(node.source, scope)
        place = self.place(node)

        def run(frame: Frame) -> Value:
            value = source(frame)
            if type(value) is dict and name in value:
                return value[name]
            try:
                return property_of(value, name)
            except Failure as failure:
                frame[0].note(failure, place)
                return None

        return run

    # --- operators ---

    def _negate(self, node: ast.Negate, scope: Scope) -> Expr:
        if isinstance(node.operand, ast.Number):
            return constant(negate(self.compile(node.operand, scope)([None])))
        operand = self.compile(node.operand, scope)
        return self._guarded(node, lambda frame: negate(operand(frame)))

    def _guarded(self, node: ast.Node, run: Expr) -> Expr:
        place = self.place(node)

        def guarded(frame: Frame) -> Value:
            try:
                return run(frame)
            except Failure as failure:
                frame[0].note(failure, place)
                return None

        return guarded

    def _arithmetic(self, node: ast.Arithmetic, scope: Scope) -> Expr:
        left, right = self.compile(node.left, scope), self.compile(node.right, scope)
        operation = OPERATIONS[node.op]
        fast = _FAST.get(node.op)
        place = self.place(node)

        def run(frame: Frame) -> Value:
            try:
                return operation(left(frame), right(frame))
            except Failure as failure:
                frame[0].note(failure, place)
                return None

        def run_fast(frame: Frame) -> Value:
            a, b = left(frame), right(frame)
            try:
                if type(a) is Decimal and type(b) is Decimal:
                    return fast(a, b)  # type: ignore[misc]
                return operation(a, b)
            except Failure as failure:
                frame[0].note(failure, place)
            except DecimalException:
                frame[0].note(Failure("EVAL004"), place)
            return None

        return run if fast is None else run_fast

    def _comparison(self, node: ast.Comparison, scope: Scope) -> Expr:
        left, right = self.compile(node.left, scope), self.compile(node.right, scope)
        op = node.op
        operation, order = COMPARISONS[op], _ORDERS[op]
        place = self.place(node)

        def run(frame: Frame) -> Value:
            a, b = left(frame), right(frame)
            kind = type(a)
            if kind is type(b) and (kind is Decimal or kind is str):
                return order(a, b)
            try:
                return operation(a, b)
            except Failure as failure:
                frame[0].note(failure, place)
                return None

        if not self.tracing or op not in ORDERS:
            return run
        what = print_expression(node.left)

        def told(frame: Frame) -> Value:
            a, b = left(frame), right(frame)
            try:
                answer = operation(a, b)
            except Failure as failure:
                frame[0].note(failure, place)
                return None
            miss = None if answer else near_in_comparison(place, what, a, op, b)
            if miss is not None:
                frame[0].miss(miss)
            return answer

        return told

    def _and(self, node: ast.And, scope: Scope) -> Expr:
        return self._kleene(node.left, node.right, scope, decisive=False)

    def _or(self, node: ast.Or, scope: Scope) -> Expr:
        return self._kleene(node.left, node.right, scope, decisive=True)

    def _kleene(self, first: ast.Expression, second: ast.Expression, scope: Scope, *, decisive: bool) -> Expr:
        left, right = self.compile(first, scope), self.compile(second, scope)
        other = not decisive
        places = (self.place(first), self.place(second))

        def run(frame: Frame) -> Value:
            a = left(frame)
            if a is decisive:
                return decisive
            b = right(frame)
            if b is decisive:
                return decisive
            if a is other and b is other:
                return other
            for value, place in zip((a, b), places, strict=True):
                if value is not None and type(value) is not bool:
                    frame[0].note(Failure("EVAL014", was=type_name(value)), place)
            return None

        return run

    def _between(self, node: ast.Between, scope: Scope) -> Expr:
        value, low, high = (self.compile(each, scope) for each in (node.value, node.low, node.high))
        return self._guarded(node, lambda frame: within(value(frame), low(frame), high(frame), True, True))

    def _instance_of(self, node: ast.InstanceOf, scope: Scope) -> Expr:
        value = self.compile(node.value, scope)
        check = check_of_node(node.type, self.types)

        def run(frame: Frame) -> Value:
            found = value(frame)
            # The kit: null is an instance of nothing, not even of Any.
            return found is not None and check(found)

        return run

    def _if(self, node: ast.If, scope: Scope) -> Expr:
        condition, then, otherwise = (
            self.compile(each, scope) for each in (node.condition, node.then, node.otherwise)
        )
        return choosing(condition, then, otherwise, self.place(node.condition))

    def _bad(self, node: ast.Bad, _scope: Scope) -> Expr:
        return self.failing(node, Failure("EVAL027"))


Compiler.forms = {
    ast.Null: lambda _compiler, _node, _scope: constant(None),
    ast.Boolean: lambda _compiler, node, _scope: constant(node.value),
    ast.String: lambda _compiler, node, _scope: constant(node.value),
    ast.Number: Compiler._number,
    ast.AtLiteral: Compiler._at_literal,
    ast.ListLiteral: Compiler._list,
    ast.ContextLiteral: Compiler._context,
    ast.RangeLiteral: Compiler._range,
    ast.UnaryComparison: Compiler._comparison_range,
    ast.FunctionLiteral: calls.compile_function,
    ast.Call: calls.compile_call,
    ast.Name: Compiler._name,
    ast.Path: Compiler._path,
    ast.Negate: Compiler._negate,
    ast.Arithmetic: Compiler._arithmetic,
    ast.Comparison: Compiler._comparison,
    ast.And: Compiler._and,
    ast.Or: Compiler._or,
    ast.Between: Compiler._between,
    ast.In: tests.compile_in,
    ast.InstanceOf: Compiler._instance_of,
    ast.If: Compiler._if,
    ast.Filter: iteration.compile_filter,
    ast.For: iteration.compile_for,
    ast.Quantified: iteration.compile_quantified,
    ast.Bad: Compiler._bad,
}
