"""Lists read side by side: 2026年、2027年分别达到A、B."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from luodi.facts.model import Target
from luodi.source import Span

# 2026年、2027年、2028年分别培训…; 到2028年和2030年,…分别达到…
YEARS: Final = re.compile(
    r"20\d\d年(?:底|末)?(?:前)?(?:[、和及]\s?(?:到|至)?20\d\d年(?:底|末)?(?:前)?)+(?=[^;。]{0,60}分别)"
)
YEAR: Final = re.compile(r"(20\d\d)年(?:底|末)?(?:前)?")
_JOINS: Final = re.compile(r"[^,;。\d]{0,2}[、和及]\s?[^,;。\d]{0,8}")


def side_by_side(folded: str, sentence: Span, targets: list[Target]) -> list[Target]:
    """The targets of a sentence, those of a list each with its year."""
    years = YEARS.search(folded, *sentence) if len(targets) > 1 else None
    if years is None:
        return targets
    named = [int(year) for year in YEAR.findall(years[0])]
    result: list[Target] = []
    for run in _runs(folded, targets):
        start = run[0].span.start
        if len(run) == len(named) and start >= years.end():
            run = [replace(one, by=year) for one, year in zip(run, named, strict=True)]
        result.extend(run)
    return result


def _runs(folded: str, targets: list[Target]) -> Iterator[list[Target]]:
    """The targets in reading order, those of one list together: A、B和C."""
    run: list[Target] = []
    for target in targets:
        if run and not _JOINS.fullmatch(folded, run[-1].span.end, target.span.start):
            yield run
            run = []
        run.append(target)
    if run:
        yield run
