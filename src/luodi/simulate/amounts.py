"""A model's amounts over a population: one decision, each row with whether its amount is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sqlglot import exp

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn.model import Definitions
from luodi.feel.names import normalise_name
from luodi.messages import PlaceWords
from luodi.relational import Program
from luodi.relational.functions import name_of
from luodi.relational.nodes import FALSE, TRUE, Node, either, type_of
from luodi.relational.program import Output
from luodi.relational.types import NumberType
from luodi.relational.values import is_missing
from luodi.simulate.child_rows import over
from luodi.simulate.needs import Needs
from luodi.simulate.results import SimulationError
from luodi.simulate.session import Data, Session, columns_of, error
from luodi.simulate.trees import column, is_null, matching, negated, table
from luodi.simulate.unknown import unknown_rows
from luodi.sql.emit import emit_query
from luodi.sql.trees import alias

# No name of FEEL, nor of a column that a model reads, has a # in it.
AMOUNT = "#amount"
UNKNOWN = "#unknown"
# The models of a comparison in their order.
SIDES = (PlaceWords("原模型", "model before"), PlaceWords("新模型", "model after"))


@dataclass(frozen=True, slots=True)
class Amounts:
    """A table of the rows' columns, ``AMOUNT`` and ``UNKNOWN``.

    scale: digits behind the point. bands: what was counted already, by the bounds.
    """

    table: str
    scale: int
    bands: dict[tuple[Decimal, ...], list[tuple[int, Decimal]]] = field(default_factory=dict)


def numeric_decisions(session: Session, definitions: Definitions) -> list[str]:
    """The decisions with a number for a value that compile, in the order of the model."""
    return _numeric(session.program(session.data, definitions))


def _numeric(program: Program) -> list[str]:
    return [
        each.label
        for each in program.outputs
        if "#" not in each.label and isinstance(type_of(each.node), NumberType)
    ]


def result_decisions(definitions: Definitions) -> list[str]:
    """The decisions that no other one needs."""
    used = {
        requirement.target.id
        for decision in definitions.decisions
        for requirement in decision.information_requirements
    }
    return [name_of(each) for each in definitions.decisions if each.id not in used]


def chosen_decision(session: Session, models: Sequence[Definitions], wanted: str | None) -> str:
    """The decision whose amount is looked at: the one named, or the only numeric result of all models.

    Raises SimulationError SIM002 for a name that a model has not, SIM019 with all causes where there is none
    because decisions are refused, SIM001 where there is not one to choose.
    """
    if wanted is not None:
        found = normalise_name(wanted)
        for model in models:
            known = [name_of(each) for each in model.decisions]
            if found not in known:
                raise error("SIM002", model.file, name=wanted, near="、".join(known[:12]))
        return found
    programs = [session.program(session.data, model) for model in models]
    numeric = [_numeric(program) for program in programs]
    common = [each for each in numeric[0] if all(each in other for other in numeric[1:])]
    ends = [result_decisions(model) for model in models]
    results = [each for each in common if all(each in of_model for of_model in ends)]
    lost = any(
        each.values["decision"] in of_model
        for program, of_model in zip(programs, ends, strict=True)
        for each in program.refusals
    )
    # What a refused result is made of does not stand for it.
    candidates = results or ([] if lost else common)
    if candidates and len(candidates) == 1:
        return candidates[0]
    if not candidates and any(program.refusals for program in programs):
        file = next(model.file for model, each in zip(models, programs, strict=True) if each.refusals)
        causes = [
            each
            for side, program in zip(SIDES, programs, strict=False)
            for each in (in_model(side, program.refusals) if len(models) > 1 else program.refusals)
        ]
        raise SimulationError([Diagnostic("SIM019", Severity.ERROR, None, {}, file), *causes])
    raise error("SIM001", models[-1].file, near="、".join(candidates) or "—")


def in_model(side: PlaceWords, found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Diagnostics with the model, before or after, in their places."""
    return [
        replace(each, where=PlaceWords.joined((side, each.where)) if each.where else side) for each in found
    ]


def amounts_of_both(
    session: Session, base: Definitions, new: Definitions, decision: str
) -> tuple[Amounts, Amounts]:
    """The amounts of two models. Raises SimulationError with what is wrong with either, and which it is."""
    found: list[Amounts] = []
    faults: list[Diagnostic] = []
    for side, model in zip(SIDES, (base, new), strict=True):
        try:
            found.append(amounts_of(session, model, decision))
        except SimulationError as refused:
            faults += in_model(side, refused.diagnostics)
    if faults:
        raise SimulationError(faults)
    before, after = found
    return before, after


def compiled(session: Session, data: Data, definitions: Definitions, decision: str) -> tuple[Program, Node]:
    """The program of one decision and its amount. Raises SimulationError where it is no number, or refused,
    with the refusals of all decisions that it is made from."""
    program = session.program(data, definitions, [decision])
    if program.refusals:
        whole = session.program(data, definitions, Needs.of(definitions, decision).order)
        raise SimulationError(whole.refusals or program.refusals)
    node = next(each.node for each in program.outputs if each.label == decision)
    kind = type_of(node)
    if not isinstance(kind, NumberType):
        raise error("SIM005", definitions.file, decision, name=decision)
    return program, node


def amounts_query(
    session: Session, data: Data, definitions: Definitions, decision: str
) -> tuple[exp.Select, NumberType]:
    """The query of the rows' columns, the amount, and whether it is unknown; and the amount's type."""
    program, node = compiled(session, data, definitions, decision)
    kind = type_of(node)
    assert isinstance(kind, NumberType)
    nulls = [is_missing(each) for each in program.checked.values()]
    # A list is null where an item is not what its type says.
    nulls += [node for each in program.lists.values() for node in (is_missing(each.value), each.unknown)]
    asked: Node = TRUE if program.absent else either(nulls)
    outputs = (Output(AMOUNT, node),)
    query = over(emit_query(replace(program, outputs=outputs), session.engine), data)
    found = None
    if asked != FALSE:
        found = unknown_rows(session, data, definitions, decision, program, asked)
    if found is None:
        return query.select(alias(exp.false(), UNKNOWN), copy=False), kind
    select = (
        exp.Select()
        .select(*columns_of(data.rows, "a"), column(AMOUNT, "a"))
        .select(alias(negated(is_null(column(data.rows[0], "u"))), UNKNOWN))
        .join(table(found, "u"), on=matching(data.rows, "a", "u"), join_type="left")
        .from_(query.subquery("a", copy=False), copy=False)
    )
    return select, kind


def amounts_of(session: Session, definitions: Definitions, decision: str) -> Amounts:
    """The amounts as a table; kept, so that the same model is not run again."""
    found = session.kept((definitions, decision))
    if found is None:
        query, kind = amounts_query(session, session.data, definitions, decision)
        found = Amounts(session.new_name("amounts"), kind.scale)
        session.create(found.table, query)
        session.keep((definitions, decision), found)
    assert isinstance(found, Amounts)
    return found
