"""Filters of the 目标台账."""

from __future__ import annotations

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def figure(value: Decimal) -> str:
    """A figure as one reads it: 30,000, 5,937.89; without the zeros it is stored with."""
    return f"{value.normalize():,f}"
