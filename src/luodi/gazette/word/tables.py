"""Tables of a DOCX: rows that repeat, bars of shaded cells, boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml.etree import _Element as Element

from luodi.gazette.bars import PALETTE, column_shares, drawn_bars
from luodi.gazette.blocks import SIZES
from luodi.gazette.fonts import Face
from luodi.gazette.measures import RED
from luodi.gazette.model import Chart, Figures, Table
from luodi.gazette.word.elements import Run, Shape, element, on, paragraph

NO_BORDER = ("nil", 0, "auto")
HAIR = ("single", 4, "000000")
# Word takes 63 columns at most; a bar is drawn in so many steps.
_STEPS = 60
_CHART_PT = 11

Border = tuple[str, int, str]


def table(
    widths: Sequence[int],
    rows: Sequence[Element],
    borders: Mapping[str, Border],
    *,
    position: Element | None = None,
    margins: tuple[int, int, int, int] = (0, 85, 0, 85),
) -> Element:
    """A table of fixed columns (twips); margins of its cells: top, left, bottom, right."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    edges = [
        element(f"w:{side}", {"val": kind, "sz": size, "space": 0, "color": color})
        for side in sides
        for kind, size, color in [borders.get(side, NO_BORDER)]
    ]
    inner = [
        element(f"w:{side}", {"w": width, "type": "dxa"})
        for side, width in zip(("top", "left", "bottom", "right"), margins, strict=True)
    ]
    properties = element(
        "w:tblPr",
        None,
        position,
        element("w:tblW", {"w": sum(widths), "type": "dxa"}),
        element("w:jc", {"val": "center"}) if position is None else None,
        element("w:tblBorders", None, *edges),
        element("w:tblLayout", {"type": "fixed"}),
        element("w:tblCellMar", None, *inner),
    )
    grid = element("w:tblGrid", None, *(element("w:gridCol", {"w": width}) for width in widths))
    return element("w:tbl", None, properties, grid, *rows)


def row(cells: Sequence[Element], *, header: bool = False, height: int = 0, exact: bool = False) -> Element:
    rule = {"val": height, "hRule": "exact" if exact else "atLeast"}
    properties = element(
        "w:trPr",
        None,
        on("w:cantSplit"),
        element("w:trHeight", rule) if height else None,
        on("w:tblHeader") if header else None,
    )
    return element("w:tr", None, properties, *cells)


def cell(
    width: int,
    *content: Element,
    span: int = 1,
    fill: str = "",
    borders: Mapping[str, Border] | None = None,
    direction: str = "",
) -> Element:
    edges = [
        element(f"w:{side}", {"val": kind, "sz": size, "space": 0, "color": color})
        for side, (kind, size, color) in (borders or {}).items()
    ]
    properties = element(
        "w:tcPr",
        None,
        element("w:tcW", {"w": width, "type": "dxa"}),
        element("w:gridSpan", {"val": span}) if span > 1 else None,
        element("w:tcBorders", None, *edges) if edges else None,
        element("w:shd", {"val": "clear", "color": "auto", "fill": fill}) if fill else None,
        element("w:textDirection", {"val": direction}) if direction else None,
        element("w:vAlign", {"val": "center"}),
    )
    return element("w:tc", None, properties, *content)


def shared_out(total: int, shares: Sequence[float]) -> list[int]:
    """The total in whole parts proportional to the shares; they sum to the total."""
    whole = sum(shares)
    ends = [round(total * sum(shares[: index + 1]) / whole) for index in range(len(shares))]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def data_table(block: Table, width: int) -> list[Element]:
    """Caption and table; the header repeats on every page and rows do not split."""
    size = float(SIZES[block.size])
    widths = shared_out(width, [float(column.width) for column in block.columns])
    line = size * 20 * 1.35

    def text(words: str, align: str, face: Face) -> Element:
        return paragraph(Shape(align=align, grid=False, line=line), Run(words, face, size))

    header = row(
        [
            cell(part, text(column.title, "center", Face.HEI))
            for part, column in zip(widths, block.columns, strict=True)
        ],
        header=True,
        height=round(size * 20 * 1.8),
    )
    body = [
        row(
            [
                cell(part, text(words, column.align.value, Face.BODY))
                for part, words, column in zip(widths, words_of, block.columns, strict=True)
            ],
            height=round(size * 20 * 1.8),
        )
        for words_of in block.rows
    ]
    made = []
    if block.caption:
        made.append(paragraph(Shape(align="center", keep_next=True), Run(block.caption, Face.HEI)))
    edges = dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), HAIR)
    return [*made, table(widths, [header, *body], edges)]


def figures_table(block: Figures, width: int) -> Element:
    """Headline numbers side by side between two red rules."""
    widths = shared_out(width, [1.0] * len(block.items))
    rule = ("single", 6, RED)
    cells = []
    for part, item in zip(widths, block.items, strict=True):
        centred = Shape(align="center", grid=False)
        lines = [
            paragraph(centred, Run(item.value, Face.TITLE, 24, color=RED)),
            paragraph(centred, Run(item.label, Face.BODY, 12)),
        ]
        if item.note:
            lines.append(paragraph(centred, Run(item.note, Face.BODY, 10.5, color="505050")))
        cells.append(cell(part, *lines))
    edges = {"top": rule, "bottom": rule, "insideV": ("single", 4, "BEBEBE")}
    return table(widths, [row(cells)], edges, margins=(60, 40, 60, 40))


def chart_table(block: Chart, width: int) -> list[Element]:
    """Title with legend, and a table whose shaded cells are the bars: it needs no picture and no font."""
    title: list[Run] = [Run(block.title, Face.HEI, _CHART_PT)]
    if block.unit:
        title.append(Run(f"（单位：{block.unit}）", Face.BODY, _CHART_PT))
    if len(block.series) > 1:
        for name, color in zip(block.series, PALETTE, strict=False):
            title += [
                Run("　■", Face.SONG, _CHART_PT, color=color),
                Run(name, Face.BODY, _CHART_PT),
            ]
    label_share, words_share = column_shares(block)
    label, words = round(width * label_share), round(width * words_share)
    steps = shared_out(width - label - words, [1.0] * _STEPS)
    widths = [label, *steps, words]
    rows = []
    for bar in drawn_bars(block):
        cells = [cell(label, _small(bar.label, "right"))]
        for start, end, color in _segments(bar.shares):
            cells.append(cell(sum(steps[start:end]), _small("", "left"), span=end - start, fill=color))
        cells.append(cell(words, _small(bar.words, "left")))
        rows.append(row(cells, height=250, exact=True))
        rows.append(row([cell(sum(widths), _gap(), span=len(widths))], height=70, exact=True))
    heading = paragraph(Shape(align="left", grid=False, before=80, after=40, keep_next=True), *title)
    return [heading, table(widths, rows, {}, margins=(0, 60, 0, 60))]


def _segments(shares: Sequence[float]) -> list[tuple[int, int, str]]:
    """(first step, step after the last, colour) from the left; the rest of the row without a colour.

    What is not nothing gets a step at least.
    """
    made: list[tuple[int, int, str]] = []
    start = 0
    done = 0.0
    for share, color in zip(shares, PALETTE, strict=False):
        done += share
        if share <= 0:
            continue
        end = min(_STEPS, max(start + 1, round(done * _STEPS)))
        if end > start:
            made.append((start, end, color))
        start = end
    if start < _STEPS:
        made.append((start, _STEPS, ""))
    return made


def _small(words: str, align: str) -> Element:
    return paragraph(Shape(align=align, grid=False, line=250), Run(words, Face.BODY, _CHART_PT))


def _gap() -> Element:
    return paragraph(Shape(grid=False, line=20), Run("", Face.BODY, 1))
