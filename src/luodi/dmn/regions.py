"""Gaps, overlaps and coverage of a table as geometry: rules are boxes over axes that are cut into regions.

An axis is a row of regions, numbered from 0, within each of which every cell of the column answers alike.
A set of regions is a mask, the bits of an int; a box is one mask per axis. What a region means is not known
here. All searches spend from a ``Budget`` and stop when it is gone: what was found until then is right, and
the caller says that the rest was not looked at.

Source: DMN 1.5, clause 8.2.8 (completeness, hit policies).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import TypeAlias

Mask: TypeAlias = int
Box: TypeAlias = tuple[Mask, ...]


@dataclass(slots=True)
class Budget:
    """Steps that may still be taken; about a million take a second."""

    steps: int = 1_000_000
    spent: bool = False

    def take(self, steps: int = 1) -> bool:
        """Whether there were that many left."""
        self.steps -= steps
        if self.steps < 0:
            self.spent = True
        return not self.spent


def runs(mask: Mask) -> Iterator[tuple[int, int]]:
    """The first and last region of each unbroken stretch, ascending."""
    at = 0
    while mask:
        skipped = (mask & -mask).bit_length() - 1
        mask >>= skipped
        length = (~mask & (mask + 1)).bit_length() - 1
        yield at + skipped, at + skipped + length - 1
        at += skipped + length
        mask >>= length


def stretch(first: int, last: int) -> Mask:
    """The regions from first to last, both included."""
    return (1 << (last + 1)) - (1 << first)


def bits(mask: Mask) -> Iterator[int]:
    """The numbers of the bits that are set, ascending."""
    while mask:
        lowest = mask & -mask
        mask ^= lowest
        yield lowest.bit_length() - 1


def clipped(boxes: Sequence[Box], domain: Box) -> list[Box]:
    """The part of each box within the domain."""
    return [tuple(mask & each for mask, each in zip(box, domain, strict=True)) for box in boxes]


@dataclass(slots=True)
class _Sweep:
    """One search for what boxes leave open. Axes are taken in ``order``, the most telling first."""

    domain: Box
    boxes: Sequence[Box]
    budget: Budget
    most: int
    order: list[int] = field(default_factory=list)
    found: int = 0
    # By place in the order: boxes that hold the whole axis, and those that hold all axes from there on.
    full: list[int] = field(default_factory=list)
    full_from: list[int] = field(default_factory=list)
    known: dict[tuple[int, int], list[Box]] = field(default_factory=dict)

    def run(self) -> list[Box]:
        count = len(self.domain)
        alive = sum(1 << number for number, box in enumerate(self.boxes) if all(box))
        whole = [
            sum(1 << number for number, box in enumerate(self.boxes) if box[axis] == self.domain[axis])
            for axis in range(count)
        ]
        self.order = sorted(range(count), key=lambda axis: whole[axis].bit_count())
        self.full = [whole[axis] for axis in self.order]
        everything = alive
        self.full_from = [everything]
        for mask in reversed(self.full):
            everything &= mask
            self.full_from.insert(0, everything)
        places = [self.order.index(axis) for axis in range(count)]
        return [tuple(box[place] for place in places) for box in self.open(0, alive)]

    def open(self, place: int, candidates: int) -> list[Box]:
        """What the candidates leave open of the axes from a place on, in the order of the axes."""
        if not candidates:
            self.found += 1
            return [tuple(self.domain[axis] for axis in self.order[place:])]
        if candidates & self.full_from[place] or self.found >= self.most or self.budget.spent:
            return []
        known = self.known.get((place, candidates))
        if known is None:
            known = []
            for active, mask in self.groups(place, candidates).items():
                known += [(mask, *rest) for rest in self.open(place + 1, active)]
            self.known[place, candidates] = known
        return known

    def groups(self, place: int, candidates: int) -> dict[int, Mask]:
        """The regions of an axis by the set of candidates that hold there."""
        axis = self.order[place]
        domain = self.domain[axis]
        base = candidates & self.full[place]
        events: dict[int, int] = {0: 0}
        for number in bits(candidates & ~base):
            for first, last in runs(self.boxes[number][axis]):
                if not self.budget.take():
                    return {}
                events[first] = events.get(first, 0) ^ (1 << number)
                events[last + 1] = events.get(last + 1, 0) ^ (1 << number)
        places = sorted(events)
        groups: dict[int, Mask] = {}
        active = base
        for at, start in enumerate(places):
            active ^= events[start]
            end = places[at + 1] if at + 1 < len(places) else domain.bit_length()
            mask = domain & stretch(start, end - 1) if end > start else 0
            if mask:
                groups[active] = groups.get(active, 0) | mask
        self.budget.take(len(places))
        return groups


def uncovered(domain: Box, boxes: Sequence[Box], budget: Budget, most: int = 200) -> list[Box]:
    """What no box covers of the domain, as boxes that do not overlap; at most about ``most`` of them.

    boxes: within the domain. The answer is whole unless the budget is spent or ``most`` is reached.
    """
    return joined_boxes(_Sweep(domain, boxes, budget, most).run())


def joined_boxes(boxes: Sequence[Box]) -> list[Box]:
    """The same regions in fewer boxes: two that differ in one axis become one."""
    joined = list(boxes)
    count = -1
    while len(joined) != count:
        count = len(joined)
        for axis in range(len(joined[0]) if joined else 0):
            alike: dict[Box, Mask] = {}
            for box in joined:
                rest = (*box[:axis], *box[axis + 1 :])
                alike[rest] = alike.get(rest, 0) | box[axis]
            joined = [(*rest[:axis], mask, *rest[axis:]) for rest, mask in alike.items()]
    return joined


class Points:
    """Which boxes hold a single region of an axis, as bits."""

    def __init__(self, boxes: Sequence[Box], domain: Box) -> None:
        self._axes: list[list[int]] = []
        for axis, whole in enumerate(domain):
            size = whole.bit_length()
            changes = [0] * (size + 1)
            always = 0
            for number, box in enumerate(boxes):
                if box[axis] == whole:
                    always |= 1 << number
                    continue
                for first, last in runs(box[axis]):
                    changes[first] ^= 1 << number
                    changes[last + 1] ^= 1 << number
            holding = []
            for change in changes:
                always ^= change
                holding.append(always)
            self._axes.append(holding)

    def at(self, point: Sequence[int]) -> int:
        """The boxes that hold a point, given by its region on each axis."""
        found = -1
        for holding, region in zip(self._axes, point, strict=True):
            found &= holding[region]
        return found


def corners(box: Box, most: int = 32) -> Iterator[tuple[int, ...]]:
    """Points of a box: its lowest and highest regions in all combinations, at most so many."""
    ends = [dict.fromkeys(((mask & -mask).bit_length() - 1, mask.bit_length() - 1)) for mask in box]
    return islice(product(*ends), most)


class Overlaps:
    """Which boxes meet which, found axis by axis and not pair by pair.

    boxes: within the domain; one that is empty on an axis meets none.
    """

    def __init__(self, boxes: Sequence[Box]) -> None:
        self.boxes = boxes
        self._alive = sum(1 << number for number, box in enumerate(boxes) if all(box))
        self._axes = (
            [_AxisOverlaps([box[axis] for box in boxes]) for axis in range(len(boxes[0]))] if boxes else []
        )

    def of(self, number: int) -> int:
        """The other boxes that share something with a box, as bits."""
        found = self._alive & ~(1 << number)
        if not self._alive >> number & 1:
            return 0
        for axis, mask in zip(self._axes, self.boxes[number], strict=True):
            found &= axis.meeting(mask)
            if not found:
                break
        return found


class _AxisOverlaps:
    """The masks of all boxes on one axis, ready to say which of them share a region with a given one."""

    def __init__(self, masks: Sequence[Mask]) -> None:
        self._known: dict[Mask, int] = {}
        self._scattered: dict[Mask, int] = {}
        size = max((mask.bit_length() for mask in masks), default=0)
        starts = [0] * size
        ends = [0] * size
        for number, mask in enumerate(masks):
            stretches = list(runs(mask)) if mask else []
            if len(stretches) == 1:
                starts[stretches[0][0]] |= 1 << number
                ends[stretches[0][1]] |= 1 << number
            elif stretches:
                self._scattered[mask] = self._scattered.get(mask, 0) | 1 << number
        # Of boxes with one stretch: those that start at a region or before, those that end before it.
        self._started, self._ended = [], [0]
        now = 0
        for mask in starts:
            now |= mask
            self._started.append(now)
        now = 0
        for mask in ends:
            now |= mask
            self._ended.append(now)

    def meeting(self, mask: Mask) -> int:
        known = self._known.get(mask)
        if known is None:
            known = 0
            for first, last in runs(mask):
                known |= self._started[last] & ~self._ended[first]
            for other, numbers in self._scattered.items():
                if other & mask:
                    known |= numbers
            self._known[mask] = known
        return known
