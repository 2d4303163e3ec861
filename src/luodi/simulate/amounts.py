"""A model's amounts over a population: one decision, each row with whether its amount is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sqlglot import exp

from luodi.dmn.model import Definitions
from luodi.feel.names import normalise_name
from luodi.relational import Program
from luodi.relational.functions import name_of
from luodi.relational.nodes import FALSE, TRUE, Node, either, type_of
from luodi.relational.program import Output
from luodi.relational.types import NumberType
from luodi.relational.values import is_missing
from luodi.simulate.child_rows import over
from luodi.simulate.results import SimulationError
from luodi.simulate.session import Data, Session, columns_of, error
from luodi.simulate.trees import column, is_null, matching, negated, table
from luodi.simulate.unknown import unknown_rows
from luodi.sql.emit import emit_query
from luodi.sql.trees import alias

# No name of FEEL, nor of a column that a model reads, has a # in it.
AMOUNT = "#amount"
UNKNOWN = "#unknown"


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
    program = session.program(session.data, definitions)
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

    Raises SimulationError SIM002 for a name that a model has not, SIM001 where there is not one to choose.
    """
    if wanted is not None:
        found = normalise_name(wanted)
        for model in models:
            known = [name_of(each) for each in model.decisions]
            if found not in known:
                raise error("SIM002", model.file, name=wanted, near="、".join(known[:12]))
        return found
    numeric = [numeric_decisions(session, model) for model in models]
    common = [each for each in numeric[0] if all(each in other for other in numeric[1:])]
    results = [each for each in common if all(each in result_decisions(model) for model in models)]
    candidates = results or common
    if len(candidates) != 1:
        raise error("SIM001", models[-1].file, near="、".join(candidates) or "—")
    return candidates[0]


def compiled(session: Session, data: Data, definitions: Definitions, decision: str) -> tuple[Program, Node]:
    """The program of one decision and its amount. Raises SimulationError where it is refused or no number."""
    program = session.program(data, definitions, [decision])
    if program.refusals:
        raise SimulationError(program.refusals)
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
