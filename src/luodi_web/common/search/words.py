"""Chinese text as the index takes it: words, and single characters for what no word begins with."""

from __future__ import annotations

import re
import unicodedata

import rjieba

_WORD = re.compile(r"\w", re.UNICODE)
MAX_TERM = 60  # characters of one word; longer runs are no words


def folded(text: str) -> str:
    """Lower case and half width, so that ＡＢＣ and abc are one; as many characters as before or not."""
    return unicodedata.normalize("NFKC", text).lower()


def words_of(text: str) -> list[str]:
    """Words, and the shorter words inside long ones, without punctuation."""
    return [word[:MAX_TERM] for word in rjieba.cut_for_search(folded(text)) if _WORD.search(word)]


def characters_of(text: str) -> list[str]:
    """Every character but white space, in order: a phrase of these is a substring of the text."""
    return [char for char in folded(text) if not char.isspace()]
