"""Budgets and caps: by hand, and against the same rules written in Python over random amounts."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from luodi.simulate import Allocation, Cut, Rule, SimulationError, allocate, parse_rule
from tests.engine.decision_models import literal, model
from tests.engine.simulated import KINDS, rows, written

D = Decimal
ASKED = model({"研发费用": "number"}, {"金额": literal("研发费用", "number")})
# 100, 100, 100 and 33.35; one unknown, one that pays back.
ROWS = rows(
    ("武汉", "100", "1", True, datetime.date(2026, 3, 2)),
    ("武汉", "100", "2", True, datetime.date(2026, 3, 1)),
    ("宜昌", "100", "2", True, datetime.date(2026, 3, 1)),
    ("宜昌", "33.35", None, True, None),
    ("宜昌", None, "9", True, datetime.date(2026, 1, 1)),
    ("宜昌", "-5", "9", True, datetime.date(2026, 1, 1)),
)


def test_a_budget_is_shared_to_the_fen_and_used_up(tmp_path: Path) -> None:
    found = allocate(ASKED, written(tmp_path, ROWS), budget=D("100"), by=["地区"])

    # 100 of 333.35: 29.99… each, rounded down 29.99 and 10.00; 0.03 are left for the largest remainders, of
    # three equal ones and a smaller one.
    assert found.cuts == (
        Cut((1,), D("100.00"), D("30.00")),
        Cut((2,), D("100.00"), D("30.00")),
        Cut((3,), D("100.00"), D("30.00")),
        Cut((4,), D("33.35"), D("10.00")),
    )
    assert found.total.granted == D("100.00")
    assert (found.total.asked, found.total.part, found.total.unknown) == (D("333.35"), 4, 1)
    assert found.negative == 1
    assert [(each.values, each.asked, each.granted) for each in found.groups[0][1]] == [
        (("武汉",), D("200.00"), D("60.00")),
        (("宜昌",), D("133.35"), D("40.00")),
    ]


def test_by_rank_the_last_gets_what_is_left_and_ties_are_told(tmp_path: Path) -> None:
    found = allocate(ASKED, written(tmp_path, ROWS), budget=D("150"), rule="rank:占比")

    assert found.cuts == (
        Cut((1,), D("100.00"), D("0.00"), D(1)),
        Cut((3,), D("100.00"), D("50.00"), D(2)),
        Cut((4,), D("33.35"), D("0.00"), None),
    )
    assert (found.last_rank, found.tied, found.unranked) == (D(2), 2, 1)
    assert (found.total.full, found.total.part, found.total.nothing) == (1, 1, 2)


def test_first_come_is_served_by_date(tmp_path: Path) -> None:
    found = allocate(ASKED, written(tmp_path, ROWS), budget=D("200"), rule="first:日期")

    assert [each.key for each in found.cuts] == [(1,), (4,)]
    assert (found.last_rank, found.tied) == (datetime.date(2026, 3, 1), 0)


def test_a_cap_for_each_row_comes_before_the_budget(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS)

    capped = allocate(ASKED, path, cap=D("40"))
    both = allocate(ASKED, path, cap=D("40"), budget=D("76.67"))

    assert (capped.total.asked, capped.total.granted) == (D("333.35"), D("153.35"))
    assert (capped.total.full, capped.total.part) == (1, 3)
    assert both.total.granted == D("76.67")
    assert both.cuts[0] == Cut((1,), D("100.00"), D("20.00"))


def test_a_budget_that_is_enough_changes_nothing(tmp_path: Path) -> None:
    found = allocate(ASKED, written(tmp_path, ROWS), budget=D("333.35"))

    assert (found.total.granted, found.cuts) == (D("333.35"), ())


def test_fractions_of_a_fen_are_left_out_and_told(tmp_path: Path) -> None:
    found = allocate(ASKED, written(tmp_path, rows(("武汉", "1.239"), ("武汉", "2.001"))), budget=D("9"))

    assert (found.total.granted, found.fractions) == (D("3.23"), D("0.01"))


def _by_hand(amounts: list[Decimal | None], ranks: list[Any], budget: int, method: str) -> list[int]:
    asked = [0 if each is None or each < 0 else int(each * 100) for each in amounts]
    whole = sum(asked)
    if budget >= whole:
        return asked
    if method == "pro-rata":
        granted = [each * budget // whole for each in asked]
        rests = sorted(range(len(asked)), key=lambda at: (-(asked[at] * budget % whole), at))
        for at in rests[: budget - sum(granted)]:
            granted[at] += 1
        return granted
    granted = [0] * len(asked)
    order = sorted(range(len(asked)), key=lambda at: (ranks[at] is None, -(ranks[at] or 0), at))
    for at in order:
        granted[at] = min(asked[at], budget)
        budget -= granted[at]
    return granted


@pytest.mark.parametrize("method", ["pro-rata", "rank:占比"])
@pytest.mark.parametrize("seed", range(4))
def test_random_amounts_are_shared_as_the_rules_say(tmp_path: Path, method: str, seed: int) -> None:
    pick = random.Random(seed)
    amounts = [
        None if pick.random() < 0.1 else D(pick.randrange(-1000, pick.choice([50, 10**9]))) / 100
        for _ in range(150)
    ]
    ranks = [None if pick.random() < 0.1 else D(pick.randrange(5)) for _ in amounts]
    given = [
        {**dict.fromkeys(KINDS), "研发费用": one, "占比": two}
        for one, two in zip(amounts, ranks, strict=True)
    ]
    asked = sum(int(each * 100) for each in amounts if each and each > 0)
    budget = pick.randrange(1, asked)

    found = allocate(ASKED, written(tmp_path, given), budget=D(budget) / 100, rule=method, top=1000)

    expected = _by_hand(amounts, ranks, budget, method)
    cut = {each.key[0]: each.granted for each in found.cuts}
    for at, (amount, granted) in enumerate(zip(amounts, expected, strict=True), 1):
        full = D(0) if amount is None or amount < 0 else amount
        assert cut.get(at, full) == D(granted) / 100
    assert found.total.granted == D(budget) / 100


@pytest.mark.parametrize(
    ("written_as", "rule"),
    [
        ("pro-rata", "pro-rata"),
        ("rank:评分", "rank:评分"),
        ("rank:年限:asc", "rank:年限:asc"),
        ("first:日期", "first:日期"),
    ],
)
def test_rules_are_read(written_as: str, rule: str) -> None:
    assert str(parse_rule(written_as)) == rule


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"rule": "lottery"}, "SIM015"),
        ({"rule": Rule(parse_rule("rank:x").method)}, "SIM016"),
        ({"budget": D(-1)}, "SIM011"),
        ({"rule": "rank:评分"}, "SIM003"),
        ({"budget": D(10) ** 36}, ""),
    ],
)
def test_what_is_no_rule_is_told(tmp_path: Path, asked: dict[str, Any], code: str) -> None:
    def run() -> Allocation:
        return allocate(ASKED, written(tmp_path, ROWS), **({"budget": D(5)} | asked))

    if not code:
        assert run().total.granted == D("333.35")
        return
    with pytest.raises(SimulationError) as told:
        run()
    assert told.value.diagnostic.code == code
