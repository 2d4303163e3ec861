"""Which of the labels that lines begin with really number a list."""

from __future__ import annotations

from collections.abc import Sequence

from luodi.structure.labels import Label, Rank

# A policy text has hundreds of provisions, a code of law some thousands. Past this many the rest stays
# text, so that a hostile file cannot take memory a thousand times its size.
MAX_LABELS = 200_000
# How far an article's number may jump where no space sets it off from the words after it.
_JUMP = 3
_THREE_DIGITS = 100
_DIGITS = frozenset((Rank.ARABIC, Rank.PAREN_ARABIC, Rank.HALF_ARABIC))
_BELOW = {rank: frozenset(lower for lower in Rank if lower > rank) for rank in Rank}


def accept_labels(labels: Sequence[Label | None]) -> list[Label | None]:
    """The labels that begin a list or go on in one; the others are words that look like a label.

    A number goes on where it is larger than the last of its kind, or the same (a slip of the pen that
    is common). A list may begin anew with 1 anywhere, and with any number once a label of a higher
    kind has come between. Some lists run on through all sections: a section does not reset anything.
    """
    numbering = _Numbering(labels)
    return [label if label and numbering.accept(index, label) else None for index, label in enumerate(labels)]


class _Numbering:
    def __init__(self, labels: Sequence[Label | None]) -> None:
        self._last: dict[Rank, tuple[int, int]] = {}
        self._fresh: set[Rank] = set(Rank)
        self._following = _next_of_rank(labels)

    def accept(self, index: int, label: Label) -> bool:
        if not self._goes_on(index, label):
            return False
        self._last[label.rank] = (label.value, label.sub)
        self._fresh.discard(label.rank)
        self._fresh |= _BELOW[label.rank]
        return True

    def _goes_on(self, index: int, label: Label) -> bool:
        last = self._last.get(label.rank)
        if label.value >= _THREE_DIGITS and label.rank in _DIGITS:
            # No list begins with such a number, but lines do: （110）报警, 180.热线.
            return last is not None and last[0] <= label.value <= last[0] + _JUMP
        if label.doubtful:
            following = self._following[index]
            begins = label.value == 1 and following is not None and following.value == 2
            return begins or (last is not None and label.value == last[0] + 1)
        if last is None or label.value == 1:
            return True
        place = (label.value, label.sub)
        if label.rank is Rank.ARTICLE:
            # 依照本办法／第十七条办理 over two lines: articles run through the whole text.
            attached = label.length == len(label.text)
            return last < place and (not attached or label.value <= last[0] + _JUMP)
        return place >= last or label.rank in self._fresh


def _next_of_rank(labels: Sequence[Label | None]) -> list[Label | None]:
    """For every label the next one of its kind."""
    following: list[Label | None] = [None] * len(labels)
    upcoming: dict[Rank, Label] = {}
    for index in range(len(labels) - 1, -1, -1):
        label = labels[index]
        if label is not None:
            following[index] = upcoming.get(label.rank)
            upcoming[label.rank] = label
    return following
