"""Clues that say nearly the same: shown before one is sent, and to the office."""

from __future__ import annotations

import re

from django.db.models import Q

from luodi_web.people.models import Unit
from luodi_web.supervision.domain.clues_scope import OPEN_STATES
from luodi_web.supervision.models import Clue

# The newest open clues that are compared: an office has tens open, not thousands.
COMPARED = 500
# Share of common character pairs, of the shorter text's: alike on its own, or about the same thing.
ALIKE = 0.5
ALIKE_ON_SAME = 0.3
_NOT_WORDS = re.compile(r"[\W_]+")


def similar_clues(clue: Clue, office: Unit | None, limit: int = 5) -> list[Clue]:
    """Open clues of the office that are near in words, or about the same policy or task; nearest first."""
    rows = Clue.objects.filter(Q(office=office), state__in=OPEN_STATES).exclude(pk=clue.pk)
    near = []
    words, subject = _pairs(f"{clue.subject}{clue.text}"), _pairs(clue.subject)
    for row in rows.select_related("unit").order_by("-pk")[:COMPARED]:
        closeness = max(
            _common(words, _pairs(f"{row.subject}{row.text}")), _common(subject, _pairs(row.subject))
        )
        if closeness >= (ALIKE_ON_SAME if _same_matter(clue, row) else ALIKE):
            near.append((closeness, row))
    near.sort(key=lambda pair: (-pair[0], -pair[1].pk))
    return [row for _closeness, row in near[:limit]]


def _same_matter(one: Clue, other: Clue) -> bool:
    return (one.policy_id is not None and one.policy_id == other.policy_id) or (
        one.about_id is not None and one.about_id == other.about_id
    )


def _pairs(text: str) -> set[str]:
    text = _NOT_WORDS.sub("", text)
    return {text[place : place + 2] for place in range(len(text) - 1)}


def _common(one: set[str], other: set[str]) -> float:
    # Under four pairs everything is alike.
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter >= 4 else 0.0
