"""Simulations add up to what the interpreter says row by row, unknown rows apart, over random rows."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlglot import parse_one

from luodi.dmn.links import texts_of
from luodi.dmn.model import Decision, Definitions, DrgElement, ItemDefinition
from luodi.relational import wanted_columns
from luodi.simulate import Parameter, SimulationError, Totals, changed, compare, prepare, sweep, value_of
from luodi.simulate.amounts import amounts_of, numeric_decisions
from tests.agreement.child_rows import random_lists, write_children
from tests.agreement.demo_rows import constants, random_rows
from tests.agreement.populations import KEY
from tests.engine.decision_models import literal, model, table
from tests.engine.demo_models import demo_model, manifest
from tests.engine.simulated import AS_OF, Found, by_interpreter, written


def added_up(before: list[Found], after: list[Found]) -> dict[str, object]:
    """The figures of ``Totals`` from rows."""
    nought = Decimal(0)
    pairs = [
        (one.amount or nought, other.amount or nought)
        for one, other in zip(before, after, strict=True)
        if not one.unknown and not other.unknown
    ]
    return {
        "rows": len(before),
        "before": sum((each.amount or nought for each in before if not each.unknown), nought),
        "after": sum((each.amount or nought for each in after if not each.unknown), nought),
        "before_unknown": sum(each.unknown for each in before),
        "after_unknown": sum(each.unknown for each in after),
        "difference": sum((other - one for one, other in pairs), nought),
        "winners": sum(other > one for one, other in pairs),
        "losers": sum(other < one for one, other in pairs),
        "unchanged": sum(other == one for one, other in pairs),
        "newly_in": sum(not one and bool(other) for one, other in pairs),
        "dropped_out": sum(bool(one) and not other for one, other in pairs),
    }


def figures(totals: Totals) -> dict[str, object]:
    return {
        "rows": totals.rows,
        "before": totals.before.cost,
        "after": totals.after.cost,
        "before_unknown": totals.before.unknown,
        "after_unknown": totals.after.unknown,
        "difference": totals.difference,
        "winners": totals.winners,
        "losers": totals.losers,
        "unchanged": totals.unchanged,
        "newly_in": totals.newly_in,
        "dropped_out": totals.dropped_out,
    }


def parameters_of(definitions: Definitions) -> list[Parameter]:
    """Every number of the model's tables and literal decisions."""
    found = []
    for decision in definitions.decisions:
        for constant in range(1, 200):
            parameter = Parameter(decision.name, constant=constant)
            try:
                value_of(definitions, parameter)
            except SimulationError:
                break
            found.append(parameter)
    return found


@pytest.mark.parametrize("file", [each["file"] for each in manifest()])
def test_totals_and_curves_add_up_to_the_interpreters_rows(file: str, tmp_path: Path) -> None:
    base = demo_model(file).definitions
    kinds = {label: "string" if kind == "Any" else kind for label, kind in wanted_columns(base).items()}
    rows = random_lists(base, random_rows(base, kinds, 60, seed=7), constants(base), seed=7)
    population, children = written(tmp_path, rows, kinds), write_children(base, rows, tmp_path)
    with prepare(population, keys=[KEY], as_of=AS_OF, children=children) as session:
        session.load([base])
        numeric = numeric_decisions(session, base)
        if not numeric:
            return
        decision = numeric[0]
        before = by_interpreter(base, decision, rows)
        for parameter in parameters_of(base)[:4:2]:
            old = value_of(base, parameter)
            assert old is not None
            values = [old, old * Decimal("1.5") + 1]
            after = [by_interpreter(changed(base, parameter, each), decision, rows) for each in values]

            totals = compare(base, changed(base, parameter, values[1]), session, decision=decision).totals

            assert figures(totals) == added_up(before, after[1]), f"{file} {parameter}"
            try:
                curve = sweep(base, base, session, parameter, values, decision=decision)
            except SimulationError as refused:
                assert refused.diagnostic.code.startswith("SQL")
                continue
            for point, expected in zip(curve.points, after, strict=True):
                assert figures(point.totals) == added_up(before, expected), f"{file} {parameter}"


_CELLS = {
    "甲": ("-", "< 10", "[10..50)", ">= 50", "not(10)", "> 乙"),
    "乙": ("-", "<= 0", "> 0", "50", "null"),
    "丙": ("-", '"东"', '"东","西"', 'not("西")'),
    "丁": ("-", "true", "false"),
}
_OUTPUTS = ("0", "100", "甲 * 0.1", "min(甲, 30)", "if 丁 then 5 else 7", "null")
_RESULTS = (
    "表",
    "表 + 乙",
    "min(表, 25)",
    'if 丙 = "东" then 表 else 0',
    "表 * 0",
    "if 甲 > 10 then 表 else 乙",
)
_KINDS = {"甲": "number", "乙": "number", "丙": "string", "丁": "boolean"}


def random_model(pick: random.Random) -> Definitions:
    """A table and a decision that uses it, with cells and results that nulls reach in many ways."""
    policy = pick.choice(("F", "F", "U", "A", "C+", "C>", "C#"))
    columns = pick.sample(list(_CELLS), pick.randint(1, 3))
    made = [
        [*(pick.choice(_CELLS[each]) for each in columns), pick.choice(_OUTPUTS)]
        for _ in range(pick.randint(1, 4))
    ]
    defaults = [pick.choice((None, "1"))] if policy == "F" else []
    whole = model(
        _KINDS,
        {
            "表": table(policy, columns, [""], made, defaults=defaults),
            "金额": literal(pick.choice(_RESULTS), "number"),
        },
    )
    return replace(whole, elements=tuple(map(with_needs_alone, whole.elements)))


def with_needs_alone(element: DrgElement) -> DrgElement:
    """The decision with requirements for what its texts name alone."""
    if not isinstance(element, Decision):
        return element
    texts = " ".join(each.text for each in texts_of(element.expression))
    return replace(
        element,
        information_requirements=tuple(
            each for each in element.information_requirements if each.target.id.partition("-")[2] in texts
        ),
    )


@pytest.mark.parametrize("seed", range(24))
def test_each_row_of_a_random_model_is_known_or_not_as_the_interpreter_says(
    seed: int, tmp_path: Path
) -> None:
    pick = random.Random(seed)
    pools: dict[str, list[Any]] = {
        "甲": [None, Decimal(5), Decimal(10), Decimal("49.99"), Decimal(50), Decimal(300)],
        "乙": [None, Decimal(-1), Decimal(0), Decimal(50)],
        "丙": [None, "东", "西", "北"],
        "丁": [None, True, False],
    }
    given = [{name: pick.choice(pool) for name, pool in pools.items()} for _ in range(120)]
    made = random_model(pick)
    with prepare(written(tmp_path, given, _KINDS), keys=[KEY], as_of=AS_OF) as session:
        session.load([made])
        try:
            amounts = amounts_of(session, made, "金额")
        except SimulationError as refused:
            assert refused.diagnostic.code.startswith(("SQL", "SIM005"))
            return
        query = (
            f'SELECT a."#amount", a."#unknown" FROM "{amounts.table}" a '
            f'JOIN "{session.data.table}" p USING ("#row") ORDER BY p."{KEY}"'
        )
        found = session.fetch(parse_one(query, dialect="duckdb"))

    expected = by_interpreter(made, "金额", given)
    assert [(None if unknown else amount, unknown) for amount, unknown in found] == [
        (None if each.unknown else each.amount, each.unknown) for each in expected
    ]


def test_a_null_in_an_entry_that_is_not_read_leaves_the_row_known(tmp_path: Path) -> None:
    patents = ItemDefinition(
        name="专利表",
        is_collection=True,
        components=(
            ItemDefinition(name="金额", type_ref="number"),
            ItemDefinition(name="日", type_ref="date"),
        ),
    )
    base = model({"专利": "专利表"}, {"奖励": literal("sum(专利.金额)", "number")}, [patents])
    rows = [
        {"专利": [{"金额": Decimal(5), "日": None}, {"金额": Decimal(2), "日": None}]},
        {"专利": [{"金额": None, "日": None}]},
    ]
    children = write_children(base, rows, tmp_path)

    with prepare(written(tmp_path, rows, {}), keys=[KEY], children=children) as session:
        session.load([base])
        totals = compare(base, base, session, decision="奖励").totals

    assert (totals.before.cost, totals.before.unknown) == (Decimal(7), 1)
