"""The shape of one catalogue entry."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """message and hint are ``str.format`` templates; hint says what to do, and may be absent."""

    message: str
    hint: str | None = None
