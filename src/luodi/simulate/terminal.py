"""A simulation on the terminal: tables aligned by the width that characters are shown with."""

from __future__ import annotations

from collections.abc import Sequence

from luodi.simulate.report import Kind, Report, Table, heading, tables_of, texts
from luodi.source import display_width

# More rows of a table than a screen or two are in the files alone.
_SHOWN = 40


def to_text(report: Report, lang: str = "zh") -> str:
    """All tables, one below the other."""
    parts = [heading(report, lang)]
    parts += [_table(each) for each in tables_of(report, lang)]
    return "\n\n".join(parts) + "\n"


def _table(table: Table) -> str:
    rows = [tuple(map(_printable, row)) for row in texts(table)]
    shown = rows[:_SHOWN]
    if len(rows) > _SHOWN:
        shown.append(("…", *[""] * (len(table.columns) - 1)))
    heads = tuple(name for name, _ in table.columns)
    widths = [max(display_width(row[at]) for row in (heads, *shown)) for at in range(len(heads))]
    right = [kind is not Kind.TEXT for _, kind in table.columns]
    lines = [f"【{table.title}】", _line(heads, widths, right), "─" * (sum(widths) + 2 * (len(widths) - 1))]
    lines += [_line(row, widths, right) for row in shown]
    if table.note:
        lines.append(table.note)
    return "\n".join(lines)


def _printable(text: str) -> str:
    """What would move the cursor, or colour the terminal, as a blank."""
    return "".join(char if char.isprintable() else " " for char in text)


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    cells = []
    for text, width, at_right in zip(row, widths, right, strict=True):
        room = " " * (width - display_width(text))
        cells.append(room + text if at_right else text + room)
    return "  ".join(cells).rstrip()
