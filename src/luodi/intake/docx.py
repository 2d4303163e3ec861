"""Word files (docx, ISO/IEC 29500, Transitional and Strict): the text as it would be printed.

Read from the XML: the reader must not unpack more than is allowed, must keep what stands before a
fault, and must write out the automatic numbers, none of which python-docx does.
"""

from __future__ import annotations

import posixpath
from typing import Final

from lxml import etree

from luodi.intake.archive import Archive
from luodi.intake.docx_numbering import Numbering
from luodi.intake.model import Contents, note, refusal
from luodi.intake.table_text import row_line
from luodi.intake.xml import attribute, child, children, local, read_xml

_MOST_NESTED_TABLES: Final = 12
_OFF: Final = ("0", "false", "off")
# What stands around paragraphs or runs and has no words of its own.
_WRAPPERS: Final = frozenset(
    [
        "ins",
        "moveTo",
        "sdt",
        "sdtContent",
        "customXml",
        "smartTag",
        "hyperlink",
        "fldSimple",
        "dir",
        "bdo",
        "ruby",
        "rubyBase",
        "oMath",
        "oMathPara",
        "r",
        "e",
        "num",
        "den",
        "sup",
        "sub",
        "sSup",
        "sSub",
        "sSubSup",
        "f",
        "rad",
        "deg",
        "d",
        "nary",
        "fName",
        "func",
        "lim",
        "m",
        "mr",
        "eqArr",
    ]
)
_SIGNS: Final = {
    "tab": "\t",
    "cr": "\n",
    "noBreakHyphen": "-",
    "ptab": "\t",
}
# Characters of symbol fonts that official forms use. Others are shown as lost: U+FFFD.
_SYMBOLS: Final = {
    "a8": "□", "a3": "□", "6f": "□", "fe": "☑", "52": "☑", "fd": "☒", "fc": "✓", "6c": "●", "6e": "■",
    "d8": "➢", "b7": "•",
}  # fmt: skip
_GREEK_SYMBOLS: Final = {"b3": "≥", "a3": "≤", "b4": "×", "b0": "°", "b1": "±", "b7": "•", "b9": "≠"}


def read_docx(archive: Archive) -> Contents:
    """The lines of a document: paragraphs with their automatic labels, tables row by row.

    Dropped: footnotes, endnotes, comments, headers, footers, deleted and hidden text, field codes.
    Raises LuodiError: READ001 no text, READ007 nothing could be read, and what ``read_xml`` raises.
    """
    part = _main_part(archive)
    root = read_xml(archive, part)
    body = child(root, "body")
    if body is None:
        raise refusal("READ007", archive.name, kind="DOCX")
    folder = posixpath.dirname(part)
    numbering = Numbering(
        archive, posixpath.join(folder, "numbering.xml"), posixpath.join(folder, "styles.xml")
    )
    reader = _Reader(numbering)
    reader.read_blocks(body)
    lines = reader.finish()
    notes = []
    if archive.damaged:
        notes.append(note("READ013", archive.name, kind="DOCX"))
    if reader.too_deep:
        notes.append(note("READ017", archive.name, kind="DOCX"))
    if not lines:
        raise refusal("READ007" if archive.damaged else "READ001", archive.name, kind="DOCX")
    return Contents(lines, notes)


def is_docx(archive: Archive) -> bool:
    return any(part.startswith("word/") for part in archive.parts) or _main_part(archive) in archive


def _main_part(archive: Archive) -> str:
    """Where the package says that its document is; Word's own place if it does not say."""
    for each in children(read_xml(archive, "_rels/.rels"), "Relationship"):
        if (attribute(each, "Type") or "").endswith("/officeDocument"):
            target = (attribute(each, "Target") or "").lstrip("/")
            if target in archive and target.lower().endswith(".xml") and "word" in target.lower():
                return target
    return "word/document.xml"


class _Reader:
    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._lines: list[str] = []
        self._words: list[str] = []
        self._boxes: list[etree._Element] = []
        # One entry for each field that is open: whether its code is being read.
        self._fields: list[bool] = []
        self._carried = ""
        self._tables = 0
        self.too_deep = False

    def finish(self) -> list[str]:
        if self._carried:
            self._add(self._carried)
            self._carried = ""
        return self._lines

    def read_blocks(self, parent: etree._Element) -> None:
        for each in parent:
            name = local(each)
            if name == "p":
                self._read_paragraph(each)
            elif name == "tbl":
                self._read_table(each)
            elif name == "AlternateContent":
                self.read_blocks(_alternative(each))
            elif name in _WRAPPERS:
                self.read_blocks(each)

    def _read_paragraph(self, paragraph: etree._Element) -> None:
        outer = self._words, self._boxes
        self._words, self._boxes = [], []
        self._read_runs(paragraph)
        words, boxes = "".join(self._words), self._boxes
        self._words, self._boxes = outer
        properties = child(paragraph, "pPr")
        label = self._numbering.label(properties)
        text = self._carried + (label + words if words.strip() else "")
        self._carried = ""
        if child(properties, "rPr", "del") is not None:
            # Its end was deleted in a tracked change: it runs on into the next one.
            self._carried = text
        else:
            self._add(text)
        for box in boxes:
            self.read_blocks(box)

    def _add(self, text: str) -> None:
        self._lines.extend(line for each in text.split("\n") if (line := each.rstrip()).strip())

    def _read_runs(self, parent: etree._Element) -> None:
        for each in parent:
            name = local(each)
            if name in ("t", "delText"):
                if name == "t" and not any(self._fields):
                    self._words.append(each.text or "")
            elif name == "r":
                if not _is_hidden(each):
                    self._read_runs(each)
            elif name in _WRAPPERS:
                self._read_runs(each)
            elif name == "AlternateContent":
                self._read_runs(_alternative(each))
            elif name == "fldChar":
                self._read_field(attribute(each, "fldCharType"))
            elif name in ("drawing", "pict", "object"):
                self._boxes.extend(_boxes(each))
            elif not any(self._fields):
                self._read_sign(name, each)

    def _read_sign(self, name: str, element: etree._Element) -> None:
        if name == "br":
            self._words.append("\n")
        elif name == "sym":
            self._words.append(_symbol(element))
        elif name in _SIGNS:
            self._words.append(_SIGNS[name])

    def _read_field(self, mark: str | None) -> None:
        if mark == "begin":
            self._fields.append(True)
        elif mark == "separate" and self._fields:
            self._fields[-1] = False
        elif mark == "end" and self._fields:
            self._fields.pop()

    def _read_table(self, table: etree._Element) -> None:
        if self._tables >= _MOST_NESTED_TABLES:
            self.too_deep = True
            return
        self._tables += 1
        rows = list(_rows(table))
        if len(rows) == 1 and len(cells := list(_cells(rows[0]))) == 1:
            # A frame around text, not a table.
            self.read_blocks(cells[0])
        else:
            for row in rows:
                if child(row, "trPr", "del") is None and (line := row_line(self._read_row(row))):
                    self._lines.append(line)
        self._tables -= 1

    def _read_row(self, row: etree._Element) -> list[str]:
        """The cells' texts; a cell that spans columns is followed by empty ones."""
        texts: list[str] = [""] * _span(child(row, "trPr"), "gridBefore", 0)
        for cell in _cells(row):
            outer, self._lines = self._lines, []
            carried, self._carried = self._carried, ""
            self.read_blocks(cell)
            inner = self.finish()
            self._lines, self._carried = outer, carried
            properties = child(cell, "tcPr")
            merged = child(properties, "vMerge")
            goes_on = merged is not None and attribute(merged, "val") != "restart"
            texts.append("" if goes_on else " ".join(inner))
            texts += [""] * (_span(properties, "gridSpan", 1) - 1)
        return texts


def _rows(parent: etree._Element) -> list[etree._Element]:
    return _below(parent, "tr")


def _cells(parent: etree._Element) -> list[etree._Element]:
    return _below(parent, "tc")


def _below(parent: etree._Element, wanted: str) -> list[etree._Element]:
    """The rows or cells, also those inside content controls and tracked insertions."""
    found: list[etree._Element] = []
    for each in parent:
        name = local(each)
        if name == wanted:
            found.append(each)
        elif name in _WRAPPERS:
            found.extend(_below(each, wanted))
    return found


def _span(properties: etree._Element | None, name: str, default: int) -> int:
    value = attribute(child(properties, name), "val") or ""
    # Word's tables have 63 columns at most.
    return min(int(value), 63) if value.isascii() and value.isdigit() and len(value) < 4 else default


def _alternative(element: etree._Element) -> etree._Element:
    """The choice for new programs, or the fallback where that has no words: never both."""
    choice = child(element, "Choice")
    fallback = child(element, "Fallback")
    if choice is not None and (fallback is None or any(local(each) == "t" for each in choice.iter())):
        return choice
    return fallback if fallback is not None else element


def _boxes(drawing: etree._Element) -> list[etree._Element]:
    """The contents of text boxes in a drawing; a box inside a box comes with its outer one."""
    found: list[etree._Element] = []
    waiting = [drawing]
    while waiting:
        each = waiting.pop()
        if local(each) == "txbxContent":
            found.append(each)
        elif local(each) == "AlternateContent":
            waiting.append(_alternative(each))
        else:
            waiting.extend(reversed(each))
    return found


def _is_hidden(run: etree._Element) -> bool:
    vanish = child(run, "rPr", "vanish")
    return vanish is not None and attribute(vanish, "val") not in _OFF


def _symbol(element: etree._Element) -> str:
    code = (attribute(element, "char") or "").lower()[-2:]
    font = (attribute(element, "font") or "").lower()
    return (_GREEK_SYMBOLS if font == "symbol" else _SYMBOLS).get(code, "\ufffd")
