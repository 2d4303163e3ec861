"""Where a Chinese sentence ends, the half-width stop of a mixed text included."""

from __future__ import annotations

import re
from typing import Final

_HAN = r"\u4e00-\u9fff"
_NUMERAL = "一二三四五六七八九十"
_HALF = (
    rf"(?:(?<=[{_HAN}])(?<![{_NUMERAL}])|(?<=[{_HAN}][）)”》〉\"])(?<![{_NUMERAL}][）)]))\.(?![\dA-Za-z.])"
)
# A pattern for one stop: 。, or a point after Chinese (制定本办法.) that no digit or letter follows. After a
# numeral it ends a label: 一.总体要求, (一).
STOP: Final = rf"(?:。|{_HALF})"
_STOP = re.compile(STOP)
_HALF_STOP = re.compile(_HALF)


def is_stop(text: str, at: int) -> bool:
    """Whether the character at an offset is the full stop of a Chinese sentence, in either width."""
    return _STOP.match(text, at) is not None


def widen_stops(text: str) -> str:
    """The text with 。 for every half-width stop; same length."""
    return _HALF_STOP.sub("。", text)
