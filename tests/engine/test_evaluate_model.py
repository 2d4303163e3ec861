"""Running models: requirements, boxed expressions, functions, services, imports, types, dates, faults."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

import pytest

from luodi.dmn import Found, read
from luodi.dmn.model import ItemDefinition, UnaryTests
from luodi.evaluate import compile_model, format_value, texts
from luodi.evaluate.model import Model
from tests.engine.decision_models import literal, model, table
from tests.engine.dmn_files import decision
from tests.engine.dmn_files import model as dmn_file


def compiled(body: str) -> Model:
    definitions = read(dmn_file(body)).definitions
    assert definitions is not None
    return compile_model(definitions)


def boxed(expression: str) -> str:
    """The value of a decision that is this boxed expression."""
    result = compiled(decision(expression)).decide({})
    return format_value(result.values["决定"], quoted=True)


def literal_xml(text: str) -> str:
    return f"<literalExpression><text>{text}</text></literalExpression>"


# --- boxed expressions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (
            "<context><contextEntry><variable name='a b'/><literalExpression><text>2</text>"
            "</literalExpression></contextEntry><contextEntry><variable name='c'/><literalExpression>"
            "<text>a b * 3</text>"
            "</literalExpression></contextEntry></context>",
            "{a b: 2, c: 6}",
        ),
        (
            "<context><contextEntry><variable name='n'/><literalExpression><text>5</text></literalExpression>"
            "</contextEntry><contextEntry><literalExpression><text>n + 1</text></literalExpression>"
            "</contextEntry></context>",
            "6",
        ),
        (
            "<context><contextEntry><variable name='fact'/><functionDefinition><formalParameter name='n' "
            "typeRef='number'/><literalExpression><text>if n = 0 then 1 else n * fact(n - 1)</text>"
            "</literalExpression></functionDefinition></contextEntry><contextEntry><invocation>"
            "<literalExpression><text>fact</text></literalExpression><binding><parameter name='n'/>"
            "<literalExpression><text>6</text></literalExpression></binding></invocation></contextEntry></context>",
            "720",
        ),
        (
            "<relation><column name='名称'/><column name='金额' typeRef='number'/><row><literalExpression>"
            '<text>"甲"</text></literalExpression><literalExpression><text>1</text></literalExpression></row>'
            '<row><literalExpression><text>"乙"</text></literalExpression><literalExpression><text>"x"</text>'
            "</literalExpression></row></relation>",
            '[{名称: "甲", 金额: 1}, {名称: "乙", 金额: null}]',
        ),
        (f"<list>{literal_xml('1')}{literal_xml('1 + 1')}</list>", "[1, 2]"),
        (
            f"<conditional><if>{literal_xml('1 > 2')}</if><then>{literal_xml('1')}</then>"
            f"<else>{literal_xml('2')}</else></conditional>",
            "2",
        ),
        (
            f"<filter><in>{literal_xml('[{a: 1}, {a: 2}]')}</in>"
            f"<match>{literal_xml('a = 2')}</match></filter>",
            "[{a: 2}]",
        ),
        (
            f"<for iteratorVariable='i'><in>{literal_xml('[1, 2, 3]')}</in>"
            f"<return>{literal_xml('i + sum([0, count(partial)])')}</return></for>",
            "[1, 3, 5]",
        ),
        (
            f"<every iteratorVariable='i'><in>{literal_xml('[1, 2]')}</in>"
            f"<satisfies>{literal_xml('i &gt; 0')}</satisfies></every>",
            "true",
        ),
        (
            f"<some iteratorVariable='i'><in>{literal_xml('[1, 2]')}</in>"
            f"<satisfies>{literal_xml('i &gt; 2')}</satisfies></some>",
            "false",
        ),
        (
            "<functionDefinition kind='Java'><formalParameter name='x'/><context><contextEntry>"
            "<variable name='class'/><literalExpression><text>\"java.lang.Math\"</text></literalExpression>"
            "</contextEntry></context></functionDefinition>",
            "function(x)",
        ),
    ],
)
def test_boxed_expression(expression: str, value: str) -> None:
    assert boxed(expression) == value


# --- functions, services, imports --------------------------------------------------------------------------

CALLS = """
<inputData name="费用" id="i"><variable name="费用" typeRef="number"/></inputData>
<businessKnowledgeModel name="比例" id="b"><variable name="比例"/><encapsulatedLogic>
  <formalParameter name="部分" typeRef="number"/><formalParameter name="全部" typeRef="number"/>
  <literalExpression typeRef="number"><text>部分 / 全部</text></literalExpression>
</encapsulatedLogic></businessKnowledgeModel>
<decision name="占比" id="d1"><variable name="占比"/><informationRequirement><requiredInput href="#i"/>
  </informationRequirement><knowledgeRequirement><requiredKnowledge href="#b"/></knowledgeRequirement>
  <literalExpression><text>比例(全部: 200, 部分: 费用)</text></literalExpression></decision>
<decision name="达标" id="d2"><variable name="达标"/><informationRequirement><requiredDecision href="#d1"/>
  </informationRequirement><literalExpression><text>占比 >= 0.03</text></literalExpression></decision>
<decisionService name="判断" id="s"><variable name="判断"/><outputDecision href="#d2"/>
  <encapsulatedDecision href="#d1"/><inputData href="#i"/></decisionService>
<decision name="两家" id="d3"><variable name="两家"/><knowledgeRequirement><requiredKnowledge href="#s"/>
  </knowledgeRequirement>
  <literalExpression><text>[判断(6), 判断(费用: 5)]</text></literalExpression></decision>
"""


def test_knowledge_models_and_services_are_called() -> None:
    result = compiled(CALLS).decide({"费用": 5})

    assert result.values == {"占比": Decimal("0.025"), "达标": False, "两家": [True, False]}


def test_a_service_and_a_knowledge_model_are_run_by_name() -> None:
    services = compiled(CALLS)

    assert services.call("判断", {"费用": 6}).values == {"判断": True}
    assert services.call("比例", {"部分": 1, "全部": 4}).values == {"比例": Decimal("0.25")}


def test_an_argument_of_another_type_makes_the_call_null_with_a_reason() -> None:
    result = compiled(CALLS).call("比例", {"部分": "一", "全部": 4})

    assert result.values == {"比例": None}
    assert [each.code for each in result.reasons] == ["EVAL021"]


def test_a_value_set_for_a_decision_is_used_instead_of_its_expression() -> None:
    assert compiled(CALLS).decide({"占比": 0.5}, decisions=["达标"]).values == {"达标": True}


def test_elements_of_an_imported_model_are_used_by_the_name_of_the_import() -> None:
    inner = dmn_file(
        '<inputData name="x" id="x"><variable name="x" typeRef="number"/></inputData>'
        '<decision name="twice" id="t"><variable name="twice"/><informationRequirement>'
        '<requiredInput href="#x"/></informationRequirement><literalExpression><text>x * 2</text>'
        "</literalExpression></decision>",
        namespace="urn:inner",
    )
    outer = dmn_file(
        '<import namespace="urn:inner" name="基础" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
        '<decision name="d" id="d"><variable name="d"/><informationRequirement>'
        '<requiredDecision href="urn:inner#t"/></informationRequirement>'
        "<literalExpression><text>基础.twice + 1</text></literalExpression></decision>"
    )
    definitions = read(outer, lambda _each: Found(inner, "inner.dmn")).definitions
    assert definitions is not None

    both = compile_model(definitions)

    assert both.inputs == ("基础.x",)
    assert both.decide({"基础.x": 4}).values == {"d": 9}
    assert both.decide({}).missing == {"d": ("基础.x",)}


# --- types -------------------------------------------------------------------------------------------------

GRADE = ItemDefinition(name="tGrade", type_ref="string", allowed_values=UnaryTests(text='"A", "B"'))
SHARE = ItemDefinition(name="tShare", type_ref="number", allowed_values=UnaryTests(text="[0..1]"))
GRADES = ItemDefinition(name="tGrades", type_ref="tGrade", is_collection=True)
SHORT = ItemDefinition(
    name="tShort",
    type_ref="number",
    is_collection=True,
    type_constraint=UnaryTests(text="count(?) &lt; 3".replace("&lt;", "<")),
)


@pytest.mark.parametrize(
    ("type_ref", "given", "value", "codes"),
    [
        ("tGrade", "A", "A", []),
        ("tGrade", "C", None, ["EVAL025"]),
        ("tGrade", 1, None, ["EVAL021"]),
        ("tGrade", ["B"], "B", []),
        ("tShare", 1.5, None, ["EVAL025"]),
        ("tGrades", ["A", "B"], ["A", "B"], []),
        ("tGrades", "A", ["A"], []),
        ("tGrades", ["A", "C"], None, ["EVAL025"]),
        ("tShort", [1, 2], [1, 2], []),
        ("tShort", [1, 2, 3], None, ["EVAL025"]),
        ("date", date(2026, 3, 1), "2026-03-01", []),
        ("dateTime", date(2026, 3, 1), "2026-03-01T00:00:00Z", []),
        ("number", None, None, []),
        ("Any", [1, "a"], [1, "a"], []),
        (None, "x", "x", []),
    ],
)
def test_an_input_is_taken_as_its_type(
    type_ref: str | None, given: object, value: object, codes: list[str]
) -> None:
    text = "if x instance of date or x instance of date and time then string(x) else x"
    typed = compile_model(model({"x": type_ref}, {"d": literal(text)}, [GRADE, SHARE, GRADES, SHORT]))

    result = typed.decide({"x": given})

    assert (result.values["d"], [each.code for each in result.reasons]) == (value, codes)


def test_a_decision_that_is_not_of_its_type_is_null_with_a_reason() -> None:
    wrong = compile_model(model({}, {"d": (literal('"text"'), "number"), "e": (literal("[5]"), "number")}))

    result = wrong.decide({})

    assert result.values == {"d": None, "e": Decimal(5)}
    assert [(each.code, each.where) for each in result.reasons] == [("EVAL021", "d")]


def test_a_type_may_hold_itself() -> None:
    tree = ItemDefinition(
        name="tTree",
        components=(
            ItemDefinition(name="v", type_ref="number"),
            ItemDefinition(name="down", type_ref="tTree", is_collection=True),
        ),
    )
    trees = compile_model(model({"t": "tTree"}, {"d": literal("t.down[1].down.v")}, [tree]))

    inner = {"v": 2, "down": [{"v": 3, "down": []}, {"v": 4, "down": []}]}
    assert trees.decide({"t": {"v": 1, "down": [inner]}}).values["d"] == [3, 4]


# --- dates, faults, threads --------------------------------------------------------------------------------


def test_today_and_now_are_as_of() -> None:
    dated = compile_model(model({}, {"d": literal('[today() = @"2026-03-01", string(now())]')}))

    assert dated.decide({}, date(2026, 3, 1)).values["d"] == [True, "2026-03-01T00:00:00"]


def test_a_cell_that_cannot_be_read_names_table_rule_and_column_and_never_matches() -> None:
    broken = compiled(
        '<inputData name="x" id="x"><variable name="x"/></inputData>'
        '<decision name="档次" id="d"><variable name="档次"/><informationRequirement>'
        '<requiredInput href="#x"/></informationRequirement><decisionTable hitPolicy="FIRST"><input>'
        "<inputExpression><text>x</text>"
        "</inputExpression></input><output/><rule><inputEntry><text>&gt;= </text></inputEntry><outputEntry>"
        "<text>1</text></outputEntry></rule><rule><inputEntry><text>-</text></inputEntry><outputEntry>"
        "<text>2</text></outputEntry></rule></decisionTable></decision>"
    )

    assert [(each.code, each.where) for each in broken.diagnostics] == [("FEEL003", "档次 › 规则 1 › 输入 1")]
    assert broken.decide({"x": 1}).values == {"档次": Decimal(2)}


def test_a_name_that_is_no_input_is_told() -> None:
    result = compile_model(model({"x": None}, {"d": literal("x")})).decide({"X": 1})

    assert [(each.code, each.values) for each in result.reasons] == [("EVAL037", {"name": "X"})]


def test_decisions_in_a_circle_end_with_a_reason() -> None:
    circle = compiled(
        '<decision name="a" id="a"><variable name="a"/><informationRequirement><requiredDecision href="#b"/>'
        "</informationRequirement><literalExpression><text>b + 1</text></literalExpression></decision>"
        '<decision name="b" id="b"><variable name="b"/><informationRequirement><requiredDecision href="#a"/>'
        "</informationRequirement><literalExpression><text>a + 1</text></literalExpression></decision>"
    )

    result = circle.decide({})

    assert result.values == {"a": None, "b": None}
    assert result.reasons[0].code == "EVAL028"
    assert circle.decide({}).missing == {"a": (), "b": ()}


def test_a_decision_is_evaluated_once_and_only_when_needed() -> None:
    lazy = compile_model(
        model({"x": None}, {"costly": literal("x / 0"), "d": literal("if x = 0 then costly else 1")})
    )

    result = lazy.decide({"x": 1}, decisions=["d"])
    both = lazy.decide({"x": 0})

    assert (result.values, result.reasons) == ({"d": 1}, ())
    assert [each.code for each in both.reasons] == ["EVAL003"]


def test_how_far_off_a_threshold_was() -> None:
    near = compile_model(
        model(
            {"费用": "number", "收入": "number", "成立": "date"},
            {
                "占比": literal("费用 / 收入"),
                "资格": table(
                    "F",
                    ["占比", "成立"],
                    [""],
                    [(">= 0.03", '<= @"2021-12-31"', "true"), ("-", "-", "false")],
                ),
                "大企业": literal("收入 > 50000"),
            },
        )
    ).decide({"费用": 26, "收入": 1000, "成立": date(2022, 1, 10)}, trace=True)

    shown = [
        (
            each.what,
            format_value(each.value),
            each.op,
            format_value(each.bound),
            format_value(each.gap),
            each.only,
        )
        for each in near.near
    ]
    assert shown == [
        ("占比", "0.026", ">=", "0.03", "0.004", False),
        ("成立", "2022-01-10", "<=", "2021-12-31", "P10D", False),
        ("收入", "1000", ">", "50000", "49000", True),
    ]


def test_one_model_serves_several_threads() -> None:
    shared = compile_model(
        model({"x": "number"}, {"d": table("F", ["x"], [""], [(f"< {n}", str(n)) for n in range(1, 50)])})
    )
    wrong: list[object] = []

    def work(offset: int) -> None:
        for n in range(300):
            x = (n + offset) % 49
            got = shared.decide({"x": x}, trace=n % 3 == 0).values["d"]
            if got != x + 1:
                wrong.append((x, got))

    threads = [threading.Thread(target=work, args=(offset,)) for offset in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert wrong == []


def test_a_text_is_read_once_for_all_that_is_made_of_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    parse = texts.parse_unary_tests
    monkeypatch.setattr(
        texts,
        "parse_unary_tests",
        lambda text, names, unit: read.append(text) or parse(text, names, unit),
    )
    rules = [("> a", "1"), ("> a", "2"), ("<= a", "3")]
    compiled = compile_model(model({"a": "number", "x": "number"}, {"d": table("F", ["x"], [""], rules)}))

    result = compiled.decide({"a": 1}, trace=True)

    assert result.missing == {"d": ("x",)}
    assert sorted(read) == ["<= a", "> a"]
