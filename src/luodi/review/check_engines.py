"""What cannot be run over a population: decisions that the compiler to SQL refuses, on which engine, and why.

Said by the compiler itself, of columns of the types that the model declares. How many digits their numbers
have is not known: what is refused even where all are 1 is refused always; what is refused only where they
stay below a trillion and have four digits behind the point hangs on the data. What an input without a type
holds is not known either, and nothing is said of what reads one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn import model as dmn
from luodi.dmn.walk import all_expressions
from luodi.messages import Worded
from luodi.relational import lower_model
from luodi.relational.program import Program
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
    """CHK050 for each decision that no engine runs, CHK051 for each that some do not, whatever the data is;
    CHK052 for what hangs on how many digits the data has."""
    wide = lower_model(definitions, keys=[_KEY])
    narrow = lower_model(definitions, keys=[_KEY], narrow=True)
    places = _places(definitions)
    wrong = {each.diagnostic.where for each in findings.found if each.diagnostic.severity is Severity.ERROR}
    always = {str(each.values["decision"]): each for each in narrow.refusals}
    for refusal in narrow.refusals:
        if not _is_said(refusal, always, wrong):
            _add(findings, "CHK050", refusal, places, {})
    by_engine = _refused_by_engines(narrow)
    for engines, refusal in _alike(by_engine):
        _add(findings, "CHK051", refusal, places, {"engines": engines, **refusal.values})
    for refusal in wide.refusals:
        # What needs such a decision hangs on the same digits.
        if str(refusal.values["decision"]) not in always and refusal.code != _NEEDS_OTHER:
            _add(findings, "CHK052", refusal, places, {})
    others = {key: each for key, each in _refused_by_engines(wide).items() if key not in by_engine}
    for engines, refusal in _alike(others):
        if refusal.where not in always:
            _add(
                findings, "CHK052", replace(refusal, values={**refusal.values, "engine": engines}), places, {}
            )


def _refused_by_engines(program: Program) -> dict[tuple[str, Engine], Diagnostic]:
    """What single engines refuse, by decision and engine."""
    return {
        (str(refusal.values["decision"]), engine): refusal
        for engine in Engine
        for refusal in fitted(program, engine).refusals[len(program.refusals) :]
    }


def _alike(refusals: Mapping[tuple[str, Engine], Diagnostic]) -> list[tuple[str, Diagnostic]]:
    """A refusal for all engines that refuse a decision for one reason, with their names."""
    alike: dict[tuple[object, ...], list[tuple[Engine, Diagnostic]]] = {}
    for (decision, engine), refusal in refusals.items():
        alike.setdefault((decision, refusal.values["why"]), []).append((engine, refusal))
    return [("、".join(_NAMES[engine] for engine, _ in each), each[0][1]) for each in alike.values()]


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
