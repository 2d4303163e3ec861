"""The main text of a web page, without its navigation."""

from __future__ import annotations

import re
from typing import NamedTuple

import lxml.html
import trafilatura

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_BLANKS = re.compile(r"[ \t]*\n\s*")
_SKIPPED = ("script", "style", "noscript", "template")


class Page(NamedTuple):
    """title: None where the page has none."""

    text: str
    title: str | None


def is_html(text: str) -> bool:
    """Whether the text is a web page; a text that only speaks of tags is not."""
    return _HTML.match(text[:8192]) is not None


def page_text(html: str) -> Page:
    """The main text, one line a paragraph, and the title apart; "" if there is no text at all.

    Where no main text can be told from the rest, all visible text is given.
    """
    html = _DECLARATION.sub("", html)
    tree = lxml.html.document_fromstring(html, parser=lxml.html.HTMLParser(huge_tree=False))
    title = _title(tree)
    text = trafilatura.extract(
        html, include_comments=False, include_tables=True, favor_recall=True, deduplicate=False
    )
    return Page(text or _visible(tree), title)


def _title(tree: lxml.html.HtmlElement) -> str | None:
    for path in ("//meta[@name='ArticleTitle']/@content", "//h1", "//title"):
        for found in tree.xpath(path):
            words = found if isinstance(found, str) else found.text_content()
            words = " ".join(words.split())
            if words:
                return words
    return None


def _visible(tree: lxml.html.HtmlElement) -> str:
    for element in list(tree.iter(*_SKIPPED)):
        element.drop_tree()
    for element in tree.iter("p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "title"):
        element.tail = "\n" + (element.tail or "")
    return _BLANKS.sub("\n", tree.text_content()).strip()
