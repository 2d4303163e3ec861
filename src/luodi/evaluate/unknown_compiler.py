"""FEEL over values some of which are unknown: the same tree, compiled for the question what matters.

Every form gives the interpreter's value where it is known. It may say unknown where a closer look would
know better, never the other way round.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from luodi.evaluate import calls, iteration
from luodi.evaluate.arithmetic import OPERATIONS, negate
from luodi.evaluate.builtins import BODIES
from luodi.evaluate.comparison import COMPARISONS, compare, within
from luodi.evaluate.compiler import Compiler
from luodi.evaluate.properties import property_of
from luodi.evaluate.scope import Expr, Frame, Namespace, Scope
from luodi.evaluate.tests import holds, means_nothing, speaks_of_value
from luodi.evaluate.types import Coerce, check_of_node
from luodi.evaluate.unknown import (
    Unknown,
    distinct,
    kleene,
    kleene_of_many,
    lifted,
    list_of,
    names_in,
    quiet,
    truth,
    union,
    with_and_without,
)
from luodi.evaluate.unknown_loops import Loop, collecting, filtering, quantifying
from luodi.evaluate.values import Function, Value
from luodi.feel import ast
from luodi.feel.builtins import SIGNATURES
from luodi.feel.types import BOOLEAN

# Built-ins that move items about and do not look at them.
_MOVES_ITEMS: Final = frozenset(
    (
        *("append", "concatenate", "context merge", "context put", "count", "get entries"),
        *("insert before", "remove", "reverse", "sublist"),
    )
)
# Built-ins that give a boolean or null.
_TRUTHS: Final = frozenset(
    name for name, signatures in SIGNATURES.items() if all(each.result == BOOLEAN for each in signatures)
)
# What a test of an unknown value gives.
Answer = Any


class UnknownCompiler(Compiler):
    """As ``Compiler``, over values that may be ``Unknown``. It keeps no reasons: the interpreter does."""

    def coercion(self, node: ast.TypeNode) -> Coerce:
        return known_only(super().coercion(node))

    # --- names and paths ---

    def _name_unknown(self, node: ast.Name, scope: Scope) -> Expr:
        items, _ = scope.find(node.name)
        run = Compiler._name(self, node, scope)
        if not items:
            return run

        def read(frame: Frame) -> Value:
            for slot in items:
                item = frame[slot]
                if type(item) is Unknown:
                    return union(item, run(frame))
                if type(item) is dict and node.name in item:
                    return item[node.name]
            return run(frame)

        return read

    def _path_unknown(self, node: ast.Path, scope: Scope) -> Expr:
        namespace = self.namespace(node.source, scope)
        if isinstance(namespace, Namespace) and node.name in namespace.members:
            return Compiler._path(self, node, scope)
        source = self.compile(node.source, scope)
        name = node.name

        def run(frame: Frame) -> Value:
            value = source(frame)
            if type(value) is list:
                return [_entry_unknown(item, name) for item in value]
            if type(value) is Unknown and value.items is not None:
                return list_of([(names, _entry_unknown(item, name)) for names, item in value.items])
            return _entry_unknown(value, name)

        return run

    # --- operators ---

    def _negate_unknown(self, node: ast.Negate, scope: Scope) -> Expr:
        operand = self.compile(node.operand, scope)
        return lambda frame: lifted([operand(frame)], lambda given: negate(given[0]))

    def _arithmetic_unknown(self, node: ast.Arithmetic, scope: Scope) -> Expr:
        left, right = self.compile(node.left, scope), self.compile(node.right, scope)
        operation = OPERATIONS[node.op]

        def run(frame: Frame) -> Value:
            a, b = left(frame), right(frame)
            if a is None or b is None:
                return None
            return lifted([a, b], lambda given: operation(given[0], given[1]))

        return run

    def _comparison_unknown(self, node: ast.Comparison, scope: Scope) -> Expr:
        left, right = self.compile(node.left, scope), self.compile(node.right, scope)
        operation = COMPARISONS[node.op]
        strict = node.op not in ("=", "!=")

        def run(frame: Frame) -> Value:
            a, b = left(frame), right(frame)
            if a is None or b is None:
                if strict:
                    return None
                if type(a) is not Unknown and type(b) is not Unknown:
                    # Whatever is in a list or a context, it is not null.
                    return quiet(lambda: operation(a, b))
            return truth(lifted([a, b], lambda given: operation(given[0], given[1])))

        return run

    def _between_unknown(self, node: ast.Between, scope: Scope) -> Expr:
        parts = [self.compile(each, scope) for each in (node.value, node.low, node.high)]

        def run(frame: Frame) -> Value:
            return truth(
                lifted(
                    [each(frame) for each in parts],
                    lambda given: within(given[0], given[1], given[2], True, True),
                )
            )

        return run

    def _instance_unknown(self, node: ast.InstanceOf, scope: Scope) -> Expr:
        value = self.compile(node.value, scope)
        check = check_of_node(node.type, self.types)
        return lambda frame: lifted([value(frame)], lambda given: given[0] is not None and check(given[0]))

    def _and_unknown(self, node: ast.And, scope: Scope) -> Expr:
        return self._kleene_unknown(node.left, node.right, scope, decisive=False)

    def _or_unknown(self, node: ast.Or, scope: Scope) -> Expr:
        return self._kleene_unknown(node.left, node.right, scope, decisive=True)

    def _kleene_unknown(
        self, first: ast.Expression, second: ast.Expression, scope: Scope, *, decisive: bool
    ) -> Expr:
        left, right = self.compile(first, scope), self.compile(second, scope)

        def run(frame: Frame) -> Value:
            a = left(frame)
            if a is decisive:
                return decisive
            b = right(frame)
            if b is decisive:
                return decisive
            return lifted([truth(a), truth(b)], lambda given: kleene(given, decisive))

        return run

    def _if_unknown(self, node: ast.If, scope: Scope) -> Expr:
        condition, then, otherwise = (
            self.compile(each, scope) for each in (node.condition, node.then, node.otherwise)
        )
        return choosing(condition, then, otherwise)

    def _range_unknown(self, node: ast.RangeLiteral, scope: Scope) -> Expr:
        run = Compiler._range(self, node, scope)

        def made(frame: Frame) -> Value:
            value = run(frame)
            return union(value) if names_in(value) else value

        return made

    # --- calls ---

    def _call_unknown(self, node: ast.Call, scope: Scope) -> Expr:
        given = tuple(each.name for each in node.arguments if each.name is not None)
        values = [self.compile(each.value, scope) for each in node.arguments]
        named = isinstance(node.function, ast.Name) and scope.find(node.function.name)[1] is None
        name = node.function.name if named and isinstance(node.function, ast.Name) else ""
        if name in calls.OF_THE_RUN or (name and name not in BODIES and name != "range"):
            return Compiler.forms[ast.Call](self, node, scope)
        function = self.compile(node.function, scope)

        def run(frame: Frame) -> Value:
            called = function(frame)
            arguments = [value(frame) for value in values]
            if type(called) is Unknown:
                return union(called, *arguments)
            if called is not None and type(called) is Function and called.bind is None:
                return quiet(lambda: calls.call_value(called, given, arguments))
            return call_builtin(name, arguments, lambda each: calls.call_value(called, given, each))

        return run

    # --- loops ---

    def _filter_unknown(self, node: ast.Filter, scope: Scope) -> Expr:
        source = self.compile(node.source, scope)
        slot = scope.layout.slot()
        condition = self.compile(node.condition, iteration.filter_scope(scope, slot))
        return filtering(source, condition, slot, truths=isinstance(node.condition, iteration.TRUTHS))

    def _for_unknown(self, node: ast.For, scope: Scope) -> Expr:
        loop = Loop(self, node.iterators, scope)
        inner, slot = loop.scope.local("partial")
        return collecting(loop.over, self.compile(node.body, inner), slot)

    def _quantified_unknown(self, node: ast.Quantified, scope: Scope) -> Expr:
        loop = Loop(self, node.iterators, scope)
        return quantifying(loop.over, self.compile(node.condition, loop.scope), some=node.kind == "some")

    def _in_unknown(self, node: ast.In, scope: Scope) -> Expr:
        value = self.compile(node.value, scope)
        inner, slot = scope.local("?")
        tests = [compile_test(self, each, inner, slot) for each in node.tests]
        return lambda frame: answered(tests, frame, value(frame), negated=False)


def known_only(coerce: Coerce) -> Coerce:
    """Brings a value to a type where it is known; an unknown one stays as it is."""
    return lambda value: value if names_in(value) else coerce(value)


def _entry(value: Value, name: str) -> Value:
    if type(value) is dict:
        return value.get(name)
    return quiet(lambda: property_of(value, name))


def _entry_unknown(value: Value, name: str) -> Value:
    return _entry(value, name) if type(value) is dict else lifted([value], lambda it: _entry(it[0], name))


def choosing(condition: Expr, then: Expr, otherwise: Expr) -> Expr:
    """``if``: of an unknown condition both branches are looked at."""

    def run(frame: Frame) -> Value:
        chosen = condition(frame)
        if type(chosen) is not Unknown:
            return then(frame) if chosen is True else otherwise(frame)
        # Only whether it is true counts; false and null lead the same way.
        if chosen.possible is not None and len({value is True for value in chosen.possible}) == 1:
            return then(frame) if chosen.possible[0] is True else otherwise(frame)
        branches = [then(frame), otherwise(frame)]
        values = distinct(branches)
        if len(values) == 1:
            return values[0]
        possible: list[Value] = []
        for branch in branches:
            if type(branch) is Unknown and branch.possible is not None:
                possible += branch.possible
            elif names_in(branch):
                return union(chosen, *branches)
            else:
                possible.append(branch)
        return Unknown(union(chosen, *branches).names, tuple(distinct(possible)))

    return run


def call_builtin(name: str, arguments: list[Value], call: Callable[[list[Value]], Value]) -> Value:
    """A built-in's result, as far as it does not need what is unknown."""
    by_part = with_and_without(arguments, lambda given: call_builtin(name, list(given), call))
    if by_part is not None:
        return by_part[0]
    result = _called(name, arguments, call)
    return truth(result) if name in _TRUTHS else result


def _called(name: str, arguments: list[Value], call: Callable[[list[Value]], Value]) -> Value:
    first = arguments[0] if arguments else None
    if name == "count" and type(first) is Unknown and first.items is not None:
        return Unknown(frozenset().union(*(names for names, _ in first.items)))
    if name == "get value" and type(first) is dict and not names_in(arguments[1:]):
        return quiet(lambda: call(arguments))
    open_functions: list[Unknown] = []
    prepared = [_watched(each, open_functions) if type(each) is Function else each for each in arguments]
    if name in _MOVES_ITEMS and not any(type(each) is Unknown for each in arguments):
        return quiet(lambda: call(prepared))
    if name == "sort" and type(first) is list and type(arguments[-1]) is Function:
        # The function alone looks at the items.
        result = quiet(lambda: call(prepared))
        return union(*open_functions, *arguments) if open_functions else result
    if name in ("all", "any") and any(names_in(each) for each in arguments):
        items = arguments[0] if len(arguments) == 1 else arguments
        if type(items) is list:
            return kleene_of_many([truth(each) for each in items], decisive=name == "any")
    if name == "list contains" and type(arguments[0]) is list and not names_in(arguments[-1]):
        known = [each for each in arguments[0] if not names_in(each)]
        if quiet(lambda: call([known, arguments[-1]])) is True:
            return True
    result = lifted(prepared, lambda given: call(list(given)))
    return union(*open_functions, result) if open_functions else result


def _watched(function: Function, seen: list[Unknown]) -> Function:
    """The function for a built-in that calls it: an unknown answer counts as none, and is told."""

    def call(*arguments: Value) -> Value:
        answer = function.call(*arguments)
        if names_in(answer):
            seen.append(union(answer))
            return None
        return answer

    return replace(function, call=call)


# --- tests -------------------------------------------------------------------------------------------------


def compile_test(
    compiler: Compiler, node: ast.Test, scope: Scope, slot: int
) -> Callable[[Frame, Value], Answer]:
    """As ``tests.compile_test``; the answer may be an Unknown."""
    if isinstance(node, ast.UnaryComparison):
        operand, op = compiler.compile(node.operand, scope), node.op

        def compared(frame: Frame, value: Value) -> Answer:
            return lifted([value, operand(frame)], lambda given: compare(op, given[0], given[1]))

        return compared
    if means_nothing(node, scope):
        return lambda _frame, _value: None
    run = compiler.compile(node, scope)
    spoken = speaks_of_value(node)

    def told(frame: Frame, value: Value) -> Answer:
        frame[slot] = value
        wanted = run(frame)
        if spoken and (wanted is None or type(wanted) in (bool, Unknown)):
            return truth(wanted)
        return lifted([value, wanted], lambda given: holds(given[0], given[1]))

    return told


def answered(
    tests: list[Callable[[Frame, Value], Answer]], frame: Frame, value: Value, *, negated: bool
) -> Answer:
    """Kleene's or over tests, or its opposite."""
    answers = [truth(test(frame, value)) for test in tests]
    answer = kleene_of_many(answers, decisive=True)
    if not negated:
        return answer
    return lifted([answer], lambda given: None if given[0] is None else not given[0])


def compile_cell(
    compiler: Compiler, node: ast.UnaryTests, scope: Scope, slot: int
) -> Callable[[Frame, Value], Answer] | None:
    """A cell; None for one that always holds. scope: with ``?``, at the slot."""
    if node.any:
        return None
    tests = [compile_test(compiler, each, scope, slot) for each in node.tests]
    return lambda frame, value: answered(tests, frame, value, negated=node.negated)


UnknownCompiler.forms = {
    **Compiler.forms,
    ast.Name: UnknownCompiler._name_unknown,
    ast.Path: UnknownCompiler._path_unknown,
    ast.Negate: UnknownCompiler._negate_unknown,
    ast.Arithmetic: UnknownCompiler._arithmetic_unknown,
    ast.Comparison: UnknownCompiler._comparison_unknown,
    ast.Between: UnknownCompiler._between_unknown,
    ast.InstanceOf: UnknownCompiler._instance_unknown,
    ast.And: UnknownCompiler._and_unknown,
    ast.Or: UnknownCompiler._or_unknown,
    ast.If: UnknownCompiler._if_unknown,
    ast.RangeLiteral: UnknownCompiler._range_unknown,
    ast.Call: UnknownCompiler._call_unknown,
    ast.Filter: UnknownCompiler._filter_unknown,
    ast.For: UnknownCompiler._for_unknown,
    ast.Quantified: UnknownCompiler._quantified_unknown,
    ast.In: UnknownCompiler._in_unknown,
}
