"""Characters written as something else: numeric HTML entities, and halves of UTF-16 pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from luodi.repair import kinds
from luodi.repair.charsets import is_usual
from luodi.repair.chinese import is_hanzi
from luodi.repair.model import REPLACEMENT_CHARACTER, Draft, Edit, Lost, StageResult

# ``&`` may have been escaped again and again. One alone may be what a text about HTML is about.
_ENTITY: Final = re.compile(r"&(?:amp;){0,4}#(?:[xX]([0-9a-fA-F]{2,5})|([0-9]{2,6}));")
_ENTITIES: Final = re.compile(rf"(?:{_ENTITY.pattern.replace('(', '(?:').replace('(?:?:', '(?:')}){{2,}}")
_SURROGATES: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")


def undo_entities(draft: Draft) -> StageResult:
    """Edits that write entities of Chinese characters, two or more in a row, as the characters."""
    return StageResult(tuple(_entities(draft.text)) if "#" in draft.text else ())


def _entities(text: str) -> Iterator[Edit]:
    for run in _ENTITIES.finditer(text):
        chars = [chr(int(hexa, 16) if hexa else int(decimal)) for hexa, decimal in _ENTITY.findall(run[0])]
        if all(map(is_usual, chars)) and any(map(is_hanzi, chars)):
            yield Edit(*run.span(), run[0], "".join(chars), kinds.BYTES, True)


def join_surrogates(draft: Draft) -> StageResult:
    """Edits that make one character of two halves, and U+FFFD of a half whose other half is gone."""
    edits: list[Edit] = []
    lost: list[Lost] = []
    for found in _SURROGATES.finditer(draft.text):
        halves = found[0]
        if len(halves) == 2:
            char = halves.encode("utf-16", "surrogatepass").decode("utf-16")
            edits.append(Edit(*found.span(), halves, char, kinds.BYTES, True))
        else:
            edits.append(Edit(*found.span(), halves, REPLACEMENT_CHARACTER, kinds.LOST, False))
            lost.append(Lost(found.start(), "", ()))
    return StageResult(tuple(edits), tuple(lost))
