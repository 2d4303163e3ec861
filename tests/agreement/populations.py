"""Rows run twice: by the interpreter, one by one, and by an engine over a file of them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from luodi.diagnostics import Severity
from luodi.dmn.model import Definitions
from luodi.engines.children import open_children
from luodi.engines.population import open_population
from luodi.engines.sessions import open_session
from luodi.evaluate import compile_model
from luodi.relational import Program, lower_model, wanted_children, wanted_columns
from luodi.review.column_values import plain, rule_number
from luodi.review.missing_rows import input_names, nested, result_kinds, with_missing
from luodi.sql.capabilities import Engine
from luodi.sql.emit import POPULATION, child_of
from luodi.sql.fit import fitted
from tests.agreement.child_rows import write_children

KEY = "编号"
AS_OF = datetime.date(2026, 3, 1)
_ARROW = {
    "number": pyarrow.decimal128(28, 6),
    "string": pyarrow.string(),
    "boolean": pyarrow.bool_(),
    "date": pyarrow.date32(),
    "date and time": pyarrow.timestamp("us"),
}


def write_rows(rows: Sequence[Mapping[str, Any]], kinds: Mapping[str, str], path: Path) -> None:
    """The rows, numbered from 1 in the key column, as a Parquet file."""
    columns = {KEY: pyarrow.array(range(1, len(rows) + 1), pyarrow.int64())}
    for name, kind in kinds.items():
        columns[name] = pyarrow.array([row.get(name) for row in rows], _ARROW[kind])
    pyarrow.parquet.write_table(pyarrow.table(columns), path)


@dataclass(frozen=True, slots=True)
class On:
    """An engine of the test run. url: where it is, if not in this process."""

    engine: Engine = Engine.DUCKDB
    url: str | None = None


def by_engine(
    definitions: Definitions,
    rows: Sequence[Mapping[str, Any]],
    kinds: Mapping[str, str],
    folder: Path,
    on: On,
) -> tuple[Program, list[dict[str, Any]]]:
    """The program, and of each row what the engine says, by column."""
    path = folder / "rows.parquet"
    write_rows(rows, kinds, path)
    with open_session(on.engine, folder, on.url) as session:
        population = open_population(session.staging, path, wanted_columns(definitions), [KEY])
        open_children(population, write_children(definitions, rows, folder), wanted_children(definitions))
        assert [each.code for each in population.diagnostics if each.severity is Severity.ERROR] == []
        session.load([POPULATION, *map(child_of, population.children)], [KEY])
        program = lower_model(
            definitions, population.columns, children=population.children, keys=[KEY], as_of=AS_OF
        )
        program = fitted(program, on.engine)
        query = with_missing(session, compile_model(definitions), program, AS_OF)
        batches = session.batches(query, result_kinds(program, missing=True))
        found = [row for batch in batches for row in batch.to_pylist()]
    return program, sorted(found, key=lambda row: row[KEY])


def by_interpreter(
    definitions: Definitions, rows: Sequence[Mapping[str, Any]], program: Program
) -> list[dict[str, Any]]:
    """The same columns from the interpreter; rules from its trace."""
    model = compile_model(definitions)
    places = {each.name: str(each.expression.place) or each.name for each in definitions.decisions}
    found = []
    for number, row in enumerate(rows, 1):
        result = model.decide(nested(row, input_names(definitions)), as_of=AS_OF, trace=True)
        traces = {trace.table.place.where: trace for trace in result.tables}
        values: dict[str, Any] = {KEY: number}
        for output in program.outputs:
            name, _, what = output.label.partition("#")
            if what == "rule":
                values[output.label] = rule_number(traces[places[name]])
            else:
                values[name] = plain(result.values[name])
                values[f"{name}#missing"] = list(result.missing[name])
        found.append(values)
    return found


def agree(
    definitions: Definitions,
    rows: Sequence[Mapping[str, Any]],
    kinds: Mapping[str, str],
    folder: Path,
    on: On = On(),
) -> Program:
    """Fail where any row differs; the program, for what was refused."""
    program, by_sql = by_engine(definitions, rows, kinds, folder, on)
    expected = by_interpreter(definitions, rows, program)
    for row, one, other in zip(rows, by_sql, expected, strict=True):
        assert one == other, f"{row}\nSQL         {one}\ninterpreter {other}"
    return program


def rows_of(path: Path, key: str) -> list[dict[str, Any]]:
    """The rows of a Parquet file, by their key."""
    rows: list[dict[str, Any]] = pyarrow.parquet.read_table(path).to_pylist()
    return sorted(rows, key=lambda row: row[key])
