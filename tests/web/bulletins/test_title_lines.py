"""Titles of documents in lines, broken between words."""

import pytest

from luodi_web.supervision.domain.title_lines import LINE_CHARS, title_lines


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于“建设实验室”办理进度的提醒函", ["关于“建设实验室”办理进度的提醒函"]),
        (
            "关于2026年11月湖北科技强省“1+4”创新政策（示例）落实情况的通报",
            ["关于2026年11月湖北科技强省“1+4”", "创新政策（示例）落实情况的通报"],
        ),
        (
            "关于2026年第四季度抓主体培育落实情况的通报",
            ["关于2026年第四季度", "抓主体培育落实情况的通报"],
        ),
        (
            "关于加快办理“支持湖北实验室开展有组织科研”的督办函",
            ["关于加快办理“支持湖北实验室", "开展有组织科研”的督办函"],
        ),
        ("", [""]),
    ],
)
def test_title_is_broken_between_words(title, lines):
    assert title_lines(title).split("\n") == lines


@pytest.mark.parametrize(
    "title", ["关于" + "、".join(["推进平台建设"] * 12) + "的通报", "（）《》“”" * 9, "a" * 99]
)
def test_nothing_is_lost_and_no_line_too_long_where_words_allow(title):
    lines = title_lines(title).split("\n")

    assert "".join(lines) == title
    if len(lines) > 1:
        assert max(sum(0.5 if char.isascii() else 1 for char in line) for line in lines) <= LINE_CHARS
        assert not any(line.startswith(("、", "”", "》", "）", "的")) for line in lines)
