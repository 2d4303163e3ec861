"""Hostile text costs no more than its length: the work is counted for two sizes, no clock is read."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from luodi.repair import repair_text

# Makes a page of the family of what follows it.
PAGE = "學習強國創(chuàng)新業(yè)務(wù)發(fā)展,"
HOSTILE = {
    "brackets": "(",
    "full-width brackets": "（",
    "notes": "(a)",
    "open notes": "(a",
    "questions": "?",
    "full-width questions": "？",
    "nested titles": "《",
    "quotes": "“",
    "annotated": "創(chuàng)",
    "unreadable": "?中",
    "cuts": "創(chuàng)?！翱萍汲晒",
    "UTF-8 as GBK": "楂樻柊鎶鏈",
    "UTF-8 as GBK twice": "妤傛ɑ鏌婇幎",
    "UTF-8 as cp1252": "é«˜æ–°",
    "GBK as cp1252": "ÖÐ¹ú¿Æ¼¼",
    "GBK as Big5": "笢恅",
    "replacement runs": "锟斤拷",
    "halves": "2021??4?",
    "tags": "庛/p>",
    "entities": "&amp;amp;",
    "numbers": "〔2024",
    "commas": ",,",
    "surrogates": "\ud83d",
    "addresses": "a.",
    "dashes": "--",
    "backticks": "`",
    "links": "[](",
}
SHORT, LONG = 1_000, 4_000


def work(text: str) -> int:
    """How many calls the repair of the text makes."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        repair_text(text, punctuation="full")
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("begin", ["", PAGE], ids=["alone", "on a damaged page"])
def test_work_grows_with_the_length_only(name: str, begin: str) -> None:
    unit = HOSTILE[name]
    repair_text(begin + unit * 20, punctuation="full")  # tables and caches are filled once

    short = work(begin + unit * (SHORT // len(unit)))
    long = work(begin + unit * (LONG // len(unit)))

    # Four times the length; a quadratic pass would make it sixteen.
    assert long <= 7 * short + 5_000


@pytest.mark.parametrize("name", HOSTILE)
def test_a_long_run_ends_at_once_where_nothing_is_to_be_repaired(name: str) -> None:
    """A regular expression that goes back and forth would not end: it is one call whatever it costs."""
    text = HOSTILE[name][0] * 300_000

    repaired = repair_text(text, punctuation="full")

    assert repaired.source == text
