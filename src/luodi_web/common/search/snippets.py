"""The passage of a text that shows why it was found."""

from __future__ import annotations

import re
from dataclasses import dataclass

BEFORE = 24
LENGTH = 120
MAX_WORDS = 8


@dataclass(frozen=True)
class Part:
    """A piece of the passage; marked where it is a word that was looked for."""

    text: str
    is_marked: bool


def snippet(text: str, words: list[str]) -> list[Part]:
    """A passage around the first word found, its words marked; the beginning where none is as written.

    Cut on the original text: nothing of it is folded or escaped here.
    """
    text = " ".join(text.split())
    wanted = [word for word in words[:MAX_WORDS] if word]
    pattern = re.compile("|".join(re.escape(word) for word in sorted(wanted, key=len, reverse=True)), re.I)
    first = pattern.search(text) if wanted else None
    begin = max(0, first.start() - BEFORE) if first else 0
    passage = text[begin : begin + LENGTH]
    parts: list[Part] = [Part("…", False)] if begin else []
    place = 0
    for found in pattern.finditer(passage) if wanted else ():
        if found.start() > place:
            parts.append(Part(passage[place : found.start()], False))
        parts.append(Part(found.group(), True))
        place = found.end()
    if place < len(passage):
        parts.append(Part(passage[place:], False))
    if begin + LENGTH < len(text):
        parts.append(Part("…", False))
    return parts
