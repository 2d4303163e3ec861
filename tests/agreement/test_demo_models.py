"""Every demonstration model: interpreter = DuckDB on its cases and about its thresholds, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.relational import wanted_children, wanted_columns
from tests.agreement.child_rows import random_lists
from tests.agreement.demo_rows import as_row, constants, random_rows
from tests.agreement.populations import On, agree
from tests.engine.demo_models import demo_model, inputs_of, manifest

# Decisions that are refused, with the code of the reason: none, and it stays so.
REFUSED: dict[str, dict[str, str]] = {}


@pytest.mark.parametrize("file", [each["file"] for each in manifest()])
def test_demo_model_agrees(file: str, tmp_path: Path, on: On) -> None:
    demo = demo_model(file)
    kinds = wanted_columns(demo.definitions)
    read = {*kinds, *wanted_children(demo.definitions)}
    rows = [
        {name: value for name, value in as_row(inputs_of(case)).items() if name in read}
        for case in demo.cases
    ]
    # A table has no null lists: who has no rows in it has an empty one.
    rows = [
        {**row, **{name: row.get(name) or [] for name in wanted_children(demo.definitions)}} for row in rows
    ]
    made = random_rows(demo.definitions, kinds, 60, seed=len(file))
    rows += random_lists(demo.definitions, made, constants(demo.definitions), seed=len(file))

    program = agree(demo.definitions, rows, kinds, tmp_path, on)

    refused = {each.values["decision"]: each.code for each in program.refusals}
    assert refused == REFUSED.get(file, {})
