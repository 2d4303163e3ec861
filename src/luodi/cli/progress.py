"""How far a run is, on a terminal: rows, share, time left."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from luodi.messages import message_text

# Before it the time that is left would be a guess.
_KNOWN_FROM = 0.02


class Meter:
    """A line of standard error that is written over again; nothing where that is no terminal."""

    def __init__(self, lang: str, stream: TextIO | None = None) -> None:
        self.stream = sys.stderr if stream is None else stream
        self.lang = lang
        self.began = time.monotonic()
        self.rows = 0
        self.shown = False

    @property
    def is_on(self) -> bool:
        return self.stream.isatty()

    def count(self, rows: int) -> None:
        """Told of the rows when the run itself begins."""
        self.rows, self.began = rows, time.monotonic()

    def __call__(self, share: float | None) -> None:
        taken = time.monotonic() - self.began
        known = share is not None and share >= _KNOWN_FROM
        left = taken * (1 - share) / share if known and share else 0.0
        words = message_text("POP042", self.lang).message.format(
            done=f"{int(self.rows * (share or 0)):,}",
            rows=f"{self.rows:,}",
            share=int(100 * (share or 0)),
            left=f"{int(left) // 60}:{int(left) % 60:02d}" if known else "…",
        )
        self.stream.write("\r\x1b[K" + words)
        self.stream.flush()
        self.shown = True

    def clear(self) -> None:
        if self.shown:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
            self.shown = False
