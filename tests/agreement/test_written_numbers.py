"""Numbers as floats and spreadsheets write them: read to the last digit on every engine, or told why not."""

from __future__ import annotations

import random
import struct
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pyarrow
import pyarrow.parquet
import pytest

from luodi.cli import main
from luodi.dmn import write
from luodi.engines.population import Population, open_population
from luodi.relational.types import NumberType
from luodi.sql.capabilities import Engine
from tests.agreement.populations import On, rows_of
from tests.engine.decision_models import literal, model

FLOATS = [1e-05, 1.5e16, 0.1, 0.1 + 0.7, -2.5e-7, 123456789012345.6, 0.0, None]
WRITTEN = {
    "1.5E+05": "150000",
    ".5": "0.5",
    "-.25": "-0.25",
    "+1.50e-3": "0.00150",
    "2E3": "2000",
    "-0012.5e1": "-125",
    "0e10": "0",
}


def _opened(path: Path) -> tuple[Population, list[Any]]:
    with duckdb.connect() as connection:
        population = open_population(connection, path, {"额": "number"})
        if "额" not in population.columns:
            return population, []
        rows = connection.table(population.view).order("号").select("额").fetchall()
        return population, [value for (value,) in rows]


def _floats(folder: Path, values: Sequence[float | None], kind: Any = None) -> Path:
    path = folder / "p.parquet"
    columns = {"号": range(len(values)), "额": pyarrow.array(values, kind or pyarrow.float64())}
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    return path


def _csv(folder: Path, cells: Sequence[str]) -> Path:
    path = folder / "p.csv"
    rows = "".join(f"{at},{cell}\n" for at, cell in enumerate(cells))
    path.write_text(f"号,额\n{rows}", encoding="utf-8")
    return path


def _told(population: Population) -> list[tuple[str, dict[str, Any]]]:
    return [(each.code, dict(each.values)) for each in population.diagnostics]


def _exact(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value))


def test_floats_are_the_shortest_text_that_stands_for_them(tmp_path: Path) -> None:
    bits = random.Random(7)
    anything = (struct.unpack("d", struct.pack("Q", bits.getrandbits(64)))[0] for _ in range(40_000))
    values = [each for each in anything if 1e-9 < abs(each) < 1e9]

    population, found = _opened(_floats(tmp_path, values))

    assert len(values) > 500
    assert (_told(population), found) == ([], [_exact(each) for each in values])


def test_floats_of_32_bits_are_their_own_shortest_text(tmp_path: Path) -> None:
    values = [1e-05, 0.1, 16777216.0]

    population, found = _opened(_floats(tmp_path, values, pyarrow.float32()))

    assert (_told(population), found) == ([], [_exact(each) for each in values])


def test_cells_of_a_csv_with_exponents_are_read(tmp_path: Path) -> None:
    population, found = _opened(_csv(tmp_path, list(WRITTEN)))

    assert (_told(population), found) == ([], [Decimal(each) for each in WRITTEN.values()])


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["1E+40", "1"], {"whole": 41, "scale": 0, "rows": "1", "shown": "1E+40"}),
        (["1", "1e-39"], {"whole": 1, "scale": 39, "rows": "2", "shown": "1e-39"}),
        (["1E+30", "1", "1e-20"], {"whole": 31, "scale": 20, "rows": "1、3", "shown": "1E+30、1e-20"}),
        (["1e9999"], {"whole": 10000, "scale": 0, "rows": "1", "shown": "1e9999"}),
    ],
)
def test_numbers_that_no_column_holds_are_told_with_their_digits(
    cells: list[str], told: dict[str, Any], tmp_path: Path
) -> None:
    population, _ = _opened(_csv(tmp_path, cells))

    assert _told(population) == [("POP062", {"name": "额", "limit": 38, **told})]


def test_all_that_a_column_holds_is_read(tmp_path: Path) -> None:
    cells = ["9" * 38, "-" + "9" * 38, "000" + "1" * 38, "1E+37"]

    population, found = _opened(_csv(tmp_path, cells))

    assert (_told(population), found) == ([], [Decimal(each) for each in cells])
    assert population.columns["额"].type == NumberType(Decimal("-" + "9" * 38), Decimal("9" * 38), 0)


@pytest.mark.parametrize("cell", ["e5", "1e", "1e+", ".", "1.", "1e1.5", "--1", "1e99999"])
def test_texts_that_are_no_numbers_are_told(cell: str, tmp_path: Path) -> None:
    population, _ = _opened(_csv(tmp_path, [cell]))

    (told,) = _told(population)
    assert (told[0], told[1]["shown"]) == ("POP003", cell)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_floats_that_are_no_numbers_are_told(value: float, tmp_path: Path) -> None:
    population, _ = _opened(_floats(tmp_path, [1.0, value]))

    assert [(code, told["rows"]) for code, told in _told(population)] == [("POP003", "2")]


def _run(folder: Path, population: str, on: On) -> list[Any]:
    path, out = folder / "模型.dmn", folder / "o.parquet"
    path.write_bytes(write(model({"额": "number"}, {"倍": literal("额 * 2")})))
    engine = ["--engine", on.engine.value, *(["--url", on.url] if on.url else [])]
    assert main(["run", str(path), "--population", population, "-o", str(out), *engine]) == 0
    return [row["倍"] for row in rows_of(out, "号")]


def test_floats_are_exact_on_each_engine(tmp_path: Path, on: On) -> None:
    found = _run(tmp_path, str(_floats(tmp_path, FLOATS)), on)

    assert found == [None if each is None else 2 * Decimal(repr(each)) for each in FLOATS]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("double precision", [str(each) for each in FLOATS if each is not None]),
        ("real", ["1e-05", "0.1", "1e+15"]),
        ("text", list(WRITTEN)),
    ],
)
def test_tables_of_postgres_are_read_the_same(
    kind: str, values: list[str], tmp_path: Path, database: psycopg.Connection[Any], postgres_url: str
) -> None:
    database.execute(f'CREATE TABLE "表" ("号" int, "额" {kind})'.encode())
    for at, each in enumerate(values):
        database.execute(f'INSERT INTO "表" VALUES ({at}, %s)'.encode(), [each])

    found = _run(tmp_path, "运行.表", On(Engine.POSTGRES, postgres_url))

    assert found == [Decimal(each) * 2 for each in values]


def test_a_table_with_too_many_digits_is_told(
    tmp_path: Path,
    database: psycopg.Connection[Any],
    postgres_url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    database.execute('CREATE TABLE "表" ("号" int, "额" double precision)')
    database.execute('INSERT INTO "表" VALUES (1, 1e300), (2, 1)')
    path = tmp_path / "模型.dmn"
    path.write_bytes(write(model({"额": "number"}, {"倍": literal("额 * 2")})))
    engine = ["--engine", "postgres", "--url", postgres_url]

    status = main(["run", str(path), "--population", "运行.表", "-o", str(tmp_path / "o.parquet"), *engine])

    said = capsys.readouterr().err
    assert (status, said.split()[0]) == (1, "POP062")
    assert "301" in said
    assert "1e+300" in said


def test_as_many_decimals_as_a_column_has_digits_fit(tmp_path: Path) -> None:
    longest = "0." + "0" * 30 + "12345678"

    population, found = _opened(_csv(tmp_path, [longest, "-.5", "0"]))

    assert (_told(population), found) == ([], [Decimal(longest), Decimal("-0.5"), Decimal(0)])
    assert population.columns["额"].type == NumberType(Decimal("-0.5"), Decimal(longest), 38)
