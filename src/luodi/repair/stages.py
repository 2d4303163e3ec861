"""The stages of a repair, in the order they run, and how their results become one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from luodi.repair.chain import undo_chain
from luodi.repair.compose import compose_edits, lost_places
from luodi.repair.double_byte import undo_double_byte
from luodi.repair.doubled import undo_doubling
from luodi.repair.escapes import join_surrogates, undo_entities
from luodi.repair.halves import undo_halves
from luodi.repair.lost import mark_lost
from luodi.repair.misread import undo_misreading
from luodi.repair.model import (
    Draft,
    Edit,
    Lost,
    Note,
    Punctuation,
    Repaired,
    Script,
    StageResult,
    apply_edits,
)
from luodi.repair.numbers import note_brackets
from luodi.repair.punctuation import restore_punctuation
from luodi.repair.script import simplify_script
from luodi.source import OffsetMap, Replacement, Span

# Bytes first, while the page is as its sites made it; script last, because it reads whole words.
STAGES: Final[tuple[Callable[[Draft], StageResult], ...]] = (
    undo_entities,
    join_surrogates,
    undo_misreading,
    undo_double_byte,
    join_surrogates,
    undo_halves,
    undo_chain,
    undo_doubling,
    mark_lost,
    simplify_script,
    restore_punctuation,
)
_NEAR = 8


def run_stages(source: str, script: Script, punctuation: Punctuation = "keep") -> Repaired:
    """The source with all damage undone that the stages know."""
    draft = Draft(source, source, script, punctuation)
    for stage in STAGES:
        result = stage(draft)
        if result.edits or result.lost or result.notes:
            draft = _advance(draft, result)
    back = OffsetMap(tuple(Replacement(edit.start, edit.end, edit.now) for edit in draft.edits))
    brackets = (_in_source(note, source, back) for note in note_brackets(draft.text))
    notes = sorted((*draft.notes, *brackets), key=lambda note: note.start)
    return Repaired(source, draft.text, draft.edits, tuple(_with_context(draft)), tuple(notes))


def _in_source(note: Note, source: str, back: OffsetMap) -> Note:
    start, end = back.to_source(Span(note.start, note.end))
    return replace(note, start=start, end=end, was=source[start:end])


def _advance(draft: Draft, result: StageResult) -> Draft:
    """The draft with a stage's edits made; what a stage writes anew, it says anew what is lost of it."""
    back = OffsetMap(tuple(Replacement(edit.start, edit.end, edit.now) for edit in draft.edits))
    found = (
        replace(lost, start=back.to_source(Span(lost.start, lost.start + 1)).start) for lost in result.lost
    )
    return replace(
        draft,
        text=apply_edits(draft.text, result.edits),
        edits=compose_edits(draft.source, draft.edits, result.edits),
        lost=tuple(sorted((*_untouched(draft, result.edits), *found), key=lambda lost: lost.start)),
        notes=(*draft.notes, *(_in_source(note, draft.source, back) for note in result.notes)),
    )


def _untouched(draft: Draft, edits: Sequence[Edit]) -> Iterator[Lost]:
    """The lost characters that none of the edits of ``draft.text`` covers."""
    starts = [edit.start for edit in edits]
    for lost, at in zip(draft.lost, lost_places(draft.edits, draft.lost), strict=True):
        index = bisect_right(starts, at) - 1
        if index < 0 or edits[index].end <= at:
            yield lost


def _with_context(draft: Draft) -> Iterator[Lost]:
    """The lost characters with the repaired text around them."""
    for lost, at in zip(draft.lost, lost_places(draft.edits, draft.lost), strict=True):
        yield replace(lost, near=draft.text[max(0, at - _NEAR) : at + _NEAR + 1])
