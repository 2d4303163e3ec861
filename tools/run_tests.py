"""All tests in order, one summary at the end: ``run_tests.py [--complete] [part …]``.

Parts: engine, web on SQLite, web on PostgreSQL, browser. Skipped tests are named with their reason. With
``--complete`` a skip fails the run unless it is for the other database, or for acceptance material
that really is absent beside the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / ".build" / "tests"
PARTS = {
    "engine": [
        "tests/engine",
        "tests/conformance",
        "tests/agreement",
        "tests/tools",
        "--numprocesses=auto",
        "--dist=worksteal",
    ],
    "sqlite": ["tests/web", "--numprocesses=auto", "--dist=worksteal"],
    "postgres": ["tests/web", "--db=postgres", "--numprocesses=auto", "--dist=worksteal"],
    # Each worker has a platform of its own, so what belongs together stays with one.
    "browser": ["tests/e2e", "--numprocesses=2", "--dist=loadfile"],
}
NOTHING_COLLECTED = 5  # pytest's exit status
WORDS = {"error": "errors"}


def run_part(name: str) -> tuple[int, dict]:
    """Exit status and results of one part; a run that wrote no results counts as an error."""
    results = RESULTS / f"{name}.json"
    results.unlink(missing_ok=True)
    print(f"\n## {name}", flush=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--durations=40",
        "--durations-min=2",
        *PARTS[name],
        "--results",
        str(results),
    ]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    status = subprocess.run(command, cwd=ROOT, check=False, env=environment).returncode
    if not results.exists():
        return status or 1, {"counts": {"error": 1}, "skipped": []}
    return 0 if status == NOTHING_COLLECTED else status, json.loads(results.read_text(encoding="utf-8"))


def may_stay_out(reason: str) -> bool:
    if reason.startswith("absent: ../shared"):
        return not (ROOT.parent / "shared").is_dir()
    return reason.startswith("elsewhere:")


def summary(counts: Counter[str], seconds: float) -> str:
    """The closing line, in the form of pytest's own."""
    shown = ("failed", "passed", "skipped", "xfailed", "xpassed", "error")
    words = ", ".join(f"{counts[name]} {WORDS.get(name, name)}" for name in shown if counts[name])
    clock = f"{seconds:.2f}s ({int(seconds) // 3600}:{int(seconds) // 60 % 60:02}:{int(seconds) % 60:02})"
    return f" {words or 'no tests ran'} in {clock} ".center(80, "=")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--complete", action="store_true", help="fail when a part needed by a test is missing"
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all")
    args = parser.parse_args()
    started = time.monotonic()
    counts: Counter[str] = Counter()
    skipped: dict[str, list[str]] = {}
    failed = []
    for name in args.parts or PARTS:
        status, results = run_part(name)
        counts.update(results["counts"])
        for test, reason in results["skipped"]:
            skipped.setdefault(reason, []).append(f"{name}: {test}")
        if status:
            failed.append(name)
    for reason, tests in sorted(skipped.items()):
        print(f"\nskipped — {reason}")
        print("\n".join(f"  {test}" for test in tests))
    out = [reason for reason in skipped if not may_stay_out(reason)]
    if args.complete and out:
        print(f"\nNot complete: {'; '.join(sorted(out))}")
        failed.append("skipped tests")
    if failed:
        print(f"\nFailed: {', '.join(failed)}")
    print(summary(counts, time.monotonic() - started))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
