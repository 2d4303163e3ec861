"""A version's facts as rows of a workbook, in the words of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from luodi_web.policies.domain.fact_pages import FactCard, FactFilter
from luodi_web.policies.domain.places import place_words
from luodi_web.policies.enums import FactKind, FactState
from luodi_web.policies.models import Fact, PolicyVersion

# Header and width of each column, in order.
FACT_COLUMNS = [
    (_("条款"), 22),
    (_("条款标题"), 30),
    (_("类别"), 12),
    (_("内容"), 40),
    (_("数值"), 16),
    (_("数值单位"), 8),
    (_("原文文字"), 60),
    (_("状态"), 10),
    (_("系统原识别"), 30),
    (_("来源"), 10),
    (_("核对人"), 12),
    (_("核对时间"), 18),
]


def fact_sheet(version: PolicyVersion, asked: FactFilter) -> Iterator[list[Any]]:
    """One row a fact, in reading order. Money is a number of 元, exact; a ratio a number (0.2 for 20%)."""
    places = place_words(version.provisions.all())
    rows = version.facts.filter(asked.condition()).select_related("provision", "decided_by")
    for fact in rows.order_by("start", "end", "pk"):
        card = FactCard(fact)
        value, unit = _figure(fact)
        provision = fact.provision
        yield [
            places[provision.pk] if provision else "",
            (provision.heading or provision.text[:40]).strip() if provision else "",
            card.label,
            card.words,
            value,
            unit,
            fact.words,
            FactState(fact.state).label,
            card.read,
            fact.get_source_display(),
            fact.decided_by.name if fact.decided_by else "",
            fact.decided_at and fact.decided_at.replace(second=0, microsecond=0),
        ]


def _figure(fact: Fact) -> tuple[Decimal | None, str]:
    if fact.kind not in (FactKind.AMOUNT, FactKind.TARGET):
        return None, ""
    return Decimal(fact.values["value"]), fact.values["unit"]
