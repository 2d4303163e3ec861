"""DOCX by python-docx: sections, page numbers, and a file whose bytes depend on the document alone."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO

import docx as python_docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.section import Section, _BaseHeaderFooter
from lxml.etree import _Element as Element

from luodi.gazette import measures
from luodi.gazette.fonts import Face
from luodi.gazette.measures import TWIPS_PER_MM
from luodi.gazette.model import Document, Kind
from luodi.gazette.word.body import (
    attachment_note,
    attendance_of,
    body_of,
    keep_with_next,
    note_of,
    signature_of,
)
from luodi.gazette.word.elements import Run, Shape, blank, element, font, on, page_field, paragraph, sliver
from luodi.gazette.word.head import head_of, letter_mark, letter_rule, title_of
from luodi.gazette.word.imprint import height_pt, imprint_of
from luodi.gazette.word.paging import end_of
from luodi.gazette.word.tables import cell, row, table
from luodi.gazette.wording import addressees_words, annex_label

# A zip file holds no earlier day.
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
_SMALL = measures.SMALL_PT
# The foot's lower edge, 20 mm above the page's: there ends a letter's second rule (10.1), and a line of this
# height above it has its dash 7 mm below the area (7.5).
_FOOT_MM = measures.LETTER_RULE_BOTTOM_MM
# The line of a page number and what is under it: its dash comes to stand 7 mm below the area (7.5).
_NUMBER_LINE = 440
_UNDER_NUMBER = 270
# A brief's lines stand closer (it is no document of the standard): 4号 and 6/10 of it.
_BRIEF_PITCH = round(_SMALL * 20 * 1.6)


@dataclass(slots=True)
class _Part:
    """Pages of one orientation. start: how Word begins it."""

    content: list[Element] = field(default_factory=list)
    landscape: bool = False
    numbered: bool = True
    start: str = "nextPage"


def docx(document: Document) -> bytes:
    """The document as a Word file with the official fonts' names; the same document gives the same bytes."""
    word = python_docx.Document()
    _prepare(word, document)
    body = word.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    parts = _parts(document, word)
    last = body.find(qn("w:sectPr"))
    for part in parts:
        for item in part.content:
            last.addprevious(item)
        if part is not parts[-1]:
            _close(last, part)
    for section, part in zip(word.sections, parts, strict=True):
        _lay_out(section, part, document)
    if document.kind is Kind.LETTER:
        _letter_paper(word.sections[0], document)
    return _packed(word, document)


def _parts(document: Document, word: WordDocument) -> list[_Part]:
    brief = document.kind is Kind.BRIEF
    size = measures.SMALL_PT if brief else measures.WORD_BODY_PT
    first = _Part(head_of(document))
    first.content += [title_of(line) for line in document.title.split("\n")]
    first.content += blank(0 if brief else 1)
    if words := addressees_words(document.addressees):
        first.content.append(paragraph(Shape(), Run(words)))
    text = body_of(document.blocks, word, size=size)
    # An only paragraph stays on the first page, which must show text (7.3.3).
    if len(document.blocks) > 1 and (document.signature is not None or document.attachment_names):
        keep_with_next(text)
    first.content += [
        *text,
        *attachment_note(document),
        *attendance_of(document),
        *signature_of(document.signature),
        *note_of(document),
    ]
    parts = [first]
    for index, annex in enumerate(document.annexes):
        if annex.landscape != parts[-1].landscape:
            parts.append(_Part(landscape=annex.landscape))
        fresh = not parts[-1].content
        label = Shape(align="left", new_page=not fresh, keep_next=True)
        width = measures.AREA_HEIGHT_MM if annex.landscape else measures.AREA_WIDTH_MM
        parts[-1].content += [
            paragraph(label, Run(annex_label(index, len(document.annexes)), Face.HEI)),
            *blank(1, keep_next=True),
            *(title_of(line) for line in annex.title.split("\n")),
            *blank(1, keep_next=True),
            *body_of(annex.blocks, word, size=size, width=round(width * TWIPS_PER_MM)),
        ]
    _add_imprint(document, parts)
    return parts


def _add_imprint(document: Document, parts: list[_Part]) -> None:
    """The edition record, on the last even page; a page before it that stays blank has no number (7.5)."""
    content = imprint_of(document)
    if not content:
        return
    end = end_of(document)
    fits = end.left >= height_pt(document)
    if parts[-1].landscape:
        start = "nextPage" if end.page % 2 or document.kind is Kind.LETTER else "evenPage"
        numbered = start == "nextPage"
        parts.append(_Part(content, numbered=numbered, start=start))
    elif document.kind is Kind.LETTER or (end.page % 2 == 0 and fits):
        parts[-1].content += content
    elif end.page % 2:
        parts[-1].content += [paragraph(Shape(grid=False, line=20, new_page=True)), *content]
    else:
        parts.append(_Part(content, numbered=False, start="evenPage"))


def _close(before: Element, part: _Part) -> None:
    """End a section in its last paragraph; after a table in one of its own."""
    holder = before.getprevious()
    if holder is None or holder.tag != qn("w:p"):
        holder = sliver()
        before.addprevious(holder)
    properties = holder.find(qn("w:pPr"))
    assert properties is not None
    properties.append(element("w:sectPr"))


def _prepare(word: WordDocument, document: Document) -> None:
    """Normal text, settings and properties of the file."""
    styles = word.styles.element
    for fonts in styles.iter(qn("w:rFonts")):
        for name in list(fonts.attrib):
            if "heme" in name:
                del fonts.attrib[name]
    normal = word.styles["Normal"].element
    for name in ("w:pPr", "w:rPr"):
        if (old := normal.find(qn(name))) is not None:
            normal.remove(old)
    # The section's grid says 22 by 28, as Word's page set-up shows it. Programs read its second number in
    # different ways (a 三号 is a hair wider than a cell), so the text itself has the printer's measure, on
    # lines of exactly the grid's pitch. No blanks between scripts, no mark beyond the edge.
    brief = document.kind is Kind.BRIEF
    size = _SMALL if brief else measures.WORD_BODY_PT
    pitch = _BRIEF_PITCH if brief else measures.WORD_LINE_PITCH
    closer = None if brief else element("w:spacing", {"val": measures.WORD_TRACKING})
    normal.append(
        element(
            "w:pPr",
            None,
            on("w:widowControl", False),
            on("w:overflowPunct", False),
            on("w:autoSpaceDE", False),
            on("w:autoSpaceDN", False),
            on("w:snapToGrid", False),
            element("w:spacing", {"before": 0, "after": 0, "line": pitch, "lineRule": "exact"}),
        )
    )
    languages = element("w:lang", {"val": "en-US", "eastAsia": "zh-CN"})
    half_points = {"val": round(size * 2)}
    normal.append(
        element(
            "w:rPr",
            None,
            font(Face.BODY),
            closer,
            element("w:sz", half_points),
            element("w:szCs", half_points),
            languages,
        )
    )
    word.settings.odd_and_even_pages_header_footer = True
    properties = word.core_properties
    organs = document.signature.organs if document.signature else document.head.organs
    day = document.day
    made = datetime(day.year, day.month, day.day) if day else _EPOCH.replace(tzinfo=None)  # noqa: DTZ001 -- Word's has no zone
    properties.title = document.title.replace("\n", "")
    properties.author = properties.last_modified_by = "、".join(organs)
    properties.comments = ""
    properties.language = "zh-CN"
    properties.revision = 1
    properties.created = properties.modified = made


def _lay_out(section: Section, part: _Part, document: Document) -> None:
    """Paper, margins, grid and page numbers of a section."""
    page = section._sectPr
    for child in list(page):
        if child.tag not in (qn("w:headerReference"), qn("w:footerReference")):
            page.remove(child)
    width, height = measures.PAGE_WIDTH_MM, measures.PAGE_HEIGHT_MM
    top, right, bottom, left = measures.TOP_MM, measures.RIGHT_MM, measures.BOTTOM_MM, measures.LEFT_MM
    if part.landscape:
        # The upright page turned clockwise: its left edge is now on top.
        width, height = height, width
        top, right, bottom, left = left, top, right, bottom
    size = {"w": _twips(width), "h": _twips(height)}
    letter = document.kind is Kind.LETTER
    head = measures.LETTER_HEAD_TOP_MM if letter else 15
    edges = {"top": top, "right": right, "bottom": bottom, "left": left, "header": head, "footer": _FOOT_MM}
    margins: dict[str, object] = {side: _twips(length) for side, length in edges.items()}
    if part.landscape:
        margins |= {"header": _twips(10), "footer": _twips(10)}
    for child in (
        element("w:type", {"val": part.start}),
        element("w:pgSz", {**size, **({"orient": "landscape"} if part.landscape else {})}),
        element("w:pgMar", {**margins, "gutter": 0}),
        _grid(document.kind),
    ):
        page.append(child)
    numbered = part.numbered and document.kind is not Kind.BRIEF
    for odd, footer in ((True, section.footer), (False, section.even_page_footer)):
        if not numbered:
            _fill(footer, [paragraph(Shape(grid=False))])
        elif part.landscape:
            _fill(footer, [_turned_number(odd=odd), sliver()])
        else:
            _fill(footer, [_number(odd=odd)])


def _twips(length_mm: float) -> int:
    return round(length_mm * TWIPS_PER_MM)


def _grid(kind: Kind) -> Element:
    if kind is Kind.BRIEF:
        return element("w:docGrid", {"type": "lines", "linePitch": _BRIEF_PITCH})
    grid = {
        "type": "linesAndChars",
        "linePitch": measures.WORD_LINE_PITCH,
        "charSpace": measures.WORD_CHAR_SPACE,
    }
    return element("w:docGrid", grid)


def _number_runs() -> list[Run | Element]:
    words = Run("", Face.SONG, _SMALL)
    return [Run("— ", Face.SONG, _SMALL), *page_field(words), Run(" —", Face.SONG, _SMALL)]


def _number(*, odd: bool) -> Element:
    """— 1 —: odd pages at the right, even ones at the left, one character off the edge (7.5)."""
    return paragraph(_number_shape(odd=odd, line=_NUMBER_LINE), *_number_runs())


def _number_shape(*, odd: bool, line: float = 0) -> Shape:
    edge = _SMALL * 20
    return Shape(
        align="right" if odd else "left",
        left=0 if odd else edge,
        right=edge if odd else 0,
        after=_UNDER_NUMBER if line else 0,
        grid=False,
        line=line,
    )


def _turned_number(*, odd: bool) -> Element:
    """The number of a page that lies across, where the bound sheet has it: at its left edge, turned."""
    width, height = _NUMBER_LINE, round(measures.AREA_WIDTH_MM * TWIPS_PER_MM)
    place = element(
        "w:tblpPr",
        {
            "leftFromText": 0,
            "rightFromText": 0,
            "vertAnchor": "page",
            "horzAnchor": "page",
            "tblpX": _twips(_FOOT_MM),
            "tblpY": _twips(measures.LEFT_MM),
        },
    )
    turned = cell(width, paragraph(_number_shape(odd=odd), *_number_runs()), direction="tbRl")
    made = row([turned], height=height, exact=True)
    return table([width], [made], {}, position=place, margins=(0, 0, 0, 0))


def _fill(holder: _BaseHeaderFooter, content: Sequence[Element]) -> None:
    holder.is_linked_to_previous = False
    inside = holder._element
    for child in list(inside):
        inside.remove(child)
    for item in content:
        inside.append(item)


def _letter_paper(section: Section, document: Document) -> None:
    """The first page of a letter: its mark and rules, and no number (10.1)."""
    section.different_first_page_header_footer = True
    _fill(section.first_page_header, letter_mark(document))
    _fill(section.first_page_footer, [letter_rule(thick_first=False)])


def _packed(word: WordDocument, document: Document) -> bytes:
    """The file with every entry of the document's own day, so that the hour of making leaves no trace."""
    raw = BytesIO()
    word.save(raw)
    day = document.day
    stamp = (max(1980, day.year), day.month, day.day, 0, 0, 0) if day else _EPOCH.timetuple()[:6]
    out = BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return out.getvalue()
