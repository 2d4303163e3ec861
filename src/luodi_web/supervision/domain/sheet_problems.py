"""What is wrong in a sheet, where, and what a person may do about it on the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What settles a problem: a unit, a day, the first of several leads, words, or leaving it out."""

    UNIT = "unit"
    DAY = "day"
    LEAD = "lead"
    WORDS = "words"
    ROW = "row"
    NOTE = "note"


@dataclass(frozen=True)
class Problem:
    """One thing to settle. row: as Excel numbers it; cell: D7; column: the header in the sheet.

    key: under which what settles it is handed back to ``parse_plan_sheet``; the same unknown unit has one
    key wherever it stands. choices: pairs of value and label. value: what the cell says. answer: what
    was handed in and did not settle it, to be shown again.
    """

    kind: Kind
    row: int
    column: str
    message: str
    value: str = ""
    sheet: str = ""
    cell: str = ""
    key: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    answer: str = ""
    count: int = 1


# What an answer may be besides a day or a unit.
KEEP_WORDS, TAKE_FIRST, SKIP_ROW = "words", "first", "skip"
