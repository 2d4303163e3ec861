"""The columns of a decision table as people read them: label, type, unit, values."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from luodi.dmn.model import DecisionTable, Definitions, DrgElement, InputClause, OutputClause
from luodi_web.decisions.domain.words import (
    allowed_of,
    bare_label,
    condition_words,
    result_words,
    type_words,
    unit_for,
)


@dataclass(frozen=True)
class ColumnView:
    label: str
    kind: str
    unit: str = ""
    allowed: str = ""
    default: str = ""
    formula: str = ""


def input_label(clause: InputClause, number: int) -> str:
    return clause.label or (clause.expression.text or "").strip() or _("条件 %(number)d") % {"number": number}


def output_label(clause: OutputClause, element_name: str) -> str:
    return clause.label or clause.name or element_name


def input_column(
    clause: InputClause, number: int, definitions: Definitions, units: dict[str, str]
) -> ColumnView:
    text, kind = (clause.expression.text or "").strip(), clause.expression.type_ref
    unit = unit_for(clause.label, text, units)
    return ColumnView(
        input_label(clause, number),
        type_words(kind, definitions),
        unit,
        condition_words(clause.values.text, unit) if clause.values else allowed_of(kind, definitions, unit),
        # What the label says already is not said again.
        formula="" if text in (clause.label or text, bare_label(clause.label or "")) else text,
    )


def output_column(
    clause: OutputClause,
    table: DecisionTable,
    element: DrgElement,
    definitions: Definitions,
    units: dict[str, str],
) -> ColumnView:
    kind = clause.type_ref or (element.type_ref if len(table.outputs) == 1 else None)
    unit = unit_for(clause.label, clause.name or element.name, units)
    return ColumnView(
        output_label(clause, element.name),
        type_words(kind, definitions),
        unit,
        condition_words(clause.values.text, unit) if clause.values else allowed_of(kind, definitions, unit),
        result_words(clause.default.text or "", unit) if clause.default else "",
    )
