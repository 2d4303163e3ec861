"""The brackets of Chinese documents, in which units, dates and asides stand."""

from __future__ import annotations

from typing import Final

ROUND: Final = {"（": "）", "(": ")"}
SQUARE: Final = {"［": "］", "[": "]", "【": "】", "〔": "〕", "﹝": "﹞"}
OPENING: Final = "".join((*ROUND, *SQUARE))
CLOSING: Final = "".join((*ROUND.values(), *SQUARE.values()))
