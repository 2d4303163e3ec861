"""What holds of any text: edits tell the whole repair, and a repaired text needs no second one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.repair import apply_edits, repair_text
from luodi.repair.compose import lost_places
from luodi.repair.utf8 import MISSING, Byte, read_pieces

PIECES = st.sampled_from(
    [
        *("創(chuàng)", "業(yè)務(wù)", "發(fā )展", "要?jiǎng)?chuàng)新", "?！翱萍汲晒", "?", "\ufffd"),
        *("楂樻柊", "楂樻柊鎶�", "锟斤拷", "妤傛ɑ鏌�", "é«˜æ–°", "Ã©Â«Ëœ", "ÖÐ¹ú", "いゅ", "笢恅"),
        *("&#20013;&#22269;", "\ud83d", "\ude00", "2021??4", "?021?8", "庛/p>", "〔20242号", "(含)"),
        *("(AI)", "\n", "。", "，", " ", "科技创新发展", "學習強國", "1+4", "€", "??", ",,", ",。"),
    ]
)
TEXTS = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=25).map("".join))


@given(TEXTS, st.sampled_from(["simplified", "keep"]), st.sampled_from(["keep", "full"]))
@settings(max_examples=150, deadline=None)
def test_edits_lost_characters_and_notes_are_true(text: str, script: str, punctuation: str) -> None:
    repaired = repair_text(text, script=script, punctuation=punctuation)

    edits = repaired.edits
    assert apply_edits(text, edits) == repaired.text
    assert all(text[edit.start : edit.end] == edit.was != edit.now for edit in edits)
    assert all(before.end <= after.start for before, after in pairwise(edits))
    places = list(lost_places(edits, repaired.lost))
    assert places == sorted(places)
    assert all(repaired.text[place] == "\ufffd" for place in places)
    assert all(not edit.certain for edit in edits if "\ufffd" in edit.now)
    assert all(text[note.start : note.end] == note.was for note in repaired.notes)


@given(st.text(alphabet="科技创新发展规划办法的了,。，、12(含)\n", max_size=200))
@settings(max_examples=100, deadline=None)
def test_sound_text_comes_back_as_it_is(text: str) -> None:
    repaired = repair_text(text)

    assert (repaired.text, repaired.edits, repaired.lost) == (text, (), ())


class Counted(list):
    """A sequence that counts how often it is looked into."""

    looks = 0

    def __getitem__(self, index):
        Counted.looks += 1
        return super().__getitem__(index)


@pytest.mark.parametrize(
    "values", [[0xE9, 0xAB, 0x98], [0xE9], [0xE9, 0xAB], [0xE9, MISSING, 0x98, 0x41], [0xF0, 0x9F]]
)
def test_reading_bytes_back_looks_at_each_a_bounded_number_of_times(values: list[int]) -> None:
    def looks(times: int) -> int:
        Counted.looks = 0
        stretch = Counted(Byte(v, at, first=at % 2 == 0) for at, v in enumerate(values * times))
        list(read_pieces(stretch, frozenset()))
        return Counted.looks

    few, many = looks(200), looks(800)

    assert many <= 5 * few
