"""Words of the diagnostics, by code, in Simplified Chinese and English.

One module per language with a ``MESSAGES`` table; a test holds their codes and placeholders equal.
"""

from __future__ import annotations

from luodi.messages import en, zh
from luodi.messages.words import Words

LANGUAGES = {"zh": zh.MESSAGES, "en": en.MESSAGES}


def message_text(code: str, lang: str = "zh") -> Words:
    """Message and hint of a code. Raises KeyError for a code without words: that is our bug."""
    return LANGUAGES[lang][code]


__all__ = ["LANGUAGES", "Words", "message_text"]
