"""Percentages that sum to 100.0."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

TENTH = Decimal("0.1")


def shares_of(counts: Sequence[int]) -> list[Decimal]:
    """Each count's percentage of their sum with one decimal, by the largest remainder: they sum to 100.0.

    Every share is within 0.1 of the exact one, and a count of 0 has 0.0. Of equal remainders the earlier
    counts get the tenth, so that the same counts always give the same shares. All counts 0: all 0.0.
    Raises ValueError for a negative count.
    """
    if any(count < 0 for count in counts):
        raise ValueError("a share needs counts of at least 0")
    total = sum(counts)
    if not total:
        return [Decimal("0.0")] * len(counts)
    # In tenths of a percent, in whole numbers: no rounding on the way.
    tenths = [count * 1000 // total for count in counts]
    rests = [count * 1000 % total for count in counts]
    left = 1000 - sum(tenths)
    by_rest = sorted(range(len(counts)), key=lambda place: (-rests[place], place))
    for place in by_rest[:left]:
        tenths[place] += 1
    return [tenth * TENTH for tenth in tenths]
