"""Names at compile time: where the value of each is found at run time.

A compiled expression reads from a frame, a list: at 0 the run, behind it the local values. Which place a
name has is settled once, when the expression is compiled. Only the entries of a filter's item are not known
before: the condition of ``list[a > b]`` asks the item first and then the scopes around.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeAlias

from luodi.evaluate.values import Value
from luodi.feel.names import Scope as Names

Frame: TypeAlias = list[Any]
Expr: TypeAlias = Callable[[Frame], Value]


@dataclass(frozen=True, slots=True)
class Namespace:
    """What the name of an imported model stands for: its elements by name."""

    members: Mapping[str, Expr | Namespace]


Binding: TypeAlias = "Expr | Namespace"


class Layout:
    """The size of a frame; shared by all expressions that use it."""

    __slots__ = ("size",)

    def __init__(self) -> None:
        self.size = 1

    def slot(self) -> int:
        self.size += 1
        return self.size - 1

    def frame(self, run: Any) -> Frame:
        frame = [None] * self.size
        frame[0] = run
        return frame

    def maker(self) -> Callable[[Any], Frame]:
        """Makes frames, faster; only once all expressions that use the layout are compiled."""
        rest = [None] * (self.size - 1)
        return lambda run: [run, *rest]


class Scope:
    """Names in scope while an expression is compiled.

    names: what the parser has to know; item: the slot whose value's entries come first, in a filter.
    """

    __slots__ = ("bindings", "item", "layout", "names", "parent")

    def __init__(
        self,
        layout: Layout,
        bindings: Mapping[str, Binding] | None = None,
        *,
        parent: Scope | None = None,
        names: Names | None = None,
        item: int | None = None,
    ) -> None:
        self.layout = layout
        self.bindings: dict[str, Binding] = dict(bindings or {})
        self.parent = parent
        self.item = item
        if names is None:
            names = Names(list(self.bindings), None if parent is None else parent.names)
        self.names: Names = names

    def child(
        self,
        bindings: Mapping[str, Binding] | None = None,
        *,
        names: Names | None = None,
        item: int | None = None,
    ) -> Scope:
        return Scope(self.layout, bindings, parent=self, names=names, item=item)

    def local(self, name: str, entries: Names | None = None) -> tuple[Scope, int]:
        """A scope with one more name, and the slot that holds its value. entries: those its value has."""
        slot = self.layout.slot()
        return self.child({name: itemgetter(slot)}, names=self.names.child({name: entries})), slot

    def find(self, name: str) -> tuple[list[int], Binding | None]:
        """The slots of items that may have the entry, innermost first, and what is found without them."""
        items: list[int] = []
        scope: Scope | None = self
        while scope is not None:
            if name in scope.bindings:
                return items, scope.bindings[name]
            if scope.item is not None:
                items.append(scope.item)
            scope = scope.parent
        return items, None
