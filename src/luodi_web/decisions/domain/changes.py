"""What is different between two contents, as people read it: cells in the words that the tables have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from django.utils.translation import gettext as _

from luodi.dmn.model import DecisionTable, Definitions
from luodi.dmn.walk import all_expressions
from luodi.review.difference import Change, What, model_changes
from luodi.review.difference_tables import RuleCell, column_label, rule_words
from luodi.review.difference_words import change_words, place_words
from luodi_web.decisions.domain.content import Content
from luodi_web.decisions.domain.words import (
    bare_label,
    condition_words,
    result_words,
    type_words,
    unit_for,
)
from luodi_web.fields.domain.naming import feel_language

# Of columns by element, part of the table and label.
_Units: TypeAlias = "Mapping[tuple[str, str, str], str]"


@dataclass(frozen=True)
class ChangeWords:
    """One change. exact: as it is written in the model, where the words are others; else ""."""

    where: str
    words: str
    kind: str
    exact: str = ""


def changes_in_words(before: Content, after: Content, units: Mapping[str, str]) -> list[ChangeWords]:
    """All changes in the order of the newer content. units: of the field dictionary, by name."""
    return in_words(model_changes(before.definitions, after.definitions), before, after, units)


def in_words(
    changes: Iterable[Change], before: Content, after: Content, units: Mapping[str, str]
) -> list[ChangeWords]:
    """Some of the changes between two contents, as ``changes_in_words`` has all."""
    known = dict(units)
    columns = _units(before.definitions, known) | _units(after.definitions, known)
    sides = before.definitions, after.definitions
    return [_told(each, columns, sides) for each in changes]


def _told(change: Change, columns: _Units, sides: tuple[Definitions, Definitions]) -> ChangeWords:
    lang = feel_language()
    exact = change_words(change, lang)
    words = change_words(_readable(change, columns, sides), lang)
    return ChangeWords(place_words(change), words, change.kind.value, exact if words != exact else "")


def _readable(change: Change, columns: _Units, sides: tuple[Definitions, Definitions]) -> Change:
    """A change of cells, values or types in words; as it is where both texts would read the same."""
    if change.cells:
        said = [
            RuleCell(each.part, bare_label(each.label), _cell_words(each, change.where[0], columns))
            for each in change.cells
        ]
        words = rule_words(said, _("任何情况"))
        return replace(change, before=words if change.before else None, after=words if change.after else None)
    before, after = (
        _text_words(change, text, columns, definitions) if text and text.strip() else text
        for text, definitions in zip((change.before, change.after), sides, strict=True)
    )
    return change if before == after else replace(change, before=before, after=after)


def _cell_words(cell: RuleCell, element: str, columns: _Units) -> str:
    read = condition_words if cell.part == "inputs" else result_words
    return read(cell.text, columns.get((element, cell.part, cell.label), ""))


def _text_words(change: Change, text: str, columns: _Units, definitions: Definitions) -> str:
    label = change.where[-1]
    if change.what is What.CELL and change.name in ("inputs", "outputs"):
        return _cell_words(RuleCell(change.name, label, text), change.where[0], columns)
    if change.what is not What.PROPERTY:
        return text
    units = [columns.get((change.where[0], part, label), "") for part in ("inputs", "outputs")]
    unit = units[0] or units[1]
    match change.name:
        case "values" | "allowed_values":
            return condition_words(text, unit)
        case "default":
            return result_words(text, unit)
        case "type_ref":
            return type_words(text, definitions)
        case _:
            return text


def _units(definitions: Definitions, units: dict[str, str]) -> dict[tuple[str, str, str], str]:
    """Of all columns by element, part of the table and label."""
    found = {}
    for element, table in all_expressions(definitions):
        if isinstance(table, DecisionTable):
            for number, clause in enumerate(table.inputs, 1):
                key = (element.name, "inputs", column_label(clause, number))
                found[key] = unit_for(clause.label, clause.expression.text, units)
            for number, output in enumerate(table.outputs, 1):
                key = (element.name, "outputs", column_label(output, number))
                found[key] = unit_for(output.label, output.name or element.name, units)
    return found
