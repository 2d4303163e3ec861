"""Tables as text: one row a line, ``| a | b |``, whatever the file's kind."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BLANKS = re.compile(r"\s+")


def row_line(cells: Iterable[str]) -> str:
    """One row. Line ends inside a cell become spaces, ``|`` becomes ``\\|``; "" if all cells are empty."""
    plain = [_BLANKS.sub(" ", cell).strip().replace("|", "\\|") for cell in cells]
    return "| " + " | ".join(plain) + " |" if any(plain) else ""
