"""Values of saved cases as FEEL values and back, and whether what came out is what was wanted."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, assert_never

from luodi.dmn.cases import CaseValue, ContextValue, ListValue, Scalar, ScalarType
from luodi.evaluate.failures import Failure
from luodi.evaluate.temporal import Date, DateTime, DayTimeDuration, Time, YearMonthDuration
from luodi.evaluate.temporal_text import (
    format_date,
    format_date_time,
    format_day_time,
    format_time,
    format_year_month,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_time,
)
from luodi.evaluate.values import Value, format_number, number_of
from luodi.feel.type_words import TypeName

# The kit writes results of division and powers as doubles, off from the 12th digit on. Its own runners take
# any two numbers for equal that differ by less than 1e-8; here only where so many decimals are written.
_ROUNDED_FROM: Final = -8
_TOLERANCE: Final = Decimal("1e-8")


def feel_value(value: CaseValue) -> Value:
    """The FEEL value that a saved value writes. Raises Failure where its text is none of its type."""
    match value:
        case None:
            return None
        case Scalar():
            return _PARSERS[value.type](value.text)
        case ListValue():
            return [feel_value(item) for item in value.items]
        case ContextValue():
            return {name: feel_value(entry) for name, entry in value.entries}
        case _:
            assert_never(value)


def case_value(value: Value) -> CaseValue:
    """A FEEL value as it is saved. Raises TypeError for a range or a function, which cases cannot hold."""
    if value is None:
        return None
    if isinstance(value, list):
        return ListValue(tuple(case_value(item) for item in value))
    if isinstance(value, dict):
        return ContextValue(tuple((name, case_value(entry)) for name, entry in value.items()))
    if type(value) not in _FORMATS:
        raise TypeError(f"a case cannot hold a {type(value).__name__}")
    kind, text = _FORMATS[type(value)]
    return Scalar(kind, text(value))


def is_wanted(wanted: Value, actual: Value) -> bool:
    """Whether what came out is what was wanted: the same type and the same value, at every depth.

    A number that is wanted with eight decimals or more may differ by less than 1e-8. Times are compared to
    the nanosecond and as instants: 10:00+08:00 is 02:00Z, and neither is 10:00 without a zone.
    """
    if type(wanted) is not type(actual):
        return False
    if isinstance(wanted, Decimal):
        return _same_number(wanted, actual)
    if isinstance(wanted, list):
        return len(wanted) == len(actual) and all(map(is_wanted, wanted, actual))
    if isinstance(wanted, dict):
        return wanted.keys() == actual.keys() and all(
            is_wanted(entry, actual[name]) for name, entry in wanted.items()
        )
    if isinstance(wanted, Time | DateTime):
        return bool(wanted.is_local == actual.is_local and wanted.utc_nanos == actual.utc_nanos)
    return bool(wanted == actual)


def _same_number(wanted: Decimal, actual: Decimal) -> bool:
    if wanted == actual:
        return True
    exponent = wanted.as_tuple().exponent
    return isinstance(exponent, int) and exponent <= _ROUNDED_FROM and abs(wanted - actual) < _TOLERANCE


def _boolean(text: str) -> bool:
    if text.strip() not in ("true", "false", "1", "0"):
        raise Failure("EVAL009", type=TypeName("boolean"), text=text[:60])
    return text.strip() in ("true", "1")


_PARSERS: Final[dict[ScalarType, Callable[[str], Value]]] = {
    ScalarType.STRING: str,
    ScalarType.BOOLEAN: _boolean,
    ScalarType.DECIMAL: lambda text: number_of(text.strip()),
    ScalarType.DOUBLE: lambda text: number_of(text.strip()),
    ScalarType.DATE: lambda text: parse_date(text.strip()),
    ScalarType.TIME: lambda text: parse_time(text.strip()),
    ScalarType.DATE_TIME: lambda text: parse_date_time(text.strip()),
    ScalarType.DURATION: lambda text: parse_duration(text.strip()),
}
_FORMATS: Final[dict[type, tuple[ScalarType, Callable[[Any], str]]]] = {
    str: (ScalarType.STRING, str),
    bool: (ScalarType.BOOLEAN, lambda value: "true" if value else "false"),
    Decimal: (ScalarType.DECIMAL, format_number),
    Date: (ScalarType.DATE, format_date),
    Time: (ScalarType.TIME, format_time),
    DateTime: (ScalarType.DATE_TIME, format_date_time),
    DayTimeDuration: (ScalarType.DURATION, format_day_time),
    YearMonthDuration: (ScalarType.DURATION, format_year_month),
}
