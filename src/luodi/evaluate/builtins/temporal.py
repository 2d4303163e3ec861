"""Bodies of the temporal functions (DMN 1.5, 10.3.4.7, table 79); ``now`` and ``today`` are the
interpreter's,
which knows as of when it runs."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from luodi.evaluate.builtins.arguments import moment_of
from luodi.evaluate.temporal import Date, DateTime
from luodi.evaluate.values import NUMBERS, Value

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _date(value: Value, function: str) -> Date:
    moment = moment_of(value, function, "date")
    return moment.date if isinstance(moment, DateTime) else moment


def day_of_year(date: Value) -> Decimal:
    return NUMBERS.create_decimal(_date(date, "day of year").day_of_year)


def day_of_week(date: Value) -> str:
    return _DAYS[_date(date, "day of week").weekday - 1]


def month_of_year(date: Value) -> str:
    return _MONTHS[_date(date, "month of year").month - 1]


def week_of_year(date: Value) -> Decimal:
    return NUMBERS.create_decimal(_date(date, "week of year").week_of_year)


BODIES: Final[dict[str, Callable[..., Any]]] = {
    "day of year": day_of_year,
    "day of week": day_of_week,
    "month of year": month_of_year,
    "week of year": week_of_year,
}
