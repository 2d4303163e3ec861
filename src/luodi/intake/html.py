"""The main text of a web page, or of a piece of one, without its navigation."""

from __future__ import annotations

import re
from collections import Counter
from email import message_from_bytes
from html import unescape
from typing import Final, NamedTuple

import lxml.html
from lxml import etree

from luodi.intake.html_lines import BLOCKS, page_lines

_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.I)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
# A piece of a page begins with one of these, or has many of their ends.
_STARTS = re.compile(
    r"<(p|div|h[1-6]|table|tbody|tr|ul|ol|section|article|main|center|blockquote|span|font|title|meta|style|link|strong|b|img)"
    r"(?=[\s>/])[^<>]*>",
    re.I,
)
_ENDS = re.compile(r"</(?:p|div|h[1-6]|td|tr|table|li|span)\s*>|<br\s*/?>", re.I)
_LEAST_ENDS: Final = 3
_SAMPLE: Final = 64 * 1024
_MHTML = re.compile(
    rb"(?:From: <Saved by |(?:[\w-]+: [^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){0,12}?MIME-Version:)", re.I
)
# Beyond this the search for the main text takes long; such a page is text from top to bottom.
_MAX_SEARCHED: Final = 2_000_000
_MOST_OF_IT: Final = 0.97
_MARKS = re.compile(r"<(/?)([a-z][a-z0-9]*)[^<>]*>|<!--|-->", re.I)
_UNSEEN: Final = frozenset(("script", "style", "head", "!"))
# Parts inside parts: a saved page with frames has a few.
_MOST_PARTS: Final = 40
_BLANKS = re.compile(r"\s+")


class HtmlPage(NamedTuple):
    """title: None where the page has none. flat: it was nested too deeply for its parts to be told."""

    text: str
    title: str | None
    flat: bool = False


def is_html(text: str) -> bool:
    """Whether the text is a web page; a text that only speaks of tags is not."""
    head = text[:_SAMPLE]
    return _HTML.match(head, _start(head)) is not None


def _start(text: str) -> int:
    """Where the first mark or word stands, after a declaration and comments."""
    declaration = _DECLARATION.match(text)
    at = declaration.end() if declaration else 0
    while True:
        while text[at : at + 1].isspace():
            at += 1
        end = text.find("-->", at + 4) if text.startswith("<!--", at) else -1
        if end < 0:
            return at
        at = end + 3


def is_fragment(text: str) -> bool:
    """Whether the text is a piece of a web page: marked up, without html or body."""
    sample = text[:_SAMPLE]
    first = _STARTS.match(sample, _start(sample))
    ends = len(_ENDS.findall(sample))
    if first is None:
        # Words first, marks after: a mark for every two hundred signs at least.
        return ends >= _LEAST_ENDS and ends * 200 >= len(sample) and "</" in sample
    tag = first[1].lower()
    return ends >= _LEAST_ENDS or f"</{tag}" in text.lower() or (tag in ("meta", "link", "img") and ends > 0)


def saved_page(data: bytes) -> bytes | None:
    """The page in a web archive (mhtml), as browsers save it; None if it is none."""
    if not _MHTML.match(data[:8192]) or data.count(b"boundary=") > _MOST_PARTS:
        return None
    message = message_from_bytes(data)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) else None
    return None


def page_text(html: str) -> HtmlPage:
    """The main text, one line a paragraph and one a table row, with the page's own heading; the title apart.

    "" if there is no text at all. Where no main text can be told from the rest, all of it is given.
    """
    html = _DECLARATION.sub("", html).replace("\x00", "")
    tree = _parse(html)
    if tree is None:
        return HtmlPage(_stripped(html), None, flat=True)
    title, heading = _title(tree)
    lines = page_lines(_main(html, tree)) or page_lines(tree, all_links=True)
    if heading and lines and not any(_plain(heading) in _plain(line) for line in lines[:8]):
        lines = [heading, *lines]
    return HtmlPage("\n".join(lines), title)


def _parse(html: str) -> lxml.html.HtmlElement | None:
    """None where the page is nested more deeply than libxml2 allows (256), or is no page at all."""
    parser = lxml.html.HTMLParser(huge_tree=False)
    try:
        tree = lxml.html.document_fromstring(html, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return None if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log) else tree


def _stripped(html: str) -> str:
    """The page without its marks, one line a block: of what cannot be taken apart into its elements."""
    pieces: list[str] = []
    at = 0
    inside = ""  # the element or comment whose words are not seen
    for mark in _MARKS.finditer(html):
        if not inside:
            pieces.append(html[at : mark.start()])
        at = mark.end()
        name = (mark[2] or "!").lower()
        opens = mark[0] == "<!--" if name == "!" else not mark[1]
        if inside == name and not opens:
            inside = ""
        elif not inside and opens and name in _UNSEEN:
            inside = name
        elif name in BLOCKS or name == "br":
            pieces.append("\n")
    if not inside:
        pieces.append(html[at:])
    lines = unescape("".join(pieces)).split("\n")
    return "\n".join(line for each in lines if (line := " ".join(each.split())))


def _title(tree: lxml.html.HtmlElement) -> tuple[str | None, str | None]:
    """The page's title, and the text's own heading: a ``title`` is none, it has the site's name in it."""
    for path in ("//meta[@name='ArticleTitle']/@content", "//h1", "//title"):
        for found in tree.xpath(path):
            words = found if isinstance(found, str) else found.text_content()
            words = " ".join(words.split())
            if words:
                return words, words if path != "//title" else None
    return None, None


def _main(html: str, tree: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """The smallest element that holds what trafilatura finds to be the text.

    The text itself is taken from the page: trafilatura leaves out a paragraph here and there.
    """
    body = tree.find(".//body")
    root = body if body is not None else tree
    if len(html) > _MAX_SEARCHED:
        return root
    import trafilatura  # slow to load, and needed for web pages alone

    found = trafilatura.extract(
        html, include_comments=False, include_tables=True, favor_recall=True, deduplicate=False
    )
    wanted = {plain for line in (found or "").splitlines() if (plain := _plain(line))}
    if not wanted:
        return root
    held: Counter[lxml.html.HtmlElement] = Counter()
    for element in root.iter(etree.Element):
        if isinstance(element.tag, str) and (element.tag in BLOCKS or element is root):
            if any(inner.tag in BLOCKS for inner in element):
                texts = [element.text or "", *(inner.tail or "" for inner in element)]
            else:
                texts = [element.text_content()]
            size = sum(len(plain) for text in texts if (plain := _plain(text)) and plain in wanted)
            if size:
                held[element] += size
                for outer in element.iterancestors():
                    held[outer] += size
    total = held[root]
    while (
        total
        and (inner := next((each for each in root if held.get(each, 0) >= _MOST_OF_IT * total), None))
        is not None
    ):
        if inner.tag in ("p", "table", "tr", "td", "ul", "ol") and inner.tag != "td":
            break
        root = inner
    return root


def _plain(text: str) -> str:
    return _BLANKS.sub("", text).strip("|-•*#")
