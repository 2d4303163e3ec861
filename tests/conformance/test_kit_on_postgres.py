"""The conformance kit as SQL of PostgreSQL: nothing comes out wrong, and as much is compiled as ever was."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from luodi.review.conformance import run_folder

KIT = Path(__file__).resolve().parents[3] / "shared" / "dmn-tck"
# Cases that are compiled and equal; this number only grows.
EQUAL = 1360


@pytest.mark.skipif(not KIT.is_dir(), reason="absent: ../shared/dmn-tck")
def test_no_case_is_wrong_on_postgres(postgres_url: str) -> None:
    cases = run_folder(KIT, sql=True, engines={"postgres": postgres_url}).cases

    outcomes = Counter((each.sql or {}).get("postgres") for each in cases)

    assert [(each.test, each.case) for each in cases if each.sql == {"postgres": "wrong"}] == []
    assert set(outcomes) == {"equal", "refused"}
    assert outcomes["equal"] >= EQUAL
