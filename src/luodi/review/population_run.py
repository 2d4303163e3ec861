"""A model over a population: ``luodi run``, and one row of it again by the interpreter, ``luodi explain``."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.dmn.hit_policy import HitPolicy
from luodi.dmn.model import Definitions
from luodi.engines.children import ChildFile, open_children, rows_of_children
from luodi.engines.claim import claimed, spill_prefix
from luodi.engines.duckdb import connect
from luodi.engines.names import is_file
from luodi.engines.population import Population, column, open_population
from luodi.engines.session import Session
from luodi.engines.sessions import open_server_table, open_session
from luodi.engines.watched import Progress, interrupts
from luodi.evaluate import Model, Result, compile_model
from luodi.evaluate.tables import TableTrace
from luodi.evaluate.temporal import Date, DateTime, DayTimeDuration, Time, YearMonthDuration
from luodi.evaluate.values import Value, format_value
from luodi.feel.names import normalise_name
from luodi.relational import Program, lower_model, wanted_children, wanted_columns
from luodi.review.missing_rows import input_names, nested, result_kinds, with_missing
from luodi.sql.capabilities import Engine
from luodi.sql.emit import POPULATION, child_of, emit_query, to_text
from luodi.sql.fit import fitted


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is made. keys: the first column where none is named; decisions: all where None; children: the
    files of inputs that are lists, by input."""

    keys: Sequence[str] = ()
    decisions: Sequence[str] | None = None
    as_of: datetime.date | None = None
    memory: str | None = None
    missing: bool = True
    engine: Engine = Engine.DUCKDB
    url: str | None = None
    children: Mapping[str, ChildFile] = field(default_factory=dict)
    thousands: bool = False
    # Hears of the rows once they are counted, and of the share that is done.
    counted: Callable[[int], None] | None = None
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a run. rows: written; None where nothing was, for the reasons in diagnostics."""

    rows: int | None
    diagnostics: tuple[Diagnostic, ...]


def run_population(definitions: Definitions, source: str | Path, out: str | Path, options: Options) -> Ran:
    """Run a model over a file into another; on PostgreSQL also over a table, and into one.

    Nothing is written where a decision is refused or a column is not what it should be. Raises LuodiError
    where the population cannot be read or the run fails.
    """
    _check_decisions(definitions, options)
    with interrupts():
        return _run(definitions, str(source), str(out), options)


def _run(definitions: Definitions, source: str, out: str, options: Options) -> Ran:
    of_file = options.engine is not Engine.POSTGRES or is_file(out)
    folder, prefix = (Path(out).parent, spill_prefix(Path(out))) if of_file else (None, "luodi-")
    with (
        claimed(Path(out)) if of_file else nullcontext(),
        tempfile.TemporaryDirectory(prefix=prefix, dir=folder) as spill,
        open_session(options.engine, Path(spill), options.url, options.memory) as session,
    ):
        population, program = _in_session(session, definitions, source, options)
        diagnostics = (*population.diagnostics, *program.refusals)
        if any(each.severity is Severity.ERROR for each in diagnostics):
            return Ran(None, diagnostics)
        if options.counted is not None:
            options.counted(population.rows)
        session.progress, session.rows = options.progress, population.rows
        query = _query(session, definitions, program, options)
        session.write(query, result_kinds(program, missing=options.missing), out)
        return Ran(population.rows, diagnostics)


def _in_session(
    session: Session, definitions: Definitions, source: str, options: Options
) -> tuple[Population, Program]:
    """The population as the engine's table, if nothing is wrong with it, and the program for it."""
    if session.engine is Engine.POSTGRES and not is_file(source):
        if options.children:
            raise LuodiError(
                Diagnostic("POP033", Severity.ERROR, None, {"name": next(iter(options.children))})
            )
        population = open_server_table(session, source, wanted_columns(definitions), options.keys)
        return population, _lowered(definitions, population, options)
    population, program = _opened(session.staging, definitions, Path(source), options)
    if not any(each.severity is Severity.ERROR for each in population.diagnostics):
        session.load([POPULATION, *map(child_of, population.children)], population.keys)
    return population, program


def _opened(
    connection: duckdb.DuckDBPyConnection, definitions: Definitions, path: Path, options: Options
) -> tuple[Population, Program]:
    population = open_population(
        connection, path, wanted_columns(definitions), options.keys, thousands=options.thousands
    )
    if not any(each.severity is Severity.ERROR for each in population.diagnostics):
        open_children(population, options.children, wanted_children(definitions))
    return population, _lowered(definitions, population, options)


def _lowered(definitions: Definitions, population: Population, options: Options) -> Program:
    program = lower_model(
        definitions,
        population.columns,
        children=population.children,
        keys=population.keys,
        decisions=options.decisions,
        as_of=options.as_of,
    )
    return fitted(program, options.engine)


def _query(session: Session, definitions: Definitions, program: Program, options: Options) -> exp.Select:
    if not options.missing:
        return emit_query(program, session.engine)
    return with_missing(session, compile_model(definitions), program, options.as_of)


def _check_decisions(definitions: Definitions, options: Options) -> None:
    known = [
        normalise_name(each.variable.name if each.variable and each.variable.name else each.name)
        for each in definitions.decisions
    ]
    for name in options.decisions or ():
        if normalise_name(name) not in known:
            values = {"name": name, "near": "、".join(known[:8])}
            raise LuodiError(Diagnostic("POP013", Severity.ERROR, None, values, definitions.file))


def sql_text(
    definitions: Definitions, path: Path | None, options: Options
) -> tuple[str, tuple[Diagnostic, ...]]:
    """The query that ``run`` executes, without ``#missing``, and what is refused.

    path: of the population, for the types its columns have; without it they are what the model declares.
    """
    _check_decisions(definitions, options)
    if path is None:
        keys = options.keys or ("key",)
        program = lower_model(definitions, keys=keys, decisions=options.decisions, as_of=options.as_of)
        program = fitted(program, options.engine)
        return to_text(emit_query(program, options.engine), options.engine), program.refusals
    with connect() as connection:
        population, program = _opened(connection, definitions, path, options)
        text = to_text(emit_query(program, options.engine), options.engine)
        return text, (*population.diagnostics, *program.refusals)


# --- one row again -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Explained:
    """One row by the interpreter, traced; diagnostics hold POP012 for each value in which SQL differs."""

    result: Result
    diagnostics: tuple[Diagnostic, ...]


def explain_row(definitions: Definitions, path: Path, key: str, options: Options) -> Explained:
    """The row of a key again, by the interpreter, held against what SQL gives for it.

    Decisions that are refused in SQL are explained too. Raises LuodiError POP010 where there is no such row.
    """
    with connect() as connection:
        population, program = _opened(connection, definitions, path, options)
        faults = [each for each in population.diagnostics if each.severity is Severity.ERROR]
        if faults:
            raise LuodiError(faults[0])
        text = exp.Cast(this=column(population.keys[0]), to=exp.DataType.build("TEXT"))
        row_query = (
            exp.select("*")
            .from_(exp.Table(this=exp.to_identifier(POPULATION, quoted=True)))
            .where(exp.EQ(this=text, expression=exp.Literal.string(key)))
        )
        found = connection.sql(row_query.sql(dialect="duckdb")).to_arrow_table().to_pylist()
        if not found:
            raise LuodiError(Diagnostic("POP010", Severity.ERROR, None, {"shown": key}, str(path)))
        connection.sql(row_query.sql(dialect="duckdb")).create("one_row")
        connection.table("one_row").create_view(POPULATION, replace=True)
        query = to_text(emit_query(program, Engine.DUCKDB), Engine.DUCKDB)
        by_sql = connection.sql(query).to_arrow_table().to_pylist()[0]
        given = {name: found[0][name] for name in population.columns} | rows_of_children(population, program)
    model = compile_model(definitions)
    result = model.decide(nested(given, input_names(definitions)), as_of=options.as_of, trace=True)
    return Explained(result, tuple(_differences(model, result, by_sql, path)))


def _differences(model: Model, result: Result, by_sql: dict[str, Any], path: Path) -> list[Diagnostic]:
    traces = {trace.table.place.where: trace for trace in result.tables}
    places = {
        normalise_name(each.variable.name if each.variable and each.variable.name else each.name): str(
            each.expression.place
        )
        for each in model.definitions.decisions
        if each.expression is not None
    }
    found = []
    for label, value in by_sql.items():
        name, _, what = label.partition("#")
        if name not in result.values:
            continue
        trace = traces.get(places.get(name) or name)
        if what == "rule" and trace is None:
            continue
        expected = rule_number(trace) if what == "rule" and trace is not None else plain(result.values[name])
        if expected != value:
            said = {"name": label, "sql": str(value)[:80], "value": str(expected)[:80]}
            found.append(Diagnostic("POP012", Severity.ERROR, None, said, str(path)))
    return found


def rule_number(trace: TableTrace) -> int | list[int] | None:
    """What ``#rule`` says of a traced table: the number from 1, 0 for none, null where the policy is broken;
    for R, O and C the numbers of all rules that match, in the order of the results."""
    policy = trace.table.policy
    if policy.is_multiple:
        rules = trace.fired if policy is HitPolicy.OUTPUT_ORDER else trace.matched
        return [rule + 1 for rule in rules]
    if trace.fired:
        return trace.fired[0] + 1
    return None if trace.matched else 0


def plain(value: Value) -> Any:
    """A FEEL value as a column has it: days as Python's, durations as months or seconds, times as texts."""
    if isinstance(value, YearMonthDuration):
        return Decimal(value.months)
    if isinstance(value, DayTimeDuration):
        return Decimal(value.nanos).scaleb(-9)
    if isinstance(value, (Time, DateTime)):
        return format_value(value)
    if isinstance(value, Date):
        if not datetime.MINYEAR <= value.year <= datetime.MAXYEAR:
            # The number of a day that Python's calendar does not have.
            return value.days
        return datetime.date(value.year, value.month, value.day)
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return Decimal(value)
    return value
