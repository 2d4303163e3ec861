"""Cases of the conformance kit run as SQL: equal to the interpreter, refused, or wrong."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import pyarrow
import pyarrow.parquet

from luodi.diagnostics import LuodiError, Severity
from luodi.dmn.cases import Case, Invokes
from luodi.engines.population import open_population
from luodi.engines.sessions import open_session
from luodi.evaluate import Model
from luodi.evaluate.temporal import Date
from luodi.feel.names import normalise_name
from luodi.relational import lower_model, wanted_columns
from luodi.relational.functions import name_of
from luodi.review.case_values import feel_value
from luodi.review.column_values import plain
from luodi.review.missing_rows import input_names, nested, result_kinds
from luodi.sql.capabilities import Engine
from luodi.sql.emit import POPULATION, emit_query
from luodi.sql.fit import fitted

_KEY = "#"
_DECISIONS_AT_ONCE: Final = 50


class SqlOutcome(StrEnum):
    EQUAL = "equal"
    REFUSED = "refused"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class On:
    """An engine to run the cases on. url: where it is, if not here."""

    engine: Engine = Engine.DUCKDB
    url: str | None = None


def sql_outcomes(model: Model, cases: Sequence[Case], on: On = On()) -> list[SqlOutcome]:
    """Of each case what SQL makes of it: equal only where every wanted decision is compiled and equal.

    All cases of a file with the same day are the rows of one population. A case with a value that no column
    holds, or that runs a function or a service, is refused.
    """
    days = {case.as_of: None for case in cases}
    if len(days) > 1:
        found: dict[int, SqlOutcome] = {}
        for day in days:
            own = [at for at, case in enumerate(cases) if case.as_of == day]
            found |= zip(own, sql_outcomes(model, [cases[at] for at in own], on), strict=True)
        return [found[at] for at in range(len(cases))]
    day = next(iter(days), None)
    plainly = [_row(case) for case in cases]
    rows = [row for row in plainly if row is not None]
    if not rows:
        return [SqlOutcome.REFUSED] * len(cases)
    known = {name_of(each) for each in model.definitions.decisions}
    wanted = dict.fromkeys(normalise_name(each.name) for case in cases for each in case.wanted)
    answers = iter(_answers(model, rows, [name for name in wanted if name in known], on, day))
    return [
        SqlOutcome.REFUSED if row is None else _outcome(model, case, row, next(answers))
        for case, row in zip(cases, plainly, strict=True)
    ]


def has_scalar_inputs(case: Case) -> bool:
    """Whether a case runs decisions, and each of its inputs is a column: none, or single values and contexts
    of them."""
    return _row(case) is not None


def _row(case: Case) -> dict[str, Any] | None:
    """The case's inputs as a row; None where one is no column."""
    if case.invokes is not Invokes.DECISION:
        return None
    row: dict[str, Any] = {}
    for each in case.given:
        row |= _flat(normalise_name(each.name), feel_value(each.value))
    kinds = (Decimal, str, bool, Date, type(None))
    return row if all(isinstance(value, kinds) for value in row.values()) else None


def _flat(label: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        return {label: value}
    flat: dict[str, Any] = {}
    for name, each in value.items():
        flat |= _flat(f"{label}.{normalise_name(name)}", each)
    return flat


def _answers(
    model: Model,
    rows: Sequence[Mapping[str, Any]],
    wanted: Sequence[str],
    on: On,
    day: datetime.date | None,
) -> list[dict[str, Any]]:
    """Of each row what SQL gives, by decision; a query that fails is wrong, never refused.

    Raises LuodiError where the engine does not take the rows: that is no outcome of any case.
    """
    answers: list[dict[str, Any]] = [{} for _ in rows]
    columns: dict[str, Any] = {_KEY: pyarrow.array(range(len(rows)))}
    for label in dict.fromkeys(label for row in rows for label in row):
        values = [plain(row.get(label)) for row in rows]
        try:
            made = pyarrow.array(values)
        except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError):
            return answers
        if made.null_count < len(values):
            columns[label] = made
    with (
        tempfile.TemporaryDirectory() as folder,
        open_session(on.engine, Path(folder), on.url) as session,
    ):
        path = Path(folder) / "cases.parquet"
        pyarrow.parquet.write_table(pyarrow.table(columns), path)
        population = open_population(session.staging, path, wanted_columns(model.definitions), [_KEY])
        if any(each.severity is Severity.ERROR for each in population.diagnostics):
            return answers
        session.load([POPULATION], [_KEY])
        # Some files have a thousand decisions, and PostgreSQL plans each stage with all before it.
        for at in range(0, len(wanted), _DECISIONS_AT_ONCE):
            some = wanted[at : at + _DECISIONS_AT_ONCE]
            program = lower_model(
                model.definitions, population.columns, keys=[_KEY], decisions=some, as_of=day
            )
            program = fitted(program, on.engine)
            try:
                query = emit_query(program, on.engine)
                for batch in session.batches(query, result_kinds(program, missing=False)):
                    for answer in _rows_of(batch):
                        answers[int(answer[_KEY])] |= answer
            except LuodiError:
                for answer in answers:
                    answer |= {each.label: _FAILED for each in program.outputs}
    return answers


def _rows_of(batch: pyarrow.RecordBatch) -> list[dict[str, Any]]:
    """The rows as Python's values; a day that Python's calendar does not have as its number."""
    columns = []
    for column in batch.columns:
        if pyarrow.types.is_date32(column.type):
            columns.append([_day(each) for each in column.cast(pyarrow.int32()).to_pylist()])
        else:
            columns.append(column.to_pylist())
    names = batch.schema.names
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _day(number: int | None) -> datetime.date | int | None:
    if number is None:
        return None
    try:
        return datetime.date(1970, 1, 1) + datetime.timedelta(number)
    except OverflowError:
        return number


# Equal to nothing that comes out of an interpreter.
_FAILED = object()


def _outcome(model: Model, case: Case, row: Mapping[str, Any], answer: Mapping[str, Any]) -> SqlOutcome:
    wanted = [normalise_name(each.name) for each in case.wanted]
    if not wanted or any(name not in answer for name in wanted):
        return SqlOutcome.REFUSED
    expected = model.decide(nested(row, input_names(model.definitions)), as_of=case.as_of).values
    same = all(name in expected and plain(expected[name]) == answer[name] for name in wanted)
    return SqlOutcome.EQUAL if same else SqlOutcome.WRONG
