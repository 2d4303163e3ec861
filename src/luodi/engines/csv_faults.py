"""What is wrong with a CSV file that a database refuses: the line, and the column where there is one."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from luodi.diagnostics import Diagnostic, Severity
from luodi.engines.encodings import as_utf8, encoding_of, header_of

# The database's own limit for a line; fields may be as long as that.
_LINE_BYTES: Final = 2_000_000
_CARRIAGE: Final = b"\r"


def csv_fault(path: Path) -> Diagnostic | None:
    """The first fault of the file, told by its line from 1 on; None where none is found.

    POP070 a row with more or fewer columns than the first line, but for empty ones at its end; POP071 a quote
    that is never closed; POP072 text behind a closing quote; POP073 bytes of no encoding that is read; POP074
    a line that is too long; POP075 line ends of several kinds.
    """
    encoding = encoding_of(path)
    if encoding is None:
        return _told(path, "POP073", line=_undecoded_line(path))
    if encoding == "utf-8":
        return _fault(path, path)
    with as_utf8(path, encoding) as copy:
        return _fault(path, copy)


def _fault(path: Path, text: Path) -> Diagnostic | None:
    delimiter, names = header_of(text)
    start = 1
    with text.open(encoding="utf-8-sig", newline="") as file, _long_fields():
        rows = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            for row in rows:
                # Empty cells behind the last column are passed over by the database too.
                if row and (len(row) < len(names) or any(row[len(names) :])):
                    values = {"line": start, "found": len(row), "wanted": len(names)}
                    return _told(path, "POP070", **values)
                start = rows.line_num + 1
        except csv.Error:
            # A name in the first line may be all of the file.
            return _quote_fault(path, text, start, delimiter, names if start > 1 else [])
    return _line_fault(path, text)


def _quote_fault(path: Path, text: Path, start: int, delimiter: str, names: list[str]) -> Diagnostic | None:
    """What is wrong with the quotes of the row that begins in a line."""
    at, quoted, closed, is_empty = 0, False, False, True
    line = start
    for sign in _signs_from(text, start):
        if quoted:
            quoted, closed = sign != '"', sign == '"'
        elif sign == delimiter:
            at, closed, is_empty = at + 1, False, True
        elif sign == '"' and (closed or is_empty):
            quoted, closed, is_empty = True, False, False
        elif sign in "\r\n":
            break
        elif closed:
            return _told(path, "POP072", line=line, name=_name(names, at), sign=sign)
        else:
            is_empty = False
        line += sign == "\n"
    return _told(path, "POP071", line=start, name=_name(names, at)) if quoted else None


def _signs_from(text: Path, start: int) -> Iterator[str]:
    with text.open(encoding="utf-8-sig", newline="") as file:
        for number, line in enumerate(file, 1):
            if number >= start:
                yield from line


def _line_fault(path: Path, text: Path) -> Diagnostic | None:
    with text.open("rb") as file:
        for number, line in enumerate(file, 1):
            if len(line) > _LINE_BYTES:
                return _told(path, "POP074", line=number, limit=_LINE_BYTES // 1_000_000)
            if _CARRIAGE in line.removesuffix(b"\n").removesuffix(_CARRIAGE):
                return _told(path, "POP075", line=number)
    return None


def _undecoded_line(path: Path) -> int:
    """The first line that is no UTF-8."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return 1


def _name(names: list[str], at: int) -> str:
    return " ".join(names[at].split()) if at < len(names) else str(at + 1)


def _told(path: Path, code: str, **values: object) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, None, values, str(path))


@contextmanager
def _long_fields() -> Iterator[None]:
    before = csv.field_size_limit(_LINE_BYTES * 100)
    try:
        yield
    finally:
        csv.field_size_limit(before)
