"""CSV files: their encoding found out from the bytes and brought to UTF-8, their first line read."""

from __future__ import annotations

import codecs
import csv
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_PIECE: Final = 1 << 20
DELIMITERS: Final = (",", ";", "\t", "|")
_MARKS: Final = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def encoding_of(path: Path) -> str | None:
    """``utf-8``, ``utf-16`` by its mark, or ``gb18030``; None where the file is none of them throughout."""
    with path.open("rb") as file:
        start = file.read(2)
    if start in _MARKS:
        return _MARKS[start] if _is_all(path, _MARKS[start]) else None
    return next((each for each in ("utf-8", "gb18030") if _is_all(path, each)), None)


def _is_all(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


@contextmanager
def as_utf8(path: Path, encoding: str) -> Iterator[Path]:
    """The file in UTF-8, a copy that is gone at the end."""
    with tempfile.TemporaryDirectory(prefix="luodi-csv-") as folder:
        copy = Path(folder) / "copy.csv"
        with (
            path.open(encoding=encoding, newline="") as old,
            copy.open("w", encoding="utf-8", newline="") as new,
        ):
            while piece := old.read(_PIECE):
                new.write(piece)
        yield copy


def header_of(path: Path) -> tuple[str, list[str]]:
    """The delimiter and the names of a file's columns, from its first line; one without a name is called
    ``column`` and its place from 0; no names where the first line is empty.

    Nothing is concluded from the rows: a database that guesses takes ``#`` for a comment, lines before the
    longest for a preamble and the quotes of the first rows for those of all, and drops what does not fit.
    """
    best: tuple[str, list[str]] = ",", []
    for delimiter in DELIMITERS:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            names = next(csv.reader(file, delimiter=delimiter), [])
        if len(names) > len(best[1]):
            best = delimiter, names
    return best[0], [name.strip() or f"column{at}" for at, name in enumerate(best[1])]
