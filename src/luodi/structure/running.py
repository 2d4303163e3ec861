"""Lists that run inside a paragraph: 一是…二是…, 一要…, 第一，…, 首先…其次…."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from luodi.structure.numerals import numeral_value

_ORDER = ("首先", "其次", "再次", "最后")
_ORDER_FAMILY = "首先"
# A sentence longer than this does not lead into a list.
_INTRO_WINDOW = 400
# Between a list and the next one: the words that begin a new account, not a second level.
_LEADS_IN = re.compile(r"下一步|下步|接下来|下一阶段|会议|强调|要求|指出|部署|工作安排|工作打算")
_ENDED = re.compile(r"[。！!？?][ \u3000]*\n")
_NUMBERED = "一二三四五六七八九十"
# 一是 with 第一 with 首先 inside it: what stands deeper in one paragraph no reader keeps apart.
_MAX_DEPTH = 3
# The running items looked for in one provision; a speech has some dozens. The rest stays text.
_MAX_MARKS = 20_000
# A label stands at the start of the text or after a mark that can end an item; U+FFFD may have been one.
_MARK = re.compile(
    rf"(?:^|(?<=[。；;：:，,！!？?”）)\n\u3000 \ufffd]))"
    rf"(?:(?P<is>(?P<n1>[{_NUMBERED}]{{1,3}})(?P<w1>是|要|抓))"
    rf"|(?P<di>第(?P<n2>[{_NUMBERED}]{{1,3}})(?:[,，、]?(?:是|要(?!务|求|素))|[,，、]|就是))"
    rf"|(?P<qi>其(?P<n3>[{_NUMBERED}])(?:[,，、]?(?:是|要)|[,，、]))"
    rf"|(?P<order>首先|其次|再次|最后)(?:[,，]?(?:是|要)|[,，])?)"
)
# （一）… （二）… and 一、…二、… written on in one paragraph: only after a mark that ends a sentence.
_INLINE = re.compile(
    rf"(?<=[。；;：:！!？?\ufffd])[ \u3000]*(?P<label>[（(](?P<p>[{_NUMBERED}]{{1,3}})[)）]、?"
    rf"|(?P<d>[{_NUMBERED}]{{1,3}})、(?![{_NUMBERED}]{{1,3}}[、级类线者期]))"
)


class Mark(NamedTuple):
    """One item label: where it begins and ends, which list it counts in, its number from 1."""

    start: int
    end: int
    family: str
    value: int
    numeral: str


class Item(NamedTuple):
    """One item of a running list; ``start`` is its label's, ``body`` follows the label."""

    mark: Mark
    start: int
    end: int
    items: tuple[Item, ...]

    @property
    def body(self) -> int:
        return self.mark.end


def _find_marks(text: str, start: int, end: int) -> list[Mark]:
    """Everything in ``text[start:end]`` that looks like an item label."""
    marks: list[Mark] = []
    for match in islice(_MARK.finditer(text, start, end), _MAX_MARKS):
        if match["is"]:
            # 一是/一要/一抓 are lists of their own: a second-level list often changes the word.
            marks.append(_numbered(match, match["n1"], f"N{match['w1']}", drop_word=match["w1"] == "抓"))
        elif match["di"]:
            marks.append(_numbered(match, match["n2"], "第N"))
        elif match["qi"]:
            marks.append(_numbered(match, match["n3"], "其N"))
        else:
            word = match["order"]
            marks.append(Mark(match.start(), match.end(), _ORDER_FAMILY, _ORDER.index(word) + 1, word))
    for match in islice(_INLINE.finditer(text, start, end), _MAX_MARKS):
        numeral, family = (match["p"], "（N）") if match["p"] else (match["d"], "N、")
        marks.append(Mark(match.start("label"), match.end(), family, numeral_value(numeral), numeral))
    return sorted(marks)


def _numbered(match: re.Match[str], numeral: str, family: str, *, drop_word: bool = False) -> Mark:
    # In 一抓宣传 the verb belongs to the item, not to the label.
    end = match.end() - 1 if drop_word else match.end()
    return Mark(match.start(), end, family, numeral_value(numeral), numeral)


class RunningList(NamedTuple):
    """Items of one list in order. ``intro`` is where the sentence that leads into it begins."""

    intro: int
    items: tuple[Item, ...]


def find_lists(text: str, start: int, end: int) -> tuple[RunningList, ...]:
    """The running lists in ``text[start:end]``, a list that opens inside an item nested in it.

    A list begins with its first number and has a second: 一是 alone is a phrase. An item ends where
    the next begins, the last one with the range or before the sentence that leads into another list.
    """
    return _lists(text, _complete_runs(_find_marks(text, start, end)), start, end, _MAX_DEPTH)


def _lists(text: str, runs: list[list[Mark]], start: int, end: int, depth: int) -> tuple[RunningList, ...]:
    lists: list[RunningList] = []
    at = 0
    while at < len(runs):
        outer = runs[at]
        following = _skip_nested(text, runs, at)
        inner = runs[at + 1 : following]
        stop = _intro_start(text, start, runs[following][0].start) if following < len(runs) else end
        items = _build_items(text, outer, inner, max(stop, outer[-1].end), depth)
        lists.append(RunningList(_intro_start(text, start, outer[0].start), items))
        at = following
    return tuple(lists)


def _complete_runs(marks: list[Mark]) -> list[list[Mark]]:
    """Marks grouped into lists with two items or more, by where they begin."""
    done: list[list[Mark]] = []
    still_open: dict[str, list[Mark]] = {}
    for mark in marks:
        run = still_open.get(mark.family)
        if mark.value == 1:
            run = still_open[mark.family] = []
            done.append(run)
        if run is None:
            continue
        follows = not run or mark.value == run[-1].value + 1
        if follows or (mark.family == _ORDER_FAMILY and mark.value > run[-1].value):
            run.append(mark)
    return sorted(run for run in done if len(run) > 1)


def _skip_nested(text: str, runs: list[list[Mark]], at: int) -> int:
    """The index of the first run after ``at`` that is not inside it.

    A run is inside while the outer one goes on after it begins, or where it opens in the last item
    with no words between that begin a new account.
    """
    outer = runs[at]
    searched = outer[-1].end
    for index in range(at + 1, len(runs)):
        run = runs[index]
        if run[0].start < outer[-1].start:
            continue
        if run[0].family == outer[0].family or _LEADS_IN.search(text, searched, run[0].start):
            return index
        # The last item ends with its paragraph, unless that only announces the list (…：).
        if _ENDED.search(text, searched, run[0].start):
            return index
        searched = max(searched, run[-1].end)
    return len(runs)


def _intro_start(text: str, start: int, mark: int) -> int:
    """Where the sentence before a list's first label begins."""
    start = max(start, mark - _INTRO_WINDOW)
    stop = mark
    while stop > start and text[stop - 1] in "。！!\n \u3000":
        stop -= 1
    return max(start, *(text.rfind(char, start, stop) + 1 for char in "。！!\n"))


def _build_items(
    text: str, marks: list[Mark], inner: list[list[Mark]], end: int, depth: int
) -> tuple[Item, ...]:
    items: list[Item] = []
    at = 0
    for index, mark in enumerate(marks):
        stop = marks[index + 1].start if index + 1 < len(marks) else end
        first = at
        while at < len(inner) and inner[at][0].start < stop:
            at += 1
        nested: tuple[Item, ...] = ()
        if depth > 1 and at > first:
            whole = [[each for each in run if each.end <= stop] for run in inner[first:at]]
            lists = _lists(text, [run for run in whole if len(run) > 1], mark.end, stop, depth - 1)
            nested = tuple(item for each in lists for item in each.items)
        items.append(Item(mark, mark.start, stop, nested))
    return tuple(items)
