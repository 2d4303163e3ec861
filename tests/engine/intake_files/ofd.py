"""OFD files built to the format (GB/T 33190-2016) by this test code: there is no free writer of it.

Lengths are millimetres. The page is set as GB/T 9704 has it: 28 characters a line, 22 lines a page.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import escape

from tests.engine.intake_files import notice

NAMESPACE = "http://www.ofdspec.org/2016"
SIZE = 5.6  # 三号
LEFT, TOP, STEP, COLUMNS, LINES_A_PAGE = 28.0, 37.0, 10.0, 28, 22
_NO_START = "，。；：、）》」”！？"


@dataclass
class Sheet:
    """One page being made: objects as XML."""

    objects: list[str] = field(default_factory=list)
    template: str = ""

    def text(self, x: float, y: float, words: str, size: float = SIZE) -> None:
        """Words whose baseline begins at x, y; steps are written in groups where they are equal."""
        steps = [size * width_em(char) for char in words[:-1]]
        groups: list[tuple[int, float]] = []
        for step in steps:
            if groups and groups[-1][1] == step:
                groups[-1] = (groups[-1][0] + 1, step)
            else:
                groups.append((1, step))
        delta = " ".join(f"g {count} {step:g}" if count > 1 else f"{step:g}" for count, step in groups)
        self.objects.append(
            f'<ofd:TextObject ID="{len(self.objects) + 100}" Boundary="{x:g} {y - size:g} 170 {size * 1.2:g}"'
            f' Font="3" Size="{size:g}"><ofd:TextCode X="0" Y="{size:g}" DeltaX="{delta}">{escape(words)}'
            "</ofd:TextCode></ofd:TextObject>"
        )

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.objects.append(
            f'<ofd:PathObject ID="{len(self.objects) + 100}" LineWidth="0.3"'
            f' Boundary="{x0:g} {y0:g} {x1 - x0 or 0.1:g} {y1 - y0 or 0.1:g}">'
            f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0:g} {y1 - y0:g}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def xml(self) -> str:
        return (
            f'<ofd:Page xmlns:ofd="{NAMESPACE}">{self.template}<ofd:Content><ofd:Layer ID="1" Type="Body">'
            f"{''.join(self.objects)}</ofd:Layer></ofd:Content></ofd:Page>"
        )


def set_lines(words: str, indent: int, columns: float = COLUMNS) -> list[tuple[float, str]]:
    """A paragraph broken into lines of so many ems: where each begins, and its words."""
    lines: list[tuple[float, str]] = []
    room, start, line = float(columns - indent), float(indent), ""
    for piece in re.findall(r"[A-Za-z&]+ ?|.", words):
        width = sum(map(width_em, piece.strip()))
        if room < width and piece not in _NO_START:
            lines.append((start, line.rstrip()))
            room, start, line = float(columns), 0.0, ""
        line += piece
        room -= sum(map(width_em, piece))
    return [*lines, (start, line)]


def width_em(char: str) -> float:
    return 1.0 if ord(char) > 0x2000 else 0.5


def notice_sheets() -> list[Sheet]:
    """The notice with a running head (as a template), page numbers, a footnote and a ruled table."""
    sheets: list[Sheet] = []
    row = LINES_A_PAGE

    def down(count: int = 1) -> float:
        nonlocal row
        if row + count > LINES_A_PAGE:
            sheets.append(Sheet(template='<ofd:Template TemplateID="9" ZOrder="Background"/>'))
            sheets[-1].text(100, 281, f"— {len(sheets)} —", 4.9)
            row = 0
        row += count
        return TOP + STEP * row

    for line in (notice.TITLE[:19], notice.TITLE[19:]):
        y = down()
        sheets[-1].text(LEFT + (78.4 - len(line) * 7.7 / 2), y, line, 7.7)
    sheets[-1].text(LEFT + 45, down(), notice.DOC_NO)
    for number, (words, indent) in enumerate(
        [(notice.ADDRESSEE, 0), *((line, 2) for line in [notice.OPENING, *notice.SECTION_LINES])]
    ):
        for start, line in set_lines(words, indent):
            y = down()
            sheets[-1].text(LEFT + start * SIZE, y, line)
            end = LEFT + (start + sum(map(width_em, line))) * SIZE
        if number == 1:
            sheets[-1].text(end, y - 2, "①", 3.0)
            sheets[-1].text(LEFT, 270, "①" + notice.FOOTNOTE[:30], 4.2)
            sheets[-1].text(LEFT, 276, notice.FOOTNOTE[30:], 4.2)
    _table(sheets, down)
    sheets[-1].text(LEFT + 95, down(), notice.SIGNER)
    sheets[-1].text(LEFT + 100, down(), notice.DATE)
    return sheets


def _table(sheets: list[Sheet], down: object) -> None:
    assert callable(down)
    xs = [LEFT, LEFT + 16, LEFT + 92, LEFT + 124, LEFT + 156]
    y = down(10) - 9 * STEP
    top = y - 8
    for row in notice.TABLE:
        height = 1
        sheets[-1].line(xs[0], y - 8, xs[-1], y - 8)
        for x, width, cell in zip(xs, (14, 70, 30, 30), row, strict=False):
            pieces = [line for _, line in set_lines(cell, 0, width / 4.2)]
            height = max(height, len(pieces))
            for at, piece in enumerate(pieces):
                sheets[-1].text(x + 1, y - 2 + at * 6, piece, 4.2)
        y += 2 + height * 6
    sheets[-1].line(xs[0], y - 8, xs[-1], y - 8)
    for x in xs:
        sheets[-1].line(x, top, x, y - 8)


def ofd_file(
    sheets: list[Sheet], *, template: str | None = None, extra: dict[str, str] | None = None
) -> bytes:
    """The parts of a file: its root, one document, its pages, and a template with the running head."""
    head = Sheet()
    head.text(LEFT + 50, 20, notice.RUNNING_HEAD, 4.2)
    pages = "".join(
        f'<ofd:Page ID="{at + 1}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(sheets))
    )
    parts = {
        "OFD.xml": f'<ofd:OFD xmlns:ofd="{NAMESPACE}" Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        "<ofd:DocID>1</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document xmlns:ofd="{NAMESPACE}"><ofd:CommonData>'
        "<ofd:MaxUnitID>999</ofd:MaxUnitID>"
        "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        '<ofd:TemplatePage ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData>'
        f"<ofd:Pages>{pages}</ofd:Pages></ofd:Document>",
        "Doc_0/Tpls/Tpl_0/Content.xml": template if template is not None else head.xml(),
        **{f"Doc_0/Pages/Page_{at}/Content.xml": sheet.xml() for at, sheet in enumerate(sheets)},
        **(extra or {}),
    }
    return zipped({name: f'<?xml version="1.0" encoding="UTF-8"?>{xml}' for name, xml in parts.items()})


def zipped(parts: dict[str, str]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def notice_ofd() -> bytes:
    return ofd_file(notice_sheets())
