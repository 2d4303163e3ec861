"""What a DMN file says is in the model, with its place; what is not understood is said."""

from __future__ import annotations

import pytest

from luodi.diagnostics import Severity
from luodi.dmn import read
from luodi.dmn.model import (
    Aggregation,
    BoxedContext,
    BoxedFilter,
    BoxedFor,
    BoxedQuantified,
    Conditional,
    DecisionTable,
    FunctionDefinition,
    FunctionKind,
    HitPolicy,
    Invocation,
    LiteralExpression,
    Orientation,
    Quantifier,
    Relation,
    Version,
)
from tests.engine.dmn_files import KIT, codes, decision, literal, model, only, read_one

TABLE = """<decisionTable hitPolicy="COLLECT" aggregation="MAX" preferredOrientation="Rule-as-Column"
  outputLabel="奖">
 <input id="i1" label="研发"><inputExpression typeRef="number"><text>研发费用</text></inputExpression>
  <inputValues><text>&gt;= 0</text></inputValues></input>
 <output name="金额" typeRef="number"><outputValues><text>50, 100</text></outputValues>
  <defaultOutputEntry><text>0</text></defaultOutputEntry></output>
 <annotation name="依据"/>
 <rule id="r1"><description>大户</description><inputEntry><text>&gt; 100</text></inputEntry>
  <outputEntry><text>100</text></outputEntry><annotationEntry><text>第三条</text></annotationEntry></rule>
 <rule><inputEntry><text>-</text></inputEntry><outputEntry><text>50</text></outputEntry></rule>
</decisionTable>"""


def _expression(body: str):  # type: ignore[no-untyped-def]
    found = read_one(decision(body))
    assert found.diagnostics == ()
    assert found.definitions is not None
    return found.definitions.decisions[0].expression


def test_a_table_with_all_its_parts() -> None:
    table = _expression(TABLE)

    assert isinstance(table, DecisionTable)
    assert (table.hit_policy, table.aggregation) == (HitPolicy.COLLECT, Aggregation.MAX)
    assert (table.orientation, table.output_label) == (Orientation.RULES_AS_COLUMNS, "奖")
    assert [
        (each.label, each.expression.text, each.values and each.values.text) for each in table.inputs
    ] == [("研发", "研发费用", ">= 0")]
    (output,) = table.outputs
    assert (output.name, output.type_ref) == ("金额", "number")
    assert output.values is not None and output.values.text == "50, 100"
    assert output.default is not None and output.default.text == "0"
    assert table.annotations == ("依据",)
    assert [[cell.text for cell in rule.inputs] for rule in table.rules] == [["> 100"], ["-"]]
    assert [[cell.text for cell in rule.outputs] for rule in table.rules] == [["100"], ["50"]]
    assert [rule.annotations for rule in table.rules] == [("第三条",), ()]
    assert table.rules[0].description == "大户"


def test_the_place_of_a_cell_names_decision_rule_and_column() -> None:
    table = _expression(TABLE)

    cell = table.rules[1].inputs[0]

    assert str(cell.place) == "决定 › 规则 2 › 输入 1"
    assert cell.place.line == 12


@pytest.mark.parametrize(
    ("xml", "kind"),
    [
        (f"<context><contextEntry><variable name='a'/>{literal('1')}</contextEntry></context>", BoxedContext),
        (f"<relation><column name='a'/><row>{literal('1')}</row></relation>", Relation),
        (f"<invocation>{literal('f')}<binding><parameter name='a'/></binding></invocation>", Invocation),
        (
            f"<conditional><if>{literal('a')}</if><then>{literal('1')}</then><else>{literal('2')}</else>"
            "</conditional>",
            Conditional,
        ),
        (f"<filter><in>{literal('a')}</in><match>{literal('true')}</match></filter>", BoxedFilter),
        (
            f"<for iteratorVariable='x'><in>{literal('a')}</in><return>{literal('x')}</return></for>",
            BoxedFor,
        ),
    ],
)
def test_each_kind_of_boxed_expression(xml: str, kind: type) -> None:
    assert isinstance(_expression(xml), kind)


@pytest.mark.parametrize("word", ["some", "every"])
def test_boxed_quantifiers(word: str) -> None:
    xml = (
        f"<{word} iteratorVariable='x'><in>{literal('a')}</in><satisfies>{literal('x')}</satisfies></{word}>"
    )

    found = _expression(xml)

    assert isinstance(found, BoxedQuantified)
    assert (found.quantifier, found.variable) == (Quantifier(word), "x")
    assert isinstance(found.source.expression, LiteralExpression)


def test_text_keeps_its_white_space_and_its_absence_is_not_empty() -> None:
    assert _expression("<literalExpression><text>  1 +\n 2 </text></literalExpression>").text == "  1 +\n 2 "
    assert _expression("<literalExpression><text/></literalExpression>").text == ""
    assert _expression("<literalExpression/>").text is None


@pytest.mark.parametrize("version", Version)
def test_every_version_is_read(version: Version) -> None:
    found = read_one(decision(literal("1")), version=version)

    assert found.diagnostics == ()
    assert found.definitions is not None
    assert found.definitions.version is version


def test_types_with_constraints_components_and_functions() -> None:
    found = read_one(
        """<itemDefinition name="等级表" isCollection="true"><typeRef> string </typeRef>
        <allowedValues><text>"甲", "乙"</text></allowedValues>
        <typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
        <itemDefinition name="企业"><itemComponent name="年限"><typeRef>number</typeRef></itemComponent>
        </itemDefinition>
        <itemDefinition name="函数"><functionItem outputTypeRef="number">
        <parameters name="x" typeRef="number"/></functionItem></itemDefinition>"""
    )

    assert found.diagnostics == ()
    assert found.definitions is not None
    grades, firm, function = found.definitions.item_definitions
    assert (grades.type_ref, grades.is_collection) == ("string", True)
    assert grades.allowed_values is not None and grades.allowed_values.text == '"甲", "乙"'
    assert grades.type_constraint is not None and grades.type_constraint.text == "count(?) < 3"
    assert [(each.name, each.type_ref) for each in firm.components] == [("年限", "number")]
    assert function.function is not None
    assert function.function.output_type_ref == "number"
    assert [(each.name, each.type_ref) for each in function.function.parameters] == [("x", "number")]


def test_a_java_function_is_kept_with_a_warning() -> None:
    found = read_one(
        '<businessKnowledgeModel name="最大" id="b"><encapsulatedLogic kind="Java">'
        f"<context><contextEntry><variable name='class'/>{literal('1')}</contextEntry></context>"
        "</encapsulatedLogic></businessKnowledgeModel>"
    )

    assert (only(found).code, only(found).severity) == ("DMN013", Severity.WARNING)
    assert found.definitions is not None
    logic = found.definitions.bkms[0].logic
    assert isinstance(logic, FunctionDefinition)
    assert logic.kind is FunctionKind.JAVA
    assert isinstance(logic.body, BoxedContext)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<decison name='d'/>", "DMN007"),
        ("<inputData name='a' nmae='b'/>", "DMN008"),
        ("<inputData/>", "DMN006"),
        (decision("<decisionTable hitPolicy='BEST'><output/></decisionTable>"), "DMN009"),
        (decision("<decisionTable/>"), "DMN010"),
        (decision("<conditional><if/><then/><else/></conditional>"), "DMN010"),
        ("<!-- 说明 -->", "DMN011"),
        (decision("<literalExpression expressionLanguage='urn:js'/>"), "DMN017"),
        ("<inputData name='a'>x</inputData>", "DMN018"),
        (decision(literal("1"), more="<informationRequirement><requiredInput href='#x'/>"
                  "</informationRequirement>"), "DMN019"),
        ("<inputData name='a' id='a'/>" + decision(literal("1"), more="<informationRequirement>"
         "<requiredDecision href='#a'/></informationRequirement>"), "DMN020"),
        ("<inputData name='a' id='x'/><inputData name='b' id='x'/>", "DMN021"),
        ("<inputData name='a' id='x'/><inputData name='a' id='y'/>", "DMN026"),
        (decision("<decisionTable aggregation='SUM'><output/></decisionTable>"), "DMN027"),
        (decision("<decisionTable><output/><rule/></decisionTable>"), "DMN023"),
        ("<itemDefinition name='a' isCollection='yes'/>", "DMN009"),
    ],
)  # fmt: skip
def test_what_is_wrong_or_unknown_is_said(body: str, code: str) -> None:
    found = read_one(body)

    assert set(codes(found)) == {code}
    for lang in ("zh", "en"):
        assert "{" not in found.diagnostics[0].render(lang=lang)


def test_circular_requirements_are_named_in_their_order() -> None:
    def needs(name: str) -> str:
        return f"<informationRequirement><requiredDecision href='#d_{name}'/></informationRequirement>"

    found = read_one(
        decision(literal("1"), "甲", needs("乙"))
        + decision(literal("1"), "乙", needs("丙"))
        + decision(literal("1"), "丙", needs("乙"))
    )

    assert (only(found).code, only(found).values["circle"]) == ("DMN022", "乙 → 丙 → 乙")


def test_a_chain_of_ten_thousand_decisions_is_walked() -> None:
    parts = [decision(literal("1"), "d0")]
    for number in range(1, 10_000):
        need = f"<informationRequirement><requiredDecision href='#d_d{number - 1}'/></informationRequirement>"
        parts.append(decision(literal("1"), f"d{number}", need))

    assert read_one("".join(reversed(parts))).diagnostics == ()


def test_the_whole_kit_is_read() -> None:
    files = sorted(KIT.glob("compliance-level-*/*/*.dmn"))
    if not files:
        pytest.skip("absent: ../shared/dmn-tck")

    said = {path.name: set(codes(read(path))) - {"DMN011"} for path in files}

    assert {name: found for name, found in said.items() if found} == {
        "0076-feel-external-java.dmn": {"DMN013"}
    }


def test_an_unknown_version_and_another_file_are_refused() -> None:
    assert codes(read(b"<html/>")) == ["DMN004"]
    assert codes(read(b'<definitions xmlns="urn:dmn:9"/>')) == ["DMN005"]
    assert read(model("")).definitions is not None
