"""Names close to one that nobody declared: what the author may have meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

# Twice the characters in common over all of both: one of two is not close, three of four are.
_CLOSE = 0.6
_LONGEST = 80  # characters: longer names are compared by their beginnings
_MOST = 2_000  # names looked at


def near_names(name: str, candidates: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """The closest names first, at most ``count``; none that has little in common.

    Width, case and white space do not count: ``营业收入(万元)`` is nearest to ``营业收入（万元）``.
    """
    wanted = _folded(name)
    matcher = SequenceMatcher(None, "", wanted, autojunk=False)
    found: list[tuple[float, str]] = []
    for looked_at, candidate in enumerate(dict.fromkeys(candidates)):
        if looked_at >= _MOST:
            break
        matcher.set_seq1(_folded(candidate))
        if matcher.real_quick_ratio() >= _CLOSE and (ratio := matcher.ratio()) >= _CLOSE:
            found.append((-ratio, candidate))
    return tuple(candidate for _, candidate in sorted(found)[:count])


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name[:_LONGEST]).casefold().split())
