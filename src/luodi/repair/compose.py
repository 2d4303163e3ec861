"""Edits made one stage after another, told as edits of the first text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from luodi.repair import kinds
from luodi.repair.model import REPLACEMENT_CHARACTER, Edit, Lost


class _Placed(NamedTuple):
    """An edit by the range it takes up in the middle text, after ``first`` and before ``second``."""

    start: int
    end: int
    is_second: bool
    edit: Edit


def compose_edits(source: str, first: Sequence[Edit], second: Sequence[Edit]) -> tuple[Edit, ...]:
    """Edits of ``source`` that do what ``first`` and then ``second`` do.

    first: edits of ``source``. second: edits of the text that ``first`` gives. An edit of ``second``
    that changes what ``first`` wrote becomes one with it and keeps the kind of ``first``: undone
    bytes that were then put in simplified characters are still one repair of bytes.
    """
    if not first or not second:
        return join_neighbours(first or second)
    out: list[Edit] = []
    shift = 0  # offset in the middle text minus offset in the source
    for cluster in _clusters(_placed(first, second)):
        if len(cluster) == 1 and cluster[0].is_second:
            _, _, _, edit = cluster[0]
            out.append(replace(edit, start=edit.start - shift, end=edit.end - shift))
            continue
        start = cluster[0].start
        end = max(item.end for item in cluster)
        source_start = start - shift
        firsts = [item.edit for item in cluster if not item.is_second]
        shift += sum(len(edit.now) - (edit.end - edit.start) for edit in firsts)
        source_end = end - shift
        middle = _apply(source[source_start:source_end], source_start, firsts)
        now = _apply(middle, start, [item.edit for item in cluster if item.is_second])
        was = source[source_start:source_end]
        if was == now:
            continue
        kind = firsts[0].kind if firsts else cluster[0].edit.kind
        out.append(Edit(source_start, source_end, was, now, kind, all(item.edit.certain for item in cluster)))
    return join_neighbours(out)


def join_neighbours(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Script edits of characters side by side as one, so that a person sees a word."""
    out: list[Edit] = []
    for edit in edits:
        last = out[-1] if out else None
        if (
            last is not None
            and last.end == edit.start
            and last.kind == edit.kind == kinds.SCRIPT
            and last.certain == edit.certain
        ):
            was, now = last.was + edit.was, last.now + edit.now
            out[-1] = Edit(last.start, edit.end, was, now, edit.kind, edit.certain)
        else:
            out.append(edit)
    return tuple(out)


def _placed(first: Sequence[Edit], second: Sequence[Edit]) -> list[_Placed]:
    placed = [_Placed(edit.start, edit.end, True, edit) for edit in second]
    shift = 0
    for edit in first:
        start = edit.start + shift
        placed.append(_Placed(start, start + len(edit.now), False, edit))
        shift += len(edit.now) - (edit.end - edit.start)
    # At one place, what takes up nothing (a deletion) comes before what begins there.
    return sorted(placed, key=lambda item: (item.start, item.end))


def _clusters(placed: Sequence[_Placed]) -> Iterator[list[_Placed]]:
    """Runs of edits that share characters of the middle text."""
    cluster: list[_Placed] = []
    end = -1
    for item in placed:
        if cluster and item.start >= end:
            yield cluster
            cluster = []
        cluster.append(item)
        end = max(end, item.end)
    if cluster:
        yield cluster


def _apply(text: str, offset: int, edits: Sequence[Edit]) -> str:
    """``text``, which stands at ``offset``, with the edits made."""
    parts: list[str] = []
    last = offset
    for edit in edits:
        parts.extend((text[last - offset : edit.start - offset], edit.now))
        last = edit.end
    parts.append(text[last - offset :])
    return "".join(parts)


def lost_places(edits: Sequence[Edit], lost: Sequence[Lost]) -> Iterator[int]:
    """Where, in the text that the edits give, the U+FFFD of each lost character stands.

    lost: in order. The first inside an edit is the first U+FFFD it writes, and so on; one inside no edit
    was U+FFFD in the source.
    """
    shift = 0
    ahead = iter(lost)
    current = next(ahead, None)
    for edit in edits:
        while current is not None and current.start < edit.start:
            yield current.start + shift
            current = next(ahead, None)
        begin = 0
        while current is not None and current.start < edit.end:
            begin = edit.now.index(REPLACEMENT_CHARACTER, begin) + 1
            yield edit.start + shift + begin - 1
            current = next(ahead, None)
        shift += len(edit.now) - (edit.end - edit.start)
    while current is not None:
        yield current.start + shift
        current = next(ahead, None)
