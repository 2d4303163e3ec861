"""``luodi decide``: one case from JSON, with its trace."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from luodi.cli import main
from luodi.diagnostics import Diagnostic, Severity
from tests.engine.dmn_files import model

MODEL = """<itemDefinition name="企业"><itemComponent name="成立日期"><typeRef>date</typeRef></itemComponent>
<itemComponent name="研发费用"><typeRef>number</typeRef></itemComponent></itemDefinition>
<inputData name="企业" id="i"><variable name="企业" typeRef="企业"/></inputData>
<inputData name="日子" id="j"><variable name="日子" typeRef="days"/></inputData>
<itemDefinition name="days" isCollection="true"><typeRef>date</typeRef></itemDefinition>
<decision name="奖励" id="d"><variable name="奖励"/>
<informationRequirement><requiredInput href="#i"/></informationRequirement>
<decisionTable><input><inputExpression><text>企业.研发费用</text></inputExpression></input><output/>
<rule><inputEntry><text>&gt;= 100</text></inputEntry><outputEntry><text>0.1 * 3</text></outputEntry></rule>
<rule><inputEntry><text>&lt; 100</text></inputEntry><outputEntry><text>0</text></outputEntry></rule>
</decisionTable></decision>
<decision name="年份" id="y"><variable name="年份"/>
<informationRequirement><requiredInput href="#i"/></informationRequirement>
<literalExpression><text>企业.成立日期.year</text></literalExpression></decision>
<decision name="最早" id="e"><variable name="最早"/>
<informationRequirement><requiredInput href="#j"/></informationRequirement>
<literalExpression><text>min(日子)</text></literalExpression></decision>
<decision name="今天" id="t"><variable name="今天"/>
<literalExpression><text>today()</text></literalExpression></decision>"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "m.dmn").write_bytes(model(MODEL))
    case = {"企业": {"成立日期": "2020-05-01", "研发费用": 120}, "日子": ["2026-02-01", "2026-01-01"]}
    (tmp_path / "c.json").write_text(json.dumps(case), encoding="utf-8")
    return tmp_path / "m.dmn", tmp_path / "c.json"


def _run(files: tuple[Path, Path], *more: str) -> int:
    return main(["decide", str(files[0]), "--case", str(files[1]), *more])


def test_values_of_all_decisions(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    status = _run(files, "--as-of", "2026-03-01")

    assert status == 0
    assert json.loads(capsys.readouterr().out)["values"] == {
        "奖励": 0.3,
        "年份": 2020,
        "最早": "2026-01-01",
        "今天": "2026-03-01",
    }


def test_numbers_are_printed_with_all_their_digits(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files[1].write_text('{"企业.研发费用": 99.99999999999999999999, "企业.成立日期": "2020-05-01"}')

    assert _run(files) == 0

    assert '"奖励": 0,' in capsys.readouterr().out  # as a double it would be 100


def test_the_trace_says_which_rule_fired_and_why_others_did_not(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(files, "--trace") == 0

    document = json.loads(capsys.readouterr().out)
    assert any("第 1 条" in line for line in document["words"])
    (table,) = document["tables"]
    assert table == {
        "table": "奖励",
        "inputs": [120],
        "matched": [1],
        "fired": [1],
        "failed": [[], [1]],
        "result": 0.3,
    }
    (near,) = [each for each in document["near"] if each["where"].startswith("奖励")]
    assert {key: near[key] for key in ("value", "op", "bound", "gap", "rule", "only")} == {
        "value": 120,
        "op": "<",
        "bound": 100,
        "gap": 20,
        "rule": 2,
        "only": True,
    }


def test_what_a_result_still_depends_on_is_said(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files[1].write_text('{"企业.成立日期": "2020-05-01"}', encoding="utf-8")

    assert _run(files) == 0

    missing = json.loads(capsys.readouterr().out)["missing"]
    assert missing == {"奖励": ["企业.研发费用"], "年份": [], "最早": ["日子"], "今天": []}


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("[1]", "CASE001"),
        ("{", "CASE001"),
        ('{"企业": NaN}', "CASE001"),
        ("[" * 100_000, "CASE001"),
        ('{"企叶": 1}', "CASE002"),
        ('{"企业.成立日期": "去年"}', "CASE003"),
        ('{"日子": ["2026-13-01"]}', "CASE003"),
        ('{"企业": {"研发费用": 1, "研发费用": 2}}', "CASE004"),
        ('{"企业.研发费用": 1, "企业": {"研发费用": 2}}', "CASE005"),
        ('{"企业": {"研发费用": 2}, "企业.研发费用": 1}', "CASE005"),
        ('{"企业": {" 研发费用": 2}, "企业.研发费用": 1}', "CASE005"),
        ('{"企业": 2, "企业.研发费用": 1}', "CASE005"),
        ('{"企业.研发费用": 1, "企业": null}', "CASE005"),
        ('{"日子": ["2026-01-13"], " 日子": ["2026-01-14"]}', "CASE004"),
        ('{"企业.研发费用": 1, "企业.研发费用 ": 2}', "CASE004"),
        ('{"企业.研发费用": 1, " 企业. 研发费用": 2}', "CASE004"),
        ('{"企业.研发费用": "120"}', "CASE003"),
        ('{"企业.研发费用": 1e6145}', "EVAL004"),
        ('{"企业.研发费用": -1e999999999}', "EVAL004"),
    ],
)
def test_what_is_wrong_with_a_case_is_said(
    files: tuple[Path, Path], case: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files[1].write_text(case, encoding="utf-8")

    assert _run(files) == 1
    assert code in capsys.readouterr().err


def test_a_whole_beside_its_entry_is_said_in_both_languages(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files[1].write_text('{"企业": 2, "企业.研发费用": 1}', encoding="utf-8")

    _run(files)

    assert "“企业”已整体给出，又单独给了“企业.研发费用”。" in capsys.readouterr().err
    said = Diagnostic("CASE005", Severity.ERROR, None, {"name": "a", "entry": "a.b"}).message("en")
    assert said == '"a" is given as a whole, and "a.b" beside it.'


def test_entries_go_into_a_whole_that_lacks_them_whichever_stands_first(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    day, cost = '"企业": {"成立日期": "2020-05-01"}', '" 企业.研发费用": 120'
    found = []
    for case in (f"{{{day}, {cost}}}", f"{{{cost}, {day}}}"):
        files[1].write_text(case, encoding="utf-8")
        assert _run(files) == 0
        found.append(json.loads(capsys.readouterr().out))

    assert found[0] == found[1]
    assert found[0]["missing"]["奖励"] == []


def test_far_off_names_are_not_offered_and_types_are_said_in_words(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files[1].write_text('{"天气": 1, "企业.成立日期": "去年", "企业.研发费用": "120"}', encoding="utf-8")

    _run(files)

    said = capsys.readouterr().err
    assert "请核对名称；模型的输入有：企业、日子。" in said
    assert "的值“去年”不是日期。" in said and "的值“120”不是数。" in said


def test_a_near_name_is_offered(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    files[1].write_text('{"企业名": 1}', encoding="utf-8")

    _run(files)

    assert "相近的有：企业" in capsys.readouterr().err


BROKEN = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
 id="d" name="m" namespace="urn:m">
 <inputData id="i" name="研发费用"/>
 <decision id="b" name="奖励">
  <informationRequirement><requiredInput href="#i"/></informationRequirement>
  <decisionTable>
   <input><inputExpression><text>研发费用</text></inputExpression></input>
   <output/>
   <rule><inputEntry><text>1 ＞ 2</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
  </decisionTable></decision></definitions>"""


@pytest.mark.parametrize(
    ("lang", "place"),
    [("zh", "奖励 › 规则 1 › 输入 1 › 第 3 个字"), ("en", "奖励 › rule 1 › input 1 › character 3")],
)
def test_a_cell_that_cannot_be_read_is_shown_with_its_place_in_the_language(
    lang: str, place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model, case = tmp_path / "m.dmn", tmp_path / "c.json"
    model.write_text(BROKEN, encoding="utf-8")
    case.write_text("{}", encoding="utf-8")

    assert main(["--lang", lang, "decide", str(model), "--case", str(case), "--trace"]) == 1

    said = capsys.readouterr()
    assert f"FEEL009  {model} › {place}\n1 ＞ 2\n  ^^\n" in said.err
    (reason,) = [each for each in json.loads(said.out)["reasons"] if each["code"] == "EVAL027"]
    assert reason["where"] == place.rpartition(" › ")[0]


@pytest.mark.parametrize("before", [[], ["--lang", "en"], ["--lang=en"]])
def test_a_decision_does_not_load_what_documents_need(before: list[str], files: tuple[Path, Path]) -> None:
    called = [*before, "decide", str(files[0]), "--case", str(files[1])]
    program = f"import sys; from luodi.cli import main; main({called}); print(*sys.modules, file=sys.stderr)"

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "luodi.evaluate" in ran.stderr.split()
    assert not {"luodi.repair", "luodi.intake", "luodi.decompose"} & set(ran.stderr.split())


def test_a_command_that_does_not_exist_is_answered_with_those_that_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["decite", "decide"])

    assert stopped.value.code == 2
    assert "'tck'" in capsys.readouterr().err
