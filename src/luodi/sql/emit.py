"""From stages to a query: one SELECT a stage, built as a sqlglot tree and never as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sqlglot import exp

from luodi.relational.hoisting import Stage, merged
from luodi.relational.nodes import RuleJoin
from luodi.relational.program import Program
from luodi.sql.capabilities import Engine
from luodi.sql.forms import Forms
from luodi.sql.forms_duckdb import DuckDbForms
from luodi.sql.forms_postgres import PostgresForms
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
    """The query of a program over the table ``population``: keys, then each decision's columns."""
    forms = FORMS[engine]()
    if forms.merges:
        program = replace(program, stages=merged(program.stages))
    inputs = exp.Select()
    for key in range(len(program.keys)):
        inputs = inputs.select(alias(column(forms.stored_name(program.keys[key])), f"k{key + 1}"))
    for each in program.inputs:
        value = forms.source(column(forms.stored_name(each.label)), each.column.type)
        inputs = inputs.select(alias(value, each.column.name))
    if not inputs.expressions:
        inputs = inputs.select(alias(exp.Literal.number(1), "k0"))
    inputs = inputs.from_(table(POPULATION))
    ctes = [_cte("s0", inputs, "inputs")]
    for number, stage in enumerate(program.stages, 1):
        name, before = f"s{number}", f"s{number - 1}"
        select = _stage(forms, stage, before)
        joins = [(at, node) for at, node in stage.columns if isinstance(node, RuleJoin)]
        if joins:
            for label, made, comment in add_joins(forms, select, name, before, joins, len(program.keys)):
                ctes.append(_cte(label, made, f"{stage.title}: {comment}"))
        ctes.append(_cte(name, select, stage.title))
    last = exp.Select()
    for key, label in enumerate(program.keys, 1):
        last = last.select(alias(column(f"k{key}"), forms.stored_name(label)))
    for output in program.outputs:
        last = last.select(alias(forms.emit(output.node), forms.stored_name(output.label)))
    last = last.from_(table(f"s{len(program.stages)}"))
    last.set("with_", exp.With(expressions=ctes))
    return last


def to_text(query: exp.Expression, engine: Engine) -> str:
    """The query as the engine reads it, laid out for people."""
    return query.sql(dialect=engine.value, pretty=True, comments=True)


def _cte(name: str, select: exp.Select, comment: str) -> exp.CTE:
    cte = exp.CTE(this=select, alias=exp.TableAlias(this=exp.to_identifier(name, quoted=True)))
    # What ends a comment may not stand in it.
    select.add_comments([" " + comment.replace("*/", "* /").replace("/*", "/ *") + " "])
    return cte


def _stage(forms: Forms, stage: Stage, before: str) -> exp.Select:
    select = exp.Select().select(exp.Column(this=exp.Star(), table=exp.to_identifier(before, quoted=True)))
    for name, node in stage.columns:
        if not isinstance(node, RuleJoin):
            select.select(alias(forms.emit(node), name), copy=False)
        forms.remember(name, node)
    select = select.from_(table(before))
    return select.offset(0) if forms.fence else select
