"""Types of columns as people call them, whatever a database calls them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from luodi.feel.type_words import TypeName

# What FEEL tells no further apart.
_OWN: Final[Mapping[str, tuple[str, str]]] = {
    "integer": ("整数", "whole number"),
    "decimal": ("小数", "decimal"),
    "float": ("浮点数", "floating number"),
    "struct": ("多项组成的值", "structure"),
    "blob": ("二进制数据", "bytes"),
}
# By the beginning of the name that a database gives a type: FEEL's name, or one of the above.
_BEGINS: Final = (
    (r".*\[\d*\]|LIST|_", "list"),
    (r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?\b", "integer"),
    ("DECIMAL|NUMERIC", "decimal"),
    ("FLOAT|DOUBLE|REAL", "float"),
    ("VARCHAR|ENUM|TEXT|BPCHAR", "string"),
    ("BOOLEAN|BOOL", "boolean"),
    ("TIMESTAMP", "date and time"),
    ("DATE$", "date"),
    ("TIME", "time"),
    ("STRUCT|MAP|JSON", "struct"),
    ("BLOB|BYTEA", "blob"),
)


class ColumnTypeName(TypeName):
    """FEEL's name of a type, or a database's, that says itself in each language; one that is not known stays
    as it is."""

    __slots__ = ()

    def in_language(self, lang: str) -> str:
        kind = next((kind for begin, kind in _BEGINS if re.match(begin, self, re.IGNORECASE)), str(self))
        return _OWN[kind][lang == "en"] if kind in _OWN else TypeName(kind).in_language(lang)
