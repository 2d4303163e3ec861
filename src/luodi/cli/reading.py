"""What the commands read: the text of a file, repaired unless it is wanted as it is."""

from __future__ import annotations

import sys
from pathlib import Path

from luodi.intake import ReadResult, read_file
from luodi.repair import repair_text


def read_with_notes(path: Path, lang: str) -> ReadResult:
    """The file's text; what it may lack (pages not read, a part that is damaged) goes to standard error.

    Raises LuodiError where it cannot be read.
    """
    read = read_file(path)
    for note in read.notes:
        print(note.render(lang=lang), file=sys.stderr)
    return read


def repaired_text(path: Path, lang: str, *, repair: bool = True) -> str:
    """The file's text with its damage undone, or as it was read."""
    text = read_with_notes(path, lang).text
    return repair_text(text).text if repair else text
