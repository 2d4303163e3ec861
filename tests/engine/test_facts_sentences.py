"""What single sentences say, one construction each."""

from __future__ import annotations

import pytest

from luodi.facts import Amount, Deadline, Fact, Target, Unit, extract_facts
from luodi.structure import parse_document
from tests.engine.fact_sentences import CASES
from tests.engine.fact_sentences_graded import CASES as GRADED
from tests.engine.fact_sentences_graded import WORDS
from tests.engine.fact_sentences_plans import CASES as PLANS


def in_words(fact: Fact) -> str:
    """A fact as the cases write it."""
    if isinstance(fact, Unit):
        return f"{fact.role} {fact.name}"
    if isinstance(fact, Deadline):
        values = ("@" + fact.kind, fact.date, fact.until, fact.amount, fact.unit)
        return " ".join(str(value) for value in values if value is not None)
    if isinstance(fact, Target):
        by = f" by {fact.by}" if fact.by else ""
        return f"{fact.indicator} {fact.op} {fact.value:f}{fact.unit}{by}"
    if isinstance(fact, Amount):
        base = f" of {fact.base}" if fact.base else ""
        grade = f" for {fact.grade}" if fact.grade else ""
        years = f" years {fact.years}" if fact.years else ""
        return f"{fact.kind} {fact.value:f}{fact.unit}{base}{grade}{years}"
    return f"stacking {fact.kind}"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [*CASES, *GRADED, *PLANS],
    ids=[sentence[:24] for sentence, _ in [*CASES, *GRADED, *PLANS]],
)
def test_facts_of_a_sentence(sentence: str, expected: list[str]) -> None:
    text = f"一、测试\n（一）条款。{sentence}\n"

    facts = extract_facts(parse_document(text), text)

    found = [fact for item in facts.items for fact in item.facts()]
    assert [in_words(fact) for fact in found] == expected
    assert all(text[fact.span.start : fact.span.end] in sentence for fact in found)


@pytest.mark.parametrize(("sentence", "words"), WORDS)
def test_words_of_a_target_hold_what_compares(sentence: str, words: str) -> None:
    text = f"一、测试\n（一）条款。{sentence}\n"

    [target] = extract_facts(parse_document(text), text).items[-1].targets

    assert text[slice(*target.span)].endswith(words)


def test_words_of_a_deadline_hold_no_mark_of_its_label() -> None:
    text = "一、任务\n（一）建库。建立企业库。（责任单位：市科技局，完成时限：2026年底）\n"

    [deadline] = extract_facts(parse_document(text), text).items[-1].deadlines

    assert text[slice(*deadline.span)] == "2026年底"
