"""Signatures of the built-in functions of FEEL 1.5: what they take, by place and by name, and give.

What they mean is in ``luodi.feel.builtin_words``, what they do in ``luodi.evaluate.builtins``; tests hold the
three in step.

Source: DMN 1.5, clause 10.3.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from luodi.feel.types import (
    ANY,
    ANY_CONTEXT,
    ANY_LIST,
    ANY_RANGE,
    BOOLEAN,
    DATE,
    DATE_AND_TIME,
    DAYS_AND_TIME,
    DURATIONS,
    NUMBER,
    STRING,
    TIME,
    YEARS_AND_MONTHS,
    ContextOf,
    FeelType,
    FunctionOf,
    ListOf,
)


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter. variadic: takes all arguments from here on, one at least; no call by name then."""

    name: str
    type: FeelType
    optional: bool = False
    variadic: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function.

    items_of: parameters that give the items of the result, where its type follows theirs: the items of a
    list, or the value itself. The result is then a list of them if ``result`` is a list, else one of them.
    """

    name: str
    parameters: tuple[Param, ...]
    result: FeelType
    items_of: tuple[str, ...] = ()

    def takes(self, count: int) -> bool:
        """Whether so many arguments by place fit."""
        least = sum(not each.optional for each in self.parameters)
        variadic = any(each.variadic for each in self.parameters)
        return least <= count and (variadic or count <= len(self.parameters))

    def parameter(self, place: int) -> Param | None:
        """The parameter of an argument by its place, counted from 0."""
        if place < len(self.parameters):
            return self.parameters[place]
        last = self.parameters[-1] if self.parameters else None
        return last if last is not None and last.variadic else None

    def takes_named(self, names: frozenset[str]) -> bool:
        """Whether a call with just these names fits."""
        if any(each.variadic for each in self.parameters):
            return False
        least = {each.name for each in self.parameters if not each.optional}
        return least <= names <= {each.name for each in self.parameters}

    def text(self) -> str:
        """``substring(string, start position, length?)``"""
        marks = (
            each.name + ("…" if each.variadic else "?" if each.optional else "") for each in self.parameters
        )
        return f"{self.name}({', '.join(marks)})"


ENTRY = ContextOf((("key", STRING), ("value", ANY)))
_PRECEDES = FunctionOf((ANY, ANY), BOOLEAN)
_DAYS = (DATE, DATE_AND_TIME)
_POINTS = (Param("point1", ANY), Param("point2", ANY))
_POINT_RANGE = (Param("point", ANY), Param("range", ANY_RANGE))
_RANGE_POINT = (Param("range", ANY_RANGE), Param("point", ANY))
_RANGES = (Param("range1", ANY_RANGE), Param("range2", ANY_RANGE))
_LIST = Param("list", ANY_LIST)
_NUMBERS = Param("list", ListOf(NUMBER))
_LENGTH = Param("length", NUMBER, optional=True)
_FLAGS = Param("flags", STRING, optional=True)
_SCALE = Param("scale", NUMBER)


def _all_signatures() -> list[Signature]:
    found: list[Signature] = []

    def takes(name: str, *parameters: Param, gives: FeelType, items: str = "") -> None:
        found.append(Signature(name, parameters, gives, tuple(items.split())))

    # Conversion.
    for given in (STRING, DATE_AND_TIME):
        takes("date", Param("from", given), gives=DATE)
    takes("date", Param("year", NUMBER), Param("month", NUMBER), Param("day", NUMBER), gives=DATE)
    # What is one already is taken too, as for dates and times; the standard has the texts alone.
    for given in (STRING, DATE_AND_TIME):
        takes("date and time", Param("from", given), gives=DATE_AND_TIME)
    for given in _DAYS:
        takes("date and time", Param("date", given), Param("time", TIME), gives=DATE_AND_TIME)
    for given in (STRING, TIME, DATE_AND_TIME):
        takes("time", Param("from", given), gives=TIME)
    offset = Param("offset", DAYS_AND_TIME, optional=True)
    takes("time", Param("hour", NUMBER), Param("minute", NUMBER), Param("second", NUMBER), offset, gives=TIME)
    takes("number", Param("from", STRING), gives=NUMBER)
    separators = Param("grouping separator", STRING), Param("decimal separator", STRING)
    takes("number", Param("from", STRING), *separators, gives=NUMBER)
    takes("string", Param("from", ANY), gives=STRING)
    takes("duration", Param("from", STRING), gives=ANY)
    for length in DURATIONS:
        takes("duration", Param("from", length), gives=length)
    for given in _DAYS:
        ends = Param("from", given), Param("to", given)
        takes("years and months duration", *ends, gives=YEARS_AND_MONTHS)
    takes("range", Param("from", STRING), gives=ANY_RANGE)

    # Boolean.
    takes("not", Param("negand", BOOLEAN), gives=BOOLEAN)

    # Strings.
    string, match, pattern = Param("string", STRING), Param("match", STRING), Param("pattern", STRING)
    takes("substring", string, Param("start position", NUMBER), _LENGTH, gives=STRING)
    takes("string length", string, gives=NUMBER)
    for name in ("upper case", "lower case"):
        takes(name, string, gives=STRING)
    for name in ("substring before", "substring after"):
        takes(name, string, match, gives=STRING)
    takes("replace", Param("input", STRING), pattern, Param("replacement", STRING), _FLAGS, gives=STRING)
    for name in ("contains", "starts with", "ends with"):
        takes(name, string, match, gives=BOOLEAN)
    takes("matches", Param("input", STRING), pattern, _FLAGS, gives=BOOLEAN)
    takes("split", string, Param("delimiter", STRING), gives=ListOf(STRING))
    joined = Param("list", ListOf(STRING)), Param("delimiter", STRING, optional=True)
    takes("string join", *joined, gives=STRING)

    # Lists.
    element, new, position = Param("element", ANY), Param("newItem", ANY), Param("position", NUMBER)
    takes("list contains", _LIST, element, gives=BOOLEAN)
    takes("list replace", _LIST, position, new, gives=ANY_LIST, items="list newItem")
    takes("list replace", _LIST, Param("match", _PRECEDES), new, gives=ANY_LIST, items="list newItem")
    takes("count", _LIST, gives=NUMBER)
    for name in ("min", "max"):
        takes(name, _LIST, gives=ANY, items="list")
        takes(name, Param("item", ANY, variadic=True), gives=ANY, items="item")
    for name in ("sum", "mean"):
        for kind in (NUMBER, *DURATIONS):
            takes(name, Param("list", ListOf(kind)), gives=kind)
            takes(name, Param("item", kind, variadic=True), gives=kind)
    for name in ("product", "median", "stddev"):
        takes(name, _NUMBERS, gives=NUMBER)
        takes(name, Param("item", NUMBER, variadic=True), gives=NUMBER)
    takes("mode", _NUMBERS, gives=ListOf(NUMBER))
    takes("mode", Param("item", NUMBER, variadic=True), gives=ListOf(NUMBER))
    for name in ("all", "any"):
        takes(name, Param("list", ListOf(BOOLEAN)), gives=BOOLEAN)
        takes(name, Param("item", BOOLEAN, variadic=True), gives=BOOLEAN)
    takes("sublist", _LIST, Param("start position", NUMBER), _LENGTH, gives=ANY_LIST, items="list")
    takes("append", _LIST, Param("item", ANY, variadic=True), gives=ANY_LIST, items="list item")
    for name in ("concatenate", "union"):
        takes(name, Param("list", ANY_LIST, variadic=True), gives=ANY_LIST, items="list")
    takes("insert before", _LIST, position, new, gives=ANY_LIST, items="list newItem")
    takes("remove", _LIST, position, gives=ANY_LIST, items="list")
    takes("reverse", _LIST, gives=ANY_LIST, items="list")
    takes("index of", _LIST, Param("match", ANY), gives=ListOf(NUMBER))
    takes("distinct values", _LIST, gives=ANY_LIST, items="list")
    takes("flatten", _LIST, gives=ANY_LIST)
    takes("sort", _LIST, Param("precedes", _PRECEDES), gives=ANY_LIST, items="list")

    # Numbers.
    takes("decimal", Param("n", NUMBER), _SCALE, gives=NUMBER)
    for name in ("floor", "ceiling"):
        takes(name, Param("n", NUMBER), Param("scale", NUMBER, optional=True), gives=NUMBER)
    for name in ("round up", "round down", "round half up", "round half down"):
        takes(name, Param("n", NUMBER), _SCALE, gives=NUMBER)
    for kind in (NUMBER, *DURATIONS):
        takes("abs", Param("n", kind), gives=kind)
    takes("modulo", Param("dividend", NUMBER), Param("divisor", NUMBER), gives=NUMBER)
    for name in ("sqrt", "log", "exp"):
        takes(name, Param("number", NUMBER), gives=NUMBER)
    for name in ("odd", "even"):
        takes(name, Param("number", NUMBER), gives=BOOLEAN)

    # Identity, order of points and ranges, parts of dates.
    takes("is", Param("value1", ANY), Param("value2", ANY), gives=BOOLEAN)
    for name in ("before", "after"):
        for pair in (_POINTS, _POINT_RANGE, _RANGE_POINT, _RANGES):
            takes(name, *pair, gives=BOOLEAN)
    for name in ("meets", "met by", "overlaps", "overlaps before", "overlaps after"):
        takes(name, *_RANGES, gives=BOOLEAN)
    for name in ("finishes", "during", "starts"):
        takes(name, *_POINT_RANGE, gives=BOOLEAN)
        takes(name, *_RANGES, gives=BOOLEAN)
    for name in ("finished by", "includes", "started by"):
        takes(name, *_RANGE_POINT, gives=BOOLEAN)
        takes(name, *_RANGES, gives=BOOLEAN)
    takes("coincides", *_POINTS, gives=BOOLEAN)
    takes("coincides", *_RANGES, gives=BOOLEAN)
    for given in _DAYS:
        day = Param("date", given)
        takes("day of year", day, gives=NUMBER)
        takes("day of week", day, gives=STRING)
        takes("month of year", day, gives=STRING)
        takes("week of year", day, gives=NUMBER)

    # Contexts, and the clock.
    context, value = Param("context", ANY_CONTEXT), Param("value", ANY)
    takes("get value", Param("m", ANY_CONTEXT), Param("key", STRING), gives=ANY)
    takes("get entries", Param("m", ANY_CONTEXT), gives=ListOf(ENTRY))
    takes("context", Param("entries", ListOf(ENTRY)), gives=ANY_CONTEXT)
    takes("context put", context, Param("key", STRING), value, gives=ANY_CONTEXT)
    takes("context put", context, Param("keys", ListOf(STRING)), value, gives=ANY_CONTEXT)
    takes("context merge", Param("contexts", ListOf(ANY_CONTEXT)), gives=ANY_CONTEXT)
    takes("now", gives=DATE_AND_TIME)
    takes("today", gives=DATE)
    return found


def _by_name() -> dict[str, tuple[Signature, ...]]:
    table: dict[str, list[Signature]] = {}
    for each in _all_signatures():
        table.setdefault(each.name, []).append(each)
    return {name: tuple(ways) for name, ways in table.items()}


# All ways to call each function, the likelier first.
SIGNATURES: Mapping[str, tuple[Signature, ...]] = _by_name()
