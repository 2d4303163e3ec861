"""Populations and models of a few lines for simulations, and the same figures by the interpreter."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from luodi.dmn.model import Definitions
from luodi.evaluate import compile_model
from luodi.review.missing_rows import nested
from tests.agreement.populations import write_rows
from tests.engine.decision_models import literal, model, table

AS_OF = datetime.date(2026, 3, 1)
KINDS = {"地区": "string", "研发费用": "number", "占比": "number", "是否高企": "boolean", "日期": "date"}
_ORDER = ("地区", "研发费用", "占比", "是否高企", "日期")


def subsidy(threshold: str = "0.03", rate: str = "0.1", cap: str = "1000") -> Definitions:
    """A rate of what was spent, up to a cap, for high-tech firms from a threshold on."""
    return model(
        {"研发费用": "number", "占比": "number", "是否高企": "boolean"},
        {
            "比例": table(
                "F", ["是否高企", "占比"], [""], [["true", f">= {threshold}", rate], ["-", "-", "0"]]
            ),
            "补贴金额": literal(f"min(研发费用 * 比例, {cap})", "number"),
        },
    )


def rows(*given: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows by the order of KINDS; numbers as texts."""
    made = []
    for each in given:
        row = dict(zip(_ORDER, each, strict=False))
        for name in ("研发费用", "占比"):
            if row.get(name) is not None:
                row[name] = Decimal(row[name])
        made.append(row)
    return made


def written(folder: Path, given: Sequence[Mapping[str, Any]], kinds: Mapping[str, str] = KINDS) -> Path:
    path = folder / "population.parquet"
    write_rows(given, kinds, path)
    return path


@dataclass(frozen=True)
class Found:
    """An amount by the interpreter. None: settled without one."""

    amount: Decimal | None
    unknown: bool


def by_interpreter(
    definitions: Definitions, decision: str, given: Sequence[Mapping[str, Any]]
) -> list[Found]:
    compiled = compile_model(definitions)
    found = []
    for row in given:
        result = compiled.decide(nested(row), as_of=AS_OF, decisions=[decision])
        value = result.values[decision]
        found.append(Found(None if value is None else Decimal(value), bool(result.missing[decision])))
    return found
