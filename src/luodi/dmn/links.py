"""The requirements of a model whose tables were written without them: from the names that expressions use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from luodi.dmn.model import (
    Decision,
    DecisionTable,
    Definitions,
    DrgElement,
    Expression,
    InformationItem,
    InputData,
    LiteralExpression,
    Reference,
    Requirement,
    Requires,
)
from luodi.dmn.walk import parts_of

_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
# A bare name: letters, digits and spaces, not beginning with a digit; what follows a dot is an entry of it.
_NAME: Final = re.compile(r"\s*([^\W\d][\w ]*?)\s*(?:\.[\w .]*)?")
_WORDS: Final = frozenset(("true", "false", "null", "not"))


def linked(definitions: Definitions) -> Definitions:
    """The model with requirements for every name of an input or a decision that a decision's texts use.

    A column whose expression is a bare name that nothing has becomes an input with the column's type.
    Decisions that have requirements already keep them as they are. Every element gets an id.
    """
    named = _with_ids(definitions)
    return replace(named, elements=tuple(_with_requirements(each, named) for each in named.elements))


def names_in(text: str, names: frozenset[str]) -> set[str]:
    """Those of the names that stand in a text outside its strings, the longest where several begin."""
    rest = _STRING.sub('""', text)
    longest_first = sorted((re.escape(name) for name in names if name), key=len, reverse=True)
    if not longest_first:
        return set()
    pattern = rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)"
    return {match[0] for match in re.finditer(pattern, rest)}


def _with_ids(definitions: Definitions) -> Definitions:
    """Every element with an id, and inputs for the columns that ask for what is not there."""
    taken = {each.id for each in definitions.elements if each.id}
    elements = []
    inputs: dict[str, InputData] = {}
    known = {each.name for each in definitions.elements}
    for element in definitions.elements:
        if isinstance(element, Decision) and isinstance(element.expression, DecisionTable):
            for clause in element.expression.inputs:
                match = _NAME.fullmatch(clause.expression.text or "")
                name = match[1] if match else ""
                if name and name not in known and name not in _WORDS:
                    plain = clause.expression.text == name
                    item = InformationItem(name=name, type_ref=clause.expression.type_ref if plain else None)
                    inputs.setdefault(name, InputData(name=name, variable=item))
        elements.append(element)
    given = []
    for element in (*inputs.values(), *elements):
        if not element.id:
            kind = "input" if isinstance(element, InputData) else "decision"
            fresh = next(key for number in range(1, 10**9) if (key := f"{kind}_{number}") not in taken)
            taken.add(fresh)
            element = replace(element, id=fresh)
        given.append(element)
    return replace(definitions, elements=tuple(given))


def _with_requirements(element: DrgElement, definitions: Definitions) -> DrgElement:
    if not isinstance(element, Decision) or element.information_requirements:
        return element
    others = {
        each.name: each
        for each in definitions.elements
        if isinstance(each, InputData | Decision) and each is not element
    }
    used: set[str] = set()
    for text in texts_of(element.expression):
        used |= names_in(text, frozenset(others))
    requirements = tuple(
        Requirement(
            requires=Requires.INPUT if isinstance(each, InputData) else Requires.DECISION,
            target=Reference(f"#{each.id}"),
        )
        for name, each in others.items()
        if name in used
    )
    return replace(element, information_requirements=requirements)


def texts_of(expression: Expression | None) -> Iterator[str]:
    """All FEEL texts of an expression: literals, and the cells of tables."""
    match expression:
        case None:
            return
        case LiteralExpression():
            yield expression.text or ""
        case DecisionTable():
            for clause in expression.inputs:
                yield clause.expression.text or ""
                yield clause.values.text if clause.values else ""
            for output in expression.outputs:
                yield output.values.text if output.values else ""
                yield (output.default.text or "") if output.default else ""
            for rule in expression.rules:
                yield from (cell.text for cell in rule.inputs)
                yield from (cell.text or "" for cell in rule.outputs)
        case _:
            for part in parts_of(expression):
                yield from texts_of(part)
