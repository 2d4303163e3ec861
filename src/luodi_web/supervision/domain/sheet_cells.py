"""The cells of one sheet by row and field, and what is found wrong in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from luodi_web.supervision.domain.milestones import Step
from luodi_web.supervision.domain.sheet_columns import LABELS, Header
from luodi_web.supervision.domain.sheet_grid import SheetGrid
from luodi_web.supervision.domain.sheet_problems import Kind, Problem

UNIT_COLUMNS = ("lead", "joint", "units")


@dataclass(frozen=True)
class ImportRow:
    """One task read from the sheet; ``number`` is its row in Excel. is_sub: of the last row that is none.

    stream_no: the first part of its 序号 where the whole sheet is numbered, else empty.
    """

    number: int
    workstream: str
    text: str
    measures: list[str]
    target: str
    deliverable: str
    lead: list[str]
    joint: list[str]
    deadline: date | None
    deadline_text: str
    note: str
    leader: str = ""
    responsible: str = ""
    phone: str = ""
    milestones: list[Step] = field(default_factory=list)
    is_sub: bool = False
    stream_no: str = ""
    no: str = ""


@dataclass
class Reading:
    rows: list[ImportRow] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    fixed: list[Problem] = field(default_factory=list)


class SheetCells:
    """Cells by row and field's name. fixes settles problems by their key; found collects the rest."""

    def __init__(self, grid: SheetGrid, header: Header, fixes: Mapping[str, str]) -> None:
        self.grid = grid
        self.header = header
        self.fixes = fixes
        self.found = Reading()

    def text(self, row: int, name: str) -> str:
        place = self.header.places.get(name)
        # Only these fill down from a merged cell; a merged target or note is said once, at its first row.
        filled = (
            *UNIT_COLUMNS,
            "workstream",
            "deadline",
            "leader",
            "responsible",
            "phone",
            "provision",
            "text",
        )
        if place is not None and name not in filled and (row, place) in self.grid.covered:
            return ""
        return self.grid.at(row, place).strip()

    def label(self, name: str) -> str:
        return self.header.labels.get(name) or LABELS[name]

    def cell(self, row: int, name: str) -> str:
        place = self.header.places.get(name)
        return self.grid.place(row, place) if place is not None else ""

    def key(self, kind: str, row: int, name: str) -> str:
        return f"{kind}:{self.grid.title}!{self.cell(row, name) or row + 1}"

    def problem(self, kind: Kind, row: int, name: str, message: str, **rest: object) -> Problem:
        return Problem(
            kind,
            row + 1,
            self.label(name),
            message,
            sheet=self.grid.title,
            cell=self.cell(row, name),
            **rest,
        )

    def note_fixed(self, row: int, name: str, message: str) -> None:
        self.found.fixed.append(self.problem(Kind.NOTE, row, name, message, value=self.text(row, name)[:60]))
