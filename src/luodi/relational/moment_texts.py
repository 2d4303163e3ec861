"""The texts that FEEL writes of dates, times and durations (DMN 1.5, 10.3.4.1, string())."""

from __future__ import annotations

from luodi.relational import numbers
from luodi.relational.hoisting import Hoist
from luodi.relational.moments import part_of_span, units
from luodi.relational.nodes import (
    Case,
    Compare,
    DatePart,
    Digits,
    IntegerSum,
    Literal,
    Node,
    Text,
    Written,
    both,
    text,
)
from luodi.relational.types import INTEGER, STRING
from luodi.relational.values import Clock, Moment, Span, Value, scalar


def joined(parts: list[Node]) -> Node:
    """Texts one behind the other; null where one is."""
    made = parts[0]
    for each in parts[1:]:
        made = Text("join", (made, each), STRING)
    return made


def _padded(number: Node, width: int) -> Node:
    """An integer of at most so many digits with noughts in front."""
    raised = IntegerSum("+", number, Literal(10**width, INTEGER))
    return Text("substring", (Written(raised), Literal(2, INTEGER)), STRING)


def text_of(hoist: Hoist, value: Value) -> Node:
    """The text that FEEL writes of a temporal value: ``2026-03-01T08:00:00+08:00``, ``P1DT2H``."""
    if isinstance(value, Span):
        return _text_of_span(hoist, value)
    if isinstance(value, Moment):
        return joined([_text_of_day(hoist, value.day), text("T"), _text_of_clock(hoist, value.clock)])
    if isinstance(value, Clock):
        return _text_of_clock(hoist, value)
    return _text_of_day(hoist, scalar(value))


def _text_of_day(hoist: Hoist, day: Node) -> Node:
    year = hoist.keep(DatePart("year", day))
    size = hoist.keep(
        Case(
            ((Compare("<", year, Literal(0, INTEGER)), IntegerSum("-", Literal(0, INTEGER), year)),),
            year,
            INTEGER,
        )
    )
    short = Compare("<", size, Literal(10_000, INTEGER))
    shown = Case(((short, _padded(size, 4)),), Written(size), STRING)
    sign = Case(((Compare("<", year, Literal(0, INTEGER)), text("-")),), text(""), STRING)
    rest = [text("-"), _padded(DatePart("month", day), 2), text("-"), _padded(DatePart("day", day), 2)]
    return joined([sign, shown, *rest])


def fraction(hoist: Hoist, seconds: Node) -> Node:
    """What stands behind the point, with it; nothing where it is nought."""
    scale = numbers.number_type(seconds).scale
    if not scale:
        return text("")
    whole = numbers.rounded(hoist, seconds, 0, "down")
    rest = hoist.keep(Digits(hoist.keep(numbers.absolute(hoist, numbers.arithmetic("-", seconds, whole)))))
    shown = Text("without zeros at the end", (_padded(rest, scale),), STRING)
    return Case(((Compare("=", rest, Literal(0, INTEGER)), text("")),), joined([text("."), shown]), STRING)


def _text_of_clock(hoist: Hoist, clock: Clock) -> Node:
    seconds = hoist.keep(clock.seconds)
    of_clock = units(hoist, seconds)
    hour, minute, second = (_padded(Digits(of_clock[each]), 2) for each in ("hour", "minute", "second"))
    shown = [hour, text(":"), minute, text(":"), second, fraction(hoist, seconds)]
    return joined(shown if clock.offset is None else [*shown, text(_text_of_offset(clock.offset))])


def _text_of_offset(offset: int) -> str:
    if offset == 0:
        return "Z"
    hours, rest = divmod(abs(offset), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def _text_of_span(hoist: Hoist, span: Span) -> Node:
    amount = hoist.keep(span.amount)
    size = hoist.keep(numbers.absolute(hoist, amount))
    negative = Compare("<", Digits(amount), Literal(0, INTEGER))
    start = Case(((negative, text("-P")),), text("P"), STRING)
    whole = Span(span.unit, size)
    if span.unit == "months":
        shown = joined([_shown(hoist, whole, "years", "Y"), _shown(hoist, whole, "months", "M")])
        return joined([start, _or_else(hoist, shown, "0M")])
    clock = [_shown(hoist, whole, "hours", "H"), _shown(hoist, whole, "minutes", "M"), _seconds(hoist, whole)]
    timed = hoist.keep(joined(clock))
    behind = Case(((_is_empty(timed), text("")),), joined([text("T"), timed]), STRING)
    return joined([start, _or_else(hoist, joined([_shown(hoist, whole, "days", "D"), behind]), "T0S")])


def _shown(hoist: Hoist, span: Span, name: str, letter: str) -> Node:
    count = hoist.keep(Digits(numbers.number_node(part_of_span(hoist, span, name))))
    nothing = Compare("=", count, Literal(0, INTEGER))
    return Case(((nothing, text("")),), joined([Written(count), text(letter)]), STRING)


def _seconds(hoist: Hoist, span: Span) -> Node:
    count = hoist.keep(Digits(numbers.number_node(part_of_span(hoist, span, "seconds"))))
    rest = hoist.keep(fraction(hoist, span.amount))
    nothing = both([Compare("=", count, Literal(0, INTEGER)), _is_empty(rest)])
    return Case(((nothing, text("")),), joined([Written(count), rest, text("S")]), STRING)


def _is_empty(node: Node) -> Node:
    return Compare("=", node, text(""))


def _or_else(hoist: Hoist, shown: Node, instead: str) -> Node:
    kept = hoist.keep(shown)
    return Case(((_is_empty(kept), text(instead)),), kept, STRING)
