"""Cells that hold constants only, and the scales on which those constants stand.

A cell whose tests compare the value with constants answers alike for all values between two of them. What it
answers is asked of the interpreter's own test, once for each constant and once between each two; so a check
built on this cannot mean something else than a run. A cell with names or calls of its own is not read here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from operator import itemgetter
from typing import Any, Final

from luodi.evaluate.compiler import Compiler
from luodi.evaluate.failures import Failure
from luodi.evaluate.run import Run
from luodi.evaluate.scope import Layout, Scope
from luodi.evaluate.temporal import NANOS, Date, DateTime, DayTimeDuration, Time, YearMonthDuration
from luodi.evaluate.tests import compile_test
from luodi.evaluate.types import Types
from luodi.evaluate.values import Value
from luodi.feel import ast
from luodi.feel.types import (
    BOOLEAN,
    DATE,
    DATE_AND_TIME,
    DAYS_AND_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_AND_MONTHS,
    FeelType,
)

_WRITTEN: Final = (ast.Null, ast.Boolean, ast.Number, ast.String, ast.AtLiteral)
# Functions whose value their arguments alone decide, as they are used to write constants.
_MAKERS: Final = frozenset(
    ("date", "time", "date and time", "duration", "years and months duration", "number")
)
_ORDERS: Final = ("<", "<=", ">", ">=")
# Wide enough for the middle of any two numbers of 34 digits.
_WIDE: Final = Context(prec=80)
_DAY_S: Final = 86_400
KIND_OF: Final[dict[FeelType, type]] = {
    NUMBER: Decimal,
    STRING: str,
    BOOLEAN: bool,
    DATE: Date,
    TIME: Time,
    DATE_AND_TIME: DateTime,
    DAYS_AND_TIME: DayTimeDuration,
    YEARS_AND_MONTHS: YearMonthDuration,
}


def is_constant(node: ast.Node) -> bool:
    """Whether an expression has one value, whatever is handed in."""
    match node:
        case ast.Null() | ast.Boolean() | ast.Number() | ast.String() | ast.AtLiteral():
            return True
        case ast.Call(ast.Name(name), arguments):
            return name in _MAKERS and all(is_constant(each.value) for each in arguments)
        case ast.Negate() | ast.Arithmetic() | ast.ListLiteral() | ast.RangeLiteral() | ast.UnaryComparison():
            return all(is_constant(each) for each in ast.child_nodes(node))
        case _:
            return False


def is_reducible(test: ast.Test) -> bool:
    """Whether only constants and the value at hand decide a test, and only by comparing them."""
    return is_constant(test) or _decided(test)


def _decided(node: ast.Node) -> bool:
    match node:
        case ast.And(left, right) | ast.Or(left, right):
            return _decided(left) and _decided(right)
        case ast.Comparison(_, left, right):
            return (_is_value(left) and is_constant(right)) or (is_constant(left) and _is_value(right))
        case ast.Between(value, low, high):
            return _is_value(value) and is_constant(low) and is_constant(high)
        case ast.In(value, tests):
            return _is_value(value) and all(is_constant(each) for each in tests)
        case ast.Call(ast.Name("not"), (argument,)):
            return _decided(argument.value)
        case _:
            return False


def _is_value(node: ast.Node) -> bool:
    return isinstance(node, ast.Name) and node.name == "?"


def has_order(node: ast.Node) -> bool:
    """Whether a test asks for what is more or less, and not only for what is equal."""
    return any(
        isinstance(each, (ast.RangeLiteral, ast.Between))
        or (isinstance(each, (ast.UnaryComparison, ast.Comparison)) and each.op in _ORDERS)
        for each in ast.walk(node)
    )


def value_of(node: ast.Expression) -> Value:
    """The value of a constant; None where it has none, such as ``date("2026-02-30")``."""
    layout = Layout()
    return Compiler("", Types()).compile(node, Scope(layout))(layout.frame(Run()))


def values_in(node: ast.Node) -> Iterator[Value]:
    """The constants that a test compares with, ends of ranges and items of lists one by one."""
    if isinstance(node, (*_WRITTEN, ast.Call, ast.Negate, ast.Arithmetic)) and is_constant(node):
        yield value_of(node)
    elif not isinstance(node, ast.Name):
        for each in ast.child_nodes(node):
            yield from values_in(each)


def teller(test: ast.Test) -> Callable[[Value], bool | None]:
    """Whether a reducible test holds for a value, as the interpreter says; None where its answer is null."""
    layout = Layout()
    slot = layout.slot()
    scope = Scope(layout, {"?": itemgetter(slot)})
    compiled = compile_test(Compiler("", Types()), test, scope, slot)
    frame = layout.frame(Run())
    return lambda value: compiled(frame, value)


# --- scales ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scale:
    """One type's values in their order.

    key: where a value stands. between: a value between two keys, each None for no end, in a tuple; None where
    there is none. has: whether the column can have a value at a key.
    """

    key: Callable[[Any], Any]
    between: Callable[[Any, Any], tuple[Value] | None]
    has: Callable[[Any], bool] = lambda _key: True


class NoScale(Exception):
    """Constants that stand on no one scale: of several types, or with and without a time zone."""


def scale_of(kind: type, constants: Sequence[Value], *, whole: bool = False) -> Scale:
    """The scale on which constants of a type stand. whole: only whole numbers occur. Raises NoScale."""
    if kind is Decimal and whole:
        return Scale(lambda value: value, _between_whole, lambda key: key == key.to_integral_value())
    if kind is Decimal:
        return Scale(lambda value: value, _between_numbers)
    if kind is str:
        return Scale(lambda value: value, _between_texts)
    if kind is Date:
        return _steps(lambda value: value.days, Date.from_days)
    if kind is YearMonthDuration:
        return _steps(lambda value: value.months, YearMonthDuration)
    if kind is DayTimeDuration:
        return _steps(lambda value: value.nanos, DayTimeDuration)
    # Times are equal to the second, so a second is what they are told apart by.
    if kind is Time and all(each.is_local for each in constants):
        return _steps(
            lambda value: value.nanos // NANOS, lambda at: Time.from_nanos(at * NANOS), 0, _DAY_S - 1
        )
    if kind is DateTime:
        local = {each.is_local for each in constants}
        if len(local) < 2:
            offset = 0 if local == {False} else None
            return _steps(
                lambda value: value.utc_nanos // NANOS, lambda at: DateTime.from_nanos(at * NANOS, offset)
            )
    raise NoScale


def _steps(
    key: Callable[[Any], int],
    of_key: Callable[[int], Value],
    least: int | None = None,
    most: int | None = None,
) -> Scale:
    """A scale of whole numbers, from least to most."""

    def between(low: int | None, high: int | None) -> tuple[Value] | None:
        low = low if low is not None or least is None else least - 1
        high = high if high is not None or most is None else most + 1
        at = low + 1 if low is not None else high - 1 if high is not None else 0
        if high is not None and at >= high:
            return None
        try:
            return (of_key(at),)
        except Failure:  # beyond the last year
            return None

    return Scale(key, between)


def _between_numbers(low: Decimal | None, high: Decimal | None) -> tuple[Value] | None:
    if low is None and high is None:
        return (Decimal(0),)
    if low is None:
        # One less would be lost in the digits of a very large number.
        return (_WIDE.subtract(high, _step(high)),) if high is not None else None
    if high is None:
        return (_WIDE.add(low, _step(low)),)
    return (_WIDE.divide(_WIDE.add(low, high), Decimal(2)),)


def _between_whole(low: Decimal | None, high: Decimal | None) -> tuple[Value] | None:
    if low is not None:
        at = _WIDE.add(low.to_integral_value(ROUND_FLOOR), Decimal(1))
    elif high is not None:
        at = _WIDE.subtract(high.to_integral_value(ROUND_CEILING), Decimal(1))
    else:
        at = Decimal(0)
    return None if high is not None and at >= high else (at,)


def _step(number: Decimal) -> Decimal:
    return max(Decimal(1), abs(number))


def _between_texts(low: str | None, high: str | None) -> tuple[Value] | None:
    text = "" if low is None else low + "\0"
    return None if high is not None and text >= high else (text,)
