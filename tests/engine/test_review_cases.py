"""Saved cases run: what counts as the wanted value, what a folder gives, which rules are not reached."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from luodi.cli import main
from luodi.dmn.cases import (
    Case,
    CaseFile,
    ContextValue,
    Given,
    Invokes,
    ListValue,
    Scalar,
    ScalarType,
    Wanted,
)
from luodi.dmn.write_cases import write_cases
from luodi.evaluate import compile_model
from luodi.evaluate.temporal_text import parse_at_literal
from luodi.evaluate.values import Range
from luodi.review.case_values import case_value, feel_value, is_wanted
from luodi.review.conformance import run_folder, to_json
from luodi.review.run_cases import CaseOutcome, Outcome, record_case, run_all, run_case
from tests.engine.dmn_files import decision, literal, model, read_one

MODEL = """<inputData name="研发费用" id="i"><variable name="研发费用" typeRef="number"/></inputData>
<decision name="奖励" id="d"><variable name="奖励"/>
<informationRequirement><requiredInput href="#i"/></informationRequirement>
<decisionTable hitPolicy="FIRST">
<input><inputExpression><text>研发费用</text></inputExpression></input><output/>
<rule><inputEntry><text>&gt;= 100</text></inputEntry><outputEntry><text>50</text></outputEntry></rule>
<rule><inputEntry><text>&gt;= 200</text></inputEntry><outputEntry><text>80</text></outputEntry></rule>
<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>0</text></outputEntry></rule>
</decisionTable></decision>
<businessKnowledgeModel name="加倍" id="b"><variable name="加倍"/><encapsulatedLogic>
<formalParameter name="x" typeRef="number"/><literalExpression><text>x * 2</text></literalExpression>
</encapsulatedLogic></businessKnowledgeModel>
<decisionService name="服务" id="s"><variable name="服务"/><outputDecision href="#d"/><inputData href="#i"/>
</decisionService>"""


def _number(text: str) -> Scalar:
    return Scalar(ScalarType.DECIMAL, text)


def _case(given: str, wanted: str, **more: Any) -> Case:
    return Case(
        id=f"{given}→{wanted}",
        given=(Given(name="研发费用", value=_number(given)),),
        wanted=(Wanted(name="奖励", value=_number(wanted)),),
        **more,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inner = tmp_path / "甲" / "乙"
    inner.mkdir(parents=True)
    (inner / "模型.dmn").write_bytes(model(MODEL))
    cases = CaseFile(model_name="模型.dmn", cases=(_case("100", "50"), _case("99.99", "50")))
    (inner / "案例.xml").write_bytes(write_cases(cases))
    (inner / "别的.xml").write_text("<other/>")
    return tmp_path


def _compiled() -> Any:
    definitions = read_one(MODEL).definitions
    assert definitions is not None
    return compile_model(definitions)


@pytest.mark.parametrize(
    ("wanted", "actual", "same"),
    [
        (Decimal("1.0"), Decimal("1"), True),
        (Decimal("1.0000001"), Decimal("1.00000011"), False),  # seven decimals: exact
        (Decimal("1.00000001"), Decimal("1.0000000149"), True),  # eight: within 1e-8
        (Decimal("1.00000001"), Decimal("1.00000002"), False),
        (Decimal("1"), True, False),
        (True, Decimal("1"), False),
        (None, None, True),
        (None, False, False),
        ("1", Decimal("1"), False),
        ([Decimal(1)], [Decimal(1)], True),
        ([Decimal(1)], [Decimal(1), Decimal(1)], False),
        ([Decimal(1)], Decimal(1), False),
        ({"a": None}, {"a": None}, True),
        ({"a": None}, {}, False),
        ({}, {"a": None}, False),
        (parse_at_literal("10:00:00+08:00"), parse_at_literal("02:00:00Z"), True),
        (parse_at_literal("10:00:00"), parse_at_literal("10:00:00Z"), False),
        (parse_at_literal("10:00:00"), parse_at_literal("10:00:00.000000001"), False),
        (parse_at_literal("2026-01-01"), parse_at_literal("2026-01-01T00:00:00"), False),
        (parse_at_literal("P1Y"), parse_at_literal("P12M"), True),
        (parse_at_literal("P1M"), parse_at_literal("P30D"), False),
    ],
)
def test_what_counts_as_the_wanted_value(wanted: Any, actual: Any, same: bool) -> None:
    assert is_wanted(wanted, actual) is same


@pytest.mark.parametrize(
    "value",
    [
        None,
        _number("12.5"),
        Scalar(ScalarType.STRING, " 武汉 "),
        Scalar(ScalarType.BOOLEAN, "false"),
        Scalar(ScalarType.DATE, "2026-03-01"),
        Scalar(ScalarType.TIME, "08:30:00Z"),
        Scalar(ScalarType.DATE_TIME, "2026-03-01T08:30:00+08:00"),
        Scalar(ScalarType.DURATION, "P1Y2M"),
        Scalar(ScalarType.DURATION, "P1DT2H"),
        ListValue((None, ListValue())),
        ContextValue((("年", _number("1")), ("空", ContextValue()))),
    ],
)
def test_a_saved_value_becomes_a_feel_value_and_is_saved_again(value: Any) -> None:
    assert case_value(feel_value(value)) == value


def test_a_range_cannot_be_saved() -> None:
    with pytest.raises(TypeError):
        case_value([Range(Decimal(1), Decimal(2), True, True)])


def test_a_case_passes_fails_or_cannot_be_run() -> None:
    compiled = _compiled()
    unknown = Case(wanted=(Wanted(name="没有", value=None),))
    unreadable = Case(given=(Given(name="研发费用", value=_number("一百")),), wanted=(Wanted(name="奖励"),))

    assert run_case(compiled, _case("100", "50")).outcome is Outcome.OK
    failed = run_case(compiled, _case("99.99", "50"))
    assert (failed.outcome, failed.nodes[0].wanted, failed.nodes[0].actual) == (Outcome.WRONG, "50", "0")
    assert _error(run_case(compiled, unknown)) == "TCK007"
    assert _error(run_case(compiled, unreadable)) == "EVAL009"
    for invokes in (Invokes.BKM, Invokes.SERVICE):
        assert _error(run_case(compiled, Case(invokes=invokes, invocable="没有"))) == "TCK007"


def test_a_mistyped_input_is_told_and_the_case_is_run(folder: Path) -> None:
    place = folder / "甲" / "乙" / "案例.xml"
    mistyped = Case(id="1", given=(Given(name="研发费"),), wanted=(Wanted(name="奖励", value=_number("0")),))
    place.write_bytes(write_cases(CaseFile(model_name="模型.dmn", cases=(mistyped,))))

    conformance = run_folder(folder)

    assert [each.result for each in conformance.cases] == [Outcome.OK]
    assert [(each.code, each.file, each.where) for each in conformance.diagnostics] == [
        ("TCK010", str(place), "1")
    ]


def test_a_service_with_several_outputs_gives_each_by_its_name_or_all_in_one() -> None:
    body = (
        decision(literal("1"), "甲")
        + decision(literal("2"), "乙")
        + '<decisionService name="服务" id="s"><variable name="服务"/><outputDecision href="#d_甲"/>'
        '<outputDecision href="#d_乙"/></decisionService>'
    )
    definitions = read_one(body).definitions
    assert definitions is not None
    both = ContextValue((("甲", _number("1")), ("乙", _number("2"))))
    wanted = (
        Wanted(name="甲", value=_number("1")),
        Wanted(name="乙", value=_number("2")),
        Wanted(name="服务", value=both),
    )

    ran = run_case(compile_model(definitions), Case(invokes=Invokes.SERVICE, invocable="服务", wanted=wanted))

    assert [node.passed for node in ran.nodes] == [True, True, True]


def _error(ran: CaseOutcome) -> str | None:
    assert ran.outcome is Outcome.ERROR
    return ran.nodes[0].error.code if ran.nodes[0].error else None


def test_a_knowledge_model_and_a_service_are_run_by_name() -> None:
    compiled = _compiled()
    doubled = Case(
        invokes=Invokes.BKM,
        invocable="加倍",
        given=(Given(name="x", value=_number("21")),),
        wanted=(Wanted(name="加倍", value=_number("42")),),
    )

    assert run_case(compiled, doubled).outcome is Outcome.OK
    served = _case("100", "50", invokes=Invokes.SERVICE, invocable="服务")
    assert run_case(compiled, served).outcome is Outcome.OK


def test_rules_that_no_case_reaches_are_named() -> None:
    outcomes, coverage = run_all(_compiled(), [_case("250", "50"), _case("1", "0")])

    assert [each.outcome for each in outcomes] == [Outcome.OK, Outcome.OK]
    # Rule 2 is hidden behind rule 1: FIRST.
    assert [(each.where, each.rules, each.not_reached) for each in coverage] == [("奖励", 3, (2,))]


def test_folders_are_run_at_any_depth(folder: Path) -> None:
    document = to_json(run_folder(folder))

    assert [(each["test"], each["case"], each["result"]) for each in document["cases"]] == [
        ("甲/乙/案例", "100→50", "pass"),
        ("甲/乙/案例", "99.99→50", "fail"),
    ]
    assert document["cases"][1]["nodes"] == [{"name": "奖励", "expected": "50", "actual": "0"}]
    counts = {"cases": 2, "pass": 1, "fail": 1, "error": 0}
    nothing = {"cases": 0, "pass": 0, "fail": 0, "error": 0}
    assert document["totals"] == {
        **counts,
        "expects_value": counts,
        "expects_null": nothing,
        "folders": {"甲": counts},
    }


def test_the_command_prints_json_and_fails_only_where_asked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tck", str(folder), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [each["expects_null"] for each in document["cases"]] == [False, False]

    assert main(["tck", str(folder), "--strict"]) == 1
    assert "通过 1 / 2" in capsys.readouterr().out


def test_the_command_names_rules_that_no_case_reaches(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tck", str(folder), "--coverage", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["coverage"] == [
        {"test": "甲/乙/案例", "table": "奖励", "rules": 3, "not_reached": [2]}
    ]

    assert main(["tck", str(folder), "--coverage"]) == 0
    assert "奖励：没有案例走到规则 2（共 3 条）" in capsys.readouterr().out


def test_what_a_model_gives_now_is_recorded_as_a_case() -> None:
    compiled = _compiled()

    case = record_case(compiled, "基准", {"研发费用": Decimal("150")}, description="现状")

    assert (case.id, case.description) == ("基准", "现状")
    assert case.given == (Given(name="研发费用", value=_number("150")),)
    assert case.wanted == (Wanted(name="奖励", value=_number("50"), type="decision"),)
    assert run_case(compiled, case).outcome is Outcome.OK


def test_a_case_is_decided_for_its_own_day_by_interpreter_and_sql(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    definitions = read_one(decision(literal("today().month"))).definitions
    assert definitions is not None
    (tmp_path / "m.dmn").write_bytes(model(decision(literal("today().month"))))
    wanted = [(date(2026, 2, 1), "2"), (date(2026, 8, 1), "8")]
    cases = tuple(
        Case(id=text, wanted=(Wanted(name="决定", value=_number(text)),), as_of=day) for day, text in wanted
    )
    (tmp_path / "cases.xml").write_bytes(write_cases(CaseFile(model_name="m.dmn", cases=cases)))

    ran = run_folder(tmp_path, sql=True)

    assert [each.result for each in ran.cases] == [Outcome.OK, Outcome.OK]
    assert [dict(each.sql or {}) for each in ran.cases] == [{"duckdb": "equal"}, {"duckdb": "equal"}]
    # A case without a day of its own takes the one that it is run for.
    free = replace(cases[0], as_of=None)
    ran_for = run_case(compile_model(definitions), free, as_of=date(2026, 2, 3))
    assert ran_for.outcome is Outcome.OK


def test_a_missing_model_and_an_empty_folder_are_said(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "甲" / "乙" / "模型.dmn").unlink()
    (tmp_path / "空").mkdir()

    assert main(["tck", str(folder)]) == 1
    assert "TCK006" in capsys.readouterr().err
    assert main(["tck", str(tmp_path / "空")]) == 1
    assert "TCK005" in capsys.readouterr().err


def test_a_model_that_is_not_read_makes_its_cases_errors(folder: Path) -> None:
    (folder / "甲" / "乙" / "模型.dmn").write_bytes(b"<broken")

    conformance = run_folder(folder)

    assert [each.result for each in conformance.cases] == [Outcome.ERROR, Outcome.ERROR]
    assert [each.code for each in conformance.diagnostics] == ["DMN001"]


def test_a_case_whose_decision_needs_an_unknown_function_is_null_not_a_crash() -> None:
    definitions = read_one(decision(literal("no such function(1)"))).definitions
    assert definitions is not None

    ran = run_case(compile_model(definitions), Case(wanted=(Wanted(name="决定", may_fail=True),)))

    assert ran.outcome is Outcome.OK


def test_the_counts_are_said_in_the_language_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tck", str(tmp_path), "--lang", "en"]) == 1

    assert capsys.readouterr().out.startswith("passed 0 / 0; where a value is expected 0 / 0")
