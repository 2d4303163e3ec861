"""Decisions over populations: ``python -m bench.population [--rows N] [--part NAME]…``.

Ten decisions over the same rows: the compiled query beside DuckDB's SQL written by hand, zen-engine and
OpenFisca-core; then memory, growth, a table of 3,700 rules beside one CASE, and the time to compile. Every
result is checked for its sums. The peers run in an environment of their own, ``.build/peers/population``,
made here where packages can be fetched; what is not there is left out by name. Times are medians; "cpu" is
processor time over all threads, which other work on the machine does not lengthen.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from bench.population.problem import (
    AMOUNTS,
    BY_HAND,
    DECISIONS,
    INPUTS,
    big_chain,
    big_population_sql,
    big_rules,
    population_sql,
)
from luodi.dmn import read, write
from luodi.dmn.model import Definitions
from luodi.engines.duckdb import connect, write_parquet
from luodi.engines.population import open_population
from luodi.relational import lower_model, wanted_columns
from luodi.review.population_run import Options, run_population
from luodi.sql.capabilities import Engine
from luodi.sql.emit import emit_query, to_text
from tests.engine.decision_models import literal, model, table

ROOT = Path(__file__).parents[2]
PEER = ROOT / ".build" / "peers" / "population"
PEER_PACKAGES = ("zen-engine", "OpenFisca-Core", "pyarrow")
ROUNDS = 5
RULES = 3700
PARTS = ("hand", "zen", "openfisca", "table", "compile", "memory")


def ten_decisions() -> Definitions:
    decisions: dict[str, Any] = {
        name: literal(made) if isinstance(made, str) else table(made[0], made[1], [""], made[2])
        for name, made in DECISIONS.items()
    }
    return model(INPUTS, decisions)


def big_model() -> Definitions:
    rules = [
        (
            f'"{trade}"',
            "-" if city is None else f'"{city}"',
            f"[{low}..{below})",
            f"[{staff}..{upto}]",
            str(result),
        )
        for trade, city, low, below, staff, upto, result in big_rules(RULES)
    ]
    inputs = {"行业": "string", "区": "string", "额": "number", "人数": "number"}
    return model(inputs, {"奖励": table("F", list(inputs), [""], rules, defaults=["0"])})


def generated(folder: Path, name: str, query: str) -> Path:
    path = folder / f"{name}.parquet"
    if not path.exists():
        with connect() as connection:
            connection.sql(query).write_parquet(str(path))
    return path


def compiled(connection: duckdb.DuckDBPyConnection, definitions: Definitions, path: Path) -> str:
    """The query for a file, which becomes the connection's population."""
    population = open_population(connection, path, wanted_columns(definitions))
    program = lower_model(definitions, population.columns, keys=population.keys)
    if program.refusals or population.diagnostics:
        raise SystemExit(f"refused: {program.refusals} {population.diagnostics}")
    return to_text(emit_query(program, Engine.DUCKDB), Engine.DUCKDB)


def timed(runs: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, tuple[float, float]]:
    """Median seconds and processor seconds of each, taken in turn so that all meet the same load."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            wall, cpu = time.perf_counter(), time.process_time()
            run()
            taken[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return {
        name: (statistics.median(w for w, _ in each), statistics.median(c for _, c in each))
        for name, each in taken.items()
    }


def sums(path: Path) -> dict[str, Decimal]:
    with connect() as connection:
        columns = ", ".join(f'sum("{name}")' for name in AMOUNTS)
        row = connection.read_parquet(str(path)).aggregate(columns).fetchall()[0]
    return {name: Decimal(each) for name, each in zip(AMOUNTS, row, strict=True)}


def told(words: str, figure: str, must: str = "") -> None:
    print(f"{words:62}{figure:>14}  {must}", flush=True)


# --- the parts -----------------------------------------------------------------------------------------


def beside_hand(folder: Path, rows: int) -> None:
    path = generated(folder, f"ten{rows}", population_sql(rows))
    with connect() as connection:
        query = compiled(connection, ten_decisions(), path)
        names = ", ".join(f'"{name}"' for name in ("编号", *DECISIONS))
        queries = {
            "by hand": BY_HAND,
            "ten outputs": f"SELECT {names} FROM ({query})",  # noqa: S608 -- columns of our own
            "with #rule": query,
        }
        outs = {name: folder / f"hand{at}.parquet" for at, name in enumerate(queries)}
        runs = {
            name: lambda name=name: write_parquet(connection, queries[name], outs[name]) for name in queries
        }
        found = timed(runs)
    if sums(outs["by hand"]) != sums(outs["ten outputs"]):
        raise SystemExit("wrong: the sums differ from those by hand")
    wall, cpu = found["by hand"]
    told(f"SQL by hand, {rows:,} rows, Parquet to Parquet", f"{wall:.2f} s", f"{cpu:.2f} s cpu")
    for name, must in (("ten outputs", "must: 1.2"), ("with #rule", "")):
        told(f"compiled, {name}", f"{found[name][0] / wall:.2f} x", must)
        told(f"compiled, {name}, cpu", f"{found[name][1] / cpu:.2f} x")


def peers_python() -> Path | None:
    """The interpreter of the peers' environment, made where it is not there; None where it cannot be."""
    python = PEER / "bin" / "python"
    if not python.exists():
        venv.create(PEER, with_pip=True, clear=True)
    command = [str(python), "-m", "pip", "install", "--quiet", *PEER_PACKAGES]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 -- a command of our own
    return python if done.returncode == 0 else None


def peer(engine: str, source: Path, out: Path, rows: int) -> dict[str, Any] | None:
    python = peers_python()
    if python is None:
        print(f"missing: {engine} (packages cannot be fetched)", file=sys.stderr)
        return None
    command = [str(python), "peers.py", engine, str(source), str(out), str(rows)]
    done = subprocess.run(  # noqa: S603 -- a command of our own
        command, cwd=Path(__file__).parent, capture_output=True, text=True, timeout=1800, check=False
    )
    if done.returncode:
        raise SystemExit(f"{engine}: {done.stderr.strip().splitlines()[-1][:200]}")
    made: dict[str, Any] = json.loads(done.stdout)
    return made


def far_off(wanted: Mapping[str, Decimal], got: Mapping[str, float]) -> str:
    """The greatest difference of a sum, in yuan. Ends the bench where it is more than rounding."""
    worst = max((abs(wanted[name] - Decimal(got[name])) for name in AMOUNTS), default=Decimal(0))
    if any(abs(wanted[n] - Decimal(got[n])) > max(wanted[n] / 1_000_000, 1) for n in AMOUNTS):
        raise SystemExit(f"wrong: sums differ: {wanted} {got}")
    return f"{worst:,.2f} yuan"


def beside_zen(folder: Path, rows: int) -> None:
    some = min(rows, 10_000)
    path = generated(folder, f"ten{rows}", population_sql(rows))
    found = peer("zen", path, folder / "zen.parquet", some)
    if found is None:
        return
    few = generated(folder, f"ten{some}", population_sql(some))
    out = folder / "few.parquet"
    run_population(ten_decisions(), few, out, Options(missing=False))
    with connect() as connection:
        query = compiled(connection, ten_decisions(), path)
        here = timed({"": lambda: write_parquet(connection, query, folder / "o.parquet")}, 3)[""]
    each = found["seconds"] / found["rows"]
    told(f"zen-engine, {some:,} rows, one core, without input and output", f"{1 / each:,.0f} rows/s")
    told(f"compiled, {rows:,} rows, Parquet to Parquet", f"{rows / here[0]:,.0f} rows/s")
    told("times as fast", f"{each * rows / here[0]:,.0f} x", "must: 150")
    told("greatest difference of a sum", far_off(sums(out), found["sums"]))


def beside_openfisca(folder: Path, rows: int) -> None:
    path = generated(folder, f"ten{rows}", population_sql(rows))
    out = folder / "run.parquet"
    compiled_query, without, whole = "compiled, with #rule", "luodi run --no-missing", "luodi run"
    taken: dict[str, list[tuple[float, float]]] = {"": [], compiled_query: [], without: [], whole: []}
    with connect() as connection:
        query = compiled(connection, ten_decisions(), path)
        runs = {
            compiled_query: lambda: write_parquet(connection, query, out),
            without: lambda: run_population(ten_decisions(), path, out, Options(missing=False)),
            whole: lambda: run_population(ten_decisions(), path, out, Options()),
        }
        for _ in range(3):  # in turn, so that all meet the same load
            found = peer("openfisca", path, folder / "openfisca.parquet", rows)
            if found is None:
                return
            taken[""].append((found["seconds"], found["cpu"]))
            for name, run in runs.items():
                taken[name].append(timed({"": run}, 1)[""])
    wall, cpu = (statistics.median(each[at] for each in taken[""]) for at in (0, 1))
    told(f"OpenFisca-core, {rows:,} rows, Parquet to Parquet", f"{wall:.2f} s", f"{cpu:.2f} s cpu")
    for name, words, must in (
        (compiled_query, "Parquet to Parquet", "must: 0.4 "),
        (without, "checks of the file included", ""),
        (whole, "checks of the file included", ""),
    ):
        mine, of_cpu = (statistics.median(each[at] for each in taken[name]) for at in (0, 1))
        told(f"{name}, {words}", f"{mine / wall:.2f} x", f"{must}(cpu {of_cpu / cpu:.2f} x)")
    told("greatest difference of a sum (its amounts are 32-bit floats)", far_off(sums(out), found["sums"]))


def big_table(folder: Path, rows: int) -> None:
    path = generated(folder, f"big{rows}", big_population_sql(rows))
    outs = [folder / "joined.parquet", folder / "chain.parquet"]
    with connect() as connection:
        query, chain = compiled(connection, big_model(), path), big_chain(RULES)
        joined = timed({"": lambda: write_parquet(connection, query, outs[0])}, 3)[""]
        one = timed({"": lambda: write_parquet(connection, chain, outs[1])}, 1)[""]
        both = []
        for out, rule in zip(outs, ("奖励#rule", "规则"), strict=True):
            columns = f'sum("奖励"), sum("{rule}"), count(*)'
            both.append(connection.read_parquet(str(out)).aggregate(columns).fetchall()[0])
    if both[0] != both[1]:
        raise SystemExit(f"wrong: the table differs from the CASE: {both}")
    told(f"{RULES:,} rules of 4 inputs as one CASE, {rows:,} rows", f"{one[0]:.1f} s", f"{one[1]:.1f} s cpu")
    told("compiled", f"{joined[0]:.2f} s", f"{joined[1]:.2f} s cpu")
    told("times as fast", f"{one[0] / joined[0]:.1f} x", f"must: 15 (cpu {one[1] / joined[1]:.1f} x)")


def compile_time(folder: Path, rows: int) -> None:
    models = [
        definitions
        for path in sorted((ROOT / "demo" / "models").glob("*.dmn"))
        if (definitions := read(path).definitions) is not None
    ]

    def compile_all() -> None:
        for definitions in models:
            to_text(emit_query(lower_model(definitions, keys=["编号"]), Engine.DUCKDB), Engine.DUCKDB)

    found = timed({"": compile_all}, 3)[""]
    told(
        f"{len(models)} demonstration models compiled", f"{found[0]:.2f} s", f"must: 1 ({found[1]:.2f} s cpu)"
    )


def memory_and_growth(folder: Path, rows: int) -> None:
    dmn = folder / "ten.dmn"
    dmn.write_bytes(write(ten_decisions()))
    found: dict[int, tuple[float, float, float]] = {}
    for count in (rows, rows * 10):
        path = generated(folder, f"ten{count}", population_sql(count))
        arguments = [str(dmn), "--population", str(path), "-o", str(folder / "grown.parquet")]
        taken = [used_by(arguments) for _ in range(3 if count == rows else 1)]
        found[count] = tuple(statistics.median(each[at] for each in taken) for at in range(3))  # type: ignore[assignment]
    few, many = found[rows], found[rows * 10]
    told(f"{rows * 10:,} rows, --memory 400MB, resident at most", f"{many[2]:,.0f} MB", "must: 700")
    told(f"luodi run, {rows:,} rows, start included", f"{few[0]:.1f} s", f"{few[1]:.2f} s cpu")
    told(f"luodi run, {rows * 10:,} rows", f"{many[0]:.1f} s", f"{many[1]:.2f} s cpu")
    told("times as long", f"{many[0] / few[0]:.1f} x", f"must: 11 (cpu {many[1] / few[1]:.1f} x)")


def used_by(arguments: list[str]) -> tuple[float, float, float]:
    """Seconds, processor seconds, and the most that was held, in MB, of ``luodi run``."""
    command = [sys.executable, "-m", "luodi.cli", "run", *arguments, "--memory", "400MB"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stderr=said)  # noqa: S603 -- a command of our own
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(said.read().decode(errors="replace")[-400:])
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}; "
        f"load {os.getloadavg()[0]:.1f} at the start"
    )


_RUN: Mapping[str, Callable[[Path, int], None]] = {
    "hand": beside_hand,
    "zen": beside_zen,
    "openfisca": beside_openfisca,
    "table": big_table,
    "compile": compile_time,
    "memory": memory_and_growth,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.population")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--part", action="append", choices=PARTS)
    arguments = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="luodi-bench-") as folder:
        for part in arguments.part or PARTS:
            _RUN[part](Path(folder), arguments.rows)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"resident at most in this process: {most:,.0f} MB")


if __name__ == "__main__":
    main()
