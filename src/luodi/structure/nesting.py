"""Under which label a label stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from luodi.structure.labels import Label, Rank


class Nesting:
    """Tells for one label after another at which depth it stands.

    As a rule the kinds stand inside each other in the order of ``Rank``. Some documents turn two kinds
    round: 第一条 under 一、, or （一） under 1. That shows where a list of the one kind begins under an
    item of the other whose own list goes on after it.
    """

    def __init__(self, labels: Sequence[Label]) -> None:
        self._labels = labels
        self._places: dict[Rank, list[int]] = {}
        for index, label in enumerate(labels):
            self._places.setdefault(label.rank, []).append(index)
        self._stack: list[Label] = []
        self._under: dict[Rank, Rank] = {}
        self._last: dict[Rank, int] = {}
        self._index = 0

    def place(self) -> int:
        """The depth of the next label, 0 at the top: how many of the open labels stay open above it."""
        label = self._labels[self._index]
        depth = self._depth(label)
        del self._stack[depth:]
        if self._stack:
            self._under[label.rank] = self._stack[-1].rank
        else:
            self._under.pop(label.rank, None)
        self._stack.append(label)
        self._last[label.rank] = label.value
        self._index += 1
        return depth

    def _depth(self, label: Label) -> int:
        for depth, above in enumerate(self._stack):
            if above.rank == label.rank:
                return depth
        for depth in range(len(self._stack), 0, -1):
            above = self._stack[depth - 1]
            if above.rank < label.rank or self._is_turned(above, label):
                return depth
        return 0

    def _is_turned(self, above: Label, label: Label) -> bool:
        """Whether ``label``, whose kind is the higher one, still stands under ``above``."""
        # As it was before: the list goes on, or another of its kind begins.
        if self._under.get(label.rank) == above.rank and label.value in (1, self._last[label.rank] + 1):
            return True
        if label.value != 1:
            return False
        # The list that ``above`` is in goes on before the list that begins here ends or begins anew.
        upper, restart, second = self._next(above.rank), self._ends_at(label), self._next(label.rank)
        if label.rank is Rank.ARTICLE:
            # Articles run through all sections, and a section that stands above the first holds it.
            return upper is None or self._labels[upper].value == above.value + 1
        # Another list has two items before the upper one goes on.
        return (
            upper is not None
            and self._labels[upper].value == above.value + 1
            and second is not None
            and second < upper
            and (restart is None or upper < restart)
        )

    def _ends_at(self, label: Label) -> int | None:
        """The next label of a kind above ``label``'s, or of its own kind with another start."""
        own = self._next(label.rank)
        ends = [self._next(rank) for rank in self._places if rank < label.rank]
        if own is not None and self._labels[own].value != label.value + 1:
            ends.append(own)
        return min((at for at in ends if at is not None), default=None)

    def _next(self, rank: Rank) -> int | None:
        """The index of the next label of a kind after the current one."""
        places = self._places.get(rank, [])
        at = bisect_right(places, self._index)
        return places[at] if at < len(places) else None
