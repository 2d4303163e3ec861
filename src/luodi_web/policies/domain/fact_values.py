"""A fact's values as they are kept: the engine's facts as a kind and a plain dictionary.

Keys by kind; what the words do not say is None:
unit: name, role. deadline: kind, date, until, amount, unit. target: indicator, op, value, unit, by.
amount: kind, value, unit, base, grade, years. stacking: kind. reference: title, doc_no, article.
repeal: title, doc_no. validity: valid_from, valid_to, trial.
Decimals and dates are text ("5000000", "2025-12-31"), so that either database gives back what was kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from luodi.facts.model import Amount, Deadline, Facts, Reference, Repeal, Stacking, Target, Unit
from luodi.source import Span
from luodi_web.policies.enums import FactKind

Values = dict[str, Any]


def kept_facts(facts: Facts) -> Iterator[tuple[str, Values, Span]]:
    """Kind, values and place of everything a document says, in no particular order."""
    for item in facts.items:
        for fact in item.facts():
            yield *_kept(fact), fact.span
    for repeal in facts.repeals:
        yield *_kept(repeal), repeal.span
    for reference in facts.references:
        yield *_kept(reference), reference.span
    if facts.valid_from or facts.valid_to or facts.trial:
        values = {
            "valid_from": _text(facts.valid_from),
            "valid_to": _text(facts.valid_to),
            "trial": facts.trial,
        }
        yield FactKind.VALIDITY, values, facts.validity_span or Span(0, 0)


def _kept(fact: Unit | Deadline | Target | Amount | Stacking | Reference | Repeal) -> tuple[str, Values]:
    match fact:
        case Unit():
            return FactKind.UNIT, _values(fact, "name", "role")
        case Deadline():
            return FactKind.DEADLINE, _values(fact, "kind", "date", "until", "amount", "unit")
        case Target():
            return FactKind.TARGET, _values(fact, "indicator", "op", "value", "unit", "by")
        case Amount():
            return FactKind.AMOUNT, _values(fact, "kind", "value", "unit", "base", "grade", "years")
        case Stacking():
            return FactKind.STACKING, _values(fact, "kind")
        case Reference():
            return FactKind.REFERENCE, _values(fact, "title", "doc_no", "article")
        case Repeal():
            return FactKind.REPEAL, _values(fact, "title", "doc_no")
    raise TypeError(f"no kind of fact for {type(fact).__name__}")


def _values(fact: object, *names: str) -> Values:
    return {name: _text(getattr(fact, name)) for name in names}


def _text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain_decimal(value)
    return value.isoformat() if isinstance(value, date) else value


def plain_decimal(value: Decimal) -> str:
    """Its digits without exponent or closing zeros: ``5000000``, ``0.2``."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
