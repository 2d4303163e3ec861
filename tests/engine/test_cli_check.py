"""``luodi check`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from luodi.cli import main
from luodi.dmn import read
from luodi.dmn.workbook import to_workbook
from tests.engine.checked_models import decided, given, needs, table, text
from tests.engine.dmn_files import model

GAP = given("费用", "number") + decided("资助", table(["费用"], [("< 5", "1"), ("> 5", "2")]), needs("费用"))
OVERLAP = given("费用", "number") + decided(
    "资助", table(["费用"], [("<= 5", "1"), (">= 5", "2")]), needs("费用")
)


def _file(tmp_path: Path, body: str) -> str:
    path = tmp_path / "模型.dmn"
    path.write_bytes(model(body))
    return str(path)


def test_warnings_leave_the_status_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["check", _file(tmp_path, GAP)])

    said = capsys.readouterr()
    assert (status, said.out) == (0, "错误 0 处，警告 1 处，提示 0 处\n")
    assert "费用 = 5 时没有规则。" in said.err


def test_errors_make_it_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["check", _file(tmp_path, OVERLAP), "--lang", "en"])

    said = capsys.readouterr()
    assert (status, said.out) == (1, "1 errors, 0 warnings, 0 notes\n")
    assert "rules 1 and 2 both hold for: 费用 = 5, with different results" in said.err


def test_json_is_one_document_with_all_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _file(tmp_path, OVERLAP)
    status = main(["check", path, "--json"])

    said = capsys.readouterr()
    document = json.loads(said.out)
    assert (status, said.err) == (1, "")
    assert [
        (each["code"], each["severity"], each["file"], each["where"]) for each in document["diagnostics"]
    ] == [("CHK012", "error", path, "资助 › 规则 2")]


def test_a_file_that_is_no_model_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "坏.dmn"
    path.write_text("<a>", encoding="utf-8")

    status = main(["check", str(path), "--json"])

    assert status == 1
    assert [each["code"] for each in json.loads(capsys.readouterr().out)["diagnostics"]] == ["DMN001"]


def test_a_workbook_is_checked_and_its_cells_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    definitions = read(model(OVERLAP)).definitions
    assert definitions is not None
    path = tmp_path / "表.xlsx"
    path.write_bytes(to_workbook(definitions).data)

    status = main(["check", str(path), "--json"])

    found = json.loads(capsys.readouterr().out)["diagnostics"]
    assert (status, [each["code"] for each in found]) == (1, ["CHK012"])
    assert found[0]["where"] != ""


def test_a_clause_with_a_cap_is_held_against_the_amount(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clause = tmp_path / "条款.txt"
    clause.write_text("第三条 对研发费用按20%给予补助，最高不超过500万元。\n", encoding="utf-8")
    body = given("费用", "number") + decided("资助", text("费用 * 0.2"), needs("费用"), "number")
    path = _file(tmp_path, body)

    assert main(["check", path, "--clause", str(clause), "--json"]) == 0
    (finding,) = json.loads(capsys.readouterr().out)["diagnostics"]
    assert (finding["code"], finding["severity"]) == ("CHK040", "warning")
    assert "5000000" in finding["message"]

    capped = body.replace("费用 * 0.2", "min(费用 * 0.2, 5000000)")
    assert main(["check", _file(tmp_path, capped), "--clause", str(clause), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["diagnostics"] == []
