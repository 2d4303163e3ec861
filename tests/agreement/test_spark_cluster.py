"""Spark as processes of its own: a cluster gives DuckDB's result, and one that is killed leaves none."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow
import pyarrow.parquet
import pytest

from luodi.dmn import write
from luodi.relational import wanted_columns
from tests.agreement.demo_rows import random_rows
from tests.agreement.populations import KEY, write_rows
from tests.engine.decision_models import literal, model
from tests.engine.demo_models import demo_model
from tests.spark import QUICK_JAVA, running_cluster

MODEL = "hb-11-rd-post-subsidy.dmn"


def _run(arguments: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "luodi.cli", "run", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"JDK_JAVA_OPTIONS": QUICK_JAVA},
    )


def _digest(path: Path) -> str:
    """Of the rows sorted by key, as CSV, numbers without noughts at their end."""
    with duckdb.connect() as connection:
        relation = connection.read_parquet(str(path)).order(f'"{KEY}"')
        lines = [",".join(relation.columns)]
        lines += [",".join(map(_plain, row)) for row in relation.fetchall()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _plain(value: object) -> str:
    return "" if value is None else str(value)


@pytest.mark.usefixtures("spark_installed")
def test_cluster_of_two_workers_gives_duckdbs_result(tmp_path: Path) -> None:
    demo = demo_model(MODEL)
    saved, population = tmp_path / "模型.dmn", tmp_path / "企业.parquet"
    saved.write_bytes(write(demo.definitions))
    kinds = wanted_columns(demo.definitions)
    write_rows(random_rows(demo.definitions, kinds, 3000, seed=11), kinds, population)
    given = [str(saved), "--population", str(population), "--as-of", "2026-03-01"]

    with running_cluster(tmp_path) as cluster:
        by_spark = _run(
            [*given, "-o", str(tmp_path / "s.parquet"), "--engine", "spark", "--url", cluster.url]
        )
        by_duckdb = _run([*given, "-o", str(tmp_path / "d.parquet")])
        said = [by_duckdb.communicate(timeout=300)[1], by_spark.communicate(timeout=300)[1]]
        worked = [[each.name for each in work.glob("app-*/*")] for work in cluster.works]

    assert (by_duckdb.returncode, by_spark.returncode) == (0, 0), said
    assert _digest(tmp_path / "s.parquet") == _digest(tmp_path / "d.parquet")
    assert all(worked), "each worker had an executor"


@pytest.mark.usefixtures("spark_installed")
@pytest.mark.parametrize("asked", [False, True], ids=["at work", "with a question unread"])
def test_killed_spark_leaves_what_was_there(tmp_path: Path, asked: bool) -> None:
    saved, population, out = tmp_path / "模型.dmn", tmp_path / "企业.parquet", tmp_path / "结果.parquet"
    saved.write_bytes(write(model({"甲": "number"}, {"和": literal("甲 + 1")})))
    pyarrow.parquet.write_table(pyarrow.table({"号": range(1000), "甲": range(1000)}), population)
    out.write_bytes(b"before")

    run = _run([str(saved), "--population", str(population), "-o", str(out), "--engine", "spark"])
    # Once the population is handed over Spark works on it.
    try:
        _wait_for(lambda: run.poll() is not None or list(tmp_path.glob(".*/*/0.parquet")))
        java = _java_below(run.pid)
        if asked:
            os.kill(java, signal.SIGSTOP)
            time.sleep(1)
        os.kill(java, signal.SIGKILL)
        _, said = run.communicate(timeout=120)
    finally:
        run.kill()

    assert run.returncode == 1
    assert [line.split()[0] for line in said.splitlines() if line.startswith("POP")] == ["POP030"]
    assert "Traceback" not in said
    assert out.read_bytes() == b"before"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["企业.parquet", "模型.dmn", "结果.parquet"]


def _java_below(process: int) -> int:
    """The Java that a run started."""
    below = map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split())
    return next(each for each in below if b"SparkSubmit" in Path(f"/proc/{each}/cmdline").read_bytes())


def _wait_for(condition: Callable[[], object]) -> None:
    limit = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.01)
