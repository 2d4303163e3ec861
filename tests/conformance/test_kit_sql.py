"""The conformance kit as SQL: nothing comes out wrong, and what is compiled does not grow less."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.review.conformance import run_folder, sql_totals

KIT = Path(__file__).resolve().parents[3] / "shared" / "dmn-tck"
# Cases that are compiled and equal, and of those with scalar inputs and a value; the numbers only grow.
EQUAL = 1_366
EQUAL_WITH_VALUE = 1_178
LEAST_SHARE = 0.6

pytestmark = pytest.mark.skipif(
    not KIT.is_dir(), reason="absent: the conformance kit is not beside the project"
)


def test_no_case_is_wrong_in_sql() -> None:
    found = run_folder(KIT, sql=True)

    totals = sql_totals(found)
    duckdb = totals["duckdb"]

    assert [(each.test, each.case) for each in found.cases if (each.sql or {}).get("duckdb") == "wrong"] == []
    assert set(duckdb) <= {"equal", "refused", "scalar_inputs_and_value_equal", "share"}
    assert duckdb["equal"] >= EQUAL
    assert duckdb["scalar_inputs_and_value_equal"] >= EQUAL_WITH_VALUE
    assert duckdb["share"] == round(duckdb["scalar_inputs_and_value_equal"] / 1_446, 4) >= LEAST_SHARE
    assert totals["scalar_inputs_and_value"] == 1_446
