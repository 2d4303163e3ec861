"""Undoes what a program did that took UTF-8 for characters of two bytes ("chain B").

Where a run of full-width characters had an odd number of bytes, its last byte made a pair with the half-width
character after it, and that pair became another one: the character's last byte is one less (府 and ``<``
became 庛), and the half-width character is gone. With a digit, character and digit became one ``?``. So one
can be restored and the other is lost. ``halved_runs`` finds which; what is done here is to tell whether the
page is one of these, and what the lost ones may have been.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from luodi.repair import kinds
from luodi.repair.candidates import Evidence
from luodi.repair.charsets import is_common, is_usual
from luodi.repair.compose import lost_places
from luodi.repair.halved_runs import (
    SWALLOWABLE,
    HalvedRuns,
    RunFound,
    breaks_form,
    can_be_halved,
    pairs_up,
    whole,
)
from luodi.repair.lost import in_address
from luodi.repair.model import REPLACEMENT_CHARACTER, Draft, Edit, Lost, Note, StageResult, apply_edits

# What only such a page has: a document number or a date with ``?`` for halves and digits, and tags that
# have lost their beginning.
_NUMBER: Final = re.compile(r"\?[09]\d\d\?(?!\?)|[〔（(\[](?:19|20)\d\d\?\d")
_DATE: Final = re.compile(
    r"(?<!\d)(?:19|20)\d\d\?\?\d?[\u4e00-\u9fff?]|[\u4e00-\u9fff]\?{1,2}[09]\d\d[-年]|\?\?\d?[月日](?![\d?])"
)
# A closing mark that was halved is the opening one: （责任编辑：白露（上一篇, “一张图“编制; and ： is ９.
_OPENED: Final = re.compile(
    r"（(?=[^（）\n]{0,40}（(?![^（）\n]{0,40}）[^（）\n]{0,40}）))|“(?=[^“”\n]{1,40}“(?![^“”\n]{1,40}”[^“”\n]{0,40}”))"
    r"|[（“《〔](?=\n)|(?<=[\u4e00-\u9fff])９(?=[\u4e00-\u9fff《“])"
)
_TAG: Final = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])/(?:p|div|span|strong|td|tr|li|a|h[1-6]|br|b|font)>"
)
_MARKS: Final = (_NUMBER, _DATE, _TAG)
_LEAST_SIGNS: Final = 2
# A ``?`` that ate a digit, or a character that something counts; none of them asks.
_EATEN: Final = re.compile(
    r"(?<=[\u4e00-\u9fff])\?(?=\d)|(?<=\d)\?(?=\d)"
    r"|(?<=[\u4e00-\u9fff\d])\?(?=[年月日号家个项人名周天条款章件种类级次批期])"
)
_ASKED: Final = frozenset("吗嗎呢吧么麼嘛何谁誰")
# In natural logarithms of chance, measured on 30 texts sound and damaged: of the characters that the count of
# bytes takes for halved, 1 of 60 shows it in a sound text and 1 of 2 in a damaged one; the runs' own gain is
# made of too rough a language to count in full.
_SHOWN_HALF: Final = 3.5
_EATEN_SIGN: Final = 3.0
_OF_GAIN: Final = 0.25
_BELIEVED: Final = 2.5
_MANY_SIGNS: Final = 3
_MOST_OPENED: Final = 2
HALF: Final = "half"
# What numbers follow, beside what the document itself shows.
_USUAL_BEFORE_DIGITS: Final = "年月第于到达为约超近出至，、（"
_SHOWN: Final = 3
_BEFORE_DIGITS: Final = re.compile(r"([\u3000-\u9fff\uff00-\uffef])\d")

_YEAR_REST: Final = re.compile(r"[09]\d\d(?!\d)")
_AFTER_YEAR: Final = re.compile(r"(?:19|20)\d\d\Z")
_AFTER_BRACKET: Final = re.compile(r"[〔（(\[](?:19|20)\d\d\Z")
_AFTER_NUMBER: Final = re.compile(r"\ufffd{2}[09]\d\d\Z")
_AFTER_YEAR_MARK: Final = re.compile(r"(?:19|20)\d\d\ufffd\ufffd\d?\Z")
_AFTER_MONTH: Final = re.compile(r"(?:月|(?:19|20)\d\d\ufffd\ufffd\d?\ufffd\ufffd)\d?\Z")
_TAG_REST: Final = re.compile(r"/[a-z]{1,6}\d?>")

_QUESTION: Final = re.compile(r"\?")
_MOST_COMPARED: Final = 20


def undo_halves(draft: Draft) -> StageResult:
    """Edits that put halved characters right and mark what they swallowed as lost."""
    text = draft.text
    if not _may_have_halves(text) or not pairs_up(text):
        return StageResult()
    runs = HalvedRuns(text)
    found = list(runs.read())
    if not _is_believed(text, runs, found):
        return StageResult()
    runs.learn(found)
    found = list(runs.read())
    halved = {at for run in found for at in run.halved}
    suspects = [at for at in runs.suspects() if at not in halved]
    # A rare character that is a common one with its last byte one less is halved, wherever the runs' bytes
    # were thought to be, and so is a mark that opens what is open; of others a person has to judge.
    halved.update(at for at in suspects if not is_usual(text[at]) or breaks_form(text, at))
    edits = [
        Edit(at, at + 1, text[at], whole(text[at]) + REPLACEMENT_CHARACTER, kinds.LOST, False)
        for at in halved
    ]
    edits += (
        Edit(at, at + 1, "?", REPLACEMENT_CHARACTER * 2, kinds.LOST, False)
        for at in (mark.start() for mark in _QUESTION.finditer(text))
        if not _is_question(text, at)
    )
    edits.sort(key=lambda edit: edit.start)
    notes = (Note(at, at + 1, text[at], HALF, (whole(text[at]),)) for at in suspects if at not in halved)
    return StageResult(tuple(edits), tuple(_lost(text, edits, runs)), tuple(notes))


def _may_have_halves(text: str) -> bool:
    """Whether the page has signs enough to be read as one of these; cheap, and true of some sound texts."""
    signs = sum(len(sign.findall(text)) for sign in (*_MARKS, _EATEN)) + _opened(text)
    if signs >= _LEAST_SIGNS:
        return True
    rare = (char for char in set(text) if char > "\x7f" and can_be_halved(char) and not is_usual(char))
    signs += sum(is_common(whole(char)) for char in rare)
    return signs >= _LEAST_SIGNS


def _is_believed(text: str, runs: HalvedRuns, found: Sequence[RunFound]) -> bool:
    """Whether it is likelier that the page was damaged than that it is sound."""
    shown = len({text[at] for run in found for at in run.halved if runs.shows(at)})
    marks = sum(len(sign.findall(text)) for sign in _MARKS)
    eaten = sum(not _is_question(text, sign.start()) for sign in _EATEN.finditer(text))
    if marks + eaten or shown >= _LEAST_SIGNS:
        marks += _opened(text)  # else a bracket that is not closed is a slip of the pen
    if marks + shown + eaten < (_LEAST_SIGNS if marks or shown else _MANY_SIGNS):
        return False
    gain = _OF_GAIN * sum(run.gain for run in found)
    return gain + _SHOWN_HALF * shown + _EATEN_SIGN * max(eaten, marks) >= _BELIEVED


def _opened(text: str) -> int:
    """Marks that open where they should close, two at most; a crowd of them is something else."""
    return min(_MOST_OPENED, len(_OPENED.findall(text)))


def _is_question(text: str, at: int) -> bool:
    """Whether the ``?`` is what it looks like: a question, or in a web address."""
    return text[max(0, at - 1) : at] in _ASKED or in_address(text, at)


def _lost(text: str, edits: Sequence[Edit], runs: HalvedRuns) -> Iterator[Lost]:
    lost = [Lost(edit.start, "", ()) for edit in edits for _ in range(edit.now.count(REPLACEMENT_CHARACTER))]
    now = apply_edits(text, edits)
    evidence = Evidence(now)
    counts = Counter(_BEFORE_DIGITS.findall(text)).most_common(_MOST_COMPARED)
    before_digits = dict.fromkeys((*(char for char, _ in counts), *_USUAL_BEFORE_DIGITS))
    places = list(lost_places(edits, lost))
    is_first = False
    for one, at, edit in zip(lost, places, _repeated(edits), strict=True):
        is_first = edit.was == "?" and not is_first
        if is_first:
            yield replace(
                one,
                candidates=_characters(
                    now, at, runs.likeliest_after(now[max(0, at - 1) : at], before_digits)
                ),
            )
        elif edit.was == "?":
            found = [char for char in evidence.candidates(now, at, "") if char.isdigit()]
            if _YEAR_REST.match(now, at + 1):
                found.insert(0, "2" if now[at + 1] == "0" else "1")
            yield replace(one, candidates=tuple(dict.fromkeys(found)))
        else:
            yield replace(one, candidates=_swallowed(now, at, evidence, runs))


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
    return tuple(before_digits[:_SHOWN])


def _swallowed(text: str, at: int, evidence: Evidence, runs: HalvedRuns) -> tuple[str, ...]:
    """What a halved character swallowed: no digit, no letter."""
    if _TAG_REST.match(text, at + 1):
        return ("<",)
    likely = runs.signs_after(text[at - 1], text[at + 1 : at + 2])
    found = (char for char in evidence.candidates(text, at, likely[0]) if char in SWALLOWABLE)
    return tuple(dict.fromkeys((likely[0], *found, *likely[1:])))[:_SHOWN]
