"""A case tried on a model, and why it came out so, in words that an enterprise understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from luodi.dmn.model import DecisionTable
from luodi.dmn.walk import all_expressions
from luodi.evaluate import Result, format_value
from luodi.evaluate.near import Near
from luodi.evaluate.tables import TableTrace
from luodi.evaluate.values import Value
from luodi.feel.printer import print_unary_tests
from luodi_web.decisions.domain.columns import input_label, output_label
from luodi_web.decisions.domain.content import Content
from luodi_web.decisions.domain.figure_units import units_of_decisions
from luodi_web.decisions.domain.inputs import results_of
from luodi_web.decisions.domain.tables import policy_key
from luodi_web.decisions.domain.words import (
    POLICY_WORDS,
    bare_label,
    condition_words,
    gap_words,
    input_words,
    result_words,
    unit_for,
    value_words,
)
from luodi_web.decisions.rules import EXPLAINED_RULES


@dataclass(frozen=True)
class DecisionWords:
    """One decision. missing: what is still needed; then the value may not be said yet.

    fired: whether a rule of its table holds and was taken: an empty result is then the rule's own. None: it
    has no table, or rules that hold contradict each other.
    """

    name: str
    value: str
    is_null: bool
    missing: tuple[str, ...]
    is_result: bool
    fired: bool | None = None


@dataclass(frozen=True)
class Hurdle:
    """Why a rule did not match: the first condition that failed, and how far off it was."""

    number: int
    column: str
    needed: str
    actual: str
    gap: str
    others: int

    @property
    def is_unknown(self) -> bool:
        return self.actual == ""


@dataclass(frozen=True)
class FiredRule:
    number: int
    conditions: tuple[tuple[str, str], ...]
    results: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TableWords:
    """How one table came to its result. more: rules that did not match and are not told.

    is_open: the decision's result cannot be said yet, so that what holds here holds for what was filled in.
    """

    name: str
    policy: str
    policy_help: str
    inputs: tuple[tuple[str, str], ...]
    fired: tuple[FiredRule, ...]
    passed_over: tuple[int, ...]
    hurdles: tuple[Hurdle, ...]
    more: int
    result: str
    is_open: bool = False


@dataclass(frozen=True)
class Trial:
    """A case's outcome: the decisions asked for first, then how the tables came to theirs, then doubts."""

    result: Result
    decisions: tuple[DecisionWords, ...]
    tables: tuple[TableWords, ...]
    near: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def missing(self) -> list[str]:
        """All inputs still needed for any of the decisions that were asked for, each once."""
        return list(dict.fromkeys(name for each in self.decisions if each.is_result for name in each.missing))


def try_case(content: Content, values: Mapping[str, Value], as_of: date, units: dict[str, str]) -> Trial:
    """Decide a case as of a day and put the trace into words."""
    return told(content, content.model.decide(values, as_of=as_of, trace=True), units)


def told(content: Content, result: Result, units: dict[str, str]) -> Trial:
    """A traced result of the content's model in words."""
    tops = set(results_of(content))
    kinds = units_of_decisions(content.definitions, units)
    tables = {
        str(expression.place): (element.name, expression)
        for element, expression in all_expressions(content.definitions)
        if isinstance(expression, DecisionTable)
    }
    fired: dict[str, bool | None] = {}
    for trace in result.tables:
        if (where := trace.table.place.where) in tables:
            # Rules that hold and none of which is taken contradict each other.
            said = True if trace.fired else None if trace.matched else False
            fired[tables[where][0]] = fired.get(tables[where][0]) or said
    decisions = [
        DecisionWords(
            name,
            value_words(value, kinds.get(name, "")),
            value is None,
            tuple(map(input_words, result.missing.get(name, ()))),
            name in tops,
            fired.get(name),
        )
        for name, value in result.values.items()
    ]
    decisions.sort(key=lambda each: not each.is_result)
    near = {(each.place.where, each.rule, each.column): each for each in result.near}
    words = [
        replace(one, is_open=bool(result.missing.get(one.name)))
        for trace in result.tables
        if trace.table.place.where in tables
        for one in [_table(trace, *tables[trace.table.place.where], near, units)]
    ]
    loose = [_near_words(each) for each in result.near if each.rule is None]
    reasons = dict.fromkeys(
        _("%(name)s：%(value)s") % {"name": reason.where, "value": reason.as_diagnostic().message()}
        for reason in result.reasons
    )
    return Trial(
        result, tuple(decisions), tuple(reversed(words)), tuple(dict.fromkeys(loose)), tuple(reasons)[:20]
    )


def _table(
    trace: TableTrace,
    element: str,
    table: DecisionTable,
    near: dict[tuple[str, int | None, int | None], Near],
    units: dict[str, str],
) -> TableWords:
    labels = [bare_label(input_label(each, number)) for number, each in enumerate(table.inputs, 1)]
    kinds = [unit_for(each.label, each.expression.text, units) for each in table.inputs]
    name, policy_help = POLICY_WORDS[policy_key(table)]
    given = tuple(
        (label, "" if value is None else value_words(value, unit))
        for label, value, unit in zip(labels, trace.values, kinds, strict=True)
    )
    failing = [(rule, trace.failing(rule)) for rule in range(len(table.rules))]
    failed = [(rule, columns) for rule, columns in failing if columns]
    # Rules of which least is lacking come first: they are what the person may reach.
    failed.sort(key=lambda each: (len(each[1]), each[0]))
    hurdles = []
    for rule, columns in failed[:EXPLAINED_RULES]:
        column = _telling(columns, trace)
        cell = trace.table.rows[rule].cells[column]
        miss = near.get((cell.place.where, rule, column))
        hurdles.append(
            Hurdle(
                rule + 1,
                labels[column],
                condition_words(print_unary_tests(cell.node), kinds[column]),
                given[column][1],
                _gap(miss, kinds[column]) if miss is not None else "",
                len(columns) - 1,
            )
        )
    hurdles.sort(key=lambda each: (each.others, each.number))
    unit = unit_for(table.outputs[0].label, table.outputs[0].name or element, units) if table.outputs else ""
    return TableWords(
        element,
        str(name),
        str(policy_help),
        given,
        tuple(_fired(rule, table, element, labels, kinds, units) for rule in trace.fired),
        tuple(rule + 1 for rule in trace.matched if rule not in trace.fired),
        tuple(hurdles),
        max(0, len(failed) - EXPLAINED_RULES),
        value_words(trace.result, unit),
    )


def _telling(columns: tuple[int, ...], trace: TableTrace) -> int:
    """The first condition that failed on a value that is known, else the first."""
    return next((each for each in columns if trace.values[each] is not None), columns[0])


def _fired(
    rule: int,
    table: DecisionTable,
    element: str,
    labels: list[str],
    kinds: list[str],
    units: dict[str, str],
) -> FiredRule:
    row = table.rules[rule]
    conditions = [
        (label, condition_words(cell.text, unit))
        for label, unit, cell in zip(labels, kinds, row.inputs, strict=False)
        if cell.text.strip() not in ("", "-")
    ]
    results = [
        (
            bare_label(output_label(clause, element)),
            result_words(cell.text or "", unit_for(clause.label, clause.name or element, units)),
        )
        for clause, cell in zip(table.outputs, row.outputs, strict=False)
    ]
    return FiredRule(rule + 1, tuple(conditions), tuple(results))


def _gap(near: Near, unit: str) -> str:
    if not near.gap and near.op in (">", "<"):
        return _("刚好在界上，不够")
    return _("差 %(gap)s") % {"gap": gap_words(near.gap, unit)}


def _near_words(near: Near) -> str:
    """A condition in a formula that failed: ``研发费用 现为 80，需不低于 100，差 20``."""
    # As FEEL writes it: a day's words would read as a subtraction.
    bound = condition_words(f"{near.op} {format_value(near.bound, quoted=True)}")
    values = {"what": near.what, "value": value_words(near.value), "needed": bound, "gap": _gap(near, "")}
    return _("%(what)s现为 %(value)s，需%(needed)s，%(gap)s") % values
