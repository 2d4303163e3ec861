"""A model's tables and formulas as officials read them, each cell with what is wrong in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn.hit_policy import POLICY_WORDS as LETTERS
from luodi.dmn.hit_policy import HitPolicy
from luodi.dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionTable,
    Definitions,
    DrgElement,
    Expression,
    InputClause,
    InputData,
    KnowledgeSource,
    LiteralExpression,
    OutputClause,
    Requirement,
)
from luodi.dmn.walk import all_expressions
from luodi_web.decisions.domain.columns import (
    ColumnView,
    input_column,
    input_label,
    output_column,
    output_label,
)
from luodi_web.decisions.domain.content import Content
from luodi_web.decisions.domain.words import (
    POLICY_WORDS,
    condition_words,
    result_words,
    type_words,
)
from luodi_web.decisions.rules import SHOWN_RULES


@dataclass(frozen=True)
class CellView:
    """text: as written; words: for people; faults: diagnostics at it."""

    text: str
    words: str
    faults: tuple[Diagnostic, ...] = ()

    @property
    def is_any(self) -> bool:
        return self.text.strip() in ("", "-")


@dataclass(frozen=True)
class RuleView:
    """number: from 1. inputs, outputs: as the columns; notes: annotations, then the description."""

    number: int
    inputs: tuple[CellView, ...]
    outputs: tuple[CellView, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class TableView:
    """One table. more: rules that are not shown."""

    name: str
    where: str
    letter: str
    policy: str
    policy_help: str
    inputs: tuple[ColumnView, ...]
    outputs: tuple[ColumnView, ...]
    notes: tuple[str, ...]
    rules: tuple[RuleView, ...]
    more: int = 0

    @property
    def columns(self) -> int:
        return 1 + len(self.inputs) + len(self.outputs) + len(self.notes)


@dataclass(frozen=True)
class FormulaView:
    name: str
    text: str
    kind: str
    faults: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class Need:
    """Something that a decision requires. kind: in words."""

    name: str
    kind: str


@dataclass(frozen=True)
class ElementView:
    """A decision or a knowledge model: what it asks, what it needs, its tables and formulas."""

    name: str
    kind: str
    question: str
    description: str
    type: str
    needs: tuple[Need, ...]
    tables: tuple[TableView, ...] = ()
    formulas: tuple[FormulaView, ...] = ()
    other: str = ""


@dataclass(frozen=True)
class PlacedFault:
    """A diagnostic with its place: table, rule and column from 1 (0: none), characters from 0.

    Columns count conditions, then results; the ids are those of the parts in the XML.
    """

    found: Diagnostic
    table: str = ""
    rule: int = 0
    column: int = 0
    column_label: str = ""
    text: str = ""
    table_id: str = ""
    rule_id: str = ""
    column_id: str = ""
    is_input: bool = False

    @property
    def first_character(self) -> int:
        """The number of the first character concerned, from 1; 0 where the whole text is."""
        return self.found.span.start + 1 if self.found.span else 0

    @property
    def marked(self) -> tuple[str, str, str]:
        """The cell's text before, in and after the place of the fault."""
        span = self.found.span
        if span is None or not self.text:
            return (self.text, "", "")
        return self.text[: span.start], self.text[span.start : span.end], self.text[span.end :]


def elements_of(content: Content, units: dict[str, str]) -> list[ElementView]:
    """The model's decisions and knowledge models; those that others need come after those that need them."""
    faults: dict[str, list[Diagnostic]] = defaultdict(list)
    for found in content.diagnostics:
        # A note stands beside the table; the cell itself is sound.
        if found.severity is not Severity.INFO:
            faults[found.where].append(found)
    definitions = content.definitions
    expressions: dict[str, list[Expression]] = defaultdict(list)
    for element, expression in all_expressions(definitions):
        expressions[element.name].append(expression)
    views = []
    for element in _in_order(definitions):
        inside = expressions[element.name]
        tables = tuple(
            table_view(each, element, definitions, units, faults)
            for each in inside
            if isinstance(each, DecisionTable)
        )
        formulas = tuple(
            FormulaView(
                each.place.path[-1] if len(each.place.path) > 1 else "",
                each.text or "",
                type_words(each.type_ref, definitions),
                tuple(faults.get(str(each.place), ())),
            )
            for each in inside
            if isinstance(each, LiteralExpression)
        )
        views.append(
            ElementView(
                element.name,
                _("决策") if isinstance(element, Decision) else _("业务知识"),
                (element.question or "") if isinstance(element, Decision) else "",
                element.description or "",
                type_words(element.type_ref, definitions),
                tuple(_needs(definitions, element)),
                tables,
                formulas,
                "" if inside else _("还没有填写内容。"),
            )
        )
    return views


def _in_order(definitions: Definitions) -> list[Decision | BusinessKnowledgeModel]:
    """What nothing needs first, then what it needs: the order in which a person asks."""
    own = [*definitions.decisions, *definitions.bkms]
    needed = {
        each.target.id
        for element in own
        for each in (
            *(element.information_requirements if isinstance(element, Decision) else ()),
            *element.knowledge_requirements,
        )
    }
    return [each for each in own if each.id not in needed] + [each for each in own if each.id in needed]


def _needs(definitions: Definitions, element: Decision | BusinessKnowledgeModel) -> list[Need]:
    required: list[Requirement] = [*element.knowledge_requirements, *element.authority_requirements]
    if isinstance(element, Decision):
        required = [*element.information_requirements, *required]
    needs = []
    for each in required:
        found = definitions.resolve(each.target)
        if found is not None:
            needs.append(Need(found[1].name, kind_words(found[1])))
    return needs


def kind_words(element: DrgElement) -> str:
    match element:
        case InputData():
            return _("输入数据")
        case Decision():
            return _("决策")
        case BusinessKnowledgeModel():
            return _("业务知识")
        case KnowledgeSource():
            return _("依据文件")
    return _("决策服务")


def policy_key(table: DecisionTable) -> Any:
    return (table.hit_policy, table.aggregation if table.hit_policy is HitPolicy.COLLECT else None)


def table_view(
    table: DecisionTable,
    element: DrgElement,
    definitions: Definitions,
    units: dict[str, str],
    faults: dict[str, list[Diagnostic]],
) -> TableView:
    name, policy_help = POLICY_WORDS[policy_key(table)]
    inputs = tuple(
        input_column(each, number, definitions, units) for number, each in enumerate(table.inputs, 1)
    )
    outputs = tuple(output_column(each, table, element, definitions, units) for each in table.outputs)
    described = any(rule.description for rule in table.rules)
    notes = tuple(each or _("批注") for each in table.annotations) + ((_("说明"),) if described else ())
    rules = []
    for number, rule in enumerate(table.rules[:SHOWN_RULES], 1):
        said = [*(each or "" for each in rule.annotations), *([rule.description or ""] if described else [])]
        rules.append(
            RuleView(
                number,
                tuple(
                    CellView(cell.text, condition_words(cell.text, column.unit), _at(faults, cell))
                    for cell, column in zip(rule.inputs, inputs, strict=False)
                ),
                tuple(
                    CellView(cell.text or "", result_words(cell.text or "", column.unit), _at(faults, cell))
                    for cell, column in zip(rule.outputs, outputs, strict=False)
                ),
                tuple(said),
            )
        )
    return TableView(
        " › ".join(table.place.path) or element.name,
        str(table.place),
        LETTERS[policy_key(table)].letter,
        str(name),
        str(policy_help),
        inputs,
        outputs,
        notes,
        tuple(rules),
        max(0, len(table.rules) - SHOWN_RULES),
    )


def _at(faults: dict[str, list[Diagnostic]], part: Any) -> tuple[Diagnostic, ...]:
    return tuple(faults.get(str(part.place), ()))


def placed(content: Content, only: Sequence[Diagnostic] | None = None) -> list[PlacedFault]:
    """Diagnostics, of the whole content or those given, with the table, rule and column they are at."""
    cells = _cells(content.definitions)
    found = []
    for each in content.diagnostics if only is None else only:
        cell = cells.get(each.where)
        if cell is None:
            found.append(PlacedFault(each))
        else:
            found.append(replace(cell, found=each))
    return found


def _cells(definitions: Definitions) -> dict[str, PlacedFault]:
    """Every cell, head and formula by its place in words, each without its fault."""
    cells: dict[str, PlacedFault] = {}
    for element, expression in all_expressions(definitions):
        here = PlacedFault(_NOTHING, element.name, table_id=element.id or "")
        if isinstance(expression, LiteralExpression):
            cells[str(expression.place)] = replace(here, text=expression.text or "")
        elif isinstance(expression, DecisionTable):
            cells[str(expression.place)] = here
            columns = list(_column_places(expression, element.name, here))
            for column, clause in columns:
                for part in _heads(clause):
                    cells[str(part.place)] = replace(column, text=getattr(part, "text", None) or "")
            for number, rule in enumerate(expression.rules, 1):
                for (column, _clause), part in zip(columns, (*rule.inputs, *rule.outputs), strict=False):
                    cells[str(part.place)] = replace(
                        column, rule=number, rule_id=rule.id or "", text=part.text or ""
                    )
    return cells


# Stands until the fault is put in its place.
_NOTHING = Diagnostic("FEEL001", Severity.ERROR)


def _column_places(
    table: DecisionTable, element_name: str, here: PlacedFault
) -> Iterator[tuple[PlacedFault, InputClause | OutputClause]]:
    clauses: list[InputClause | OutputClause] = [*table.inputs, *table.outputs]
    for number, clause in enumerate(clauses, 1):
        is_input = isinstance(clause, InputClause)
        label = (
            input_label(clause, number)
            if isinstance(clause, InputClause)
            else output_label(clause, element_name)
        )
        yield (
            replace(here, column=number, column_label=label, column_id=clause.id or "", is_input=is_input),
            clause,
        )


def _heads(clause: InputClause | OutputClause) -> list[Any]:
    parts = (
        (clause, clause.expression, clause.values)
        if isinstance(clause, InputClause)
        else (clause, clause.values, clause.default)
    )
    return [part for part in parts if part is not None]


def first_severity(found: Sequence[Diagnostic]) -> str:
    """The worst severity of several, "" for none."""
    for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO):
        if any(each.severity is severity for each in found):
            return severity.value
    return ""
