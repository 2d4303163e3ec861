"""Provisions as the hierarchical elements of Akoma Ntoso, with ids by its naming convention."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from luodi.source import Span
from luodi.structure.labels import Rank, parse_label
from luodi.structure.model import Part
from luodi.structure.numerals import numeral_value

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_ELEMENTS = {
    Rank.BOOK: "book",
    Rank.SUBBOOK: "subpart",
    Rank.CHAPTER: "chapter",
    Rank.SECTION: "section",
    Rank.ARTICLE: "article",
    Rank.DUN: "section",
    Rank.PAREN_HAN: "subsection",
    Rank.ARABIC: "paragraph",
    Rank.PAREN_ARABIC: "subparagraph",
    Rank.HALF_ARABIC: "subparagraph",
    Rank.CIRCLED: "point",
}
# The abbreviations of the OASIS naming convention; other elements go by their own name.
_SHORT = {
    "chapter": "chp",
    "section": "sec",
    "subsection": "subsec",
    "article": "art",
    "paragraph": "para",
    "subparagraph": "subpara",
    "alinea": "al",
}
# Characters that XML 1.0 cannot hold.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_Piece = Span | Part


class _Ids:
    """Ids that are unique: what a text numbers twice gets ``-dup2``."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}
        self._counted: dict[str, int] = {}

    def give(self, wanted: str) -> str:
        count = self._given[wanted] = self._given.get(wanted, 0) + 1
        return wanted if count == 1 else self.give(f"{wanted}-dup{count}")

    def count(self, stem: str) -> str:
        """The next of ``stem_1``, ``stem_2`` …"""
        self._counted[stem] = self._counted.get(stem, 0) + 1
        return self.give(f"{stem}_{self._counted[stem]}")


def add_parts(parent: etree._Element, parts: Sequence[Part], text: str, above: str = "") -> None:
    """Add the provisions under ``parent``. text: what they were parsed from; above: how their ids begin."""
    ids = _Ids()
    for part in parts:
        _add_part(parent, part, text, above, ids, law=False)


def add_paragraphs(parent: etree._Element, paragraphs: Sequence[str]) -> None:
    for paragraph in paragraphs:
        add(parent, "p", words=paragraph)


def add(parent: etree._Element, tag: str, /, words: str | None = None, **attributes: str) -> etree._Element:
    """A new child element; what XML cannot hold in its words becomes U+FFFD."""
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", {k: _clean(v) for k, v in attributes.items()})
    if words is not None:
        element.text = _clean(words)
    return element


def _add_part(parent: etree._Element, part: Part, text: str, above: str, ids: _Ids, *, law: bool) -> None:
    name = _element_name(part, law=law)
    eid = ids.give(f"{above}{_SHORT.get(name, name)}_{_number(part)}")
    element = add(parent, name, eId=eid)
    add(element, "num", words=part.label)
    if part.heading is not None:
        add(element, "heading", words=part.heading)
    unsorted: list[_Piece] = [*part.own_blocks, *part.parts]
    pieces = sorted(unsorted, key=_start)
    if name == "article":
        _add_article(element, pieces, text, eid, ids)
    elif law and part.parts:
        _add_list(element, pieces, text, eid, ids)
    else:
        _add_pieces(element, pieces, text, eid, ids, law=law)


def _add_article(element: etree._Element, pieces: Sequence[_Piece], text: str, eid: str, ids: _Ids) -> None:
    """The paragraphs (款) of an article, which carry no number, each with the items (项) under it."""
    groups: list[list[_Piece]] = []
    for piece in pieces:
        if isinstance(piece, Span) or not groups:
            groups.append([])
        groups[-1].append(piece)
    if len(groups) <= 1 and not any(isinstance(piece, Part) for piece in pieces):
        _add_pieces(element, pieces, text, eid, ids, law=True)
        return
    for group in groups:
        own = ids.count(f"{eid}__para")
        paragraph = add(element, "paragraph", eId=own)
        if any(isinstance(piece, Part) for piece in group):
            _add_list(paragraph, group, text, own, ids)
        else:
            _add_pieces(paragraph, group, text, own, ids, law=True)


def _add_list(element: etree._Element, pieces: Sequence[_Piece], text: str, eid: str, ids: _Ids) -> None:
    own = ids.count(f"{eid}__list")
    _add_pieces(add(element, "list", eId=own), pieces, text, own, ids, law=True)


def _add_pieces(
    element: etree._Element, pieces: Sequence[_Piece], text: str, eid: str, ids: _Ids, *, law: bool
) -> None:
    """Paragraphs and sub-parts in reading order: before, between and after the sub-parts."""
    numbered = [index for index, piece in enumerate(pieces) if isinstance(piece, Part)]
    if not numbered:
        add_paragraphs(add(element, "content"), _words(text, pieces) or [""])
        return
    first, last = numbered[0], numbered[-1]
    if first:
        add_paragraphs(add(element, "intro"), _words(text, pieces[:first]))
    for piece in pieces[first : last + 1]:
        if isinstance(piece, Part):
            _add_part(element, piece, text, f"{eid}__", ids, law=law)
        else:
            between = add(element, "alinea", eId=ids.count(f"{eid}__al"))
            add_paragraphs(add(between, "content"), _words(text, [piece]))
    if last + 1 < len(pieces):
        add_paragraphs(add(element, "wrapUp"), _words(text, pieces[last + 1 :]))


def _element_name(part: Part, *, law: bool) -> str:
    if part.running or law:
        return "point"
    label = parse_label(part.label)
    if label is None:
        return "point"
    return "part" if part.label.endswith("部分") else _ELEMENTS[label.rank]


def _number(part: Part) -> str:
    """The number of a part in Arabic figures; words that count (首先) as they are."""
    label = parse_label(part.label)
    if label is not None:
        return f"{label.value}-{label.sub}" if label.sub else str(label.value)
    try:
        return str(numeral_value(part.path[-1]))
    except ValueError:
        return part.path[-1]


def _words(text: str, pieces: Sequence[_Piece]) -> list[str]:
    return [text[piece.start : piece.end].strip() for piece in pieces if isinstance(piece, Span)]


def _start(piece: _Piece) -> int:
    return piece.start if isinstance(piece, Span) else piece.span.start


def _clean(words: str) -> str:
    return _ILLEGAL.sub("\ufffd", words)
