"""Found facts against facts labelled by hand, as counts for each family.

A fact counts when its path, kind and normalised values agree. Words that say what a figure is of (indicator,
base, grade) are compared apart: two readers cut them differently.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from luodi.facts import extract_facts, to_json
from luodi.repair import repair_text
from luodi.structure import parse_document

FAMILIES = ("head", "repeals", "references", "units", "deadlines", "targets", "amounts", "stacking")
GOLD = Path(__file__).parent / "gold_facts"


@dataclass
class Tally:
    """right: found and labelled. extra: found only. missed: labelled only."""

    right: int = 0
    extra: list[tuple[Any, ...]] = field(default_factory=list)
    missed: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where there is nothing to find and nothing was found."""
        wrong = len(self.extra) + len(self.missed)
        return 2 * self.right / (2 * self.right + wrong) if self.right or wrong else 1.0

    def add(self, other: Tally) -> None:
        self.right += other.right
        self.extra += other.extra
        self.missed += other.missed


def facts_of(text: str) -> dict[str, Any]:
    """What ``luodi facts`` says of a text."""
    repaired = repair_text(text).text
    return to_json(extract_facts(parse_document(repaired), repaired), repaired)


def load_gold(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def score(gold: dict[str, Any], found: dict[str, Any]) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    for family in FAMILIES:
        expected, got = _facts(gold, family), _facts(found, family)
        tallies[family] = Tally(
            (expected & got).total(), list((got - expected).elements()), list((expected - got).elements())
        )
    return tallies


def total(scores: list[dict[str, Tally]]) -> dict[str, Tally]:
    """The tallies of several documents by family, and of all families under ``all``."""
    sums = {family: Tally() for family in (*FAMILIES, "all")}
    for one in scores:
        for family, tally in one.items():
            sums[family].add(tally)
            sums["all"].add(tally)
    return sums


def words_of(facts: dict[str, Any]) -> Counter[tuple[Any, ...]]:
    """Figures with the words that say what they are of."""
    words: Counter[tuple[Any, ...]] = Counter()
    for item in facts["items"]:
        path = tuple(item["path"])
        for target in item["targets"]:
            words[path, float(target["value"]), target["indicator"]] += 1
        for amount in item["amounts"]:
            words[path, float(amount["value"]), amount["base"]] += 1
    return words


def _facts(facts: dict[str, Any], family: str) -> Counter[tuple[Any, ...]]:
    if family == "head":
        named = ("title", "doc_no", "date", "valid_from", "valid_to", "trial")
        return Counter(
            [(name, facts[name]) for name in named] + [("issuer", one) for one in facts["issuers"]]
        )
    if family == "repeals":
        return Counter((one["title"], one["doc_no"]) for one in facts["repeals"])
    if family == "references":
        return Counter((one["title"], one["doc_no"], one["article"]) for one in facts["references"])
    found: Counter[tuple[Any, ...]] = Counter()
    for item in facts["items"]:
        path = "/".join(item["path"])
        if family == "units":
            found.update((path, role, name) for role in ("lead", "joint") for name in item["units"][role])
        else:
            found.update((path, *_values(one, family)) for one in item[family])
    return found


def _values(fact: dict[str, Any], family: str) -> tuple[Any, ...]:
    if family == "deadlines":
        return tuple(fact[name] for name in ("kind", "date", "until", "amount", "unit"))
    if family == "targets":
        return (fact["op"], round(float(fact["value"]), 4), fact["unit"], fact["by"])
    if family == "amounts":
        return (fact["kind"], round(float(fact["value"]), 6), fact["unit"], fact["years"])
    return (fact["kind"],)
