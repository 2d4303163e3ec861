"""The rules that all engines run: bands of an amount, seven kinds, first hit; plain data, no imports."""

from __future__ import annotations

import random

KINDS = 7


def rules(count: int) -> list[tuple[int, int, str, int]]:
    """From, below, kind, result of each rule."""
    return [(n, n + 1, f"k{n % KINDS}", n + 1) for n in range(count)]


def cases(count: int, number: int = 200) -> list[tuple[float, str, int]]:
    """Amount, kind and the right result (0 where no rule holds); every third case matches none."""
    source = random.Random(count)
    made = []
    for at in range(number):
        n = source.randrange(count)
        kind = f"k{n % KINDS}" if at % 3 else "none"
        made.append((n + 0.5, kind, n + 1 if at % 3 else 0))
    return made
