"""Text → Document: the provisions of a policy text as a tree, every one with its place."""

from __future__ import annotations

from luodi.structure.addresses import addresses, find_part, find_span, paragraph_addresses
from luodi.structure.akn import to_akoma_ntoso
from luodi.structure.broken import in_whole_paragraphs
from luodi.structure.model import Annex, Document, Part
from luodi.structure.regions import Region, regions
from luodi.structure.render import to_json, to_markdown
from luodi.structure.tree import parse_document

__all__ = [
    "Annex",
    "Document",
    "Part",
    "Region",
    "addresses",
    "find_part",
    "find_span",
    "in_whole_paragraphs",
    "paragraph_addresses",
    "parse_document",
    "regions",
    "to_akoma_ntoso",
    "to_json",
    "to_markdown",
]
