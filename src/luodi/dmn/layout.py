"""A diagram for models that come without one: what is asked for left, what follows from it to the right.

Each element stands one column to the right of all that it requires, in the order of the model from the top.
Written as DMNDI of DMN 1.3 (clause 13), which ``writing`` brings to the version of the file.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from lxml import etree

from luodi.dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    Definitions,
    DrgElement,
    KnowledgeSource,
    Requirement,
    Version,
)
from luodi.dmn.namespaces import NAMESPACES
from luodi.dmn.references import requirements_of

_DI: Final = "http://www.omg.org/spec/DMN/20180521/DI/"
_DC: Final = "http://www.omg.org/spec/DMN/20180521/DC/"
_DMNDI: Final = NAMESPACES[Version.V1_3].diagram
# In pixels, as dmn-js draws them.
_WIDTH, _HEIGHT = 180, 60
_BETWEEN_COLUMNS, _BETWEEN_ROWS = 120, 30
# Room for the name of the diagram and the tools of an editor.
_LEFT, _TOP = 140, 150
# A drawing of more helps nobody.
_MOST: Final = 500


def with_layout(definitions: Definitions) -> Definitions:
    """The model with a diagram of its elements and requirements; one that has a diagram stays as it is.

    Requirements get the ids that edges need. Elements without an id, those of imported models and services
    are not drawn.
    """
    drawn = [each for each in definitions.elements if each.id and not isinstance(each, DecisionService)]
    if definitions.diagram is not None or not drawn or len(drawn) > _MOST:
        return definitions
    definitions = replace(
        definitions, elements=tuple(_with_requirement_ids(each) for each in definitions.elements)
    )
    drawn = [each for each in definitions.elements if each.id and not isinstance(each, DecisionService)]
    needs = {str(each.id): _needs(definitions, each) for each in drawn}
    places = _places(needs)
    root = etree.Element(f"{{{_DMNDI}}}DMNDI", nsmap={"dmndi": _DMNDI, "di": _DI, "dc": _DC})
    diagram = etree.SubElement(root, f"{{{_DMNDI}}}DMNDiagram", id="diagram")
    for key, (x, y) in places.items():
        shape = etree.SubElement(
            diagram, f"{{{_DMNDI}}}DMNShape", id=f"shape_{key}", dmnElementRef=key, isCollapsed="false"
        )
        etree.SubElement(
            shape, f"{{{_DC}}}Bounds", x=str(x), y=str(y), width=str(_WIDTH), height=str(_HEIGHT)
        )
    for key, requirements in needs.items():
        x, y = places[key]
        for requirement, target in requirements:
            from_x, from_y = places[target]
            edge = etree.SubElement(
                diagram,
                f"{{{_DMNDI}}}DMNEdge",
                id=f"edge_{requirement.id}",
                dmnElementRef=str(requirement.id),
            )
            for at_x, at_y in ((from_x + _WIDTH, from_y + _HEIGHT // 2), (x, y + _HEIGHT // 2)):
                etree.SubElement(edge, f"{{{_DI}}}waypoint", x=str(at_x), y=str(at_y))
    return replace(definitions, diagram=etree.tostring(root, encoding="unicode"))


def _with_requirement_ids(element: DrgElement) -> DrgElement:
    if isinstance(element, Decision):
        return replace(
            element,
            information_requirements=_numbered(element.information_requirements, f"{element.id}_needs"),
            knowledge_requirements=_numbered(element.knowledge_requirements, f"{element.id}_knows"),
            authority_requirements=_numbered(element.authority_requirements, f"{element.id}_by"),
        )
    if isinstance(element, BusinessKnowledgeModel):
        return replace(
            element,
            knowledge_requirements=_numbered(element.knowledge_requirements, f"{element.id}_knows"),
            authority_requirements=_numbered(element.authority_requirements, f"{element.id}_by"),
        )
    if isinstance(element, KnowledgeSource):
        return replace(
            element, authority_requirements=_numbered(element.authority_requirements, f"{element.id}_by")
        )
    return element


def _numbered(requirements: tuple[Requirement, ...], base: str) -> tuple[Requirement, ...]:
    return tuple(
        each if each.id else replace(each, id=f"{base}_{number}")
        for number, each in enumerate(requirements, 1)
    )


def _needs(definitions: Definitions, element: DrgElement) -> list[tuple[Requirement, str]]:
    """What an element requires of this model, with the id of each."""
    found = []
    for requirement in requirements_of(element):
        target = definitions.resolve(requirement.target)
        if target is not None and target[0] is definitions and target[1].id:
            found.append((requirement, target[1].id))
    return [(each, key) for each, key in found if key != element.id]


def _places(needs: dict[str, list[tuple[Requirement, str]]]) -> dict[str, tuple[int, int]]:
    """Left and top of each element."""
    columns: dict[str, int] = {}
    # As often as there are elements at most: a circle would push them to the right without end.
    for _ in needs:
        moved = False
        for key, requirements in needs.items():
            column = max((columns.get(target, 0) + 1 for _each, target in requirements), default=0)
            column = min(column, len(needs) - 1)
            if columns.get(key) != column:
                columns[key], moved = column, True
        if not moved:
            break
    rows: dict[int, int] = {}
    places = {}
    tallest = max(list(columns.values()).count(column) for column in set(columns.values()))
    for key in needs:
        column = columns[key]
        row = rows[column] = rows.get(column, -1) + 1
        # Shorter columns stand in the middle of the tallest.
        above = (tallest - list(columns.values()).count(column)) / 2
        places[key] = (
            _LEFT + column * (_WIDTH + _BETWEEN_COLUMNS),
            _TOP + int((above + row) * (_HEIGHT + _BETWEEN_ROWS)),
        )
    return places
