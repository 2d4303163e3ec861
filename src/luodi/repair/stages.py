"""The stages of a repair, in the order they run, and how their results become one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from luodi.repair.chain import undo_chain
from luodi.repair.compose import compose_edits, lost_places
from luodi.repair.lost import mark_lost
from luodi.repair.model import Draft, Lost, Repaired, Script, StageResult, apply_edits
from luodi.repair.script import simplify_script
from luodi.source import OffsetMap, Replacement, Span

# Bytes first, while the page is as its sites made it; script last, because it reads whole words.
STAGES: Final[tuple[Callable[[Draft], StageResult], ...]] = (undo_chain, mark_lost, simplify_script)
_NEAR = 8


def run_stages(source: str, script: Script) -> Repaired:
    """The source with all damage undone that the stages know."""
    draft = Draft(source, source, script)
    for stage in STAGES:
        result = stage(draft)
        if result.edits:
            draft = _advance(draft, result)
    return Repaired(source, draft.text, draft.edits, tuple(_with_context(draft)))


def _advance(draft: Draft, result: StageResult) -> Draft:
    back = OffsetMap(tuple(Replacement(edit.start, edit.end, edit.now) for edit in draft.edits))
    found = (
        replace(lost, start=back.to_source(Span(lost.start, lost.start + 1)).start) for lost in result.lost
    )
    return replace(
        draft,
        text=apply_edits(draft.text, result.edits),
        edits=compose_edits(draft.source, draft.edits, result.edits),
        lost=tuple(sorted((*draft.lost, *found), key=lambda lost: lost.start)),
    )


def _with_context(draft: Draft) -> Iterator[Lost]:
    """The lost characters with the repaired text around them."""
    for lost, at in zip(draft.lost, lost_places(draft.edits, draft.lost), strict=True):
        yield replace(lost, near=draft.text[max(0, at - _NEAR) : at + _NEAR + 1])
