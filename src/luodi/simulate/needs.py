"""What a decision is made from: inputs and decisions, directly and by way of others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from luodi.dmn import model as dmn
from luodi.relational.functions import name_of


@dataclass(frozen=True, slots=True)
class Need:
    """What a decision is made from. inputs, decisions: directly; all_inputs: by way of others too."""

    inputs: frozenset[str]
    decisions: tuple[str, ...]
    all_inputs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Needs:
    """The decisions that one is made from, itself among them, each after those it needs."""

    order: tuple[str, ...]
    decisions: Mapping[str, Need]

    @classmethod
    def of(cls, definitions: dmn.Definitions, decision: str) -> Needs:
        found: dict[str, Need] = {}
        by_name = {name_of(each): each for each in definitions.decisions}
        _add_need(definitions, by_name[decision], found)
        return cls(tuple(found), found)


def _add_need(definitions: dmn.Definitions, decision: dmn.Decision, found: dict[str, Need]) -> Need:
    name = name_of(decision)
    if name in found:
        return found[name]
    inputs: set[str] = set()
    below: list[str] = []
    all_inputs: set[str] = set()
    for requirement in decision.information_requirements:
        resolved = definitions.resolve(requirement.target)
        if resolved is None:
            continue
        element = resolved[1]
        if isinstance(element, dmn.InputData):
            inputs.add(name_of(element))
        elif isinstance(element, dmn.Decision):
            below.append(name_of(element))
            all_inputs |= _add_need(definitions, element, found).all_inputs
    need = Need(frozenset(inputs), tuple(below), frozenset(inputs | all_inputs))
    found[name] = need
    return need
