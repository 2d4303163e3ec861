"""Bodies of the numeric functions (DMN 1.5, 10.3.4.5, table 76)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    InvalidOperation,
    Overflow,
)
from typing import Any, Final

from luodi.evaluate import arithmetic
from luodi.evaluate.builtins.arguments import ABSENT, number_of, single, whole_of, wrong
from luodi.evaluate.failures import Failure
from luodi.evaluate.temporal import DayTimeDuration, YearMonthDuration
from luodi.evaluate.values import NUMBERS, ZERO, Value

# The exponents of decimal128 (DMN 1.5, table 76: scale is in -6111..6176).
_SCALES: Final = range(-6111, 6177)
# Wide enough to round any number of 34 digits at any place before it is brought back to 34.
_WIDE: Final = Context(prec=60, Emin=-999_999, Emax=999_999)


def _rounded(number: Decimal, scale: int, rounding: str) -> Decimal:
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= scale:
        return number
    if number.adjusted() + scale < -2:
        # Far below the last place that is kept: nothing is left, or one unit of that place.
        sign = Decimal(1).copy_sign(number).scaleb(-scale - 2, _WIDE)
        number = sign if number else ZERO
    try:
        return NUMBERS.plus(number.quantize(Decimal(1).scaleb(-scale, _WIDE), rounding, _WIDE))
    except (InvalidOperation, Overflow):
        raise Failure("EVAL004") from None


def _rounding(name: str, rounding: str, *, scale_needed: bool) -> Callable[..., Decimal]:
    def body(n: Value, scale: Value = ABSENT) -> Decimal:
        number = number_of(n, name, "n")
        if scale is ABSENT:
            if scale_needed:
                raise Failure("EVAL007", function=name)
            return _rounded(number, 0, rounding)
        places = whole_of(scale, name, "scale")
        if places not in _SCALES:
            raise Failure("EVAL008", function=name, name="scale", value=str(places))
        return _rounded(number, places, rounding)

    return body


def absolute(n: Value) -> Value:
    """The size without the sign of a number or a duration."""
    value = single(n)
    if isinstance(value, Decimal):
        return value.copy_abs()
    if isinstance(value, DayTimeDuration):
        return DayTimeDuration(abs(value.nanos))
    if isinstance(value, YearMonthDuration):
        return YearMonthDuration(abs(value.months))
    raise wrong("abs", "n", "number", value)


def modulo(dividend: Value, divisor: Value) -> Decimal:
    return arithmetic.modulo(
        number_of(dividend, "modulo", "dividend"), number_of(divisor, "modulo", "divisor")
    )


def square_root(number: Value) -> Decimal:
    value = number_of(number, "sqrt", "number")
    if value < 0:
        raise Failure("EVAL008", function="sqrt", name="number", value=str(value))
    return NUMBERS.sqrt(value)


def logarithm(number: Value) -> Decimal:
    value = number_of(number, "log", "number")
    if value <= 0:
        raise Failure("EVAL008", function="log", name="number", value=str(value))
    return NUMBERS.ln(value)


def exponential(number: Value) -> Decimal:
    try:
        return NUMBERS.exp(number_of(number, "exp", "number"))
    except Overflow:
        raise Failure("EVAL004") from None


def odd(number: Value) -> bool:
    return _parity(number_of(number, "odd", "number")) == 1


def even(number: Value) -> bool:
    return _parity(number_of(number, "even", "number")) == 0


def _parity(number: Decimal) -> int | None:
    """0 or 1; None for a number that is not whole."""
    if number != number.to_integral_value():
        return None
    # Past 34 digits a whole number ends in zeros.
    return 0 if number.adjusted() >= NUMBERS.prec else int(number) % 2


BODIES: Final[dict[str, Callable[..., Any]]] = {
    "decimal": _rounding("decimal", ROUND_HALF_EVEN, scale_needed=True),
    "floor": _rounding("floor", ROUND_FLOOR, scale_needed=False),
    "ceiling": _rounding("ceiling", ROUND_CEILING, scale_needed=False),
    "round up": _rounding("round up", ROUND_UP, scale_needed=True),
    "round down": _rounding("round down", ROUND_DOWN, scale_needed=True),
    "round half up": _rounding("round half up", ROUND_HALF_UP, scale_needed=True),
    "round half down": _rounding("round half down", ROUND_HALF_DOWN, scale_needed=True),
    "abs": absolute,
    "modulo": modulo,
    "sqrt": square_root,
    "log": logarithm,
    "exp": exponential,
    "odd": odd,
    "even": even,
}
