"""A parameter through many values: one query, equal to as many runs; and where parameters stand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from luodi.dmn.model import Definitions
from luodi.simulate import (
    Parameter,
    Session,
    SimulationError,
    changed,
    compare,
    parse_amount,
    parse_parameter,
    parse_values,
    prepare,
    sweep,
    value_of,
)
from tests.engine.decision_models import literal, model, table
from tests.engine.simulated import rows, subsidy, written

D = Decimal
BASE = subsidy()
ROWS = rows(
    ("武汉", "2000", "0.05", True),
    ("武汉", "50000", "0.06", True),
    ("宜昌", "3000", "0.03", True),
    ("宜昌", "9000", "0.01", True),
    ("宜昌", "9000", None, False),
    ("武汉", "1000", None, True),
    (None, None, "0.05", True),
    ("荆州", "4000", "0.05", None),
    ("荆州", "4000", "0.0425", True),
)
THRESHOLD = "比例#1.占比"


def test_a_threshold_moved_gives_cost_and_winners_by_hand(tmp_path: Path) -> None:
    values = parse_values("3%:6%:1%")

    curve = sweep(BASE, BASE, written(tmp_path, ROWS), THRESHOLD, values, decision="补贴金额")

    # Of 200, 1000, 300 and 400: from 4 % on without 300, from 5 % without 400, from 6 % without 200.
    assert [(each.value, each.totals.after.cost) for each in curve.points] == [
        (D("0.03"), D(1900)),
        (D("0.04"), D(1600)),
        (D("0.05"), D(1200)),
        (D("0.06"), D(1000)),
    ]
    assert [each.totals.losers for each in curve.points] == [0, 1, 2, 3]
    assert {each.totals.unknown for each in curve.points} == {3}


@pytest.mark.parametrize(
    ("parameter", "values"),
    [
        (THRESHOLD, "1%:7%:1%"),
        ("比例#1.#结果", "0:0.3:0.05"),
        ("补贴金额", "100:2000:300"),
        ("比例#2", "0,0.01"),
    ],
)
def test_every_point_equals_a_run_of_its_own(tmp_path: Path, parameter: str, values: str) -> None:
    new = subsidy("0.035")
    at = parse_parameter(parameter.replace("#结果", "比例"))
    if at.column == "比例":
        new = _named_output(new)

    with prepare(written(tmp_path, ROWS)) as session:
        curve = sweep(BASE, new, session, at, parse_values(values), decision="补贴金额")
        alone = [
            compare(BASE, changed(new, at, each), session, decision="补贴金额").totals
            for each in parse_values(values)
        ]

    assert [each.totals for each in curve.points] == alone
    assert len({each.totals.after.cost for each in curve.points}) > 1


def _named_output(new: Definitions) -> Definitions:
    return model(
        {"研发费用": "number", "占比": "number", "是否高企": "boolean"},
        {
            "比例": table(
                "F", ["是否高企", "占比"], ["比例"], [["true", ">= 0.035", "0.1"], ["-", "-", "0"]]
            ),
            "补贴金额": literal("min(研发费用 * 比例, 1000)", "number"),
        },
    )


def test_one_pass_reads_the_population_once_for_all_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    fetch = Session.fetch
    monkeypatch.setattr(
        Session, "fetch", lambda self, query: asked.append(query.sql("duckdb")) or fetch(self, query)
    )
    path = written(tmp_path, [each for each in ROWS if None not in each.values()])

    curve = sweep(BASE, BASE, path, THRESHOLD, parse_values("1%:7%:0.25%"), decision="补贴金额")

    assert len(curve.points) == 25
    assert len(asked) == 1


def test_an_input_can_be_moved(tmp_path: Path) -> None:
    curve = sweep(BASE, BASE, written(tmp_path, ROWS), "占比", [D("0.02"), D("0.04")], decision="补贴金额")

    # With a share of 4 % everyone who is high-tech has it.
    assert [each.totals.after.cost for each in curve.points] == [D(0), D(200 + 1000 + 300 + 900 + 100 + 400)]


def test_a_parameter_is_read_and_written() -> None:
    for text in ("资格#2.研发占比", "补贴上限", "补贴金额@2", "资格#1", "资格#1.企业.占比@1"):
        assert str(parse_parameter(text)) == text
    assert parse_parameter("资格#2.研发占比@3") == Parameter("资格", 2, "研发占比", 3)
    assert value_of(BASE, Parameter("比例", 1, "占比")) == D("0.03")
    negative = model({"甲": "number"}, {"乙": literal("甲 - -2.5 * 3")})
    assert value_of(negative, Parameter("乙", constant=1)) == D("-2.5")
    assert changed(negative, Parameter("乙", constant=2), D(4)).decisions[0].expression == literal(
        "甲 - -2.5 * 4"
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [("3.5%", "0.035"), ("500万元", "5000000"), ("2亿", "200000000"), ("1,200.50", "1200.50"), ("-3", "-3")],
)
def test_amounts_are_read(text: str, value: str) -> None:
    assert parse_amount(text) == D(value)


def test_values_are_read() -> None:
    assert parse_values("3%:6%:0.25%")[0] == D("0.03")
    assert len(parse_values("3%:6%:0.25%")) == 13
    assert parse_values("6:3:1") == (D(6), D(5), D(4), D(3))
    assert parse_values("1,3,1") == (D(1), D(3))


@pytest.mark.parametrize(
    ("parameter", "code"),
    [
        ("别的", "SIM014"),
        ("比例#9.占比", "SIM006"),
        ("比例#1.人数", "SIM007"),
        ("比例#1", "SIM008"),
        ("比例#2.占比", "SIM008"),
        ("比例#1.占比@2", "SIM008"),
        ("#1", "SIM009"),
    ],
)
def test_a_parameter_that_is_none_is_told(tmp_path: Path, parameter: str, code: str) -> None:
    with pytest.raises(SimulationError) as told:
        sweep(BASE, BASE, written(tmp_path, ROWS), parameter, [D(1)], decision="补贴金额")

    assert told.value.diagnostic.code == code
    assert told.value.diagnostic.message("zh") and told.value.diagnostic.message("en")


@pytest.mark.parametrize(
    ("read", "text", "code"),
    [
        (parse_amount, "三百", "SIM011"),
        (parse_amount, "NaN", "SIM011"),
        (parse_amount, "9e99", "SIM011"),
        (parse_values, "1:2", "SIM009"),
        (parse_values, "1:2:0", "SIM009"),
        (parse_values, "0:1000000:0.01", "SIM010"),
    ],
)
def test_values_that_are_none_are_told(read: object, text: str, code: str) -> None:
    with pytest.raises(SimulationError) as told:
        read(text)  # type: ignore[operator]

    assert told.value.diagnostic.code == code


def test_a_model_that_is_refused_with_a_column_in_place_of_the_number_is_told(tmp_path: Path) -> None:
    # A quotient by 4 has an end; by a column it may have none.
    quarter = model({"研发费用": "number"}, {"金额": literal("研发费用 / 4", "number")})

    with pytest.raises(SimulationError) as told:
        sweep(quarter, quarter, written(tmp_path, ROWS), "金额", [D(4), D(5)])

    assert told.value.diagnostic.code == "SQL004"
