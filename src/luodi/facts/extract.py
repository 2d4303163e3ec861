"""Document → Facts: every passage through every extractor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from luodi.facts.amounts import find_amounts
from luodi.facts.deadlines import find_deadlines
from luodi.facts.document import find_references, find_repeals, find_validity, is_trial
from luodi.facts.model import Amount, Deadline, Facts, Item, Stacking, Target
from luodi.facts.passages import Passage, fold, full_sentences, passages, sentences
from luodi.facts.stacking import find_stacking
from luodi.facts.targets import find_targets
from luodi.facts.units import find_units
from luodi.source import Span
from luodi.structure import Document


def extract_facts(document: Document, text: str) -> Facts:
    """The facts of a document; ``text`` is what it was parsed from.

    Reads any text: what says nothing gives no facts. Each fact has the span of its words.
    """
    folded = fold(text)
    issued = day_of(document.date)
    validity = find_validity(document, folded, issued)
    repeals = find_repeals(document, text, folded)
    return Facts(
        title=document.title,
        doc_no=document.doc_no,
        issuers=document.issuers,
        date=issued,
        valid_from=validity.start,
        valid_to=validity.end,
        trial=is_trial(document, folded),
        repeals=repeals,
        references=find_references(document, text, folded, repeals),
        items=tuple(
            _item(passage, text, folded, validity.span, issued) for passage in passages(document, text)
        ),
        validity_span=validity.span,
    )


def day_of(words: str | None) -> date | None:
    """An ISO date; None for none, and for a day that is on no calendar (2021年9月31日)."""
    try:
        return date.fromisoformat(words) if words else None
    except ValueError:
        return None


def _item(passage: Passage, text: str, folded: str, validity: Span | None, issued: date | None) -> Item:
    units = find_units(passage, text, folded)
    named = tuple(unit.span for unit in units)
    deadlines: list[Deadline] = []
    amounts: list[Amount] = []
    targets: list[Target] = []
    stacking: list[Stacking] = []
    years: dict[int, int] = {}
    for block in passage.blocks:
        for whole in full_sentences(folded, block):
            if validity and whole.start <= validity.start < whole.end:
                stacking.extend(find_stacking(folded, whole))
                continue
            judged = find_amounts(folded, whole)
            amounts.extend(judged.amounts)
            for sentence in sentences(folded, whole):
                due = _outside(find_deadlines(folded, sentence, issued), named)
                deadlines.extend(due)
                years.update((one.span.start, one.date.year) for one in due if one.kind == "by" and one.date)
                taken = (
                    *(one.span for one in judged.amounts),
                    *judged.cases,
                    *(one.span for one in due),
                    *named,
                )
                targets.extend(find_targets(folded, sentence, taken, years, issued.year if issued else None))
                stacking.extend(find_stacking(folded, sentence))
    return Item(
        path=passage.path,
        heading=passage.heading,
        span=passage.span,
        units=units,
        deadlines=tuple(deadlines),
        targets=tuple(targets),
        amounts=tuple(amounts),
        stacking=tuple(_once(stacking)),
    )


def _outside(found: Iterable[Deadline], named: tuple[Span, ...]) -> list[Deadline]:
    return [one for one in found if not any(span.start <= one.span.start < span.end for span in named)]


def _once(found: list[Stacking]) -> Iterator[Stacking]:
    seen: set[str] = set()
    for one in found:
        if one.kind not in seen:
            seen.add(one.kind)
            yield one
