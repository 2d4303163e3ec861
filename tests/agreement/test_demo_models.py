"""Every demonstration model: interpreter = DuckDB on its cases and about its thresholds, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.relational import wanted_columns
from tests.agreement.demo_rows import as_row, random_rows
from tests.agreement.populations import On, agree
from tests.engine.demo_models import demo_model, inputs_of, manifest

# Decisions that are refused, with the code of the reason; this list only shrinks.
# SQL004: a quotient without an end is the result. SQL007: a filter, SQL015: a list as input (both wait
# for child tables). SQL017: needs one of these.
REFUSED = {
    "cn-3-rd-super-deduction.dmn": {"加计扣除": "SQL017", "无形资产本年摊销": "SQL004"},
    "hb-13-technology-intake.dmn": {
        "承接成果后补助": "SQL017",
        "各项补助合计": "SQL017",
        "合格成果数": "SQL017",
        "合格成果": "SQL007",
    },
    "jx-2-jiangxia-platforms.dmn": {
        "平台奖励合计": "SQL017",
        "国家级平台数": "SQL007",
        "省级平台数": "SQL007",
        "市级平台数": "SQL007",
    },
    "wh-10-technology-loan.dmn": {"科技贷款补贴": "SQL004"},
    "wh-12-pilot-platform.dmn": {
        "符合中试平台条件": "SQL017",
        "关键大型仪器投入": "SQL017",
        "计入台数": "SQL017",
        "计入的仪器": "SQL007",
    },
    "wh-7-technology-output.dmn": {
        "技术输出补助": "SQL017",
        "到账技术交易额": "SQL017",
        "合格合同数": "SQL017",
        "合格合同": "SQL007",
    },
}


@pytest.mark.parametrize("file", [each["file"] for each in manifest()])
def test_demo_model_agrees(file: str, tmp_path: Path, on: On) -> None:
    demo = demo_model(file)
    kinds = wanted_columns(demo.definitions)
    rows = [
        {name: value for name, value in as_row(inputs_of(case)).items() if name in kinds}
        for case in demo.cases
        if not any(isinstance(value, list) for value in inputs_of(case).values())
    ]
    rows += random_rows(demo.definitions, kinds, 60, seed=len(file))

    program = agree(demo.definitions, rows, kinds, tmp_path, on)

    refused = {each.values["decision"]: each.code for each in program.refusals}
    assert refused == REFUSED.get(file, {})
