"""Runs folders of the DMN Technology Compatibility Kit, or of cases saved in its format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn import read
from luodi.dmn.cases import Case, read_cases
from luodi.evaluate import Model, compile_model
from luodi.messages import in_language
from luodi.review.run_cases import (
    CaseOutcome,
    NodeOutcome,
    Outcome,
    TableCoverage,
    could_not_run,
    run_all,
    run_case,
)
from luodi.sql.capability import Engine

DUCKDB_ALONE: Final[Mapping[str, str | None]] = {Engine.DUCKDB.value: None}


@dataclass(frozen=True, slots=True)
class KitCase:
    """A case of the kit. test: the file's path below the folder, without its ending.

    sql: where asked for, what each engine makes of it: equal, refused or wrong; scalar: whether its inputs
    are columns.
    """

    test: str
    case: str
    ran: CaseOutcome
    sql: Mapping[str, str] | None = None
    scalar: bool = False

    @property
    def result(self) -> Outcome:
        return self.ran.outcome


@dataclass(frozen=True, slots=True)
class Conformance:
    """All cases below a folder in the order of their files, and what could not be read.

    coverage: where asked for, of each file's model the tables and the rules that no case reaches.
    """

    cases: tuple[KitCase, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    coverage: tuple[tuple[str, TableCoverage], ...] = ()


def run_folder(
    folder: Path,
    *,
    coverage: bool = False,
    sql: bool = False,
    engines: Mapping[str, str | None] = DUCKDB_ALONE,
) -> Conformance:
    """Run every file of cases below a folder, at any depth; a single file is run alone.

    sql: whether each case is run as SQL too. engines: on which, each with its URL where it has one.

    A model that cannot be read makes its cases errors. TCK005 where no file of cases is found.
    """
    files = [folder] if folder.is_file() else sorted(folder.rglob("*.xml"))
    base = folder.parent if folder.is_file() else folder
    cases: list[KitCase] = []
    found: list[Diagnostic] = []
    tables: list[tuple[str, TableCoverage]] = []
    for file in files:
        test = file.relative_to(base).with_suffix("").as_posix()
        saved = read_cases(file)
        if saved.cases is None:
            # Another XML file beside the cases, such as a model's source, is none of ours.
            found += [each for each in saved.diagnostics if each.code != "TCK001"]
            continue
        found += saved.diagnostics
        model = _model(file, saved.cases.model_name, found)
        if isinstance(model, Diagnostic):
            ran = [could_not_run(case, model) for case in saved.cases.cases]
        elif coverage:
            ran, reached = run_all(model, saved.cases.cases)
            tables += [(test, table) for table in reached]
        else:
            ran = [run_case(model, case) for case in saved.cases.cases]
        by_sql = _by_sql(model, saved.cases.cases, engines) if sql else [None] * len(ran)
        found += [replace(said, file=str(file)) for each in ran for said in each.diagnostics]
        cases += [
            KitCase(
                test,
                each.case.id or each.case.name or str(number),
                each,
                outcome,
                outcome is not None and _has_scalar_inputs(each.case),
            )
            for number, (each, outcome) in enumerate(zip(ran, by_sql, strict=True), 1)
        ]
    if not cases:
        found.append(Diagnostic("TCK005", Severity.ERROR, file=str(folder)))
    return Conformance(tuple(cases), tuple(found), tuple(tables))


def _by_sql(
    model: Model | Diagnostic, cases: Sequence[Case], engines: Mapping[str, str | None]
) -> list[Mapping[str, str] | None]:
    # Not above: the engines take a second to load, which a run without them need not wait for.
    from luodi.review.kit_sql import On, SqlOutcome, sql_outcomes

    if isinstance(model, Diagnostic):
        return [dict.fromkeys(engines, SqlOutcome.REFUSED.value) for _ in cases]
    found = {name: sql_outcomes(model, cases, On(Engine(name), url)) for name, url in engines.items()}
    return [{name: outcomes[at].value for name, outcomes in found.items()} for at in range(len(cases))]


def _has_scalar_inputs(case: Case) -> bool:
    from luodi.review.kit_sql import has_scalar_inputs

    return has_scalar_inputs(case)


def _model(file: Path, name: str | None, found: list[Diagnostic]) -> Model | Diagnostic:
    """The model beside a file of cases, the one it names or else the only one; or why there is none."""
    path = file.parent / name if name else None
    if path is None or path.parent != file.parent or not path.is_file():
        others = sorted(file.parent.glob("*.dmn"))
        path = others[0] if len(others) == 1 else None
    if path is None:
        missing = Diagnostic("TCK006", Severity.ERROR, None, {"model": name or ""}, str(file))
        found.append(missing)
        return missing
    loaded = read(path)
    found += [each for each in loaded.diagnostics if each.severity is Severity.ERROR]
    if loaded.definitions is None:
        return Diagnostic("TCK009", Severity.ERROR, None, {"model": path.name}, str(file))
    return compile_model(loaded.definitions)


def to_json(conformance: Conformance, lang: str = "zh") -> dict[str, Any]:
    """The format of ``luodi tck --json``; beside what it promises, what came out where it was not wanted."""
    cases = []
    for each in conformance.cases:
        shown: dict[str, Any] = {
            "test": each.test,
            "case": each.case,
            "result": each.result.value,
            "expects_null": each.ran.case.expects_null,
        }
        if each.sql is not None:
            shown["sql"] = dict(each.sql)
        if each.result is not Outcome.OK:
            shown["nodes"] = [_node(node, lang) for node in each.ran.nodes if not node.passed]
            shown["reasons"] = [
                {"where": in_language(reason.where, lang), "message": reason.as_diagnostic().message(lang)}
                for reason in each.ran.reasons[:3]
            ]
        cases.append(shown)
    document: dict[str, Any] = {"cases": cases, "totals": totals(conformance)}
    if conformance.coverage:
        document["coverage"] = [
            {
                "test": test,
                "table": in_language(table.where, lang),
                "rules": table.rules,
                "not_reached": list(table.not_reached),
            }
            for test, table in conformance.coverage
        ]
    return document


def _node(node: NodeOutcome, lang: str) -> dict[str, str]:
    error = node.error.message(lang) if node.error else None
    shown = {"name": node.name, "expected": node.wanted, "actual": node.actual, "error": error}
    return {key: value for key, value in shown.items() if value is not None}


def totals(conformance: Conformance) -> dict[str, Any]:
    """Counts of all cases, of those that expect a value, of those that expect null, and by top folder."""
    cases = conformance.cases
    folders = sorted({each.test.partition("/")[0] for each in cases if "/" in each.test})
    by_sql = {"sql": sql_totals(conformance)} if any(each.sql for each in cases) else {}
    return {
        **_counts(cases),
        **by_sql,
        "expects_value": _counts([each for each in cases if not each.ran.case.expects_null]),
        "expects_null": _counts([each for each in cases if each.ran.case.expects_null]),
        "folders": {
            folder: _counts([each for each in cases if each.test.startswith(f"{folder}/")])
            for folder in folders
        },
    }


def sql_totals(conformance: Conformance) -> dict[str, Any]:
    """Of each engine the outcomes of all cases, and of those that have scalar inputs and expect a value.

    share: of the latter that are compiled and equal.
    """
    engines = dict.fromkeys(name for each in conformance.cases for name in each.sql or ())
    asked = [each for each in conformance.cases if each.scalar and not each.ran.case.expects_null]
    found: dict[str, Any] = {"scalar_inputs_and_value": len(asked)}
    for engine in engines:
        equal = sum((each.sql or {}).get(engine) == "equal" for each in asked)
        found[engine] = {
            **Counter((each.sql or {}).get(engine, "refused") for each in conformance.cases),
            "scalar_inputs_and_value_equal": equal,
            "share": round(equal / len(asked), 4) if asked else None,
        }
    return found


def _counts(cases: tuple[KitCase, ...] | list[KitCase]) -> dict[str, int]:
    results = [each.result for each in cases]
    return {"cases": len(results), **{outcome.value: results.count(outcome) for outcome in Outcome}}
