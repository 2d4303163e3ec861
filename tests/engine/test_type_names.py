"""Types of columns in the words of each language."""

from __future__ import annotations

import pytest

from luodi.engines.type_names import ColumnTypeName


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("number", "数", "number"),
        ("date", "日期", "date"),
        ("UTINYINT", "整数", "whole number"),
        ("DECIMAL(9,2)", "小数", "decimal"),
        ("DOUBLE", "浮点数", "floating number"),
        ("VARCHAR", "文字", "string"),
        ("TIMESTAMP WITH TIME ZONE", "日期时间", "date and time"),
        ("TIME", "时间", "time"),
        ("DECIMAL(9,2)[]", "列表", "list"),
        ("date and time", "日期时间", "date and time"),
        ("STRUCT(a INTEGER)", "多项组成的值", "structure"),
        ("UUID", "UUID", "UUID"),
    ],
)
def test_types_have_words(name: str, zh: str, en: str) -> None:
    made = ColumnTypeName(name)

    assert (made, made.in_language("zh"), made.in_language("en")) == (name, zh, en)
