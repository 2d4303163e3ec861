"""In which unit the figures of a model's decisions are."""

from __future__ import annotations

import re
from collections.abc import Mapping

from luodi.dmn.model import Decision, DecisionTable, Definitions
from luodi_web.decisions.domain.words import unit_for

# As descriptions say it: 单位元。 单位：万元
_SAID = re.compile(r"单位[：: ]?(亿元|万元|元|%|平方米|人|家|年|个月)")


def unit_of(decision: Decision, units: Mapping[str, str]) -> str:
    """The unit of one decision: by its label or its only column's, the dictionary, or what its description
    says; "" where nothing does.
    """
    known = dict(units)
    label = decision.label
    if isinstance(decision.expression, DecisionTable) and len(decision.expression.outputs) == 1:
        label = decision.expression.outputs[0].label or label
    found = unit_for(label, decision.name, known)
    if not found and (said := _SAID.search(decision.description or "")):
        found = said[1]
    return found


def units_of_decisions(definitions: Definitions, units: Mapping[str, str]) -> dict[str, str]:
    return {decision.name: unit_of(decision, units) for decision in definitions.decisions}
