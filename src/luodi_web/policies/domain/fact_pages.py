"""A version's text in rows, one a provision, each beside the facts that stand in it; pages of rows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from django.db.models import Count, Q

from luodi_web.policies.domain.fact_words import exact_money, fact_label, fact_words
from luodi_web.policies.enums import FactKind, FactState
from luodi_web.policies.models import Fact, PolicyVersion, Provision
from luodi_web.policies.rules import FACT_PAGE_CHARS, FACT_PAGE_FACTS, FACT_PAGE_ROWS

_PARAGRAPH_END = re.compile(r"\n\s*")


@dataclass(frozen=True)
class FactFilter:
    """Which facts a reader asked for; empty means any."""

    kind: str = ""
    state: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.kind or self.state)

    def condition(self) -> Q:
        condition = Q()
        if self.kind:
            condition &= Q(kind=self.kind)
        if self.state:
            condition &= Q(state=self.state)
        return condition


@dataclass(frozen=True)
class TextPiece:
    """``text[start:…]``: words that the same facts rest on. keys: theirs, none for plain words."""

    start: int
    words: str
    facts: tuple[Fact, ...]

    @property
    def keys(self) -> str:
        return " ".join(str(fact.pk) for fact in self.facts)

    @property
    def look(self) -> str:
        """How it is drawn: by the state of a fact that is not rejected, the one to decide first."""
        states = {fact.state for fact in self.facts}
        order = (FactState.PROPOSED, FactState.CORRECTED, FactState.ACCEPTED, FactState.REJECTED)
        return next(str(state) for state in order if state in states)


@dataclass(frozen=True)
class FactCard:
    """One fact as its reader sees it."""

    fact: Fact

    @property
    def label(self) -> str:
        return fact_label(self.fact.kind, self.fact.values)

    @property
    def words(self) -> str:
        return fact_words(self.fact.kind, self.fact.values)

    @property
    def exact(self) -> str:
        return exact_money(self.fact.kind, self.fact.values)

    @property
    def read(self) -> str:
        """What the engine read, where a person says otherwise."""
        kept = self.fact.read_values
        if kept is None or kept == self.fact.values:
            return ""
        label, words = fact_label(self.fact.kind, kept), fact_words(self.fact.kind, kept)
        return words if label == self.label else f"{label} {words}"


@dataclass(frozen=True)
class FactRow:
    """``text[start:end]`` and the facts that begin in it.

    provision: the one it belongs to, None before the first; is_first: it begins with it, further
    paragraphs are rows of their own. is_heading: it only names what the next rows say.
    waiting: how many facts of the provision wait on this page, at the last row that has some; 0 elsewhere.
    """

    start: int
    end: int
    provision: Provision | None
    is_first: bool
    is_heading: bool = False
    pieces: tuple[TextPiece, ...] = ()
    facts: tuple[Fact, ...] = ()
    waiting: int = 0

    @property
    def cards(self) -> list[FactCard]:
        return [FactCard(fact) for fact in self.facts]

    def holds(self, keys: Collection[int]) -> bool:
        return any(fact.pk in keys for fact in self.facts)


@dataclass(frozen=True)
class FactPage:
    """One page of rows. count: pages there are; sections: the text's uppermost provisions, to go to."""

    number: int
    count: int
    rows: tuple[FactRow, ...]
    sections: tuple[Provision, ...] = ()

    @property
    def section(self) -> Provision | None:
        """The section that the page begins in."""
        start = self.span[0]
        return next((one for one in reversed(self.sections) if one.start <= start), None)

    @property
    def span(self) -> tuple[int, int]:
        """Where the stretch of the text begins and ends that it shows."""
        return (self.rows[0].start, self.rows[-1].end) if self.rows else (0, 0)


@dataclass
class _Layout:
    """Where rows begin, in order, and to which provision each belongs."""

    text: str
    starts: list[int] = field(default_factory=list)
    provisions: list[Provision | None] = field(default_factory=list)

    def end(self, index: int) -> int:
        return self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text)

    def is_heading(self, index: int) -> bool:
        """Whether the row holds a provision's heading and nothing else, and what it heads comes next."""
        one = self.provisions[index]
        if one is None or not one.heading or index + 1 >= len(self.starts) or not self.is_first(index):
            return False
        other = self.provisions[index + 1]
        below = other is not None and (other is one or other.parent_id == one.pk)
        return below and self.text[one.start : self.end(index)].strip().endswith(one.heading)

    def is_first(self, index: int) -> bool:
        return index == 0 or self.provisions[index - 1] is not self.provisions[index]

    def row_of(self, offset: int) -> int:
        return max(0, bisect_right(self.starts, offset) - 1)


def _layout(version: PolicyVersion) -> _Layout:
    layout = _Layout(version.text)
    provisions = list(
        version.provisions.only("version", "start", "label", "heading", "parent").order_by("order")
    )
    places: list[tuple[int, Provision | None]] = [(row.start, row) for row in provisions]
    if not places or places[0][0] > 0:
        places.insert(0, (0, None))
    for (start, provision), (end, _next) in pairwise([*places, (len(version.text), None)]):
        for at in (start, *_cuts(version.text, start, end)):
            layout.starts.append(at)
            layout.provisions.append(provision)
    return layout


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Where the paragraphs after the first begin: facts stand beside the paragraph that says them."""
    for found in _PARAGRAPH_END.finditer(text, start, end):
        if found.end() < end:
            yield found.end()


def fact_page(
    version: PolicyVersion,
    asked: FactFilter,
    *,
    number: int = 1,
    at: int | None = None,
    touched: Collection[int] = (),
) -> FactPage:
    """A page by its number, or the one that shows offset ``at``. Three queries, whatever it holds.

    With a filter, only rows that hold such a fact are shown, in them only those facts, and beside them
    those touched just now, so that a decided fact does not vanish under its reader's hand.
    """
    layout = _layout(version)
    chosen = asked.condition() | Q(pk__in=list(touched)) if asked.is_set else Q()
    held = Counter(
        map(layout.row_of, version.facts.filter(chosen).order_by().values_list("start", flat=True))
    )
    pages = _pages(layout, sorted(held) if asked.is_set else range(len(layout.starts)), held)
    if at is not None:
        row = layout.row_of(at)
        number = next((index for index, rows in enumerate(pages, 1) if rows and rows[-1] >= row), len(pages))
    number = min(max(1, number), len(pages))
    rows = pages[number - 1]
    sections = tuple(one for one in dict.fromkeys(layout.provisions) if one and one.parent_id is None)
    if not rows:
        return FactPage(number, len(pages), (), sections)
    facts = defaultdict(list)
    span = Q(start__gte=layout.starts[rows[0]], start__lt=max(1, layout.end(rows[-1])))
    found = version.facts.filter(chosen, span).select_related("decided_by")
    for fact in found.order_by("start", "end", "pk"):
        facts[layout.row_of(fact.start)].append(fact)
    made = [_row(layout, index, facts[index]) for index in rows]
    return FactPage(number, len(pages), tuple(_with_waiting(made)), sections)


def _with_waiting(rows: Sequence[FactRow]) -> list[FactRow]:
    """The rows, the last of each provision told how many of its facts wait."""
    waiting: Counter[Provision | None] = Counter()
    last: dict[Provision | None, int] = {}
    for index, row in enumerate(rows):
        count = sum(fact.state == FactState.PROPOSED for fact in row.facts)
        if count and row.provision:
            waiting[row.provision] += count
            last[row.provision] = index
    return [
        replace(row, waiting=waiting[row.provision]) if last.get(row.provision) == index else row
        for index, row in enumerate(rows)
    ]


def _pages(layout: _Layout, shown: Sequence[int], held: Counter[int]) -> list[list[int]]:
    """Rows by page. held: how many facts stand in a row. A heading goes with what it is the heading of."""
    pages: list[list[int]] = [[]]
    chars = facts = 0
    for index in shown:
        size = layout.end(index) - layout.starts[index]
        page = pages[-1]
        too_much = chars + size > FACT_PAGE_CHARS or facts + held[index] > FACT_PAGE_FACTS
        if page and (too_much or len(page) >= FACT_PAGE_ROWS):
            taken = []
            while len(page) > 1 and layout.is_heading(page[-1]) and not held[page[-1]]:
                taken.insert(0, page.pop())
            pages.append(taken)
            chars = facts = 0
        pages[-1].append(index)
        chars += size
        facts += held[index]
    return pages


def _row(layout: _Layout, index: int, facts: Sequence[Fact]) -> FactRow:
    start, end = layout.starts[index], layout.end(index)
    return FactRow(
        start,
        end,
        layout.provisions[index],
        layout.is_first(index),
        layout.is_heading(index) and not facts,
        _pieces(layout.text, start, end, facts),
        tuple(facts),
    )


def _pieces(text: str, start: int, end: int, facts: Sequence[Fact]) -> tuple[TextPiece, ...]:
    """The row's words without the space around them, cut where facts begin and end."""
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    spans = [(max(fact.start, start), min(fact.end, end), fact) for fact in facts if fact.end]
    borders = sorted({start, end, *(at for one, other, _fact in spans for at in (one, other) if one < other)})
    return tuple(
        TextPiece(one, text[one:other], tuple(fact for first, last, fact in spans if first <= one < last))
        for one, other in pairwise(borders)
    )


@dataclass(frozen=True)
class FactCounts:
    """How many facts a version has, by kind and state."""

    by_both: dict[tuple[str, str], int]

    @classmethod
    def of(cls, version: PolicyVersion) -> FactCounts:
        rows = version.facts.order_by().values_list("kind", "state").annotate(count=Count("pk"))
        return cls({(kind, state): count for kind, state, count in rows})

    def of_filter(self, kind: str, state: str) -> int:
        return sum(
            count
            for (one, other), count in self.by_both.items()
            if kind in ("", one) and state in ("", other)
        )

    @property
    def total(self) -> int:
        return self.of_filter("", "")

    @property
    def waiting(self) -> int:
        return self.of_filter("", FactState.PROPOSED)

    @property
    def kinds(self) -> list[FactKind]:
        """The kinds there are, in their order."""
        return [kind for kind in FactKind if self.of_filter(kind, "")]
