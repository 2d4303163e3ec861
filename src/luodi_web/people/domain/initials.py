"""First letters of a name's pinyin: 省科技厅 → skjt."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin


def initials_of(*names: str) -> str:
    """The initials of each name, in lower case, separated by spaces; Latin letters stay as they are."""
    return " ".join(
        "".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors=_keep_word)).lower()
        for name in names
        if name
    )[:130]


def _keep_word(text: str) -> str:
    return "".join(character for character in text if character.isalnum())
