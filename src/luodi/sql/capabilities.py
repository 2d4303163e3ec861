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
from luodi.relational.ranges import LOWERINGS as RELATIONS
from luodi.sql import capabilities_duckdb, capabilities_postgres, capabilities_spark
from luodi.sql.capability import Capability, Engine, How, lowered, refused

# Operations on rows, by the node they are.
OPERATIONS: Final[Mapping[Engine, Mapping[type, Capability]]] = {
    Engine.DUCKDB: capabilities_duckdb.OPERATIONS,
    Engine.POSTGRES: capabilities_postgres.OPERATIONS,
    Engine.SPARK: capabilities_spark.OPERATIONS,
}

_QUOTIENT: Final = "rows have no column for 34 floating digits"
_PATTERN: Final = "XPath's patterns are not the engine's"
_REASONS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("sqrt", "log", "exp", "stddev"), _QUOTIENT),
    "split": _PATTERN,
    "now": "a run has a day, no time of day",
    "range": "a range is written as it is, not as a text",
}
_BEFORE: Final = "worked out before the run over a list that is written down"
_OF_TEXT: Final = "of a text that is written down, or of parts"
# What stands for functions that have no operation of their own.
_WRITTEN: Final[Mapping[str, str]] = {
    "not": "NOT",
    "min": "LEAST, null where an argument is; MIN over child rows",
    "max": "GREATEST, null where an argument is; MAX over child rows",
    "sum": "a + b + c; SUM over child rows, null where one is",
    "mean": "an open quotient: compared by multiplying, or rounded",
    "product": "a * b * c",
    "count": "ARRAY_LENGTH; a constant for a list that is written down; COUNT of child rows",
    "list contains": "OR over a list that is written down; BOOL_OR over child rows",
    "all": "AND over a list that is written down; BOOL_OR over child rows",
    "any": "OR over a list that is written down; BOOL_OR over child rows",
    "distinct values": "constants compared before the run; ROW_NUMBER over child rows",
    **dict.fromkeys(
        (
            *("append", "concatenate", "insert before", "remove", "reverse", "sublist", "flatten"),
            *("index of", "list replace"),
        ),
        _BEFORE,
    ),
    **dict.fromkeys(("union", "sort", "mode"), f"{_BEFORE}, of constants"),
    "median": "LEAST of the GREATEST of every half; over child rows what two ROW_NUMBERs meet at",
    **dict.fromkeys(
        ("get value", "get entries", "context", "context put", "context merge"),
        "contexts are taken apart before the run; keys are constants",
    ),
    "abs": "CASE",
    "modulo": "whole numbers: a - (a // b) * b, brought to the divisor's sign",
    "odd": "modulo by two, which leaves one",
    "even": "modulo by two, which leaves nought",
    "string length": "LENGTH",
    "substring": "SUBSTRING from a constant position, from the end by LENGTH",
    "substring before": "SUBSTRING up to STRPOS",
    "substring after": "SUBSTRING behind STRPOS",
    "string join": "|| over a list that is written down, nulls left out",
    "contains": "CONTAINS",
    "starts with": "STARTS_WITH",
    "ends with": "ENDS_WITH",
    "matches": "CONTAINS, for a pattern without a sign that means anything",
    "replace": "REPLACE, for a pattern without a sign that means anything",
    "upper case": "of a constant: the engine's tables of cases are not the interpreter's",
    "lower case": "of a constant: the engine's tables of cases are not the interpreter's",
    "number": "of a constant text",
    "string": "digits of whole numbers and a point between them; parts of dates and durations",
    "date": f"{_OF_TEXT}: months after 1970 and days",
    "date and time": _OF_TEXT,
    "time": _OF_TEXT,
    "duration": "a number of months or of seconds, of a text that is written down",
    "years and months duration": "a number of months from parts of dates",
    "day of year": "DAYOFYEAR",
    "day of week": "CASE by ISODOW",
    "month of year": "CASE by MONTH",
    "week of year": "WEEK by ISO 8601",
    "is": "IS NOT DISTINCT FROM; false for other types, but for nulls",
    "today": "a literal: the day of the run",
    **dict.fromkeys(RELATIONS, "comparisons of points and ends, null where one is"),
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
