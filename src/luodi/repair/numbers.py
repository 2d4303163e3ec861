"""Document numbers that have lost half of their brackets: 武政〔20242号.

The missing half may have taken a digit along or a digit may have taken its place, so nothing is put in;
what the number may have been is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from luodi.repair.model import Note

BRACKET: Final = "bracket"
_YEAR: Final = r"(?:19|20)\d\d"
# An opening bracket, year and number without a closing one; or a closing one without an opening one. 第 may
# stand before the number.
_UNCLOSED: Final = re.compile(rf"[〔［\[【（(]({_YEAR})(第?)(\d{{1,5}})号")
_UNOPENED: Final = re.compile(rf"(?<=[\u4e00-\u9fff])({_YEAR})[〕］\]】）)](第?\d{{1,5}})号")
_BARE: Final = re.compile(rf"(?<=[发字函政规通办文])({_YEAR})(\d{{1,5}})号")
_WHOLE: Final = re.compile(rf"([〔［\[【（(])({_YEAR})([〕］\]】）)])(?:第?\d{{1,5}})号")


def note_brackets(text: str) -> Iterator[Note]:
    """A note for each document number with a bracket missing; brackets as the document has them elsewhere."""
    if "号" not in text:
        return
    found: list[Note] = []
    opening, closing = _usual_brackets(text)
    for one in _UNCLOSED.finditer(text):
        year, ordinal, number = one.groups()
        found.append(_note(one, f"{one[0][0]}{year}{_PAIR.get(one[0][0], closing)}{ordinal}{number}号"))
    for one in _UNOPENED.finditer(text):
        year, number = one.groups()
        mark = text[one.start() + 4]
        found.append(_note(one, f"{_PAIR.get(mark, opening)}{year}{mark}{number}号"))
    for one in _BARE.finditer(text):
        year, number = one.groups()
        found.append(_note(one, f"{opening}{year}{closing}{number}号"))
    yield from sorted(found, key=lambda note: note.start)


_PAIRS: Final = (("〔", "〕"), ("［", "］"), ("[", "]"), ("【", "】"), ("（", "）"), ("(", ")"))
_PAIR: Final = dict(_PAIRS) | {closing: opening for opening, closing in _PAIRS}


def _usual_brackets(text: str) -> tuple[str, str]:
    """The brackets around the years of the document's other numbers; those of GB/T 9704 where it has none."""
    counts = Counter((one[1], one[3]) for one in _WHOLE.finditer(text))
    (brackets, _), *_ = counts.most_common(1) or [(("〔", "〕"), 0)]
    return brackets


def _note(found: re.Match[str], candidate: str) -> Note:
    return Note(found.start(), found.end(), found[0], BRACKET, (candidate,))
