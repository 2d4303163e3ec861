"""A letter as an official document."""

from __future__ import annotations

from django.utils import timezone

from luodi_web.supervision.domain import papers
from luodi_web.supervision.models import Letter


def letter_document(letter: Letter) -> papers.Document:
    """The document that a letter is issued as; number and day must have been given."""
    return papers.letter(
        organ=letter.issuer.name,
        title=letter.subject,
        to=letter.unit.name,
        blocks=[*papers.paragraphs(letter.body), *papers.paragraphs(letter.requirement)],
        day=timezone.localdate(letter.issued_at),
        doc_no=letter.doc_no,
    )
