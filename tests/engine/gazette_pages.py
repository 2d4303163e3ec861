"""A page of a PDF in millimetres: its characters, lines and rules as they were drawn."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw

MM_PER_PT = 25.4 / 72


@dataclass(frozen=True)
class Glyph:
    """One character. left, right, top, bottom: of its ink, in mm from the page's upper left corner.

    x, baseline: its origin. size in points; color as RRGGBB; font as the file names it.
    """

    char: str
    left: float
    right: float
    top: float
    bottom: float
    x: float
    baseline: float
    size: float
    color: str
    font: str


@dataclass(frozen=True)
class Rule:
    """A horizontal stroke or a filled box: its outer edges in mm, and its colour."""

    left: float
    right: float
    top: float
    bottom: float
    color: str


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]

    @property
    def text(self) -> str:
        return "".join(glyph.char for glyph in self.glyphs)

    def lines(self) -> list[list[Glyph]]:
        """Glyphs by baseline, from the top; within a line from the left."""
        found: dict[float, list[Glyph]] = {}
        for glyph in self.glyphs:
            key = next((at for at in found if abs(at - glyph.baseline) < 0.5), glyph.baseline)
            found.setdefault(key, []).append(glyph)
        return [sorted(found[at], key=lambda glyph: glyph.x) for at in sorted(found)]

    def find(self, words: str) -> list[Glyph]:
        """The glyphs of the first place where the words stand."""
        start = self.text.index(words)
        return list(self.glyphs[start : start + len(words)])


def pages_of(data: bytes) -> list[Page]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [_page(document[index]) for index in range(len(document))]
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage) -> Page:
    height = page.get_height()
    text = page.get_textpage()
    rules = tuple(_rules(page, height))
    made = Page(page.get_width() * MM_PER_PT, height * MM_PER_PT, tuple(_glyphs(text, height)), rules)
    text.close()
    page.close()
    return made


def _glyphs(text: pypdfium2.PdfTextPage, height: float) -> Iterator[Glyph]:
    for index in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text, index))
        if char.isspace() or char == "\u200b" or char < " ":
            continue
        left, bottom, right, top = text.get_charbox(index)
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        color = [ctypes.c_uint() for _ in range(4)]
        raw.FPDFText_GetFillColor(text, index, *color)
        name = ctypes.create_string_buffer(200)
        raw.FPDFText_GetFontInfo(text, index, name, 200, ctypes.c_int())
        yield Glyph(
            char,
            left * MM_PER_PT,
            right * MM_PER_PT,
            (height - top) * MM_PER_PT,
            (height - bottom) * MM_PER_PT,
            x.value * MM_PER_PT,
            (height - y.value) * MM_PER_PT,
            round(raw.FPDFText_GetFontSize(text, index), 2),
            "".join(f"{part.value:02X}" for part in color[:3]),
            name.value.decode("utf-8", "replace"),
        )


def _rules(page: pypdfium2.PdfPage, height: float) -> Iterator[Rule]:
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=8):
        left, bottom, right, top = item.get_bounds()
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, fill, stroke)
        color = [ctypes.c_uint() for _ in range(4)]
        get = raw.FPDFPageObj_GetStrokeColor if stroke.value else raw.FPDFPageObj_GetFillColor
        get(item, *color)
        # PDFium's bounds of a stroke are a whole stroke too far out on every side.
        width = ctypes.c_float()
        raw.FPDFPageObj_GetStrokeWidth(item, width)
        out = width.value if stroke.value else 0.0
        flat = out / 2 if stroke.value else 0.0
        yield Rule(
            (left + out) * MM_PER_PT,
            (right - out) * MM_PER_PT,
            (height - top + flat) * MM_PER_PT,
            (height - bottom - flat) * MM_PER_PT,
            "".join(f"{part.value:02X}" for part in color[:3]),
        )
