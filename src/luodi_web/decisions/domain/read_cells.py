"""What a file's cells were read as where that is not what is written: as it is stored, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from django.utils.translation import gettext as _

from luodi.dmn.model import Definitions
from luodi.dmn.plain import VALUES, Rewritten, cells_by_place


class StoredReading(TypedDict):
    """A reading in JSON: ``where`` as ``Rewritten`` has it, what was written, what it is read as."""

    where: str
    before: str
    after: str


# Versions of before have their readings in words alone.
Reading = StoredReading | str


def stored_reading(cell: Rewritten) -> StoredReading:
    """A reading as it is kept."""
    return StoredReading(where=cell.where, before=cell.before, after=cell.after)


def readings_in_words(readings: Sequence[Reading]) -> list[str]:
    """One sentence each, for who looks them over."""
    return [
        each if isinstance(each, str) else _("%(where)s：写的是“%(before)s”，按“%(after)s”理解") % each
        for each in readings
    ]


def still_true(readings: Sequence[Reading], definitions: Definitions) -> list[Reading]:
    """Readings of cells that are as they were read; of lists of allowed values, which have no place, all."""
    cells = cells_by_place(definitions)
    return [
        each
        for each in readings
        if (_words_hold(each, cells) if isinstance(each, str) else _holds(each, cells))
    ]


def _holds(reading: StoredReading, cells: dict[str, str]) -> bool:
    return reading["where"] == VALUES or cells.get(reading["where"]) == reading["after"]


def _words_hold(words: str, cells: dict[str, str]) -> bool:
    """Whether the last that the words quote is what the cell holds."""
    for end, sign in enumerate(words):
        if sign in "：:" and words[:end] in cells:
            _before, quoted, rest = words[end:].rpartition(f"“{cells[words[:end]]}”")
            return bool(quoted) and "”" not in rest
    return words.startswith(VALUES)
