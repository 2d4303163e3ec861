"""Amounts in tables: | 国家级 | 200万元 |, the case in one column, the sum in another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from luodi.facts.amounts import amounts_of_cell
from luodi.facts.model import Amount
from luodi.source import Span

_SUM: Final = re.compile(r"补助|补贴|奖励|奖补|资助|支持|金额|标准|额度|资金|奖金|津贴")
_NO_CASE: Final = re.compile(r"^(?:序号|编号|备注|说明|依据|责任单位|牵头单位)$")
_RULE: Final = re.compile(r"[\s|:\-]+")


def is_row(folded: str, block: Span) -> bool:
    """Whether a paragraph is a row of a table."""
    words = folded[block.start : block.end].strip()
    return len(words) > 2 and words.startswith("|") and words.endswith("|")


def find_table_amounts(folded: str, rows: Sequence[Span]) -> Iterator[Amount]:
    """The amounts of a table's rows, which are its paragraphs with the head first.

    A column whose head speaks of support holds sums; the first other column says what for.
    """
    if len(rows) < 2:
        return
    head = [folded[cell.start : cell.end].strip() for cell in _cells(folded, rows[0])]
    sums = [at for at, words in enumerate(head) if _SUM.search(words)]
    cases = [at for at, words in enumerate(head) if at not in sums and not _NO_CASE.match(words)]
    for row in rows[1:]:
        if _RULE.fullmatch(folded, *row):
            continue
        cells = list(_cells(folded, row))
        case = folded[slice(*cells[cases[0]])].strip() if cases and cases[0] < len(cells) else None
        for at in sums:
            if at < len(cells):
                yield from (replace(one, grade=case or None) for one in amounts_of_cell(folded, cells[at]))


def _cells(folded: str, row: Span) -> Iterator[Span]:
    start = folded.index("|", row.start) + 1
    while (end := folded.find("|", start, row.end)) >= 0:
        yield Span(start, end)
        start = end + 1
