"""Undoes what a program did that took UTF-8 for characters of two bytes ("chain B").

Bytes were taken in pairs from each half-width character on. Where a run of full-width characters had an odd
number of bytes, its last byte made a pair with the half-width character after it, and that pair became
another one: the character's last byte is one less (府 and ``<`` became 庛), and the half-width character is
gone. With a digit, character and digit became one ``?``. So one can be restored and the other is lost, and
what shows that it happened is that bytes no longer pair up before the next half-width character.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from luodi.repair import kinds
from luodi.repair.candidates import SWALLOWED, Evidence
from luodi.repair.charsets import is_common, is_usual
from luodi.repair.chinese import simplify, simplify_char
from luodi.repair.compose import lost_places
from luodi.repair.language import Language
from luodi.repair.model import REPLACEMENT_CHARACTER, Draft, Edit, Lost, StageResult, apply_edits

# What only such a page has: a document number or a date with ``?`` for halves and digits, and tags that
# have lost their beginning.
_NUMBER: Final = re.compile(r"\?[09]\d\d\?(?!\?)|[〔（(\[](?:19|20)\d\d\?\d")
_DATE: Final = re.compile(r"(?<!\d)(?:19|20)\d\d\?\?\d?[\u4e00-\u9fff?]")
_TAG: Final = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])/(?:p|div|span|strong|td|tr|li|a|h[1-6]|br|b|font)>"
)
_LEAST_SIGNS: Final = 2
_RUN: Final = re.compile(r"[^\x00-\x7f]+")
_LEAD: Final = 6.0  # in natural logarithms of chance, from which on a halved character is believed
# Chance that a character swallowed what stood after it, where a run ends and in its middle.
_AT_END: Final = -2.0
_WITHIN: Final = -9.0
_SHOWN: Final = 3
_BEFORE_DIGITS: Final = re.compile(r"([\u3000-\u9fff\uff00-\uffef])\d")
_SAMPLE: Final = 200_000


_MARKS: Final = re.compile(
    r"(?<=\d)\?+(?=[\d?(（\u4e00-\u9fff]|\Z)|(?<=\d\?\d)\?|\?+(?=\d)|\?{2,}|(?<=\()\?(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])\?(?=[A-Z+])"
)
# A ``?`` between hanzi that counts something.
_BETWEEN: Final = re.compile(r"(?<=[\u4e00-\u9fff])\?(?=[年月日号家个项人名周天条款章件种类级次批期])")
_LAST: Final = re.compile(r"[^\x00-\x7f](?=[\x00-\x7f]|\Z)")
_YEAR_REST: Final = re.compile(r"[09]\d\d(?!\d)")
_AFTER_YEAR: Final = re.compile(r"(?:19|20)\d\d\Z")
_AFTER_BRACKET: Final = re.compile(r"[〔（(\[](?:19|20)\d\d\Z")
_AFTER_NUMBER: Final = re.compile(r"\ufffd{2}[09]\d\d\Z")
_AFTER_YEAR_MARK: Final = re.compile(r"(?:19|20)\d\d\ufffd\ufffd\d?\Z")
_AFTER_MONTH: Final = re.compile(r"(?:月|(?:19|20)\d\d\ufffd\ufffd\d?\ufffd\ufffd)\d?\Z")
_TAG_REST: Final = re.compile(r"/[a-z]{1,6}\d?>")

_OFTEN: Final = ("\n", " ", ":")

_Halved = tuple[int, "_Halved | None"]


@dataclass(frozen=True, slots=True)
class _Way:
    """A way through a run up to some character.

    odd: whether a byte is left over. halved: characters put right, by offset, last first.
    """

    score: float
    odd: bool
    last: str
    halved: _Halved | None = None


def undo_halves(draft: Draft) -> StageResult:
    """Edits that put halved characters right and mark what they swallowed as lost."""
    text = draft.text
    if "?" not in text and "/" not in text:
        return StageResult()
    if not _shows_halves(text):
        return StageResult()
    language = Language(simplify(_sound(text[:_SAMPLE])))
    edits = [
        Edit(at, at + 1, text[at], _whole(text[at]) + REPLACEMENT_CHARACTER, kinds.LOST, False)
        for run in _RUN.finditer(text)
        for at in _halved(text, run.start(), run.end(), language)
    ]
    edits += (
        Edit(at, at + 1, "?", REPLACEMENT_CHARACTER * 2, kinds.LOST, False)
        for marks in (_MARKS, _BETWEEN)
        for found in marks.finditer(text)
        for at in range(*found.span())
    )
    edits.sort(key=lambda edit: edit.start)
    return StageResult(tuple(edits), tuple(_lost(text, edits)))


def _shows_halves(text: str) -> bool:
    marks = sum(len(sign.findall(text)) for sign in (_NUMBER, _DATE, _TAG))
    if not marks and not _BETWEEN.search(text):
        return False
    return marks + len(set(_halved_ends(text))) >= _LEAST_SIGNS


def _halved_ends(text: str) -> Iterator[str]:
    """Rare characters at the end of a run of an odd length that a last byte one more would make common."""
    for run in _RUN.finditer(text):
        char = run[0][-1]
        if len(run[0]) % 2 and not is_usual(char) and _can_be_halved(char) and is_common(_whole(char)):
            yield char


def _sound(text: str) -> str:
    """The text without what may be halves: the ends of runs, and rare characters."""
    return "".join(char if char < "\x80" or is_usual(char) else "\n" for char in _LAST.sub("\n", text))


def _whole(char: str) -> str:
    """The character before its last byte became one less."""
    return chr(ord(char) + 1)


def _can_be_halved(char: str) -> bool:
    return "\u0800" <= char < "\ufffd" and ord(char) & 0x3F != 0x3F


def _halved(text: str, start: int, end: int, language: Language) -> list[int]:
    """Which characters of a run were halved, by how bytes pair up before what follows and by the words."""
    after = text[end : end + 1]
    ways = [_Way(0.0, False, text[max(0, start - 1) : start])]
    for at, char in enumerate(text[start:end], start):
        steps: dict[tuple[bool, bool, bool], _Way] = {}
        odd_char = len(char.encode("utf-8", "surrogatepass")) % 2 == 1
        for way in ways:
            odd = way.odd ^ odd_char
            plain = _Way(way.score + language.score(way.last, char), odd, simplify_char(char), way.halved)
            _keep(steps, plain, ended=False)
            if odd and _can_be_halved(char):
                cost = _AT_END if at + 1 == end else _WITHIN
                score = way.score + language.score(way.last, _whole(char)) + cost
                _keep(steps, _Way(score, False, "", (at, way.halved)), ended=True)
        ways = list(steps.values())
    # A digit or a mark that is still there was not swallowed, so the bytes before it pair up.
    fits = [way for way in ways if not way.odd] if after and after < "@" else ways
    fits = [
        replace(way, score=way.score + language.score(way.last, after)) if way.last and after else way
        for way in fits
    ]
    if not fits:
        return []
    best = max(fits, key=lambda way: way.score)
    sound = next((way for way in fits if way.halved is None), None)
    if sound is not None and best.score - sound.score < _LEAD:
        return []
    out: list[int] = []
    halved = best.halved
    while halved is not None:
        out.append(halved[0])
        halved = halved[1]
    return out[::-1]


def _keep(steps: dict[tuple[bool, bool, bool], _Way], way: _Way, *, ended: bool) -> None:
    """Keeps the best way of each state, and the one in which nothing was halved."""
    key = (way.odd, ended, way.halved is None)
    known = steps.get(key)
    if known is None or way.score > known.score:
        steps[key] = way


def _lost(text: str, edits: Sequence[Edit]) -> Iterator[Lost]:
    lost = [Lost(edit.start, "", ()) for edit in edits for _ in range(edit.now.count(REPLACEMENT_CHARACTER))]
    now = apply_edits(text, edits)
    evidence = Evidence(now)
    before_digits = [char for char, _ in Counter(_BEFORE_DIGITS.findall(text)).most_common(_SHOWN)]
    places = list(lost_places(edits, lost))
    is_first = False
    for one, at, edit in zip(lost, places, _repeated(edits), strict=True):
        is_first = edit.was == "?" and not is_first
        if is_first:
            yield replace(one, candidates=_characters(now, at, before_digits))
        elif edit.was == "?":
            found = [char for char in evidence.candidates(now, at, "") if char.isdigit()]
            if _YEAR_REST.match(now, at + 1):
                found.insert(0, "2" if now[at + 1] == "0" else "1")
            yield replace(one, candidates=tuple(dict.fromkeys(found)))
        else:
            yield replace(one, candidates=_swallowed(now, at, evidence))


def _repeated(edits: Sequence[Edit]) -> Iterator[Edit]:
    for edit in edits:
        for _ in range(edit.now.count(REPLACEMENT_CHARACTER)):
            yield edit


def _characters(text: str, at: int, before_digits: Sequence[str]) -> tuple[str, ...]:
    """What the character before a lost digit can be."""
    if _YEAR_REST.match(text, at + 2):
        return tuple(dict.fromkeys(("〔", "（", *before_digits)))[:_SHOWN]
    before = text[max(0, at - 10) : at]
    if _AFTER_BRACKET.search(before):
        return ("〕", "）")
    if _AFTER_YEAR.search(before):
        return ("年",)
    for pattern, char in ((_AFTER_MONTH, "日"), (_AFTER_YEAR_MARK, "月"), (_AFTER_NUMBER, "〕")):
        if pattern.search(before):
            return tuple(dict.fromkeys((char, *before_digits)))[:_SHOWN]
    return tuple(before_digits)


def _swallowed(text: str, at: int, evidence: Evidence) -> tuple[str, ...]:
    """What a halved character swallowed: no digit, no letter."""
    if _TAG_REST.match(text, at + 1):
        return ("<",)
    found = (char for char in evidence.candidates(text, at, "\n") if char in SWALLOWED and not char.isdigit())
    return tuple(dict.fromkeys((*found, *_OFTEN)))[:_SHOWN]
