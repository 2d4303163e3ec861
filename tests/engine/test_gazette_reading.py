"""A document's JSON: what is read, what is refused and where."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.gazette import InvalidDocument, Kind, docx, read, to_json
from luodi.gazette.model import Heading, Listing, Paragraph
from tests.engine import gazette_documents as make

EVERY_BLOCK: list[dict[str, Any]] = [
    {"type": "heading", "level": 1, "text": "一、情况", "follow": "其后。"},
    make.paragraph("正文。", lead="一是快。"),
    {"type": "list", "title": "清单", "items": ["甲", "乙"], "ordered": False},
    {"type": "figures", "items": [{"value": "84", "label": "任务", "note": "不变"}]},
    {"type": "chart", "title": "状态", "series": ["办结"], "bars": [{"label": "甲", "values": [6.5]}]},
    make.picture(width_mm=60, caption="图", alt="一张图"),
    make.rows_table(2),
]


def mistakes(data: Any) -> list[tuple[str, str]]:
    """Code and path of everything that is wrong."""
    with pytest.raises(InvalidDocument) as caught:
        read(data if isinstance(data, str | bytes) else json.dumps(data))
    found = [(item.code, item.where) for item in caught.value.diagnostics]
    for item in caught.value.diagnostics:
        assert item.message("zh") and item.message("en")
    return found


@pytest.mark.parametrize(
    "data",
    [
        make.document(
            blocks=EVERY_BLOCK,
            annexes=[{"title": "表", "blocks": EVERY_BLOCK, "landscape": True}],
            note="此件公开发布",
            imprint={"copies": ["甲", "乙"], "organ": "丙", "day": "2026-10-09"},
            signature={"organs": ["甲", "乙"], "day": "2026-10-09", "seal": True},
        ),
        make.letter(),
        make.bulletin(),
        make.brief(blocks=EVERY_BLOCK),
    ],
    ids=lambda data: data["kind"],
)
def test_a_document_survives_its_json(data: dict[str, Any]) -> None:
    document = read(json.dumps(data, ensure_ascii=False).encode())

    assert read(to_json(document)) == document
    assert document.kind is Kind(data["kind"])
    assert len(document.blocks) == len(data["blocks"])


def test_defaults_are_filled_in_and_blanks_go() -> None:
    document = read(make.document(title=" 关于\n检查的通知 ", addressees="各市"))

    assert document.head.suffix == "文件"
    assert document.head.copy_no == "000012"
    assert (document.title, document.addressees) == ("关于\n检查的通知", ("各市",))
    assert document.day is not None and document.day.isoformat() == "2026-10-09"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"titel": "错"}, [("GAZ016", "$")]),
        ({"zzz": 1}, [("GAZ006", "$")]),
        ({"version": 2}, [("GAZ003", "$.version")]),
        ({"format": "other"}, [("GAZ008", "$.format")]),
        ({"kind": "poem"}, [("GAZ008", "$.kind")]),
        ({"title": None}, [("GAZ004", "$")]),
        ({"title": "  "}, [("GAZ010", "$.title")]),
        ({"title": 5}, [("GAZ005", "$.title")]),
        ({"title": "长" * 201}, [("GAZ007", "$.title")]),
        ({"title": "甲\u0007乙"}, [("GAZ011", "$.title")]),
        ({"title": "甲\u202e乙"}, [("GAZ011", "$.title")]),
        ({"note": "甲\n乙"}, [("GAZ011", "$.note")]),
        ({"head": None}, [("GAZ004", "$")]),
        ({"head": {"organs": ["甲"], "name": "通报"}}, [("GAZ014", "$.head.name")]),
        ({"head": {"organs": ["甲"], "copy_no": "十二"}}, [("GAZ018", "$.head.copy_no")]),
        ({"signature": {"organs": ["甲"], "day": "2026-02-30"}}, [("GAZ009", "$.signature.day")]),
        ({"signature": {"organs": ["甲"], "day": "20260209"}}, [("GAZ009", "$.signature.day")]),
        ({"signature": {"organs": [], "day": "2026-02-03"}}, [("GAZ010", "$.signature.organs")]),
        ({"blocks": [{"type": "poem"}]}, [("GAZ008", "$.blocks[0].type")]),
        ({"blocks": ["正文"]}, [("GAZ005", "$.blocks[0]")]),
        ({"blocks": [{"type": "heading", "level": 5, "text": "甲"}]}, [("GAZ015", "$.blocks[0].level")]),
        ({"blocks": [{"type": "heading", "level": 1.5, "text": "甲"}]}, [("GAZ005", "$.blocks[0].level")]),
        (
            {"blocks": [{"type": "table", "columns": ["甲", "乙"], "rows": [["1", "2"], ["1"]]}]},
            [("GAZ012", "$.blocks[0].rows[1]")],
        ),
        (
            {"blocks": [{"type": "table", "columns": ["甲"], "rows": [[1]]}]},
            [("GAZ005", "$.blocks[0].rows[0][0]")],
        ),
        (
            {"blocks": [{**EVERY_BLOCK[4], "bars": [{"label": "甲", "values": [-1]}]}]},
            [("GAZ015", "$.blocks[0].bars[0].values[0]")],
        ),
        ({"blocks": [{"type": "picture", "data": "@@@"}]}, [("GAZ013", "$.blocks[0].data")]),
        ({"blocks": [{"type": "picture", "data": "AAAA"}]}, [("GAZ013", "$.blocks[0].data")]),
        (
            {"attachments": ["乙"], "annexes": [{"title": "甲"}]},
            [("GAZ019", "$.attachments")],
        ),
        (
            {"annexes": [{"title": "甲", "blocks": [{"type": "paragraph", "txt": "字"}]}]},
            [("GAZ004", "$.annexes[0].blocks[0]"), ("GAZ016", "$.annexes[0].blocks[0]")],
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_path(change: dict[str, Any], found: list[tuple[str, str]]) -> None:
    assert mistakes({**make.document(), **change}) == found


def test_all_mistakes_come_at_once() -> None:
    found = mistakes(make.document(title=1, note=2, blocks=[{"type": "heading", "text": "甲"}]))

    assert found == [("GAZ005", "$.title"), ("GAZ004", "$.blocks[0]"), ("GAZ005", "$.note")]


def test_a_brief_has_no_annexes() -> None:
    assert mistakes(make.brief(annexes=[{"title": "甲"}])) == [("GAZ014", "$.annexes")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1,]",
        "NaN",
        '{"a": NaN}',
        "[" * 100_000,
        b"\xff\xfe\x00",
        "1" * 10_000,
        '{"version": 1e999999999}',
        '{"version": ' + "9" * 5_000 + "}",
    ],
    ids=range(10),
)
def test_what_is_no_json_is_refused(text: str | bytes) -> None:
    assert mistakes(text)[0][0] in ("GAZ001", "GAZ004", "GAZ005", "GAZ015")


def test_a_key_that_stands_twice_is_refused() -> None:
    assert [code for code, _ in mistakes('{"title": "甲", "title": "乙"}')] == ["GAZ017"]


def test_too_large_a_file_is_not_parsed() -> None:
    assert mistakes(" " * 20_000_001) == [("GAZ002", "")]


def test_more_than_a_machine_should_lay_out_is_refused() -> None:
    cells = {"type": "table", "columns": ["列"] * 10, "rows": [[""] * 10] * 2_001}

    assert mistakes(make.document(blocks=[make.paragraph("国" * 20_000)] * 21)) == [("GAZ007", "$")]
    assert mistakes(make.document(blocks=[cells])) == [("GAZ007", "$")]


def test_a_thousand_mistakes_are_not_listed_to_the_end() -> None:
    assert len(mistakes(make.document(blocks=[{"type": "poem"}] * 2_000))) == 200


def test_a_surrogate_is_no_character() -> None:
    assert mistakes('{"format": "luodi.gazette", "version": 1, "kind": "letter", "head": {"organs": ["甲"]}, '
                    '"title": "\\ud800"}') == [("GAZ011", "$.title")]  # fmt: skip


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "text", "rows", "columns", "items", "level", "title", "bars", "values"])
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["head", "title", "blocks", "signature", "annexes", "imprint", "addressees", "kind"]),
    VALUES,
)
def test_any_value_in_any_place_is_read_or_refused(key: str, value: Any) -> None:
    try:
        document = read({**make.document(), key: value})
    except InvalidDocument as error:
        assert all(item.message() for item in error.diagnostics)
    else:
        assert docx(document)


def test_blocks_become_what_they_say() -> None:
    blocks = read(make.document(blocks=EVERY_BLOCK)).blocks

    assert blocks[:3] == (
        Heading(1, "一、情况", "其后。"),
        Paragraph("正文。", "一是快。"),
        Listing(("甲", "乙"), "清单", False),
    )


def test_minutes_are_read_and_written_again_and_no_other_kind_has_an_attendance() -> None:
    found = read(make.minutes())

    assert (found.kind.value, found.attendance[1].label, found.attendance[1].names) == (
        "minutes",
        "请假",
        "李某",
    )
    assert read(to_json(found)) == found
    with pytest.raises(InvalidDocument) as refused:
        read(make.bulletin(attendance=make.minutes()["attendance"]))
    assert [item.code for item in refused.value.diagnostics] == ["GAZ014"]
