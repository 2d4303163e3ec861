"""The fuzzer of the repair runs, for a bounded number of inputs, and finds nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_RUNS = 1000
_SEED = 20260301


@pytest.mark.skipif(find_spec("atheris") is None, reason="missing: atheris")
def test_fuzzing_the_repair_finds_no_false_report(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
    options = [f"-runs={_RUNS}", f"-seed={_SEED}", "-max_len=400", "-timeout=20"]

    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "fuzz" / "fuzz_repair.py"), *options],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-3000:]
    assert f"Done {_RUNS} runs" in done.stderr
