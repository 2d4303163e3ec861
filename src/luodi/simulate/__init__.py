"""What a change of rules would cost, and who would gain or lose by it, before it is issued.

compare(base, new, path, by=["地区"]) answers once; with ``prepare`` a population stays loaded and only the
changed model runs again.
"""

from luodi.simulate.allocate import Method, Rule, allocate, parse_rule
from luodi.simulate.compare import BOUNDS, compare, prepare
from luodi.simulate.parameters import (
    Parameter,
    changed,
    parse_amount,
    parse_parameter,
    parse_values,
    value_of,
)
from luodi.simulate.results import (
    Allocation,
    Band,
    Change,
    Comparison,
    Curve,
    Cut,
    Distribution,
    Group,
    Point,
    Shares,
    Side,
    SimulationError,
    Totals,
)
from luodi.simulate.session import Session
from luodi.simulate.sweep import sweep

__all__ = [
    "BOUNDS",
    "Allocation",
    "Band",
    "Change",
    "Comparison",
    "Curve",
    "Cut",
    "Distribution",
    "Group",
    "Method",
    "Parameter",
    "Point",
    "Rule",
    "Session",
    "Shares",
    "Side",
    "SimulationError",
    "Totals",
    "allocate",
    "changed",
    "compare",
    "parse_amount",
    "parse_parameter",
    "parse_rule",
    "parse_values",
    "prepare",
    "sweep",
    "value_of",
]
