"""Reports of 116 offices at the end of the last day: ``python -m bench.reports [seconds]``.

A real server (what ``make run`` starts: web, worker, scheduler) on a PostgreSQL of its own. First one office
after the other, the server otherwise idle; then all of them at random moments within a minute; then all at
once. Each opens its form as a browser does and sends it. Counted afterwards in the database, by the words
each one sent: none may be missing, none double, and each has its entry in the audit trail.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.reports.office import Answer, Office
from tests.postgres import find_programs, free_port, running_postgres

ROOT = Path(__file__).parents[2]
OFFICES = 116
IDLE_REPORTS = 30
START_S = 180.0


def percentile(times: list[float], share: float) -> float:
    """The time that this share of the requests did not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@dataclass
class Round:
    name: str
    answers: list[Answer]

    def line(self) -> str:
        forms = [answer.form_s for answer in self.answers]
        sent = [answer.send_s for answer in self.answers]
        errors = sum(not answer.is_good for answer in self.answers)
        return (
            f"{self.name:34}{len(self.answers):8}{errors:8}"
            f"{percentile(forms, 0.95) * 1000:14.0f}{percentile(sent, 0.5) * 1000:14.0f}"
            f"{percentile(sent, 0.95) * 1000:14.0f}{max(sent) * 1000:12.0f}"
        )


def one_by_one(offices: list[Office], number: int) -> list[Answer]:
    return [office.report(number) for office in offices]


def together(offices: list[Office], number: int, seconds: float) -> list[Answer]:
    """Each at a moment of its own within the seconds, drawn beforehand; all at the same one for 0."""
    chance = random.Random(116)
    starts = [chance.uniform(0, seconds) for _office in offices]
    began = time.monotonic() + 1
    answers: list[Answer] = []

    def run(office: Office, start: float) -> None:
        time.sleep(max(0.0, began + start - time.monotonic()))
        answers.append(office.report(number))

    threads = [threading.Thread(target=run, args=pair) for pair in zip(offices, starts, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def stored(environment: dict[str, str], command: str) -> Any:
    """What ``bench.reports.database`` answers in a process of its own, with the server's settings."""
    done = subprocess.run(  # noqa: S603 -- our own module
        [sys.executable, "-m", "bench.reports.database", command],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
    )
    return json.loads(done.stdout)


def wait_until_started(server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and server.poll() is None:
        if "http://localhost:" in log.read_text(errors="replace"):
            return
        time.sleep(0.2)
    raise RuntimeError(f"the platform did not start:\n{log.read_text(errors='replace')}")


def measure(database: str, folder: Path, seconds: float) -> bool:
    """Whether every report of every round arrived, once, without an error."""
    environment = os.environ | {
        "LUODI_DATABASE": database,
        "LUODI_DATA": str(folder / "data"),
        "LUODI_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "luodi_web.settings.embedded",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "PYTHONUNBUFFERED": "1",
    }
    prepared = stored(environment, "prepare")
    port, log = free_port(), folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(  # noqa: S603 -- our own module
            [sys.executable, "-m", "luodi_web", "run", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_started(server, log)
        offices = [Office(port=port, **values) for values in prepared]
        offices[0].open(0)  # what is loaded once is not this bench's matter
        rounds = [
            Round("one after the other, idle server", one_by_one(offices[:IDLE_REPORTS], 0)),
            Round(f"{OFFICES} within {seconds:.0f} s", together(offices, 1, seconds)),
            Round(f"{OFFICES} at the same moment", together(offices, 2, 0)),
        ]
    finally:
        server.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=30)
        server.kill()
    print(
        f"{'':34}{'reports':>8}{'errors':>8}"
        f"{'form p95 ms':>14}{'sent p50 ms':>14}{'sent p95 ms':>14}{'max ms':>12}"
    )
    for item in rounds:
        print(item.line())
    # Every round is counted, also after one that failed.
    good = [check(item, number, environment) for number, item in enumerate(rounds)]
    return all(good)


def check(item: Round, number: int, environment: dict[str, str]) -> bool:
    """Say what went wrong in a round; True where nothing did."""
    for answer in [answer for answer in item.answers if not answer.is_good][:3]:
        print(f"{item.name}: {answer.error}", file=sys.stderr)
    found = stored(environment, f"count:{number}")
    expected = {answer.text for answer in item.answers}
    lost = expected - set(found["texts"])
    double = len(found["texts"]) - len(set(found["texts"]))
    entries = found["entries"]
    print(f"{item.name}: {len(lost)} lost, {double} double, {entries} audit entries")
    all_good = all(answer.is_good for answer in item.answers)
    return all_good and not lost and not double and entries == len(item.answers)


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    if find_programs() is None:
        print(
            "missing: PostgreSQL (Debian package postgresql): reports of all offices left out",
            file=sys.stderr,
        )
        return 0
    print("Reports of all offices, a real server on PostgreSQL")
    with running_postgres() as database, tempfile.TemporaryDirectory(prefix="luodi-bench-") as folder:
        is_good = measure(database, Path(folder), seconds)
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
