"""The conformance kit as SQL: nothing comes out wrong, and what is compiled does not grow less."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.review.conformance import run_folder, sql_totals

KIT = Path(__file__).resolve().parents[3] / "shared" / "dmn-tck"
# Cases that are compiled and equal, and of those with scalar inputs and a value; the numbers only grow.
EQUAL = {"duckdb": 1_366, "postgres": 1_365, "spark": 1_366}
EQUAL_WITH_VALUE = {"duckdb": 1_178, "postgres": 1_177, "spark": 1_178}
WITH_VALUE = 1_446
LEAST_SHARE = 0.6

pytestmark = pytest.mark.skipif(
    not KIT.is_dir(), reason="absent: the conformance kit is not beside the project"
)


def test_no_case_is_wrong_in_sql(request: pytest.FixtureRequest) -> None:
    # One reading of the kit for all engines: the interpreter and the compiler take most of the time.
    engines: dict[str, str | None] = {"duckdb": None}
    without = []
    for name, fixture in (("postgres", "postgres_url"), ("spark", "local_spark")):
        try:
            engines[name] = request.getfixturevalue(fixture)
        except pytest.skip.Exception as error:
            without.append(str(error))
    found = run_folder(KIT, sql=True, engines=engines)

    totals = sql_totals(found)
    assert totals["scalar_inputs_and_value"] == WITH_VALUE
    for engine in engines:
        of_engine = totals[engine]
        wrong = [(each.test, each.case) for each in found.cases if (each.sql or {}).get(engine) == "wrong"]
        assert wrong == []
        assert set(of_engine) <= {"equal", "refused", "scalar_inputs_and_value_equal", "share"}
        assert of_engine["equal"] >= EQUAL[engine]
        assert of_engine["scalar_inputs_and_value_equal"] >= EQUAL_WITH_VALUE[engine]
        share = round(of_engine["scalar_inputs_and_value_equal"] / WITH_VALUE, 4)
        assert of_engine["share"] == share >= LEAST_SHARE
    if without:
        pytest.skip("; ".join(without))
