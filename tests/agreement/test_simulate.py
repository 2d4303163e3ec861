"""Simulations add up to what the interpreter says row by row, unknown rows apart, over random rows."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from luodi.dmn.model import Definitions
from luodi.relational import wanted_columns
from luodi.simulate import Parameter, SimulationError, Totals, changed, compare, prepare, sweep, value_of
from luodi.simulate.amounts import numeric_decisions
from tests.agreement.demo_rows import random_rows
from tests.agreement.populations import KEY
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
    rows = random_rows(base, kinds, 60, seed=7)
    with prepare(written(tmp_path, rows, kinds), keys=[KEY], as_of=AS_OF) as session:
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
