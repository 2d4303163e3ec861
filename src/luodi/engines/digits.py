"""Numbers as texts have them."""

from __future__ import annotations

from typing import Final

# How a text has to be written to be taken for a number.
NUMBER: Final = r"[+-]?[0-9]+(\.[0-9]+)?"
