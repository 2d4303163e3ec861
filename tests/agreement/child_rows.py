"""Lists of a population's rows as files of child rows, and random ones."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from luodi.dmn.model import Definitions
from luodi.engines.children import ChildFile
from luodi.relational import wanted_children

PARENT, ORDER = "所属编号", "次序"
_ARROW = {
    "number": pyarrow.decimal128(28, 6),
    "string": pyarrow.string(),
    "boolean": pyarrow.bool_(),
    "date": pyarrow.date32(),
}


def write_children(
    definitions: Definitions, rows: Sequence[Mapping[str, Any]], folder: Path
) -> dict[str, ChildFile]:
    """A Parquet file for each list input, its rows in disorder, by input. A parent's number counts from 1."""
    files = {}
    for number, (name, parts) in enumerate(wanted_children(definitions).items()):
        flat = [
            (parent, place, item)
            for parent, row in enumerate(rows, 1)
            for place, item in enumerate(row.get(name) or (), 1)
        ]
        random.Random(number).shuffle(flat)
        columns = {
            PARENT: pyarrow.array([each[0] for each in flat], pyarrow.int64()),
            ORDER: pyarrow.array([each[1] for each in flat], pyarrow.int32()),
        }
        for part, kind in parts.items():
            values = [item.get(part) if part else item for _, _, item in flat]
            columns[part or name] = pyarrow.array(values, _ARROW[kind])
        path = folder / f"child{number}.parquet"
        pyarrow.parquet.write_table(pyarrow.table(columns), path)
        files[name] = ChildFile(path, PARENT, ORDER)
    return files


def random_lists(
    definitions: Definitions,
    rows: Sequence[Mapping[str, Any]],
    pools: Mapping[str, Sequence[Any]],
    seed: int,
) -> list[dict[str, Any]]:
    """The rows with a list of none to four items for each list input; one value in ten is null.

    Numbers below nought are rare: where a type sets a limit one of them makes the whole list null.
    """
    pick = random.Random(seed)

    def value(kind: str) -> Any:
        if pick.random() < 0.1:
            return None
        found = pick.choice(pools[kind])
        return abs(found) if kind == "number" and pick.random() < 0.95 else found

    made = []
    for row in rows:
        lists = {
            name: [
                value(parts[""]) if "" in parts else {part: value(kind) for part, kind in parts.items()}
                for _ in range(pick.randint(0, 4))
            ]
            for name, parts in wanted_children(definitions).items()
        }
        made.append({**row, **{name: items for name, items in lists.items() if name not in row}})
    return made
