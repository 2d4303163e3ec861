"""What each engine does with each operation and each function: natively, written otherwise, or not.

The table is closed: an operation that does not stand in it is an error when it is emitted, and a function
that does not is one when the tests compare it with FEEL's. Only engines stand in it that the agreement
tests run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from luodi.feel.builtins import SIGNATURES
from luodi.relational import nodes
from luodi.relational.builtins import LOWERINGS


class Engine(StrEnum):
    DUCKDB = "duckdb"


class How(StrEnum):
    NATIVE = "native"
    LOWERED = "lowered"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Capability:
    """words: what it is written as, or why it is refused."""

    how: How
    words: str


def _native(words: str) -> Capability:
    return Capability(How.NATIVE, words)


def _lowered(words: str) -> Capability:
    return Capability(How.LOWERED, words)


def _refused(words: str) -> Capability:
    return Capability(How.REFUSED, words)


# Operations on rows, by the node they are.
OPERATIONS: Final[Mapping[Engine, Mapping[type, Capability]]] = {
    Engine.DUCKDB: {
        nodes.Column: _native("column"),
        nodes.Literal: _native("CAST(literal AS type)"),
        nodes.Compare: _native("= <> < <= > >= between operands of one type"),
        nodes.Same: _native("IS NOT DISTINCT FROM"),
        nodes.And: _native("AND"),
        nodes.Or: _native("OR"),
        nodes.Not: _native("NOT"),
        nodes.IsNull: _native("IS NULL"),
        nodes.Case: _native("CASE WHEN, each branch of the one type"),
        nodes.Arithmetic: _native("+ - * of DECIMAL, operands cast so that the result's type holds it"),
        nodes.Widened: _native("CAST to a DECIMAL that holds it"),
        nodes.Digits: _lowered("CAST(x * 10^scale AS HUGEINT)"),
        nodes.WholeQuotient: _lowered("HUGEINT // NULLIF(divisor, 0)"),
        nodes.IntegerSum: _native("+ - * of HUGEINT"),
        nodes.FromDigits: _lowered("CAST(x AS DECIMAL(38, 0)) * 10^-places"),
        nodes.Extreme: _native("LEAST, GREATEST behind a guard for nulls"),
        nodes.Text: _native("LENGTH, SUBSTRING, CONTAINS, STARTS_WITH, ENDS_WITH, ||: all by code points"),
        nodes.Gathered: _lowered("LIST_FILTER over a list of CASE"),
        nodes.ListLength: _native("ARRAY_LENGTH"),
        nodes.Struct: _native("STRUCT"),
    }
}

_QUOTIENT: Final = "rows have no column for 34 floating digits"
_CASES: Final = "the engine's tables of upper and lower case are not the interpreter's"
_PATTERN: Final = "XPath's patterns are not the engine's"
_LIST: Final = "lists other than those written down or given by C, R and O tables have no column yet"
_TIME: Final = "only dates are columns yet, and today()"
_CONTEXT: Final = "contexts are taken apart before the run; this needs them whole"
_RANGE: Final = "ranges are taken apart before the run; this needs them whole"
_REASONS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("sqrt", "log", "exp", "stddev", "median"), _QUOTIENT),
    **dict.fromkeys(("upper case", "lower case"), _CASES),
    **dict.fromkeys(("matches", "replace", "split"), _PATTERN),
    **dict.fromkeys(("substring before", "substring after", "string join"), "not written yet"),
    **dict.fromkeys(("number", "string"), "numbers are read and written by the engine in its own forms"),
    **dict.fromkeys(("is", "all", "any"), "not written yet"),
    **dict.fromkeys(
        (
            *("append", "concatenate", "union", "insert before", "remove", "reverse", "index of"),
            *("distinct values", "flatten", "sort", "sublist", "list replace", "mode"),
        ),
        _LIST,
    ),
    **dict.fromkeys(
        (
            *("date and time", "time", "duration", "years and months duration", "now"),
            *("day of year", "day of week", "month of year", "week of year"),
        ),
        _TIME,
    ),
    **dict.fromkeys(("get value", "get entries", "context", "context put", "context merge"), _CONTEXT),
    **dict.fromkeys(
        (
            *("range", "before", "after", "meets", "met by", "overlaps", "overlaps before", "overlaps after"),
            *("finishes", "finished by", "during", "includes", "starts", "started by", "coincides"),
        ),
        _RANGE,
    ),
}
# What stands for functions that have no operation of their own.
_WRITTEN: Final[Mapping[str, str]] = {
    "not": "NOT",
    "min": "LEAST, null where an argument is",
    "max": "GREATEST, null where an argument is",
    "sum": "a + b + c",
    "mean": "an open quotient: compared by multiplying, or rounded",
    "product": "a * b * c",
    "count": "ARRAY_LENGTH; a constant for a list that is written down",
    "list contains": "OR over a list that is written down",
    "abs": "CASE",
    "modulo": "whole numbers: a - (a // b) * b, brought to the divisor's sign",
    "odd": "modulo of a whole number",
    "even": "modulo of a whole number",
    "string length": "LENGTH",
    "substring": "SUBSTRING from a constant position",
    "contains": "CONTAINS",
    "starts with": "STARTS_WITH",
    "ends with": "ENDS_WITH",
    "date": "a literal of a constant text",
    "today": "a literal: the day of the run",
}
_ROUNDED: Final = "whole numbers divided, the rest compared with half of the divisor"


def _function(name: str) -> Capability:
    if name in _WRITTEN:
        return _lowered(_WRITTEN[name])
    if name in LOWERINGS:
        return _lowered(_ROUNDED)
    return _refused(_REASONS[name])


# FEEL's built-in functions by name.
FUNCTIONS: Final[Mapping[Engine, Mapping[str, Capability]]] = {
    engine: {name: _function(name) for name in SIGNATURES} for engine in Engine
}
