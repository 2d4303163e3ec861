"""Generated tables of every hit policy over generated rows: values, rules, missing as the interpreter's."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luodi.dmn.model import Decision, Definitions, ItemDefinition, UnaryTests
from luodi.sql.capabilities import Engine
from tests.agreement.populations import On, agree
from tests.engine.decision_models import POLICIES, literal, model, table

KINDS = {"额": "number", "比": "number", "区": "string", "是": "boolean"}
BOUNDS = ["0", "0.05", "100", "500000", "-3"]
TOWNS = ["武汉市", "襄阳市", "宜昌市"]
CENT = Decimal("0.01")

number_cells = st.one_of(
    st.just("-"),
    st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), st.sampled_from(BOUNDS)),
    st.builds(
        "{}{}..{}{}".format,
        st.sampled_from("[("),
        st.sampled_from(BOUNDS),
        st.sampled_from(BOUNDS),
        st.sampled_from("])"),
    ),
    st.sampled_from(["null", "not(100)", "not(> 100, null)", "0.05, 100", "? > 比", "< 比", "> 100 , < 0"]),
)
town_cells = st.one_of(
    st.just("-"),
    st.sampled_from(['"武汉市"', '"襄阳市","宜昌市"', 'not("武汉市")', "null", "not(null)", '> "宜"']),
)
truth_cells = st.sampled_from(["-", "true", "false", "not(true)", "null", "-"])
ratio_cells = st.sampled_from(["-", ">= 0.05", "< 100", "[0.05..100)", "100", "not(< 0.05)"])
outputs = st.sampled_from(["1", "2.50", "额 * 0.06", "null", "额 + 比", "3"])
constants = st.sampled_from(["1", "2", "3"])
numbers = st.one_of(
    st.none(),
    st.sampled_from([Decimal(each) + step for each in BOUNDS for step in (-CENT, Decimal(0), CENT)]),
    st.decimals(min_value=-10, max_value=1_000_000, places=2),
)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "额": numbers,
            "比": numbers,
            "区": st.sampled_from([None, *TOWNS, "别处"]),
            "是": st.sampled_from([None, True, False]),
        }
    ),
    min_size=1,
    max_size=25,
)


@st.composite
def decisions(draw: Any, policy: str, number: int) -> dict[str, Any]:
    """A table of a policy, and what reads it where it gives one value. number: behind their names."""
    ranked = policy in ("P", "O")
    results = constants if ranked else outputs
    rules = draw(
        st.lists(
            st.tuples(number_cells, town_cells, truth_cells, ratio_cells, results), min_size=1, max_size=7
        )
    )
    default = draw(st.sampled_from([None, None, "0", "9.99"])) if policy not in ("C", "R", "O") else None
    columns = ["额", "区", "是", "额 / 比"]
    made = table(policy, columns, [""], rules, defaults=[default], values=["2, 1, 3" if ranked else None])
    one = f"甲{number}"
    if policy in ("C", "R", "O"):
        return {one: made}
    # A second decision reads the first, and a type sets a limit on its result.
    second = literal(f"if 是 then min({one}, 100) else {one} + 1")
    return {one: made, f"乙{number}": second, f"丙{number}": (literal(one), "不大")}


@st.composite
def models(draw: Any, policies: Sequence[str]) -> Definitions:
    made: dict[str, Any] = {}
    for number, policy in enumerate(policies):
        made |= draw(decisions(policy, number))
    amount = draw(st.sampled_from(["number", "非负"]))
    items = [
        ItemDefinition(name="非负", type_ref="number", allowed_values=UnaryTests(text=">= 0")),
        ItemDefinition(name="不大", type_ref="number", allowed_values=UnaryTests(text="[0..5000)")),
        ItemDefinition(
            name="市",
            type_ref="string",
            allowed_values=UnaryTests(text=",".join(f'"{each}"' for each in TOWNS)),
        ),
    ]
    town = draw(st.sampled_from(["string", "市"]))
    return model({"额": amount, "比": "number", "区": town, "是": "boolean"}, made, items)


@pytest.mark.parametrize("policy", POLICIES)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_tables_agree(policy: str, data: st.DataObject) -> None:
    definitions = data.draw(models([policy]))
    given_rows = data.draw(rows)

    with tempfile.TemporaryDirectory() as folder:
        program = agree(definitions, given_rows, KINDS, Path(folder))

    assert program.refusals == ()


@pytest.mark.parametrize("engine", [Engine.POSTGRES, Engine.SPARK])
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_tables_of_all_policies_agree(
    on_engine: Callable[[Engine], On], engine: Engine, data: st.DataObject
) -> None:
    on = on_engine(engine)
    definitions = data.draw(models(POLICIES))
    given_rows = data.draw(rows)

    with tempfile.TemporaryDirectory() as folder:
        program = agree(definitions, given_rows, KINDS, Path(folder), on)

    assert program.refusals == ()


@pytest.mark.parametrize("policy", POLICIES)
def test_table_whose_rules_never_match_agrees(on: On, policy: str, tmp_path: Path) -> None:
    rules = [("null", "1"), ("null", "2")]  # of a column without nulls
    made = table(policy, ["额"], [""], rules, values=["2, 1"] if policy in ("P", "O") else [None])
    given_rows = [{"额": each} for each in (Decimal(0), Decimal(5))]

    program = agree(model({"额": "number"}, {"甲": made}), given_rows, {"额": "number"}, tmp_path, on)

    assert program.refusals == ()


def test_texts_compared_by_order_are_not_alike_where_something_is_missing(tmp_path: Path) -> None:
    rules = [("-", '> "宜"', "额 * 2"), ("-", '["武".."襄")', "3"), ("-", "-", "1")]
    definitions = model({"额": "number", "区": "string"}, {"甲": table("F", ["额", "区"], [""], rules)})
    given_rows = [{"额": None, "区": town} for town in (None, *TOWNS, "一", "鄂州市")]

    program = agree(definitions, given_rows, KINDS, tmp_path)

    assert program.refusals == ()


def test_several_outputs_agree(tmp_path: Path, on: On) -> None:
    rules = [
        ("> 100", "true", "额 * 2", '"高"'),
        ("> 0", "-", "1", '"低"'),
        ("< -2", "false", "null", "null"),
    ]
    given_rows = [
        {"额": amount, "是": truth}
        for amount in map(Decimal, ("100", "100.01", "0", "0.01", "-2.01", "-5"))
        for truth in (None, True, False)
    ] + [{"额": None, "是": True}]
    for policy in ("U", "F", "A", "C", "R"):
        definitions = model(
            {"额": "number", "是": "boolean"},
            {
                "果": table(policy, ["额", "是"], ["数", "级"], rules),
                **({} if policy in "CR" else {"数": literal("果.数"), "空": literal("果 = null")}),
            },
        )

        program = agree(definitions, given_rows, KINDS, tmp_path, on)

        assert program.refusals == ()


def test_missing_tells_a_difference_from_a_name_that_looks_like_one(tmp_path: Path, on: On) -> None:
    kinds = {"a": "number", "b": "number", "d": "number", "a-b": "number"}
    definitions = model(
        kinds,
        {
            "级": table("F", ["a"], [""], [("< 1000", "1"), ("-", "2")]),
            "额": literal("if a-b > 5 then d else 1"),
        },
    )
    *others, last = definitions.elements
    assert isinstance(last, Decision)
    # Where the input a-b is not required the words are a difference.
    needed = tuple(each for each in last.information_requirements if each.target.href != "#i-a-b")
    definitions = replace(definitions, elements=(*others, replace(last, information_requirements=needed)))
    rows = [{"a": Decimal(each), "b": Decimal(0), "d": None, "a-b": Decimal(1)} for each in (1, 100)]

    agree(definitions, rows, kinds, tmp_path, on)


def test_days_let_through_on_every_side_agree(tmp_path: Path, on: On) -> None:
    cell = '<= date("2020-01-01"), >= date("2019-01-01"), <= date("2018-01-01")'
    rules = [(cell, "1"), ('> date("2020-01-01")', "2"), ("-", "3")]
    rows = [{"日": each} for each in (None, date.min, date(2018, 1, 1), date(2019, 6, 1), date.max)]

    agree(model({"日": "date"}, {"级": table("F", ["日"], [""], rules)}), rows, {"日": "date"}, tmp_path, on)
