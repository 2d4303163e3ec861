"""The body of a DOCX, block by block, and what follows it before the annexes."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import assert_never

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml.etree import _Element as Element

from luodi.gazette.fonts import Face
from luodi.gazette.measures import AREA_WIDTH_MM, TWIPS_PER_MM
from luodi.gazette.model import (
    Block,
    Chart,
    Document,
    Figures,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Signature,
    Table,
)
from luodi.gazette.word.elements import EM_TWIPS, Run, Shape, blank, element, paragraph
from luodi.gazette.word.tables import cell, chart_table, data_table, figures_table, row, shared_out, table
from luodi.gazette.wording import day_words, width_in_characters

_AREA = round(AREA_WIDTH_MM * TWIPS_PER_MM)
_LEVEL_FACES = (Face.HEI, Face.KAI, Face.BODY, Face.BODY)
# 1. and a blank in half-width characters.
_NUMBER = EM_TWIPS * 1.25


def body_of(blocks: Sequence[Block], word: WordDocument, *, size: float, width: int = _AREA) -> list[Element]:
    """The blocks in order. word: takes the pictures. size: of the text, points. width: of tables, twips."""
    made: list[Element] = []
    for block in blocks:
        match block:
            case Heading():
                words = [Run(block.text, _LEVEL_FACES[block.level - 1], size)]
                if block.follow:
                    words.append(Run(block.follow, size=size))
                look = Shape(first_chars=2, keep_next=not block.follow, outline=block.level)
                made.append(paragraph(look, *words))
            case Paragraph():
                words = [Run(block.lead, size=size, bold=True)] if block.lead else []
                made.append(paragraph(Shape(first_chars=2), *words, Run(block.text, size=size)))
            case Listing():
                if block.title:
                    look = Shape(first_chars=2, keep_next=True)
                    made.append(paragraph(look, Run(block.title, Face.HEI, size)))
                for number, item in enumerate(block.items, start=1):
                    mark = f"{number}. " if block.ordered else "· "
                    made.append(paragraph(Shape(first_chars=2), Run(mark + item, size=size)))
            case Table():
                made += data_table(block, width)
            case Figures():
                made.append(figures_table(block, width))
            case Chart():
                made += chart_table(block, width)
            case Picture():
                made += _picture(block, word)
            case _ as never:
                assert_never(never)
    return made


def keep_with_next(paragraphs: Sequence[Element]) -> None:
    """Let a short last paragraph stay on the page of what follows (no signature without text, 7.3.5.6)."""
    # A long one would leave most of a page empty; enough of it goes on to the next one anyway.
    if paragraphs and paragraphs[-1].tag == qn("w:p") and _length(paragraphs[-1]) < 200:
        properties = paragraphs[-1][0]
        keep = Shape(keep_next=True)
        properties.insert(0, paragraph(keep)[0][0])


def _length(of: Element) -> int:
    return sum(len(text.text or "") for text in of.iter(qn("w:t")))


def _picture(block: Picture, word: WordDocument) -> list[Element]:
    made = word.part.new_pic_inline(BytesIO(block.data), width=Mm(float(block.width_mm)))
    made.docPr.set("descr", block.alt or block.caption)
    holder = paragraph(Shape(align="center", grid=False, keep_next=bool(block.caption)), Run("", size=1))
    words = holder[-1]
    words.remove(words[-1])
    words.append(element("w:drawing", None, made))
    if not block.caption:
        return [holder]
    return [holder, paragraph(Shape(align="center", grid=False), Run(block.caption, Face.BODY, 12))]


def attachment_note(document: Document) -> list[Element]:
    """附件说明 (7.3.4): a line below the text, two characters in, what runs over under the name."""
    names = [name.replace("\n", "") for name in document.attachment_names]
    if not names:
        return []
    label, many = 3 * EM_TWIPS, len(names) > 1
    number = _NUMBER if many else 0
    left = 2 * EM_TWIPS + label + number
    made = blank(1, keep_next=True)
    for index, name in enumerate(names):
        hanging = number if index else label + number
        look = Shape(align="left", left=left, hanging=hanging, keep_next=True)
        lead = "附件：" if index == 0 else ""
        made.append(paragraph(look, Run(lead + (f"{index + 1}. " if many else "") + name)))
    return made


def attendance_of(document: Document) -> list[Element]:
    """出席, 请假, 列席 (10.3): a line below the text, two characters in; more lines under the first name."""
    made = blank(1) if document.attendance else []
    for one in document.attendance:
        label = (len(one.label) + 1) * EM_TWIPS
        look = Shape(align="left", left=2 * EM_TWIPS + label, hanging=label)
        made.append(paragraph(look, Run(f"{one.label}：", Face.HEI), Run(one.names)))
    return made


def signature_of(signature: Signature | None) -> list[Element]:
    """落款 (7.3.5); places are counted in characters of the grid."""
    if signature is None:
        return []
    width = _AREA / EM_TWIPS
    day = day_words(signature.day)
    day_width = width_in_characters(day)
    widths = [width_in_characters(organ) for organ in signature.organs]
    widest = max(widths)
    if signature.seal:
        day_x = width - 4 - day_width
        organ_x = min(day_x + (day_width - widest) / 2, width - widest)
    elif day_width > widest:
        organ_x, day_x = width - 4 - day_width, width - 2 - day_width
    else:
        organ_x, day_x = width - 2 - widest, width - widest
    made = blank(2 if signature.seal else 1, keep_next=True)
    if signature.seal and len(signature.organs) > 1:
        made.append(_sealed_rows(signature.organs))
    else:
        for organ in signature.organs:
            made.append(_placed(organ_x, organ, keep=True))
    return [*made, _placed(day_x, day, keep=False)]


def _placed(x: float, words: str, *, keep: bool) -> Element:
    look = Shape(align="left", left=max(0.0, x) * EM_TWIPS, keep_next=keep, keep_lines=True)
    return paragraph(look, Run(words))


def _sealed_rows(organs: Sequence[str]) -> Element:
    """Two names a row, three lines high: each seal is 42 mm across."""
    widths = shared_out(_AREA, [1.0, 1.0])
    centred = Shape(align="center", keep_next=True)
    rows = []
    for index in range(0, len(organs), 2):
        pair = [*organs[index : index + 2], ""][:2]
        cells = [cell(width, paragraph(centred, Run(name))) for width, name in zip(widths, pair, strict=True)]
        rows.append(row(cells, height=3 * 579))
    return table(widths, rows, {}, margins=(0, 0, 0, 0))


def note_of(document: Document) -> list[Element]:
    return [paragraph(Shape(first_chars=2), Run(f"（{document.note}）"))] if document.note else []
