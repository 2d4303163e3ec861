"""Texts as nodes: parts of them, and numbers and other values written as texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from luodi.relational import moment_texts, moments, numbers
from luodi.relational.hoisting import Hoist
from luodi.relational.nodes import (
    NOTHING,
    Case,
    Compare,
    Digits,
    IntegerSum,
    Literal,
    Node,
    Text,
    Written,
    both,
    text,
    type_of,
)
from luodi.relational.refusal import Refused
from luodi.relational.types import BOOLEAN, DATE, INTEGER, NULL, STRING, NumberType
from luodi.relational.values import (
    Clock,
    Entries,
    Items,
    Moment,
    Span,
    Value,
    any_missing,
    is_missing,
    scalar,
    words_of,
)

_NUMERAL: Final = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?", re.ASCII)
_NOUGHT: Final = Literal(0, INTEGER)
# A pattern of these alone stands for itself.
_PLAIN: Final = re.compile(r"[\w \-,;:!@#%&=<>'\"~`/，。；：、（）《》“”]*")


def text_node(value: Value) -> Node:
    node = scalar(value)
    if type_of(node) == NULL:
        return Literal(None, STRING)
    if type_of(node) != STRING:
        raise Refused("SQL005", wanted="string", was=words_of(value))
    return node


def _length(node: Node) -> Node:
    return Text("length", (node,), INTEGER)


def _from(node: Node, start: Node, length: Node | None = None) -> Node:
    return Text("substring", (node, start) if length is None else (node, start, length), STRING)


def _if_known(parts: list[Node], found: Node) -> Node:
    return Case(((any_missing(parts), Literal(None, STRING)),), found, STRING)


def substring(hoist: Hoist, given: Sequence[Value]) -> Value:
    """From a constant position, which counts from the end when negative, for a constant length or to the
    end; null where there is no such position."""
    node = hoist.keep(text_node(given[0]))
    start = _place(given[1], "start position")
    if start == 0:
        return Literal(None, STRING)
    length = None
    if len(given) > 2:
        count = _place(given[2], "length")
        if count < 0:
            return Literal(None, STRING)
        length = Literal(count, INTEGER)
    size = hoist.keep(_length(node))
    first: Node = Literal(start, INTEGER)
    if start < 0:
        first = IntegerSum("+", size, Literal(start + 1, INTEGER))
    inside = Compare(">=", size, Literal(abs(start), INTEGER))
    return Case(((inside, _from(node, first, length)),), Literal(None, STRING), STRING)


def _place(value: Value, name: str) -> int:
    if isinstance(value, Literal) and isinstance(value.value, Decimal):
        return int(value.value)
    raise Refused("SQL006", name=name)


def before(hoist: Hoist, given: Sequence[Value]) -> Value:
    """What stands before the first match; nothing where there is none, or the match is nothing."""
    node, match = (hoist.keep(text_node(each)) for each in given)
    place = hoist.keep(Text("position", (node, match), INTEGER))
    ahead = IntegerSum("-", place, Literal(1, INTEGER))
    found = both([Compare(">", place, Literal(1, INTEGER)), Compare("<>", match, text(""))])
    return _if_known(
        [node, match], Case(((found, _from(node, Literal(1, INTEGER), ahead)),), text(""), STRING)
    )


def after(hoist: Hoist, given: Sequence[Value]) -> Value:
    """What stands after the first match; all where the match is nothing."""
    node, match = (hoist.keep(text_node(each)) for each in given)
    place = hoist.keep(Text("position", (node, match), INTEGER))
    rest = _from(node, IntegerSum("+", place, _length(match)))
    whens = ((Compare("=", match, text("")), node), (Compare(">", place, _NOUGHT), rest))
    return _if_known([node, match], Case(whens, text(""), STRING))


def cased(*, upper: bool) -> Callable[[Hoist, Sequence[Value]], Value]:
    """Upper and lower case of what is written down: an engine's tables of them are not the interpreter's."""

    def lower(_hoist: Hoist, given: Sequence[Value]) -> Value:
        node = text_node(given[0])
        if not isinstance(node, Literal):
            raise Refused("SQL023", what="upper case" if upper else "lower case")
        if not isinstance(node.value, str):
            return node
        return text(node.value.upper() if upper else node.value.lower())

    return lower


def plain_pattern(value: Value, name: str) -> str:
    """A pattern that stands for itself. Refused for any other: engines read patterns in their own ways."""
    node = scalar(value)
    if (
        isinstance(node, Literal)
        and isinstance(node.value, str)
        and _PLAIN.fullmatch(node.value)
        and node.value
    ):
        return node.value
    raise Refused("SQL007", what=name)


def _no_flags(given: Sequence[Value], count: int, name: str) -> None:
    for each in given[count:]:
        node = scalar(each)
        if not isinstance(node, Literal) or node.value not in (None, ""):
            raise Refused("SQL007", what=name)


def matches(_hoist: Hoist, given: Sequence[Value]) -> Value:
    pattern = plain_pattern(given[1], "matches")
    _no_flags(given, 2, "matches")
    return Text("contains", (text_node(given[0]), text(pattern)), BOOLEAN)


def replace(_hoist: Hoist, given: Sequence[Value]) -> Value:
    pattern = plain_pattern(given[1], "replace")
    _no_flags(given, 3, "replace")
    instead = scalar(given[2])
    if not isinstance(instead, Literal) or not isinstance(instead.value, str):
        raise Refused("SQL006", name="replacement")
    if "$" in instead.value or "\\" in instead.value:
        raise Refused("SQL007", what="replace")
    return Text("replace", (text_node(given[0]), text(pattern), instead), STRING)


# --- other values as texts -----------------------------------------------------------------------------


def string(hoist: Hoist, given: Sequence[Value]) -> Value:
    """``string(value)``: the text as the interpreter writes it; null stays null."""
    value = given[0]
    if isinstance(value, (Entries, Items)):
        return _whole(hoist, value)
    if isinstance(value, (Span, Clock, Moment)):
        return moment_texts.text_of(hoist, value)
    node = scalar(value)
    kind = type_of(node)
    if kind in (STRING, NULL):
        return node if kind == STRING else Literal(None, STRING)
    if kind == BOOLEAN:
        kept = hoist.keep(node)
        told = Case(((kept, text("true")),), text("false"), STRING)
        absent = is_missing(kept)
        return Case(((absent, Literal(None, STRING)),), told, STRING)
    if kind == DATE:
        return moment_texts.text_of(hoist, hoist.keep(node))
    if isinstance(kind, NumberType):
        return number_text(hoist, node, kind)
    raise Refused("SQL005", wanted="string", was=words_of(value))


def _whole(hoist: Hoist, value: Value) -> Node:
    """A list or a context as FEEL writes it: texts within are quoted, nulls are written."""
    if isinstance(value, Items):
        if value.held is not None:
            raise Refused("SQL001", what="list")
        parts = [_inside(hoist, each) for each in value.items]
        return hoist.keep(moment_texts.joined([text("["), *_separated(parts), text("]")]))
    if isinstance(value, Entries) and value.absent is None:
        made: list[list[Node]] = []
        for name, each in value.entries.items():
            if not name.isidentifier():
                raise Refused("SQL001", what="context")
            made.append([text(f"{name}: "), _inside(hoist, each)])
        return hoist.keep(
            moment_texts.joined(
                [text("{"), *_separated([moment_texts.joined(each) for each in made]), text("}")]
            )
        )
    raise Refused("SQL001", what=words_of(value))


def _separated(parts: list[Node]) -> list[Node]:
    return [each for part in parts for each in (text(", "), part)][1:]


def _inside(hoist: Hoist, value: Value) -> Node:
    if isinstance(value, (Items, Entries)):
        return _whole(hoist, value)
    if is_missing(value) != Literal(False, BOOLEAN):
        if isinstance(value, Literal):
            return text("null")
        raise Refused("SQL001", what=words_of(value))
    if isinstance(value, Literal) and isinstance(value.value, str):
        escaped = value.value.replace("\\", "\\\\").replace('"', '\\"')
        return text(f'"{escaped}"')
    if isinstance(value, Literal) and isinstance(value.value, (Decimal, bool)):
        return scalar(string(hoist, [value]))
    if moments.is_temporal(value):
        return moment_texts.joined([text('@"'), moment_texts.text_of(hoist, value), text('"')])
    raise Refused("SQL001", what=words_of(value))


def number_text(hoist: Hoist, node: Node, kind: NumberType) -> Node:
    """Plain digits without an exponent and without zeros that say nothing."""
    kept = hoist.keep(node)
    if not kind.scale:
        return Written(Digits(kept))
    size = hoist.keep(numbers.absolute(hoist, kept))
    whole = Written(Digits(numbers.rounded(hoist, size, 0, "down")))
    sign = Case(((Compare("<", Digits(kept), _NOUGHT), text("-")),), text(""), STRING)
    return moment_texts.joined([sign, whole, moment_texts.fraction(hoist, size)])


def number(_hoist: Hoist, given: Sequence[Value]) -> Value:
    """``number(text)`` of a text that is written down."""
    constants = []
    for each in given:
        node = scalar(each)
        if not isinstance(node, Literal) or not (node.value is None or isinstance(node.value, str)):
            raise Refused("SQL006", name="from")
        constants.append(node.value)
    numeral, group, point = (*constants, None, None)[:3]
    if numeral is None or (len(given) > 1 and not _separators(group, point)):
        return NOTHING
    if group:
        numeral = numeral.replace(group, "")
    if point == ",":
        if "." in numeral:
            return NOTHING
        numeral = numeral.replace(",", ".")
    if not _NUMERAL.fullmatch(numeral):
        return NOTHING
    found = Decimal(numeral)
    if len(found.as_tuple().digits) > 34 or abs(found.adjusted()) > 34:
        raise Refused("SQL003", digits=len(found.as_tuple().digits), limit=34)
    return numbers.number(found)


def _separators(group: object, point: object) -> bool:
    return group in (None, " ", ",", ".") and point in (None, ",", ".") and (group is None or group != point)
