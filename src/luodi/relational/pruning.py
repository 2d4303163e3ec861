"""A program with the columns alone that its outputs are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from luodi.relational.nodes import Node, columns_in
from luodi.relational.program import Program


def pruned(program: Program, also: Iterable[Node] = ()) -> Program:
    """The same outputs from as few columns as they, and other nodes, need."""
    by_name = {name: node for stage in program.stages for name, node in stage.columns}
    needed = needed_columns([*(each.node for each in program.outputs), *also], by_name)
    stages = tuple(
        replace(stage, columns=kept)
        for stage in program.stages
        if (kept := tuple(each for each in stage.columns if each[0] in needed))
    )
    return replace(program, stages=stages)


def needed_columns(found: Iterable[Node], by_name: Mapping[str, Node]) -> set[str]:
    """The names of all columns that nodes read, and that those read."""
    needed: set[str] = set()
    waiting = list(found)
    while waiting:
        for column in columns_in(waiting.pop()):
            if column.name not in needed:
                needed.add(column.name)
                if column.name in by_name:
                    waiting.append(by_name[column.name])
    return needed
