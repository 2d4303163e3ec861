"""A document as Akoma Ntoso 3.0 (OASIS LegalDocML).

Only what the document says goes in. The FRBR identification needs a country, a language and a
date; a date the text does not state is left at the neutral ``0001-01-01`` with the name ``unknown``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from lxml import etree

from luodi.source import Span
from luodi.structure.model import Annex, Document, Part

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_ELEMENT = {"章": "chapter", "编": "book", "篇": "part", "分": "part", "节": "section", "条": "article"}
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
# Characters that XML 1.0 cannot hold.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def to_akoma_ntoso(document: Document, text: str) -> str:
    """The document as an Akoma Ntoso ``act`` with its provisions as hierarchical elements.

    ``text`` is what the document was parsed from. Characters XML cannot hold become U+FFFD.
    """
    nsmap: dict[str | None, str] = {None: NAMESPACE}
    root = etree.Element(f"{{{NAMESPACE}}}akomaNtoso", nsmap=nsmap)  # type: ignore[arg-type]
    doc = _add(root, "act", name=_slug(document.kind))
    _add_meta(doc, document)
    if document.title or document.doc_no:
        preface = _add(doc, "preface")
        if document.title:
            _add(_add(preface, "p"), "docTitle", words=document.title)
        if document.doc_no:
            _add(_add(preface, "p"), "docNumber", words=document.doc_no)
    lead = [*document.notice, *document.preamble]
    if lead:
        preamble = _add(doc, "preamble")
        _add_paragraphs(preamble, [_slice(text, span) for span in lead])
    body = _add(doc, "body")
    if document.parts:
        _add_parts(body, document.parts, "")
    else:
        # A body must not be empty; a text without provisions has one empty paragraph.
        _add(_add(_add(body, "paragraph", eId="para_1"), "content"), "p")
    annexes = [annex for annex in document.annexes if not annex.carries_body]
    if annexes:
        attachments = _add(doc, "attachments")
        for number, annex in enumerate(annexes, 1):
            _add_annex(attachments, annex, document, number)
    etree.indent(root)
    return _DECLARATION + etree.tostring(root, encoding="unicode") + "\n"


def _add_meta(parent: etree._Element, document: Document, suffix: str = "") -> None:
    meta = _add(parent, "meta")
    identification = _add(meta, "identification", source="#luodi")
    date = document.date or "0001-01-01"
    named = "publication" if document.date else "unknown"
    work = f"/akn/cn/act/{document.date or 'undated'}/{_slug(document.doc_no or document.kind)}{suffix}"
    for level, uri in (
        ("FRBRWork", work),
        ("FRBRExpression", f"{work}/zho@{document.date or ''}"),
        ("FRBRManifestation", f"{work}/zho@{document.date or ''}.akn"),
    ):
        frbr = _add(identification, level)
        _add(frbr, "FRBRthis", value=f"{uri}/!main")
        _add(frbr, "FRBRuri", value=uri)
        _add(frbr, "FRBRdate", date=date, name=named)
        _add(frbr, "FRBRauthor", href="#issuer" if level == "FRBRWork" else "#luodi")
        if level == "FRBRWork":
            _add(frbr, "FRBRcountry", value="cn")
        if level == "FRBRExpression":
            _add(frbr, "FRBRlanguage", language="zho")
    if suffix:
        # An annex is by the same hands: their ids stand in the document's own references.
        return
    references = _add(meta, "references", source="#luodi")
    issuer = "、".join(document.issuers) or "未载明"
    _add(references, "TLCOrganization", eId="issuer", href="/ontology/organization/cn/issuer", showAs=issuer)
    _add(references, "TLCOrganization", eId="luodi", href="/ontology/organization/luodi", showAs="Luodi")


def _add_annex(parent: etree._Element, annex: Annex, document: Document, number: int) -> None:
    doc = _add(_add(parent, "attachment", eId=f"att_{number}"), "doc", name="annex")
    _add_meta(doc, document, suffix=f"-{number}")
    preface = _add(doc, "preface")
    _add(_add(preface, "p"), "docTitle", words=f"{annex.label} {annex.title}".strip())
    body = _add(doc, "mainBody")
    _add_parts(body, annex.parts, f"att_{number}__")
    if not annex.parts:
        _add(body, "p")


def _add_parts(parent: etree._Element, parts: Sequence[Part], above: str) -> None:
    seen: Counter[str] = Counter()
    for part in parts:
        name = _ELEMENT.get(part.path[-1][-1], "paragraph") if part.label.startswith("第") else "paragraph"
        eid = f"{above}{name}_{part.path[-1]}"
        # Lists may restart under one parent; an id must not.
        seen[eid] += 1
        if seen[eid] > 1:
            eid += f"-{seen[eid]}"
        _add_part(parent, part, name, eid)


def _add_part(parent: etree._Element, part: Part, name: str, eid: str) -> None:
    element = _add(parent, name, eId=eid)
    _add(element, "num", words=part.label)
    if part.heading is not None:
        _add(element, "heading", words=part.heading)
    paragraphs = part.text.split("\n") if part.text else []
    if part.parts:
        if paragraphs:
            _add_paragraphs(_add(element, "intro"), paragraphs)
        _add_parts(element, part.parts, f"{eid}__")
    else:
        _add_paragraphs(_add(element, "content"), paragraphs or [""])


def _add_paragraphs(parent: etree._Element, paragraphs: Sequence[str]) -> None:
    for paragraph in paragraphs:
        _add(parent, "p", words=paragraph)


def _add(parent: etree._Element, tag: str, /, words: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", {k: _clean(v) for k, v in attributes.items()})
    if words is not None:
        element.text = _clean(words)
    return element


def _clean(words: str) -> str:
    return _ILLEGAL.sub("\ufffd", words)


def _slice(text: str, span: Span) -> str:
    return text[span.start : span.end].strip()


def _slug(words: str) -> str:
    return re.sub(r"[\s/〔〕\[\]]+", "-", words).strip("-") or "doc"
