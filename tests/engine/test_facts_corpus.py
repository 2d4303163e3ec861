"""Facts of real documents against facts labelled by hand, and what holds for the facts of any of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.facts import extract_facts
from luodi.structure import parse_document
from tests.engine.facts_score import FAMILIES, GOLD, facts_of, load_gold, score, total, words_of

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="absent: ../shared/corpus")
LABELLED = [path for path in sorted(GOLD.glob("*.json")) if "file" in load_gold(path)]


def test_facts_of_the_labelled_documents() -> None:
    scores = []
    for path in LABELLED:
        gold = load_gold(path)
        scores.append(score(gold, facts_of((CORPUS / gold["file"]).read_text(encoding="utf-8"))))

    sums = total(scores)

    assert len(LABELLED) == 8
    assert {
        family: (sums[family].extra, sums[family].missed) for family in FAMILIES if sums[family].f1 < 0.95
    } == {}
    assert sums["all"].f1 >= 0.98


def test_words_of_the_figures_agree_mostly() -> None:
    agreed = labelled = 0
    for path in LABELLED:
        gold = load_gold(path)
        expected = words_of(gold)
        found = words_of(facts_of((CORPUS / gold["file"]).read_text(encoding="utf-8")))
        agreed += (expected & found).total()
        labelled += expected.total()

    assert labelled > 50
    assert agreed >= 0.8 * labelled


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.md")), ids=lambda path: path.stem[-16:])
def test_every_fact_stands_in_its_item(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    facts = extract_facts(parse_document(text), text)

    assert facts.items
    for item in facts.items:
        for fact in item.facts():
            assert item.span.start <= fact.span.start < fact.span.end <= item.span.end
            assert text[fact.span.start : fact.span.end].strip()
