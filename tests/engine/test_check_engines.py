"""What engines refuse is told by the check: which engine, why, and at which cell or expression."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from luodi.diagnostics import Severity
from luodi.dmn import read
from luodi.review.check_engines import check_engines
from luodi.review.check_findings import Finding, Findings
from luodi.review.population_run import Options, run_population
from tests.engine import checked_models
from tests.engine.checked_models import decided, given, needs, table, text
from tests.engine.demo_models import demo_model, manifest
from tests.engine.dmn_files import model


def checked(body: str) -> list[Finding]:
    return checked_models.checked(body, engines=True)


def notes(found: list[Finding]) -> list[tuple[str, str, int | None, int | None, str | None]]:
    """Those about engines: code, place, rule, column, and the part of the text that is refused."""
    told = []
    for each in found:
        if each.diagnostic.code in ("CHK050", "CHK051", "CHK052"):
            assert each.diagnostic.severity is Severity.INFO
            span = each.diagnostic.span
            part = None if each.text is None or span is None else each.text[span.start : span.end]
            told.append((each.diagnostic.code, each.diagnostic.where, each.rule, each.column, part))
    return told


def words(found: list[Finding], lang: str = "zh") -> list[str]:
    return [
        each.diagnostic.message(lang)
        for each in found
        if each.diagnostic.code in ("CHK050", "CHK051", "CHK052")
    ]


def test_a_refused_cell_and_all_that_need_it_are_told() -> None:
    rows = [("1", '"甲"', "10"), ("[2..3]", 'matches(?, "a.b")', "20"), ("-", "-", "0")]
    found = checked(
        given("数", "number")
        + given("类", "string")
        + decided("奖励", table(["数", "类"], rows, policy="FIRST"), needs("数", "类"))
        + decided("两倍", text("奖励 * 2"), needs("d奖励", kind="Decision"))
        + decided("余下", text("数 + 1"), needs("数"))
    )

    assert notes(found) == [
        ("CHK050", "奖励 › 规则 2 › 输入 2", 2, 2, 'matches(?, "a.b")'),
        ("CHK050", "两倍", None, None, "奖励"),
    ]
    assert words(found) == [
        "不能成批计算：“奖励”使用了 matches，尚不能精确换算成数据库查询。",
        "不能成批计算：“两倍”需要“奖励”，而它不能换算成数据库查询。",
    ]
    assert words(found, "en")[0].startswith("Cannot be run over a population: “奖励” uses matches")


def test_a_refused_part_of_an_expression_is_told_with_its_place() -> None:
    found = checked(given("数", "number") + decided("根", text("1 + sqrt(数)"), needs("数")))

    assert notes(found) == [("CHK050", "根", None, None, "sqrt(数)")]


def test_an_output_and_a_column_are_told_where_they_stand() -> None:
    found = checked(
        given("数", "number")
        + decided("甲", table(["exp(数)"], [("-", "1")]), needs("数"))
        + decided("乙", table(["数"], [("1", "0"), ("not(1)", "log(数)")]), needs("数"))
    )

    assert notes(found) == [
        ("CHK050", "甲 › 输入 1", None, 1, "exp(数)"),
        ("CHK050", "乙 › 规则 2 › 输出 1", 2, 2, "log(数)"),
    ]


def test_what_one_engine_alone_refuses_names_the_engine() -> None:
    found = checked(given("数", "number") + decided("表", text("[[数], [数, 1]]"), needs("数")))

    assert notes(found) == [("CHK051", "表", None, None, None)]
    assert words(found) == ["用 PostgreSQL 不能成批计算：“表”的结果是列表里的列表，各项长短不一。"]


@pytest.mark.parametrize(
    "body",
    [
        # An error that is told already, an input whose type is not said, a model that all engines run.
        decided("错", text("1 +")),
        given("数", "number") + decided("错", text("string(数)"), needs("数"), "number"),
        decided("甲", text("乙"), needs("d乙", kind="Decision"))
        + decided("乙", text("甲"), needs("d甲", kind="Decision")),
        given("数", "number") + decided("错", text("书 + 1"), needs("数")),
        given("甲", "Any")
        + decided("和", text("甲"), needs("甲"))
        + decided("二", text("和"), needs("d和", kind="Decision")),
        given("数", "number") + decided("和", text("数 + 1"), needs("数")),
    ],
)
def test_nothing_is_told_of_it(body: str) -> None:
    assert notes(checked(body)) == []


def test_the_models_of_the_demonstration_are_run_by_all_engines_and_quickly() -> None:
    models = [demo_model(each["file"]).definitions for each in manifest()]
    findings = Findings("")

    begun = time.process_time()
    for each in models:
        check_engines(each, findings)
    spent_s = time.process_time() - begun

    assert findings.found == []
    assert spent_s < 3


NUMBERS = "".join(given(each, "number") for each in ("甲", "乙", "丙"))


def by_run(body: str, folder: Path, row: str, heads: str = "甲,乙,丙") -> set[str]:
    """The decisions that a run over one row refuses."""
    definitions = read(model(body), name="试验.dmn").definitions
    assert definitions is not None
    population = folder / "数据.csv"
    population.write_text(f"编号,{heads}\n{row}\n", encoding="utf-8")
    ran = run_population(definitions, population, folder / "结果.csv", Options(keys=("编号",), missing=False))
    return {str(each.values["decision"]) for each in ran.diagnostics if each.code.startswith("SQL")}


@pytest.mark.parametrize(
    ("feel", "code"),
    [
        ("甲 * 乙 * 丙", "CHK052"),
        ("甲 ** 40", "CHK052"),
        ("date(甲, 乙, 丙)", "CHK052"),
        ('duration("P1D") * 甲 * 乙', "CHK052"),
        ("甲 / 乙", "CHK050"),
        ("甲 ** 乙", "CHK050"),
        ("sqrt(甲)", "CHK050"),
        ("甲 * 乙 * 丙 + sqrt(甲)", "CHK050"),
        ("if 甲 > 5 then sqrt(乙) else 0", "CHK050"),
        ('substring("文字", 甲)', "CHK050"),
        ("甲 + 乙", None),
    ],
)
def test_only_what_a_run_over_short_numbers_refuses_cannot_be_run(
    feel: str, code: str | None, tmp_path: Path
) -> None:
    body = NUMBERS + decided("得", text(feel), needs("甲", "乙", "丙"))

    assert [each for each, *_ in notes(checked(body))] == ([] if code is None else [code])
    assert by_run(body, tmp_path, "1,1,1,1") == ({"得"} if code == "CHK050" else set())
    long = "1,123456789012.1234,123456789012.1234,123456789012.1234"
    assert by_run(body, tmp_path, long) == (set() if code is None else {"得"})


def test_moments_may_be_near_each_other_too(tmp_path: Path) -> None:
    product = '(时 - date and time("1970-01-01T00:00:00")) * 甲 * 乙'
    body = NUMBERS + given("时", "date and time") + decided("得", text(product), needs("时", "甲", "乙"))

    assert [each for each, *_ in notes(checked(body))] == ["CHK052"]
    assert by_run(body, tmp_path, "1,1,1,1970-01-01T00:00:00", "甲,乙,时") == set()
    long = "1,123456789012.1234,123456789012.1234,2026-01-01T00:00:00"
    assert by_run(body, tmp_path, long, "甲,乙,时") == {"得"}


def test_what_hangs_on_digits_says_so_once_and_so_do_engines() -> None:
    found = checked(
        NUMBERS
        + decided("积", text("甲 * 乙 * 丙"), needs("甲", "乙", "丙"))
        + decided("两倍", text("积 * 2"), needs("d积", kind="Decision"))
    )

    assert notes(found) == [("CHK052", "积", None, None, "甲 * 乙 * 丙")]
    assert words(found)[0].startswith("能否成批计算，要看数据中的数有多少位：“积”的结果可能有 ")
    assert words(found, "en")[0].startswith(
        "Whether it can be run over a population depends on how many digits"
    )
