"""Decision tables as workbooks: written and read without loss, and faults that name sheet and cell."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from luodi.dmn import export, read
from luodi.dmn.compare import differences
from luodi.dmn.hit_policy import POLICY_WORDS
from luodi.dmn.model import (
    Decision,
    DecisionTable,
    Definitions,
    HitPolicy,
    InformationItem,
    InputClause,
    InputData,
    ItemDefinition,
    LiteralExpression,
    Orientation,
    OutputClause,
    Requires,
    Rule,
    UnaryTests,
)
from luodi.dmn.workbook import from_workbook, to_workbook
from tests.engine.dmn_files import KIT

# What a cell may hold: any text of XML, but for line ends, which Excel has only one of.
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
    | st.sampled_from('\n\t="_x0041_，。>≥'),
    max_size=12,
).filter(str.strip)
words = texts.filter(lambda text: text == text.strip())
maybe = st.none() | texts
policies = st.sampled_from(sorted(POLICY_WORDS, key=str))


@st.composite
def tables(draw: st.DrawFn) -> DecisionTable:
    inputs = draw(st.lists(st.builds(_input, texts, maybe, st.none() | words, maybe), max_size=3))
    outputs = draw(
        st.lists(st.builds(_output, maybe, maybe, st.none() | words, maybe, maybe), min_size=1, max_size=3)
    )
    annotations = draw(st.lists(maybe, max_size=2))
    rule = st.builds(
        _rule,
        st.tuples(*[st.just("") | texts for _ in inputs]),
        st.tuples(*[st.just("") | texts for _ in outputs]),
        st.tuples(*[maybe for _ in annotations]),
        maybe,
    )
    policy, aggregation = draw(policies)
    return DecisionTable(
        inputs=tuple(inputs),
        outputs=tuple(outputs),
        annotations=tuple(annotations),
        rules=tuple(draw(st.lists(rule, max_size=4))),
        hit_policy=policy,
        aggregation=aggregation,
        orientation=draw(st.sampled_from(Orientation)),
        output_label=draw(maybe),
    )


def _input(text: str, label: str | None, kind: str | None, values: str | None) -> InputClause:
    return InputClause(
        expression=LiteralExpression(text=text, type_ref=kind), label=label, values=_tests(values)
    )


def _output(
    name: str | None, label: str | None, kind: str | None, values: str | None, default: str | None
) -> OutputClause:
    literal = LiteralExpression(text=default) if default is not None else None
    return OutputClause(name=name, label=label, type_ref=kind, values=_tests(values), default=literal)


def _rule(
    inputs: Sequence[str], outputs: Sequence[str], notes: tuple[str | None, ...], description: str | None
) -> Rule:
    return Rule(
        inputs=tuple(UnaryTests(text=text) for text in inputs),
        outputs=tuple(LiteralExpression(text=text) for text in outputs),
        annotations=notes,
        description=description,
    )


def _tests(text: str | None) -> UnaryTests | None:
    return UnaryTests(text=text) if text is not None else None


@st.composite
def models(draw: st.DrawFn) -> Definitions:
    names = draw(st.lists(texts, min_size=2, max_size=6, unique=True))
    kinds: list[InputData | Decision] = [
        Decision(
            name=names[0],
            description=draw(maybe),
            question=draw(maybe),
            allowed_answers=draw(maybe),
            variable=InformationItem(name=names[0], type_ref=draw(maybe)),
            expression=draw(tables()),
        )
    ]
    for name in names[1:]:
        item = InformationItem(name=name, type_ref=draw(st.none() | words))
        fields = {"name": name, "label": draw(maybe), "description": draw(maybe), "variable": item}
        if draw(st.booleans()):
            kinds.append(InputData(**fields))
        else:
            kinds.append(Decision(**fields, expression=LiteralExpression(text=draw(st.just("") | texts))))
    return Definitions(
        name=draw(words),
        namespace=draw(texts),
        description=draw(maybe),
        item_definitions=tuple(draw(st.lists(types(), max_size=2))),
        elements=tuple(kinds),
    )


def types() -> st.SearchStrategy[ItemDefinition]:
    fields = {
        "name": texts,
        "label": maybe,
        "description": maybe,
        "type_ref": st.none() | words,
        "is_collection": st.booleans(),
        "allowed_values": st.builds(_tests, maybe),
        "type_constraint": st.builds(_tests, maybe),
    }
    leaf = st.builds(ItemDefinition, **fields)
    inner = st.builds(ItemDefinition, **fields, components=st.lists(leaf, max_size=2).map(tuple))
    return leaf | st.builds(ItemDefinition, **fields, components=st.lists(inner, max_size=2).map(tuple))


@given(models())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
def test_a_model_that_a_workbook_can_hold_comes_back_whole(model: Definitions) -> None:
    workbook = to_workbook(model)

    again = from_workbook(workbook.data).definitions

    assert workbook.diagnostics == ()
    assert again is not None
    by_name = {each.name: each for each in again.elements}
    for element in model.elements:
        (lost,) = [differences(element, by_name[element.name])] if element.name in by_name else [["absent"]]
        # Requirements are drawn from the names that are used: the model had none.
        assert [each for each in lost if "information_requirements" not in each.path] == []
    assert differences(model.item_definitions, again.item_definitions) == []
    assert (again.name, again.namespace, again.description) == (
        model.name,
        model.namespace,
        model.description,
    )


@given(models())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=30)
def test_a_workbook_that_became_a_model_becomes_the_same_workbook(model: Definitions) -> None:
    first = from_workbook(to_workbook(model).data).definitions
    assert first is not None

    second = from_workbook(to_workbook(first).data).definitions

    assert second == first
    reread = read(export(first).data)
    assert reread.definitions is not None
    assert differences(first, reread.definitions) == []


@pytest.mark.skipif(not KIT.is_dir(), reason="absent: ../shared/dmn-tck")
def test_what_a_workbook_has_no_place_for_is_named() -> None:
    definitions = read(KIT / "compliance-level-2/0004-simpletable-U/0004-simpletable-U.dmn").definitions
    assert definitions is not None

    workbook = to_workbook(definitions)

    assert {each.code for each in workbook.diagnostics} == {"XLS019"}
    again = from_workbook(workbook.data).definitions
    assert again is not None
    assert "diagram" in {each.path[0] for each in differences(definitions, again)}
    # In words, in either language: no name of a field of ours.
    said = [f"{note.where} {note.message()}" for note in workbook.diagnostics]
    assert any("图的布局" in each for each in said)
    assert not [each for each in said if "_" in each.replace(definitions.name, "")]
    assert any("layout of the diagram" in note.message("en") for note in workbook.diagnostics)
    assert again.decisions[0].expression is not None
    assert differences(definitions.decisions[0].expression, again.decisions[0].expression) == []


def _workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


TABLE: list[list[object]] = [
    ["决策表", "奖励"],
    ["命中策略", "C>"],
    ["列", "输入", "输入", "输出", "批注"],
    ["名称或算式", "研发费用", "等级", "金额", "依据"],
    ["类型", "number", "string", "number"],
    ["默认值", None, None, 0],
    ["规则"],
    [1, ">= 100", '"甲"', 100, "第三条"],
    [2, None, "-", 50],
]


def test_a_table_typed_by_hand_becomes_a_model_with_its_inputs() -> None:
    found = from_workbook(_workbook(TABLE), name="奖励办法.xlsx")

    assert found.diagnostics == ()
    assert found.definitions is not None
    assert found.definitions.name == "奖励办法"
    assert [(each.name, each.type_ref) for each in found.definitions.inputs] == [
        ("研发费用", "number"),
        ("等级", "string"),
    ]
    (decision,) = found.definitions.decisions
    assert [each.requires for each in decision.information_requirements] == [Requires.INPUT] * 2
    table = decision.expression
    assert isinstance(table, DecisionTable)
    assert POLICY_WORDS[table.hit_policy, table.aggregation].letter == "C>"
    assert [[cell.text for cell in rule.inputs] for rule in table.rules] == [[">= 100", '"甲"'], ["", "-"]]
    assert [[cell.text for cell in rule.outputs] for rule in table.rules] == [["100"], ["50"]]
    assert [rule.annotations for rule in table.rules] == [("第三条",), (None,)]
    assert table.outputs[0].default is not None and table.outputs[0].default.text == "0"
    written = export(found.definitions).data
    assert read(written).diagnostics == ()
    if KIT.is_dir():
        schema = etree.XMLSchema(etree.parse(KIT / "DMN13.xsd"))
        assert schema.validate(etree.fromstring(written)), schema.error_log


def test_every_id_is_given_once() -> None:
    inputs = [["输入数据"], ["名称", "编号"], ["研发费用", "x_rule_1"], ["等级", "x_table"]]
    table = [TABLE[0], ["编号", "x"], *TABLE[1:]]

    found = from_workbook(_workbook(inputs, table))

    assert found.diagnostics == ()
    assert found.definitions is not None
    ids = etree.fromstring(export(found.definitions).data).xpath("//@id")
    assert len(ids) == len(set(ids)) > 10


def test_a_table_that_uses_another_requires_it() -> None:
    second = [["决策表", "合计"], ["列", "输出"], ["名称或算式", None], ["规则"], [1, "奖励 + 研发费用占比"]]

    found = from_workbook(_workbook(TABLE, second))

    assert found.diagnostics == ()
    assert found.definitions is not None
    reward, total = found.definitions.decisions
    # Not the input 研发费用, which is but the beginning of another name.
    assert [each.target.id for each in total.information_requirements] == [reward.id]


def test_the_name_of_an_annotation_may_stand_as_its_title() -> None:
    def named(name: str | None, label: str | None) -> tuple[list[str], object]:
        rows = [*TABLE[:3], ["标题", None, None, None, label], [*TABLE[3][:4], name], *TABLE[4:]]
        found = from_workbook(_workbook(rows))
        assert found.definitions is not None
        table = found.definitions.decisions[0].expression
        assert isinstance(table, DecisionTable)
        return [each.code for each in found.diagnostics], table.annotations

    assert named("依据", None) == ([], ("依据",))
    assert named(None, "依据") == ([], ("依据",))
    assert named("依据", "依据") == ([], ("依据",))
    assert named("依据", "出处") == (["XLS023"], ("依据",))


def test_english_words_are_read() -> None:
    table = [
        ["Decision table", "x"],
        ["Hit policy", "FIRST"],
        ["Column", "Input", "Output"],
        ["Name or expression", "a", None],
        ["Rules"],
        [1, "1", "2"],
    ]

    found = from_workbook(_workbook(table))

    assert found.diagnostics == ()
    assert found.definitions is not None
    expression = found.definitions.decisions[0].expression
    assert isinstance(expression, DecisionTable)
    assert expression.hit_policy is HitPolicy.FIRST


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (100, "100"),
        (0.03, "0.03"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (1e21, "1000000000000000000000"),
        (True, "true"),
        (datetime.date(2026, 3, 1), '@"2026-03-01"'),
        (datetime.datetime(2026, 3, 1, 8, 30), '@"2026-03-01T08:30:00"'),  # noqa: DTZ001 -- as Excel has it
        (datetime.time(8, 30), '@"08:30:00"'),
        (" 有空格 ", " 有空格 "),
    ],
)
def test_values_of_excel_become_feel(value: object, text: str) -> None:
    rows = [*TABLE[:7], [1, None, None, value]]

    found = from_workbook(_workbook(rows)).definitions

    assert found is not None
    table = found.decisions[0].expression
    assert isinstance(table, DecisionTable)
    assert table.rules[0].outputs[0].text == text


def test_a_merged_condition_holds_for_every_rule_it_covers() -> None:
    book = openpyxl.load_workbook(BytesIO(_workbook(TABLE)))
    book.active["C9"] = None
    book.active.merge_cells("B8:B9")
    buffer = BytesIO()
    book.save(buffer)

    found = from_workbook(buffer.getvalue()).definitions

    assert found is not None
    table = found.decisions[0].expression
    assert isinstance(table, DecisionTable)
    assert [rule.inputs[0].text for rule in table.rules] == [">= 100", ">= 100"]


def _changed(cell: str, value: object) -> bytes:
    book = openpyxl.load_workbook(BytesIO(_workbook(TABLE)))
    book.active[cell] = value
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("cell", "value", "code", "where"),
    [
        ("A1", "表", "XLS003", "表1!A1"),
        ("B8", "=1+1", "XLS004", "表1!B8"),
        ("B8", "#REF!", "XLS005", "表1!B8"),
        ("A5", "种类", "XLS007", "表1!A5"),
        ("C3", "条件", "XLS008", "表1!C3"),
        ("F8", "多余", "XLS008", "表1!F3"),
        ("B2", "最好", "XLS009", "表1!B2"),
        ("A3", None, "XLS010", "表1!A1"),
        ("D3", "批注", "XLS012", "表1!A3"),
        ("B1", None, "XLS013", "表1!B1"),
        ("B4", None, "XLS013", "表1!B4"),
        ("A5", "默认值", "XLS022", "表1!A6"),
        ("C2", "多余", "XLS023", "表1!C2"),
        ("B6", "5", "XLS023", "表1!B6"),
        ("E5", "string", "XLS023", "表1!E5"),
    ],
)
def test_a_fault_names_its_sheet_and_cell(cell: str, value: object, code: str, where: str) -> None:
    found = from_workbook(_changed(cell, value), name="表.xlsx")

    said = {(each.code, each.where, each.file) for each in found.diagnostics}
    assert (code, where, "表.xlsx") in said
    for each in found.diagnostics:
        for lang in ("zh", "en"):
            assert "{" not in each.message(lang) + (each.hint(lang) or "")


@pytest.mark.parametrize(
    ("rows", "code", "where"),
    [
        ([["数据类型"], ["层次", "名称"], [1, "a"], [3, "b"]], "XLS015", "表2!A4"),
        ([["数据类型"], ["名称", "列表"], ["a", "也许"]], "XLS014", "表2!B3"),
        ([["输入数据"], ["名称", "编号"], ["a", "1 b"]], "XLS020", "表2!B3"),
        ([["输入数据"], ["名称", "编号"], ["a", "b²"]], "XLS020", "表2!B3"),
        ([["输入数据"], ["名称", "类型"], [None, "number"]], "XLS013", "表2!A3"),
        ([["输入数据"], ["类型"], ["number"]], "XLS010", "表2!A2"),
        ([["决策表", "乙"], ["方向", "斜"], *TABLE[2:]], "XLS018", "表2!B2"),
    ],
)
def test_a_fault_in_another_sheet_is_found(rows: list[list[object]], code: str, where: str) -> None:
    found = from_workbook(_workbook(TABLE, rows))

    assert (code, where) in {(each.code, each.where) for each in found.diagnostics}


def test_what_is_no_workbook_is_refused() -> None:
    assert [each.code for each in from_workbook(b"PK\x03\x04").diagnostics] == ["XLS001"]
    assert [each.code for each in from_workbook(b"").diagnostics] == ["XLS001"]
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<!DOCTYPE x []><x/>")
    assert [each.code for each in from_workbook(buffer.getvalue()).diagnostics] == ["DMN002"]


@given(st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 255)), min_size=1, max_size=6))
@settings(deadline=None, max_examples=150)
def test_a_broken_workbook_never_ends_in_an_exception(changes: list[tuple[int, int]]) -> None:
    data = bytearray(_workbook(TABLE))
    for place, value in changes:
        data[place % len(data)] = value

    found = from_workbook(bytes(data))

    assert found.definitions is not None or found.has_errors


def test_a_cell_far_out_does_not_make_a_large_grid() -> None:
    assert {each.code for each in from_workbook(_changed("XFD1048576", "1")).diagnostics} >= {"XLS016"}


def test_a_packed_bomb_is_not_unpacked() -> None:
    buffer = BytesIO()
    with ZipFile(buffer, "w", compression=8) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (100 * 1024 * 1024))

    assert [each.code for each in from_workbook(buffer.getvalue()).diagnostics] == ["XLS002"]
