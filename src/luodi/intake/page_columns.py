"""Pages set in two columns, as gazettes are: the left column is read before the right one."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from luodi.intake.page_lines import Glyph, Line, group_lines

# Shares of the page's width between which the gutter lies.
_GUTTER_FROM: Final = 0.42
_GUTTER_TO: Final = 0.58
_STEP: Final = 2.0  # points
_LEAST_ROWS: Final = 10
# Lines over both columns: a title, a head. With more of them it is no page of columns.
_MOST_ACROSS: Final = 0.25
# Most lines of running text fill their column; the entries of a list without rules do not.
_LEAST_FULL: Final = 0.6


def column_lines(number: int, width: float, glyphs: list[Glyph]) -> list[Line]:
    """The page's lines in reading order.

    Of two columns the right one is moved onto the left one, so that a paragraph that runs from one into
    the other looks like one that runs over pages. Lines over both columns stay between what is above
    and below them.
    """
    lines = group_lines(number, glyphs)
    gutter = _gutter(width, glyphs) if len(lines) >= _LEAST_ROWS else None
    if gutter is None:
        return lines
    left = group_lines(number, (glyph for glyph in glyphs if glyph.x1 <= gutter))
    right = group_lines(number, (glyph for glyph in glyphs if glyph.x0 >= gutter))
    crossing = sorted(glyph.base for glyph in glyphs if glyph.x0 < gutter < glyph.x1)
    whole = [line for line in lines if _holds(crossing, line)]
    left = [line for line in left if not _near(line, whole)]
    right = [line for line in right if not _near(line, whole)]
    if not _are_columns(left, right, whole):
        return lines
    shift = min(line.x0 for line in right) - min(line.x0 for line in left)
    right = [line._replace(x0=line.x0 - shift, x1=line.x1 - shift) for line in right]
    ordered: list[Line] = []
    above = float("-inf")
    for line in [*whole, None]:
        below = line.base if line else float("inf")
        ordered += [each for column in (left, right) for each in column if above < each.base < below]
        if line:
            ordered.append(line)
        above = below
    return ordered


def _holds(bases: list[float], line: Line) -> bool:
    """Whether one of the sorted baselines is this line's."""
    at = bisect_left(bases, line.base - line.size / 2)
    return at < len(bases) and bases[at] < line.base + line.size / 2


def _near(line: Line, others: list[Line]) -> bool:
    return any(abs(line.base - other.base) < other.size / 2 for other in others)


def _gutter(width: float, glyphs: list[Glyph]) -> float | None:
    """The middle of the widest strip near the page's middle that fewest characters cross."""
    first, last = width * _GUTTER_FROM, width * _GUTTER_TO
    count = int((last - first) / _STEP) + 1
    if not 1 < count < 1000:
        return None
    crossed = [0] * (count + 1)
    for glyph in glyphs:
        begin = max(0, int((glyph.x0 - first) / _STEP) + 1)
        end = min(count, int((glyph.x1 - first) / _STEP) + 1)
        if begin < end:
            crossed[begin] += 1
            crossed[end] -= 1
    depth, running = [], 0
    for change in crossed[:count]:
        running += change
        depth.append(running)
    least = min(depth)
    best: tuple[int, int] | None = None
    start: int | None = None
    for index, value in enumerate([*depth, least + 1]):
        if value == least and start is None:
            start = index
        elif value != least and start is not None:
            if best is None or index - start > best[1] - best[0]:
                best = (start, index)
            start = None
    return first + _STEP * (best[0] + best[1] - 1) / 2 if best else None


def _are_columns(left: list[Line], right: list[Line], whole: list[Line]) -> bool:
    if min(len(left), len(right)) < _LEAST_ROWS or len(whole) > _MOST_ACROSS * len(left):
        return False
    edge = max(line.x1 for line in left)
    start = min(line.x0 for line in right)
    size = left[len(left) // 2].size
    if start - edge < size:
        return False
    full = sum(edge - line.x1 < 1.5 * size for line in left)
    begun = sum(line.x0 - start < 2.5 * size for line in right)
    return full >= _LEAST_FULL * len(left) and begun >= 0.8 * len(right)
