"""The run of all tests: its closing line, and which skips it lets pass."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tools import run_tests


def test_summary_has_the_form_of_pytest() -> None:
    counts = Counter(passed=12, skipped=1, failed=2, xfailed=0)

    assert run_tests.summary(counts, 3725.5) == (
        "=========== 2 failed, 12 passed, 1 skipped in 3725.50s (1:02:05) ==========="
    ).center(80, "=")


@pytest.mark.parametrize(
    ("reason", "shared_is_there", "allowed"),
    [
        ("absent: ../shared", False, True),
        ("absent: ../shared", True, False),
        ("elsewhere: PostgreSQL only", True, True),
        ("missing: chromium", False, False),
        ("not today", False, False),
    ],
)
def test_a_skip_may_stay_out_only_for_a_good_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: str, shared_is_there: bool, allowed: bool
) -> None:
    monkeypatch.setattr(run_tests, "ROOT", tmp_path / "luodi")
    if shared_is_there:
        (tmp_path / "shared").mkdir()

    assert run_tests.may_stay_out(reason) is allowed
