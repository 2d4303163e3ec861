"""Hostile texts: time grows with length and no faster, and what one text may hold is bounded."""

from __future__ import annotations

import time

import pytest

from luodi.structure import (
    addresses,
    numbering,
    parse_document,
    regions,
    running,
    to_akoma_ntoso,
    to_json,
    to_markdown,
)

# What is repeated to make a text; each once was, or would be, quadratic for a plain way to read it.
UNITS = {
    "brackets": "（",
    "pairs of brackets": "（）",
    "book titles": "《",
    "nested book titles": "印发《〈〉",
    "labels alone": "（一）\n",
    "nested labels": "一、\n（一）\n1.\n（1）\n①\n",
    "labels turned round": "1.\n（一）\n2.\n（一）\n",
    "one long line": "建设平台，壮大主体。",
    "running items": "一是甲；二是乙；",
    "running items of all families": "一是甲；第一，乙；其一，丙；首先，丁；二是己；其次，壬；第二，庚；",
    "short lines": "甲\n",
    "annexes": "附件1：甲\n",
    "lists of annexes": "附件：1.甲\n",
    "dates": "2021年3月1日\n",
    "units": "某局\n",
    "imprints": "抄送：甲\n",
    "signed notices": "一、甲\n某局\n2021年3月1日\n某某办法\n",
    "tables of contents": "目录\n",
    "editors": "（责编",
    "question marks": "？",
    "bold": "**甲",
    "stars": "*",
    "full stops": ".",
    "spaces": " ",
    "line feeds": "\n",
    "menus": "首页|甲|乙|丙|丁|戊|己|庚|辛|壬|癸|子|丑|寅|卯 辰 巳\n",
}
SIZES = (20_000, 80_000)
# Four times the text may take four times as long; the rest is room for a busy machine. Quadratic is 16.
WORST = 9.0
# Below this many seconds the clock is all that is measured.
NOISE_S = 0.05


def seconds(text: str) -> float:
    """Processor time of the fastest of three readings: other work, and collecting garbage, slow some."""
    times = []
    for _ in range(3):
        start = time.process_time()
        parse_document(text)
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS.keys())
def test_time_grows_with_the_length(unit: str) -> None:
    small, large = (unit * (size // len(unit)) for size in SIZES)

    before, after = seconds(small), seconds(large)

    assert after < NOISE_S or after / max(before, NOISE_S / 8) < WORST


def test_a_hundred_thousand_nested_labels_give_every_form_of_output() -> None:
    text = "一、甲\n（一）乙\n1.丙\n（1）丁\n①戊\n" * 20_000

    document = parse_document(text)

    assert len(document.parts) == 20_000
    assert max(part.level for part in document.walk()) == 5
    found = addresses(document)
    assert (len(found), list(found)[-1]) == (100_000, "一#20000/一/1/1/①")
    assert len(to_json(document)["parts"]) == 20_000
    assert to_markdown(document, text).count("\n") > 100_000
    assert to_akoma_ntoso(document, text).count("<num>") == 100_000


def test_lists_that_open_in_each_other_end_at_a_depth() -> None:
    text = "".join(f"{word}甲；" for word in ("一是", "第一，", "其一，", "首先，", "一要") * 2000)
    text += "".join(f"{word}乙；" for word in ("二要", "其次，", "其二，", "第二，", "二是"))

    document = parse_document(text)

    assert max((part.level for part in document.walk()), default=0) <= 3


def test_labels_past_the_bound_stay_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luodi.structure.tree.MAX_LABELS", 3)

    document = parse_document("一、甲\n二、乙\n三、丙\n四、丁\n五、戊")

    assert [part.heading for part in document.parts] == ["甲", "乙", "丙"]
    assert document.parts[-1].text == "四、丁\n五、戊"
    assert document.cut
    assert numbering.MAX_LABELS >= 100_000


def test_running_items_past_the_bound_stay_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_MAX_MARKS", 2)

    document = parse_document("一是甲。二是乙。三是丙。")

    assert [part.text for part in document.parts] == ["甲。", "乙。三是丙。"]


def test_regions_of_a_long_line_are_in_it() -> None:
    text = "一、任务。" + "建设平台，" * 100_000

    last = regions(parse_document(text))[-1]

    assert last.span.end == len(text)
