"""Text → Document: the provisions of a policy text as a tree, every one with its place."""

from __future__ import annotations

from luodi.structure.akn import to_akoma_ntoso
from luodi.structure.model import Annex, Document, Part
from luodi.structure.render import to_json, to_markdown
from luodi.structure.tree import parse_document

__all__ = ["Annex", "Document", "Part", "parse_document", "to_akoma_ntoso", "to_json", "to_markdown"]
