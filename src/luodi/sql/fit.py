"""A program without what an engine does not do: such a decision is refused before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from luodi.diagnostics import Diagnostic, Severity
from luodi.relational import nodes
from luodi.relational.nodes import Node, children, type_of
from luodi.relational.program import Program
from luodi.relational.pruning import needed_columns
from luodi.relational.types import ColumnType, ListType, NumberType
from luodi.sql.capabilities import OPERATIONS, Engine, How
from luodi.sql.trees import WIDE

# More columns than this a stage cannot have (MaxTupleAttributeNumber is 1664, MaxHeapAttributeNumber 1600).
_COLUMNS: Final = {Engine.POSTGRES: 1600}


def fitted(program: Program, engine: Engine) -> Program:
    """The program with the decisions alone that the engine works out to the last digit.

    The others are among the refusals, as SQL030 with the operation and the reason.
    """
    stages = (*program.stages, *program.list_stages)
    by_name = {name: node for stage in stages for name, node in stage.columns}
    reasons = _Reasons(engine, by_name)
    refused: dict[str, tuple[str, str]] = {}
    for output in program.outputs:
        reason = reasons.of(output.node)
        if reason is not None:
            refused.setdefault(output.label.partition("#")[0], reason)
    limit = _COLUMNS.get(engine)
    if limit is not None and len(by_name) + len(program.inputs) + len(program.keys) > limit:
        why = ("stages", f"> {limit} columns")
        refused = {each.label.partition("#")[0]: why for each in program.outputs}
    asked = _asked(program)
    for label, node in asked:
        reason = reasons.of(node)
        if reason is not None:
            # What is missing cannot be told without it.
            refused = {
                each.label.partition("#")[0]: (f"{label}: {reason[0]}", reason[1]) for each in program.outputs
            }
    if not refused:
        return program
    outputs = tuple(each for each in program.outputs if each.label.partition("#")[0] not in refused)
    diagnostics = tuple(
        Diagnostic(
            "SQL030",
            Severity.ERROR,
            None,
            {"decision": name, "what": what, "engine": engine.value, "why": why},
            "",
            name,
        )
        for name, (what, why) in refused.items()
    )
    needed = needed_columns([*(each.node for each in outputs), *(node for _, node in asked)], by_name)
    kept_stages = tuple(
        replace(stage, columns=kept)
        for stage in program.stages
        if (kept := tuple(each for each in stage.columns if each[0] in needed))
    )
    return replace(program, outputs=outputs, stages=kept_stages, refusals=(*program.refusals, *diagnostics))


def _asked(program: Program) -> list[tuple[str, Node]]:
    """What ``missing`` is asked with, by input."""
    found: list[tuple[str, Node]] = list(program.checked.items())
    for label, whole in program.lists.items():
        found += [(label, whole.value), (label, whole.unknown)]
    # Of these stages all columns are worked out.
    return found + [(each.title, node) for each in program.list_stages for _, node in each.columns]


class _Reasons:
    def __init__(self, engine: Engine, by_name: Mapping[str, Node]) -> None:
        self.engine = engine
        self.by_name = by_name
        self.found: dict[str, tuple[str, str] | None] = {}

    def of(self, node: Node) -> tuple[str, str] | None:
        """The operation that is refused, and why; None where there is none in all that the node reads."""
        for each in _all_in(node):
            reason = self._own(each)
            if reason is not None:
                return reason
            if isinstance(each, nodes.Column) and each.name in self.by_name:
                if each.name not in self.found:
                    self.found[each.name] = None
                    self.found[each.name] = self.of(self.by_name[each.name])
                if self.found[each.name] is not None:
                    return self.found[each.name]
        return None

    def _own(self, node: Node) -> tuple[str, str] | None:
        name = type(node).__name__
        capability = OPERATIONS[self.engine][type(node)]
        if capability.how is How.REFUSED:
            return name, capability.words
        if isinstance(node, nodes.Digits) and self.engine is not Engine.POSTGRES:
            kind = type_of(node.operand)
            # It is multiplied as a DECIMAL of its own scale.
            if isinstance(kind, NumberType) and kind.digits + kind.scale > WIDE:
                return name, f"{kind.digits} + {kind.scale} > {WIDE} digits"
        if self.engine is Engine.POSTGRES and _is_nested(type_of(node)):
            return name, "an array of arrays has rows of one length"
        return None


def _is_nested(kind: ColumnType) -> bool:
    return isinstance(kind, ListType) and isinstance(kind.element, ListType)


def _all_in(node: Node) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(children(each))
