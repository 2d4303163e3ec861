"""Two models over one population: figures worked out by hand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from luodi.simulate import (
    Band,
    Change,
    Side,
    SimulationError,
    Totals,
    changed,
    compare,
    parse_parameter,
    prepare,
    sweep,
)
from tests.engine.decision_models import literal, model
from tests.engine.simulated import AS_OF, KINDS, rows, subsidy, written

D = Decimal
# Threshold 3 % and 10 % up to 1000 before; 4 % and 20 % up to 1500 after.
BASE = subsidy()
NEW = subsidy("0.04", "0.2", "1500")
ROWS = rows(
    ("武汉", "2000", "0.05", True),  # 200 → 400
    ("武汉", "50000", "0.06", True),  # capped: 1000 → 1500
    ("宜昌", "3000", "0.03", True),  # 300 → 0: drops out
    ("宜昌", "9000", "0.01", True),  # 0 → 0
    ("宜昌", "9000", None, False),  # 0 → 0: no high-tech firm, whatever the share is
    ("武汉", "1000", None, True),  # unknown under both
    (None, None, "0.05", True),  # unknown under both
    ("荆州", "4000", "0.05", None),  # unknown under both
)


def test_totals_and_groups_as_worked_out_by_hand(tmp_path: Path) -> None:
    found = compare(BASE, NEW, written(tmp_path, ROWS), by=["地区"], decision="补贴金额")

    assert found.totals == Totals(
        rows=8,
        before=Side(D("1500"), 3, 2, 3),
        after=Side(D("1900"), 2, 3, 3),
        difference=D("400"),
        gained=D("700"),
        lost=D("300"),
        winners=2,
        losers=1,
        unchanged=2,
        newly_in=0,
        dropped_out=1,
        unknown=3,
        before_only=D(0),
        after_only=D(0),
    )
    assert found.totals.share_percent(found.totals.winners) == D("40.00")
    assert [
        (each.values, each.totals.rows, each.totals.difference) for each in found.distributions[0].groups
    ] == [
        (("武汉",), 3, D("700")),
        (("宜昌",), 3, D("-300")),
        (("荆州",), 1, D(0)),
        ((None,), 1, D(0)),
    ]
    assert found.gains == (
        Change((2,), D("1000"), D("1500"), D("500"), ("武汉",)),
        Change((1,), D("200"), D("400"), D("200"), ("武汉",)),
    )
    assert found.losses == (Change((3,), D("300"), D("0"), D("-300"), ("宜昌",)),)


def test_bands_hold_known_amounts_with_bounds_of_their_own(tmp_path: Path) -> None:
    bounds = [D("0"), D("0.01"), D("300"), D("1000")]

    found = compare(BASE, NEW, written(tmp_path, ROWS), decision="补贴金额", bounds=bounds)

    assert found.bands == (
        Band(None, D("0"), 0, D(0), 0, D(0)),
        Band(D("0"), D("0.01"), 2, D(0), 3, D(0)),
        Band(D("0.01"), D("300"), 1, D("200"), 0, D(0)),
        Band(D("300"), D("1000"), 1, D("300"), 1, D("400")),
        Band(D("1000"), None, 1, D("1000"), 1, D("1500")),
    )


def test_a_row_known_under_one_model_alone_stands_apart(tmp_path: Path) -> None:
    # The new model no longer asks for the share.
    new = model(
        {"研发费用": "number", "是否高企": "boolean"},
        {"补贴金额": literal("if 是否高企 then 研发费用 * 0.1 else 0", "number")},
    )

    found = compare(BASE, new, written(tmp_path, ROWS), decision="补贴金额").totals

    assert (found.before.unknown, found.after.unknown, found.unknown) == (3, 2, 3)
    assert (found.before_only, found.after_only) == (D(0), D(100))
    assert found.after.cost - found.before.cost == found.difference + found.after_only - found.before_only


def test_settled_without_an_amount_receives_nothing_and_is_not_unknown(tmp_path: Path) -> None:
    new = model(
        {"研发费用": "number", "是否高企": "boolean"},
        {"补贴金额": literal("if 是否高企 then null else 5", "number")},
    )

    found = compare(BASE, new, written(tmp_path, ROWS), decision="补贴金额")

    # Rows 1 to 3 had 200, 1000 and 300, row 4 nothing; row 5 gets 5; rows 6 and 7 are known after alone.
    assert found.totals.after == Side(D(5), 1, 6, 1)
    assert (found.totals.losers, found.totals.dropped_out) == (3, 3)
    assert (found.totals.winners, found.totals.newly_in) == (1, 1)
    assert found.losses[0] == Change((2,), D(1000), None, D(-1000), ())


def test_an_input_without_a_column_is_unknown_where_it_matters(tmp_path: Path) -> None:
    kinds = {"地区": "string", "研发费用": "number", "是否高企": "boolean"}
    population = written(tmp_path, rows(("武汉", "2000", None, True), ("武汉", "2000", None, False)), kinds)

    found = compare(BASE, NEW, population, decision="补贴金额")

    assert [each.code for each in found.diagnostics] == ["POP001"]
    assert (found.totals.unknown, found.totals.before.nothing) == (1, 1)


def test_a_session_answers_as_a_single_run_does(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS)

    with prepare(path, columns=["地区"], as_of=AS_OF) as session:
        answers = [
            compare(BASE, each, session, by=["地区"], decision="补贴金额") for each in (NEW, BASE, NEW)
        ]
        grown = compare(BASE, NEW, session, by=[["地区", "是否高企"]], decision="补贴金额")

    assert answers[0] == answers[2] == compare(BASE, NEW, path, by=["地区"], decision="补贴金额")
    assert answers[1].totals.unchanged == 5
    assert [each.values for each in grown.distributions[0].groups][:2] == [("武汉", True), ("宜昌", True)]


def test_the_decision_is_the_only_numeric_result_of_both(tmp_path: Path) -> None:
    assert compare(BASE, NEW, written(tmp_path, ROWS)).decision == "补贴金额"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"decision": "别的"}, "SIM002"),
        ({"by": ["行业"]}, "SIM003"),
        ({"decision": "判断"}, "SIM005"),
        ({}, "SIM001"),
    ],
)
def test_what_is_not_clear_is_told(tmp_path: Path, asked: dict[str, object], code: str) -> None:
    two = model(
        {"研发费用": "number"},
        {"判断": literal("研发费用 > 3", "boolean")},
    )

    with pytest.raises(SimulationError) as told:
        compare(
            two, two, written(tmp_path, ROWS), **({"decision": "判断"} | asked if "by" in asked else asked)
        )  # type: ignore[arg-type]

    assert told.value.diagnostic.code == code
    assert told.value.diagnostic.message("zh") and told.value.diagnostic.message("en")


def test_columns_that_the_models_want_differently_are_refused(tmp_path: Path) -> None:
    other = model({"研发费用": "string"}, {"补贴金额": literal("1", "number")})

    with pytest.raises(SimulationError) as told:
        compare(BASE, other, written(tmp_path, ROWS), decision="补贴金额")

    assert told.value.diagnostic.code == "SIM004"


def test_columns_called_as_our_own_are_no_trouble(tmp_path: Path) -> None:
    kinds = {**KINDS, "Before": "string", "amount": "number", "difference": "string", "v0": "number"}
    given = [{**each, "Before": "x", "amount": D(1), "difference": "y", "v0": D(2)} for each in ROWS]
    path = written(tmp_path, given, kinds)

    found = compare(BASE, NEW, path, by=["Before", ["difference", "amount"]], decision="补贴金额")

    assert [each.groups[0].totals for each in found.distributions] == [found.totals, found.totals]
    assert found.distributions[1].groups[0].values == ("y", D(1))


def test_a_population_without_rows_costs_nothing(tmp_path: Path) -> None:
    found = compare(BASE, NEW, written(tmp_path, []), by=["地区"], decision="补贴金额")

    assert found.totals.rows == 0
    assert found.totals.share_percent(0) is None
    assert found.distributions[0].groups == ()
    assert sweep(BASE, NEW, written(tmp_path, []), "比例#1.占比", [D(1)], decision="补贴金额").points == ()


def test_results_of_models_not_asked_for_lately_are_worked_out_again(tmp_path: Path) -> None:
    at = parse_parameter("比例#1.占比")
    with prepare(written(tmp_path, ROWS)) as session:
        first = compare(BASE, NEW, session, decision="补贴金额")
        for hundredths in range(12):
            moved = changed(NEW, at, D(hundredths) / 100)
            compare(BASE, moved, session, decision="补贴金额")

        assert len(session.results) == 8
        assert compare(BASE, NEW, session, decision="补贴金额") == first


def test_a_session_lives_on_after_an_error(tmp_path: Path) -> None:
    with prepare(written(tmp_path, ROWS)) as session:
        first = compare(BASE, NEW, session, decision="补贴金额")
        with pytest.raises(SimulationError):
            compare(BASE, NEW, session, decision="补贴金额", by=["行业"])

        assert compare(BASE, NEW, session, decision="补贴金额") == first


def test_threads_may_share_a_session(tmp_path: Path) -> None:
    models = [subsidy(f"0.0{each}") for each in range(1, 7)]
    with prepare(written(tmp_path, ROWS)) as session, ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda each: compare(BASE, each, session, decision="补贴金额"), models))
        apart = [compare(BASE, each, session, decision="补贴金额") for each in models]

    assert together == apart
