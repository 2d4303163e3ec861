"""Names that stand for two things: a key named twice, and a column that two inputs would be read from."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from luodi.cli import main
from luodi.dmn import write
from luodi.dmn.model import ItemDefinition
from luodi.relational import shared_columns
from tests.agreement.populations import rows_of
from tests.engine.decision_models import literal, model


@pytest.fixture
def saved(tmp_path: Path) -> str:
    """A model whose input ``a.b`` shares a column with its input ``a``, beside one that has its own."""
    parts = (ItemDefinition(name="b", type_ref="number"), ItemDefinition(name="c", type_ref="number"))
    decisions = {
        "点": literal("a.b * 2"),
        "项": literal("a.c"),
        "后": literal("项 + 1"),
        "别": literal("d + 1"),
    }
    definitions = model(
        {"a.b": "number", "a": "甲", "d": "number"},
        decisions,
        [ItemDefinition(name="甲", components=parts)],
    )
    assert shared_columns(definitions) == {"a.b"}
    path = tmp_path / "模型.dmn"
    path.write_bytes(write(definitions))
    return str(path)


@pytest.fixture
def rows(tmp_path: Path) -> str:
    path = tmp_path / "行.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"k": [1], "a.b": [5], "a.c": [6], "d": [7]}), path)
    return str(path)


def _codes(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line.split()[0] for line in capsys.readouterr().err.splitlines() if line[:3] in ("POP", "SQL")]


def test_inputs_that_share_a_column_are_refused_and_others_run(
    saved: str, rows: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "o.parquet"

    assert main(["run", saved, "--population", rows, "-o", str(out)]) == 1
    assert _codes(capsys) == ["SQL031", "SQL031", "SQL017"]
    assert not out.exists()
    assert main(["run", saved, "--population", rows, "-o", str(out), "--decision", "别"]) == 0
    assert rows_of(out, "k") == [{"k": 1, "别": Decimal(8), "别#missing": []}]


def test_decisions_whose_inputs_share_a_column_are_not_explained_and_others_are(
    saved: str, rows: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["explain", saved, "--population", rows, "--key", "1"]

    assert main(arguments) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["values"] == {"别": 8}
    said = [line.split()[0] for line in told.err.splitlines() if line[:3] in ("POP", "SQL")]
    assert said == ["SQL031", "SQL031", "SQL017"]
    assert main([*arguments, "--decision", "后"]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err.split()[0]) == ("", "POP057")


def test_entries_and_lists_are_looked_through_for_columns_that_are_shared() -> None:
    items = [
        ItemDefinition(name="里", components=(ItemDefinition(name="c", type_ref="数表"),)),
        ItemDefinition(name="外", components=(ItemDefinition(name="b", type_ref="里"),)),
        ItemDefinition(name="数表", is_collection=True, type_ref="number"),
    ]

    shared = shared_columns(model({"a": "外", "a.b": "里", "a.c": "number", "x": "数表"}, {}, items))

    assert shared == {"a.b.c"}


@pytest.mark.parametrize("command", ["run", "explain", "sql", "sql alone", "simulate"])
def test_key_that_is_named_twice_is_told(
    rows: str, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "加.dmn"
    path.write_bytes(write(model({"d": "number"}, {"别": (literal("d + 1"), "number")})))
    population, keys = ["--population", rows], ["--key", "k", "--key", "k"]
    arguments = {
        "run": ["run", str(path), *population, *keys, "-o", str(tmp_path / "o.parquet")],
        "explain": ["explain", str(path), *population, *(["--key-column", "k"] * 2), "--key", "1"],
        "sql": ["sql", str(path), *population, *keys],
        "sql alone": ["sql", str(path), *keys],
        "simulate": ["simulate", str(path), str(path), *population, *keys],
    }

    status = main(arguments[command])

    assert status == 1
    assert "POP056" in _codes(capsys)
    assert not (tmp_path / "o.parquet").exists()
