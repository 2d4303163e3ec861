"""The first line of a CSV file, held against the columns that are looked for: none of them is an error."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.engines.encodings import DELIMITERS

# Titles, units and dates above a header take a few lines.
_LINES: Final = 20
_NAMED: Final = 8
_CHARACTERS: Final = 60


@dataclass(frozen=True, slots=True)
class Heads:
    """The columns of which a CSV file has one at least: of a file that names its columns itself, none of the
    inputs is no slip.

    may_lack: it may have none, as where all that is asked comes from lists; a header that stands elsewhere is
    told even so.
    """

    wanted: tuple[str, ...] = ()
    may_lack: bool = False

    def check(self, found: Sequence[str], file: Path, text: Path) -> None:
        """text: the file in UTF-8, whose first line has these names.

        Raises LuodiError where none of the columns is there: POP065 where a later line of the text has some,
        POP066 where the names stand in one column, else POP064.
        """
        if not self.wanted or any(each in self.wanted for each in found):
            return
        values: dict[str, object] = {"found": _shown(found), "wanted": _shown(self.wanted)}
        code = "POP064"
        within = [each for each in self.wanted if each in found[0]] if len(found) == 1 else []
        line, names = self._later(text)
        if names:
            code, values = "POP065", {**values, "line": line, "names": _shown(names)}
        elif len(within) > 1:
            code, values = "POP066", {**values, "names": _shown(within)}
        if code == "POP064" and self.may_lack:
            return
        raise LuodiError(Diagnostic(code, Severity.ERROR, None, values, str(file)))

    def _later(self, text: Path) -> tuple[int, list[str]]:
        """The line that has most of the names and may be the header, and which."""
        best: tuple[int, list[str]] = 0, []
        for delimiter in DELIMITERS:
            for line, cells in _lines(text, delimiter):
                names = [each for each in self.wanted if each in cells]
                if len(names) > len(best[1]) and self._is_header(names, cells):
                    best = line, names
        return best

    def _is_header(self, names: Sequence[str], cells: Sequence[str]) -> bool:
        """Whether names of inputs in a line are no values: a header has two at least, or the one there is,
        and none twice; where the file may lack all of them, they are most of its cells."""
        if len(names) < min(2, len(self.wanted)) or any(cells.count(each) > 1 for each in names):
            return False
        return not self.may_lack or 2 * len(names) > len(list(filter(None, cells)))


# Where columns may have any names.
ANY_HEADS: Final = Heads()


def _lines(text: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The first lines but for the very first, each with its number."""
    with text.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        lines = csv.reader(file, delimiter=delimiter)
        try:
            for cells in islice(lines, 1, _LINES):
                yield lines.line_num, [each.strip() for each in cells]
        except csv.Error:
            return


def _shown(names: Sequence[str]) -> str:
    in_one_line = [" ".join(each.split()) for each in names[:_NAMED]]
    shown = [each if len(each) <= _CHARACTERS else f"{each[:_CHARACTERS]}…" for each in in_one_line]
    return "、".join(shown) + ("…" if len(names) > _NAMED else "")
