"""Columns of child tables that go by other names too."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

from luodi.engines.children import ChildFile, labels_of
from luodi.engines.population import Population

KINDS = {"key": "VARCHAR", "类别": "VARCHAR", "金额": "DOUBLE"}


@pytest.mark.parametrize(
    ("names", "wanted", "labels"),
    [
        ({"类型": "类别"}, {"类型": "string", "金额": "number"}, {"类型": "类别", "金额": "金额"}),
        ({"类型": "类别"}, {"类型": "string", "类别": "string"}, {"类型": "类别", "类别": "类别"}),
        # As two types it cannot be read; that it is not there is told then.
        ({"类型": "类别"}, {"类型": "number", "类别": "string"}, {"类型": "类型", "类别": "类别"}),
        ({"种": "类别", "类型": "类别"}, {"种": "string", "类型": "date"}, {"种": "类别", "类型": "类型"}),
        # A column of that name comes first.
        ({"金额": "类别"}, {"金额": "number"}, {"金额": "金额"}),
        ({"类型": "没有的"}, {"类型": "string"}, {"类型": "类型"}),
        ({"类型": "类别"}, {}, {"类别": "类别", "金额": "金额", "类型": "类别"}),
        ({"数": "金额"}, {"": "number"}, {"": "金额"}),
    ],
)
def test_component_is_found_by_another_name(
    names: Mapping[str, str], wanted: Mapping[str, str], labels: Mapping[str, str]
) -> None:
    population = Population(duckdb.connect(), ("key",), ("key",))
    file = ChildFile(Path("a.parquet"), "key", names=names)

    assert labels_of(population, "数", file, KINDS, wanted) == labels
