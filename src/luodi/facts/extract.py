"""Document → Facts: every passage through every extractor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from luodi.facts.amounts import find_amounts
from luodi.facts.deadlines import find_deadlines
from luodi.facts.document import find_references, find_repeals, find_validity, is_trial
from luodi.facts.model import Amount, Deadline, Facts, Item, Stacking, Target
from luodi.facts.passages import Passage, fold, full_sentences, passages, sentences
from luodi.facts.places import Places
from luodi.facts.stacking import find_stacking
from luodi.facts.tables import find_table_amounts, find_table_targets, is_row
from luodi.facts.targets import find_targets
from luodi.facts.units import find_units
from luodi.source import Span
from luodi.structure import Document

# 关于申报2026年度项目的通知: its days come after it, not in the year of the projects.
_CALLS: Final = re.compile(r"申报|征集|推荐|遴选|评选|报名|受理|兑现|申领|申请|组织[^,。]{0,24}认定")


_RULES: Final = re.compile(r"办法|细则|规定|条例|规则|制度|规程|章程")


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
        items=tuple(_items(document, text, folded, validity.span, issued)),
        validity_span=validity.span,
    )


def day_of(words: str | None) -> date | None:
    """An ISO date; None for none, and for a day that is on no calendar (2021年9月31日)."""
    try:
        return date.fromisoformat(words) if words else None
    except ValueError:
        return None


def _begins(title: str) -> date | None:
    """The first day of what an undated plan is for: 2026年工作要点, (2026—2028年), “十五五”规划."""
    named = re.search(r"(20\d\d)\s?年?(?:[—－-]|年)", title)
    if named:
        return date(int(named[1]), 1, 1)
    five = re.search(r"十([三四五六])五", title)
    return date(2016 + 5 * "三四五六".index(five[1]), 1, 1) if five else None


def _items(
    document: Document, text: str, folded: str, validity: Span | None, issued: date | None
) -> Iterator[Item]:
    """The smallest numbered provisions, and those above them that have facts of their own."""
    issued = issued or _begins(document.title)
    titled = re.search(r"(20\d\d)年(?![—－-])", document.title)
    year = int(titled[1]) if titled else None
    if issued and _CALLS.search(document.title):
        year = issued.year
    elif issued and year is None and not _RULES.search(document.title):
        # 7月31日前 in a plan is of the year it was issued in; rules speak of every year.
        year = issued.year
    dates = _Dates(issued, year)
    for passage in passages(document, text):
        item = _item(passage, text, folded, validity, dates)
        if passage.is_leaf or any(item.facts()):
            yield item


def _item(passage: Passage, text: str, folded: str, validity: Span | None, dates: _Dates) -> Item:
    units = find_units(passage, text, folded)
    named = tuple(unit.span for unit in units)
    reader = _Reader(text, folded, passage, validity, dates, named)
    rows: list[Span] = []
    for block in passage.blocks:
        if is_row(folded, block):
            rows.append(block)
            continue
        reader.read_table(rows)
        rows = []
        for whole in full_sentences(folded, block):
            reader.read(whole)
    reader.read_table(rows)
    return Item(
        path=passage.path,
        heading=passage.heading,
        span=passage.span,
        units=units,
        deadlines=tuple(reader.deadlines),
        targets=tuple(reader.targets),
        amounts=tuple(reader.amounts),
        stacking=tuple(reader.stacking),
    )


class _Dates(NamedTuple):
    """issued: the document's own date. year: the one its title says it is for."""

    issued: date | None
    year: int | None


class _Reader:
    """Gathers the facts of an item sentence by sentence; the year of a deadline holds until the next one."""

    def __init__(
        self,
        text: str,
        folded: str,
        passage: Passage,
        validity: Span | None,
        dates: _Dates,
        named: tuple[Span, ...],
    ) -> None:
        self._text = text
        self._folded = folded
        self._looks_back = passage.looks_back
        self._validity = validity
        self._issued = dates.issued
        self._year = dates.year
        self._units = named
        self._named = Places(named)
        self._years: dict[int, int] = {}
        self.deadlines: list[Deadline] = []
        self.targets: list[Target] = []
        self.amounts: list[Amount] = []
        self.stacking: list[Stacking] = []

    def read(self, whole: Span) -> None:
        """Read a sentence up to its full stop. What says how long the document holds is no deadline."""
        folded = self._folded
        if self._validity and whole.start <= self._validity.start < whole.end:
            self.stacking.extend(find_stacking(folded, whole))
            return
        judged = find_amounts(folded, whole)
        self.amounts.extend(
            replace(one, base=self._as_written(one.base, whole), grade=self._as_written(one.grade, whole))
            for one in judged.amounts
        )
        cases = Places(judged.cases)
        goes_on = False
        for sentence in sentences(folded, whole):
            due = [
                one
                for one in find_deadlines(folded, sentence, self._issued, self._year_of_days())
                if not self._named.overlap(one.span)
                and not (one.kind in ("period", "within") and cases.overlap(one.span))
            ]
            self.deadlines.extend(due)
            for one in due:
                if one.kind == "by" and (year := _year_of(folded, one)):
                    self._years[one.span.start] = year
            if not self._looks_back:
                before = len(self.targets)
                paid = [one.span for one in judged.amounts if one.span.start < sentence.end]
                taken = Places([*paid, *judged.cases, *(one.span for one in due), *self._units])
                year = self._issued.year if self._issued else None
                self.targets.extend(
                    replace(one, indicator=self._as_written(one.indicator, whole) or "")
                    for one in find_targets(
                        folded, whole, sentence, taken, self._years, year, goes_on=goes_on
                    )
                )
                goes_on = len(self.targets) > before
            self.stacking.extend(find_stacking(folded, sentence))

    def _year_of_days(self) -> int | None:
        """The year of days without one: that of the item's last dated deadline, else the document's."""
        if not self.deadlines:
            return self._year
        last = self.deadlines[-1]
        day = last.until or (last.date if last.kind == "by" else None)
        return day.year if day else self._year

    def _as_written(self, words: str | None, whole: Span) -> str | None:
        """Words found in the folded sentence, in the width the text has them."""
        if not words:
            return words
        at = self._folded.find(words, whole.start, whole.end)
        return self._text[at : at + len(words)] if at >= 0 else words

    def read_table(self, rows: list[Span]) -> None:
        self.amounts.extend(find_table_amounts(self._folded, rows))
        if not self._looks_back:
            issued = self._issued.year if self._issued else None
            self.targets.extend(find_table_targets(self._folded, rows, issued))


def _year_of(folded: str, deadline: Deadline) -> int | None:
    """The year a deadline falls in; 2027年春运前 says it without a day."""
    if deadline.date:
        return deadline.date.year
    named = re.match(r"\D{0,4}(20\d\d)年", folded[deadline.span.start : deadline.span.end])
    return int(named[1]) if named else None
