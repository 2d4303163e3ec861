"""What a document says besides its duties: the facts that a row of the plan needs, found by place."""

from __future__ import annotations

import re
from bisect import bisect_left

from luodi.decompose.margins import Margin, find_margins
from luodi.facts import extract_facts
from luodi.facts.passages import Passage, fold, passages
from luodi.source import Span
from luodi.structure import Document, Part


class Evidence:
    """A document's text with its facts.

    text, folded: as parsed, and with half-width forms, of the same length. date: the ISO day from which
    days without a year count; None where the document gives none.
    """

    def __init__(self, document: Document, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        self.date = _base_day(document)
        facts = extract_facts(document, text)
        self._targets = sorted({one.span for item in facts.items for one in item.targets})
        self._amounts = sorted({one.span for item in facts.items for one in item.amounts})
        self._passages: dict[Span, Passage] = {each.span: each for each in passages(document, text)}
        self._margins: dict[Span, list[Margin]] = {}

    def targets_in(self, span: Span) -> list[Span]:
        """The figures to be reached whose words end inside ``span``, in reading order."""
        return _inside(self._targets, span)

    def amounts_in(self, span: Span) -> list[Span]:
        """The sums and rates that are paid, required or limited inside ``span``, in reading order."""
        return _inside(self._amounts, span)

    def path_of(self, part: Part) -> tuple[str, ...]:
        """The address of a provision as in ``luodi facts``: an annex's begins with its label."""
        passage = self._passages.get(part.span)
        return passage.path if passage else part.path

    def margins_of(self, part: Part) -> list[Margin]:
        """Who answers for a provision and by when; [] for one that only holds others."""
        if part.span not in self._margins:
            passage = self._passages.get(part.span)
            self._margins[part.span] = find_margins(self.text, self.folded, passage) if passage else []
        return self._margins[part.span]


def _base_day(document: Document) -> str | None:
    """The document's date; the first day of the year that its title plans for, where that is later."""
    years = re.findall(r"(?<![—\-–~至到\d])(20\d\d)年(?![\d—\-–~至到])", document.title)
    if len(years) != 1 or (document.date and document.date[:4] >= years[0]):
        return document.date
    return f"{years[0]}-01-01"


def _inside(spans: list[Span], span: Span) -> list[Span]:
    """The spans that end in ``span``, cut at its start: the words of a fact may begin with who acts."""
    found: list[Span] = []
    for place in range(max(0, bisect_left(spans, Span(span.start, 0)) - 1), len(spans)):
        each = spans[place]
        if each.start >= span.end:
            break
        inside = Span(max(each.start, span.start), each.end)
        if inside.start < inside.end <= span.end and (not found or inside.start >= found[-1].end):
            found.append(inside)
    return found
