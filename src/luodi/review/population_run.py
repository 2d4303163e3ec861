"""A model over a population: ``luodi run``, and ``luodi sql``, which shows what it executes."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
from sqlglot import exp

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.dmn.model import Definitions
from luodi.engines.children import ChildFile, open_children
from luodi.engines.claim import claimed, spill_prefix
from luodi.engines.heads import Heads
from luodi.engines.names import is_file
from luodi.engines.places import check_place
from luodi.engines.population import Population, open_population
from luodi.engines.session import Session
from luodi.engines.sessions import check_server_place, check_url, open_server_table, open_session
from luodi.engines.watched import Progress, interrupts
from luodi.evaluate import compile_model
from luodi.feel.names import normalise_name
from luodi.messages import message_text
from luodi.relational import Program, lower_model, wanted_children, wanted_columns
from luodi.relational.types import ASSUMED
from luodi.review.missing_rows import result_kinds, with_missing
from luodi.simulate.needs import Needs
from luodi.sql.capabilities import Engine
from luodi.sql.emit import POPULATION, child_of, emit_query, to_text
from luodi.sql.fit import fitted
from luodi.sql.trees import NARROW


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
    check_decisions(definitions, options)
    with interrupts():
        return _run(definitions, str(source), str(out), options)


def _run(definitions: Definitions, source: str, out: str, options: Options) -> Ran:
    of_file = options.engine is not Engine.POSTGRES or is_file(out)
    read = [Path(source), *(each.path for each in options.children.values())]
    if of_file:
        check_place(Path(out), read, may_be_folder=options.engine is Engine.SPARK)
    folder, prefix = (Path(out).parent, spill_prefix(Path(out))) if of_file else (None, "luodi-")
    with (
        claimed(Path(out)) if of_file else nullcontext(),
        tempfile.TemporaryDirectory(prefix=prefix, dir=folder) as spill,
        open_session(options.engine, Path(spill), options.url, options.memory) as session,
    ):
        if not of_file:
            check_server_place(session, out, map(str, read))
        population, program = open_in_session(session, definitions, source, options)
        diagnostics = (*population.diagnostics, *program.refusals)
        if _has_error(diagnostics):
            return Ran(None, diagnostics)
        if not is_on_server(session, source):
            load_population(session, population)
        if options.counted is not None:
            options.counted(population.rows)
        session.progress, session.rows = options.progress, population.rows
        query = _query(session, definitions, program, options)
        session.write(query, result_kinds(program, missing=options.missing), out)
        return Ran(population.rows, diagnostics)


def open_in_session(
    session: Session, definitions: Definitions, source: str, options: Options
) -> tuple[Population, Program]:
    """The population, looked at where it is, and the program for it: without refusals where the population
    has errors. A file is not loaded yet."""
    if not is_on_server(session, source):
        return _opened(session.staging, definitions, Path(source), options)
    population = open_server_table(
        session,
        source,
        wanted_columns(definitions),
        options.keys,
        options.children,
        wanted_children(definitions),
    )
    return population, _lowered(definitions, population, options)


def is_on_server(session: Session, source: str) -> bool:
    """Whether a population is a table of the engine rather than a file."""
    return session.engine is Engine.POSTGRES and not is_file(source)


def load_population(session: Session, population: Population) -> None:
    """Have the population of a file, with its lists, as the engine's tables."""
    session.load([POPULATION, *map(child_of, population.children)], population.keys)


def _opened(
    connection: duckdb.DuckDBPyConnection, definitions: Definitions, path: Path, options: Options
) -> tuple[Population, Program]:
    population = open_population(
        connection,
        path,
        wanted_columns(definitions),
        options.keys,
        thousands=options.thousands,
        heads=_heads(definitions, options),
    )
    if not _has_error(population.diagnostics):
        open_children(population, options.children, wanted_children(definitions))
    return population, _lowered(definitions, population, options)


def _heads(definitions: Definitions, options: Options) -> Heads:
    return Heads(tuple(wanted_columns(definitions)), may_lack=bool(options.children))


def _lowered(definitions: Definitions, population: Population, options: Options) -> Program:
    def lowered(decisions: Sequence[str] | None) -> Program:
        program = lower_model(
            definitions,
            population.columns,
            children=population.children,
            keys=population.keys,
            decisions=decisions,
            as_of=options.as_of,
        )
        return fitted(program, options.engine)

    program = lowered(options.decisions)
    if _has_error(population.diagnostics):
        # What is refused for a column or a list that could not be read follows from that alone.
        return replace(program, refusals=())
    if not program.refusals or options.decisions is None:
        return program
    # A decision that needs a refused one says no more than that.
    needed = [
        each for name in options.decisions for each in Needs.of(definitions, normalise_name(name)).order
    ]
    return replace(program, refusals=lowered(list(dict.fromkeys(needed))).refusals)


def _has_error(diagnostics: Sequence[Diagnostic]) -> bool:
    return any(each.severity is Severity.ERROR for each in diagnostics)


def _query(session: Session, definitions: Definitions, program: Program, options: Options) -> exp.Select:
    if not options.missing:
        return emit_query(program, session.engine)
    return with_missing(session, compile_model(definitions), program, options.as_of)


def check_decisions(definitions: Definitions, options: Options) -> None:
    """Raises LuodiError POP013 for a decision that the model does not have."""
    known = [
        normalise_name(each.variable.name if each.variable and each.variable.name else each.name)
        for each in definitions.decisions
    ]
    for name in options.decisions or ():
        if normalise_name(name) not in known:
            values = {"name": name, "near": "、".join(known[:8])}
            raise LuodiError(Diagnostic("POP013", Severity.ERROR, None, values, definitions.file))


def sql_text(
    definitions: Definitions, source: str | Path | None, options: Options, lang: str = "zh"
) -> tuple[str, tuple[Diagnostic, ...]]:
    """The query that ``run`` executes, without ``#missing``, and what is refused.

    source: the population, for the types its columns have: a file, or a table of PostgreSQL. Without it they
    are assumed from what the model declares, and a comment at the head says so.
    """
    check_decisions(definitions, options)
    check_url(options.engine, options.url)
    if source is None:
        keys = options.keys or ("key",)
        twice = [key for key in keys if keys.count(key) > 1]
        if twice:
            raise LuodiError(Diagnostic("POP056", Severity.ERROR, None, {"name": twice[0]}))
        program = lower_model(definitions, keys=keys, decisions=options.decisions, as_of=options.as_of)
        program = fitted(program, options.engine)
        text = to_text(emit_query(program, options.engine), options.engine)
        said = message_text("POP089", lang).message.format(number=f"DECIMAL({NARROW}, {ASSUMED.scale})")
        return f"-- {said}\n{text}", program.refusals
    # Of a file the types are what DuckDB reads, whatever engine the query is for.
    on_server = options.engine is Engine.POSTGRES and not is_file(str(source))
    engine, url = (options.engine, options.url) if on_server else (Engine.DUCKDB, None)
    with (
        tempfile.TemporaryDirectory(prefix="luodi-") as spill,
        open_session(engine, Path(spill), url) as session,
    ):
        population, program = open_in_session(session, definitions, str(source), options)
        text = to_text(emit_query(program, options.engine), options.engine)
        return text, (*population.diagnostics, *program.refusals)
