"""Which characters of a page were halved: a search over runs of full-width characters.

What is known exactly. From each half-width character on, bytes were taken in pairs; so before a sign below
``@`` that is still there, the bytes pair up. Where they did not, the last byte made a pair with the sign: of
a digit came ``?``, of a letter nothing that shows, and of any other sign the character's last byte less one,
the sign gone. 81 and 80 have no row before theirs and came out as ``?`` too.

So each run of the page is read both as it stands and as what it may have been, and chance decides: how likely
the page is as sound text, against how likely its original is. Half of the runs of a sound text have an odd
number of bytes, and each of them speaks against this damage as much as a halved character speaks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Final, NamedTuple

from luodi.repair.charsets import is_common, is_usual
from luodi.repair.chinese import is_hanzi, simplify, simplify_char
from luodi.repair.language import Language, is_pair
from luodi.repair.script import is_traditional

RUN: Final = re.compile(r"[^\x00-\x7f]+")
# Only from a run's first character on, and without going back: a long run costs its length.
_CONSTRAINED: Final = re.compile(r"(?<![^\x00-\x7f])([^\x00-\x7f]++)[\x00-\x3e]")
# What a character can have swallowed without a trace: no digit, no letter.
SWALLOWABLE: Final = "\n ,.;:()<>/%-+*\"'&=!?#\t"
_SAMPLE: Final = 200_000
# Natural logarithms of chance. By language alone, from which on a place is no witness of how the page writes.
_DOUBTFUL: Final = -4.0
# What each swallowed sign costs, as the language is a rough judge.
_SWALLOWED: Final = -1.5
_SWALLOWED_THERE: Final = 0.0
# Marks that close, one less in their last byte, are those that open.
_CLOSES: Final = frozenset("（“《〔")
_INSIDE: Final = 60
_OF_NUMBERED: Final = frozenset(chr(ord(char) - 1) for char in "章条节款項项")
_NUMERALS: Final = "一二三四五六七八九十"
_NUMBERED: Final = re.compile("第[一二三四五六七八九十百零]{1,5}\\Z")
_ITEM: Final = re.compile(
    r"[一二三四五六七八九十]{1,3}(?:、|是)|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十百]{1,4}[章条節节]|\Z"
)
# What a character shows that makes no word where the one it was did: of the odd places of a sound text
# 1 of 60 does, of a damaged one's 1 of 2.
_SHOWS: Final = 3.5
_BREAKS_FORM: Final = 8.0
# By how much a place must be likelier as a half, where the count of bytes speaks against it, to be told.
_LIKELY: Final = -2.0
_MUCH_LIKELIER: Final = 2.0
# A ``?`` after an odd number of bytes: only a character of two bytes can have been there.
_TWO_BYTES: Final = -6.0


# Of ``count`` runs before a sign, so many odd ones and some more: a sound text has half.
_MOST_ODD: Final = 0.4


class RunFound(NamedTuple):
    """A run read as it may have been. gain: its chance against that of sound text, as a logarithm.

    halved: offsets in the text of the characters that were halved.
    """

    start: int
    end: int
    gain: float
    halved: tuple[int, ...]


_Halved = tuple[int, "_Halved | None"]


@dataclass(frozen=True, slots=True)
class _Way:
    """A way through a run up to some character.

    odd: whether a byte is left over. last: the character before. halved: offsets, last first.
    """

    score: float
    odd: bool
    last: str
    halved: _Halved | None = None


def whole(char: str) -> str:
    """The character before its last byte became one less."""
    return chr(ord(char) + 1)


def can_be_halved(char: str) -> bool:
    """Whether a character with a last byte one more can have become this one."""
    return "\x80" <= char < "\ufffd" and ord(char) & 0x3F not in (0, 0x3F)


def _is_odd(char: str) -> bool:
    return "\u0800" <= char < "\U00010000"


def breaks_form(text: str, at: int) -> bool:
    """Whether a character is none that stands there in an official text, but the one it was before is.

    第四杠 was 第四条, 有关单位９ was 有关单位：, and what opens in an open bracket
    or quotation was what closes it.
    """
    char = text[at]
    if char in _CLOSES:
        if text[at + 1 : at + 2] == char:
            return True
        if text[at - 1 : at] == char:
            return False
        opened = max(text.rfind(mark, max(0, at - _INSIDE), at) for mark in (char, whole(char)))
        return opened >= 0 and text[opened] == char and "\n" not in text[opened:at]
    before = text[max(0, at - 6) : at]
    if char in _OF_NUMBERED:
        return _NUMBERED.search(before) is not None
    if char == "、":
        return (
            is_hanzi(before[-1:] or "\n")
            and before[-1:] not in _NUMERALS
            and _ITEM.match(text, at + 1) is not None
        )
    return char == "９" and is_hanzi(before[-1:] or "\n") and not text[at + 1 : at + 2].isdigit()


def pairs_up(text: str) -> bool:
    """Whether so few runs have an odd number of bytes before a sign that the text can be such a page."""
    count = odd = 0
    for found in _CONSTRAINED.finditer(text):
        count += 1
        odd += len(found[1].encode("utf-8", "surrogatepass")) % 2
    return odd <= _MOST_ODD * count + sqrt(count)


class HalvedRuns:
    """Reads the runs of one page.

    text: the page, of any length; its first 200,000 characters teach how it writes.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._signs: dict[tuple[str, str], str] = {}
        self._is_traditional = is_traditional(text)
        self._swallowed = _SWALLOWED
        self._is_learned = False
        self._language = Language("", is_traditional=self._is_traditional)
        self._witness = self._without_doubtful(text[:_SAMPLE])
        self._take(self._witness)

    def learn(self, found: Iterable[RunFound]) -> None:
        """Takes what was found for the page's own words, so that a second reading knows more."""
        out = list(self._witness)
        for run in found:
            for at in run.halved:
                if at < len(out):
                    char = whole(self._text[at])
                    out[at] = char + self._sign(
                        simplify_char(char), self._text[at + 1 : at + 2].replace("?", "")
                    )
        self._take("".join(out))
        self._swallowed = _SWALLOWED_THERE
        self._is_learned = True

    def _take(self, witness: str) -> None:
        self._signs.clear()
        self._language = Language(simplify(witness), is_traditional=self._is_traditional, judges_itself=True)

    def read(self) -> Iterator[RunFound]:
        """All runs of the page, in order."""
        for run in RUN.finditer(self._text):
            yield self._read_run(*run.span())

    def shows(self, at: int) -> bool:
        """Whether the character at ``at`` belongs to no word there, but the one it was before does."""
        text = self._text
        before, after = text[max(0, at - 1) : at], simplify_char(text[at + 1 : at + 2])
        char, was = simplify_char(text[at]), simplify_char(whole(text[at]))
        counts = (before.isdigit() and was in "年月日号") or (before == "?" and was in "月日号")
        if not is_hanzi(was) or not (is_pair(simplify_char(before) + was) or counts):
            return False
        before = simplify_char(before)
        return not is_usual(char) or not (is_pair(before + char) or is_pair(char + after))

    def suspects(self) -> Iterator[int]:
        """Places of what can be halves, by the words or the form of the text alone; bytes are not counted."""
        for run in RUN.finditer(self._text):
            for at in range(*run.span()):
                char = self._text[at]
                if not can_be_halved(char):
                    continue
                rare = not is_usual(char) and is_common(whole(char))
                if rare or breaks_form(self._text, at) or self._is_likelier_whole(at):
                    yield at

    def _is_likelier_whole(self, at: int) -> bool:
        text, score = self._text, self._language.score
        if text[at] == "、":
            return False  # two words side by side are as likely as two sentences
        before, char, after = text[max(0, at - 1) : at].replace("?", ""), text[at], text[at + 1 : at + 2]
        was = simplify_char(whole(char))
        after = after.replace("?", "")
        gain = score(before, whole(char)) + self._between(was, self._sign(was, after), after)
        gain -= score(before, char) + (score(simplify_char(char), after) if after else 0.0)
        return gain > (_LIKELY if self.shows(at) else _MUCH_LIKELIER)

    def signs_after(self, char: str, following: str) -> tuple[str, ...]:
        """What may have stood between the two, likeliest first."""
        return tuple(sorted(SWALLOWABLE, key=lambda sign: -self._between(char, sign, following)))

    def likeliest_after(self, before: str, among: Iterable[str]) -> tuple[str, ...]:
        """The characters ``among``, likeliest after ``before`` first."""
        return tuple(sorted(among, key=lambda char: -self._language.score(before, char)))

    def _between(self, char: str, sign: str, following: str) -> float:
        score = self._language.score(char, sign)
        return score + self._language.score(sign, following) if following else score

    def _sign(self, char: str, following: str) -> str:
        key = (char, following)
        found = self._signs.get(key)
        if found is None:
            found = max(SWALLOWABLE, key=lambda sign: self._between(char, sign, following))
            self._signs[key] = found
        return found

    def _without_doubtful(self, text: str) -> str:
        """The text with U+FFFD for what may be halves: no place may be a witness in its own matter."""
        out = list(text)
        score = self._language.score
        for run in RUN.finditer(text):
            for at in range(*run.span()):
                char, before, after = text[at], text[max(0, at - 1) : at], text[at + 1 : at + 2]
                if not is_usual(char):
                    out[at] = "\ufffd"
                elif can_be_halved(char):
                    was = simplify_char(whole(char))
                    sign = self._sign(was, after)
                    gain = score(before, whole(char)) + self._between(was, sign, after) - score(before, char)
                    if after:
                        gain -= score(simplify_char(char), after)
                    if gain > _DOUBTFUL:
                        out[at] = "\ufffd"
        return "".join(out).replace("?", "\ufffd")

    def _read_run(self, start: int, end: int) -> RunFound:
        text, score = self._text, self._language.score
        before = text[max(0, start - 1) : start].replace("?", "")
        after = text[end : end + 1]
        ways = [_Way(0.0, False, before)]
        sound, last = 0.0, before
        for at, char in enumerate(text[start:end], start):
            simple, odd_char = simplify_char(char), _is_odd(char)
            sound += score(last, char)
            last = simple
            steps: dict[tuple[bool, str], _Way] = {}
            for way in ways:
                odd = way.odd ^ odd_char
                _keep(steps, _Way(way.score + score(way.last, char), odd, simple, way.halved))
                if odd and can_be_halved(char):
                    was = whole(char)
                    form = simplify_char(was)
                    sign = self._sign(form, text[at + 1 : at + 2].replace("?", ""))
                    chance = way.score + score(way.last, was) + score(form, sign) + self._swallowed
                    if self._is_learned and self.shows(at):
                        chance += _SHOWS
                    if self._is_learned and breaks_form(text, at):
                        chance += _BREAKS_FORM
                    _keep(steps, _Way(chance, False, sign, (at, way.halved)))
            ways = list(steps.values())
        ended = after.replace("?", "")
        if ended:
            sound += score(last, ended)
        best = max((self._end(way, after) for way in ways), key=lambda way: way.score)
        return RunFound(start, end, best.score - sound, tuple(_unrolled(best.halved)))

    def _end(self, way: _Way, after: str) -> _Way:
        """The way with what follows the run: a sign that is still there was not swallowed."""
        chance = way.score
        if after and after != "?":
            chance += self._language.score(way.last, after)
        if way.odd and after and after < "@":
            chance += _TWO_BYTES if after == "?" else -1e9
        return _Way(chance, way.odd, way.last, way.halved)


def _keep(steps: dict[tuple[bool, str], _Way], way: _Way) -> None:
    """Keeps the best way of each state."""
    key = (way.odd, way.last)
    known = steps.get(key)
    if known is None or way.score > known.score:
        steps[key] = way


def _unrolled(halved: _Halved | None) -> list[int]:
    out: list[int] = []
    while halved is not None:
        out.append(halved[0])
        halved = halved[1]
    return out[::-1]
