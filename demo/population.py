"""A population of fictional enterprises, as large as wanted: a Parquet file and one for each child table.

``python -m demo population --rows N --out FILE`` writes FILE (one row an enterprise, the key 统一社会信用代码
first) and beside it FILE-专利, FILE-技术合同 and FILE-承接成果 (any number of rows an enterprise, the key
first). Columns have the names, types and units of the field dictionary, so that models of Hubei, Wuhan,
Xiangyang, Yichang and Huanggang run over them; docs/reference/demo-population.md lists which.

All is invented: names say 示例, codes begin with SL, which no real code does. Shares by city, trade, size and
research intensity are assumptions that make a plausible whole, written in ``population.sql``; so are those of
schools and institutes (企业类型 高等院校, 科研院所). Money is in yuan with 2 decimals. Some values are null,
at rates of 0.5 % to 8 %, as in real registers; some stand exactly on the thresholds that rules ask for.

The same seed gives the same values (of one version of DuckDB, whose hash draws them): a larger population
begins with the smaller one's rows. Written stretch by stretch: memory does not grow with the rows.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import duckdb
import pyarrow
import pyarrow.parquet

MAX_ROWS = 50_000_000
SEED = 2021
KEY = "统一社会信用代码"
CHILDREN = ("专利", "技术合同", "承接成果")
# Rows made at a time: some 250 MB of memory.
_STRETCH = 100_000
_PLACE_SLOTS, _TRADE_SLOTS = 10_000, 1_000
_MACROS = (
    # Even in [0, 1), from the row's number, what is drawn, and the seed.
    "CREATE MACRO u(i, what) AS (hash(i, what, getvariable('seed')) >> 11)::DOUBLE / 9007199254740992",
    "CREATE MACRO z(i, what) AS "
    "sqrt(-2 * ln(1 - u(i, what))) * cos(6.283185307179586 * u(i + 1000000007, what))",
    "CREATE MACRO pick(items, i, what) AS items[1 + floor(u(i, what) * len(items))::INTEGER]",
    "CREATE MACRO known(value, i, what, rate) AS "
    "CASE WHEN u(i + 2000000011, what) < rate THEN NULL ELSE value END",
)
# Of 1,000 enterprises, and the mix of trades there.
_CITIES = {
    "武汉市": (430, "core"),
    "襄阳市": (90, "core"),
    "宜昌市": (85, "core"),
    "黄冈市": (52, "plain"),
    "孝感市": (50, "plain"),
    "荆州市": (49, "plain"),
    "十堰市": (42, "green"),
    "黄石市": (40, "plain"),
    "荆门市": (38, "plain"),
    "咸宁市": (28, "plain"),
    "恩施土家族苗族自治州": (24, "green"),
    "鄂州市": (20, "plain"),
    "随州市": (18, "plain"),
    "仙桃市": (14, "plain"),
    "潜江市": (10, "plain"),
    "天门市": (8, "plain"),
    "神农架林区": (2, "green"),
}


@dataclass(frozen=True)
class _Trade:
    """code: of GB/T 4754, its letter and two digits. tech and size move the latent skill and the logarithm
    of revenue. core, plain, green: of 1,000 enterprises of a city with that mix."""

    code: str
    word: str
    field: str
    made: bool
    tech: float
    size: float
    core: int
    plain: int
    green: int


_MIXES = ("core", "plain", "green")
_TRADES = [
    _Trade("I65", "信息技术", "信息技术", False, 0.8, -0.1, 170, 60, 50),
    _Trade("C39", "电子", "信息技术", True, 0.7, 0.5, 80, 60, 30),
    _Trade("C27", "生物医药", "生命健康", True, 0.8, 0.4, 60, 50, 60),
    _Trade("Q84", "健康服务", "生命健康", False, -0.6, -0.2, 40, 40, 50),
    _Trade("C34", "智能装备", "智能制造", True, 0.6, 0.3, 90, 80, 40),
    _Trade("C36", "汽车部件", "智能制造", True, 0.3, 0.7, 70, 60, 80),
    _Trade("C26", "新材料", "其他", True, 0.4, 0.6, 50, 80, 40),
    _Trade("C13", "食品", "其他", True, -0.6, 0.4, 40, 120, 190),
    _Trade("C30", "建材", "其他", True, -0.4, 0.3, 40, 90, 80),
    _Trade("M73", "技术研究", "其他", False, 1.1, -0.6, 50, 20, 20),
    _Trade("M75", "技术服务", "其他", False, 0.7, -0.5, 80, 40, 40),
    _Trade("F51", "商贸", "其他", False, -1.4, 0.5, 130, 160, 150),
    _Trade("G58", "物流", "其他", False, -1.1, 0.1, 50, 60, 60),
    _Trade("E48", "建设工程", "其他", False, -0.9, 0.6, 50, 80, 110),
]


def child_path(path: Path, name: str) -> Path:
    """Where the child table of a population's file is."""
    return path.with_name(f"{path.stem}-{name}{path.suffix}")


def write_population(
    path: Path,
    rows: int = 100_000,
    *,
    seed: int = SEED,
    children: Collection[str] = CHILDREN,
    told: Callable[[int], None] | None = None,
) -> int:
    """The enterprises in a Parquet file, and their children beside it; the number of children's rows.

    children: the child tables that are wanted, of CHILDREN. told: hears how many enterprises are written
    after each stretch. Files appear when they are whole.
    Raises ValueError for a number of rows below 1 or above MAX_ROWS.
    """
    if not 1 <= rows <= MAX_ROWS:
        raise ValueError(f"rows: 1 .. {MAX_ROWS}")
    names = [name for name in CHILDREN if name in children]
    targets = [path, *(child_path(path, name) for name in names)]
    parts = [target.with_name(f".{target.name}.part") for target in targets]
    made = 0
    try:
        with _drawing(seed) as connection, ExitStack() as open_files:
            writers: dict[Path, pyarrow.parquet.ParquetWriter] = {}
            for first in range(0, rows, _STRETCH):
                last = min(rows, first + _STRETCH)
                for part, table in zip(parts, _tables(connection, first, last, names), strict=True):
                    if part not in writers:
                        writer = pyarrow.parquet.ParquetWriter(part, table.schema, compression="zstd")
                        writers[part] = open_files.enter_context(writer)
                    writers[part].write_table(table)
                    made += table.num_rows if part is not parts[0] else 0
                if told is not None:
                    told(last)
        for part, target in zip(parts, targets, strict=True):
            part.replace(target)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    return made


def population_rows(rows: int, *, seed: int = SEED) -> list[dict[str, object]]:
    """The first enterprises as Python's values, without their children."""
    with _drawing(seed) as connection:
        return next(_tables(connection, 0, rows, ())).to_pylist()


def child_rows(name: str, rows: int, *, seed: int = SEED) -> list[dict[str, object]]:
    """The rows of a child table of the first enterprises as Python's values."""
    with _drawing(seed) as connection:
        _enterprises, children = _tables(connection, 0, rows, [name])
        return children.to_pylist()


def _tables(
    connection: duckdb.DuckDBPyConnection, first: int, last: int, children: Collection[str]
) -> Iterator[pyarrow.Table]:
    draw, enterprises = _statements("population.sql")
    connection.execute(draw, {"first": first, "last": last})
    yield connection.sql(enterprises).to_arrow_table()
    for name, one in zip(CHILDREN, _statements("population_children.sql"), strict=True):
        if name in children:
            yield connection.sql(one).to_arrow_table()


def _statements(name: str) -> list[str]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return [each for each in text.split(";\n") if each.strip()]


def _drawing(seed: int) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 2})
    connection.execute("SET VARIABLE seed = $seed::BIGINT", {"seed": seed})
    for macro in _MACROS:
        connection.execute(macro)
    connection.register("place_slots", pyarrow.Table.from_pylist(list(_place_slots())))
    connection.register("trade_slots", pyarrow.Table.from_pylist(list(_trade_slots())))
    return connection


def _place_slots() -> Iterator[dict[str, object]]:
    """Which county each of equally likely numbers stands for; a city without counties stands for itself."""
    text = files("luodi_web.people").joinpath("data", "regions.csv").read_text(encoding="utf-8")
    regions = list(csv.DictReader(text.splitlines()))
    slot = 0
    for city in (row for row in regions if row["level"] == "prefecture"):
        share, mix = _CITIES[city["name"]]
        counties = [row for row in regions if row["parent"] == city["code"]] or [city]
        # A city's last counties have fewer enterprises than its first.
        weights = [2 * len(counties) - at for at in range(len(counties))]
        of_city = share * _PLACE_SLOTS // 1000
        ends = [of_city * sum(weights[: at + 1]) // sum(weights) for at in range(len(counties))]
        word = city["name"].removesuffix("市").removesuffix("林区").removesuffix("土家族苗族自治州")
        for county, begin, end in zip(counties, [0, *ends], ends, strict=False):
            for _each in range(begin, end):
                yield {
                    "slot": slot,
                    "city": city["name"],
                    "city_word": word,
                    "county": county["name"],
                    "code": county["code"],
                    "mix": _MIXES.index(mix),
                }
                slot += 1


def _trade_slots() -> Iterator[dict[str, object]]:
    slot = 0
    for mix in _MIXES:
        for trade in _TRADES:
            for _each in range(getattr(trade, mix) * _TRADE_SLOTS // 1000):
                yield {
                    "slot": slot,
                    "code": trade.code,
                    "word": trade.word,
                    "field": trade.field,
                    "made": trade.made,
                    "tech": trade.tech,
                    "size": trade.size,
                }
                slot += 1
