"""版记 of a DOCX: a frame at the foot of the area (7.4)."""

from __future__ import annotations

from lxml.etree import _Element as Element

from luodi.gazette.measures import (
    AREA_WIDTH_MM,
    IMPRINT_THICK_MM,
    IMPRINT_THIN_MM,
    PT_PER_MM,
    SMALL_PT,
    TWIPS_PER_MM,
)
from luodi.gazette.model import Document, Kind
from luodi.gazette.word.elements import Run, Shape, element, paragraph, sliver
from luodi.gazette.wording import copies_words, day_words

_CHARACTER = SMALL_PT * 20
_LINE = round(SMALL_PT * 20 * 1.6)


def imprint_of(document: Document) -> list[Element]:
    """The paragraphs of the frame, rules among them, and the one it hangs on."""
    imprint = document.imprint
    if imprint is None:
        return []
    place = {
        "w": round(AREA_WIDTH_MM * TWIPS_PER_MM),
        "hSpace": 0,
        "vSpace": 0,
        "wrap": "around",
        "vAnchor": "margin",
        "hAnchor": "margin",
        "xAlign": "center",
        "yAlign": "bottom",
    }
    frame = element("w:framePr", place)
    lined = document.kind is not Kind.LETTER
    rows = []
    if copies := copies_words(imprint.copies):
        hanging = 3 * _CHARACTER
        look = Shape(
            left=_CHARACTER + hanging,
            right=_CHARACTER,
            hanging=hanging,
            grid=False,
            line=_LINE,
            frame=frame,
        )
        rows.append(paragraph(look, Run("抄送：" + copies, size=SMALL_PT)))
    day = f"{day_words(imprint.day)}印发" if imprint.day else ""
    if lined and (imprint.organ or day):
        tab = [("right", AREA_WIDTH_MM * TWIPS_PER_MM - _CHARACTER)]
        look = Shape(align="left", grid=False, line=_LINE, tabs=tab, frame=frame, left=_CHARACTER)
        rows.append(paragraph(look, Run(f"{imprint.organ}\t{day}", size=SMALL_PT)))
    if not rows:
        return []
    if not lined:
        return [*rows, sliver()]
    made = [_rule(IMPRINT_THICK_MM, frame)]
    for index, row in enumerate(rows):
        if index:
            made.append(_rule(IMPRINT_THIN_MM, frame))
        made.append(row)
    return [*made, _rule(IMPRINT_THICK_MM, frame), sliver()]


def _rule(thickness_mm: float, frame: Element) -> Element:
    """A black paragraph of the rule's thickness: LibreOffice loses a frame of bordered paragraphs."""
    look = Shape(grid=False, line=thickness_mm * TWIPS_PER_MM, frame=frame, fill="000000")
    return paragraph(look, Run("", size=1))


def height_pt(document: Document) -> float:
    """How high it is, for who must know whether it still fits."""
    imprint = document.imprint
    if imprint is None:
        return 0.0
    per_line = AREA_WIDTH_MM * PT_PER_MM / SMALL_PT - 5
    lines = -(-len(copies_words(imprint.copies)) // int(per_line))
    return (lines + 1) * _LINE / 20 + 20
