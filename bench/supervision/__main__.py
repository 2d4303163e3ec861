"""The register of 20,000 tasks and 24 periods on PostgreSQL: ``python -m bench.supervision``.

Each way of opening it is measured at 2,000 tasks and at ten times as many. The ratio says whether the cost
grows with the rows beyond the page. Beside it stands the list of proposals of pretalx (Django, too), at the
same sizes on such a server, in an environment of its own: ``.build/peers/pretalx``, made here where packages
can be fetched. What is not there is left out by name. pretalx is AGPL: none of it is imported here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import psycopg.sql

from bench.supervision.register import GROWING, PERIODS
from tests.postgres import running_postgres

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PEER = ROOT / ".build" / "peers" / "pretalx"
PEER_PACKAGES = ("pretalx==2025.2.2", "psycopg[binary]")
SIZES = (2_000, 20_000)

ROUNDS = 15

Results = dict[str, tuple[float, float]]


class Worker:
    """A process with a database of its own that does one act at a time."""

    def __init__(self, command: list[str | Path], environment: dict[str, str]) -> None:
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 -- read when the process fails
        self.process = subprocess.Popen(  # noqa: S603 -- commands of our own
            [str(part) for part in command],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
        )
        self.acts: list[str] = []

    def answer(self) -> Any:
        """The next line that is meant for us."""
        for line in self.process.stdout:
            if line.startswith("bench: "):
                return json.loads(line.removeprefix("bench: "))
        self.errors.seek(0)
        raise RuntimeError(self.errors.read()[-2000:].decode(errors="replace"))

    def seconds(self, act: str) -> float:
        self.process.stdin.write(f"{act}\n")
        self.process.stdin.flush()
        return self.answer()

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)
        self.errors.close()


def compare(start: Callable[[str, int], Worker]) -> Results:
    """The quickest of ROUNDS calls at both sizes, by act.

    The two take turns, call by call: whatever else the machine does meets both alike.
    """
    with running_postgres() as url, closing_all() as workers:
        for size in SIZES:
            name = f"size_{size}"
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
            workers.append(start(urlsplit(url)._replace(path=f"/{name}").geturl(), size))
        small, large = workers
        acts = small.answer()
        large.answer()
        results = {}
        for act in acts:
            pairs = [(small.seconds(act), large.seconds(act)) for _round in range(ROUNDS + 2)][2:]
            results[act] = (min(pair[0] for pair in pairs), min(pair[1] for pair in pairs))
        return results


@contextmanager
def closing_all() -> Iterator[list[Worker]]:
    workers: list[Worker] = []
    try:
        yield workers
    finally:
        for worker in workers:
            worker.end()


def register(data: str) -> Callable[[str, int], Worker]:
    def start(url: str, size: int) -> Worker:
        environment = os.environ | {
            "LUODI_DATABASE": url,
            "LUODI_DATA": f"{data}/{size}",
            "DJANGO_SETTINGS_MODULE": "bench.supervision.settings",
        }
        environment.pop("LUODI_DEMO", None)
        return Worker([sys.executable, "-m", "bench.supervision.register", str(size)], environment)

    return start


def peer_python() -> Path | None:
    """The peer's own Python, its environment made if it can be; None where it cannot."""
    python = PEER / "bin" / "python"
    if not python.exists():
        print("pretalx: making an environment of its own", file=sys.stderr)
        venv.create(PEER, with_pip=True, clear=True)
    command = [python, "-m", "pip", "install", "--quiet", *PEER_PACKAGES]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)  # noqa: S603
    return python if done.returncode == 0 else None


def peer(python: Path, data: str) -> Callable[[str, int], Worker]:
    foreign = ("DJANGO_", "LUODI_", "PYTHON")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}

    def start(url: str, size: int) -> Worker:
        parts = urlsplit(url)
        environment = clean | {
            "PRETALX_FILESYSTEM_DATA": f"{data}/{size}",
            "PRETALX_DB_TYPE": "postgresql",
            "PRETALX_DB_NAME": parts.path.lstrip("/"),
            "PRETALX_DB_USER": parts.username or "",
            "PRETALX_DB_HOST": parts.hostname or "",
            "PRETALX_DB_PORT": str(parts.port),
            "PRETALX_DB_PASS": "none",  # the server trusts this machine
        }
        return Worker([python, HERE / "pretalx_list.py", str(size)], environment)

    return start


def show(title: str, results: Results, growing: tuple[str, ...] = ()) -> None:
    print(f"\n{title}")
    print(f"{'':32}{SIZES[0]:>10,}{SIZES[1]:>10,}{'ratio':>8}")
    for act, (small, large) in results.items():
        note = "  grows: every row is read for it" if act in growing else ""
        print(f"{act:32}{small * 1e3:7.0f} ms{large * 1e3:7.0f} ms{large / small:8.2f}{note}", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="luodi-bench-") as data:
        try:
            results = compare(register(data))
        except RuntimeError as error:
            if not str(error).startswith("missing:"):
                raise
            print(f"{error}: the register is left out", file=sys.stderr)
            return
        show(f"luodi: the register, one unit a task, {PERIODS} reports each", results, GROWING)
    python = peer_python()
    if python is None:
        print("pretalx cannot be installed here: left out", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory(prefix="luodi-peer-") as data:
        show("pretalx: the organisers' list of proposals, one speaker each", compare(peer(python, data)))


if __name__ == "__main__":
    main()
