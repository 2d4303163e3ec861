"""What holds for the plan of every real document, whatever it says."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from luodi.decompose import Plan, decompose_text
from luodi.structure import Part, parse_document

CORPUS = sorted((Path(__file__).parents[3] / "shared" / "corpus").glob("*.md"))
pytestmark = pytest.mark.skipif(not CORPUS, reason="absent: ../shared/corpus")


@pytest.fixture(params=CORPUS, ids=lambda path: path.stem[-16:])
def text(request: pytest.FixtureRequest) -> str:
    return str(request.param.read_text(encoding="utf-8"))


@pytest.fixture
def plan(text: str) -> Plan:
    return decompose_text(text)


def test_task_is_exact_source_text_and_no_two_overlap(text: str, plan: Plan) -> None:
    tasks = list(plan.tasks())

    assert [text[slice(*task.span)] for task in tasks] == [task.task for task in tasks]
    assert all(before.span.end <= after.span.start for before, after in pairwise(tasks))


def test_measures_targets_and_context_are_source_text(text: str, plan: Plan) -> None:
    for task in plan.tasks():
        pieces = [*task.measures, *re.split("[；，]", task.target or ""), *re.split("，", task.context or "")]
        assert [piece for piece in pieces if piece not in text] == []


def test_task_holds_no_units_no_links_and_no_label(plan: Plan) -> None:
    odd = re.compile(r"责任单位|https?:|\.pdf|^[（(]?[一二三四五六七八九十\d]+[)）.、]|[。；]|\n|\*\*")

    assert [task.task for task in plan.tasks() if odd.search(task.task)] == []


def test_numbers_are_unique(plan: Plan) -> None:
    numbers = [task.no for task in plan.tasks()]

    assert len(set(numbers)) == len(numbers)


def _leaves(part: Part) -> list[Part]:
    return [leaf for child in part.parts for leaf in _leaves(child)] or [part]


def test_item_with_a_responsible_unit_has_a_task_with_that_lead(text: str, plan: Plan) -> None:
    bracket = re.compile(r"（责任单位：([^、）]+)|。（(市[^、）]+)[、）]")
    tasks = list(plan.tasks())
    for leaf in (leaf for part in parse_document(text).parts for leaf in _leaves(part)):
        named = bracket.search(leaf.text)
        if named is None:
            continue
        inside = [task for task in tasks if leaf.span.start <= task.span.start < leaf.span.end]
        assert {task.lead[0] for task in inside if task.lead} >= {named.group(1) or named.group(2)}


def test_structure_covers_every_paragraph_once(text: str) -> None:
    document = parse_document(text)

    spans = sorted(
        [*document.preamble, *document.notice]
        + [block for part in document.walk() for block in part.blocks]
        + [part.heading_span for part in document.walk() if part.heading_span is not None]
    )
    assert all(before.end <= after.start for before, after in pairwise(spans))
    body = text[text.index("\n---\n") :].split("【原文下载】")[0]
    covered = sum(span.end - span.start for span in spans)
    # Labels, signatures, titles, indents and marks are what is left.
    assert covered > 0.88 * len(re.sub(r"\s", "", body))
