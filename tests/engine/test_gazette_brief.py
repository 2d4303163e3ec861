"""The leader's brief: headline numbers, bars on one scale, one page."""

from __future__ import annotations

import shutil
import subprocess
from decimal import Decimal
from typing import Any

import pytest

from luodi.gazette import pdf, read
from luodi.gazette.bars import PALETTE, drawn_bars
from luodi.gazette.model import Bar, Chart
from tests.engine import gazette_documents as make
from tests.engine.gazette_pages import Page, pages_of

CHART = {
    "type": "chart",
    "title": "任务状态",
    "unit": "项",
    "series": ["办结", "逾期"],
    "bars": [{"label": "甲组", "values": [6, 2]}, {"label": "乙组", "values": [3, 0]}],
}
FIGURES = {
    "type": "figures",
    "items": [{"value": "36.9%", "label": "办结率"}, {"value": "5", "label": "逾期"}],
}


@pytest.fixture(autouse=True)
def fonts() -> None:
    if (
        not shutil.which("fc-list")
        or not subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=True).stdout
    ):
        pytest.skip("missing: fonts-noto-cjk")


def printed(data: dict[str, Any]) -> list[Page]:
    return pages_of(pdf(read(data)).data)


def test_bars_are_as_long_as_their_values() -> None:
    (page,) = printed(make.brief(blocks=[FIGURES, CHART]))

    # Squares of the legend are as wide as high.
    bars = [rule for rule in page.rules if rule.color in PALETTE and rule.right - rule.left > 5]
    done, late = (
        sorted((bar for bar in bars if bar.color == color), key=lambda bar: bar.top) for color in PALETTE[:2]
    )
    unit = (done[0].right - done[0].left) / 6

    assert [round((bar.right - bar.left) / unit, 2) for bar in (*done, *late)] == [6, 3, 2]
    assert late[0].left == pytest.approx(done[0].right, abs=0.05)
    assert done[0].left == pytest.approx(done[1].left, abs=0.05)
    assert "6/2" in page.text and "3/0" in page.text


def test_headline_numbers_are_large_and_red_and_the_page_has_no_number() -> None:
    (page,) = printed(make.brief(blocks=[FIGURES]))

    value = page.find("36.9%")

    assert {(glyph.size, glyph.color) for glyph in value} == {(24.0, "FF0000")}
    assert "—1—" not in page.text


def test_a_brief_of_more_than_a_page_is_said_to_be_one() -> None:
    rendered = pdf(read(make.brief(blocks=[make.paragraph("国" * 2_000)])))

    assert [item.values for item in rendered.diagnostics if item.code == "GAZ104"] == [{"pages": 3}]
    assert rendered.pages == 3


def test_a_chart_of_nothing_has_no_bars_and_no_division_by_zero() -> None:
    chart = Chart("图", ("甲",), (Bar("乙", (Decimal(0),)),))

    assert drawn_bars(chart)[0].shares == (0.0,)
    nothing = {"type": "chart", "title": "图", "series": ["甲"], "bars": [{"label": "乙", "values": [0]}]}
    assert "图" in printed(make.brief(blocks=[nothing]))[0].text


def test_a_body_without_anything_is_a_page_with_head_and_title() -> None:
    for data in (make.brief(blocks=[]), make.bulletin(blocks=[]), make.letter(blocks=[], signature=None)):
        (page,) = printed(data)

        assert data["title"] in page.text
