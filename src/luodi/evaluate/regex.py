"""Matching, replacing and splitting by XPath regular expressions, bounded in time.

The ``regex`` library does the work because it has what XPath needs and Python's ``re`` has not: Unicode
categories
and blocks, subtraction of classes, and a time limit that stops ``(a|aa)+$`` before it stops the server.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, TypeVar

import regex

from luodi.evaluate.arithmetic import STRING_LIMIT
from luodi.evaluate.failures import Failure
from luodi.evaluate.regex_syntax import Translation, literal

T = TypeVar("T")
# Sound patterns take microseconds; one that takes this long would take for ever.
TIME_LIMIT_S: Final = 0.25
_LONGEST_PATTERN: Final = 10_000
_FLAGS: Final = frozenset("smixq")


@lru_cache(maxsize=512)
def compile_pattern(pattern: str, flags: str) -> regex.Pattern[str]:
    """An XPath pattern, ready. Flags: s m i x q in any order. A Failure says what is not XPath."""
    if not set(flags) <= _FLAGS:
        raise Failure("EVAL016", flags=flags)
    if len(pattern) > _LONGEST_PATTERN:
        raise Failure("EVAL017", limit=_LONGEST_PATTERN)
    text = "".join(map(literal, pattern)) if "q" in flags else Translation(pattern, flags).text
    options = regex.V1 | (regex.IGNORECASE if "i" in flags else 0)
    try:
        return regex.compile(text, options)
    except (regex.error, RecursionError, OverflowError):
        raise Failure("EVAL015", near=pattern[:20], place=1) from None


def _in_time(run: Callable[[], T]) -> T:
    try:
        return run()
    except TimeoutError:
        raise Failure("EVAL018", seconds=TIME_LIMIT_S) from None


def search(pattern: regex.Pattern[str], text: str) -> bool:
    """Whether any part of the text matches."""
    return _in_time(lambda: pattern.search(text, timeout=TIME_LIMIT_S)) is not None


def _refuse_empty(pattern: regex.Pattern[str]) -> None:
    # XPath refuses such patterns (err:FORX0003): they match between all characters.
    if _in_time(lambda: pattern.search("", timeout=TIME_LIMIT_S)) is not None:
        raise Failure("EVAL019")


def split_text(pattern: regex.Pattern[str], text: str) -> list[str]:
    """The parts between matches, empty ones too."""
    _refuse_empty(pattern)

    def run() -> list[str]:
        parts, last = [], 0
        for match in pattern.finditer(text, timeout=TIME_LIMIT_S):
            parts.append(text[last : match.start()])
            last = match.end()
        return [*parts, text[last:]]

    return _in_time(run)


def replace_all(pattern: regex.Pattern[str], replacement: str, text: str, *, literally: bool = False) -> str:
    """The text with each match replaced.

    ``$0`` is the match, ``$1`` a group, ``\\$`` and ``\\\\`` are the signs themselves.
    """
    _refuse_empty(pattern)
    parts = [replacement] if literally else _replacement_parts(replacement, pattern.groups)
    if len(text) * max(1, len(replacement)) > STRING_LIMIT:
        raise Failure("EVAL017", limit=STRING_LIMIT)

    def put(match: regex.Match[str]) -> str:
        return "".join(part if isinstance(part, str) else (match[part] or "") for part in parts)

    return str(_in_time(lambda: pattern.sub(put, text, timeout=TIME_LIMIT_S)))


def _replacement_parts(replacement: str, groups: int) -> list[str | int]:
    """Texts and group numbers; a number beyond the groups gives its last digits back as text."""
    parts: list[str | int] = []
    at = 0
    while at < len(replacement):
        char = replacement[at]
        follows = replacement[at + 1 : at + 2]
        if char == "\\":
            if follows not in ("\\", "$"):
                raise Failure("EVAL015", near=replacement[at : at + 10], place=at + 1)
            parts.append(follows)
            at += 2
        elif char == "$":
            if not (follows.isascii() and follows.isdigit()):
                raise Failure("EVAL015", near=replacement[at : at + 10], place=at + 1)
            end = at + 2
            while replacement[end : end + 1].isdigit() and int(replacement[at + 1 : end + 1]) <= groups:
                end += 1
            number = int(replacement[at + 1 : end])
            parts.append(number if number <= groups else "")
            at = end
        else:
            parts.append(char)
            at += 1
    return parts
