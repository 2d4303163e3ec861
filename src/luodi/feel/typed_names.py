"""Names with their types, scope by scope, as inference walks a tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from luodi.feel.types import FeelType


class TypedNames:
    """Names that can be used at a place, with their types; inner ones hide outer ones.

    complete: whether an unknown name is a fault. It is not inside a filter on items of unknown type, where
    any name may be an entry.
    """

    __slots__ = ("_names", "complete", "parent")

    def __init__(
        self, names: Mapping[str, FeelType], parent: TypedNames | None = None, *, complete: bool = True
    ) -> None:
        self._names = names
        self.parent = parent
        self.complete: bool = complete and (parent is None or parent.complete)

    def child(self, names: Mapping[str, FeelType], *, complete: bool = True) -> TypedNames:
        return TypedNames(names, self, complete=complete)

    def find(self, name: str) -> FeelType | None:
        at: TypedNames | None = self
        while at is not None:
            if name in at._names:
                return at._names[name]
            at = at.parent
        return None

    def __iter__(self) -> Iterator[str]:
        yield from self._names
        if self.parent is not None:
            yield from self.parent
