"""The demonstration's population: the same for a seed, in the dictionary's names; models run over it."""

from __future__ import annotations

import csv
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from demo.__main__ import main
from demo.population import CHILDREN, KEY, child_path, population_rows, write_population
from luodi.diagnostics import Severity
from luodi.dmn import read
from luodi.engines.children import ChildFile
from luodi.review.population_run import Options, run_population

DEMO = Path(__file__).parents[2] / "demo"
# What says who an enterprise is, beside what the dictionary has.
NAMES = {KEY, "企业名称"}
MODELS = [
    "hb-10-innovation-voucher",
    "cn-4-tech-sme",
    "wh-1-hitech-award",
    "wh-15-rd-subsidy",
    "yc-3-hitech-award",
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("population") / "all.parquet"
    write_population(path, 2000)
    return path


def test_larger_population_begins_with_the_smaller_ones_rows() -> None:
    assert population_rows(40)[:25] == population_rows(25)
    assert population_rows(5, seed=1) != population_rows(5, seed=2)


def test_stretches_join_without_a_seam(tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demo.population._STRETCH", 700)
    heard: list[int] = []
    write_population(tmp_path / "all.parquet", 2000, told=heard.append)

    assert heard == [700, 1400, 2000]
    for one in (path, *(child_path(path, name) for name in CHILDREN)):
        again = pyarrow.parquet.read_table(tmp_path / one.name)
        assert again.equals(pyarrow.parquet.read_table(one))


def test_columns_are_fields_of_the_dictionary_with_their_types_and_values(path: Path) -> None:
    fields = tomllib.loads((DEMO / "models" / "fields.toml").read_text(encoding="utf-8"))["field"]
    types = {row["name"]: row for row in fields}
    with (DEMO / "fields.csv").open(encoding="utf-8", newline="") as file:
        types = {row["name"]: row for row in csv.DictReader(file)} | types
    table = pyarrow.parquet.read_table(path)

    assert set(table.column_names) - types.keys() == NAMES - types.keys()
    for name in set(table.column_names) - NAMES:
        values = [value for value in table[name].to_pylist() if value is not None]
        said = types[name]
        kinds = {"number": Decimal, "string": str, "boolean": bool}
        assert said["type"] not in kinds or {type(value) for value in values} == {kinds[said["type"]]}, name
        if isinstance(said.get("allowed", ""), list):
            assert set(values) <= set(said["allowed"]), name
        if said.get("allowed") == ">= 0":
            assert min(values) >= 0, name


def test_enterprises_are_plainly_fictional_and_children_are_theirs(path: Path) -> None:
    table = pyarrow.parquet.read_table(path, columns=[KEY, "企业名称"])
    keys = table[KEY].to_pylist()

    assert len(set(keys)) == 2000
    assert {key[:2] for key in keys} == {"SL"}
    assert all("示例" in name for name in table["企业名称"].to_pylist())
    for name in CHILDREN:
        owners = pyarrow.parquet.read_table(child_path(path, name))[KEY].to_pylist()
        assert owners, name
        assert set(owners) < set(keys), name


def test_figures_hang_together(path: Path) -> None:
    rows = pyarrow.parquet.read_table(path).to_pylist()
    cities = {row["注册地市"] for row in rows}
    recognised = [row for row in rows if row["是否有效高企"]]
    in_wuhan = sum(row["注册地市"] == "武汉市" for row in rows)

    assert len(cities) == 17
    assert 700 < in_wuhan < 1000
    assert 200 < len(recognised) < 400
    assert all(row["企业资质"] == "高新技术企业" for row in recognised)
    assert all(
        row["科技人员数"] <= row["职工总数"]
        for row in rows
        if None not in (row["科技人员数"], row["职工总数"])
    )
    unknown = sum(row["研发费用"] is None for row in rows)
    assert 80 < unknown < 160


@pytest.mark.parametrize("name", MODELS)
def test_models_run_over_it_and_decide_differently(tmp_path: Path, path: Path, name: str) -> None:
    definitions = read((DEMO / "models" / f"{name}.dmn").read_bytes()).definitions
    assert definitions is not None

    ran = run_population(definitions, path, tmp_path / "out.parquet", Options())

    assert [each for each in ran.diagnostics if each.severity is not Severity.INFO] == []
    table = pyarrow.parquet.read_table(tmp_path / "out.parquet")
    settled: list[set[Any]] = [
        {str(value) for value in table[column].to_pylist()}
        for column in table.column_names[1:]
        if "#" not in column
    ]
    assert all(len(values) > 1 for values in settled)


def test_command_refuses_what_it_cannot_make(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "sys.argv", ["demo", "population", "--rows", "0", "--out", str(tmp_path / "a.parquet")]
    )

    assert main() == 2
    assert "--rows" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_schools_and_institutes_stand_where_they_do_and_are_no_firms(tmp_path: Path) -> None:
    path = tmp_path / "many.parquet"
    write_population(path, 30_000, children=["技术合同", "承接成果"])
    rows = pyarrow.parquet.read_table(path).to_pylist()
    others = {kind: [row for row in rows if row["企业类型"] == kind] for kind in ("高等院校", "科研院所")}
    contracts = {row[KEY] for row in pyarrow.parquet.read_table(child_path(path, "技术合同")).to_pylist()}
    taken_on = {row[KEY] for row in pyarrow.parquet.read_table(child_path(path, "承接成果")).to_pylist()}

    for kind, word in (("高等院校", "学院"), ("科研院所", "研究院")):
        found = others[kind]
        in_wuhan = [row for row in found if row["注册地市"] == "武汉市"]
        assert 10 < len(found) < 120, kind
        assert len(found) / 2 < len(in_wuhan) < len(found), kind
        assert all(row["企业名称"].endswith(word) for row in found)
        assert not any(
            row[name]
            for row in found
            for name in (
                "是否有效高企",
                "是否中小企业",
                "是否科技型中小企业入库",
                "是否获私募投资",
                "是否制造业",
            )
        )
        assert {row["企业规模"] for row in found} == {"规下"}
        assert len({row[KEY] for row in found} & contracts) > len(found) / 2
        assert not {row[KEY] for row in found} & taken_on
    assert all(row["企业名称"].endswith("有限公司") for row in rows if row["企业类型"] == "企业")


def test_subsidy_to_schools_is_paid_to_some_of_them_only(tmp_path: Path) -> None:
    path = tmp_path / "many.parquet"
    write_population(path, 30_000, children=["技术合同"])
    definitions = read((DEMO / "models" / "wh-7-technology-output.dmn").read_bytes()).definitions
    assert definitions is not None

    children = {"技术合同": ChildFile(child_path(path, "技术合同"), KEY)}
    ran = run_population(definitions, path, tmp_path / "out.parquet", Options(children=children))

    assert [each for each in ran.diagnostics if each.severity is Severity.ERROR] == []
    kinds = {row[KEY]: row["企业类型"] for row in pyarrow.parquet.read_table(path).to_pylist()}
    paid = {
        row[KEY]: row["技术输出补助"]
        for row in pyarrow.parquet.read_table(tmp_path / "out.parquet").to_pylist()
        if row["技术输出补助"]
    }
    assert len(paid) > 5
    assert len(set(paid.values())) > 3
    assert {kinds[key] for key in paid} == {"高等院校"}
