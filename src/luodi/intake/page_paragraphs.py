"""Lines of pages put together again as paragraphs, across line and page ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Final, NamedTuple

from luodi.intake.page_columns import column_lines
from luodi.intake.page_furniture import drop_furniture
from luodi.intake.page_grids import Grid, find_grids
from luodi.intake.page_lines import Line, Page, group_lines, is_wide
from luodi.intake.table_text import row_line

# In ems. A full line ends where the next sign would not fit; two signs where the next may not begin a line.
_FULL: Final = 2.2
_INDENT: Final = 0.8
_CENTRED: Final = 0.8
# A gap above this share of the usual one is a paragraph's distance.
_APART: Final = 1.25
_SAME_SIZE: Final = 0.08
_TITLE_LARGER: Final = 1.1
_TITLE_STEP: Final = 2.3
_LONG: Final = 15
_LEAST_BROKEN: Final = 3
_LABEL = re.compile(
    r"第[一二三四五六七八九十百千零〇两\d]{1,7}[编章节条款]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"|\d{1,2}[.．、](?!\d)|[①-⑳]|附\s*[件录表]|[一二三四五六七八九十]{1,3}是"
)
_ENDS: Final = "。！？：；.!?:;”）)"
_NOT_FIRST: Final = "，。；：、）》〉」』】〕！？…—·,.;:!?)]}%％ "
_NOT_LAST: Final = "（《〈「『【〔([{$¥—"
_QUOTES: Final = "“”‘’\"'"
_LATIN: Final = 0.58  # the width of Latin letters and digits, as a rule
_SLACK: Final = 0.6
_LONGEST_UNBROKEN: Final = 40
_ASCII_WORD = re.compile(r"[A-Za-z0-9,.;:%)]")


class PageLines(NamedTuple):
    """One page, reduced to its lines and tables."""

    number: int
    width: float
    height: float
    lines: list[Line]
    grids: list[Grid]


class _Frame(NamedTuple):
    """Where the text stands: its edges, the usual distance of lines, whether first lines are indented."""

    left: float
    right: float
    leading: float
    indented: bool
    size: float


def page_lines(page: Page) -> PageLines:
    """The page's lines and tables; its characters may then be forgotten."""
    grids, rest = find_grids(page)
    # Columns are looked for on pages without tables only: what stands beside a table is its own.
    lines = group_lines(page.number, rest) if grids else column_lines(page.number, page.width, rest)
    return PageLines(page.number, page.width, page.height, lines, grids)


def join_pages(pages: list[PageLines]) -> list[str]:
    """Paragraphs and table rows in order, one string each."""
    bodies = drop_furniture([(page.number, page.height, page.lines) for page in pages])
    frame = _frame(bodies, max((page.width for page in pages), default=0.0))
    paragraphs: list[str] = []
    last: Line | None = None
    table: Grid | None = None
    for page, lines in zip(pages, bodies, strict=True):
        middle = page.width / 2
        for item in _in_order(lines, page.grids):
            if isinstance(item, Grid):
                rows = item.rows
                if table is not None and table.page != item.page:
                    rows, ended = _continued(table.rows, rows)
                    if ended:
                        paragraphs[-1] = row_line(ended)
                paragraphs += [row_line(row) for row in rows]
                # The first row is the one that a table repeats on its next page.
                table = item._replace(rows=[(table or item).rows[0], *rows] if rows else item.rows)
                last = None
                continue
            words = item.text.strip()
            if last is not None and _runs_on(last, item, frame, middle):
                paragraphs[-1] += _glue(paragraphs[-1], words) + words
            else:
                paragraphs.append(words)
            last, table = item, None
    return paragraphs


def _continued(table: list[list[str]], rows: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """What a table's part on the next page adds: further rows, and its last row if that was cut in two.

    The second is empty where the last row was whole.
    """
    if len(rows[0]) != len(table[0]):
        return rows, []
    if rows[0] == table[0]:
        rows = rows[1:]
    if not rows:
        return rows, []
    last, first = table[-1], rows[0]
    empty = sum(not cell for cell in first)
    # The rest of a cut row has words in few cells; a merged first cell leaves only itself empty.
    cut = not first[0] and (empty > 1 or len(first) == 2)
    if not cut or any(rest and not begun for begun, rest in zip(last, first, strict=True)):
        return rows, []
    whole = [begun + _glue(begun, rest) + rest for begun, rest in zip(last, first, strict=True)]
    return rows[1:], whole


def _in_order(lines: list[Line], grids: list[Grid]) -> Iterable[Line | Grid]:
    if not grids:
        return lines
    return sorted([*lines, *grids], key=lambda each: each.top)


def _frame(bodies: list[list[Line]], width: float) -> _Frame:
    lines = [line for body in bodies for line in body]
    if not lines:
        return _Frame(0, 0, 0, False, 1)
    by_size: Counter[float] = Counter()
    for line in lines:
        by_size[round(line.size, 1)] += len(line.text)
    size = by_size.most_common(1)[0][0] or 1.0
    usual = [line for line in lines if abs(line.size - size) <= _SAME_SIZE * size] or lines
    # The edge is where several lines begin: one line may hang out of it.
    starts = Counter(round(line.x0) for line in usual)
    least = max(2, len(usual) // 50) if len(usual) > 4 else 1
    left = min((x for x, count in starts.items() if count >= least), default=min(starts))
    right = _right_edge(usual, size)
    if right is None:
        # Nothing but short lines: then the right margin is taken to be as wide as the left one.
        right = max([width - left, *(line.x1 for line in usual if line.x1 <= width)])
    gaps = Counter(
        round(after.base - before.base, 0)
        for body in bodies
        for before, after in pairwise(body)
        if abs(before.size - size) <= _SAME_SIZE * size and abs(after.size - size) <= _SAME_SIZE * size
    )
    often = [gap for gap, count in gaps.items() if gap > 0 and count >= max(gaps.values()) / 4]
    leading = min(often, default=size * 1.5)
    first = [line for line in usual if 1.4 * size < line.x0 - left < 2.8 * size]
    return _Frame(left, right, leading, len(first) >= max(1, len(usual) // 20), size)


def _right_edge(lines: list[Line], size: float) -> float | None:
    """Where lines end in the middle of a sentence; None where too few do."""
    ends = sorted(
        line.x1
        for line in lines
        if line.x1 - line.x0 > _LONG * size and line.text[-1:] not in _ENDS and not line.gapped
    )
    least = max(_LEAST_BROKEN, len(ends) // 10)
    for at in range(len(ends) - 1, least - 2, -1):
        if ends[at] - ends[at - least + 1] < size:
            return ends[at]
    return None


def _runs_on(last: Line, line: Line, frame: _Frame, middle: float) -> bool:
    """Whether a line continues the paragraph of the one before it."""
    if abs(last.size - line.size) > _SAME_SIZE * max(last.size, line.size) or last.gapped or line.gapped:
        return False
    step = line.base - last.base if last.page == line.page else 0.0
    if _is_title(last, frame, middle) and _is_title(line, frame, middle):
        return step < _TITLE_STEP * line.size and last.text[-1:] not in _ENDS and not _LABEL.match(line.text)
    if step > _APART * max(frame.leading, last.size * 1.2):
        return False
    em = last.size
    if not -2 * em < frame.right - last.x1 <= _room(line, em):
        # It ends early, or goes beyond the edge and was not broken there.
        return False
    if last.x0 - frame.left > 4 * em or abs(line.x0 - frame.left) > _INDENT * em:
        # What stands to the right or in the middle is a signature, a date or a heading.
        return False
    if frame.indented:
        return True
    # Without indents a full line may also end a paragraph: then the next begins with a label.
    return not (last.text[-1:] in _ENDS and _LABEL.match(line.text))


def _room(line: Line, em: float) -> float:
    """What must be left free at a line's end for the next line's beginning not to have fitted there."""
    words = line.text.strip()[:_LONGEST_UNBROKEN]
    end = next((at for at in range(1, len(words)) if _may_break(words[at - 1], words[at])), len(words))
    width = sum(1.0 if is_wide(char) else _LATIN for char in words[:end])
    return max(_FULL, width + _SLACK) * em


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters, roughly as UAX #14 has it for Chinese."""
    if after in _NOT_FIRST or before in _NOT_LAST or before in _QUOTES or after in _QUOTES:
        return False
    return is_wide(before) or is_wide(after) or before == " "


def _is_title(line: Line, frame: _Frame, middle: float) -> bool:
    """Larger than the text and in the middle of the page."""
    centre = (line.x0 + line.x1) / 2
    frame_centre = (frame.left + frame.right) / 2
    centred = min(abs(centre - middle), abs(centre - frame_centre)) <= _CENTRED * line.size
    return centred and line.size > _TITLE_LARGER * frame.size


def _glue(before: str, words: str) -> str:
    """A space where a line end stood between two Latin words; nothing where hanzi meet."""
    left, right = before[-1:], words[:1]
    if not left or not right:
        return ""
    if is_wide(left) or is_wide(right):
        return ""
    if left == "-" or right in _NOT_FIRST or not _ASCII_WORD.match(left):
        return ""
    # A number or a code that is cut by the line end has no space in it.
    return "" if left.isdigit() and right.isdigit() else " "
