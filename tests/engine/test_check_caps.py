"""Amounts without a cap where the clause has one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from luodi.dmn import read
from luodi.review.check import as_json, check_model
from luodi.review.check_caps import Cap
from tests.engine.checked_models import checked, decided, given, needs, table, text

CAP = Cap(Decimal(5_000_000), "最高500万元")
LIMITED = (
    '<itemDefinition name="有限"><typeRef>number</typeRef>'
    "<allowedValues><text>[0..1000]</text></allowedValues></itemDefinition>"
)


def warned(feel: str, kind: str = "number", **types: str) -> list[str]:
    inputs = {"费用": "number", **types}
    body = LIMITED + "".join(given(name, each) for name, each in inputs.items())
    found = checked(body + decided("资助", text(feel), needs(*inputs), kind), (CAP,))
    return [each.diagnostic.code for each in found if each.diagnostic.code.startswith("CHK04")]


@pytest.mark.parametrize(
    "feel",
    [
        "费用 * 0.2",
        "max(费用, 5000000)",
        "费用 + 5",
        "if 费用 > 5 then 费用 else 0",
        "0 - 费用",
        "费用 / 2",
        "sum([费用, 1])",
    ],
)
def test_an_amount_without_an_upper_bound_is_warned_of(feel: str) -> None:
    assert warned(feel) == ["CHK040"]


@pytest.mark.parametrize(
    "feel",
    [
        "min(费用 * 0.2, 5000000)",
        "min([费用 * 0.2, 5000000])",
        "if 费用 * 0.2 > 5000000 then 5000000 else 费用 * 0.2",
        "if 5000000 <= 费用 then 5000000 else 费用",
        "if 费用 <= 100 then 费用 else 100",
        "5000000",
        "min(费用, 100) * 3 + 2",
        "round half up(min(费用, 100), 2)",
        "max(min(费用, 100), 20)",
        "-max(费用, 5)",
    ],
)
def test_an_amount_with_an_upper_bound_is_not(feel: str) -> None:
    assert warned(feel) == []


def test_allowed_values_of_an_input_bound_what_is_paid() -> None:
    assert warned("人数 * 5", 人数="有限") == []
    assert warned("人数 * 费用", 人数="有限") == ["CHK040"]


def test_texts_and_truths_are_no_amounts() -> None:
    assert warned("费用 > 5", "boolean") == []


@pytest.mark.parametrize(
    ("rows", "options", "expected"),
    [
        ([("< 5", "100"), (">= 5", "200")], {}, []),
        ([("< 5", "100"), (">= 5", "费用")], {}, ["CHK040"]),
        ([("< 5", "100"), (">= 5", "min(费用, 200)")], {}, []),
        ([("< 5", "100")], {"default": "费用"}, ["CHK040"]),
        ([("> 5", "100"), ("> 7", "费用")], {"policy": "COLLECT", "aggregation": "COUNT"}, []),
        ([("> 5", "100"), ("> 7", "50")], {"policy": "COLLECT", "aggregation": "SUM"}, []),
        ([("> 5", "100"), ("> 7", "费用")], {"policy": "COLLECT", "aggregation": "MAX"}, ["CHK040"]),
    ],
)
def test_a_table_is_bounded_where_all_its_outputs_are(
    rows: list[tuple[str, ...]], options: dict[str, str], expected: list[str]
) -> None:
    made = table(["费用"], rows, kind="number", **options)
    found = checked(given("费用", "number") + decided("资助", made, needs("费用"), "number"), (CAP,))

    assert [each.diagnostic.code for each in found if each.diagnostic.code == "CHK040"] == expected


def test_the_cap_may_stand_in_any_result_and_through_decisions() -> None:
    body = (
        given("费用", "number")
        + decided("算出", text("费用 * 0.2"), needs("费用"), "number")
        + decided("资助", text("min(算出, 5000000)"), needs("d算出", kind="Decision"), "number")
    )

    assert checked(body, (CAP,)) == []
    found = checked(body.replace("min(算出, 5000000)", "算出 * 1"), (CAP,))
    assert [each.diagnostic.message() for each in found] == [
        "条款写有金额上限（“最高500万元”，即 5000000），而“资助”的结果没有上限。"
    ]


def test_nothing_is_said_without_a_cap_in_the_clause() -> None:
    body = given("费用", "number") + decided("资助", text("费用 * 2"), needs("费用"), "number")

    assert checked(body) == []


def test_a_cap_beside_a_model_of_a_file_is_told_in_both_languages() -> None:
    """The words are filled in: a placeholder without its value would be an error only here."""
    models = Path(__file__).parents[2] / "demo" / "models"
    definitions = read(models / "hb-13-technology-intake.dmn").definitions
    assert definitions is not None

    found = check_model(definitions, caps=(Cap(Decimal(1), "最高1元"),))

    for lang, start in (("zh", "条款写有金额上限（“最高1元”，即 1）"), ("en", "The clause has a cap")):
        (told,) = [each for each in as_json(found, lang) if each["code"] == "CHK040"]
        assert str(told["message"]).startswith(start)
        assert "{" not in f"{told['message']}{told['hint']}"
