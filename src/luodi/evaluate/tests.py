"""Unary tests: a cell of a decision table, the right side of ``in`` (DMN 1.5, 10.3.2.8 and table 55).

A test holds where the value equals it, lies in it (range), is among it (list), compares as it says, or,
where the test speaks of the value as ``?``, where it is true.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from luodi.evaluate.comparison import compare, equal, in_range
from luodi.evaluate.failures import Failure
from luodi.evaluate.scope import Expr, Frame, Scope
from luodi.evaluate.values import Range, Value
from luodi.feel import ast
from luodi.feel.builtins import SIGNATURES

if TYPE_CHECKING:
    from luodi.evaluate.compiler import Compiler

# A test of a value: true, false, or null where it cannot be said.
Test: TypeAlias = Callable[[Frame, Value], "bool | None"]


def holds(value: Value, wanted: Value) -> bool:
    """Whether a value passes a test that came out as ``wanted``. A Failure where it cannot be said."""
    kind = type(wanted)
    if kind is Range and type(value) is not Range:
        return in_range(value, wanted)
    if kind is list:
        return _among(value, wanted)
    if type(value) is list and len(value) == 1 and kind is not list:
        value = value[0]
    return equal(value, wanted)


def _among(value: Value, wanted: list[Value]) -> bool:
    if type(value) is list:
        try:
            if equal(value, wanted):
                return True
        except Failure:
            pass
    for item in wanted:
        try:
            if (
                in_range(value, item)
                if type(item) is Range and type(value) is not Range
                else equal(value, item)
            ):
                return True
        except Failure:
            continue
    return False


def speaks_of_value(node: ast.Node) -> bool:
    """Whether a test names the value it is about, ``?``."""
    if isinstance(node, (ast.String, ast.Number, ast.Boolean)):
        return False
    return any(isinstance(each, ast.Name) and each.name == "?" for each in ast.walk(node))


def means_nothing(node: ast.Test, scope: Scope) -> bool:
    """Whether a test cannot be read, or is a name that nothing has; its null is no value to compare with."""
    if isinstance(node, ast.Name):
        return scope.find(node.name) == ([], None) and node.name not in SIGNATURES
    return isinstance(node, ast.Bad)


def compile_test(compiler: Compiler, node: ast.Test, scope: Scope, slot: int) -> Test:
    """One test. slot: where ``?`` is found; filled by the caller."""
    place = compiler.place(node)
    if isinstance(node, ast.UnaryComparison):
        operand, op = compiler.compile(node.operand, scope), node.op

        def compared(frame: Frame, value: Value) -> bool | None:
            try:
                return compare(op, value, operand(frame))
            except Failure as failure:
                frame[0].note(failure, place)
                return None

        return compared
    run = compiler.compile(node, scope)
    if means_nothing(node, scope):
        # Null equals null: a slip of the pen would hold for every input that is not filled in.
        def refused(frame: Frame, _value: Value) -> bool | None:
            run(frame)
            return None

        return refused
    if speaks_of_value(node):

        def told(frame: Frame, value: Value) -> bool | None:
            frame[slot] = value
            answer = run(frame)
            if type(answer) is bool:
                return answer
            if answer is None:
                return None
            return _tested(frame, value, answer)

    else:

        def told(frame: Frame, value: Value) -> bool | None:
            return _tested(frame, value, run(frame))

    def _tested(frame: Frame, value: Value, wanted: Value) -> bool | None:
        try:
            return holds(value, wanted)
        except Failure as failure:
            frame[0].note(failure, place)
            return None

    return told


def compile_tests(compiler: Compiler, node: ast.UnaryTests, scope: Scope, slot: int) -> Test:
    """A whole cell; ``-`` is always true. scope: with ``?``, at the slot, which cells of a table share."""
    if node.any:
        return lambda _frame, _value: True
    return any_of([compile_test(compiler, test, scope, slot) for test in node.tests], negated=node.negated)


def any_of(tests: list[Test], *, negated: bool = False) -> Test:
    """Kleene's or of tests, or the opposite of it."""
    if len(tests) == 1 and not negated:
        return tests[0]

    def run(frame: Frame, value: Value) -> bool | None:
        unknown = False
        for test in tests:
            answer = test(frame, value)
            if answer:
                return not negated
            unknown = unknown or answer is None
        return None if unknown else negated

    return run


def compile_in(compiler: Compiler, node: ast.In, scope: Scope) -> Expr:
    value = compiler.compile(node.value, scope)
    inner, slot = scope.local("?")
    test = any_of([compile_test(compiler, each, inner, slot) for each in node.tests])
    return lambda frame: test(frame, value(frame))
