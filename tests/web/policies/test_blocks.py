"""Long texts in blocks and pages: nothing lost, nothing cut in two, whatever the text and its edits."""

from __future__ import annotations

from itertools import pairwise

import pytest

from luodi_web.policies.domain.blocks import Layout, Mark, blocks_between
from luodi_web.policies.models import PolicyVersion, RepairEdit
from luodi_web.policies.rules import BLOCK_CHARS, PAGE_CHARS, UNSIGNED_CHARS
from tests.web.factories import make_unit
from tests.web.policies.texts import ORIGINAL, REPAIRED, make_policy, make_version

pytestmark = pytest.mark.django_db

SENTENCE = "推进科技成果转化，健全工作机制。"


def version_of(original: str, *edits: tuple[int, int, str]) -> PolicyVersion:
    version = PolicyVersion.objects.create(
        policy=make_policy(make_unit()), number=1, original=original, text=original
    )
    RepairEdit.objects.bulk_create(
        RepairEdit(version=version, start=start, end=end, was=original[start:end], now=now, kind="bytes")
        for start, end, now in edits
    )
    return version


def all_blocks(version: PolicyVersion) -> list:
    layout = Layout.of(version)
    return [
        block
        for number in range(1, layout.page_count + 1)
        for block in blocks_between(version, layout, *layout.span_of_page(number))
    ]


@pytest.mark.parametrize(
    "original",
    ["一行", "一\n\n二\n", SENTENCE * 2000, "字" * 20_000, (SENTENCE * 3 + "\n") * 800, "\n" * 50],
    ids=["line", "lines", "one long line", "no sentence end", "many lines", "only line ends"],
)
def test_blocks_hold_the_whole_text_on_pages_of_bounded_size(original):
    version = version_of(original)

    layout = Layout.of(version)
    sizes = [end - start for start, end in map(layout.span_of_page, range(1, layout.page_count + 1))]

    assert "".join(block.text for block in all_blocks(version)) == original
    assert max(sizes) <= PAGE_CHARS + 2 * BLOCK_CHARS


def test_empty_text_has_one_empty_page():
    version = version_of("")

    assert Layout.of(version).page_count == 1
    assert all_blocks(version) == []


def test_edit_over_a_line_end_keeps_both_lines_in_one_block():
    version = version_of("甲乙\n丙丁\n戊", (1, 4, "·"))

    assert [block.text for block in all_blocks(version)] == ["甲·丁\n", "戊"]


@pytest.mark.parametrize("length", [10_000, 400_000])
def test_edit_where_a_text_without_signs_is_cut_stays_whole(length):
    original = "字" * length
    edits = [(cut - 2, cut + 2, "词") for cut in (UNSIGNED_CHARS, 3 * UNSIGNED_CHARS)]
    version = version_of(original, *edits)

    marks = [run for block in all_blocks(version) for run in block.runs if isinstance(run, Mark)]

    assert [mark.was for mark in marks] == ["字" * 4] * 2


def test_long_sentence_is_cut_at_its_clauses_and_a_paragraph_at_its_sentences():
    clause = "支持各地建设中试平台和概念验证中心，"
    version = version_of(SENTENCE * 20 + "\n" + clause * 40 + "\n")

    blocks = all_blocks(version)

    sentences = [block for block in blocks if block.end <= len(SENTENCE) * 20 + 1]
    assert all(block.text.rstrip("\n").endswith("。") for block in sentences)
    assert all(block.text.rstrip("\n").endswith("，") for block in blocks if block not in sentences)
    assert [block.continues for block in sentences] == [False] + [True] * (len(sentences) - 1)
    assert max(block.end - block.start for block in blocks) <= BLOCK_CHARS * 2


def test_insertion_at_a_border_belongs_to_one_block():
    version = version_of("甲\n乙", (2, 2, "【新】"), (3, 3, "【末】"))

    assert [block.text for block in all_blocks(version)] == ["甲\n", "【新】乙【末】"]


def test_every_edit_is_on_exactly_one_page():
    original = (SENTENCE + "\n") * 2000
    step = len(SENTENCE) + 1
    edits = [(at, at + 1, "促") for at in range(0, len(original), step)]
    version = version_of(original, *edits)

    shown = [piece.edit.pk for block in all_blocks(version) for piece in block.pieces if piece.edit]

    assert sorted(shown) == list(version.edits.order_by("pk").values_list("pk", flat=True))


def test_page_of_an_offset_holds_it():
    version = version_of((SENTENCE + "\n") * 2000)
    layout = Layout.of(version)

    for offset in (0, 5_000, 17_001, len(version.original)):
        start, end = layout.span_of_page(layout.page_of(offset))
        assert start <= offset <= end


def test_borders_ascend_and_end_at_the_text_s_end():
    version = version_of(SENTENCE * 900 + "\n" + "字" * 9_000)

    borders = Layout.of(version).borders

    assert (borders[0], borders[-1]) == (0, len(version.original))
    assert all(one < other for one, other in pairwise(borders))


def test_adjacent_sure_edits_of_a_kind_are_one_mark():
    version = version_of("進進進步", (0, 1, "进"), (1, 2, "进"), (2, 3, "进"))

    (mark, rest) = all_blocks(version)[0].runs

    assert isinstance(mark, Mark)
    assert (mark.was, mark.proposed, len(mark.edits), rest) == ("進進進", "进进进", 3, "步")


def test_marks_of_the_sample_text_read_as_the_repair():
    version = make_version(make_unit())

    blocks = all_blocks(version)

    assert "".join(block.text for block in blocks) == REPAIRED
    assert "".join(piece.was for block in blocks for piece in block.pieces) == ORIGINAL
