"""A document as Akoma Ntoso 3.0 (OASIS LegalDocML).

Only what the document says goes in. The FRBR identification needs a country, a language and a
date; a date the text does not state is left at the neutral ``0001-01-01`` with the name ``unknown``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from luodi.source import Span
from luodi.structure.akn_parts import NAMESPACE, add, add_paragraphs, add_parts
from luodi.structure.model import Annex, Document

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def to_akoma_ntoso(document: Document, text: str) -> str:
    """The document as an Akoma Ntoso ``act`` with its provisions as hierarchical elements.

    ``text`` is what the document was parsed from. Characters XML cannot hold become U+FFFD. The result is
    valid by the OASIS schema; docs/reference/formats.md says which element a provision becomes.
    """
    nsmap: dict[str | None, str] = {None: NAMESPACE}
    root = etree.Element(f"{{{NAMESPACE}}}akomaNtoso", nsmap=nsmap)  # type: ignore[arg-type]
    doc = add(root, "act", name=_slug(document.kind))
    _add_meta(doc, document)
    if document.title or document.doc_no:
        preface = add(doc, "preface")
        if document.title:
            add(add(preface, "p"), "docTitle", words=document.title)
        if document.doc_no:
            add(add(preface, "p"), "docNumber", words=document.doc_no)
    carried = [annex.title for annex in document.annexes if annex.carries_body and annex.title]
    lead = [*_words(text, document.notice), *carried, *_words(text, document.preamble)]
    if lead:
        add_paragraphs(add(doc, "preamble"), lead)
    body = add(doc, "body")
    if document.parts:
        add_parts(body, document.parts, text)
    else:
        # A body must not be empty; a text without provisions has one empty paragraph.
        add(add(add(body, "paragraph", eId="para_1"), "content"), "p")
    for number, words in enumerate(_words(text, document.closing), 1):
        last = add(body, "hcontainer", name="closing", eId=f"hcontainer_{number}")
        add(add(last, "content"), "p", words=words)
    closing = _words(text, (*document.annex_notes, *document.signature))
    if closing:
        add_paragraphs(add(doc, "conclusions"), closing)
    annexes = [annex for annex in document.annexes if not annex.carries_body]
    if annexes:
        attachments = add(doc, "attachments")
        for number, annex in enumerate(annexes, 1):
            _add_annex(attachments, annex, document, number, text)
    etree.indent(root)
    return _DECLARATION + etree.tostring(root, encoding="unicode") + "\n"


def _add_meta(parent: etree._Element, document: Document, suffix: str = "") -> None:
    meta = add(parent, "meta")
    identification = add(meta, "identification", source="#luodi")
    date = document.date or "0001-01-01"
    named = "publication" if document.date else "unknown"
    work = f"/akn/cn/act/{document.date or 'undated'}/{_slug(document.doc_no or document.kind)}{suffix}"
    for level, uri in (
        ("FRBRWork", work),
        ("FRBRExpression", f"{work}/zho@{document.date or ''}"),
        ("FRBRManifestation", f"{work}/zho@{document.date or ''}.akn"),
    ):
        frbr = add(identification, level)
        add(frbr, "FRBRthis", value=f"{uri}/!main")
        add(frbr, "FRBRuri", value=uri)
        add(frbr, "FRBRdate", date=date, name=named)
        add(frbr, "FRBRauthor", href="#issuer" if level == "FRBRWork" else "#luodi")
        if level == "FRBRWork":
            add(frbr, "FRBRcountry", value="cn")
        if level == "FRBRExpression":
            add(frbr, "FRBRlanguage", language="zho")
    if suffix:
        # An annex is by the same hands: their ids stand in the document's own references.
        return
    references = add(meta, "references", source="#luodi")
    issuer = "、".join(document.issuers) or "未载明"
    add(references, "TLCOrganization", eId="issuer", href="/ontology/organization/cn/issuer", showAs=issuer)
    add(references, "TLCOrganization", eId="luodi", href="/ontology/organization/luodi", showAs="Luodi")


def _add_annex(parent: etree._Element, annex: Annex, document: Document, number: int, text: str) -> None:
    doc = add(add(parent, "attachment", eId=f"att_{number}"), "doc", name="annex")
    _add_meta(doc, document, suffix=f"-{number}")
    preface = add(doc, "preface")
    add(add(preface, "p"), "docTitle", words=f"{annex.label} {annex.title}".strip())
    lead = _words(text, annex.preamble)
    if lead and annex.parts:
        add_paragraphs(add(doc, "preamble"), lead)
    body = add(doc, "mainBody")
    if annex.parts:
        add_parts(body, annex.parts, text, above=f"att_{number}__")
    else:
        add_paragraphs(body, lead or [""])


def _words(text: str, spans: Iterable[Span]) -> list[str]:
    return [text[span.start : span.end].strip() for span in spans]


def _slug(words: str) -> str:
    return re.sub(r"[\s/〔〕\[\]]+", "-", words).strip("-") or "doc"
