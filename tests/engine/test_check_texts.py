"""Types, names and use: what is said of the texts of a model outside and inside of tables."""

from __future__ import annotations

import pytest

from luodi.diagnostics import Severity
from luodi.dmn import read
from luodi.review.check import as_json, check_model
from tests.engine.checked_models import checked, codes, decided, given, needs, one_table, said, table, text
from tests.engine.dmn_files import decision, importing, literal, model, resolver

RATIO = (
    '<itemDefinition name="比率"><typeRef>number</typeRef>'
    "<allowedValues><text>[0..1]</text></allowedValues></itemDefinition>"
)


def test_a_cell_that_says_something_else_than_is_meant_is_warned_of() -> None:
    rows = [(">= 1,000,000", "1"), ("100-200", "2"), ("> 3, <= 5", "3")]
    body = given("金额", "number") + decided("档", table(["金额"], rows, policy="FIRST"), needs("金额"))

    found = [each for each in checked(body) if each.diagnostic.code.startswith("FEEL")]

    assert said(found) == [("FEEL027", 1, 1), ("FEEL028", 2, 1), ("FEEL029", 3, 1)]
    assert {each.diagnostic.severity for each in found} == {Severity.WARNING}


def test_a_figure_with_a_unit_gets_its_fix_by_the_label_of_the_column() -> None:
    labelled = table(["金额"], [("10万元", "1"), ("3%", "2")]).replace(
        "<input>", '<input label="金额（万元）">'
    )

    found = checked(given("金额", "number") + decided("档", labelled, needs("金额")))

    assert [(each.diagnostic.code, each.diagnostic.values.get("fix")) for each in found[:2]] == [
        ("FEEL014", "10"),
        ("FEEL026", None),
    ]


def test_a_figure_with_a_unit_gets_its_fix_by_the_dictionary_where_the_label_says_none() -> None:
    rows = [("10万元", "5万元")]
    body = given("金额", "number") + decided("补助", table(["金额"], rows), needs("金额"), "number")
    found = read(model(body), name="试验.dmn")
    assert found.definitions is not None

    told = check_model(found.definitions, units={"金额": "万元", "补助": "元"})

    fixes = [(each.column, each.diagnostic.values.get("fix")) for each in told if each.rule == 1]
    assert fixes == [(1, "10"), (2, "50000")]


def test_days_as_people_write_them_get_their_fix_in_columns_of_dates() -> None:
    rows = [
        ("> 2020-01-01", 'date("2020-01-01")'),
        ("2020年1月1日起", "2020/1/1"),
        ("2020年1月1日以后", 'date("2020-01-01")'),
        ('>= date("2020-01-01")', 'date("2020-01-01")'),
    ]
    dated = table(["成立日期"], rows, policy="FIRST", kind="date")

    found = checked(given("成立日期", "date") + decided("自", dated, needs("成立日期"), "date"))

    told = [each for each in found if each.diagnostic.code.startswith("FEEL")]
    assert said(told) == [("FEEL014", 1, 1), ("FEEL014", 2, 1), ("FEEL014", 2, 2), ("FEEL032", 3, 1)]
    assert told[0].diagnostic.values["fix"] == '> date("2020-01-01")'
    assert told[2].diagnostic.values["fix"] == 'date("2020-01-01")'


def test_a_day_in_a_column_of_numbers_is_a_subtraction_still() -> None:
    body = given("金额", "number") + decided("档", table(["金额"], [("2020-01-01", "1")]), needs("金额"))

    assert [each.diagnostic.code for each in checked(body) if "FEEL" in each.diagnostic.code] == []


@pytest.mark.parametrize(
    ("feel", "was", "reason"),
    [
        ('date("2020-13-01")', 'date("2020-13-01")', "“2020-13-1”不是日期"),
        ('@"2020-02-30"', '@"2020-02-30"', "“2020-2-30”不是日期"),
        ("金额 + 1/0", "1/0", "除数为零"),
        ("if 金额 > 1 then log(0) else 2", "log(0)", "函数 log 的参数 number 不能取 0"),
        ('matches(名称, "[")', 'matches(名称, "[")', "正则表达式第 2 个字符处（[）写法有误"),
        (
            'replace(名称, "a*", "b")',
            'replace(名称, "a*", "b")',
            "正则表达式能匹配空文本，不能用来替换或拆分",
        ),
        ('split(名称, "(")', 'split(名称, "(")', "正则表达式第 2 个字符处（(）写法有误"),
    ],
)
def test_what_can_only_be_null_is_told_with_the_reason(feel: str, was: str, reason: str) -> None:
    inputs = given("金额", "number") + given("名称", "string")
    found = checked(inputs + decided("值", text(feel), needs("金额", "名称")))

    (told,) = [each for each in found if each.diagnostic.severity is Severity.ERROR]
    span = told.diagnostic.span
    assert (told.diagnostic.code, told.diagnostic.where) == ("CHK026", "值")
    assert span is not None and feel[span.start : span.end] == was
    assert told.diagnostic.message() == f"“{was}”只能得 null：{reason}。"
    assert "null" in told.diagnostic.message("en") and told.diagnostic.message("en").count(".") <= 2


@pytest.mark.parametrize(
    "feel", ["null", "金额 + null", "[1, null]", 'matches(名称, "^a+$")', "1/3", "now()"]
)
def test_a_null_that_is_meant_and_constants_with_a_value_are_not_told(feel: str) -> None:
    inputs = given("金额", "number") + given("名称", "string")
    found = checked(inputs + decided("值", text(feel), needs("金额", "名称")))

    assert "CHK026" not in codes(found)


def test_a_cell_with_such_a_constant_is_told_once() -> None:
    rows = [('< date("2020-13-01")', "1"), ("-", "2")]
    body = given("日期", "date") + decided("档", table(["日期"], rows, policy="FIRST"), needs("日期"))

    assert [each for each in said(checked(body)) if each[1]] == [("CHK026", 1, 1)]


@pytest.mark.parametrize(
    ("aggregation", "kind", "results", "told"),
    [
        ("SUM", "", ('"甲"', "1"), [("CHK027", 1, 2)]),
        ("SUM", "string", ('"甲"', '"乙"'), [("CHK027", None, None)]),
        ("MIN", "", ('"甲"', '"乙"'), []),
        ("MAX", "boolean", ("true", "false"), [("CHK027", None, None)]),
        ("COUNT", "", ('"甲"', "1"), []),
        ("SUM", "number", ("1", "金额 * 2"), []),
    ],
)
def test_results_that_cannot_be_summed_up_are_told(
    aggregation: str, kind: str, results: tuple[str, str], told: list[tuple[str, int | None, int | None]]
) -> None:
    rows = [("> 1", results[0]), ("-", results[1])]
    made = table(["金额"], rows, policy="COLLECT", kind=kind, aggregation=aggregation)

    found = checked(given("金额", "number") + decided("合计", made, needs("金额")))

    errors = [each for each in found if each.diagnostic.severity is Severity.ERROR]
    assert said(errors) == told


def test_a_sound_model_of_all_boxed_kinds_has_nothing() -> None:
    boxed = (
        "<context>"
        '<contextEntry><variable name="合计" typeRef="number"/>'
        "<literalExpression><text>sum(金额)</text></literalExpression></contextEntry>"
        '<contextEntry><variable name="翻倍"/><functionDefinition>'
        '<formalParameter name="数" typeRef="number"/>'
        "<literalExpression><text>数 * 2</text></literalExpression></functionDefinition></contextEntry>"
        "<contextEntry><literalExpression><text>翻倍(合计)</text></literalExpression></contextEntry>"
        "</context>"
    )
    loop = (
        '<for iteratorVariable="笔"><in><literalExpression><text>金额</text></literalExpression></in>'
        "<return><literalExpression><text>笔 + 1</text></literalExpression></return></for>"
    )
    some = (
        '<some iteratorVariable="笔"><in><literalExpression><text>金额</text></literalExpression></in>'
        "<satisfies><literalExpression><text>笔 > 1</text></literalExpression></satisfies></some>"
    )
    chosen = (
        "<conditional><if><literalExpression><text>有</text></literalExpression></if>"
        "<then><literalExpression><text>1</text></literalExpression></then>"
        "<else><literalExpression><text>0</text></literalExpression></else></conditional>"
    )
    kept = (
        "<filter><in><literalExpression><text>金额</text></literalExpression></in>"
        "<match><literalExpression><text>item > 1</text></literalExpression></match></filter>"
    )
    body = (
        '<itemDefinition name="多" isCollection="true"><typeRef>number</typeRef></itemDefinition>'
        + given("金额", "多")
        + decided("总", boxed, needs("金额"), "number")
        + decided("增", loop, needs("金额"), "多")
        + decided("有", some, needs("金额"), "boolean")
        + decided("选", chosen, needs("d有", kind="Decision"), "number")
        + decided("留", kept, needs("金额"), "多")
        + decided(
            "末", text("count(增) + count(留) + 选 + 总"), needs("d增", "d留", "d选", "d总", kind="Decision")
        )
    )

    assert [each.render() for each in checked(body)] == []


def test_every_kind_of_fault_is_told_at_once() -> None:
    found = one_table(
        {"费用": "number", "类型": "string"},
        ["费用", "类型"],
        [('"多"', "-", "1"), ("< 5", "高企", '"1"'), (">= 5", "-", "费 * 2")],
        kind="number",
    )

    errors = [each for each in found if each.diagnostic.severity is Severity.ERROR]
    assert said(errors) == [("FEEL042", 1, 1), ("FEEL031", 2, 2), ("CHK001", 2, 3), ("FEEL030", 3, 3)]
    assert [each.diagnostic.where for each in errors] == [
        "资助 › 规则 1 › 输入 1",
        "资助 › 规则 2 › 输入 2",
        "资助 › 规则 2 › 输出 1",
        "资助 › 规则 3 › 输出 1",
    ]
    assert errors[2].diagnostic.message() == "这里声明的类型是数，实际给出文字，结果会是 null。"


def test_unknown_name_is_told_with_the_nearest() -> None:
    body = given("研发费用", "number") + decided("占比", text("研发费 / 2"), needs("研发费用"))

    (finding,) = [each for each in checked(body) if each.diagnostic.severity is Severity.ERROR]

    assert (finding.diagnostic.code, finding.diagnostic.hint()) == ("FEEL030", "是不是“研发费用”？")


def test_a_name_without_an_arrow_is_told_as_such() -> None:
    body = given("研发费用", "number") + decided("占比", text("研发费用 / 2"))

    assert codes(checked(body)) == ["CHK002", "CHK030"]


def test_declared_types_are_held_against_what_comes_out() -> None:
    body = given("费用", "number") + decided("占比", text("string(费用)"), needs("费用"), "number")

    assert codes(checked(body)) == ["CHK001"]


def test_input_expression_and_cell_follow_the_item_definition() -> None:
    company = (
        '<itemDefinition name="企业"><itemComponent name="名称"><typeRef>string</typeRef></itemComponent>'
        '<itemComponent name="人数"><typeRef>number</typeRef></itemComponent></itemDefinition>'
    )
    rows = [("> 5", "1"), ('"多"', "2")]
    body = (
        company
        + given("企业", "企业")
        + decided("资助", table(["企业.人数"], rows, policy="FIRST"), needs("企业"))
    )
    wrong = company + given("企业", "企业") + decided("资助", text("企业.人员"), needs("企业"))

    assert "FEEL042" in codes(checked(body))
    assert codes(checked(wrong)) == ["FEEL038"]


def test_allowed_values_of_a_type_are_held_against_it() -> None:
    wrong = RATIO.replace("[0..1]", '"高"')

    found = checked(wrong + given("占比", "比率") + decided("倍", text("占比 * 2"), needs("占比")))

    assert codes(found) == ["FEEL042"]


def test_types_go_through_decisions_that_declare_none() -> None:
    body = (
        given("费用", "number")
        + decided("够", text("费用 > 5"), needs("费用"))
        + decided("资助", text("够 + 1"), needs("d够", kind="Decision"))
    )

    assert codes(checked(body)) == ["FEEL033"]


def test_calls_and_invocations_of_knowledge_models_are_typed() -> None:
    double = (
        '<businessKnowledgeModel name="翻倍" id="b"><variable name="翻倍"/><encapsulatedLogic>'
        '<formalParameter name="数" typeRef="number"/>'
        "<literalExpression><text>数 * 2</text></literalExpression>"
        "</encapsulatedLogic></businessKnowledgeModel>"
    )

    def invoked(name: str, feel: str) -> str:
        return (
            "<invocation><literalExpression><text>翻倍</text></literalExpression>"
            f'<binding><parameter name="{name}"/>{literal(feel)}</binding></invocation>'
        )

    arrows = needs("b", kind="Knowledge")
    assert codes(checked(double + decided("末", invoked("数", "1"), arrows, "number"))) == []
    assert codes(checked(double + decided("末", invoked("量", "1"), arrows))) == ["FEEL037"]
    assert codes(checked(double + decided("末", invoked("数", '"一"'), arrows))) == ["FEEL035"]
    assert codes(checked(double + decided("末", text('翻倍("一")'), arrows))) == ["FEEL035"]
    assert codes(checked(double + decided("末", text("翻倍(1)"), arrows, "string"))) == ["CHK001"]


def test_names_of_imported_models_are_known() -> None:
    inner = model(
        RATIO + given("占比", "比率", "i") + decision(literal("占比 > 0.5"), "够", needs("i")),
        namespace="urn:inner",
    )
    rows = [("< 0.5", "1"), ("[0.5..1)", "2")]
    body = importing("里", "urn:inner") + decided(
        "资助",
        table(["里.占比"], rows),
        needs("i").replace("#i", "urn:inner#i") + needs("d_够", kind="Decision").replace("#d", "urn:inner#d"),
    )
    found = read(model(body), resolver({"urn:inner": inner}))
    assert found.definitions is not None

    findings = check_model(found.definitions, read=found.diagnostics)

    assert [(each.diagnostic.code, each.diagnostic.message()) for each in findings] == [
        ("CHK010", "里.占比 = 1 时没有规则。"),
        ("CHK032", "“资助”连到了“里.够”，但没有用到它。"),
        ("CHK050", "不能成批计算：“资助”使用了另一个模型的“占比”，尚不能换算成数据库查询。"),
    ]


def test_circles_are_told_and_nothing_hangs() -> None:
    body = decided("甲", text("乙 + 1"), needs("d乙", kind="Decision")) + decided(
        "乙", text("甲 + 1"), needs("d甲", kind="Decision")
    )

    assert codes(checked(body)) == ["DMN022"]


def test_a_type_that_holds_itself_ends() -> None:
    body = (
        '<itemDefinition name="人"><itemComponent name="名"><typeRef>string</typeRef></itemComponent>'
        '<itemComponent name="上级"><typeRef>人</typeRef></itemComponent></itemDefinition>'
        + given("人", "人")
        + decided("名", text("人.上级.上级.名 + 1"), needs("人"))
    )

    assert codes(checked(body)) == ["FEEL033", "DMN040"]


def test_what_is_not_used_is_a_note() -> None:
    body = (
        given("甲", "number")
        + given("乙", "number")
        + decided("一", text("1"), needs("甲"))
        + decided("二", text("一"), needs("d一", kind="Decision"))
        + decided("三", text("一"), needs("d一", kind="Decision"))
    )

    found = checked(body)

    assert {each.diagnostic.severity for each in found} == {Severity.INFO}
    assert [(each.diagnostic.code, each.diagnostic.where) for each in found] == [
        ("CHK030", "乙"),
        ("CHK031", "二"),
        ("CHK031", "三"),
        ("CHK032", "一"),
    ]


def test_a_fault_in_one_cell_does_not_hide_the_rest_of_the_table() -> None:
    found = one_table({"费用": "number", "型": "boolean"}, ["费用", "型"],
                      [('"多"', "-", "1"), ("< 5", "true", "2"), ("<= 5", "true", "3")])  # fmt: skip

    # Where the cell that cannot be read might hold, nothing is said.
    assert codes(found) == ["FEEL042", "CHK012"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_json_has_the_keys_of_diagnostics_and_more(lang: str) -> None:
    found = one_table({"费用": "number"}, ["费用"], [("< 5", "1"), ('"多"', "2")])

    (first, *_) = as_json(found, lang)

    assert list(first) == [
        "code",
        "severity",
        "message",
        "file",
        "where",
        "span",
        "hint",
        "text",
        "rule",
        "column",
    ]
    assert (first["code"], first["span"], first["text"], first["rule"], first["column"]) == (
        "FEEL042",
        [0, 3],
        '"多"',
        2,
        1,
    )


@pytest.mark.parametrize(
    "feel", ["(" * 9_000 + "1", "10**10**10", "for i in 1..10**12 return i", 'matches("a", "(a+)+$")', "＞ 5"]
)
def test_hostile_texts_end(feel: str) -> None:
    found = one_table({"费用": "number"}, ["费用"], [(feel, feel), ("-", "1")], policy="FIRST")

    assert isinstance(found, list)
