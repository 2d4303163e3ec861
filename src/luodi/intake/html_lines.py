"""Lines of an HTML element: one a block, one a table row, nothing that a reader would not see."""

from __future__ import annotations

import re
from typing import Final

import lxml.html

from luodi.intake.table_text import row_line

BLOCKS: Final = frozenset(
    [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "section",
        "article",
        "main",
        "header",
        "center",
        "blockquote",
        "pre",
        "address",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "caption",
        "figure",
        "figcaption",
        "fieldset",
        "body",
        "title",
    ]
)
_DROPPED: Final = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "nav",
        "aside",
        "footer",
        "form",
        "button",
        "select",
        "textarea",
        "iframe",
        "object",
        "svg",
        "audio",
        "video",
        "rt",
        "rp",
        "del",
    ]
)
# Names that content management systems give to what stands around the text.
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|crumbs?|crumb-nav|footer|foot|copyright|sidebar|share|sharebox|"
    r"bdsharebuttonbox|related|toolbar|qrcode|ewm|pagination|pager|skip|search|position|location|dqwz|print|banner|logo)(?:$|[\s_-])",
    re.I,
)
# Part of a longer name these may hold the text's own heading (article-header).
_ABOVE: Final = frozenset(("header", "top", "head"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_NOTE_LINK = re.compile(r"#(?:_?(?:ftn|edn|fn|footnote|cite_note|note)[-_:]?\w*)", re.I)
_NOTES = re.compile(
    r"(?:^|[\s_-])(?:footnotes?|endnotes?|references)(?:$|[\s_-])|mso-element:\s*(?:foot|end)note", re.I
)
_FILE_LINK = re.compile(r"\.(?:docx?|wps|pdf|ofd|xlsx?|et|zip|rar)(?:[?#]|$)", re.I)
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_MOST_NESTED_TABLES: Final = 12


def page_lines(element: lxml.html.HtmlElement, *, all_links: bool = False) -> list[str]:
    """The lines in the order of the page; ``<br>`` ends one.

    all_links: also the blocks that are nothing but links, which are a page's navigation as a rule.
    """
    writer = _Writer(all_links=all_links)
    writer.read(element, 0)
    writer.end()
    return writer.lines


class _Writer:
    def __init__(self, *, all_links: bool) -> None:
        self.lines: list[str] = []
        self._all_links = all_links
        self._words: list[str] = []

    def end(self) -> None:
        text = "".join(self._words)
        self._words = []
        # An ideographic space at the start is the text's own indent.
        for line in text.split("\n"):
            words = line.strip(" \xa0")
            if words.strip("\u3000"):
                self.lines.append(words.rstrip("\u3000"))

    def read(self, element: lxml.html.HtmlElement, tables: int) -> None:
        """Goes through the elements without recursion, but for tables in tables."""
        waiting: list[tuple[str, lxml.html.HtmlElement]] = [("open", element)]
        while waiting:
            step, each = waiting.pop()
            if step == "tail":
                self._say(each.tail, each.getparent())
                continue
            if step == "close":
                self.end()
                continue
            if not isinstance(each.tag, str) or _is_dropped(each):
                continue
            if each.tag == "br":
                self._words.append("\n")
                continue
            if each.tag == "table":
                self.end()
                self._read_table(each, tables)
                continue
            block = each.tag in BLOCKS
            if block:
                self.end()
                if not self._all_links and _is_links(each):
                    continue
                waiting.append(("close", each))
            self._say(each.text, each)
            for inner in reversed(each):
                waiting.append(("tail", inner))
                waiting.append(("open", inner))

    def _say(self, text: str | None, parent: lxml.html.HtmlElement | None) -> None:
        if not text:
            return
        if parent is not None and any(each.tag == "pre" for each in (parent, *_two_up(parent))):
            self._words.append(text.replace("\r\n", "\n"))
        else:
            # Between hanzi a line end of the source is no space.
            words = re.sub(r"(?<=[\u2e80-\uffef])[ \t]*[\r\n]\s*(?=[\u2e80-\uffef])", "", text)
            self._words.append(_SPACES.sub(" ", words))

    def _read_table(self, table: lxml.html.HtmlElement, tables: int) -> None:
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
        frame = max((len(row) for row in cells), default=0) <= 1
        if frame or tables >= _MOST_NESTED_TABLES or _is_layout(table, cells):
            for row in cells:
                for cell in row:
                    if tables < _MOST_NESTED_TABLES:
                        self.read(cell, tables + 1)
                        self.end()
            return
        for caption in table.iterchildren("caption"):
            self.read(caption, tables)
            self.end()
        below: dict[int, int] = {}
        for row in cells:
            texts: list[str] = []
            for cell in row:
                while below.get(len(texts), 0) > 0:
                    below[len(texts)] -= 1
                    texts.append("")
                inner = _Writer(all_links=self._all_links)
                inner.read(cell, tables + 1)
                inner.end()
                across, down = _span(cell, "colspan"), _span(cell, "rowspan")
                for column in range(len(texts), len(texts) + across):
                    below[column] = down - 1
                texts += [" ".join(inner.lines), *[""] * (across - 1)]
            while below.get(len(texts), 0) > 0:
                below[len(texts)] -= 1
                texts.append("")
            if line := row_line(texts):
                self.lines.append(line)


def _two_up(element: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    outer = element.getparent()
    return [outer] if outer is not None else []


def _is_layout(table: lxml.html.HtmlElement, cells: list[list[lxml.html.HtmlElement]]) -> bool:
    """Old pages put the whole page into a table: a cell of it has many paragraphs or a table."""
    if next(table.iterdescendants("table"), None) is not None:
        return True
    return any(sum(1 for _ in cell.iter("p")) > 8 for row in cells for cell in row)


def _is_dropped(element: lxml.html.HtmlElement) -> bool:
    if element.tag in _DROPPED:
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    style = element.get("style") or ""
    if element.tag not in ("body", "html") and (_AROUND.search(names) or _HIDDEN.search(style)):
        return True
    if element.tag == "div" and _ABOVE & {element.get("class"), element.get("id")}:
        return True
    if _NOTES.search(names) or _NOTES.search(style):
        return True
    if element.tag == "sup":
        links = list(element.iter("a"))
        return bool(links) and all(_NOTE_LINK.match(link.get("href") or "") for link in links)
    return element.tag == "a" and _NOTE_LINK.match(element.get("href") or "") is not None


def _is_links(block: lxml.html.HtmlElement) -> bool:
    """Whether a block is nothing but links to other pages; links to files are the text's annexes."""
    links = list(block.iter("a"))
    if not links or any(_FILE_LINK.search(link.get("href") or "") for link in links):
        return False
    if any(not (link.get("href") or "").strip() for link in links):
        return False
    around = len("".join(block.text_content().split()))
    return sum(len("".join(link.text_content().split())) for link in links) >= 0.9 * around > 0


def _span(cell: lxml.html.HtmlElement, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return (
        min(int(value), 100) if value.isascii() and value.isdigit() and len(value) < 5 and int(value) else 1
    )
