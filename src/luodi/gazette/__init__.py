"""Official documents in the layout of GB/T 9704-2012: from JSON to DOCX and PDF.

The words are the caller's; this package knows the paper. A document is its JSON: the same JSON gives the same
bytes.
"""

from __future__ import annotations

from luodi.gazette.model import Document, Kind
from luodi.gazette.pdf import Rendered, pdf
from luodi.gazette.reading import InvalidDocument, read, to_json
from luodi.gazette.word import docx

__all__ = ["Document", "InvalidDocument", "Kind", "Rendered", "docx", "pdf", "read", "to_json"]
