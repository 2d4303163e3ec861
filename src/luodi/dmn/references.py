"""Whether what a model refers to is there and of the right kind, and whether its requirements are acyclic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    Definitions,
    DrgElement,
    InputData,
    KnowledgeSource,
    Reference,
    Requirement,
    Requires,
)

_KINDS: dict[Requires, tuple[type, ...]] = {
    Requires.DECISION: (Decision,),
    Requires.INPUT: (InputData,),
    Requires.KNOWLEDGE: (BusinessKnowledgeModel, DecisionService),
    Requires.AUTHORITY: (KnowledgeSource,),
}


def check_references(definitions: Definitions) -> list[Diagnostic]:
    """DMN019 nothing there, DMN020 another kind, DMN021 an id or DMN026 a name twice, DMN022 a circle.

    A reference into an imported model that was not found says nothing more: DMN014 has said it.
    """
    found = [*_duplicates(definitions), *_targets(definitions)]
    found += _circles(definitions)
    return found


def _duplicates(definitions: Definitions) -> Iterator[Diagnostic]:
    ids = Counter(each.id for each in definitions.elements if each.id)
    names = Counter(each.name for each in definitions.elements if not isinstance(each, KnowledgeSource))
    for element in definitions.elements:
        if element.id and ids[element.id] > 1:
            yield _about(definitions, element, "DMN021", id=element.id)
        if not isinstance(element, KnowledgeSource) and names[element.name] > 1:
            yield _about(definitions, element, "DMN026", name=element.name)


def _targets(definitions: Definitions) -> Iterator[Diagnostic]:
    models = [definitions, *definitions.imported_models()]
    by_id = {
        model.namespace: {each.id: each for each in reversed(model.elements) if each.id} for model in models
    }
    lacking = {each.namespace for each in definitions.imports} - by_id.keys()
    for element in definitions.elements:
        for reference, kinds in _wanted(element):
            namespace = reference.namespace or definitions.namespace
            if namespace in lacking:
                continue
            target = by_id.get(namespace, {}).get(reference.id)
            if target is None:
                yield _about(definitions, element, "DMN019", href=reference.href)
            elif not isinstance(target, kinds):
                yield _about(definitions, element, "DMN020", href=reference.href, name=target.name)


def _wanted(element: DrgElement) -> Iterator[tuple[Reference, tuple[type, ...]]]:
    """What an element refers to within the requirements, and the kinds that may stand there."""
    for requirement in requirements_of(element):
        yield requirement.target, _KINDS[requirement.requires]
    if isinstance(element, DecisionService):
        for each in (*element.output_decisions, *element.encapsulated_decisions, *element.input_decisions):
            yield each, (Decision,)
        for each in element.input_data:
            yield each, (InputData,)


def requirements_of(element: DrgElement) -> tuple[Requirement, ...]:
    """All arrows into an element, in the order of the file's kinds."""
    match element:
        case Decision():
            return (
                *element.information_requirements,
                *element.knowledge_requirements,
                *element.authority_requirements,
            )
        case BusinessKnowledgeModel():
            return (*element.knowledge_requirements, *element.authority_requirements)
        case KnowledgeSource():
            return element.authority_requirements
        case InputData() | DecisionService():
            return ()


def _circles(definitions: Definitions) -> list[Diagnostic]:
    """One diagnostic a circle of decisions, knowledge models and services of this model.

    Authorities may refer to each other and are left out. Walked without recursion: chains may be long.
    """
    by_id = {each.id: each for each in definitions.elements if each.id}
    needs = {key: _needed_ids(each, definitions, by_id) for key, each in by_id.items()}
    found: list[Diagnostic] = []
    settled: set[str] = set()
    for start in needs:
        if start in settled:
            continue
        path: dict[str, None] = {start: None}  # a dict: ordered, and quick to ask
        waiting = [iter(needs[start])]
        while path:
            following = next(waiting[-1], None)
            if following is None:
                settled.add(path.popitem()[0])
                waiting.pop()
            elif following in path:
                ids = list(path)
                circle = (following, *reversed(ids[ids.index(following) :]))
                words = " → ".join(by_id[each].name for each in circle)
                found.append(_about(definitions, by_id[following], "DMN022", circle=words))
            elif following not in settled:
                path[following] = None
                waiting.append(iter(needs[following]))
    return found


def _needed_ids(element: DrgElement, definitions: Definitions, by_id: dict[str, DrgElement]) -> list[str]:
    references = [each.target for each in requirements_of(element) if each.requires is not Requires.AUTHORITY]
    if isinstance(element, DecisionService):
        references += element.output_decisions
    if isinstance(element, KnowledgeSource):
        references = []
    here = (None, definitions.namespace)
    return [each.id for each in references if each.namespace in here and each.id in by_id]


def _about(definitions: Definitions, element: DrgElement, code: str, **values: object) -> Diagnostic:
    values["line"] = element.place.line
    return Diagnostic(code, Severity.ERROR, None, values, definitions.file, element.name)
