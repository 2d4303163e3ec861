"""OFD, the fixed-layout format of official documents (GB/T 33190-2016): its text, as paragraphs.

A zip file: OFD.xml names documents, a document its pages and page templates, a page its text objects with
the place of every character.
"""

from __future__ import annotations

import posixpath
import re
import time
from collections.abc import Iterator
from typing import Final

from lxml import etree

from luodi.diagnostics import LuodiError
from luodi.intake.archive import Archive
from luodi.intake.model import Contents, note, refusal
from luodi.intake.page_characters import hanzi_of
from luodi.intake.page_lines import Glyph, Page, Rule, is_wide
from luodi.intake.page_paragraphs import PageLines, join_pages, page_lines
from luodi.intake.pdf import FEW_CHARS, PICTURE, page_ranges
from luodi.intake.xml import attribute, child, children, local, read_xml

# The format counts in millimetres.
_POINTS: Final = 72 / 25.4
MAX_PAGES: Final = 3000
_READ_S: Final = 45.0
# An official document has one for its first page and one for the others.
_MAX_TEMPLATES: Final = 30
_MAX_PAGE_CHARS: Final = 200_000
_MAX_PAGE_OBJECTS: Final = 20_000
# An A4 page; where a document does not say its size.
_PAGE_MM: Final = (0.0, 0.0, 210.0, 297.0)
_PATH_STEP = re.compile(r"([MLC])((?:\s+[-+.\deE]+){0,2})")

_Matrix = tuple[float, float, float, float, float, float]


def is_ofd(archive: Archive) -> bool:
    return "ofd.xml" in archive


def read_ofd(archive: Archive) -> Contents:
    """Paragraphs and table rows, without page numbers, running heads and footnotes.

    Pages of all documents in the file, in order. Annotations and seals are not text.
    Raises LuodiError: READ006 encrypted, READ007 damaged, READ009 scanned, READ001 no text, and what
    ``read_xml`` raises.
    """
    if any(part.rpartition("/")[2] == "encryptions.xml" for part in archive.parts):
        raise refusal("READ006", archive.name, kind="OFD")
    reader = _Reader(archive)
    reader.read()
    if not reader.pages:
        raise refusal("READ007", archive.name, kind="OFD")
    if reader.scanned and not reader.elsewhere:
        raise refusal("READ009", archive.name, pages=reader.total)
    lines = join_pages(reader.pages)
    if not lines:
        raise refusal("READ007" if archive.damaged else "READ001", archive.name, kind="OFD")
    notes = []
    if len(reader.pages) < reader.total:
        notes.append(note("READ012", archive.name, read=len(reader.pages), total=reader.total))
    if reader.scanned:
        notes.append(note("READ014", archive.name, pages=page_ranges(reader.scanned)))
    if archive.damaged:
        notes.append(note("READ013", archive.name, kind="OFD"))
    return Contents(lines, notes)


class _Reader:
    """scanned: pages that are mostly a picture. elsewhere: how many characters the others have."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._until = time.monotonic() + _READ_S
        self.pages: list[PageLines] = []
        self.total = 0
        self._templates: dict[str, etree._Element | None] = {}
        self.scanned: list[int] = []
        self.elsewhere = 0

    def read(self) -> None:
        root = read_xml(self._archive, "OFD.xml")
        bodies = list(children(root, "DocBody"))
        places = [(child(body, "DocRoot") if body is not None else None) for body in bodies]
        documents = [(place.text or "").strip() for place in places if place is not None]
        for document in documents or ["Doc_0/Document.xml"]:
            self._read_document(document.lstrip("/"))

    def _read_document(self, place: str) -> None:
        root = read_xml(self._archive, place)
        if root is None:
            return
        common = child(root, "CommonData")
        size = _page_box(child(common, "PageArea")) or _PAGE_MM
        templates = {
            attribute(each, "ID") or "": _resolve(place, attribute(each, "BaseLoc"))
            for each in children(common, "TemplatePage")
        }
        listed = [
            _resolve(place, attribute(each, "BaseLoc")) for each in children(child(root, "Pages"), "Page")
        ]
        self.total += len(listed)
        for page in listed:
            if len(self.pages) >= MAX_PAGES or time.monotonic() > self._until:
                return
            try:
                content = read_xml(self._archive, page)
            except LuodiError as error:
                # What was unpacked so far is kept: the rest would be more than is allowed.
                if error.diagnostic.code != "READ008" or not self.pages:
                    raise
                return
            if content is None:
                self._archive.damaged = True
                continue
            self._read_page(content, size, templates)

    def _read_page(self, content: etree._Element, size: tuple[float, ...], templates: dict[str, str]) -> None:
        size = _page_box(child(content, "Area")) or size
        found = _Found()
        # A template that names a template is not looked at: the standard knows none, and it could go round.
        for each in children(content, "Template"):
            template = self._template(templates.get(attribute(each, "TemplateID") or "") or "")
            if template is not None:
                found.read_layers(template, size)
        found.read_layers(content, size)
        page = Page(len(self.pages) + 1, size[2] * _POINTS, size[3] * _POINTS, found.glyphs, found.rules)
        words = sum(not glyph.char.isspace() for glyph in page.glyphs)
        if words < FEW_CHARS and found.covered >= PICTURE * size[2] * size[3]:
            self.scanned.append(page.number)
        else:
            self.elsewhere += words
        self.pages.append(page_lines(page))

    def _template(self, part: str) -> etree._Element | None:
        """A page template, unpacked once for all pages that use it."""
        if part not in self._templates and len(self._templates) < _MAX_TEMPLATES:
            self._templates[part] = read_xml(self._archive, part) if part else None
        return self._templates.get(part)


def _resolve(base: str, place: str | None) -> str:
    """A place (ST_Loc) relative to the folder of the part that names it; never outside the file."""
    if not place:
        return ""
    if place.startswith("/"):
        return place.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), place))


class _Found:
    """What a page shows: characters and lines in points, the area of pictures in square millimetres."""

    def __init__(self) -> None:
        self.glyphs: list[Glyph] = []
        self.rules: list[Rule] = []
        self.covered = 0.0
        self._objects = 0

    def read_layers(self, content: etree._Element, size: tuple[float, ...]) -> None:
        for element in content.iter():
            name = local(element)
            if name not in ("TextObject", "PathObject", "ImageObject"):
                continue
            self._objects += 1
            if self._objects > _MAX_PAGE_OBJECTS or len(self.glyphs) > _MAX_PAGE_CHARS:
                return
            if attribute(element, "Visible") == "false":
                continue
            box = _numbers(attribute(element, "Boundary"), 4)
            if box is None:
                continue
            matrix = _matrix(element, (box[0] - size[0], box[1] - size[1]))
            if name == "TextObject":
                self._read_text(element, matrix)
            elif name == "PathObject":
                self.rules.extend(_path_rules(element, matrix))
            else:
                self.covered += abs(box[2] * box[3])

    def _read_text(self, element: etree._Element, matrix: _Matrix) -> None:
        a, b, c, d, _, _ = matrix
        # Text that stands askew is a watermark or a stamp.
        if abs(b) > 0.2 * abs(a) or abs(c) > 0.2 * abs(d):
            return
        size = _number(attribute(element, "Size"), 3.7)
        stretch = _number(attribute(element, "HScale"), 1.0)
        x = y = 0.0
        for code in children(element, "TextCode"):
            x = _number(attribute(code, "X"), x)
            y = _number(attribute(code, "Y"), y)
            text = code.text or ""
            across = _deltas(attribute(code, "DeltaX"), len(text))
            down = _deltas(attribute(code, "DeltaY"), len(text))
            at_x, at_y = x, y
            for index, char in enumerate(text[:_MAX_PAGE_CHARS]):
                width = size * stretch * (1.0 if is_wide(char) else 0.5)
                step = across[index] if index < len(across) else (0.0 if down else width)
                # A character that the next one overlaps is narrower than assumed.
                width = min(width, step) if step > 0 else width
                x0, base = _apply(matrix, at_x, at_y)
                x1, _ = _apply(matrix, at_x + width, at_y)
                height = abs(size * d) * _POINTS
                if char >= " " and all(abs(value) < 1e5 for value in (x0, x1, base, height)) and height > 0:
                    self.glyphs.append(Glyph(hanzi_of(char), min(x0, x1), max(x0, x1), base, height))
                at_x += step
                at_y += down[index] if index < len(down) else 0.0


def _matrix(element: etree._Element, offset: tuple[float, float]) -> _Matrix:
    a, b, c, d, e, f = _numbers(attribute(element, "CTM"), 6) or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return a, b, c, d, e + offset[0], f + offset[1]


def _apply(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e) * _POINTS, (b * x + d * y + f) * _POINTS


def _path_rules(element: etree._Element, matrix: _Matrix) -> Iterator[Rule]:
    """The horizontal and vertical lines of a path (``M x y L x y … C``)."""
    data = child(element, "AbbreviatedData")
    text = (data.text or "") if data is not None else ""
    start = last = (0.0, 0.0)
    if "B" in text or "Q" in text or "A" in text:
        return
    for match in _PATH_STEP.finditer(text[:20_000]):
        step, numbers = match[1], _numbers(match[2], 2)
        if step == "C":
            here = start
        elif numbers is not None:
            here = _apply(matrix, numbers[0], numbers[1])
        else:
            return
        if step == "M":
            start = here
        elif (abs(last[0] - here[0]) <= 1) != (abs(last[1] - here[1]) <= 1):
            yield Rule(
                min(last[0], here[0]), min(last[1], here[1]), max(last[0], here[0]), max(last[1], here[1])
            )
        last = here


def _page_box(area: etree._Element | None) -> tuple[float, ...] | None:
    box = child(area, "PhysicalBox")
    numbers = _numbers(box.text if box is not None else None, 4)
    return numbers if numbers is not None and numbers[2] > 0 and numbers[3] > 0 else None


def _numbers(text: str | None, count: int) -> tuple[float, ...] | None:
    """Exactly so many finite numbers, else None."""
    words = (text or "").split()
    if len(words) != count:
        return None
    values = tuple(_number(word, float("inf")) for word in words)
    return values if all(abs(value) < 1e6 for value in values) else None


def _number(text: str | None, default: float) -> float:
    try:
        value = float(text) if text else default
    except ValueError:
        return default
    return value if abs(value) < 1e6 else default


def _deltas(text: str | None, most: int) -> list[float]:
    """Steps between characters; ``g 5 3.175`` stands for five times 3.175."""
    words = (text or "").split()
    steps: list[float] = []
    at = 0
    while at < len(words) and len(steps) < most:
        if words[at] == "g" and at + 2 < len(words):
            count = int(words[at + 1]) if words[at + 1].isascii() and words[at + 1].isdigit() else 0
            steps += [_number(words[at + 2], 0.0)] * min(count, most - len(steps))
            at += 3
        else:
            steps.append(_number(words[at], 0.0))
            at += 1
    return steps
