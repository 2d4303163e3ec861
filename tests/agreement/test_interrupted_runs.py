"""Runs that are cancelled, killed, out of space or in each other's way: a whole result or none."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import duckdb
import pytest

from luodi.cli import main
from luodi.cli.progress import Meter
from luodi.dmn import write
from luodi.engines.claim import claimed
from luodi.engines.watched import interrupts
from tests.engine.decision_models import literal, model, table


@pytest.fixture
def long_run(tmp_path: Path) -> list[str]:
    """The arguments of a run that takes a second or more."""
    rules = [(f"[{at}..{at + 1})", f"甲 * {at}") for at in range(60)]
    decisions = {"乙": table("F", ["甲"], [""], rules), "丙": literal("乙 + 甲")}
    path = tmp_path / "m.dmn"
    path.write_bytes(write(model({"甲": "number"}, decisions)))
    source = tmp_path / "p.parquet"
    rows = "SELECT n AS 号, CAST(hash(n) % 7000 AS DECIMAL(9, 2)) / 100 AS 甲 FROM range(1500000) AS t(n)"
    with duckdb.connect() as connection:
        connection.sql(f"SELECT 号, CAST(甲 AS DECIMAL(9, 2)) AS 甲 FROM ({rows})").write_parquet(str(source))
    return ["run", str(path), "--population", str(source), "-o", str(tmp_path / "o.parquet"), "--no-missing"]


def _started(arguments: list[str]) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "luodi.cli", *arguments]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)


def _until_it_writes(process: subprocess.Popen[bytes], folder: Path) -> None:
    while process.poll() is None and not list(folder.glob(".o.parquet.*.part")):
        time.sleep(0.005)


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_cancelled_or_killed_run_leaves_what_was_there(
    sent: signal.Signals, status: int, long_run: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "o.parquet"
    out.write_bytes(b"before")
    process = _started(long_run)
    _until_it_writes(process, tmp_path)

    process.send_signal(sent)
    _, said = process.communicate(timeout=60)

    assert (process.returncode, out.read_bytes()) == (status, b"before")
    left = sorted(each.name for each in tmp_path.iterdir() if each.name.startswith("."))
    if sent == signal.SIGINT:
        assert left == []
        assert said.decode().startswith("POP041")
    else:
        # The next run clears away what the killed one could not.
        assert left != []
        assert main([*long_run[:-1], "--decision", "丙"]) == 0
        assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []
        assert out.read_bytes()[:4] == b"PAR1"


def test_ctrl_c_in_duckdbs_words_is_one_and_other_failures_are_not() -> None:
    """That DuckDB has these words is not tried: when it looks for a signal hangs on the machine."""
    with pytest.raises(KeyboardInterrupt), interrupts():
        raise RuntimeError("Query interrupted")
    with pytest.raises(RuntimeError, match="something else"), interrupts():
        raise RuntimeError("something else")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("Query interrupted")])
def test_cancelled_command_says_so(
    error: BaseException,
    long_run: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def cancelled(*args: object) -> int:
        raise error

    monkeypatch.setattr("luodi.cli.simulate._result", cancelled)
    status = main(["--lang", "en", "simulate", long_run[1], long_run[1], "--population", long_run[3]])

    assert (status, capsys.readouterr().err) == (130, "CLI005  \nCancelled.\n")


def test_full_disk_is_told_and_leaves_nothing(long_run: list[str], tmp_path: Path) -> None:
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "luodi.cli", *long_run]

    done = subprocess.run(
        command,
        env=environment,
        capture_output=True,
        check=False,
        preexec_fn=small_files,
    )

    assert (done.returncode, done.stderr.decode().split()[0]) == (1, "POP009")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["m.dmn", "p.parquet"]


def test_second_run_on_one_result_is_refused(
    long_run: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with claimed(tmp_path / "o.parquet"):
        status = main(long_run)

    assert (status, capsys.readouterr().err.split()[0]) == (1, "POP040")
    assert not (tmp_path / "o.parquet").exists()


def test_progress_is_told_on_a_terminal_only(long_run: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    meter = Meter("en", shown)
    meter.count(2000)
    meter.began -= 10
    meter(0.5)
    meter.clear()

    assert shown.getvalue() == "\r\x1b[K1,000 / 2,000 rows · 50% · 0:10 left\r\x1b[K"
    assert not Meter("zh").is_on
    assert main(long_run) == 0
    assert "\r" not in capsys.readouterr().err


def test_progress_of_a_query_rises(tmp_path: Path) -> None:
    from luodi.engines.watched import watched_in_duckdb

    heard: list[float] = []
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        rows = "SELECT n, hash(n) AS h FROM range(6000000) AS t(n)"
        connection.sql(rows).write_parquet(str(tmp_path / "a.parquet"))
        copied = connection.read_parquet(str(tmp_path / "a.parquet"))
        watched_in_duckdb(
            connection,
            lambda: copied.write_parquet(str(tmp_path / "b.parquet")),
            lambda share: heard.append(share or 0.0),
        )

    assert heard == sorted(heard)
    assert all(0 <= each <= 1 for each in heard)
    assert heard[-1] > 0
