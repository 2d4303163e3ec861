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
# Marks of Chinese text by their names; what a text about HTML is about (&lt;) is left.
_NAMES: Final = {
    "ldquo": "“",
    "rdquo": "”",
    "lsquo": "‘",
    "rsquo": "’",
    "mdash": "—",
    "ndash": "–",
    "hellip": "…",
    "middot": "·",
    "emsp": "\u2003",
    "ensp": "\u2002",
    "nbsp": "\u00a0",
    "times": "×",
    "copy": "©",
}
_NAMED: Final = re.compile(rf"&(?:amp;){{0,4}}({'|'.join(_NAMES)});")
_ANY: Final = re.compile(rf"{_ENTITIES.pattern[:-4]}+|(?:&(?:amp;){{0,4}}(?:{'|'.join(_NAMES)});)+")
_LEAST: Final = 4  # from which on a text has them throughout
_SURROGATES: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")


def undo_entities(draft: Draft) -> StageResult:
    """Edits that write entities of Chinese characters as the characters.

    Two or more in a row tell that they are none on purpose; in a text of such, one alone is read too.
    """
    text = draft.text
    if "&" not in text:
        return StageResult()
    edits = list(_entities(text)) if "#" in text else []
    told = sum(len(edit.now) for edit in edits) >= _LEAST or len(_NAMED.findall(text)) >= _LEAST
    return StageResult(tuple(_each(text) if told else edits))


def _entities(text: str) -> Iterator[Edit]:
    for run in _ENTITIES.finditer(text):
        chars = list(map(_char, _ENTITY.finditer(run[0])))
        if all(map(is_usual, chars)) and any(map(is_hanzi, chars)):
            yield Edit(*run.span(), run[0], "".join(chars), kinds.BYTES, True)


def _each(text: str) -> Iterator[Edit]:
    """All entities of a text that has many; neighbours in one edit."""
    for run in _ANY.finditer(text):
        chars = [_char(found) for found in _ENTITY.finditer(run[0])]
        if not chars:
            chars = [_NAMES[name] for name in _NAMED.findall(run[0])]
        if all(is_usual(char) or is_hanzi(char) for char in chars):
            yield Edit(*run.span(), run[0], "".join(chars), kinds.BYTES, True)


def _char(entity: re.Match[str]) -> str:
    return chr(int(entity[1], 16) if entity[1] else int(entity[2]))


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
