"""What reading a file gives, and how a reader says no or says less."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from luodi.diagnostics import Diagnostic, LuodiError, Severity

Kind = Literal["txt", "md", "html", "docx", "doc", "wps", "rtf", "pdf", "ofd"]


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The text of a file.

    text: without byte order mark, lines ended by ``\\n``; nothing else of a txt or md file is changed
    (Markdown marks stay), of every other kind one line a paragraph and one line a table row.
    title: of an HTML page its title, of Markdown its first heading (which stays in the text); else None.
    charset: Python's name; "" for kinds that are no text files. newline: the line end of the file,
    ``\\r\\n`` only if all its lines have it.
    notes: warnings; where there is one, the text may lack something that the file has.
    """

    text: str
    title: str | None
    charset: str
    kind: Kind
    newline: Literal["\n", "\r\n"] = "\n"
    notes: tuple[Diagnostic, ...] = ()


class Contents(NamedTuple):
    """What the reader of one kind found: lines of text, and warnings."""

    lines: list[str]
    notes: list[Diagnostic]


def refusal(code: str, name: str, **values: object) -> LuodiError:
    """The error that a file called ``name`` cannot be read."""
    return LuodiError(Diagnostic(code, Severity.ERROR, values=values, file=name))


def note(code: str, name: str, **values: object) -> Diagnostic:
    """A warning that a part of the file called ``name`` was not read."""
    return Diagnostic(code, Severity.WARNING, values=values, file=name)
