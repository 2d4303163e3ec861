"""Undoes the reading of GBK or Big5 text in another charset of one or two bytes.

``ÖÐ¹ú`` is 中国 in GBK read as cp1252. Two-byte charsets read as one another give hanzi for hanzi
(``笢弊``), so the words tell: a line is read back if that makes words of what was none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, product
from typing import Final, NamedTuple

from luodi.repair import kinds
from luodi.repair.charsets import MARKS, cp1252_bytes, is_common, is_usual, western_run
from luodi.repair.chinese import is_hanzi, simplify, simplify_char, unknown_to_big5
from luodi.repair.compose import lost_places
from luodi.repair.language import is_pair
from luodi.repair.lost import asks_before
from luodi.repair.model import REPLACEMENT_CHARACTER, Draft, Edit, Lost, StageResult, apply_edits
from luodi.repair.settle import Settler
from luodi.repair.utf8 import MISSING

_LEAST_COMMON: Final = 4
_LEAST_USUAL: Final = 0.9
# Shares of neighbouring hanzi that stand side by side in some word. Of twelve texts 0.29 to 0.49; of the
# same read in the wrong charset 0.00 to 0.02.
_WORDS: Final = 0.15
_NO_WORDS: Final = 0.08
_LEAST_PAIRS: Final = 8
_MOST_GAPS: Final = 0.3
_LINE: Final = re.compile(r"[^\n]+")
# No sentence ends before these.
_IN_SENTENCE: Final = re.compile(r"(?<=[\u3400-\u9fff\d、，；：”》）])\?(?=[\u3400-\u9fff、，。；：“《（])")
# Characters that Big5's commonest show as in GBK: kana, Greek, Cyrillic, lines, private use.
_BIG5_IN_GBK: Final = re.compile(
    "[\u3041-\u30f6\u0391-\u03c9\u0401-\u0451\u2550-\u2573\u3105-\u3129\ue000-\uf8ff]"
)


class _Pair(NamedTuple):
    """Text in charset ``written`` that was read in charset ``shown``."""

    written: str
    shown: str


class _Line(NamedTuple):
    """A line read back. gaps: what each U+FFFD of ``text`` can be."""

    start: int
    was: str
    text: str
    gaps: tuple[tuple[str, ...], ...] = ()


_BIG5_AS_GBK: Final = _Pair("big5hkscs", "gb18030")
_GBK_AS_BIG5: Final = _Pair("gb18030", "big5hkscs")


def undo_double_byte(draft: Draft) -> StageResult:
    """Edits that put right what was GBK read as cp1252, GBK read as Big5, or Big5 read as GBK."""
    text = draft.text
    edits = list(_western(text))
    if edits:
        return StageResult(tuple(edits))
    gates = ((_BIG5_IN_GBK, _BIG5_AS_GBK), (_gbk_in_big5(), _GBK_AS_BIG5))
    found = [list(_lines(text, pair)) for gate, pair in gates if gate.search(text)]
    # Among thousands of lines one can make words by chance in the charset that it never was in.
    lines = max(found, key=_known_pairs, default=[])
    return _result(text, [_without_marks(line) for line in lines]) if lines else StageResult()


def _without_marks(line: _Line) -> _Line:
    """The line with each ``?`` that cannot ask as lost: its charset had no character there."""
    out = list(line.text)
    gaps: list[tuple[str, ...]] = []
    known = iter(line.gaps)
    for at, char in enumerate(line.text):
        if char == REPLACEMENT_CHARACTER:
            gaps.append(next(known))
        elif char == "?" and _IN_SENTENCE.match(line.text, at) and not asks_before(line.text, at):
            out[at] = REPLACEMENT_CHARACTER
            gaps.append(unknown_to_big5())
    return line._replace(text="".join(out), gaps=tuple(gaps))


def _known_pairs(lines: Sequence[_Line]) -> float:
    found = (_words(line.text) for line in lines)
    return sum(words.total * words.share for words in found)


def _western(text: str) -> Iterator[Edit]:
    run = western_run()
    if not run.gate.search(text):
        return
    edits: list[Edit] = []
    for found in run.run.finditer(text):
        data = b"".join(cp1252_bytes(char) or char.encode() for char in found[0])
        try:
            now = data.decode("gb18030")
        except UnicodeDecodeError:
            continue
        if sum(map(is_usual, now)) >= _LEAST_USUAL * len(now):
            edits.append(Edit(*found.span(), found[0], now, kinds.BYTES, True))
    if sum(is_common(char) for edit in edits for char in edit.now) >= _LEAST_COMMON:
        yield from edits


@lru_cache(maxsize=1)
def _gbk_in_big5() -> re.Pattern[str]:
    """Two rare hanzi of Big5 near each other: GBK's common ones show as such."""
    rows = (
        bytes((lead, trail))
        for lead in range(0xC9, 0xFA)
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    )
    shown = "".join(row.decode("big5", "ignore") for row in rows)
    rare = "".join(
        char
        for char, simple in zip(shown, simplify(shown), strict=True)
        if char == simple and not is_usual(char)
    )
    return re.compile(f"[{rare}][^\\n\\x00-\\x7f]{{0,3}}[{rare}]")


def _lines(text: str, pair: _Pair) -> Iterator[_Line]:
    """The lines of the text that were read in the wrong charset, read back."""
    untold: list[_Line] = []
    told = False
    for line in _LINE.finditer(text):
        now = None if line[0].isascii() else _read_back(line.start(), line[0], pair)
        if now is None:
            continue
        before, after = _words(line[0]), _words(now.text)
        if after.total >= _LEAST_PAIRS and after.share >= _WORDS and before.share <= _NO_WORDS:
            told = True
            yield now
        else:
            untold.append(now)
    if told:
        yield from (line for line in untold if _common(line.text) > _common(line.was))


def _common(text: str) -> float:
    wide = [char for char in simplify(text) if char > "\x7f" and char not in MARKS]
    return sum(is_common(char) or (is_usual(char) and not is_hanzi(char)) for char in wide) / max(
        1, len(wide)
    )


def _read_back(start: int, line: str, pair: _Pair) -> _Line | None:
    """The line in the charset it was written in; None if no line of it shows like this."""
    try:
        return _Line(start, line, line.encode(pair.shown).decode(pair.written))
    except UnicodeError:
        pass
    values: list[int] = []
    for char in line:
        if char == REPLACEMENT_CHARACTER:
            values.append(MISSING)
            continue
        try:
            values.extend(char.encode(pair.shown))
        except UnicodeEncodeError:
            return None
    return _read_pairs(start, line, values, pair.written)


def _read_pairs(start: int, line: str, values: Sequence[int], charset: str) -> _Line | None:
    out: list[str] = []
    gaps: list[tuple[str, ...]] = []
    at = 0
    while at < len(values):
        if 0 <= values[at] < 0x80:
            out.append(chr(values[at]))
            at += 1
            continue
        first, second = values[at], values[at + 1] if at + 1 < len(values) else MISSING
        if MISSING in (first, second):
            out.append(REPLACEMENT_CHARACTER)
            gaps.append(_possible(first, second, charset))
        else:
            try:
                out.append(bytes((first, second)).decode(charset))
            except UnicodeDecodeError:
                out.append(REPLACEMENT_CHARACTER)
                gaps.append(())
        at += 2
    if len(gaps) > _MOST_GAPS * len(out):
        return None
    return _Line(start, line, "".join(out), tuple(gaps))


@lru_cache(maxsize=1 << 10)
def _possible(first: int, second: int, charset: str) -> tuple[str, ...]:
    """The common characters that a pair with a byte missing can have been."""
    firsts = range(0x81, 0xFF) if first == MISSING else (first,)
    seconds = range(0x40, 0xFF) if second == MISSING else (second,)
    chars = (bytes(pair).decode(charset, "ignore") for pair in product(firsts, seconds))
    return tuple(char for char in chars if len(char) == 1 and is_common(simplify_char(char)))


def _result(text: str, lines: Sequence[_Line]) -> StageResult:
    lines = sorted(lines)
    edits = [
        Edit(
            line.start,
            line.start + len(line.was),
            line.was,
            line.text,
            kinds.LOST if line.gaps else kinds.BYTES,
            not line.gaps,
        )
        for line in lines
    ]
    among = [gap for line in lines for gap in line.gaps]
    if not among:
        return StageResult(tuple(edits))
    starts = [line.start for line in lines for _ in line.gaps]
    lost = [Lost(start, "", ()) for start in starts]
    places = list(lost_places(edits, lost))
    settler = Settler(simplify(apply_edits(text, edits)), list(zip(places, among, strict=True)))
    return StageResult(
        tuple(edits),
        tuple(
            Lost(start, "", settler.choose(place, chars).candidates)
            for start, place, chars in zip(starts, places, among, strict=True)
        ),
    )


class _Words(NamedTuple):
    """total: neighbouring hanzi. share: of them, those that stand side by side in some word."""

    total: int
    share: float


def _words(line: str) -> _Words:
    simple = simplify(line[:400])
    pairs = [left + right for left, right in pairwise(simple) if is_hanzi(left) and is_hanzi(right)]
    known = sum(map(is_pair, pairs))
    return _Words(len(pairs), known / len(pairs) if pairs else 0.0)
