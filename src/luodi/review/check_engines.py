"""What cannot be run over a population: decisions that the compiler to SQL refuses, on which engine, and why.

Said by the compiler itself, of columns of the types that the model declares. A number is taken to have four
digits behind the point at most and to stay below a trillion, where its type sets no limits; what an input
without a type holds is not known, and nothing is said of what reads one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn import model as dmn
from luodi.dmn.walk import all_expressions
from luodi.messages import Worded
from luodi.relational import lower_model
from luodi.review.check_findings import Findings
from luodi.sql.capabilities import Engine
from luodi.sql.fit import fitted

# What the check of texts says already: unreadable, unknown names, circles.
_SAID: Final = frozenset(("SQL008", "SQL009", "SQL016"))
_NEEDS_OTHER: Final = "SQL017"
_NAMES: Final = {Engine.DUCKDB: "DuckDB", Engine.POSTGRES: "PostgreSQL", Engine.SPARK: "Spark"}
# Stands for the key of a population; no decision can be called so.
_KEY: Final = "#"


@dataclass(frozen=True, slots=True)
class _Reason(Worded):
    """What a refusal says, or what it advises."""

    refusal: Diagnostic
    advice: bool = False

    def in_language(self, lang: str) -> str:
        return (self.refusal.hint(lang) or "") if self.advice else self.refusal.message(lang)


def check_engines(definitions: dmn.Definitions, findings: Findings) -> None:
    """CHK050 for each decision that no engine runs, CHK051 for each that some do not."""
    program = lower_model(definitions, keys=[_KEY])
    places = _places(definitions)
    wrong = {each.diagnostic.where for each in findings.found if each.diagnostic.severity is Severity.ERROR}
    by_decision = {str(each.values["decision"]): each for each in program.refusals}
    for refusal in program.refusals:
        if not _is_said(refusal, by_decision, wrong):
            _add(findings, "CHK050", refusal, places, {})
    alike: dict[tuple[object, ...], list[tuple[Engine, Diagnostic]]] = {}
    for engine in Engine:
        for refusal in fitted(program, engine).refusals[len(program.refusals) :]:
            alike.setdefault((refusal.where, refusal.values["why"]), []).append((engine, refusal))
    for refused in alike.values():
        names = "、".join(_NAMES[engine] for engine, _ in refused)
        _add(findings, "CHK051", refused[0][1], places, {"engines": names, **refused[0][1].values})


def _is_said(refusal: Diagnostic, by_decision: Mapping[str, Diagnostic], wrong: set[str]) -> bool:
    """Whether an error says it already, of what is refused or of what that needs."""
    seen: set[str] = set()
    while refusal.code == _NEEDS_OTHER and str(refusal.values["needed"]) in by_decision:
        needed = str(refusal.values["needed"])
        if needed in seen:
            return True
        seen.add(needed)
        refusal = by_decision[needed]
    if refusal.code in _SAID or refusal.where in wrong:
        return True
    return refusal.code == "SQL011" and refusal.values["type"] == "Any"


def _add(
    findings: Findings,
    code: str,
    refusal: Diagnostic,
    places: Mapping[str, tuple[int | None, int | None]],
    values: Mapping[str, object],
) -> None:
    rule, column = places.get(refusal.where, (None, None))
    said = {"reason": _Reason(refusal), "advice": _Reason(refusal, advice=True), **values}
    findings.take(
        Diagnostic(code, Severity.INFO, refusal.span, said, findings.file, refusal.where),
        refusal.text or None,
        rule,
        column,
    )


def _places(definitions: dmn.Definitions) -> dict[str, tuple[int | None, int | None]]:
    """Rule and column, from 1, of the cells of all tables, by their place in words."""
    found: dict[str, tuple[int | None, int | None]] = {}
    for _, expression in all_expressions(definitions):
        if isinstance(expression, dmn.DecisionTable):
            found.update(_places_in(expression))
    return found


def _places_in(table: dmn.DecisionTable) -> Iterator[tuple[str, tuple[int | None, int | None]]]:
    for column, clause in enumerate((*table.inputs, *table.outputs), 1):
        yield str(clause.place), (None, column)
    for number, rule in enumerate(table.rules, 1):
        yield str(rule.place), (number, None)
        for column, part in enumerate((*rule.inputs, *rule.outputs), 1):
            yield str(part.place), (number, column)
