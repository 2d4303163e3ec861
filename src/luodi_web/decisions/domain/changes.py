"""What is different between two contents, as people read it: cells in the words that the tables have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from luodi.dmn.model import DecisionTable, Definitions
from luodi.dmn.walk import all_expressions
from luodi.review.difference import Change, What, model_changes
from luodi.review.difference_tables import column_label
from luodi.review.difference_words import change_words, place_words
from luodi_web.decisions.domain.content import Content
from luodi_web.decisions.domain.words import condition_words, result_words, unit_for
from luodi_web.fields.domain.naming import feel_language


@dataclass(frozen=True)
class ChangeWords:
    """One change. exact: as it is written in the model, where the words are others; else ""."""

    where: str
    words: str
    kind: str
    exact: str = ""


def changes_in_words(before: Content, after: Content, units: Mapping[str, str]) -> list[ChangeWords]:
    """All changes in the order of the newer content. units: of the field dictionary, by name."""
    known = dict(units)
    columns = _units(before.definitions, known) | _units(after.definitions, known)
    return [_told(each, columns) for each in model_changes(before.definitions, after.definitions)]


def _told(change: Change, columns: Mapping[tuple[str, str, str], str]) -> ChangeWords:
    lang = feel_language()
    exact = change_words(change, lang)
    words = change_words(_readable(change, columns), lang)
    return ChangeWords(place_words(change), words, change.kind.value, exact if words != exact else "")


def _readable(change: Change, columns: Mapping[tuple[str, str, str], str]) -> Change:
    """A change of a cell in words; as it is where both texts would read the same."""
    if change.what is not What.CELL or change.name not in ("inputs", "outputs"):
        return change
    read = condition_words if change.name == "inputs" else result_words
    unit = columns.get((change.where[0], change.name, change.where[-1]), "")
    before, after = (
        read(text, unit) if text and text.strip() else text for text in (change.before, change.after)
    )
    return change if before == after else replace(change, before=before, after=after)


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
