"""Commas that some sites put before each punctuation mark: ``,,`` and ``,。``."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from luodi.repair import kinds
from luodi.repair.model import Draft, Edit, StageResult
from luodi.repair.script import is_traditional

_COMMAS: Final = re.compile(r"[,，]+")
_DOUBLED: Final = re.compile(r"[,，](?=([,，。！!？?；;]))")
_SIGN: Final = re.compile("[,，][,，。]")
_LEAST: Final = 3
_SHARE: Final = 0.9


def undo_doubling(draft: Draft) -> StageResult:
    """Edits that take out the commas before punctuation, on a page that has one before every comma."""
    text = draft.text
    if not _SIGN.search(text):
        return StageResult()
    found = list(_DOUBLED.finditer(text))
    rows = [len(row[0]) for row in _COMMAS.finditer(text)]
    by_next = Counter(one[1] for one in found)
    traditional = is_traditional(text)
    if (len(found) < _LEAST and not traditional) or max(rows) > 2:
        return StageResult()
    # A comma alone is one that stands before a stop. Texts keep some that were half width from the start,
    # so on a traditional page, as these sites make them, not all need be doubled.
    doubled = rows.count(2)
    alone = rows.count(1) - sum(count for char, count in by_next.items() if char not in ",，")
    if doubled < _SHARE * (doubled + max(alone, 0)) and not traditional:
        return StageResult()
    return StageResult(
        tuple(Edit(one.start(), one.end(), one[0], "", kinds.DOUBLED, len(found) >= _LEAST) for one in found)
    )
