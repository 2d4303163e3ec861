"""Lines of a text with what surrounds the words taken off: indents, markdown marks, footers."""

from __future__ import annotations

import re
from typing import NamedTuple

from luodi.source import Span
from luodi.structure.footer import is_footer_line, is_page_end, tail_start
from luodi.structure.labels import parse_label

_INDENT = " \t\u3000\xa0\u2003\ufeff\r"
# The header a collector writes over a markdown file, up to its rule.
_FIELD = re.compile(r"\*\*[^*]{1,12}\*\*\s*[:：]")
_HEADING = re.compile(r"#{1,6}[ \t]+")


class Line(NamedTuple):
    """A line's words: ``text == source[start:end]``. bold: it was marked as a heading or in bold."""

    start: int
    end: int
    text: str
    bold: bool

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class Lines(NamedTuple):
    """title: of a collector's header (``# …``), or None; body: the lines of the text itself."""

    title: Line | None
    body: tuple[Line, ...]


def split_lines(text: str) -> Lines:
    """The lines that carry the text, without blank ones, a collector's header and the page footer."""
    lines = [line for line in _all_lines(text) if line.text]
    title, lines = _drop_collector_header(lines)
    return Lines(title, tuple(_drop_footers(lines)))


def _all_lines(text: str) -> list[Line]:
    lines: list[Line] = []
    start = 0
    for raw in text.split("\n"):
        lines.append(_trim(text, start, start + len(raw)))
        start += len(raw) + 1
    return lines


def _trim(text: str, start: int, end: int) -> Line:
    bold = False
    while start < end and text[start] in _INDENT:
        start += 1
    heading = _HEADING.match(text, start, end)
    if heading:
        bold = True
        start = heading.end()
    if text.startswith("**", start, end) and not _FIELD.match(text, start, end):
        bold = True
        start += 2
    while end > start and (text[end - 1] in _INDENT or (bold and text.endswith("**", start, end))):
        end -= 1 if text[end - 1] in _INDENT else 2
    while start < end and text[start] in _INDENT:
        start += 1
    return Line(start, max(start, end), text[start:end], bold)


def _drop_collector_header(lines: list[Line]) -> tuple[Line | None, list[Line]]:
    rule = next((i for i, line in enumerate(lines[:12]) if re.fullmatch(r"-{3,}|\*{3,}", line.text)), None)
    if rule is None or not any(_FIELD.match(line.text) for line in lines[:rule]):
        return None, lines
    title = lines[0] if lines[0].bold else None
    body = lines[rule + 1 :]
    if body and body[0].bold and body[0].text in ("政策全文", "正文", "全文", "政策原文"):
        body = body[1:]
    return title, body


def _drop_footers(lines: list[Line]) -> list[Line]:
    last_label = max((i for i, line in enumerate(lines) if parse_label(line.text)), default=-1)
    kept: list[Line] = []
    for index, line in enumerate(lines):
        if index > last_label and kept and is_page_end(line.text):
            break
        if is_footer_line(line.text) and not parse_label(line.text):
            continue
        cut = tail_start(line.text)
        if cut == 0:
            continue
        kept.append(Line(line.start, line.start + cut, line.text[:cut], line.bold))
    return kept
