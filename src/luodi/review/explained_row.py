"""One row of a run again by the interpreter, held against what the engine gives for it: ``luodi explain``."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.dmn.model import Definitions
from luodi.engines.arrow_values import python_rows
from luodi.engines.one_row import keep_row, values_of
from luodi.engines.population import Population
from luodi.engines.session import Session
from luodi.engines.sessions import open_session, row_place
from luodi.engines.watched import interrupts
from luodi.evaluate import Model, Result, compile_model
from luodi.feel.names import normalise_name
from luodi.relational import Program, shared_columns, wanted_children
from luodi.relational.functions import name_of
from luodi.review.column_values import plain, rule_number
from luodi.review.missing_rows import input_names, nested, result_kinds, with_missing
from luodi.review.population_run import (
    Options,
    check_decisions,
    is_on_server,
    load_population,
    open_in_session,
)
from luodi.simulate.needs import Needs


@dataclass(frozen=True, slots=True)
class Explained:
    """One row by the interpreter, traced. diagnostics: POP012 for each value in which SQL differs; told: what
    was found of the population, and as information the decisions that the engine refuses and so has no value
    of."""

    result: Result
    diagnostics: tuple[Diagnostic, ...]
    told: tuple[Diagnostic, ...] = ()


class UnfitPopulationError(LuodiError):
    """A population that nothing runs over. diagnostics: all that was found, errors and else."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__(next(each for each in diagnostics if each.severity is Severity.ERROR))
        self.diagnostics = tuple(diagnostics)


def explain_row(
    definitions: Definitions, source: str | Path, key: tuple[str, ...], options: Options
) -> Explained:
    """The row of a key again, by the interpreter, held against what the engine's SQL gives for it.

    key: the values of the key columns in their order, as texts. The whole population is looked at as a run
    does, so that the query is the run's; the engine then has the one row. Decisions that are refused in SQL
    are explained too, but for those that need one of two inputs which share a column. Raises LuodiError
    POP010 where there is no such row, POP019 for more or fewer values than key columns, POP087 for one that
    is none of its column, POP057 where all decisions need inputs that share a column, UnfitPopulationError
    where the population is not what it should be.
    """
    check_decisions(definitions, options)
    source = str(source)
    with (
        interrupts(),
        tempfile.TemporaryDirectory(prefix="luodi-") as spill,
        open_session(options.engine, Path(spill), options.url, options.memory) as session,
    ):
        population, program = open_in_session(session, definitions, source, options)
        if any(each.severity is Severity.ERROR for each in population.diagnostics):
            raise UnfitPopulationError(population.diagnostics)
        asked = _told_apart(definitions, program, options)
        given = _one_row(session, population, source, key)
        by_sql = _by_engine(session, definitions, program, options)
    for label, parts in wanted_children(definitions).items():
        for each in given.get(label, ()):
            if "" not in parts:
                # Of a file without the column the entry is unknown, not absent.
                each.update({part: None for part in parts if part not in each})
    model = compile_model(definitions)
    result = model.decide(
        nested(given, input_names(definitions)),
        as_of=options.as_of,
        trace=True,
        decisions=asked,
    )
    refused = (replace(each, severity=Severity.INFO) for each in program.refusals)
    return Explained(
        result, tuple(_differences(model, result, by_sql, source)), (*population.diagnostics, *refused)
    )


def _told_apart(definitions: Definitions, program: Program, options: Options) -> Sequence[str] | None:
    """The decisions that are explained; None for all. Of inputs that share a column the interpreter would
    take the value for one of the two, so what is refused and may need one of them is left out."""
    shared = shared_columns(definitions)
    if not shared:
        return options.decisions
    names = list(map(name_of, definitions.decisions))
    asked = names if options.decisions is None else [normalise_name(each) for each in options.decisions]
    compiled = {each.label for each in program.outputs}
    left = [
        each
        for each in asked
        if each in compiled or not any(_is_of(label, _inputs_of(definitions, each)) for label in shared)
    ]
    if not left and asked:
        values = {"name": min(shared)}
        raise LuodiError(Diagnostic("POP057", Severity.ERROR, None, values, definitions.file))
    return left


def _inputs_of(definitions: Definitions, decision: str) -> frozenset[str]:
    return Needs.of(definitions, decision).decisions[decision].all_inputs


def _is_of(label: str, inputs: Iterable[str]) -> bool:
    """Whether a column is one that an input is read from."""
    return any(label == each or label.startswith(f"{each}.") for each in inputs)


def _one_row(session: Session, population: Population, source: str, key: Sequence[str]) -> dict[str, Any]:
    """The values of the row, which is then all that the engine has of the population."""
    if len(key) != len(population.keys):
        values = {"given": len(key), "names": "、".join(population.keys)}
        raise LuodiError(Diagnostic("POP019", Severity.ERROR, None, values, source))
    on_server = is_on_server(session, source)
    place = row_place(session, population, on_server=on_server)
    if not keep_row(population, key, place):
        raise LuodiError(Diagnostic("POP010", Severity.ERROR, None, {"shown": "、".join(key)}, source))
    if not on_server:
        load_population(session, population)
    return values_of(population, place)


def _by_engine(
    session: Session, definitions: Definitions, program: Program, options: Options
) -> dict[str, Any]:
    """What the engine says of the one row, by column of the result; without its key."""
    query = with_missing(session, compile_model(definitions), program, options.as_of)
    kinds = result_kinds(program, missing=True)
    labels = [each for each in kinds if each not in program.keys]
    (row,) = [row for batch in session.batches(query, kinds) for row in python_rows(batch.select(labels))]
    return row


def _differences(model: Model, result: Result, by_sql: dict[str, Any], source: str) -> list[Diagnostic]:
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
        expected = plain(result.values[name])
        if what == "rule" and trace is not None:
            expected = rule_number(trace)
        elif what == "missing":
            expected = list(result.missing[name])
        if expected != value:
            said = {"name": label, "sql": str(value)[:80], "value": str(expected)[:80]}
            found.append(Diagnostic("POP012", Severity.ERROR, None, said, source))
    return found
