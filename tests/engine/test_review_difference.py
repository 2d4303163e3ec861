"""Differences between versions of a model as people tell them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from luodi.dmn import read
from luodi.dmn.model import (
    Aggregation,
    BusinessKnowledgeModel,
    Decision,
    DecisionTable,
    Definitions,
    FunctionDefinition,
    HitPolicy,
    InformationItem,
    InputClause,
    InputData,
    LiteralExpression,
    OutputClause,
    Reference,
    Requirement,
    Requires,
    Rule,
    UnaryTests,
)
from luodi.review.difference import Kind, lost_in, model_changes
from luodi.review.difference_words import change_words, place_words
from tests.engine.dmn_files import KIT


def rule(*cells: str, id: str | None = None, note: str | None = None) -> Rule:
    """The last cell is the result."""
    return Rule(
        id=id,
        inputs=tuple(UnaryTests(text=each) for each in cells[:-1]),
        outputs=(LiteralExpression(text=cells[-1]),),
        annotations=(note,),
    )


def table(*rules: Rule, inputs: tuple[str, ...] = ("研发占比", "类型"), **fields: object) -> DecisionTable:
    return DecisionTable(
        inputs=tuple(InputClause(expression=LiteralExpression(text=each)) for each in inputs),
        outputs=(OutputClause(label="比例"),),
        annotations=("依据",),
        rules=rules,
        **fields,
    )


def model(expression: object, name: str = "补助", **fields: object) -> Definitions:
    decision = Decision(id="d1", name=name, variable=InformationItem(name=name), expression=expression)
    source = InputData(id="i1", name="研发占比", variable=InformationItem(name="研发占比", type_ref="number"))
    return Definitions(name="示例", namespace="urn:x", elements=(source, decision), **fields)


RULES = (
    rule(">= 0.03", '"高企"', "0.1"),
    rule(">= 0.05", '"高企"', "0.2"),
    rule("-", '"规上"', "0.05"),
)


def told(before: Definitions, after: Definitions) -> list[str]:
    return [f"{place_words(each)}：{change_words(each)}" for each in model_changes(before, after)]


def test_a_changed_threshold_is_one_change():
    after = (replace(RULES[0], inputs=(UnaryTests(text=">= 0.04"), RULES[0].inputs[1])), *RULES[1:])

    assert told(model(table(*RULES)), model(table(*after))) == [
        "补助 › 规则 1 › 研发占比：>= 0.03 改为 >= 0.04"
    ]


def test_a_rule_inserted_at_the_top_is_one_change():
    new = rule("< 0.01", "-", "0")

    assert told(model(table(*RULES)), model(table(new, *RULES))) == [
        "补助 › 规则 1：新增规则：研发占比 < 0.01 → 比例 0"
    ]


def test_a_rule_taken_out_is_told_by_its_old_number():
    assert told(model(table(*RULES)), model(table(RULES[0], RULES[2]))) == [
        '补助 › 规则 2：删去规则：研发占比 >= 0.05，类型 "高企" → 比例 0.2'
    ]


def test_a_rule_moved_is_not_lost():
    before, after = model(table(*RULES)), model(table(RULES[2], RULES[0], RULES[1]))

    assert told(before, after) == ["补助 › 规则 1：规则从第 3 条移到第 1 条"]
    assert lost_in(before, after) == []


def test_a_rule_changed_and_one_added_beside_it_are_told_apart():
    after = (RULES[0], rule("< 0.01", '"其他"', "0"), rule(">= 0.06", '"高企"', "0.2"), RULES[2])

    assert told(model(table(*RULES)), model(table(*after))) == [
        '补助 › 规则 2：新增规则：研发占比 < 0.01，类型 "其他" → 比例 0',
        "补助 › 规则 3 › 研发占比：>= 0.05 改为 >= 0.06",
    ]


def test_nothing_written_and_a_dash_are_the_same():
    after = (*RULES[:2], rule("", '"规上"', "0.05"))

    assert told(model(table(*RULES)), model(table(*after))) == []


def test_a_hit_policy_is_told_by_its_name():
    after = table(*RULES, hit_policy=HitPolicy.COLLECT, aggregation=Aggregation.MAX)

    assert told(model(table(*RULES)), model(after)) == ["补助：命中策略：唯一 改为 取最高（就高不重复）"]


def test_a_renamed_decision_is_recognised_by_its_id():
    assert told(model(table(*RULES)), model(table(*RULES), name="补助比例")) == [
        "补助比例：决策“补助”改名为“补助比例”"
    ]


def test_a_renamed_column_leaves_its_rules_alone():
    after = table(*RULES, inputs=("研发投入占比", "类型"))

    assert told(model(table(*RULES)), model(after)) == [
        "补助 › 研发投入占比：取值：研发占比 改为 研发投入占比"
    ]


def test_a_column_taken_out_is_a_loss():
    after = table(*(rule(each.inputs[0].text, each.outputs[0].text) for each in RULES), inputs=("研发占比",))

    assert [change_words(each) for each in lost_in(model(table(*RULES)), model(after))] == [
        "删去条件列：类型"
    ]


def test_annotations_are_part_of_the_rule():
    before = table(rule(">= 0.03", "-", "0.1", note="第三条"))
    after = table(rule(">= 0.03", "-", "0.1"))

    assert told(model(before), model(after)) == ["补助 › 规则 1 › 依据：删去 第三条"]


def test_requirements_are_told_by_name_and_follow_a_renaming():
    needs = Requirement(requires=Requires.INPUT, target=Reference("#i1"))
    before = model(table(*RULES))
    decision = replace(before.decisions[0], information_requirements=(needs,))
    with_needs = replace(before, elements=(before.inputs[0], decision))
    renamed = replace(with_needs, elements=(replace(before.inputs[0], name="研发投入占比"), decision))

    assert told(before, with_needs) == ["补助：增加依据：研发占比"]
    assert told(with_needs, renamed) == ["研发投入占比：输入数据“研发占比”改名为“研发投入占比”"]


def test_what_other_tools_wrote_is_missed_when_it_is_gone():
    before = model(table(replace(RULES[0], extension="<x/>", attributes=(("{urn:t}colour", "red"),))))
    after = model(table(RULES[0]))

    assert [change_words(each) for each in lost_in(before, after)] == [
        "删去其他工具写入的扩展内容：<x/>",
        "删去其他工具写入的扩展内容：colour=red",
    ]


def test_a_diagram_that_is_gone_is_a_loss_and_a_moved_one_no_change():
    before = model(table(*RULES), diagram="<d>1</d>")

    assert told(before, model(table(*RULES), diagram="<d>2</d>")) == []
    assert [change_words(each) for each in lost_in(before, model(table(*RULES)))] == ["删去图形布局"]


def test_tables_in_knowledge_models_are_compared_too():
    def with_logic(*rules: Rule) -> Definitions:
        logic = FunctionDefinition(body=table(*rules))
        return Definitions(
            name="x", namespace="urn:x", elements=(BusinessKnowledgeModel(id="b", name="换算", logic=logic),)
        )

    changed = (*RULES[:2], rule("-", '"规上"', "0.08"))

    assert told(with_logic(*RULES), with_logic(*changed)) == ["换算 › 规则 3 › 比例：0.05 改为 0.08"]


def test_what_has_no_word_is_told_all_the_same():
    cell = replace(RULES[0], inputs=(replace(RULES[0].inputs[0], description="说明"), RULES[0].inputs[1]))

    assert len(model_changes(model(table(*RULES)), model(table(cell, *RULES[1:])))) == 1


def test_english_words():
    after = model(table(*RULES[:2]))

    assert [change_words(each, "en") for each in model_changes(model(table(*RULES)), after)] == [
        'rule removed: 类型 "规上" → 比例 0.05'
    ]


@pytest.mark.skipif(not KIT.is_dir(), reason="absent: the conformance kit")
def test_no_model_of_the_kit_differs_from_itself_and_everything_taken_out_is_lost():
    files = sorted(KIT.rglob("*.dmn"))
    for file in files:
        definitions = read(file).definitions
        if definitions is None:
            continue
        assert model_changes(definitions, definitions) == []
        emptied = replace(definitions, elements=())
        gone = [each for each in lost_in(definitions, emptied) if each.kind is Kind.REMOVED and not each.name]
        assert len(gone) >= len(definitions.elements)
