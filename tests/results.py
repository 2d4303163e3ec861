"""What a test run leaves for ``tools/run_tests.py``: counts, seconds, skipped tests and why."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

OUTCOMES = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")


class ResultsFile:
    """Writes, at the end of a run, {"counts": {…}, "seconds": float, "skipped": [[test, reason], …]}."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.started = time.monotonic()

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        stats = terminalreporter.stats
        results = {
            "counts": {outcome: len(stats.get(outcome, [])) for outcome in OUTCOMES},
            "seconds": time.monotonic() - self.started,
            "skipped": [[report.nodeid, skip_reason(report)] for report in stats.get("skipped", [])],
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(results, ensure_ascii=False), encoding="utf-8")


def skip_reason(report: pytest.TestReport) -> str:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return reason.removeprefix("Skipped: ")
