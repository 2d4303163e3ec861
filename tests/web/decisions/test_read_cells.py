"""What a file's cell was read as is told as long as the cell holds just that."""

from __future__ import annotations

import pytest

from luodi.dmn.plain import Rewritten
from luodi_web.decisions.domain.read_cells import readings_in_words, still_true, stored_reading
from tests.web.decisions.making import subsidy

PLACE = "研发补助 › 规则 1 › 研发投入占比（%）"
DAY = 'date("2024-01-05")'


@pytest.mark.parametrize("as_words", [False, True], ids=["data", "words of old"])
@pytest.mark.parametrize(
    ("before", "after", "cell", "holds"),
    [
        ("10%", "0.1", "0.1", True),
        ("2024-01-05", DAY, DAY, True),
        ("≥3%", ">= 3", "", False),
        ("10%", "0.1", "1", False),
        ("10%", "0.1", "10%", False),
        ("2024-01-05", DAY, "-", False),
    ],
)
def test_a_reading_stays_while_the_cell_is_as_it_was_read(before, after, cell, holds, as_words):
    definitions = subsidy([(cell, '"高企"', "10")])
    reading = stored_reading(Rewritten(PLACE, before, after))
    if as_words:
        (reading,) = readings_in_words([reading])

    assert still_true([reading], definitions) == ([reading] if holds else [])


def test_readings_of_lists_stay_and_those_of_rules_that_went_do_not():
    definitions = subsidy([("1", '"高企"', "10")])
    listed = stored_reading(Rewritten("允许值", "甲、乙", '"甲", "乙"'))
    gone = stored_reading(Rewritten("研发补助 › 规则 2 › 企业类型", "高企", '"高企"'))

    old = readings_in_words([listed, gone])
    assert still_true([listed, gone, *old], definitions) == [listed, old[0]]


@pytest.mark.parametrize(("cell", "holds"), [("0.1", True), ("1", False), ("10%", False), ("", False)])
def test_english_words_of_old_are_compared_as_exactly(cell, holds):
    words = f"{PLACE}: “10%” is written, read as “0.1”"

    assert bool(still_true([words], subsidy([(cell, '"高企"', "10")]))) is holds


def test_data_is_said_in_words_and_words_of_old_as_they_are():
    reading = stored_reading(Rewritten(PLACE, "≥3%", ">= 3"))

    assert readings_in_words([reading, "旧的"]) == [f"{PLACE}：写的是“≥3%”，按“>= 3”理解", "旧的"]
