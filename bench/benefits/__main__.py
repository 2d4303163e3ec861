"""Screens over populations, as a policy officer opens them: ``python -m bench.benefits [--rows N]``.

On the demonstration, in a data folder of its own: the sandbox over its 100,000 enterprises with another
number each time, and the browser of results over a run of 100,000 and one of ten times as many. Pages are
asked for through the whole of Django, without a network. The ratio says whether a page costs more because
there are more rows behind it. Times are medians; the slowest is told beside them.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ROUNDS = 11
MODEL = "武汉市企业研发投入补贴"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.benefits")
    parser.add_argument("--rows", type=int, default=1_000_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="luodi-bench-") as folder:
        os.environ |= {
            "LUODI_DATA": folder,
            "LUODI_DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "luodi_web.settings.embedded",
        }
        os.environ.pop("LUODI_DATABASE", None)
        command = [sys.executable, "-m", "demo", "load"]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 -- our own
        _measure(arguments.rows)


def _measure(rows: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    from bench.benefits.runs import matched, policy_officer, released, sample_snapshot

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    person = policy_officer()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    snapshot, version = sample_snapshot(), released(MODEL)
    _sandbox(client, version, snapshot)
    few = matched(version, snapshot.rows, by=person)
    many = matched(version, rows, by=person)
    for run, seconds in (few, many):
        _told(f"match run over {run.rows:,} enterprises, kept and summed up", f"{seconds:.1f} s")
    _browser(client, few[0], many[0])


def _sandbox(client: Any, version: Any, snapshot: Any) -> None:
    from luodi_web.benefits.domain.levers import levers_of

    lever = levers_of(version.digest, version.xml, {})[0]
    asked = {"version": version.pk, "snapshot": snapshot.pk}
    first = _timed(lambda: _page(client, "/sandbox/result/", asked), 1)
    at = iter(range(1, 100))
    moved = _timed(
        lambda: _page(client, "/sandbox/result/", {**asked, f"v.{lever.key}": lever.value + next(at)}), ROUNDS
    )
    _told(f"sandbox over {snapshot.rows:,} enterprises, opened", f"{first[0]:.2f} s")
    _told("a number moved", f"{moved[0]:.2f} s", f"slowest {moved[1]:.2f} s; must: 1")


def _browser(client: Any, few: Any, many: Any) -> None:
    decision = next(name for name, _kind, is_result in few.decisions if is_result)
    ways = {
        "opened": {},
        "who gets something": {"decision": decision, "standing": "won"},
        "sorted by amount": {"decision": decision, "sort": f"-{decision}"},
        "searched by name": {"q": "科技"},
        "page 200": {"page": 200},
    }
    for words, asked in ways.items():
        one, ten = (
            _timed(lambda run=run, asked=asked: _page(client, f"/matches/{run.pk}/results/", asked), ROUNDS)
            for run in (few, many)
        )
        figures = f"{ten[0] * 1000:.0f} ms"
        _told(f"results of {many.rows:,}, {words}", figures, f"{ten[0] / one[0]:.2f} x that of {few.rows:,}")


def _page(client: Any, address: str, asked: dict[str, Any]) -> None:
    answer = client.get(address, asked)
    if answer.status_code != 200 or (answer.context and answer.context.get("problem")):
        raise SystemExit(
            f"{address}: {answer.status_code} {answer.context and answer.context.get('problem')}"
        )


def _timed(run: Callable[[], None], rounds: int) -> tuple[float, float]:
    """Median and greatest of the seconds."""
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        run()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken), max(taken)


def _told(words: str, figure: str, more: str = "") -> None:
    print(f"{words:62}{figure:>10}  {more}".rstrip(), flush=True)


if __name__ == "__main__":
    main()
