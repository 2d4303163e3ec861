"""What of a model is not used: inputs, arrows, decisions. Notes only: a draft is often ahead."""

from __future__ import annotations

from luodi.diagnostics import Severity
from luodi.dmn import model as dmn
from luodi.dmn.references import requirements_of
from luodi.dmn.walk import logic_of
from luodi.review.check_findings import Findings
from luodi.review.check_scopes import Elements, alias_of, variable_name


def check_usage(elements: Elements, used: dict[int, set[tuple[str, ...]]], findings: Findings) -> None:
    """CHK030 inputs that nothing requires, CHK031 decisions that nothing uses beside others of which that is
    true, CHK032 what is required and not named.

    used: the names and paths that each element uses, by ``id(element)``.
    """
    definitions = elements.definitions
    wanted = {
        (each.target.namespace or definitions.namespace, each.target.id)
        for element in definitions.elements
        for each in requirements_of(element)
    }
    for service in definitions.services:
        for each in (*service.output_decisions, *service.input_decisions, *service.input_data):
            wanted.add((each.namespace or definitions.namespace, each.id))
    for given in definitions.inputs:
        if (definitions.namespace, given.id) not in wanted:
            findings.add("CHK030", Severity.INFO, given.name, {"name": given.name})
    ends = [each for each in definitions.decisions if (definitions.namespace, each.id) not in wanted]
    if len(ends) > 1 and len(ends) < len(definitions.decisions):
        for decision in ends:
            values = {"name": decision.name, "count": len(ends)}
            findings.add("CHK031", Severity.INFO, decision.name, values)
    for element in definitions.elements:
        if isinstance(element, (dmn.Decision, dmn.BusinessKnowledgeModel)) and logic_of(element) is not None:
            _check_arrows(elements, element, used.get(id(element), set()), findings)


def _check_arrows(
    elements: Elements, element: dmn.DrgElement, used: set[tuple[str, ...]], findings: Findings
) -> None:
    for _, model, each in elements.required(elements.definitions, element):
        name = variable_name(each)
        alias = alias_of(elements.definitions, model)
        path = (alias, name) if alias else (name,)
        if not any(chain[: len(path)] == path for chain in used):
            shown = ".".join(path)
            findings.add("CHK032", Severity.INFO, element.name, {"name": shown, "element": element.name})
