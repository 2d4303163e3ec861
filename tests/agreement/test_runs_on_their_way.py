"""How far a run is, told by each engine, and Ctrl-C on those with a server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

from luodi.dmn import write
from luodi.dmn.model import Definitions
from luodi.review.population_run import Options, run_population
from luodi.sql.capabilities import Engine
from tests.agreement.populations import On
from tests.engine.decision_models import literal, model, table
from tests.spark import QUICK_JAVA

ROWS = 130_000
QUERY = "SELECT n AS 号, CAST(hash(n) % 7000 AS DECIMAL(9, 2)) / 100 AS 甲 FROM range({rows}) AS t(n)"


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    rules = [(f"[{at}..{at + 1})", f"甲 * {at}") for at in range(60)]
    return model({"甲": "number"}, {"乙": table("F", ["甲"], [""], rules), "丙": literal("甲 + 1")})


def _population(path: Path, rows: int = ROWS) -> Path:
    with duckdb.connect() as connection:
        connection.sql(
            f"SELECT 号, CAST(甲 AS DECIMAL(9, 2)) AS 甲 FROM ({QUERY.format(rows=rows)})"
        ).write_parquet(str(path))
    return path


def test_each_engine_tells_how_far_it_is(definitions: Definitions, on: On, tmp_path: Path) -> None:
    heard: list[float | None] = []
    counted: list[int] = []
    # They are asked several times a second, so that a run must last; a Spark for tests takes minutes for many
    # rules over many rows.
    rows = ROWS * (3 if on.engine is Engine.POSTGRES else 12)
    options = Options(
        engine=on.engine,
        url=on.url,
        decisions=["丙"] if on.engine is Engine.SPARK else None,
        missing=False,
        counted=counted.append,
        progress=heard.append,
    )

    run_population(definitions, _population(tmp_path / "p.parquet", rows), tmp_path / "o.parquet", options)

    assert counted == [rows]
    _rises(heard)


def _rises(heard: list[float | None]) -> None:
    shares = [each for each in heard if each is not None]
    assert shares == sorted(shares)
    assert all(0 <= each <= 1 for each in shares)
    assert shares[-1] > 0


def test_table_in_the_making_tells_of_its_rows(
    definitions: Definitions, tmp_path: Path, postgres_url: str
) -> None:
    heard: list[float | None] = []
    told = Options(engine=Engine.POSTGRES, url=postgres_url, missing=False, progress=heard.append)
    quiet = Options(engine=Engine.POSTGRES, url=postgres_url, missing=False)
    population = _population(tmp_path / "p.parquet", 3 * ROWS)

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        try:
            run_population(definitions, population, "路上_听", told)
            run_population(definitions, population, "路上_不听", quiet)
            differing = connection.execute(
                'SELECT count(*) FROM "路上_听" AS a FULL JOIN "路上_不听" AS b USING ("号")'
                " WHERE a IS DISTINCT FROM b"
            ).fetchall()
        finally:
            connection.execute('DROP TABLE IF EXISTS "路上_听", "路上_不听"')

    _rises(heard)
    assert differing == [(0,)]


def test_ctrl_c_ends_a_run_on_postgres(definitions: Definitions, tmp_path: Path, postgres_url: str) -> None:
    out = tmp_path / "o.parquet"
    out.write_bytes(b"before")
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute('CREATE TABLE "取消_出" AS SELECT 1 AS "以前"')
        # Each row takes its time, and the look at the population goes over all of them.
        connection.execute(
            'CREATE VIEW "取消_入" AS SELECT n AS "号", n AS "甲" FROM generate_series(1, 50) AS t(n),'
            " LATERAL (SELECT pg_sleep(0.02 + n * 0)) AS s(x) WHERE x IS NOT NULL"
        )
        try:
            for to in ("取消_出", str(out)):
                run = _run(
                    definitions, tmp_path, "取消_入", to, "--engine", "postgres", "--url", postgres_url
                )
                _until(lambda: _at_work(connection), run)
                _cancelled(run)
                assert _at_work(connection) == 0
            before = connection.execute('SELECT * FROM "取消_出"').fetchall()
        finally:
            connection.execute('DROP VIEW "取消_入"; DROP TABLE "取消_出"')

    assert before == [(1,)]
    assert out.read_bytes() == b"before"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["m.dmn", "o.parquet"]


def _at_work(connection: psycopg.Connection[Any]) -> int:
    """How many sessions read the population to write it out."""
    ((count,),) = connection.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state = 'active'"
        " AND datname = current_database() AND query ~ '^(CREATE TABLE|DECLARE|FETCH) '"
    ).fetchall()
    return int(count)


@pytest.mark.usefixtures("spark_installed")
def test_ctrl_c_ends_a_run_on_spark(definitions: Definitions, tmp_path: Path) -> None:
    out = tmp_path / "o.parquet"
    out.write_bytes(b"before")
    population = _population(tmp_path / "p.parquet", 20 * ROWS)
    run = _run(definitions, tmp_path, str(population), str(out), "--engine", "spark", "--url", "local[1]")
    _until(lambda: list(tmp_path.glob(".*/*/_temporary/0/*")), run)

    _cancelled(run)

    assert out.read_bytes() == b"before"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["m.dmn", "o.parquet", "p.parquet"]


def _run(
    definitions: Definitions, folder: Path, source: str, out: str, *further: str
) -> subprocess.Popen[str]:
    saved = folder / "m.dmn"
    saved.write_bytes(write(definitions))
    arguments = ["run", str(saved), "--population", source, "-o", out, "--no-missing", *further]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "JDK_JAVA_OPTIONS": QUICK_JAVA,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "luodi.cli", *arguments], env=environment, stderr=subprocess.PIPE, text=True
    )


def _until(condition: Callable[[], object], run: subprocess.Popen[str]) -> None:
    limit = time.monotonic() + 90
    while not condition():
        assert run.poll() is None, run.communicate()[1]
        assert time.monotonic() < limit
        time.sleep(0.02)


def _cancelled(run: subprocess.Popen[str]) -> None:
    run.send_signal(signal.SIGINT)
    try:
        _, said = run.communicate(timeout=60)
    finally:
        run.kill()
    lines = [line for line in said.splitlines() if line.startswith("POP") or "Traceback" in line]
    assert (run.returncode, [line.split()[0] for line in lines]) == (130, ["POP041"]), said
