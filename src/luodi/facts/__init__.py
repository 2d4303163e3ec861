"""Document → facts: units, deadlines, targets, amounts, stacking, validity, references; each with its words.

One module for each kind of fact. The words of the text are read after folding full-width forms, which
keeps every offset.
"""

from __future__ import annotations

from luodi.facts.extract import extract_facts
from luodi.facts.model import (
    Amount,
    Deadline,
    Fact,
    Facts,
    Item,
    Reference,
    Repeal,
    Stacking,
    Target,
    Unit,
)
from luodi.facts.render import to_json

__all__ = [
    "Amount",
    "Deadline",
    "Fact",
    "Facts",
    "Item",
    "Reference",
    "Repeal",
    "Stacking",
    "Target",
    "Unit",
    "extract_facts",
    "to_json",
]
