"""Edits of a repair: their order, their composition, a person's choice among them, the report."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luodi.repair import KIND_NAMES, Edit, Lost, apply_edits, repair_text
from luodi.repair.compose import compose_edits
from luodi.source import Span

PAGE = "科技創(chuàng)新政策落實。“1+4”是當(dāng)前的迫切需要?！?+4”創(chuàng)新"


def test_repair_lists_each_edit_with_its_kind() -> None:
    page = "科技創(chuàng)新,落實好"

    repaired = repair_text(page)

    assert repaired.text == "科技创新,落实好"
    assert repaired.edits == (
        Edit(2, 3, "創", "创", "script", True),
        Edit(3, 11, "(chuàng)", "", "pinyin", True),
        Edit(14, 15, "實", "实", "script", True),
    )


def test_repair_of_broken_bytes_is_one_edit_with_the_lost_character() -> None:
    repaired = repair_text(PAGE)

    broken = [edit for edit in repaired.edits if edit.kind not in ("script", "pinyin")]
    start = PAGE.index("?！?")
    assert broken == [Edit(start, start + 3, "?！?", "。“\ufffd", "lost", False)]
    assert repaired.lost == (Lost(start + 2, "前的迫切需要。“\ufffd+4”创新", ("1",)),)


def test_edits_are_sorted_apart_and_named() -> None:
    edits = repair_text(PAGE).edits

    assert all(before.end <= after.start for before, after in pairwise(edits))
    assert {edit.kind for edit in edits} <= set(KIND_NAMES)


def test_apply_edits_of_a_part_leaves_the_rest_as_it_was() -> None:
    repaired = repair_text("科技創(chuàng)新,落實好")

    text = apply_edits(repaired.source, [edit for edit in repaired.edits if edit.kind == "pinyin"])

    assert text == "科技創新,落實好"


def test_offset_map_leads_back_to_the_source() -> None:
    repaired = repair_text("科技創(chuàng)新,落實好")
    at = repaired.text.index("新")

    span = repaired.offset_map.to_source(Span(at, at + 4))

    assert repaired.source[span.start : span.end] == "新,落實"


def test_report_has_the_public_format() -> None:
    report = repair_text("創(chuàng)新網(wǎng) Copyright ? 2021").to_report("a.txt")

    assert report == {
        "source": "a.txt",
        "edits": [
            {"start": 0, "end": 1, "was": "創", "now": "创", "kind": "script", "certain": True},
            {"start": 1, "end": 9, "was": "(chuàng)", "now": "", "kind": "pinyin", "certain": True},
            {"start": 10, "end": 11, "was": "網", "now": "网", "kind": "script", "certain": True},
            {"start": 11, "end": 17, "was": "(wǎng)", "now": "", "kind": "pinyin", "certain": True},
            {"start": 28, "end": 29, "was": "?", "now": "\ufffd", "kind": "lost", "certain": False},
        ],
        "lost": [{"start": 28, "near": "pyright \ufffd 2021", "candidates": ["©", "\u00a0"]}],
        "notes": [],
    }


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> list[Edit]:
    cuts = draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True).map(sorted))
    return [
        Edit(start, end, text[start:end], draw(st.text("xyz", max_size=3)), "bytes", True)
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]


@given(st.data(), st.text("abc", min_size=1, max_size=20))
def test_compose_edits_does_what_both_do(data: st.DataObject, text: str) -> None:
    first = data.draw(edits_of(text))
    middle = apply_edits(text, first)
    second = data.draw(edits_of(middle))

    composed = compose_edits(text, first, second)

    assert apply_edits(text, composed) == apply_edits(middle, second)
    assert all(edit.was == text[edit.start : edit.end] for edit in composed)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 400_000,
        "?" * 400_000,
        "(a)" * 150_000,
        "學習強國" + "?" * 400_000,
        "創(chuàng)學習強國" + "?" * 400_000,
        "創(chuàng)學習強國" + "?中" * 50_000,
        "“" * 200_000 + "創(chuàng)學習強國?中",
    ],
    ids=["brackets", "questions", "notes", "traditional", "annotated", "alternating", "quotes"],
)
def test_repair_of_a_crowd_takes_linear_time(text: str) -> None:
    began = time.perf_counter()

    repair_text(text)

    # A quadratic pass over as many characters takes minutes.
    assert time.perf_counter() - began < 20
