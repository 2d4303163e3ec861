"""Facts as JSON: the format of ``luodi facts --json`` (docs/reference/formats.md)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from luodi.facts.model import Facts, Item
from luodi.source import Span


def to_json(facts: Facts, text: str) -> dict[str, Any]:
    """One JSON object; ``text`` is what the document was parsed from. Each fact also has its ``span``."""

    def words(span: Span) -> dict[str, Any]:
        return {"text": text[span.start : span.end], "span": list(span)}

    def item_json(item: Item) -> dict[str, Any]:
        return {
            "path": list(item.path),
            "heading": item.heading,
            "span": list(item.span),
            "units": {
                role: [unit.name for unit in item.units if unit.role == role] for role in ("lead", "joint")
            },
            "deadlines": [
                {
                    "kind": one.kind,
                    "date": _day(one.date),
                    "until": _day(one.until),
                    "amount": _number(one.amount),
                    "unit": one.unit,
                    **words(one.span),
                }
                for one in item.deadlines
            ],
            "targets": [
                {
                    "indicator": one.indicator,
                    "op": one.op,
                    "value": _number(one.value),
                    "unit": one.unit,
                    "by": str(one.by) if one.by else None,
                    **words(one.span),
                }
                for one in item.targets
            ],
            "amounts": [
                {
                    "kind": one.kind,
                    "value": _number(one.value),
                    "unit": one.unit,
                    "base": one.base,
                    "grade": one.grade,
                    "years": one.years,
                    **words(one.span),
                }
                for one in item.amounts
            ],
            "stacking": [{"kind": one.kind, **words(one.span)} for one in item.stacking],
        }

    return {
        "title": facts.title,
        "doc_no": facts.doc_no,
        "issuers": list(facts.issuers),
        "date": _day(facts.date),
        "valid_from": _day(facts.valid_from),
        "valid_to": _day(facts.valid_to),
        "trial": facts.trial,
        "repeals": [{"title": one.title, "doc_no": one.doc_no, **words(one.span)} for one in facts.repeals],
        "references": [
            {"title": one.title, "doc_no": one.doc_no, "article": one.article, **words(one.span)}
            for one in facts.references
        ],
        "items": [item_json(item) for item in facts.items],
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _number(value: Decimal | None) -> int | float | None:
    """JSON has no decimals; a whole number stays whole, and 17 digits carry the others exactly."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
