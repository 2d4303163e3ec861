"""A diagram for models that come without one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from luodi.dmn import read
from luodi.dmn.layout import with_layout
from luodi.dmn.model import Definitions
from luodi.dmn.references import requirements_of
from luodi.dmn.writing import export

MODELS = sorted((Path(__file__).parents[2] / "demo" / "models").glob("*.dmn"))
DI = {
    "dmndi": "https://www.omg.org/spec/DMN/20191111/DMNDI/",
    "dc": "http://www.omg.org/spec/DMN/20180521/DC/",
    "di": "http://www.omg.org/spec/DMN/20180521/DI/",
}


def bare(path: Path) -> Definitions:
    definitions = read(path).definitions
    assert definitions is not None
    return replace(definitions, diagram=None)


def boxes(diagram: str) -> dict[str, tuple[int, int]]:
    root = etree.fromstring(diagram)
    return {
        shape.get("dmnElementRef"): (int(bounds.get("x")), int(bounds.get("y")))
        for shape in root.iterfind(".//dmndi:DMNShape", DI)
        for bounds in shape.iterfind("dc:Bounds", DI)
    }


@pytest.mark.parametrize("path", MODELS[::6], ids=lambda path: path.stem)
def test_what_is_required_stands_to_the_left_and_nothing_on_another(path: Path) -> None:
    definitions = with_layout(bare(path))

    assert definitions.diagram is not None
    places = boxes(definitions.diagram)
    assert set(places) == {each.id for each in definitions.elements}
    assert len(set(places.values())) == len(places)
    for element in definitions.elements:
        for requirement in requirements_of(element):
            assert places[requirement.target.id][0] < places[str(element.id)][0]


@pytest.mark.parametrize("path", MODELS[::6], ids=lambda path: path.stem)
def test_every_requirement_has_its_edge_and_the_file_is_read_again(path: Path) -> None:
    definitions = with_layout(bare(path))

    again = read(export(definitions).data)
    assert again.definitions is not None
    assert again.definitions.diagram is not None
    edges = etree.fromstring(again.definitions.diagram).iterfind(".//dmndi:DMNEdge", DI)
    assert {each.get("dmnElementRef") for each in edges} == {
        requirement.id for element in again.definitions.elements for requirement in requirements_of(element)
    }


def test_a_diagram_there_is_stays() -> None:
    definitions = read(MODELS[0]).definitions
    assert definitions is not None

    assert with_layout(definitions) is definitions
    assert with_layout(replace(definitions, diagram=None, elements=())).diagram is None


def test_a_circle_is_drawn_too() -> None:
    definitions = bare(next(path for path in MODELS if "hb-13" in path.stem))
    first, second = definitions.decisions[:2]
    needs = second.information_requirements
    back = replace(needs[0], target=replace(needs[0].target, href=f"#{first.id}"))
    circle = replace(second, information_requirements=(*needs, back))
    elements = tuple(circle if each is second else each for each in definitions.elements)

    drawn = with_layout(replace(definitions, elements=elements)).diagram

    assert drawn is not None
    assert len(boxes(drawn)) == len(elements)
