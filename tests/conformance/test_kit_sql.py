"""The conformance kit as SQL: nothing comes out wrong, and what is compiled does not grow less."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from luodi.review.conformance import run_folder

KIT = Path(__file__).resolve().parents[3] / "shared" / "dmn-tck"
# Cases that are compiled and equal; this number only grows.
EQUAL = 386

pytestmark = pytest.mark.skipif(
    not KIT.is_dir(), reason="absent: the conformance kit is not beside the project"
)


def test_no_case_is_wrong_in_sql() -> None:
    cases = run_folder(KIT, sql=True).cases

    outcomes = Counter((each.sql or {}).get("duckdb") for each in cases)

    assert [(each.test, each.case) for each in cases if each.sql == {"duckdb": "wrong"}] == []
    assert set(outcomes) == {"equal", "refused"}
    assert outcomes["equal"] >= EQUAL
