"""From stages to a query: one SELECT a stage, built as a sqlglot tree and never as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sqlglot import exp

from luodi.relational.hoisting import Stage, merged
from luodi.relational.nodes import RuleJoin, Total, columns_in
from luodi.relational.program import Program
from luodi.sql.capabilities import Engine
from luodi.sql.forms import Forms
from luodi.sql.forms_duckdb import DuckDbForms
from luodi.sql.forms_postgres import PostgresForms
from luodi.sql.forms_rows import key_of, place_in, without_rows
from luodi.sql.forms_spark import SparkForms
from luodi.sql.rules_join import add_joins
from luodi.sql.trees import alias, column, table

# What the population is called in the query.
POPULATION: Final = "population"
FORMS: Final[Mapping[Engine, type[Forms]]] = {
    Engine.DUCKDB: DuckDbForms,
    Engine.POSTGRES: PostgresForms,
    Engine.SPARK: SparkForms,
}


def emit_query(program: Program, engine: Engine) -> exp.Select:
    """The query of a program over the table ``population``: keys, then each decision's columns.

    A child table is the table ``child_of(its input)`` with the columns ``key``, ``at`` and its components.
    """
    forms = FORMS[engine]()
    if forms.merges:
        program = replace(program, stages=merged(program.stages))
    query = _Query(program, forms)
    last = exp.Select()
    for key, label in enumerate(program.keys, 1):
        last.select(alias(column(f"k{key}"), forms.stored_name(label)), copy=False)
    for output in program.outputs:
        last.select(alias(forms.emit(output.node), forms.stored_name(output.label)), copy=False)
    last = last.from_(table(query.latest[""]))
    last.set("with_", exp.With(expressions=query.ctes))
    return last


def child_of(label: str) -> str:
    """The name of a list input's child table in the query.

    It tells upper case from lower, which engines do not: the places of what is upper case are behind it.
    """
    upper = " ".join(str(at) for at, each in enumerate(label) if each != each.lower())
    return f"child {label} ({upper})" if upper else f"child {label}"


class _Query:
    """The stages of a program, one CTE each. latest: the last of the population's and of each child's.

    Columns are added with ``copy=False``: with a copy of all before them, wide stages would be quadratic.
    """

    def __init__(self, program: Program, forms: Forms) -> None:
        self.forms = forms
        self.ctes: list[exp.CTE] = []
        self.latest: dict[str, str] = {}
        self.told: set[str] = set()
        # Columns of the population that a child's rows have been given.
        self.carried: dict[str, set[str]] = {}
        self._add("", self._inputs(program), "inputs")
        for child in program.children:
            rows = exp.Select().select(
                alias(column("key"), key_of(child.name)), alias(column("at"), place_in(child.name))
            )
            for each in child.columns:
                made = forms.source(column(forms.stored_name(each.label or "value")), each.column.type)
                rows.select(alias(made, each.column.name), copy=False)
            self.carried[child.name] = set()
            source = table(forms.stored_name(child_of(child.label)))
            self._add(child.name, rows.from_(source), child.label)
        for stage in program.stages:
            select = self._totals(stage) if stage.totals_of else self._stage(stage)
            self._add_joins(program, stage, select)
            self._add(stage.of, select, self._comment(program, stage.title))

    def _comment(self, program: Program, title: str) -> str:
        """The decision, with the clause it comes from where it stands for the first time."""
        clause = "" if title in self.told else program.clauses.get(title, "")
        self.told.add(title)
        return f"{title}: {clause}" if clause else title

    def _inputs(self, program: Program) -> exp.Select:
        inputs = exp.Select()
        for key in range(len(program.keys)):
            label = self.forms.stored_name(program.keys[key])
            inputs.select(alias(column(label), f"k{key + 1}"), copy=False)
        for each in program.inputs:
            made = self.forms.source(column(self.forms.stored_name(each.label)), each.column.type)
            inputs.select(alias(made, each.column.name), copy=False)
        if not inputs.expressions:
            inputs.select(alias(exp.Literal.number(1), "k0"), copy=False)
        return inputs.from_(table(POPULATION))

    def _add(self, of: str, select: exp.Select, title: str) -> None:
        name = f"s{len(self.ctes)}"
        if self.forms.fence and self.ctes:
            select = select.offset(0)
        self.ctes.append(_cte(name, select, title))
        self.latest[of] = name

    def _stage(self, stage: Stage) -> exp.Select:
        select = exp.Select().select(exp.Column(this=exp.Star(), table=_name(self.latest[stage.of])))
        select = self._joined(select, stage) if stage.of else select.from_(table(self.latest[""]))
        for name, node in stage.columns:
            if not isinstance(node, RuleJoin):
                select.select(alias(self.forms.emit(node), name), copy=False)
            self.forms.remember(name, node)
        return select

    def _add_joins(self, program: Program, stage: Stage, select: exp.Select) -> None:
        """The stages with big tables' rules that a stage is joined with, and their columns in it."""
        joins = [(name, node) for name, node in stage.columns if isinstance(node, RuleJoin)]
        if not joins:
            return
        name, before = f"s{len(self.ctes)}", self.latest[stage.of]
        for label, made, comment in add_joins(self.forms, select, name, before, joins, len(program.keys)):
            self.ctes.append(_cte(label, made, f"{stage.title}: {comment}"))

    def _joined(self, select: exp.Select, stage: Stage) -> exp.Select:
        """From a child's rows, with what the stage reads of the population beside them."""
        of = stage.of or stage.totals_of
        rows, whole = self.latest[of], self.latest[""]
        needed = {each.name: each for _, node in stage.columns for each in columns_in(node) if not each.of}
        fresh = [name for name in needed if name not in self.carried[of]]
        select = select.from_(table(rows))
        if not fresh:
            return select
        if stage.of:
            self.carried[of] |= set(fresh)
            for name in fresh:
                select.select(exp.column(name, table="parents", quoted=True), copy=False)
        # No more than these: the rest of the population's may have been given to the rows before.
        parents = exp.Select().select(column("k1"), *map(column, fresh)).from_(table(whole))
        on = exp.EQ(
            this=exp.column("k1", table="parents", quoted=True),
            expression=exp.column(key_of(of), table=rows, quoted=True),
        )
        return select.join(parents.subquery(alias=_name("parents")), on=on)

    def _totals(self, stage: Stage) -> exp.Select:
        """The population with totals of a child's rows: grouped by parent once, then joined."""
        of, whole = stage.totals_of, self.latest[""]
        key = column(key_of(of))
        grouped = self._joined(exp.Select().select(key), stage).group_by(key.copy())
        select = exp.Select().select(exp.Column(this=exp.Star(), table=_name(whole)))
        for name, node in stage.columns:
            assert isinstance(node, Total)
            grouped.select(alias(self.forms.emit(node), name), copy=False)
            self.forms.remember(name, node)
            found = exp.column(name, table="totals", quoted=True)
            select.select(alias(without_rows(self.forms, node, found), name), copy=False)
        on = exp.EQ(
            this=exp.column("k1", table=whole, quoted=True),
            expression=exp.column(key_of(of), table="totals", quoted=True),
        )
        grouped_rows = grouped.subquery(alias=_name("totals"))
        return select.from_(table(whole)).join(grouped_rows, on=on, join_type="left")


def _name(name: str) -> exp.Identifier:
    return exp.to_identifier(name, quoted=True)


def to_text(query: exp.Expression, engine: Engine) -> str:
    """The query as the engine reads it, laid out for people."""
    return query.sql(dialect=engine.value, pretty=True, comments=True)


def _cte(name: str, select: exp.Select, comment: str) -> exp.CTE:
    cte = exp.CTE(this=select, alias=exp.TableAlias(this=exp.to_identifier(name, quoted=True)))
    # What ends a comment may not stand in it.
    select.add_comments([" " + comment.replace("*/", "* /").replace("/*", "/ *") + " "])
    return cte
