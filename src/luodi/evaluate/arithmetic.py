"""Arithmetic between FEEL values: numbers, dates, times, durations, strings (DMN 1.5, 10.3.2.14, tables 55
to 58).

Each operation gives the value or raises a ``Failure``. Numbers have 34 digits and exponents up to
6144, so ``10**10**10`` ends at once with a reason.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import (
    ROUND_DOWN,
    ROUND_FLOOR,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from typing import Any, Final

from luodi.evaluate.failures import Failure
from luodi.evaluate.temporal import (
    DAY_S,
    MIDNIGHT,
    MIDNIGHT_UTC,
    NANOS,
    Date,
    DateTime,
    DayTimeDuration,
    Time,
    YearMonthDuration,
)
from luodi.evaluate.values import NUMBERS, ZERO, Value, type_name

# A duration's nanoseconds and months stay below what a year of nine digits can hold.
_NANOS_LIMIT: Final = 10**9 * 366 * DAY_S * NANOS
_MONTHS_LIMIT: Final = 12 * 10**9
# A joined string may not grow without end inside a loop.
STRING_LIMIT: Final = 10_000_000


def _refused(op: str, left: Value, right: Value) -> Failure:
    if left is None or right is None:
        return Failure("EVAL001", op=op)
    return Failure("EVAL002", op=op, left=type_name(left), right=type_name(right))


def _guarded(operation: Callable[[Decimal, Decimal], Decimal], left: Decimal, right: Decimal) -> Decimal:
    try:
        return operation(left, right)
    except Overflow:
        raise Failure("EVAL004") from None
    except (DivisionByZero, InvalidOperation):
        raise Failure("EVAL003") from None


def add(left: Value, right: Value) -> Value:
    """``left + right``: numbers, strings, durations, a moment and a duration in either order."""
    kind, other = type(left), type(right)
    if kind is Decimal and other is Decimal:
        return _guarded(NUMBERS.add, left, right)
    if kind is str and other is str:
        if len(left) + len(right) > STRING_LIMIT:
            raise Failure("EVAL017", limit=STRING_LIMIT)
        return left + right
    if other in (DayTimeDuration, YearMonthDuration):
        return _plus(left, right, 1, "+")
    if kind in (DayTimeDuration, YearMonthDuration):
        return _plus(right, left, 1, "+")
    raise _refused("+", left, right)


def subtract(left: Value, right: Value) -> Value:
    """``left - right``: numbers, durations, a moment less a duration, two moments."""
    kind, other = type(left), type(right)
    if kind is Decimal and other is Decimal:
        return _guarded(NUMBERS.subtract, left, right)
    if other in (DayTimeDuration, YearMonthDuration):
        return _plus(left, right, -1, "-")
    if kind in (Date, DateTime) and other in (Date, DateTime):
        return _between(left, right)
    if kind is Time and other is Time:
        if left.is_local != right.is_local:
            raise Failure("EVAL029")
        return DayTimeDuration(left.utc_nanos - right.utc_nanos)
    raise _refused("-", left, right)


def _between(left: Date | DateTime, right: Date | DateTime) -> DayTimeDuration:
    """The time from right to left; a date beside a date and time is its midnight UTC."""
    if isinstance(left, Date) and isinstance(right, Date):
        return DayTimeDuration((left.days - right.days) * DAY_S * NANOS)
    first = DateTime(left, MIDNIGHT_UTC) if isinstance(left, Date) else left
    second = DateTime(right, MIDNIGHT_UTC) if isinstance(right, Date) else right
    if first.is_local != second.is_local:
        raise Failure("EVAL029")
    return DayTimeDuration(first.utc_nanos - second.utc_nanos)


def _plus(value: Value, duration: DayTimeDuration | YearMonthDuration, sign: int, op: str) -> Value:
    kind = type(value)
    if isinstance(duration, YearMonthDuration):
        months = sign * duration.months
        if kind is YearMonthDuration:
            return year_month(value.months + months)
        if kind in (Date, DateTime):
            return value.plus_months(months)
        raise _refused(op, value, duration)
    nanos = sign * duration.nanos
    if kind is DayTimeDuration:
        return day_time(value.nanos + nanos)
    if kind is DateTime:
        return value.plus_nanos(nanos)
    if kind is Date:
        # From midnight, and the day that is then: 2 January less an hour is 1 January.
        return DateTime(value, MIDNIGHT).plus_nanos(nanos).date
    if kind is Time:
        return Time.from_nanos(value.nanos + nanos, value.offset, value.zone)
    raise _refused(op, value, duration)


def day_time(nanos: int) -> DayTimeDuration:
    """The duration of that many nanoseconds, or a Failure where it is beyond what years can hold."""
    if abs(nanos) > _NANOS_LIMIT:
        raise Failure("EVAL004")
    return DayTimeDuration(nanos)


def year_month(months: int) -> YearMonthDuration:
    if abs(months) > _MONTHS_LIMIT:
        raise Failure("EVAL004")
    return YearMonthDuration(months)


def multiply(left: Value, right: Value) -> Value:
    """``left * right``: numbers, and a duration with a number in either order."""
    kind, other = type(left), type(right)
    if kind is Decimal and other is Decimal:
        return _guarded(NUMBERS.multiply, left, right)
    if kind is Decimal and other in (DayTimeDuration, YearMonthDuration):
        return _scaled(right, left, NUMBERS.multiply)
    if other is Decimal and kind in (DayTimeDuration, YearMonthDuration):
        return _scaled(left, right, NUMBERS.multiply)
    raise _refused("*", left, right)


def divide(left: Value, right: Value) -> Value:
    """``left / right``: numbers, a duration by a number, a duration by one of its kind."""
    kind, other = type(left), type(right)
    if kind is Decimal and other is Decimal:
        return _guarded(NUMBERS.divide, left, right)
    if other is Decimal and kind in (DayTimeDuration, YearMonthDuration):
        return _scaled(left, right, NUMBERS.divide)
    if kind is other is DayTimeDuration:
        return _guarded(NUMBERS.divide, Decimal(left.nanos), Decimal(right.nanos))
    if kind is other is YearMonthDuration:
        return _guarded(NUMBERS.divide, Decimal(left.months), Decimal(right.months))
    raise _refused("/", left, right)


def _scaled(
    duration: DayTimeDuration | YearMonthDuration,
    number: Decimal,
    operation: Callable[[Decimal, Decimal], Decimal],
) -> DayTimeDuration | YearMonthDuration:
    """A duration times or by a number; what is less than a month or a nanosecond falls away."""
    if isinstance(duration, YearMonthDuration):
        scaled = _guarded(operation, Decimal(duration.months), number)
        return year_month(_whole(scaled))
    return day_time(_whole(_guarded(operation, Decimal(duration.nanos), number)))


def _whole(number: Decimal) -> int:
    if number.adjusted() > 40:
        raise Failure("EVAL004")
    return int(number)


def power(left: Value, right: Value) -> Value:
    """``left ** right``, numbers only."""
    if type(left) is not Decimal or type(right) is not Decimal:
        raise _refused("**", left, right)
    if not left and right < 0:
        raise Failure("EVAL003")
    if not left and not right:
        return Decimal(1)
    try:
        return NUMBERS.power(left, right)
    except Overflow:
        raise Failure("EVAL004") from None
    except DecimalException:
        # A negative number to a power that is not whole.
        raise Failure("EVAL008", function="**", name="exponent", value=str(right)) from None


def negate(value: Value) -> Value:
    """``-value``: a number or a duration."""
    kind = type(value)
    if kind is Decimal:
        return NUMBERS.minus(value) if value else ZERO
    if kind is DayTimeDuration:
        return DayTimeDuration(-value.nanos)
    if kind is YearMonthDuration:
        return YearMonthDuration(-value.months)
    if value is None:
        raise Failure("EVAL001", op="-")
    raise Failure("EVAL038", was=type_name(value))


def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """What is left after dividing downwards; it has the divisor's sign: ``modulo(-12, 5)`` is 3."""
    if not divisor:
        raise Failure("EVAL003")
    quotient = _guarded(NUMBERS.divide, dividend, divisor)
    if quotient.adjusted() >= NUMBERS.prec - 1:
        raise Failure("EVAL004")
    # The remainder is exact where a quotient rounded to 34 digits could tip over a whole number.
    rest = NUMBERS.remainder(dividend, divisor)
    return NUMBERS.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest + ZERO


def whole_number(value: Decimal) -> int:
    """A number without its fraction, as an index or a scale takes it; a Failure past 18 digits."""
    if value.adjusted() > 18:
        raise Failure("EVAL004")
    return int(value.to_integral_value(ROUND_DOWN))


def floor_number(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_FLOOR))


OPERATIONS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}
