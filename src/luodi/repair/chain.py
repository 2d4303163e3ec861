"""Undoes what the sites did to traditional pages: readings in brackets and bytes out of step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from luodi.repair import kinds
from luodi.repair.annotations import NOTE, SYLLABLE, find_annotated, plain_reading
from luodi.repair.candidates import Evidence
from luodi.repair.chinese import simplify
from luodi.repair.compose import lost_places
from luodi.repair.language import Language
from luodi.repair.model import REPLACEMENT_CHARACTER, Draft, Edit, Lost, StageResult, apply_edits
from luodi.repair.realign import CUT, Realigner
from luodi.repair.scan import shows_stepping_over
from luodi.repair.script import is_traditional, traditional_types
from luodi.repair.ways import Stretch

_PLACE = re.compile(rf"{NOTE.pattern}|[?\ufffd]")
# Text that may be out of step: from an unreadable character to the next half-width one.
_UNSOUND = re.compile(rf"[?\ufffd]+[!,;，！？；]?(?:{SYLLABLE} ?\))?[^\x00-\x7f]*")
# What the rarer rule of a site's scan must explain the page better by, before it is believed.
_CLEARLY = 6.0
# A crowd of ``?`` is what GBK has no characters for (no-break spaces), not bytes out of step.
_CROWD = re.compile(r"[?\ufffd]{5,}|(?:[?\ufffd][^?\ufffd]{0,4}){6,}")


def undo_chain(draft: Draft) -> StageResult:
    """Edits that take out inserted readings and put broken characters together again.

    Goes over the page twice where a choice was not certain: what the first round recovered tells the
    second how this document writes.
    """
    page = draft.text
    annotated = find_annotated(page)
    if annotated and not traditional_types(page):
        return StageResult()
    if not annotated and not (CUT.search(page) and is_traditional(page)):
        return StageResult()
    sound = _UNSOUND.sub("\n", NOTE.sub("", page))
    result, score = _round(page, annotated, sound, steps_over=True)
    steps_over = True
    if CUT.search(page) and not shows_stepping_over(page):
        other, other_score = _round(page, annotated, sound, steps_over=False)
        if other_score > score + _CLEARLY:
            result, steps_over = other, False
    if not all(edit.certain for edit in result.edits):
        recovered = apply_edits(page, (edit for edit in result.edits if edit.certain))
        result, _ = _round(page, annotated, _UNSOUND.sub("\n", recovered), steps_over=steps_over)
    return _with_candidates(page, result)


def _with_candidates(page: str, result: StageResult) -> StageResult:
    """The lost characters with what the recovered document says of them besides the search's guess."""
    if not result.lost:
        return result
    text = apply_edits(page, result.edits)
    evidence = Evidence(text)
    lost = (
        replace(one, candidates=evidence.candidates(text, at, "".join(one.candidates)))
        for one, at in zip(result.lost, lost_places(result.edits, result.lost), strict=True)
    )
    return replace(result, lost=tuple(lost))


def _round(
    page: str, annotated: Mapping[str, str], sound: str, *, steps_over: bool
) -> tuple[StageResult, float]:
    """One reading of the whole page, and how likely its text is (a logarithm)."""
    realigner = Realigner(page, annotated, Language(simplify(sound)), steps_over=steps_over)
    edits: list[Edit] = []
    lost: list[Lost] = []
    for stretch in _stretches(page, annotated, realigner):
        was = page[stretch.start : stretch.end]
        if was == stretch.text:
            continue
        gone = REPLACEMENT_CHARACTER in stretch.text and REPLACEMENT_CHARACTER not in was
        kind = kinds.LOST if gone else kinds.PINYIN if stretch.is_note else kinds.BYTES
        edits.append(Edit(stretch.start, stretch.end, was, stretch.text, kind, stretch.certain and not gone))
        if gone:
            lost.append(Lost(stretch.end - 1, "", tuple(stretch.gone)))
    return StageResult(tuple(edits), tuple(lost)), realigner.score


def _stretches(page: str, annotated: Mapping[str, str], realigner: Realigner) -> Iterator[Stretch]:
    """The stretches of the page to look at: readings in brackets, and what follows a ``?``."""
    at = 0
    while place := _PLACE.search(page, at):
        start, at = place.span()
        if place[1] is not None:
            if annotated.get(page[start - 1 : start]) == plain_reading(place[1]):
                yield Stretch(start, at, "", certain=True, is_note=True)
        elif crowd := _CROWD.match(page, start):
            at = crowd.end()
        elif annotated or CUT.match(page, start):
            found = realigner.read_from(start)
            yield from found
            at = found[-1].end if found else at
