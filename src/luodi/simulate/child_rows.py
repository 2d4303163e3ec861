"""Lists of a population that stays loaded: their rows under the numbers of their parents' rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn.model import Definitions
from luodi.engines.population import Population
from luodi.relational import SourceChild, wanted_children
from luodi.simulate.results import SimulationError
from luodi.simulate.trees import ROW, column, name, table
from luodi.sql.emit import POPULATION, child_of
from luodi.sql.trees import alias

if TYPE_CHECKING:
    from luodi.simulate.session import Data, Session

_KEY: Final = "key"


@dataclass(frozen=True, slots=True)
class ChildRows:
    """A table of child rows as queries read it: ``key`` is the number of the parent's row."""

    table: str
    source: SourceChild


def lists_of(models: Sequence[Definitions], path: str) -> dict[str, dict[str, str]]:
    """The list inputs of all models, each with the type of its components; see ``wanted_children``.

    Raises SimulationError SIM004 where two models have a component of different types.
    """
    found: dict[str, dict[str, str]] = {}
    for model in models:
        for label, parts in wanted_children(model).items():
            known = found.setdefault(label, dict(parts))
            # One that does not say what the items are reads all columns, and so do both.
            if not parts or not known:
                found[label] = {}
                continue
            for part, kind in parts.items():
                before = known.setdefault(part, kind)
                if before != kind and "Any" not in (before, kind):
                    values = {"name": f"{label}.{part}" if part else label, "one": before, "other": kind}
                    raise SimulationError([Diagnostic("SIM004", Severity.ERROR, None, values, path)])
    return found


def kept_lists(session: Session, population: Population, rows: str) -> dict[str, ChildRows]:
    """The lists of a population as tables of the session. rows: the table of its rows, numbered."""
    found = {}
    for label, source in population.children.items():
        kept = session.new_name("list")
        session.create(kept, _renumbered(ChildRows(child_of(label), source), rows, population.keys[0], ROW))
        found[label] = ChildRows(kept, source)
    return found


def crossed_lists(session: Session, data: Data, rows: str, before: str, number: str) -> dict[str, ChildRows]:
    """The lists for rows of which each stands several times, as views. before, number: the columns of rows
    with the number that lists know, and with its own."""
    found = {}
    for label, each in data.children.items():
        made = session.new_name("list")
        session.create(made, _renumbered(each, rows, before, number), kind="VIEW")
        found[label] = ChildRows(made, each.source)
    return found


def _renumbered(child: ChildRows, rows: str, key: str, number: str) -> exp.Select:
    """Child rows with their parents' number in place of the key."""
    own = ["at", *(label or "value" for label in child.source.columns)]
    return (
        exp.Select()
        .select(alias(column(number, "r"), _KEY), *(column(each, "c") for each in own))
        .from_(table(child.table, "c"))
        .join(table(rows, "r"), on=exp.EQ(this=column(key, "r"), expression=column(_KEY, "c")))
    )


def over(query: exp.Select, data: Data) -> exp.Select:
    """A query of a program read from tables in place of the population and its lists."""
    places = {child_of(label): each.table for label, each in data.children.items()} | {POPULATION: data.table}
    for each in query.find_all(exp.Table):
        if each.name in places:
            each.set("this", name(places[each.name]))
    return query
