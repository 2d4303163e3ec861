"""When things are due: 到2025年, 6月底前, 30日内, 每半年, 2021年1月至3月, 3年建设期, 自…起, 长期坚持."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Final

from luodi.facts.days import find_days
from luodi.facts.model import Deadline
from luodi.facts.places import Places
from luodi.facts.terms import find_terms
from luodi.source import Span

# Signs of a date or a term; a sentence without any has no deadline.
_MAY_BE_DUE: Final = re.compile(
    r"[\d一二三四五六七八九十两半〇]\s?个?(?:工作|自然)?[年月日天周季星]|每|年(?:底|末|内)|"
    r"[月季年]度|明年|长期|常年|持续|[按逐][月季年]|十[三四五六七]五"
)
# 完成时限：2026年底: the mark is the label's, no word of the day. Matches everywhere, maybe nothing.
_LABEL_MARK: Final = re.compile(r"[:,;\s]*")
_OF_DOCUMENT: Final = re.compile(r"本[^,。;]{1,8}自|废止")
# How long a title or a certificate holds: 资格有效期为3年.
_VALID_FOR: Final = re.compile(r"有效期[^,。;]*")
_EXPIRY: Final = re.compile(r"有效期|废止|施行之日|(?:起|之日)(?:施行|实施|执行|生效)|试行期")


def find_deadlines(
    folded: str, sentence: Span, issued: date | None = None, year: int | None = None
) -> list[Deadline]:
    """The deadlines of a sentence in reading order, each once.

    issued: the document's own date; 今年底前 is of its year, and None without it. year: the one the document
    is for (2025年工作要点), which days without a year are of.
    """
    if _EXPIRY.search(folded, *sentence) and _OF_DOCUMENT.search(folded, *sentence):
        return []
    if not _MAY_BE_DUE.search(folded, *sentence):
        return []
    found: list[Deadline] = []
    taken = Places(Span(*match.span()) for match in _VALID_FOR.finditer(folded, *sentence))
    said: set[tuple[object, ...]] = set()
    for deadline in chain(find_days(folded, sentence, issued, year), find_terms(folded, sentence)):
        if taken.overlap(deadline.span):
            continue
        taken.add(deadline.span)
        start = _LABEL_MARK.match(folded, *deadline.span).end()  # type: ignore[union-attr]
        deadline = replace(deadline, span=Span(start, deadline.span.end))
        values = (deadline.kind, deadline.date, deadline.until, deadline.amount, deadline.unit)
        if values not in said:
            said.add(values)
            found.append(deadline)
    return sorted(found, key=lambda one: one.span)
