"""Types of columns and of FEEL as people call them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from luodi.messages.words import Worded

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "number": ("数", "number"),
    "string": ("文字", "text"),
    "boolean": ("真假值", "truth value"),
    "date": ("日期", "date"),
    "integer": ("整数", "whole number"),
    "decimal": ("小数", "decimal"),
    "float": ("浮点数", "floating number"),
    "timestamp": ("日期时间", "date and time"),
    "time": ("时间", "time"),
    "list": ("列表", "list"),
    "struct": ("多项组成的值", "structure"),
    "blob": ("二进制数据", "bytes"),
}
# By the beginning of the name that a database gives a type.
_BEGINS: Final = (
    (r".*\[\d*\]|LIST|_", "list"),
    (r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?\b", "integer"),
    ("DECIMAL|NUMERIC", "decimal"),
    ("FLOAT|DOUBLE|REAL", "float"),
    ("VARCHAR|ENUM|TEXT|BPCHAR", "string"),
    ("BOOLEAN|BOOL", "boolean"),
    ("DATE", "date"),
    ("TIMESTAMP", "timestamp"),
    ("TIME", "time"),
    ("STRUCT|MAP|JSON", "struct"),
    ("BLOB|BYTEA", "blob"),
)


class TypeName(Worded, str):
    """The name of a type, FEEL's or a database's, that says itself in each language; one that is not known
    stays as it is."""

    __slots__ = ()

    def in_language(self, lang: str) -> str:
        kind = next((kind for begin, kind in _BEGINS if re.match(begin, self, re.IGNORECASE)), str(self))
        words = _WORDS.get(str(self), _WORDS.get(kind))
        return str(self) if words is None else words[lang == "en"]
