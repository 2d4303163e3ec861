"""In which unit a decision's figure is: by its column, the dictionary, or what its description says."""

import pytest

from luodi.dmn.model import Decision, LiteralExpression
from luodi_web.decisions.domain.figure_units import unit_of


@pytest.mark.parametrize(
    ("name", "label", "description", "unit"),
    [
        ("补贴金额", None, "本年度补贴，单位元。", "元"),
        ("补贴金额", "补贴金额（万元）", "单位元。", "万元"),
        ("研发费用", None, None, "元"),
        ("补贴金额", None, "按比例计算。", ""),
    ],
)
def test_unit_is_found_where_it_is_said(name, label, description, unit):
    decision = Decision(
        id="d", name=name, label=label, description=description, expression=LiteralExpression(text="1")
    )

    assert unit_of(decision, {"研发费用": "元"}) == unit
