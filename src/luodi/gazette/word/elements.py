"""Paragraphs and runs of WordprocessingML, with every property in the order the schema wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from luodi.gazette.fonts import OFFICIAL, Face
from luodi.gazette.measures import AREA_WIDTH_MM, CHARACTERS, TWIPS_PER_MM, WORD_BODY_PT

# One character of the grid.
EM_TWIPS = round(AREA_WIDTH_MM * TWIPS_PER_MM / CHARACTERS, 2)


def element(tag: str, attributes: Mapping[str, object] | None = None, *children: Element | None) -> Element:
    """An element such as ``w:p``; attributes without prefix get ``w:``; no child is made of None."""
    made = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        made.set(qn(name if ":" in name else f"w:{name}"), str(value))
    for child in children:
        if child is not None:
            made.append(child)
    return made


def on(tag: str, value: bool = True) -> Element:
    return element(tag, {"val": "1" if value else "0"})


def font(face: Face) -> Element:
    """The official font for Chinese and all other characters (GB/T 9704, 5.2.2 names no other)."""
    name = OFFICIAL[face]
    return element("w:rFonts", {"ascii": name, "hAnsi": name, "eastAsia": name, "cs": name})


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one look. size in points; spacing: twips added after each character."""

    text: str
    face: Face = Face.BODY
    size: float = WORD_BODY_PT
    bold: bool = False
    color: str = ""
    spacing: int = 0


def run(words: Run) -> Element:
    properties = element(
        "w:rPr",
        None,
        font(words.face),
        on("w:b") if words.bold else None,
        element("w:color", {"val": words.color}) if words.color else None,
        element("w:spacing", {"val": words.spacing}) if words.spacing else None,
        element("w:sz", {"val": round(words.size * 2)}),
        element("w:szCs", {"val": round(words.size * 2)}),
    )
    made = element("w:r", None, properties)
    for line, part in enumerate(words.text.split("\n")):
        if line:
            made.append(element("w:br"))
        for tab, piece in enumerate(part.split("\t")):
            if tab:
                made.append(element("w:tab"))
            text = element("w:t", {"xml:space": "preserve"})
            text.text = piece
            made.append(text)
    return made


def page_field(words: Run) -> list[Element]:
    """The runs of a PAGE field."""
    made = []
    for kind in ("begin", None, "separate", "1", "end"):
        part = run(Run("", words.face, words.size))
        part.remove(part[-1])
        if kind is None:
            instruction = element("w:instrText", {"xml:space": "preserve"})
            instruction.text = " PAGE "
            part.append(instruction)
        elif kind == "1":
            text = element("w:t")
            text.text = "1"
            part.append(text)
        else:
            part.append(element("w:fldChar", {"fldCharType": kind}))
        made.append(part)
    return made


@dataclass(frozen=True, slots=True)
class Shape:
    """How a paragraph stands. All lengths in twips, indents in characters of the grid where the name says so.

    grid: whether its lines are those of the text. line: exact height of its lines, 0 for the text's own, or
    off the grid as high as the characters need. borders: side → (kind, eighths of a point, points between,
    colour).
    """

    align: str = "both"
    first_chars: float = 0
    left: float = 0
    right: float = 0
    hanging: float = 0
    before: float = 0
    after: float = 0
    line: float = 0
    frame: Element | None = None
    fill: str = ""
    keep_next: bool = False
    keep_lines: bool = False
    new_page: bool = False
    grid: bool = True
    outline: int = 0
    tabs: Sequence[tuple[str, float]] = ()
    borders: Mapping[str, tuple[str, int, int, str]] | None = None


def shape(look: Shape) -> Element:
    spacing: dict[str, object] = {"before": round(look.before), "after": round(look.after)}
    if look.line:
        spacing |= {"line": round(look.line), "lineRule": "exact"}
    elif not look.grid:
        spacing |= {"line": 240, "lineRule": "auto"}
    indent: dict[str, object] = {}
    if look.left:
        indent["left"] = round(look.left)
    if look.right:
        indent["right"] = round(look.right)
    if look.first_chars:
        indent["firstLineChars"] = round(look.first_chars * 100)
        indent["firstLine"] = round(look.first_chars * EM_TWIPS)
    if look.hanging:
        indent["hanging"] = round(look.hanging)
    borders = [
        element(f"w:{side}", {"val": kind, "sz": size, "space": space, "color": color})
        for side, (kind, size, space, color) in (look.borders or {}).items()
    ]
    tabs = [element("w:tab", {"val": kind, "pos": round(at)}) for kind, at in look.tabs]
    return element(
        "w:pPr",
        None,
        on("w:keepNext") if look.keep_next else None,
        on("w:keepLines") if look.keep_lines else None,
        on("w:pageBreakBefore") if look.new_page else None,
        deepcopy(look.frame),
        element("w:pBdr", None, *borders) if borders else None,
        element("w:shd", {"val": "clear", "color": "auto", "fill": look.fill}) if look.fill else None,
        element("w:tabs", None, *tabs) if tabs else None,
        element("w:spacing", spacing),
        element("w:ind", indent) if indent else None,
        element("w:jc", {"val": look.align}),
        element("w:outlineLvl", {"val": look.outline - 1}) if look.outline else None,
    )


def paragraph(look: Shape, *runs: Run | Element) -> Element:
    made = element("w:p", None, shape(look))
    for words in runs:
        made.append(run(words) if isinstance(words, Run) else words)
    # The mark at the paragraph's end has a size too, and makes an empty line as high as it is.
    if not runs:
        made[0].append(element("w:rPr", None, font(Face.BODY), element("w:sz", {"val": WORD_BODY_PT * 2})))
    return made


def blank(count: int = 1, *, keep_next: bool = False) -> list[Element]:
    """Empty lines of the grid."""
    return [paragraph(Shape(keep_next=keep_next)) for _ in range(count)]


def sliver() -> Element:
    """A paragraph of one point that only separates or carries."""
    return paragraph(Shape(grid=False, line=20), Run("", size=1))
