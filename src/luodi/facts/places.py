"""Places of a text that are already spoken for."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable

from luodi.source import Span


class Places:
    """Spans, asked whether one overlaps them in logarithmic time. Spans may overlap each other."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._spans = sorted(spans)
        self._longest = max((end - start for start, end in self._spans), default=0)

    def add(self, span: Span) -> None:
        insort(self._spans, span)
        self._longest = max(self._longest, span.end - span.start)

    def overlap(self, span: Span) -> bool:
        """Whether a span shares a character with any of the places."""
        at = bisect_left(self._spans, (span.end,)) - 1
        while at >= 0 and self._spans[at].start > span.start - self._longest - 1:
            if self._spans[at].end > span.start:
                return True
            at -= 1
        return False
