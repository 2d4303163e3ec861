"""Ruled tables on a page: which drawn lines form a grid, and the text of its cells."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final, NamedTuple

from luodi.intake.page_lines import Glyph, Line, Page, Rule, group_lines, is_wide

# Points. Borders of neighbouring cells are drawn next to each other, or one of them is.
_SAME: Final = 2.5
_SHORTEST: Final = 6.0
# Drawings of maps and charts have more lines than any table: they are not looked at.
_MOST_RULES: Final = 1500
_MOST_GRIDS: Final = 40
_MOST_EDGES: Final = 120
# In ems: the next sign did not fit, or two where the second may not begin a line.
_FULL: Final = 2.2


class Grid(NamedTuple):
    """A table's place on its page and its rows, cell by cell; a merged area's text is in its first cell."""

    page: int
    top: float
    bottom: float
    rows: list[list[str]]


def find_grids(page: Page) -> tuple[list[Grid], list[Glyph]]:
    """The tables of a page, and the characters that stand in none.

    A grid has two columns or two rows at least; a single box is a frame, and its text is plain text.
    """
    if not 4 <= len(page.rules) <= _MOST_RULES:
        return [], page.glyphs
    grids: list[Grid] = []
    rest = page.glyphs
    for rules in _connected(page.rules)[:_MOST_GRIDS]:
        across = [rule for rule in rules if rule.x1 - rule.x0 >= rule.y1 - rule.y0]
        down = [rule for rule in rules if rule.x1 - rule.x0 < rule.y1 - rule.y0]
        xs = _edges([rule.x0 for rule in down] + [rule.x1 for rule in down])
        ys = _edges([rule.y0 for rule in across] + [rule.y1 for rule in across])
        cells = (len(xs) - 1) * (len(ys) - 1)
        if len(xs) < 2 or len(ys) < 2 or cells < 2 or max(len(xs), len(ys)) > _MOST_EDGES:
            continue
        inside = [glyph for glyph in rest if _is_inside(glyph, xs, ys)]
        if not inside:
            continue
        rows = _rows(page.number, inside, _Edges(xs, ys, across, down))
        if rows:
            grids.append(Grid(page.number, ys[0], ys[-1], rows))
            rest = [glyph for glyph in rest if not _is_inside(glyph, xs, ys)]
    return grids, rest


def _is_inside(glyph: Glyph, xs: list[float], ys: list[float]) -> bool:
    x, y = (glyph.x0 + glyph.x1) / 2, glyph.base - glyph.size * 0.35
    return xs[0] - _SAME < x < xs[-1] + _SAME and ys[0] - _SAME < y < ys[-1] + _SAME


def _edges(values: list[float]) -> list[float]:
    """Positions that differ by more than a border's width."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SAME:
            edges.append(value)
    return edges


def _connected(rules: list[Rule]) -> list[list[Rule]]:
    """Groups of rules that touch one another, by sweeping over the tops of their boxes."""
    long = sorted(
        (rule for rule in rules if max(rule.x1 - rule.x0, rule.y1 - rule.y0) >= _SHORTEST),
        key=lambda rule: rule.y0,
    )
    ended: list[list[Rule]] = []
    groups: list[tuple[list[float], list[Rule]]] = []
    for rule in long:
        box = [rule.x0, rule.y0, rule.x1, rule.y1]
        own = [rule]
        apart: list[tuple[list[float], list[Rule]]] = []
        for other, members in groups:
            if other[3] + _SAME < rule.y0:
                ended.append(members)
            elif box[0] <= other[2] + _SAME and other[0] <= box[2] + _SAME:
                # Groups grow as rectangles: tables do not lie inside the frame of another one.
                box = [
                    min(box[0], other[0]),
                    min(box[1], other[1]),
                    max(box[2], other[2]),
                    max(box[3], other[3]),
                ]
                own = members + own
            else:
                apart.append((other, members))
        groups = [*apart, (box, own)]
    ended += [members for _, members in groups]
    return [members for members in ended if len(members) >= 4]


class _Edges:
    """The grid lines, and which stretches of them are drawn: what is not drawn joins two cells."""

    def __init__(self, xs: list[float], ys: list[float], across: list[Rule], down: list[Rule]) -> None:
        self.xs = xs
        self.ys = ys
        self._across = {
            (row, column)
            for rule in across
            for row in _near(ys, rule.y0, rule.y1)
            for column in _covered(xs, rule.x0, rule.x1)
        }
        self._down = {
            (row, column)
            for rule in down
            for column in _near(xs, rule.x0, rule.x1)
            for row in _covered(ys, rule.y0, rule.y1)
        }

    def owners(self) -> dict[tuple[int, int], tuple[int, int]]:
        """For each cell the first cell of the merged area that it belongs to."""
        owners: dict[tuple[int, int], tuple[int, int]] = {}
        for row in range(len(self.ys) - 1):
            for column in range(len(self.xs) - 1):
                owner = (row, column)
                if column and (row, column) not in self._down:
                    owner = owners[row, column - 1]
                elif row and (row, column) not in self._across:
                    owner = owners[row - 1, column]
                owners[row, column] = owner
        return owners


def _near(edges: list[float], low: float, high: float) -> list[int]:
    return [index for index, edge in enumerate(edges) if low - _SAME <= edge <= high + _SAME]


def _covered(edges: list[float], low: float, high: float) -> list[int]:
    """Stretches between two edges whose middle lies in the range."""
    return [
        index
        for index in range(len(edges) - 1)
        if low - _SAME < (edges[index] + edges[index + 1]) / 2 < high + _SAME
    ]


def _rows(page: int, glyphs: list[Glyph], edges: _Edges) -> list[list[str]]:
    owners = edges.owners()
    last_row, last_column = len(edges.ys) - 2, len(edges.xs) - 2
    cells: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        row = bisect_right(edges.ys, glyph.base - glyph.size * 0.35) - 1
        column = bisect_right(edges.xs, (glyph.x0 + glyph.x1) / 2) - 1
        owner = owners[min(max(row, 0), last_row), min(max(column, 0), last_column)]
        cells.setdefault(owner, []).append(glyph)
    rights = {owners[place]: edges.xs[place[1] + 1] for place in sorted(owners)}
    texts = {owner: _cell_text(group_lines(page, held), rights[owner]) for owner, held in cells.items()}
    rows = [
        [texts.get((row, column), "") for column in range(last_column + 1)] for row in range(last_row + 1)
    ]
    return [row for row in rows if any(row)]


def _cell_text(lines: list[Line], right: float) -> str:
    """Lines of a cell, rejoined where one is full; else with a space between."""
    if not lines:  # nothing but spaces
        return ""
    text = ""
    # The padding is not known; the widest line shows where it begins.
    right = min(right, max(line.x1 for line in lines)) if len(lines) > 2 else right - lines[0].size / 2
    for index, line in enumerate(lines):
        words = line.text.strip()
        if index:
            last = lines[index - 1]
            full = right - last.x1 < _FULL * last.size
            text += "" if full and (is_wide(text[-1:] or " ") or is_wide(words[:1] or " ")) else " "
        text += words
    return text
