"""Facts of invented documents, written in the manner of many offices and labelled without the extractor."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.facts_score import FAMILIES, GOLD, facts_of, load_gold, score, total

OWN = sorted((GOLD / "own").glob("*.json"))


def test_facts_of_all_own_documents() -> None:
    scores = [score(load_gold(path), facts_of(_text(path))) for path in OWN]

    sums = total(scores)

    assert len(OWN) >= 12
    assert {
        family: (sums[family].extra, sums[family].missed) for family in FAMILIES if sums[family].f1 < 0.95
    } == {}
    assert sums["all"].f1 >= 0.98


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_facts_of_an_own_document(path: Path) -> None:
    sums = total([score(load_gold(path), facts_of(_text(path)))])

    assert sums["all"].f1 >= 0.95, (sums["all"].extra, sums["all"].missed)


def _text(path: Path) -> str:
    return path.with_suffix(".txt").read_text(encoding="utf-8")
