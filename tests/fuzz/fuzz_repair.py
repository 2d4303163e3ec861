"""Coverage-guided fuzzing of the repair: ``python tests/fuzz/fuzz_repair.py -runs=10000``.

Takes the bytes as they are, or as text damaged by one of the known ways, so that the search starts among
pages worth repairing. Options are libFuzzer's; a folder given as argument keeps what was found.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["luodi.repair", "luodi.source"]):
    from luodi.repair import apply_edits, repair_text
    from luodi.repair.compose import lost_places

_WAYS = ("utf-8", "gb18030", "latin-1", "cp1252", "big5hkscs", "utf-16-le")
_START = "學習創(chuàng)新?！翱萍汲晒,業(yè)務(wù)發(fā)展。版權(quán)所有 ? 2021 楂樻柊é«˜ÖÐ2021??4〔20242号"


def check(text: str) -> None:
    """Raises AssertionError where what a repair says of itself is not true."""
    for punctuation in ("keep", "full"):
        repaired = repair_text(text, punctuation=punctuation)
        assert apply_edits(text, repaired.edits) == repaired.text
        assert all(text[edit.start : edit.end] == edit.was != edit.now for edit in repaired.edits)
        assert sum(edit.now.count("\ufffd") for edit in repaired.edits) <= len(repaired.lost)
        places = list(lost_places(repaired.edits, repaired.lost))
        assert all(repaired.text[place] == "\ufffd" for place in places)
        assert all(text[note.start : note.end] == note.was for note in repaired.notes)
    assert not any(edit.now for edit in repair_text(text, script="keep").edits if edit.kind == "script")


def one_input(data: bytes) -> None:
    if not data:
        return
    way = data[0] % (len(_WAYS) + 1)
    rest = data[1:]
    if way == len(_WAYS):
        cut = data[0] % len(_START)
        text = _START[:cut] + rest.decode("utf-8", "replace") + _START[cut:]
    else:
        text = rest.decode(_WAYS[way], "replace")
    check(text)


def main() -> None:
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
