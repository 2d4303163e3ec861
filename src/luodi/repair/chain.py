"""Undoes what the sites did to traditional pages: readings in brackets and bytes out of step."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from luodi.repair import kinds
from luodi.repair.annotations import NOTE, SYLLABLE, Annotated, find_annotated, plain_reading
from luodi.repair.candidates import SWALLOWED, Evidence
from luodi.repair.chinese import is_hanzi, simplify, simplify_char
from luodi.repair.compose import lost_places
from luodi.repair.language import Language
from luodi.repair.model import REPLACEMENT_CHARACTER, Draft, Edit, Lost, Script, StageResult, apply_edits
from luodi.repair.page_marks import CUT
from luodi.repair.paragraphs import damaged_paragraphs
from luodi.repair.realign import Realigner
from luodi.repair.scan import shows_stepping_over
from luodi.repair.script import is_traditional, traditional_types
from luodi.repair.settle import Choice, Settler
from luodi.repair.ways import Stretch
from luodi.source import Span

_PLACE = re.compile(rf"{NOTE.pattern}|[?\ufffd]")
# Text that may be out of step: from an unreadable character to the next half-width one.
_UNSOUND = re.compile(rf"[?\ufffd]+[!,;，！？；]?\(?(?:{SYLLABLE} ?\))?[^\x00-\x7f]*")
# What the rarer rule of a site's scan must explain the page better by, before it is believed.
_CLEARLY = 6.0
# Unlike a cut ？, which looks like two characters that GBK lacks.
_STOP_CUT = re.compile(r"[?\ufffd][!,;，！；]")
# A crowd of ``?`` is what GBK has no characters for (no-break spaces), not bytes out of step.
_CROWD = re.compile(r"[?\ufffd]{5,}|(?:[?\ufffd][^?\ufffd]{0,4}){6,}")


def undo_chain(draft: Draft) -> StageResult:
    """Edits that take out inserted readings and put broken characters together again.

    Where only some paragraphs of a simplified text are damaged, these are taken as a page of their own.
    """
    text = draft.text
    annotated = find_annotated(text)
    if not annotated:
        return _undo_page(text, annotated, draft.script) if _is_cut(text) else StageResult()
    if traditional_types(text):
        return _undo_page(text, annotated, draft.script)
    paragraphs = damaged_paragraphs(text)
    page = "".join(text[start:end] for start, end in paragraphs)
    annotated = find_annotated(page)
    if not annotated or not traditional_types(page):
        return StageResult()
    return _placed_back(_undo_page(page, annotated, draft.script), paragraphs)


def _is_cut(text: str) -> bool:
    return CUT.search(text) is not None and is_traditional(text)


def _placed_back(result: StageResult, paragraphs: Sequence[Span]) -> StageResult:
    """The result with offsets of the text that the paragraphs are parts of."""
    begins = [0, *accumulate(end - start for start, end in paragraphs)]

    def place(at: int) -> int:
        index = bisect_right(begins, at) - 1
        return paragraphs[index].start + at - begins[index]

    edits = (replace(one, start=place(one.start), end=place(one.end - 1) + 1) for one in result.edits)
    # What reaches from one paragraph into the next but one would take along what is between them.
    kept = tuple(edit for edit in edits if edit.end - edit.start == len(edit.was))
    lost = (replace(one, start=place(one.start)) for one in result.lost)
    within = {at for edit in kept for at in range(edit.start, edit.end)}
    return StageResult(kept, tuple(one for one in lost if one.start in within))


def _undo_page(page: str, annotated: Annotated, script: Script) -> StageResult:
    """The edits for a page of the family.

    Goes over the page twice where a choice was not certain: what the first round recovered tells the
    second how this document writes.
    """
    sound = _sound(page)
    result, score = _round(page, annotated, sound, steps_over=True)
    steps_over = True
    if CUT.search(page) and not shows_stepping_over(page):
        other, other_score = _round(page, annotated, sound, steps_over=False)
        if other_score > score + _CLEARLY:
            result, steps_over = other, False
    if not all(stretch.certain for stretch in result):
        recovered = apply_edits(page, (_edit(page, one) for one in result if _is_sound(one)))
        result, _ = _round(page, annotated, _sound(recovered), steps_over=steps_over)
    return _with_candidates(page, _settled(page, result, script))


def _sound(page: str) -> str:
    """What no damage has reached; readings that still stand there are no text."""
    return _UNSOUND.sub("\n", NOTE.sub("", page))


def _with_candidates(page: str, result: StageResult) -> StageResult:
    """The lost characters with what the recovered document says of them besides the search's guess."""
    if not result.lost:
        return result
    text = apply_edits(page, result.edits)
    evidence = Evidence(text)
    lost = (
        replace(one, candidates=evidence.candidates(text, at, one.candidates[0]))
        if one.candidates and one.candidates[0] in SWALLOWED
        else one
        for one, at in zip(result.lost, lost_places(result.edits, result.lost), strict=True)
    )
    return replace(result, lost=tuple(lost))


def _is_sound(stretch: Stretch) -> bool:
    guessed = (stretch.text[guess.index] for guess in stretch.guesses)
    return stretch.certain and not stretch.gone and not any(map(is_hanzi, guessed))


def _round(page: str, annotated: Annotated, sound: str, *, steps_over: bool) -> tuple[list[Stretch], float]:
    """One reading of the whole page, and how likely its text is (a logarithm)."""
    realigner = Realigner(page, annotated, Language(simplify(sound)), steps_over=steps_over)
    changed = [
        stretch
        for stretch in _stretches(page, annotated, realigner)
        if page[stretch.start : stretch.end] != stretch.text
    ]
    return changed, realigner.score


def _edit(page: str, stretch: Stretch) -> Edit:
    was = page[stretch.start : stretch.end]
    gone = REPLACEMENT_CHARACTER in stretch.text
    kind = kinds.LOST if gone else kinds.PINYIN if stretch.is_note else kinds.BYTES
    return Edit(stretch.start, stretch.end, was, stretch.text, kind, stretch.certain and not gone)


def _settled(page: str, stretches: Sequence[Stretch], script: Script) -> StageResult:
    """Edits that write the stretches, with U+FFFD for each guess that the document does not settle."""
    stretches = _with_newlines(page, stretches)
    choices = _choices(page, stretches)
    edits: list[Edit] = []
    lost: list[Lost] = []
    for stretch in stretches:
        chosen = [next(choices) for _ in stretch.guesses]
        edit = _edit(page, _write(stretch, [choice.char for choice in chosen]))
        edits.append(replace(edit, certain=edit.certain and all(choice.certain for choice in chosen)))
        guessed = {
            guess.index: (guess, choice) for guess, choice in zip(stretch.guesses, chosen, strict=True)
        }
        for index, char in enumerate(edit.now):
            if char != REPLACEMENT_CHARACTER:
                continue
            if index in guessed:
                guess, choice = guessed[index]
                lost.append(Lost(guess.at, "", _forms(choice.candidates, script)))
            elif stretch.gone and index == len(edit.now) - 1:
                lost.append(Lost(stretch.end - 1, "", (stretch.gone,)))
            else:
                lost.append(Lost(stretch.start, "", ()))
    return StageResult(tuple(edits), tuple(lost))


def _with_newlines(page: str, stretches: Sequence[Stretch]) -> list[Stretch]:
    """The stretches, with the end of a paragraph put in where nothing else can have been lost."""
    if not any(stretch.gone for stretch in stretches):
        return list(stretches)
    text = apply_edits(page, (_edit(page, stretch) for stretch in stretches))
    evidence = Evidence(text)
    return [
        replace(stretch, text=stretch.text[:-1] + "\n", certain=False, gone="")
        if stretch.gone and evidence.is_newline(text, start + len(stretch.text) - 1)
        else stretch
        for start, stretch in _placed(stretches)
    ]


def _choices(page: str, stretches: Sequence[Stretch]) -> Iterator[Choice]:
    """What each guess of the stretches is, in order, by the rest of the document."""
    if not any(stretch.guesses for stretch in stretches):
        return
    hidden = [
        _write(stretch, [_if_mark(stretch.text[guess.index]) for guess in stretch.guesses])
        for stretch in stretches
    ]
    text = simplify(apply_edits(page, (_edit(page, stretch) for stretch in hidden)))
    places = [
        (start + guess.index, guess.among) for start, stretch in _placed(hidden) for guess in stretch.guesses
    ]
    settler = Settler(text, places)
    yield from (settler.choose(at, among) for at, among in places)


def _placed(stretches: Iterable[Stretch]) -> Iterator[tuple[int, Stretch]]:
    """Each stretch with where it starts in the text that all of them make of the page."""
    shift = 0
    for stretch in stretches:
        yield stretch.start + shift, stretch
        shift += len(stretch.text) - (stretch.end - stretch.start)


def _if_mark(char: str) -> str | None:
    """Punctuation, which guesses beside it are judged by; a guessed hanzi is evidence of nothing."""
    return None if is_hanzi(char) else char


def _write(stretch: Stretch, chars: Sequence[str | None]) -> Stretch:
    """The stretch with these characters for its guesses, U+FFFD for None."""
    text = list(stretch.text)
    for guess, char in zip(stretch.guesses, chars, strict=True):
        text[guess.index] = char or REPLACEMENT_CHARACTER
    return replace(stretch, text="".join(text))


def _forms(candidates: Sequence[str], script: Script) -> tuple[str, ...]:
    return tuple(candidates) if script == "keep" else tuple(map(simplify_char, candidates))


def _stretches(page: str, annotated: Annotated, realigner: Realigner) -> Iterator[Stretch]:
    """The stretches of the page to look at: readings in brackets, and what follows a ``?``."""
    at = 0
    while place := _PLACE.search(page, at):
        start, at = place.span()
        if place[1] is not None:
            char = page[start - 1 : start]
            if annotated.readings.get(char) == plain_reading(place[1]):
                yield Stretch(start, at, "", certain=char not in annotated.doubtful, is_note=True)
        elif (crowd := _CROWD.match(page, start)) and not _STOP_CUT.match(page, start):
            at = crowd.end()
        elif annotated or CUT.match(page, start):
            found = realigner.read_from(start)
            yield from found
            at = found[-1].end if found else at
