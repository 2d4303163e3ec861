"""Levers of a model: the numbers in its tables and formulas that a policy officer can move, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from luodi.dmn.model import Decision, DecisionTable, Definitions, LiteralExpression, Rule
from luodi.simulate import Parameter, SimulationError, changed, value_of
from luodi_web.decisions.domain.columns import input_label, output_label
from luodi_web.decisions.domain.content import content_from
from luodi_web.decisions.domain.figure_units import unit_of
from luodi_web.decisions.domain.words import bare_label, condition_words, result_words, unit_for, value_words

# More numbers than a person moves; a longer table is worked on in the editor.
MOST = 120
# Numbers in one cell or formula that are looked for.
_IN_A_TEXT = 8


@dataclass(frozen=True)
class Lever:
    """One number that can be moved.

    key: stable for one content of the model. decision: where it stands; place: which rule, column or part;
    says: the cell or formula as it is, in words. is_result: an amount or rate that is given, not a threshold.
    """

    key: str
    parameter: Parameter
    decision: str
    place: str
    says: str
    unit: str
    is_result: bool
    value: Decimal
    peak: Decimal = Decimal(0)

    @property
    def step(self) -> Decimal:
        """A tenth of the number's first digit: what a slider moves by."""
        figure = self.value or self.peak
        return Decimal(1).scaleb(figure.adjusted() - 1) if figure else Decimal(1)

    @property
    def low(self) -> Decimal:
        return min(Decimal(0), self.value * 2)

    @property
    def high(self) -> Decimal:
        return max(Decimal(0), self.value * 2, self.peak if not self.value else Decimal(0)) or Decimal(100)

    @property
    def words(self) -> str:
        return value_words(self.value, self.unit)


def levers_of(digest: str, xml: str, units: dict[str, str]) -> tuple[Lever, ...]:
    """All levers of a content in the order of the model, each rule's results first; at most MOST."""
    return _levers(digest, xml, tuple(sorted(units.items())), get_language() or "")


@lru_cache(maxsize=32)
def _levers(_digest: str, xml: str, units: tuple[tuple[str, str], ...], _language: str) -> tuple[Lever, ...]:
    content = content_from(xml)
    if content is None:
        return ()
    found: list[Lever] = []
    for lever in _walk(content.definitions, dict(units)):
        found.append(lever)
        if len(found) == MOST:
            break
    peaks: dict[tuple[str, bool], Decimal] = {}
    for lever in found:
        kind = (lever.decision, lever.is_result)
        peaks[kind] = max(peaks.get(kind, Decimal(0)), lever.value)
    return tuple(replace(lever, peak=peaks[lever.decision, lever.is_result]) for lever in found)


def _walk(definitions: Definitions, units: Mapping[str, str]) -> Iterator[Lever]:
    known = dict(units)
    for decision in definitions.decisions:
        match decision.expression:
            case LiteralExpression(text=str(text)):
                unit = unit_of(decision, known)
                for parameter, value in _numbers(definitions, decision.name, None, None):
                    key = _key(decision, 0, 0, parameter)
                    yield Lever(key, parameter, decision.name, _("公式"), text, unit, False, value)
            case DecisionTable() as table:
                for number, rule in enumerate(table.rules, 1):
                    yield from _of_rule(definitions, decision, table, rule, number, known)


def _of_rule(
    definitions: Definitions,
    decision: Decision,
    table: DecisionTable,
    rule: Rule,
    number: int,
    units: dict[str, str],
) -> Iterator[Lever]:
    conditions = _("，").join(
        f"{bare_label(label)} {condition_words(cell.text, unit)}"
        for label, unit, cell in _inputs(table, rule, units)
        if cell.text.strip() not in ("", "-")
    )
    for at, clause in enumerate(table.outputs):
        label = output_label(clause, decision.name)
        unit = unit_for(clause.label, clause.name or decision.name, units) or unit_of(decision, units)
        words = conditions or _("不限条件")
        for parameter, value in _numbers(definitions, decision.name, number, clause.name or clause.label):
            place = _("规则 %(number)d 的结果：%(label)s") % {"number": number, "label": bare_label(label)}
            key = _key(decision, number, -at - 1, parameter)
            yield Lever(key, parameter, decision.name, place, words, unit, True, value)
    for at, (label, unit, cell) in enumerate(_inputs(table, rule, units), 1):
        column = table.inputs[at - 1].expression.text or table.inputs[at - 1].label
        for parameter, value in _numbers(definitions, decision.name, number, column):
            place = _("规则 %(number)d 的条件：%(label)s") % {"number": number, "label": bare_label(label)}
            gives = _("、").join(
                result_words(out.text or "", unit_for(clause.label, clause.name or decision.name, units))
                for clause, out in zip(table.outputs, rule.outputs, strict=False)
            )
            says = _("%(condition)s → %(result)s") % {
                "condition": condition_words(cell.text, unit),
                "result": gives,
            }
            yield Lever(
                _key(decision, number, at, parameter),
                parameter,
                decision.name,
                place,
                says,
                unit,
                False,
                value,
            )


def _inputs(table: DecisionTable, rule: Rule, units: dict[str, str]) -> Iterator[tuple[str, str, object]]:
    for at, (clause, cell) in enumerate(zip(table.inputs, rule.inputs, strict=False), 1):
        label = input_label(clause, at)
        yield label, unit_for(label, clause.expression.text, units), cell


def _numbers(
    definitions: Definitions, decision: str, rule: int | None, column: str | None
) -> Iterator[tuple[Parameter, Decimal]]:
    """The numbers that stand in one cell or formula, each with its address."""
    for constant in range(1, _IN_A_TEXT + 1):
        parameter = Parameter(decision, rule, column, constant)
        try:
            value = value_of(definitions, parameter)
        except SimulationError:
            return
        if value is not None:
            yield parameter, value


def _key(decision: Decision, rule: int, column: int, parameter: Parameter) -> str:
    return f"{decision.id or decision.name}.{rule}.{column}.{parameter.constant}"


def moved_definitions(definitions: Definitions, moves: Mapping[Lever, Decimal]) -> Definitions:
    """The model with each lever at its new value. Raises SimulationError for a place that is not there."""
    for lever, value in moves.items():
        definitions = changed(definitions, lever.parameter, value)
    return definitions
