"""What would be read or written wrongly is refused: inputs that are no columns, names that are no fields."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from luodi.feel.type_words import TypeName
from luodi.relational import SourceColumn, lower_model
from luodi.relational.types import STRING, NumberType
from tests.engine.decision_models import literal, model


@pytest.mark.parametrize("kind", ["date and time", "time", "days and time duration", "context"])
def test_input_that_is_no_column_is_refused_and_not_null(kind: str) -> None:
    definitions = model({"时": kind}, {"空": literal("时 = null")})

    program = lower_model(definitions, {"时": SourceColumn(STRING)})

    assert [each.code for each in program.refusals] == ["SQL011"]


@pytest.mark.parametrize("text", ['{"": 1}', "{}", '{"a": 1, "A": 2}'])
def test_context_that_is_no_struct_is_refused(text: str) -> None:
    program = lower_model(model({}, {"果": literal(text)}))

    assert [each.code for each in program.refusals] == ["SQL001"]


def test_decision_without_a_column_of_its_own_is_refused() -> None:
    definitions = model({}, {"a": literal("1"), "A": literal("2"), "号": literal("3")})

    program = lower_model(definitions, keys=["号"])

    assert [(each.code, each.values["decision"]) for each in program.refusals] == [
        ("SQL019", "A"),
        ("SQL019", "号"),
    ]
    assert [each.label for each in program.outputs] == ["a"]


def test_column_with_more_digits_than_the_interpreter_reads_is_refused() -> None:
    definitions = model({"额": "number"}, {"果": literal("if 额 = null then 0 else 额")})
    for digits, codes in ((34, []), (35, ["SQL003"])):
        kind = NumberType(Decimal(0), Decimal("9" * digits), 0)

        program = lower_model(definitions, {"额": SourceColumn(kind)})

        assert [each.code for each in program.refusals] == codes


def test_loops_in_loops_and_calls_of_calls_are_refused_in_time() -> None:
    chain = "".join(f", f{at}: function(n) f{at - 1}(n) + f{at - 1}(n)" for at in range(1, 25))
    texts = {
        "环": "sum(for i in 1..900 return sum(for j in 1..900 return i * j))",
        "叠": f"{{f0: function(n) n + 1{chain}, r: f24(数)}}.r",
    }
    definitions = model({"数": "number"}, {name: literal(text) for name, text in texts.items()})

    begun = time.process_time()
    program = lower_model(definitions)
    spent_s = time.process_time() - begun

    assert [each.code for each in program.refusals] == ["SQL021", "SQL021"]
    assert spent_s < 15


@pytest.mark.parametrize(
    ("inputs", "text", "said"),
    [
        (
            {"数": "number"},
            "[[数]][1] + 1",
            "“果”把列表当作一个值使用，换算成数据库查询后没有对应的列。",
        ),
        (
            {"数": "number", "文": "string"},
            "数 = 文",
            "“果”要把数和文字放在一起比较或取其一，类型不同。",
        ),
        ({"文": "string"}, "文 * 2", "“果”这里应当是数，实际是文字。"),
        ({"时": "time"}, "时 = null", "“果”的类型“时间”尚不能换算成数据库查询。"),
    ],
)
def test_types_are_said_in_the_words_of_the_language(inputs: dict[str, str], text: str, said: str) -> None:
    (refusal,) = lower_model(model(inputs, {"果": literal(text)})).refusals

    assert refusal.message("zh") == said


def test_a_list_of_lists_and_a_quotient_have_words_too() -> None:
    said = [TypeName(each).in_language("zh") for each in ("list<list<number>>", "number (a / b)", "null")]

    assert said == ["数的列表的列表", "未取整的商", "空值"]
    assert TypeName("list<list<number>>").in_language("en") == "list<list<number>>"
