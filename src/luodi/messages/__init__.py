"""Words of the diagnostics, by code, in Simplified Chinese and English.

One module per language and part with a ``MESSAGES`` table; a test holds their codes and placeholders equal.
"""

from __future__ import annotations

from luodi.messages import (
    en,
    en_check,
    en_dmn,
    en_engines,
    en_evaluate,
    en_feel,
    en_runs,
    en_simulate,
    en_sql,
    zh,
    zh_check,
    zh_dmn,
    zh_engines,
    zh_evaluate,
    zh_feel,
    zh_runs,
    zh_simulate,
    zh_sql,
)
from luodi.messages.words import PlaceWords, SystemReason, Worded, Words

LANGUAGES = {
    "zh": zh.MESSAGES
    | zh_check.MESSAGES
    | zh_dmn.MESSAGES
    | zh_engines.MESSAGES
    | zh_evaluate.MESSAGES
    | zh_feel.MESSAGES
    | zh_runs.MESSAGES
    | zh_simulate.MESSAGES
    | zh_sql.MESSAGES,
    "en": en.MESSAGES
    | en_check.MESSAGES
    | en_dmn.MESSAGES
    | en_engines.MESSAGES
    | en_evaluate.MESSAGES
    | en_feel.MESSAGES
    | en_runs.MESSAGES
    | en_simulate.MESSAGES
    | en_sql.MESSAGES,
}
REASONS = {"zh": zh.REASONS, "en": en.REASONS}


def message_text(code: str, lang: str = "zh") -> Words:
    """Message and hint of a code. Raises KeyError for a code without words: that is our bug."""
    return LANGUAGES[lang][code]


def in_language(value: object, lang: str = "zh") -> object:
    """A value or the place of a message in its own words, where it has any, else as it is."""
    if isinstance(value, Worded):
        return value.in_language(lang)
    if isinstance(value, PlaceWords):
        return value.english if lang == "en" else value
    if not isinstance(value, SystemReason):
        return value
    reasons = REASONS[lang]
    return reasons.get(value.name, reasons[""])


__all__ = [
    "LANGUAGES",
    "REASONS",
    "PlaceWords",
    "SystemReason",
    "Worded",
    "Words",
    "in_language",
    "message_text",
]
