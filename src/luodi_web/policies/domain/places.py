"""Places in a text: which provision holds an offset, and where the same words stand in another text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

from luodi_web.policies.models import Provision
from luodi_web.policies.rules import SAME_AROUND

_Old = TypeVar("_Old")
_New = TypeVar("_New")


def innermost(provisions: Sequence[Provision], offset: int) -> Provision | None:
    """The deepest provision that an offset of the text lies in. provisions: by start, parents first."""
    at = bisect_right(provisions, offset, key=lambda row: row.start) - 1
    while at >= 0:
        if offset < provisions[at].end:
            return provisions[at]
        if provisions[at].level == 1:
            return None
        at -= 1
    return None


def place_words(provisions: Iterable[Provision]) -> dict[int, str]:
    """How each provision is cited, by key: 第一部分第（二）项第3点, 第二章第七条第（一）项, 附件1第一部分.

    provisions: all of a version's. A number that the text gives twice is told apart as in its path: #2.
    """
    found: dict[int, str] = {}
    for row in sorted(provisions, key=lambda row: row.order):
        *above, own = row.path.split("/")
        head = "".join(above) if row.parent_id is None else found.get(row.parent_id, "")
        found[row.pk] = head + _cited(row, own)
    return found


def _cited(row: Provision, own: str) -> str:
    label = row.label.strip().rstrip("、.．")
    numeral, _mark, again = own.partition("#")
    twice = f"#{again}" if again else ""
    if label.startswith("第") or row.label == own:  # 第七条; 附件1
        return label + twice
    if label[:1] in ("（", "("):
        return f"第（{numeral}）项{twice}"
    is_section = row.label.strip().endswith("、") and not numeral.isascii()  # 一、
    return (f"第{numeral}部分" if is_section else f"第{numeral}点") + twice


def around(text: str, start: int, end: int, count: int = SAME_AROUND) -> tuple[str, str]:
    """The characters before and after ``text[start:end]``."""
    return text[max(0, start - count) : start], text[end : end + count]


def same_place(old: str, start: int, end: int, new: str) -> tuple[int, int] | None:
    """Where the words ``old[start:end]`` stand in another text, with the same text on either side.

    None where they do not, or where it cannot be told which of several it is.
    """
    before, after = around(old, start, end)
    pattern = before + old[start:end] + after
    if not pattern:
        return None
    here, there = list(words_in(pattern, old)), list(words_in(pattern, new))
    if not there or len(here) != len(there):
        return None
    at = there[here.index(start - len(before))] + len(before)
    return at, at + end - start


def words_in(pattern: str, text: str) -> Iterator[int]:
    """Every offset at which the words stand in a text."""
    at = text.find(pattern)
    while at >= 0:
        yield at
        at = text.find(pattern, at + 1)


def pairs_of(
    olds: dict[Hashable, list[_Old]], news: dict[Hashable, list[_New]], said: dict[Hashable, set[Hashable]]
) -> Iterator[tuple[_Old, _New]]:
    """Which new thing is which old one, by a key that says how and where it stands.

    said: what was decided under each key. Where several share a key, they are told apart by their order
    if there are as many as before, and need not be if all were decided alike.
    """
    for key, mine in olds.items():
        theirs = news.get(key, [])
        if len(mine) == len(theirs):
            yield from zip(mine, theirs, strict=True)
        elif len(said[key]) == 1:
            for index, one in enumerate(theirs):
                yield mine[min(index, len(mine) - 1)], one
