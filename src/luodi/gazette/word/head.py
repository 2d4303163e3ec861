"""版头 and title of a DOCX."""

from __future__ import annotations

from lxml.etree import _Element as Element

from luodi.gazette import measures
from luodi.gazette.fonts import Face
from luodi.gazette.measures import PT_PER_MM, RED, TWIPS_PER_MM, WORD_LINE_PITCH, WORD_TITLE_PT, mark_of
from luodi.gazette.model import Document, Head, Kind
from luodi.gazette.word.elements import EM_TWIPS, Run, Shape, blank, paragraph
from luodi.gazette.word.tables import cell, row, table
from luodi.gazette.wording import day_words

_AREA = round(measures.AREA_WIDTH_MM * TWIPS_PER_MM)
_RULE = ("single", round(measures.HEAD_RULE_MM * PT_PER_MM * 8), 0, RED)
# A line of 29 pt leaves about this much under its characters (Word a little more, LibreOffice less), and
# the line of a mark this part of its size.
_BELOW_CHARACTER_PT = 3
_BELOW_MARK = 0.14
_RULE_SPACE_PT = round(measures.RULE_BELOW_NUMBER_MM * PT_PER_MM - _BELOW_CHARACTER_PT)
# Of a line of exact height a word processor puts a fifth below the baseline; 0.85 em is what glyphs rise
# above it.
_LINE_PER_SIZE = 1.08


def head_of(document: Document) -> list[Element]:
    """The paragraphs before the title; those of a letter's mark are in its first page's header."""
    head = document.head
    match document.kind:
        case Kind.DOCUMENT:
            return [*_marks(head, lines=3), *_mark(document), *blank(2), *_number(head), *blank(2)]
        case Kind.LETTER:
            return [*_letter_line(head), *blank(2)]
        case Kind.BULLETIN:
            return [*_marks(head, lines=0), *_bulletin(document), *blank(2)]
        case Kind.BRIEF:
            return _bulletin(document)
        case Kind.MINUTES:
            return [*_marks(head, lines=3), *_bulletin(document), *blank(2)]


def title_of(text: str, *, outline: int = 0) -> Element:
    look = Shape(align="center", line=WORD_LINE_PITCH, grid=False, outline=outline, keep_next=True)
    return paragraph(look, Run(text, Face.TITLE, WORD_TITLE_PT))


def letter_mark(document: Document) -> list[Element]:
    """A letter's mark and the double rule under it, which reaches beyond the area on both sides (10.1)."""
    size = mark_of(document.head, document.kind).size_pt
    below = measures.LETTER_RULE_BELOW_MM * TWIPS_PER_MM - _BELOW_MARK * size * 20
    return [*_mark(document, before=0, after=below), letter_rule(thick_first=True)]


def letter_rule(*, thick_first: bool) -> Element:
    beyond = (measures.PAGE_WIDTH_MM - measures.LETTER_RULE_WIDTH_MM) / 2
    thick, thin = ("single", 12, 0, RED), ("single", 4, 0, RED)
    first, second = (thick, thin) if thick_first else (thin, thick)
    look = Shape(
        left=(beyond - measures.LEFT_MM) * TWIPS_PER_MM,
        right=(beyond - measures.RIGHT_MM) * TWIPS_PER_MM,
        grid=False,
        line=40,
        borders={"top": first, "bottom": second},
    )
    return paragraph(look, Run("", Face.BODY, 1))


def _marks(head: Head, *, lines: int) -> list[Element]:
    """份号, 密级, 紧急程度; filled up to so many lines, that the mark stands where it must."""
    parts = [Run(head.copy_no)] if head.copy_no else []
    parts += [Run(words, Face.HEI) for words in (head.secrecy, head.urgency) if words]
    made = [paragraph(Shape(align="left"), part) for part in parts]
    return [*made, *blank(lines - len(made))]


def _mark(document: Document, *, before: float | None = None, after: float = 0) -> list[Element]:
    head = document.head
    size = mark_of(head, document.kind).size_pt
    line = size * 20 * _LINE_PER_SIZE
    if before is None:
        before = _down_to_mark(size)
    look = Shape(align="center", grid=False, line=line, before=before, after=after)
    if len(head.organs) < 2:
        return [paragraph(look, Run("".join(head.organs) + head.suffix, Face.TITLE, size, color=RED))]
    names = Shape(align="distribute", grid=False, line=line)
    longest = max(len(organ) for organ in head.organs)
    widths = [round(longest * size * 20) + 40, round(len(head.suffix) * size * 20) + 120]
    cells = [
        cell(
            widths[0], *(paragraph(names, Run(organ, Face.TITLE, size, color=RED)) for organ in head.organs)
        ),
        cell(widths[1], paragraph(names, Run(head.suffix, Face.TITLE, size, color=RED))),
    ]
    room = paragraph(Shape(grid=False, line=max(20, before)))
    return [room, table(widths, [row(cells)], {}, margins=(0, 0, 0, 0))]


def _down_to_mark(size_pt: float) -> float:
    """Twips that bring the glyphs' upper edge 35 mm below the area's: three lines of the grid stand above."""
    glyph_drop = size_pt * 20 * (_LINE_PER_SIZE * 0.8 - 0.85)
    return max(0.0, measures.HEAD_TOP_MM * TWIPS_PER_MM - 3 * WORD_LINE_PITCH - glyph_drop)


def _number(head: Head) -> list[Element]:
    """发文字号 over the red rule; with 签发人 it moves to the left and they stand at the right (7.2.6)."""
    borders = {"bottom": _with_space(_RULE, _RULE_SPACE_PT)}
    if not head.signers:
        return [paragraph(Shape(align="center", borders=borders), Run(head.doc_no))]
    pairs = ["　".join(head.signers[index : index + 2]) for index in range(0, len(head.signers), 2)]
    right = [("right", _AREA - EM_TWIPS)]
    made = []
    for index, names in enumerate(pairs):
        last = index == len(pairs) - 1
        look = Shape(align="left", tabs=right, borders=borders if last else None)
        label = "签发人：" if index == 0 else ""
        made.append(
            paragraph(look, Run((f"　{head.doc_no}" if last else "") + "\t" + label), Run(names, Face.KAI))
        )
    return made


def _with_space(border: tuple[str, int, int, str], space: int) -> tuple[str, int, int, str]:
    kind, size, _, color = border
    return kind, size, space, color


def _letter_line(head: Head) -> list[Element]:
    """份号 and the rest at the left, 发文字号 at the right, 7/8 of a character below the rule."""
    parts = [Run(head.copy_no)] if head.copy_no else []
    parts += [Run(words, Face.HEI) for words in (head.secrecy, head.urgency) if words]
    # Above its characters a line of 29 pt has the rest of what it leaves.
    above = WORD_LINE_PITCH / 20 - measures.WORD_BODY_PT - _BELOW_CHARACTER_PT
    before = max(0.0, measures.BODY_PT * 7 / 8 - above) * 20
    first = parts[0] if parts else Run("")
    look = Shape(align="left", before=before, tabs=[("right", _AREA)])
    made = [paragraph(look, first, Run("\t" + head.doc_no))]
    return made + [paragraph(Shape(align="left"), part) for part in parts[1:]]


def _bulletin(document: Document) -> list[Element]:
    head, brief = document.head, document.kind is Kind.BRIEF
    mark = mark_of(head, document.kind)
    line = mark.size_pt * 20 * _LINE_PER_SIZE
    before = 0.0 if brief else 560.0
    if document.kind is Kind.MINUTES:
        before = _down_to_mark(mark.size_pt)
    look = Shape(align="center", grid=False, line=line, before=before)
    name = Run(head.name, Face.TITLE, mark.size_pt, color=RED, spacing=round(mark.gap_pt * 20))
    made = [paragraph(look, name), *blank(0 if brief else 1)]
    if head.issue:
        made.append(paragraph(Shape(align="center"), Run(head.issue)))
    space = 3 if brief else _RULE_SPACE_PT
    under = Shape(
        align="left",
        tabs=[("right", _AREA - EM_TWIPS)],
        borders={"bottom": _with_space(_RULE, space)},
    )
    day = day_words(head.day) if head.day else ""
    # The indent is of the words alone: the rule keeps the area's width.
    made.append(paragraph(under, Run("　" + head.editor + "\t" + day)))
    return made
