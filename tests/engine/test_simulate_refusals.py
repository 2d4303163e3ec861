"""Models that cannot be simulated: every cause is told, of both models, with the place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from luodi.cli import main
from luodi.dmn import write
from tests.engine.decision_models import literal, model

QUOTIENT = {"率": "额 / 数", "补": "率 * 2", "再": "补 + 1"}
PRODUCT = {**QUOTIENT, "率": "额 * 数"}


@pytest.fixture
def simulate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    (tmp_path / "p.csv").write_text("编号,额,数\n1,5,3\n2,,3\n", encoding="utf-8")

    def run(base: dict[str, str], new: dict[str, str], *more: str) -> tuple[int, list[str], str]:
        for name, texts in (("base", base), ("new", new)):
            decisions: dict[str, Any] = {each: literal(text, "number") for each, text in texts.items()}
            made = model({"额": "number", "数": "number"}, decisions)
            (tmp_path / f"{name}.dmn").write_bytes(write(made))
        given = [str(tmp_path / f"{name}.dmn") for name in ("base", "new")]
        status = main(["simulate", *given, "--population", str(tmp_path / "p.csv"), *more])
        said = capsys.readouterr().err
        lines = [line for line in said.splitlines() if line[:3] in ("SIM", "SQL")]
        # Which sign of an expression it is, is told behind the decision.
        places = [re.sub(r" › (第 \d+ 个字|character \d+)$", "", line) for line in lines]
        return status, [line.replace(f"{tmp_path}/", "") for line in places], said

    return run


def test_causes_of_a_refused_decision_are_told_with_the_model(simulate: Any) -> None:
    status, told, _ = simulate(QUOTIENT, PRODUCT, "--decision", "再")

    assert status == 1
    assert told == [
        "SQL004  base.dmn › 原模型 › 率",
        "SQL017  base.dmn › 原模型 › 补",
        "SQL017  base.dmn › 原模型 › 再",
    ]


def test_causes_of_both_models_are_told_at_once(simulate: Any) -> None:
    other = {**PRODUCT, "补": "率 / 数"}

    status, told, _ = simulate(QUOTIENT, other, "--decision", "补", "--lang", "en")

    assert status == 1
    assert told == [
        "SQL004  base.dmn › model before › 率",
        "SQL017  base.dmn › model before › 补",
        "SQL004  new.dmn › model after › 补",
    ]


def test_a_refused_model_is_no_lack_of_a_choice(simulate: Any) -> None:
    status, told, said = simulate(PRODUCT, QUOTIENT)

    assert status == 1
    assert told == [
        "SIM019  new.dmn",
        "SQL004  new.dmn › 新模型 › 率",
        "SQL017  new.dmn › 新模型 › 补",
        "SQL017  new.dmn › 新模型 › 再",
    ]
    assert "SIM001" not in said
    assert "找不到能测算的数值结果：有决策不能换算成数据库查询，原因见下。" in said


def test_what_a_refused_result_is_made_of_does_not_stand_for_it(simulate: Any) -> None:
    """率 and 补 are numbers too, but nobody asked for them."""
    broken = {"率": "额 * 数", "再": "率 / 数"}

    status, told, _ = simulate(broken, broken)

    assert (status, told[0]) == (1, "SIM019  base.dmn")
    assert len(told) == 3
