"""Parts that are worked out once, in a stage of their own, and then read as columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from luodi.relational.nodes import Column, Literal, Node, Ranked, Total, columns_in, may_be_null, type_of
from luodi.relational.refusal import Refused

# Takes two or three seconds.
STEPS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Stage:
    """One SELECT: all columns of the stage before, and these. title: the decision it belongs to.

    of: the child table whose rows it goes through, "" for the population. totals_of: where the columns are
    totals, the child table whose rows they come from.
    """

    title: str
    columns: tuple[tuple[str, Node], ...]
    of: str = ""
    totals_of: str = ""


def place_of(node: Node) -> str:
    """The child table whose rows a node belongs to, "" for the population. Refused where there are two."""
    if isinstance(node, Total):
        return ""
    if isinstance(node, Ranked):
        return node.of
    found = {each.of for each in columns_in(node)} - {""}
    if len(found) > 1:
        raise Refused("SQL020", names="、".join(sorted(found)))
    return found.pop() if found else ""


@dataclass
class Hoist:
    """Columns of one decision in the making, by the stage they can first be computed in.

    prefix: of their names. Equal parts get one column. steps: how many parts of expressions may be compiled,
    those of a loop or a function once a turn and call.
    """

    prefix: str
    steps: int = STEPS
    _spent: int = 0
    _columns: dict[Node, Column] = field(default_factory=dict)
    _levels: dict[str, int] = field(default_factory=dict)

    def spend(self) -> None:
        """One more part. Refused where they are too many: loops in loops, calls of calls."""
        self._spent += 1
        if self._spent > self.steps:
            raise Refused("SQL021", limit=self.steps)

    def keep(self, node: Node) -> Column | Literal:
        """The node as a column; a column or a constant as it is."""
        if isinstance(node, (Column, Literal)):
            return node
        if node not in self._columns:
            self.named(f"{self.prefix}_{len(self._columns) + 1}", node)
        return self._columns[node]

    def named(self, name: str, node: Node) -> Column:
        """The node as a column of a name."""
        column = Column(name, type_of(node), may_be_null(node), place_of(node))
        self._levels[name] = 1 + max((self._levels.get(each.name, 0) for each in columns_in(node)), default=0)
        self._columns.setdefault(node, column)
        self._named.append((name, node))
        return column

    _named: list[tuple[str, Node]] = field(default_factory=list)

    def stages(self, title: str) -> Iterable[Stage]:
        """The stages, each reading only what those before it give."""
        for level in sorted(set(self._levels.values())):
            parts: dict[tuple[str, str], list[tuple[str, Node]]] = {}
            for name, node in self._named:
                if self._levels[name] == level:
                    totals_of = node.of if isinstance(node, Total) else ""
                    parts.setdefault((place_of(node), totals_of), []).append((name, node))
            for (of, totals_of), columns in parts.items():
                yield Stage(title, tuple(columns), of, totals_of)


def merged(stages: Iterable[Stage]) -> tuple[Stage, ...]:
    """The same columns in as few stages as they can be worked out in, each after those that it reads."""
    levels: dict[str, int] = {}
    found: dict[tuple[int, str, str], list[tuple[str, Node]]] = {}
    titles: dict[tuple[int, str, str], dict[str, None]] = {}
    for stage in stages:
        for name, node in stage.columns:
            levels[name] = 1 + max((levels.get(each.name, 0) for each in columns_in(node)), default=0)
            place = (levels[name], stage.of, stage.totals_of)
            found.setdefault(place, []).append((name, node))
            titles.setdefault(place, {})[stage.title] = None
    return tuple(Stage("; ".join(titles[place]), tuple(found[place]), *place[1:]) for place in sorted(found))
