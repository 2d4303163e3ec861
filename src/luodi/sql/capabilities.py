"""What each engine does with each operation and each function: natively, written otherwise, or not.

The table is closed: an operation that does not stand in it is an error when it is emitted, and a function
that does not is one when the tests compare it with FEEL's. Only engines stand in it that the agreement
tests run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from luodi.feel.builtins import SIGNATURES
from luodi.relational.builtins import LOWERINGS
from luodi.sql import capabilities_duckdb, capabilities_postgres, capabilities_spark
from luodi.sql.capability import Capability, Engine, How, lowered, refused

# Operations on rows, by the node they are.
OPERATIONS: Final[Mapping[Engine, Mapping[type, Capability]]] = {
    Engine.DUCKDB: capabilities_duckdb.OPERATIONS,
    Engine.POSTGRES: capabilities_postgres.OPERATIONS,
    Engine.SPARK: capabilities_spark.OPERATIONS,
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
        return lowered(_WRITTEN[name])
    if name in LOWERINGS:
        return lowered(_ROUNDED)
    return refused(_REASONS[name])


# FEEL's built-in functions by name.
FUNCTIONS: Final[Mapping[Engine, Mapping[str, Capability]]] = {
    engine: {name: _function(name) for name in SIGNATURES} for engine in Engine
}

__all__ = ["FUNCTIONS", "OPERATIONS", "Capability", "Engine", "How"]
