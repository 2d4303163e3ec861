"""Runs folders of the DMN Technology Compatibility Kit, or of cases saved in its format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn import read
from luodi.dmn.cases import Case, read_cases
from luodi.evaluate import Model, compile_model
from luodi.review.run_cases import CaseOutcome, NodeOutcome, Outcome, run_case


@dataclass(frozen=True, slots=True)
class KitCase:
    """A case of the kit. test: the file's path below the folder, without its ending."""

    test: str
    case: str
    ran: CaseOutcome

    @property
    def result(self) -> Outcome:
        return self.ran.outcome


@dataclass(frozen=True, slots=True)
class Conformance:
    """All cases below a folder in the order of their files, and what could not be read."""

    cases: tuple[KitCase, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def run_folder(folder: Path) -> Conformance:
    """Run every file of cases below a folder, at any depth; a single file is run alone.

    A model that cannot be read makes its cases errors. TCK005 where no file of cases is found.
    """
    files = [folder] if folder.is_file() else sorted(folder.rglob("*.xml"))
    base = folder.parent if folder.is_file() else folder
    cases: list[KitCase] = []
    found: list[Diagnostic] = []
    for file in files:
        test = file.relative_to(base).with_suffix("").as_posix()
        cases += _run_file(file, test, found)
    if not cases:
        found.append(Diagnostic("TCK005", Severity.ERROR, file=str(folder)))
    return Conformance(tuple(cases), tuple(found))


def _run_file(file: Path, test: str, found: list[Diagnostic]) -> Iterator[KitCase]:
    saved = read_cases(file)
    if saved.cases is None:
        # Another XML file beside the cases, such as a model's source, is none of ours.
        found += [each for each in saved.diagnostics if each.code != "TCK001"]
        return
    found += saved.diagnostics
    model, error = _model(file, saved.cases.model_name, found)
    for number, case in enumerate(saved.cases.cases, 1):
        name = case.id or case.name or str(number)
        if model is None:
            yield KitCase(test, name, _not_run(case, error))
        else:
            yield KitCase(test, name, run_case(model, case))


def _model(file: Path, name: str | None, found: list[Diagnostic]) -> tuple[Model | None, str]:
    """The model beside a file of cases: the one it names, else the only one there is."""
    path = file.parent / name if name else None
    if path is None or path.parent != file.parent or not path.is_file():
        others = sorted(file.parent.glob("*.dmn"))
        path = others[0] if len(others) == 1 else None
    if path is None:
        found.append(Diagnostic("TCK006", Severity.ERROR, None, {"model": name or ""}, str(file)))
        return None, f"model not found: {name}"
    loaded = read(path)
    found += [each for each in loaded.diagnostics if each.severity is Severity.ERROR]
    if loaded.definitions is None:
        return None, f"model not read: {path.name}"
    return compile_model(loaded.definitions), ""


def _not_run(case: Case, error: str) -> CaseOutcome:
    return CaseOutcome(case, tuple(NodeOutcome(each.name, False, "", error=error) for each in case.wanted))


def to_json(conformance: Conformance) -> dict[str, Any]:
    """The format of ``luodi tck --json``; beside what it promises, what came out where it was not wanted."""
    cases = []
    for each in conformance.cases:
        shown: dict[str, Any] = {
            "test": each.test,
            "case": each.case,
            "result": each.result.value,
            "expects_null": each.ran.case.expects_null,
        }
        if each.result is not Outcome.OK:
            shown["nodes"] = [_node(node) for node in each.ran.nodes if not node.passed]
            shown["reasons"] = [
                {"where": reason.where, "message": reason.as_diagnostic().message()}
                for reason in each.ran.reasons[:3]
            ]
        cases.append(shown)
    return {"cases": cases, "totals": totals(conformance)}


def _node(node: NodeOutcome) -> dict[str, str]:
    shown = {"name": node.name, "expected": node.wanted, "actual": node.actual, "error": node.error}
    return {key: value for key, value in shown.items() if value is not None}


def totals(conformance: Conformance) -> dict[str, Any]:
    """Counts of all cases, of those that expect a value, of those that expect null, and by top folder."""
    cases = conformance.cases
    folders = sorted({each.test.partition("/")[0] for each in cases if "/" in each.test})
    return {
        **_counts(cases),
        "expects_value": _counts([each for each in cases if not each.ran.case.expects_null]),
        "expects_null": _counts([each for each in cases if each.ran.case.expects_null]),
        "folders": {
            folder: _counts([each for each in cases if each.test.startswith(f"{folder}/")])
            for folder in folders
        },
    }


def _counts(cases: tuple[KitCase, ...] | list[KitCase]) -> dict[str, int]:
    results = [each.result for each in cases]
    return {"cases": len(results), **{outcome.value: results.count(outcome) for outcome in Outcome}}
