"""Bodies of the string functions (DMN 1.5, 10.3.4.3, table 74). Positions count code points from 1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from luodi.evaluate.arithmetic import STRING_LIMIT
from luodi.evaluate.builtins.arguments import ABSENT, list_of, string_of, whole_of, wrong
from luodi.evaluate.failures import Failure
from luodi.evaluate.regex import compile_pattern, replace_all, search, split_text
from luodi.evaluate.values import NUMBERS, Value


def substring(string: Value, start: Value, length: Value = ABSENT) -> str:
    """From a position, which counts from the end when negative, for a length or to the end."""
    text = string_of(string, "substring", "string")
    position = whole_of(start, "substring", "start position")
    if position == 0 or abs(position) > len(text):
        raise Failure("EVAL008", function="substring", name="start position", value=str(position))
    begin = position - 1 if position > 0 else len(text) + position
    if length is ABSENT:
        return text[begin:]
    count = whole_of(length, "substring", "length")
    if count < 0:
        raise Failure("EVAL008", function="substring", name="length", value=str(count))
    return text[begin : begin + count]


def string_length(string: Value) -> Value:
    return NUMBERS.create_decimal(len(string_of(string, "string length", "string")))


def upper_case(string: Value) -> str:
    return string_of(string, "upper case", "string").upper()


def lower_case(string: Value) -> str:
    return string_of(string, "lower case", "string").lower()


def substring_before(string: Value, match: Value) -> str:
    """What stands before the first match; "" where there is none."""
    text = string_of(string, "substring before", "string")
    wanted = string_of(match, "substring before", "match")
    before, found, _ = text.partition(wanted) if wanted else ("", "", "")
    return before if found else ""


def substring_after(string: Value, match: Value) -> str:
    """What stands after the first match; "" where there is none."""
    text = string_of(string, "substring after", "string")
    wanted = string_of(match, "substring after", "match")
    return text.partition(wanted)[2] if wanted else text


def contains(string: Value, match: Value) -> bool:
    return string_of(match, "contains", "match") in string_of(string, "contains", "string")


def starts_with(string: Value, match: Value) -> bool:
    text = string_of(string, "starts with", "string")
    return text.startswith(string_of(match, "starts with", "match"))


def ends_with(string: Value, match: Value) -> bool:
    return string_of(string, "ends with", "string").endswith(string_of(match, "ends with", "match"))


def _flags(value: Value, function: str) -> str:
    # null flags are no flags, as in the kit
    return "" if value is ABSENT or value is None else string_of(value, function, "flags")


def matches(text: Value, pattern: Value, flags: Value = ABSENT) -> bool:
    """Whether any part of the text matches the XPath pattern."""
    subject = string_of(text, "matches", "input")
    compiled = compile_pattern(string_of(pattern, "matches", "pattern"), _flags(flags, "matches"))
    return search(compiled, subject)


def replace(text: Value, pattern: Value, replacement: Value, flags: Value = ABSENT) -> str:
    """The text with each match replaced; ``$1`` is the first group, ``$0`` the match."""
    subject = string_of(text, "replace", "input")
    written = string_of(pattern, "replace", "pattern")
    with_text = string_of(replacement, "replace", "replacement")
    given = _flags(flags, "replace")
    # With q the replacement is no pattern either.
    return replace_all(compile_pattern(written, given), with_text, subject, literally="q" in given)


def split(string: Value, delimiter: Value) -> list[str]:
    """The parts between matches of an XPath pattern."""
    subject = string_of(string, "split", "string")
    return split_text(compile_pattern(string_of(delimiter, "split", "delimiter"), ""), subject)


def string_join(items: Value, delimiter: Value = ABSENT) -> str:
    """The strings of a list one after another; nulls are left out, a null delimiter is none."""
    parts = list_of(items, "string join")
    between = (
        "" if delimiter is ABSENT or delimiter is None else string_of(delimiter, "string join", "delimiter")
    )
    texts = [part for part in parts if part is not None]
    for part in texts:
        if type(part) is not str:
            raise wrong("string join", "list", "list<string>", part)
    if sum(map(len, texts)) + len(between) * len(texts) > STRING_LIMIT:
        raise Failure("EVAL017", limit=STRING_LIMIT)
    return between.join(texts)


BODIES: Final[dict[str, Callable[..., Any]]] = {
    "substring": substring,
    "string length": string_length,
    "upper case": upper_case,
    "lower case": lower_case,
    "substring before": substring_before,
    "substring after": substring_after,
    "contains": contains,
    "starts with": starts_with,
    "ends with": ends_with,
    "matches": matches,
    "replace": replace,
    "split": split,
    "string join": string_join,
}
