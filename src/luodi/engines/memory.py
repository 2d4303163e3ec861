"""How much memory an engine may take, as it is written: ``400MB``, ``1.5GiB``."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from luodi.diagnostics import Diagnostic, LuodiError, Severity

_SIZE: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?([KMGT])(I?)B?", re.IGNORECASE | re.ASCII)
_MEGA: Final = 1_000_000


def memory_bytes(text: str) -> int:
    """The bytes of a size: 400MB, 2g and the like by thousands, 512MiB by 1024. Raises ValueError else."""
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    power = "KMGT".index(found[2].upper()) + 1
    return int(Decimal(found[1]) * (1024 if found[3] else 1000) ** power)


def memory_limit(text: str, least: int) -> int:
    """The bytes of a size. Raises LuodiError POP067 where they are less than an engine can work with."""
    size = memory_bytes(text)
    if size < least:
        values = {"text": text, "least": f"{-(-least // _MEGA)}MB"}
        raise LuodiError(Diagnostic("POP067", Severity.ERROR, None, values))
    return size
