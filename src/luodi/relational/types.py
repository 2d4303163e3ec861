"""Types of columns: FEEL's types with what a database must know beside them.

A number carries its bounds and its scale, so that the digits of every result are known before a run. The
interpreter rounds to 34 digits; what has no more than these is exact in both, and what may have more is
refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Final, TypeAlias

# Digits that no operation of the interpreter rounds away (DMN 1.5, 10.3.2.3.1: decimal128).
EXACT_DIGITS: Final = 34
# Bounds are worked out with room for the product of any two numbers.
EXACT: Final = Context(prec=400, Emin=-999_999, Emax=999_999)


@dataclass(frozen=True, slots=True)
class NumberType:
    """Numbers from low to high with at most scale digits behind the point."""

    low: Decimal
    high: Decimal
    scale: int

    @property
    def digits(self) -> int:
        """Digits of the widest value, those behind the point included."""
        return digits_at(self, self.scale)

    @property
    def size(self) -> Decimal:
        """The greatest distance from nought."""
        return max(self.low.copy_abs(), self.high.copy_abs())


@dataclass(frozen=True, slots=True)
class RatioType:
    """A quotient that is kept as its two numbers; it can be compared and rounded, nothing else."""


@dataclass(frozen=True, slots=True)
class ScalarType:
    """string, boolean, date, integer (a rule's number) or null (of every type)."""

    name: str


@dataclass(frozen=True, slots=True)
class ListType:
    element: ColumnType


@dataclass(frozen=True, slots=True)
class StructType:
    entries: tuple[tuple[str, ColumnType], ...]


ColumnType: TypeAlias = NumberType | ScalarType | ListType | StructType

STRING: Final = ScalarType("string")
BOOLEAN: Final = ScalarType("boolean")
DATE: Final = ScalarType("date")
# Of up to 38 digits.
INTEGER: Final = ScalarType("integer")
# Of up to 18 digits, which every engine keeps in 64 bits: many times as fast as 38.
LONG: Final = ScalarType("long integer")
LONG_DIGITS: Final = 18
RULE: Final = ScalarType("rule number")
NULL: Final = ScalarType("null")
# Seconds from 1970 on of a date and time of the years 1 to 9999, to the microsecond.
MOMENT_SECONDS: Final = NumberType(Decimal(-62_135_596_800), Decimal("253402300799.999999"), 6)
# Up to a trillion with four digits behind the point: what a number is taken for where no column tells. The
# product of two has 32 digits.
ASSUMED: Final = NumberType(Decimal(-(10**12)), Decimal(10**12), 4)
# No column of a population holds less: products stay as narrow, and it is a year, a month and a day.
NARROWEST: Final = NumberType(Decimal(1), Decimal(1), 0)


def digits_at(kind: NumberType, scale: int) -> int:
    """Digits of the widest value when it is written with that many digits behind the point."""
    whole = int(EXACT.scaleb(kind.size, scale).to_integral_value(rounding="ROUND_CEILING"))
    return max(len(str(whole)), scale, 1)


def number_of(value: Decimal) -> NumberType:
    """The type of one number."""
    exponent = EXACT.plus(value).normalize(EXACT).as_tuple().exponent
    return NumberType(value, value, max(-exponent, 0) if isinstance(exponent, int) else 0)


def joined(one: ColumnType, other: ColumnType) -> ColumnType | None:
    """The narrowest type that holds the values of both; None where there is none."""
    if one in (NULL, other):
        return other
    if other == NULL:
        return one
    match one, other:
        case NumberType(), NumberType():
            return NumberType(min(one.low, other.low), max(one.high, other.high), max(one.scale, other.scale))
        case ListType(left), ListType(right):
            inner = joined(left, right)
            return None if inner is None else ListType(inner)
        case StructType(left_entries), StructType(right_entries):
            if [name for name, _ in left_entries] != [name for name, _ in right_entries]:
                return None
            entries = []
            for (name, left), (_, right) in zip(left_entries, right_entries, strict=True):
                inner = joined(left, right)
                if inner is None:
                    return None
                entries.append((name, inner))
            return StructType(tuple(entries))
        case _:
            return None


def type_words(kind: ColumnType | RatioType) -> str:
    """The type as FEEL names it."""
    match kind:
        case NumberType():
            return "number"
        case ScalarType(name):
            return name
        case ListType(element):
            return f"list<{type_words(element)}>"
        case StructType():
            return "context"
        case RatioType():
            return "number (a / b)"
