"""Functions: literals, built-ins, and calling them by place or by name (DMN 1.5, 10.3.2.13)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from luodi.evaluate.builtins import BODIES
from luodi.evaluate.builtins.arguments import string_of
from luodi.evaluate.comparison import order_keys
from luodi.evaluate.failures import Failure
from luodi.evaluate.run import DEPTH_LIMIT, STEPS_OF_CALL, Place, Run
from luodi.evaluate.scope import Expr, Frame, Scope
from luodi.evaluate.types import Coerce
from luodi.evaluate.values import Function, Range, Value, type_name
from luodi.feel import ast
from luodi.feel.builtins import SIGNATURES
from luodi.feel.parser import parse_expression
from luodi.feel.type_words import TypeName

if TYPE_CHECKING:
    from luodi.evaluate.compiler import Compiler


def _now(run: Run) -> Value:
    return run.as_of


def _today(run: Run) -> Value:
    return run.as_of.date


# Built-ins that need the run.
OF_THE_RUN: Final[Mapping[str, Callable[[Run], Value]]] = {"now": _now, "today": _today}


def range_of_text(text: Value) -> Range:
    """``range("[18..21)")``: a range literal whose ends are literals (DMN 1.5, 10.3.4.1)."""
    written = string_of(text, "range", "from")
    parsed = parse_expression(written)
    node = parsed.node
    if parsed.has_errors or not isinstance(node, ast.RangeLiteral):
        raise Failure("EVAL009", type=TypeName("range"), text=written[:60])
    return _range_of_literals(node, written)


def _range_of_literals(node: ast.RangeLiteral, written: str) -> Range:
    ends: list[Value] = []
    for end in (node.start, node.end):
        ends.append(None if end is None else _literal(end, written))
    if ends[0] is None and ends[1] is None:
        raise Failure("EVAL009", type=TypeName("range"), text=written[:60])
    if ends[0] is not None and ends[1] is not None:
        order_keys(ends[0], ends[1])
    operator = ""
    if node.start is None or node.end is None:
        included = node.end_included if node.start is None else node.start_included
        operator = ("<" if node.start is None else ">") + ("=" if included else "")
    return Range(ends[0], ends[1], node.start_included, node.end_included, operator)


def _literal(node: ast.Expression, written: str) -> Value:
    """The value of a literal, or of a call of a conversion function on one."""
    from luodi.evaluate.compiler import Compiler
    from luodi.evaluate.scope import Layout
    from luodi.evaluate.types import Types

    allowed = (ast.Number, ast.String, ast.AtLiteral, ast.Negate, ast.Null, ast.Call, ast.Name, ast.Argument)
    conversions = {"date", "time", "date and time", "duration"}
    for each in ast.walk(node):
        if not isinstance(each, allowed) or (isinstance(each, ast.Name) and each.name not in conversions):
            raise Failure("EVAL009", type=TypeName("range"), text=written[:60])
    layout = Layout()
    run = Run()
    value = Compiler("", Types()).compile(node, Scope(layout))(layout.frame(run))
    if value is None and not isinstance(node, ast.Null):
        raise Failure("EVAL009", type=TypeName("range"), text=written[:60])
    return value


# Built-ins whose bodies are here: they need the run or the parser.
IN_THE_CALL: Final = frozenset((*OF_THE_RUN, "range"))
_ALL_BODIES: Final[Mapping[str, Callable[..., Value]]] = {**BODIES, "range": range_of_text}


# --- the order of arguments --------------------------------------------------------------------------------


@cache
def _counts(name: str) -> tuple[tuple[int, float], ...]:
    """How many arguments each overload takes: at least, at most."""
    counts: list[tuple[int, float]] = []
    for signature in SIGNATURES[name]:
        least = sum(1 for each in signature.parameters if not each.optional)
        most = (
            float("inf") if any(each.variadic for each in signature.parameters) else len(signature.parameters)
        )
        counts.append((least, most))
    return tuple(counts)


def takes(name: str, count: int) -> bool:
    """Whether a built-in has an overload with that many arguments."""
    return any(least <= count <= most for least, most in _counts(name))


@lru_cache(maxsize=4096)
def order_of_names(name: str, given: tuple[str, ...]) -> Sequence[str] | None:
    """The names in the order of the overload that has them all; None where none has."""
    for signature in SIGNATURES[name]:
        names = [each.name for each in signature.parameters]
        needed = {each.name for each in signature.parameters if not each.optional}
        if needed <= set(given) <= set(names):
            order = [each for each in names if each in given]
            # Only arguments at the end may be left out: bodies take them by place.
            return order if order == names[: len(order)] else None
    return None


def builtin_value(name: str) -> Expr:
    """A built-in as a value that can be handed on: ``sort(list, before)``."""
    if name in OF_THE_RUN:
        of_the_run = OF_THE_RUN[name]
        return lambda frame: Function(name, (), lambda: of_the_run(frame[0]))
    body = _ALL_BODIES[name]

    def call(*arguments: Value) -> Value:
        if not takes(name, len(arguments)):
            raise Failure("EVAL007", function=name)
        return body(*arguments)

    parameters = tuple(each.name for each in SIGNATURES[name][0].parameters)
    value = Function(name, parameters, call, bind=lambda given: order_of_names(name, given))
    return lambda _frame: value


# --- functions written in FEEL -----------------------------------------------------------------------------


def compile_function(compiler: Compiler, node: ast.FunctionLiteral, scope: Scope) -> Expr:
    if node.external:
        return compiler.failing(node, Failure("EVAL026"))
    parameters = [
        (each.name, None if each.type is None else compiler.coercion(each.type)) for each in node.parameters
    ]
    slots: list[int] = []
    for each in node.parameters:
        scope, slot = scope.local(each.name)
        slots.append(slot)
    body = compiler.compile(node.body, scope)
    return making_function("function", parameters, slots, body, None, compiler.place(node))


def making_function(
    name: str,
    parameters: Sequence[tuple[str, Coerce | None]],
    slots: Sequence[int],
    body: Expr,
    result: Coerce | None,
    place: Place,
) -> Expr:
    """Makes a function of a frame: it sees the values that were there when it was made.

    An argument that is not of its parameter's type makes the call null, and so does a result that is not
    of the result's type (DMN 1.5, 10.3.2.9.4).
    """
    names = tuple(each for each, _ in parameters)
    coercions = [coerce for _, coerce in parameters]
    typed = any(coercions)

    def make(frame: Frame) -> Value:
        seen = frame.copy()

        def call(*arguments: Value) -> Value:
            run: Run = seen[0]
            values: Sequence[Value] = arguments
            if typed:
                values = [
                    value if coerce is None else coerce(value)
                    for value, coerce in zip(arguments, coercions, strict=True)
                ]
            inner = seen.copy()
            for slot, value in zip(slots, values, strict=True):
                inner[slot] = value
            answer = entered(run, body, inner)
            return answer if result is None else result(answer)

        return Function(name, names, call, frame=seen)

    return make


def entered(run: Run, body: Expr, frame: Frame) -> Value:
    """The value of a function's body, one call deeper."""
    # Once calls were too deep none is made until the outermost is back, or unwinding would try all again.
    if run.depth >= DEPTH_LIMIT or run.exhausted:
        run.exhausted = True
        raise Failure("EVAL032", limit=DEPTH_LIMIT)
    run.spend(STEPS_OF_CALL)
    run.depth += 1
    try:
        return body(frame)
    except RecursionError:
        run.exhausted = True
        raise Failure("EVAL032", limit=run.depth) from None
    finally:
        run.depth -= 1
        if not run.depth:
            run.exhausted = False


# --- calls -------------------------------------------------------------------------------------------------


def compile_call(compiler: Compiler, node: ast.Call, scope: Scope) -> Expr:
    place = compiler.place(node)
    given = tuple(each.name for each in node.arguments if each.name is not None)
    values = [compiler.compile(each.value, scope) for each in node.arguments]
    if len(set(given)) != len(given):
        return compiler.failing(node, Failure("EVAL007", function=_called(node)))
    if isinstance(node.function, ast.Name) and scope.find(node.function.name)[1] is None:
        name = node.function.name
        if name in OF_THE_RUN:
            of_the_run = OF_THE_RUN[name]
            if not node.arguments:
                return lambda frame: of_the_run(frame[0])
            return compiler.failing(node, Failure("EVAL007", function=name))
        if name in _ALL_BODIES:
            return _builtin_call(compiler, node, name, given, values)
    function = compiler.compile(node.function, scope)

    def run(frame: Frame) -> Value:
        called = function(frame)
        try:
            return call_value(called, given, [value(frame) for value in values])
        except Failure as failure:
            frame[0].note(failure, place)
            return None

    return run


def _called(node: ast.Call) -> str:
    return node.function.name if isinstance(node.function, (ast.Name, ast.Path)) else "function"


def _builtin_call(
    compiler: Compiler, node: ast.Call, name: str, given: tuple[str, ...], values: list[Expr]
) -> Expr:
    refused = compiler.failing(node, Failure("EVAL007", function=name))
    if given:
        order = order_of_names(name, given)
        if order is None:
            return refused
        values = [values[given.index(each)] for each in order]
    elif not takes(name, len(values)):
        return refused
    body = _ALL_BODIES[name]
    place = compiler.place(node)
    if len(values) == 1:
        only = values[0]

        def run_one(frame: Frame) -> Value:
            try:
                return body(only(frame))
            except Failure as failure:
                frame[0].note(failure, place)
                return None

        return run_one

    def run(frame: Frame) -> Value:
        try:
            return body(*[value(frame) for value in values])
        except Failure as failure:
            frame[0].note(failure, place)
            return None

    return run


def call_value(called: Value, given: Sequence[str], values: Sequence[Value]) -> Value:
    """The result of calling a value with arguments by place, or by name where names are given."""
    if type(called) is not Function:
        raise Failure("EVAL011", was=type_name(called))
    if called.bind is not None:
        if given:
            order = called.bind(tuple(given))
            if order is None:
                raise Failure("EVAL007", function=called.name)
            values = [values[given.index(each)] for each in order]
        return called.call(*values)
    if len(values) != len(called.parameters):
        raise Failure("EVAL007", function=called.name)
    if given:
        if set(given) != set(called.parameters):
            raise Failure("EVAL007", function=called.name)
        values = [values[given.index(each)] for each in called.parameters]
    return called.call(*values)
