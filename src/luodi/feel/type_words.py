"""A type in the words of a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from luodi.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_AND_TIME,
    DAYS_AND_TIME,
    NULL,
    NUMBER,
    STRING,
    TIME,
    YEARS_AND_MONTHS,
    ContextOf,
    FeelType,
    FunctionOf,
    ListOf,
    RangeOf,
    Simple,
    type_text,
)
from luodi.messages import Worded

_ZH = {
    NUMBER: "数",
    STRING: "文字",
    BOOLEAN: "真假值",
    DATE: "日期",
    TIME: "时间",
    DATE_AND_TIME: "日期时间",
    YEARS_AND_MONTHS: "年月时长",
    DAYS_AND_TIME: "日时时长",
    ANY: "任意值",
    NULL: "null",
}


_NAMED_ZH = {
    **{type_text(kind): words for kind, words in _ZH.items()},
    "Null": "空值",
    "list": "列表",
    "context": "上下文",
    "range": "区间",
    "function": "函数",
    "duration": "时长",
    "integer": "整数",
    "null": "空值",
    # A quotient that is not rounded.
    "number (a / b)": "未取整的商",
}


class TypeName(str, Worded):
    """FEEL's name of a type, ``date and time``, which says itself in each language."""

    __slots__ = ()

    def in_language(self, lang: str) -> str:
        if lang != "zh":
            return str(self)
        if self.startswith("list<") and self.endswith(">"):
            return f"{TypeName(self[5:-1]).in_language(lang)}的列表"
        return _NAMED_ZH.get(str(self), str(self))


@dataclass(frozen=True, slots=True)
class TypeWords(Worded):
    """Types as a value of a message: each in its language, joined by "or", or by "and" with ``both``."""

    kinds: tuple[FeelType, ...]
    both: bool = False

    def in_language(self, lang: str) -> str:
        if lang == "zh":
            return ("和" if self.both else "或").join(dict.fromkeys(map(_zh, self.kinds)))
        return (" and " if self.both else " or ").join(dict.fromkeys(map(type_text, self.kinds)))


def _zh(kind: FeelType) -> str:
    match kind:
        case Simple():
            return _ZH[kind]
        case ListOf(element):
            return "列表" if element in (ANY, NULL) else f"{_zh(element)}的列表"
        case RangeOf(element):
            return "区间" if element in (ANY, NULL) else f"{_zh(element)}的区间"
        case ContextOf():
            return "上下文"
        case FunctionOf():
            return "函数"
        case _:
            assert_never(kind)
