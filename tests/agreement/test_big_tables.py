"""Tables of more rules than a CASE is quick with: joined with the rows, they are the interpreter's too."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from luodi.dmn.model import Definitions
from luodi.relational import lower_model
from luodi.relational.nodes import RuleJoin
from luodi.relational.rules_join import CASE_RULES
from luodi.sql.capabilities import Engine
from tests.agreement.populations import On, agree
from tests.engine.decision_models import model, table

KINDS = {"额": "number", "数": "number", "业": "string", "是": "boolean"}
TRADES = [f"业{at}" for at in range(9)]
BOUNDS = [Decimal(each) for each in ("0", "0.5", "10", "99.99", "1000", "5000", "20000")]
CENT = Decimal("0.01")


def _rules(pick: random.Random, count: int, *, any_trade: bool) -> list[tuple[str, ...]]:
    rules = []
    for at in range(count):
        low, high = sorted(pick.sample(range(len(BOUNDS)), 2))
        amount = pick.choice(
            [
                f"{pick.choice('[(')}{BOUNDS[low]}..{BOUNDS[high]}{pick.choice('])')}",
                f"{pick.choice(['<', '<=', '>', '>='])} {BOUNDS[low]}",
                str(BOUNDS[high]),
                f"< {BOUNDS[low]}, > {BOUNDS[high]}",
            ]
        )
        number = pick.choice(["-", f"[{at % 7}..{at % 7 + 3}]", f"{at % 5}, {at % 5 + 2}", "> 4"])
        trade = ",".join(f'"{each}"' for each in pick.sample(TRADES, pick.choice([1, 1, 2])))
        if any_trade and pick.random() < 0.3:
            trade = "-"
        rules.append((amount, number, trade, pick.choice(["-", "true", "false"]), str(at % 11)))
    return rules


def _rows(pick: random.Random, count: int) -> list[dict[str, Any]]:
    rows = []
    for _ in range(count):
        row: Mapping[str, Any] = {
            "额": pick.choice(BOUNDS) + pick.choice([-CENT, Decimal(0), CENT, Decimal(3)]),
            "数": Decimal(pick.randrange(-1, 10)),
            "业": pick.choice([*TRADES, "别的"]),
            "是": pick.choice([True, False]),
        }
        rows.append({name: None if pick.random() < 0.06 else value for name, value in row.items()})
    return rows


def _model(policy: str, rules: list[tuple[str, ...]], **more: Any) -> Definitions:
    return model(
        dict(KINDS),
        {"甲": table(policy, list(KINDS), [""], rules, **more)},
    )


@pytest.mark.parametrize("any_trade", [False, True])
@pytest.mark.parametrize("policy", ["F", "U", "P", "A"])
def test_big_table_is_joined_and_agrees(policy: str, any_trade: bool, tmp_path: Path) -> None:
    pick = random.Random(f"{policy}{any_trade}")
    more: dict[str, Any] = {"values": [", ".join(map(str, (5, 3, 7, 1)))]} if policy == "P" else {}
    if any_trade:
        more["defaults"] = ["99.5"]
    rules = _rules(pick, CASE_RULES + 40, any_trade=any_trade)
    if policy == "A":
        # So few results that the rules which match a row often have the same one.
        rules = [(*rule[:-1], pick.choice(["1", "1.0", "1", "1", "2", "null"])) for rule in rules]
    definitions = _model(policy, rules, **more)

    program = agree(definitions, _rows(pick, 150), KINDS, tmp_path)

    assert any(isinstance(node, RuleJoin) for stage in program.stages for _, node in stage.columns)


def test_big_table_agrees_on_each_engine(on: On, tmp_path: Path) -> None:
    pick = random.Random(7)
    definitions = _model("U", _rules(pick, CASE_RULES + 5, any_trade=True), defaults=["99.5"])

    program = agree(definitions, _rows(pick, 80), KINDS, tmp_path, on)

    assert any(isinstance(node, RuleJoin) for stage in program.stages for _, node in stage.columns)


def test_big_table_of_numbers_alone_is_joined_by_bins(tmp_path: Path) -> None:
    rules = [(f"[{at}..{at + 1})", f"> {at % 3}", "-", "-", f"{at}") for at in range(CASE_RULES + 50)]
    rows = [
        {"额": Decimal(at) / 4, "数": Decimal(at % 5), "业": None, "是": None} for at in range(-3, 620, 2)
    ] + [{"额": None, "数": Decimal(1), "业": "业1", "是": True}]

    program = agree(_model("F", rules), rows, KINDS, tmp_path)

    joins = [node for stage in program.stages for _, node in stage.columns if isinstance(node, RuleJoin)]
    assert [each.table.binned for each in joins] == [0]


def test_table_with_an_open_cell_and_rows_without_keys_are_not_joined() -> None:
    rules = _rules(random.Random(1), CASE_RULES + 1, any_trade=False)
    compared = [("< 数", "-", "-", "-", "1"), *rules]

    programs = [
        lower_model(_model("F", compared), keys=["号"]),
        lower_model(_model("F", rules)),
    ]

    for program in programs:
        assert program.refusals == ()
        assert not any(isinstance(node, RuleJoin) for stage in program.stages for _, node in stage.columns)


@pytest.mark.parametrize("engine", [Engine.DUCKDB, Engine.POSTGRES])
@pytest.mark.parametrize("policy", ["C+", "C#", "U"])
def test_many_rules_that_are_not_joined_are_no_depth(
    policy: str, engine: Engine, on_engine: Callable[[Engine], On], tmp_path: Path
) -> None:
    """Engines read expressions of some hundred levels only."""
    pick = random.Random(policy)
    rules = [("< 数", "-", "-", "-", "1"), *_rules(pick, 400, any_trade=False)]

    program = agree(_model(policy, rules), _rows(pick, 12), KINDS, tmp_path, on_engine(engine))

    assert not any(isinstance(node, RuleJoin) for stage in program.stages for _, node in stage.columns)
    assert [each.label for each in program.outputs] == ["甲", "甲#rule"]


def _wide_spans(count: int) -> list[tuple[str, ...]]:
    """Rules with a span in every input, each wider than many bins."""
    pick = random.Random(count)
    rules = []
    for at in range(count):
        low, least = pick.randrange(0, 4300), pick.randrange(0, 70)
        rules.append((f"[{low}..{low + 700})", f"({least}..{least + 25}]", "-", "-", str(at % 9)))
    return rules


@pytest.mark.parametrize("policy", ["F", "U"])
def test_wide_spans_in_every_input_are_joined_by_fewer_bins(policy: str, tmp_path: Path) -> None:
    pick = random.Random(policy)
    rows = [
        {
            "额": Decimal(pick.randrange(-50, 5100)),
            "数": Decimal(pick.randrange(-1, 100)),
            "业": None,
            "是": True,
        }
        for _ in range(50)
    ]
    rows.append({"额": None, "数": Decimal(1), "业": None, "是": None})

    program = agree(_model(policy, _wide_spans(CASE_RULES + 80)), rows, KINDS, tmp_path)

    joins = [node for stage in program.stages for _, node in stage.columns if isinstance(node, RuleJoin)]
    assert joins and {each.table.binned for each in joins} == {0}
