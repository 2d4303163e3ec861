"""What is said of single tables: gaps and overlaps in words, what has no effect, and what is left open."""

from __future__ import annotations

import pytest

from luodi.diagnostics import Severity
from luodi.review.check_findings import Finding
from tests.engine.checked_models import checked, codes, decided, given, needs, one_table, said, table

KIND = '"高企", "规上", "其他"'


def only(found: list[Finding], code: str) -> Finding:
    (finding,) = [each for each in found if each.diagnostic.code == code]
    return finding


# --- gaps --------------------------------------------------------------------------------------------------


def test_gap_is_told_in_words_with_the_row_that_is_missing() -> None:
    found = one_table(
        {"研发费用": "number", "企业类型": "string"},
        ["研发费用", ("企业类型", KIND)],
        [("< 100", "-", "0"), (">= 500", "-", "2"), ("[100..500)", '"规上", "其他"', "1")],
    )

    assert said(found) == [("CHK010", None, None)]
    diagnostic = found[0].diagnostic
    assert diagnostic.where == "资助"
    assert diagnostic.message() == "研发费用 ≥ 100 且 < 500，企业类型 = 高企 时没有规则。"
    assert diagnostic.hint() == '可以补一行：[100..500) | "高企"；或写明默认输出。'
    assert diagnostic.message("en") == "No rule for: 研发费用 ≥ 100 and < 500; 企业类型 = 高企."


@pytest.mark.parametrize(
    ("kind", "cells", "row"),
    [
        ("number", ("<= 5", "> 6"), "(5..6]"),
        ("number", ("< 5", "> 5"), "5"),
        ("number", ("[0..10]", "[20..30]"), "< 0, (10..20), > 30"),
        ("date", ('<= @"2025-12-31"', '> date("2026-01-01")'), '@"2026-01-01"'),
        ("date and time", ('< @"2025-12-31T00:00:00"', '> @"2025-12-31T00:00:00"'), '@"2025-12-31T00:00:00"'),
        ("time", ('< time("08:00:00")', '>= time("08:00:01")'), '@"08:00:00"'),
        ("days and time duration", ('< @"P30D"', '> @"P30D"'), '@"P30D"'),
        ("years and months duration", ('< duration("P3Y")', '> duration("P3Y1M")'), '[@"P3Y"..@"P3Y1M"]'),
        ("boolean", ("true",), "false"),
        ("boolean", ("null", "true"), "false"),
        ("number", ("null", "> 5"), "<= 5"),
        ("string", ("null", 'not(null, "a")'), '"a"'),
    ],
)
def test_gaps_on_every_kind_of_value(kind: str, cells: tuple[str, ...], row: str) -> None:
    found = one_table({"项": kind}, ["项"], [(cell, str(at)) for at, cell in enumerate(cells)])

    assert [each.diagnostic.values["row"] for each in found] == [row]


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        # No day, no second, no month lies between these.
        ("date", ('<= @"2025-12-31"', '>= @"2026-01-01"')),
        ("time", ('<= time("08:00:00")', '>= time("08:00:01")')),
        ("years and months duration", ('<= duration("P3Y")', '>= duration("P3Y1M")')),
        ("number", ("? < 5 or ? > 8", "? in [5..8]")),
        ("number", ("not(> 5)", "> 5")),
        ("string", ("not(null)", "null")),
        ("string", ('"a"', 'not("a")')),
    ],
)
def test_nothing_is_open_where_no_value_lies_between(kind: str, cells: tuple[str, ...]) -> None:
    assert one_table({"项": kind}, ["项"], [(cell, str(at)) for at, cell in enumerate(cells)]) == []


def test_a_gap_everywhere_is_told_without_a_hole_in_the_sentence() -> None:
    [found] = one_table({"费用": "number"}, ["费用"], [])

    assert found.diagnostic.message() == "任何情况下没有规则。"
    assert found.diagnostic.message("en") == "No rule for: any case."


def test_null_is_not_missed_unless_a_cell_speaks_of_it() -> None:
    rows = [("<= 5", "-", "1"), ("> 5", "-", "2")]
    speaking = [("null", "true", "0"), *rows]

    inputs = {"项": "number", "否": "boolean"}
    assert one_table(inputs, list(inputs), rows) == []
    assert [each.diagnostic.message() for each in one_table(inputs, list(inputs), speaking)] == [
        "项 未填，否 = false 时没有规则。"
    ]


def test_default_output_and_policies_that_collect_have_no_gaps() -> None:
    rows = [("> 5", "1")]

    assert one_table({"项": "number"}, ["项"], rows, default="0") == []
    collected = one_table({"项": "number"}, ["项"], rows, policy="COLLECT")
    assert [(each.diagnostic.code, each.diagnostic.severity) for each in collected] == [
        ("CHK011", Severity.INFO)
    ]


def test_texts_that_nobody_listed_are_a_note() -> None:
    found = one_table({"项": "string"}, ["项"], [('"a"', "1"), ('"b"', "2")])

    assert codes(found) == ["CHK011"]
    assert found[0].diagnostic.message() == "项 不是 a、b 时没有规则；是否有意如此、会不会出现，请确认。"


def test_allowed_values_of_the_type_of_an_entry_limit_a_column() -> None:
    body = (
        '<itemDefinition name="企业"><itemComponent name="占比"><typeRef>比率</typeRef></itemComponent>'
        '</itemDefinition><itemDefinition name="比率"><typeRef>number</typeRef>'
        "<allowedValues><text>[0..1]</text></allowedValues></itemDefinition>"
        + given("企业", "企业")
        + decided("资助", table(["企业.占比"], [("< 0.03", "0"), ("[0.03..0.9]", "1")]), needs("企业"))
    )

    assert [each.diagnostic.message() for each in checked(body)] == ["企业.占比 > 0.9 时没有规则。"]


def test_values_that_another_table_gives_limit_a_column() -> None:
    grade = table(["分"], [("< 60", '"差"'), (">= 60", '"好"')])
    body = (
        given("分", "number")
        + decided("等级", grade, needs("分"), "string")
        + decided("资助", table(["等级"], [('"好"', "1")]), needs("d等级", kind="Decision"))
    )

    assert [each.diagnostic.message() for each in checked(body)] == ["等级 = 差 时没有规则。"]


def test_columns_that_hang_together_leave_a_gap_open() -> None:
    grade = table(["分"], [("< 60", '"差"'), (">= 60", '"好"')])
    rows = [('"好"', ">= 80", "2"), ('"好"', "[60..80)", "1"), ('"差"', "-", "0")]
    body = (
        given("分", "number")
        + decided("等级", grade, needs("分"), "string")
        + decided("资助", table(["等级", "分"], rows), needs("d等级", kind="Decision") + needs("分"))
    )

    found = checked(body)

    assert [(each.diagnostic.code, each.diagnostic.severity) for each in found] == [("CHK011", Severity.INFO)]


def test_two_columns_of_one_expression_are_one_axis() -> None:
    rows = [("> 0", "<= 10", "1"), ("> 10", "-", "2"), ("-", "<= 0", "3")]

    assert one_table({"项": "number"}, ["项", "项"], rows) == []


def test_counts_are_whole_and_not_negative() -> None:
    found = checked(
        '<itemDefinition name="多" isCollection="true"><typeRef>number</typeRef></itemDefinition>'
        + given("专利", "多")
        + decided("资助", table(["count(专利)"], [("<= 5", "0"), (">= 6", "1")]), needs("专利"))
    )

    assert found == []


# --- overlaps ----------------------------------------------------------------------------------------------


def test_overlap_under_unique_names_both_rules_and_where() -> None:
    found = one_table({"项": "number"}, ["项"], [("<= 100", "1"), (">= 100", "2"), ("> 200", "2")])

    assert said(found) == [("CHK012", 2, None), ("CHK012", 3, None)]
    assert found[0].diagnostic.where == "资助 › 规则 2"
    assert [each.diagnostic.message() for each in found] == [
        "唯一（U）策略下，项 = 100 时规则 1 和规则 2 同时成立，结果不同；这时得到 null。",
        "唯一（U）策略下，项 > 200 时规则 2 和规则 3 同时成立，结果相同；这时得到 null。",
    ]


def test_any_minds_only_different_results() -> None:
    rows = [("<= 100", "1"), (">= 100", "2"), ("> 50", "0.5 * 2"), ("-", "项 * 0")]
    found = one_table({"项": "number"}, ["项"], rows, policy="ANY")

    assert [(each.diagnostic.code, each.diagnostic.values["other"], each.rule) for each in found] == [
        ("CHK013", 1, 2),
        ("CHK013", 2, 3),
        ("CHK014", 1, 4),
        ("CHK014", 2, 4),
        ("CHK014", 3, 4),
    ]


def test_overlap_where_columns_hang_together_is_no_error() -> None:
    grade = table(["分"], [("< 60", '"差"'), (">= 60", '"好"')])
    rows = [('"好"', "-", "1"), ('"差"', ">= 0", "2"), ("-", "< 0", "0")]
    body = (
        given("分", "number")
        + decided("等级", grade, needs("分"), "string")
        + decided("资助", table(["等级", "分"], rows), needs("d等级", kind="Decision") + needs("分"))
    )

    assert [(each.diagnostic.code, each.diagnostic.severity) for each in checked(body)] == [
        ("CHK014", Severity.WARNING)
    ]


# --- rules and cells without effect ------------------------------------------------------------------------


def test_rule_that_several_together_cover_is_never_reached() -> None:
    rows = [("< 10", "1"), (">= 10", "2"), ("[5..20]", "3"), ("-", "4")]
    found = one_table({"项": "number"}, ["项"], rows, policy="FIRST")

    # Rule 4 still has null.
    assert said(found) == [("CHK015", 3, None)]
    assert found[0].diagnostic.message() == "规则 3 走不到：它成立时，规则 1、2 已经先成立。"


def test_rule_of_lower_priority_is_never_reached_wherever_it_stands() -> None:
    rows = [("[5..20]", '"低"'), ("> 0", '"高"'), ("<= 0", '"低"')]
    found = one_table({"项": "number"}, ["项"], rows, policy="PRIORITY", values='"高", "低"')

    assert said(found) == [("CHK015", 1, None)]


def test_rules_hidden_in_part_are_a_note() -> None:
    rows = [("[0..10]", "1"), ("[5..20]", "2"), ("-", "3")]
    found = one_table({"项": "number"}, ["项"], rows, policy="FIRST")

    assert [(each.diagnostic.code, each.diagnostic.message()) for each in found] == [
        ("CHK024", "部分被前面的规则遮住的规则（括号里是遮住它的）：2（1）。")
    ]


def test_same_conditions_in_other_words_are_a_duplicate() -> None:
    rows = [(">= 10", "1"), ("< 10", "2"), ("not(< 10)", "1"), (">= 10.0", "9")]
    found = one_table({"项": "number"}, ["项"], rows, policy="COLLECT")

    assert said(found) == [("CHK016", 3, None)]


def test_open_cells_that_say_the_same_are_a_duplicate() -> None:
    rows = [("> 门槛", "1"), ("<= 门槛", "2"), (">  门槛", "1")]
    found = one_table({"项": "number", "门槛": "number"}, ["项"], rows, policy="RULE ORDER")

    assert codes(found) == ["CHK016", "CHK019"]


@pytest.mark.parametrize("cell", ["[20..10]", "(5..5)", "? > 5 and ? < 3", "1, [3..2]"])
def test_condition_that_never_holds_is_marked_in_its_cell(cell: str) -> None:
    found = one_table({"项": "number"}, ["项"], [(cell, "1"), ("-", "0")], policy="FIRST")

    finding = only(found, "CHK017")
    assert (finding.rule, finding.column, finding.text) == (1, 1, cell)
    assert finding.diagnostic.span is not None
    assert finding.diagnostic.where == "资助 › 规则 1 › 输入 1"


def test_value_that_is_not_allowed_is_marked_in_its_cell() -> None:
    rows = [('"高企", "高新"', "1"), ('"规上", "其他"', "2")]
    found = one_table({"类型": "string"}, [("类型", KIND)], rows)

    assert said(found) == [("CHK018", 1, 1)]
    assert found[0].render().splitlines()[:3] == [
        "CHK018  试验.dmn › 资助 › 规则 1 › 输入 1 › 第 7 个字",
        '"高企", "高新"',
        "        ^^^^^^",
    ]
    assert found[0].diagnostic.message() == f'"高新" 不在这一列允许的值里：{KIND}。'


def test_cells_of_one_expression_that_exclude_each_other_make_a_dead_rule() -> None:
    rows = [("> 10", "< 5", "1"), ("-", "-", "0")]

    assert said(one_table({"项": "number"}, ["项", "项"], rows, policy="FIRST")) == [("CHK017", 1, None)]


def test_outputs_are_held_against_their_allowed_values() -> None:
    rows = [("< 5", '"高"'), (">= 5", '"中"')]

    found = one_table({"项": "number"}, ["项"], rows, values='"高", "低"')

    assert said(found) == [("CHK022", 2, 2)]
    assert codes(one_table({"项": "number"}, ["项"], rows, policy="PRIORITY")) == ["CHK023"]


@pytest.mark.parametrize("empty", ["", " "])
def test_a_result_that_is_not_written_is_told(empty: str) -> None:
    found = one_table({"项": "number"}, ["项"], [("< 5", empty), (">= 5", "null")])

    assert said(found) == [("CHK025", 1, 2)]
    assert found[0].diagnostic.severity is Severity.ERROR


# --- what is left open -------------------------------------------------------------------------------------


def test_cells_with_other_names_are_said_to_be_undecided() -> None:
    rows = [("> 门槛", "1"), ("<= 门槛", "2")]
    found = one_table({"项": "number", "门槛": "number"}, ["项"], rows)

    assert [(each.diagnostic.code, each.diagnostic.severity) for each in found] == [("CHK019", Severity.INFO)]
    assert found[0].diagnostic.message() == (
        "规则 1、2 的“项”用到了别的名称、函数或列表，同它有关的空当和重叠没有判断。"
    )


def test_a_table_too_large_says_so() -> None:
    rows = [(*("true" if at >> bit & 1 else "false" for bit in range(11)), "1") for at in range(40)]
    inputs = {f"b{at}": "boolean" for at in range(11)}
    found = one_table(inputs, list(inputs), rows)

    assert set(codes(found)) == {"CHK010", "CHK021"}
    assert sum(code == "CHK010" for code in codes(found)) == 20


def test_a_large_table_is_checked_whole() -> None:
    """3,700 rules by 4 inputs, with one rule missing and one that meets another."""
    rows = [(f"[{at}..{at + 1})", "-", "-", "-", str(at)) for at in range(3700) if at != 1234]
    rows += [("< 0", "-", "-", "-", "0"), (">= 3700", "-", "-", "-", "0"), ("[77..77]", "< 5", "-", "-", "0")]
    inputs = {f"x{at}": "number" for at in range(4)}

    found = one_table(inputs, list(inputs), rows)

    assert said(found) == [("CHK012", 3702, None), ("CHK010", None, None)]
    assert found[1].diagnostic.values["row"] == "[1234..1235) | - | - | -"
