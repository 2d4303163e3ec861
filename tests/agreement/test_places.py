"""What is read is the file that was named, and a result takes the place of nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow
import pyarrow.parquet
import pytest

from luodi.cli import main
from luodi.dmn import write
from luodi.sql.capabilities import Engine
from tests.agreement.populations import On
from tests.engine.decision_models import literal, model


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "模型.dmn"
    path.write_bytes(write(model({"甲": "number"}, {"乙": literal("甲 + 1")})))
    return path


def _written(folder: Path, name: str, number: int) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        path.write_text(f"号,甲\n1,{number}\n", encoding="utf-8")
    else:
        pyarrow.parquet.write_table(pyarrow.table({"号": [1], "甲": [number]}), path)
    return path


def _values(path: Path) -> list[int]:
    return [int(each["乙"]) for each in pyarrow.parquet.read_table(path).to_pylist()]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@pytest.mark.parametrize(("name", "near"), [("p[1]", "p1"), ("p*", "pq"), ("p?", "pq"), ("甲=7/p", "甲=8/p")])
def test_file_is_read_that_was_named(name: str, near: str, suffix: str, saved: Path, tmp_path: Path) -> None:
    named = _written(tmp_path, name + suffix, 1)
    _written(tmp_path, near + suffix, 50)

    status = main(["run", str(saved), "--population", str(named), "-o", str(tmp_path / "o.parquet")])

    assert (status, _values(tmp_path / "o.parquet")) == (0, [2])


def test_column_of_nothing_but_nulls_is_null(saved: Path, tmp_path: Path) -> None:
    table = pyarrow.table({"号": [1, 2], "甲": pyarrow.nulls(2)})
    pyarrow.parquet.write_table(table, tmp_path / "p.parquet")
    given = ["run", str(saved), "--population", str(tmp_path / "p.parquet")]

    assert main([*given, "-o", str(tmp_path / "o.parquet")]) == 0

    rows = pyarrow.parquet.read_table(tmp_path / "o.parquet").to_pylist()
    assert [(each["乙"], each["乙#missing"]) for each in rows] == [(None, ["甲"])] * 2


@pytest.mark.parametrize("command", ["run", "simulate"])
def test_result_does_not_take_the_place_of_what_is_read(
    command: str, saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    population = _written(tmp_path, "p.csv", 1)
    before = population.read_bytes()
    models = [str(saved)] * (2 if command == "simulate" else 1)

    status = main([command, *models, "--population", str(population), "-o", str(population)])

    assert (status, capsys.readouterr().err.split()[0]) == (1, "POP059")
    assert population.read_bytes() == before


@pytest.mark.parametrize("out", [".", "/", ""])
def test_result_without_a_name_is_told(
    out: str, saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    population = _written(tmp_path, "p.csv", 1)

    assert main(["run", str(saved), "--population", str(population), "-o", out]) == 1
    assert capsys.readouterr().err.split()[0] == "POP058"


def test_list_given_twice_is_told(saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    child = ["--child", "列=a.csv:号", "--child", "列=b.csv:号"]
    population = _written(tmp_path, "p.csv", 1)

    assert main(["run", str(saved), "--population", str(population), "-o", "o.csv", *child]) == 1
    assert capsys.readouterr().err.split()[0] == "POP061"


def test_spark_writes_into_folders_of_any_name_and_of_its_own_only(
    saved: Path,
    tmp_path: Path,
    on_engine: Callable[[Engine], On],
    capsys: pytest.CaptureFixture[str],
) -> None:
    on = on_engine(Engine.SPARK)
    odd = tmp_path / "结果 100% [甲]"
    odd.mkdir()
    population = _written(odd, "人 口.parquet", 1)
    given = ["run", str(saved), "--population", str(population), "--engine", "spark", "--url", str(on.url)]
    others = odd / "台账"
    others.mkdir()
    (others / "台账.txt").write_text("重要", encoding="utf-8")

    assert main([*given, "-o", str(odd / "出.parquet")]) == 0
    assert _values(odd / "出.parquet") == [2]
    for _ in range(2):
        # A result of its own is written over.
        assert main([*given, "-o", str(odd / "出")]) == 0
    with duckdb.connect() as connection:
        shutil.copytree(odd / "出", tmp_path / "plain")
        assert connection.read_parquet(str(tmp_path / "plain/*.parquet")).fetchall()[0][1] == 2
    capsys.readouterr()
    assert main([*given, "-o", str(others)]) == 1
    assert capsys.readouterr().err.split()[0] == "POP060"
    assert (others / "台账.txt").read_text(encoding="utf-8") == "重要"
