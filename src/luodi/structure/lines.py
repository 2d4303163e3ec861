"""Lines of a text with what surrounds the words taken off: indents, markdown marks, footers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from luodi.source import Span
from luodi.structure.contents import find_contents
from luodi.structure.footer import is_footer_line, is_page_end, tail_start
from luodi.structure.labels import parse_label

# What may stand around the words of a line.
INDENT = " \t\u3000\xa0\u2002\u2003\u200b\ufeff\r\x0b\x0c\x85\u2028\u2029"
# The header a collector writes over a markdown file, up to its rule.
_FIELD = re.compile(r"\*\*[^*]{1,12}\*\*\s*[:：]")
_HEADING = re.compile(r"#{1,6}[ \t]+")
_COMMENT = re.compile(r"<!--[^<>]{0,200}-->")
_RULE = re.compile(r"-{3,}|\*{3,}")
# A collector's title, fields and rule stand within this many lines.
_HEADER_LINES = 16
_BODY_MARKS = ("政策全文", "正文", "全文", "政策原文", "文件全文", "政策正文")


class Line(NamedTuple):
    """A line's words: ``text == source[start:end]``.

    bold: it was marked as a heading or in bold; bold_end: where bold that opens the line closes before
    its end (an offset of the source), else 0.
    """

    start: int
    end: int
    text: str
    bold: bool
    bold_end: int = 0

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class Lines(NamedTuple):
    """title: of a collector's header (``# …``), or None; body: the lines of the text itself.

    header: a collector's other lines; contents: a table of contents; footer: what the page added below.
    """

    title: Line | None
    body: tuple[Line, ...]
    header: tuple[Span, ...] = ()
    contents: tuple[Span, ...] = ()
    footer: tuple[Span, ...] = ()


def split_lines(text: str) -> Lines:
    """The lines that carry the text, and apart from them what a collector, a page or a printer added."""
    lines = list(_all_lines(text))
    title, header, lines = _take_collector_header(lines)
    lines, below = _take_collector_tail(lines)
    taken = find_contents([line.text for line in lines])
    contents = tuple(lines[index].span for index in sorted(taken))
    body, footer = _take_footers([line for index, line in enumerate(lines) if index not in taken])
    return Lines(title, tuple(body), header, contents, (*footer, *below))


def _all_lines(text: str) -> Iterator[Line]:
    """The lines that are not blank."""
    start = 0
    for raw in text.split("\n"):
        words = raw.lstrip(INDENT)
        if words:
            first = start + len(raw) - len(words)
            line = _trim(text, first, first + len(words.rstrip(INDENT)))
            if line.text:
                yield line
        start += len(raw) + 1


def _trim(text: str, start: int, end: int) -> Line:
    """A line without its markdown marks; start and end are at its first and after its last word."""
    if text[start] not in "#*":
        return Line(start, end, text[start:end], False)
    bold = False
    bold_end = 0
    heading = _HEADING.match(text, start, end)
    if heading and heading.end() < end:
        bold = True
        start = heading.end()
    if text.startswith("**", start) and start + 2 < end and not _FIELD.match(text, start, end):
        bold = True
        start += 2
        while start < end and text[start] in INDENT:
            start += 1
        close = text.find("**", start, end)
        if close >= 0 and text[close:end].strip("*" + INDENT):
            bold_end = close
    if bold and not bold_end:
        end = start + len(text[start:end].rstrip("*" + INDENT))
    return Line(start, end, text[start:end], bold, bold_end)


def _take_collector_header(lines: list[Line]) -> tuple[Line | None, tuple[Span, ...], list[Line]]:
    rule = next((i for i, line in enumerate(lines[:_HEADER_LINES]) if _RULE.fullmatch(line.text)), None)
    if rule is None or not any(_FIELD.match(line.text) for line in lines[:rule]):
        return None, (), lines
    title = lines[0] if lines[0].bold else None
    first = rule + 1
    if first < len(lines) and lines[first].bold and lines[first].text in _BODY_MARKS:
        first += 1
    header = tuple(line.span for line in lines[:first] if line is not title)
    return title, header, lines[first:]


def _take_collector_tail(lines: list[Line]) -> tuple[list[Line], tuple[Span, ...]]:
    """The lines without a collector's fields below the text (**更新时间**: …), its rule and its comments."""
    end = len(lines)
    while end > 0 and (_FIELD.match(lines[end - 1].text) or _RULE.fullmatch(lines[end - 1].text)):
        end -= 1
    kept = [line for line in lines[:end] if not _COMMENT.fullmatch(line.text)]
    comments = [line.span for line in lines[:end] if _COMMENT.fullmatch(line.text)]
    return kept, (*comments, *(line.span for line in lines[end:]))


def _take_footers(lines: list[Line]) -> tuple[list[Line], tuple[Span, ...]]:
    last_label = next((i for i in range(len(lines) - 1, -1, -1) if parse_label(lines[i].text)), -1)
    kept: list[Line] = []
    footer: list[Span] = []
    for index, line in enumerate(lines):
        if index > last_label and kept and is_page_end(line.text):
            footer.extend(rest.span for rest in lines[index:])
            break
        if is_footer_line(line.text) and not parse_label(line.text):
            footer.append(line.span)
            continue
        cut = tail_start(line.text)
        if cut < len(line.text):
            footer.append(Span(line.start + cut, line.end))
        if cut:
            kept.append(line._replace(end=line.start + cut, text=line.text[:cut]))
    return kept, tuple(footer)
