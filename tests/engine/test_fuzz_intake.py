"""Intake under a coverage-guided fuzzer for a short time; longer runs are started by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 6


def test_intake_under_atheris_gives_text_or_an_error_with_a_code(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="missing: atheris")
    corpus = tmp_path / "corpus"
    corpus.mkdir()

    done = subprocess.run(
        [
            sys.executable, ROOT / "tests" / "fuzz" / "fuzz_intake.py", corpus,
            f"-max_total_time={SECONDS}", "-timeout=10", "-rss_limit_mb=2048", "-max_len=60000",
        ],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
        cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS + 60, errors="replace",
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "Done " in done.stderr, done.stderr[-3000:]
