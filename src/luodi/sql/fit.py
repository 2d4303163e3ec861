"""A program without what an engine does not do: such a decision is refused before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from luodi.diagnostics import Diagnostic, Severity
from luodi.messages import Worded
from luodi.relational import nodes
from luodi.relational.nodes import Node, children, type_of
from luodi.relational.program import Program
from luodi.relational.pruning import needed_columns
from luodi.relational.types import ColumnType, ListType, NumberType
from luodi.sql.capabilities import OPERATIONS, Engine, How
from luodi.sql.trees import WIDE

# More columns than this a stage cannot have (MaxTupleAttributeNumber is 1664, MaxHeapAttributeNumber 1600).
_COLUMNS: Final = {Engine.POSTGRES: 1600}


@dataclass(frozen=True, slots=True)
class Why(Worded):
    """What a decision holds that an engine has no exact form for. label: of the input that holds it."""

    chinese: str
    english: str
    label: str = ""

    def in_language(self, lang: str) -> str:
        if lang == "en":
            return f"reads “{self.label}”, which {self.english}" if self.label else self.english
        return f"要读的“{self.label}”{self.chinese}" if self.label else self.chinese


def fitted(program: Program, engine: Engine) -> Program:
    """The program with the decisions alone that the engine works out to the last digit.

    The others are among the refusals, as SQL030 with the operation and the reason.
    """
    stages = (*program.stages, *program.list_stages)
    by_name = {name: node for stage in stages for name, node in stage.columns}
    reasons = _Reasons(engine, by_name)
    refused: dict[str, Why] = {}
    for output in program.outputs:
        reason = reasons.of(output.node)
        if reason is not None:
            refused.setdefault(output.label.partition("#")[0], reason)
    limit = _COLUMNS.get(engine)
    if limit is not None and len(by_name) + len(program.inputs) + len(program.keys) > limit:
        why = Why(f"连同其余决策超过 {limit} 列", f"makes more than {limit} columns with the others")
        refused = {each.label.partition("#")[0]: why for each in program.outputs}
    asked = _asked(program)
    for label, node in asked:
        reason = reasons.of(node)
        if reason is not None:
            # What is missing cannot be told without it.
            refused = {each.label.partition("#")[0]: replace(reason, label=label) for each in program.outputs}
    if not refused:
        return program
    outputs = tuple(each for each in program.outputs if each.label.partition("#")[0] not in refused)
    diagnostics = tuple(
        Diagnostic(
            "SQL030",
            Severity.ERROR,
            None,
            {"decision": name, "engine": engine.value, "why": why},
            "",
            name,
        )
        for name, why in refused.items()
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
        self.found: dict[str, Why | None] = {}

    def of(self, node: Node) -> Why | None:
        """Why it is refused; None where there is none in all that the node reads."""
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

    def _own(self, node: Node) -> Why | None:
        capability = OPERATIONS[self.engine][type(node)]
        if capability.how is How.REFUSED:
            return Why(
                f"要用 {type(node).__name__}（{capability.words}）",
                f"uses {type(node).__name__}: {capability.words}",
            )
        if isinstance(node, nodes.Digits) and self.engine is not Engine.POSTGRES:
            kind = type_of(node.operand)
            # It is multiplied as a DECIMAL of its own scale.
            if isinstance(kind, NumberType) and kind.digits + kind.scale > WIDE:
                places = kind.digits + kind.scale
                return Why(
                    f"算到一半的数有 {places} 位，超过 {WIDE} 位",
                    f"needs {places} digits on the way, more than {WIDE}",
                )
        if self.engine is Engine.POSTGRES and _is_nested(type_of(node)):
            return Why(
                "的结果是列表里的列表，各项长短不一", "gives a list of lists, which are not all of one length"
            )
        return None


def _is_nested(kind: ColumnType) -> bool:
    return isinstance(kind, ListType) and isinstance(kind.element, ListType)


def _all_in(node: Node) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(children(each))
