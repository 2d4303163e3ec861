"""Saved cases run on a model: what came out beside what was wanted, and the rules that no case reaches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from luodi.dmn.cases import Case, Invokes
from luodi.dmn.model import DecisionService, DecisionTable
from luodi.dmn.walk import all_expressions
from luodi.evaluate import Failure, Model, Reason, Result, format_value
from luodi.evaluate.values import Value
from luodi.review.case_values import feel_value, is_wanted


class Outcome(StrEnum):
    OK = "pass"
    WRONG = "fail"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class NodeOutcome:
    """One result of a case. wanted, actual: as FEEL writes them; error: why there is no actual one."""

    name: str
    passed: bool
    wanted: str
    actual: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """One case run. reasons: why values on the way are null, where one of them is not what was wanted."""

    case: Case
    nodes: tuple[NodeOutcome, ...]
    reasons: tuple[Reason, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """pass where all results are as wanted; error where one could not be had at all."""
        if any(node.error is not None for node in self.nodes):
            return Outcome.ERROR
        return Outcome.OK if all(node.passed for node in self.nodes) else Outcome.WRONG


def run_case(model: Model, case: Case, *, as_of: object = None, trace: bool = False) -> CaseOutcome:
    """Run one case and compare each result. Never raises for what a case or a model holds."""
    return _run(model, case, as_of, trace)[0]


def _run(model: Model, case: Case, as_of: object, trace: bool) -> tuple[CaseOutcome, Result | None]:
    wanted: list[tuple[str, Value]] = []
    try:
        inputs = {_key(model, each.name, each.namespace): feel_value(each.value) for each in case.given}
        wanted = [(each.name, feel_value(each.value)) for each in case.wanted]
        if case.invokes is Invokes.DECISION:
            keys = [_key(model, each.name, each.namespace) for each in case.wanted]
            result = model.decide(inputs, as_of=as_of, trace=trace, decisions=keys)
            values = [result.values[key] for key in keys]
        else:
            name = case.invocable or (case.wanted[0].name if case.wanted else "")
            result = model.call(name, inputs, as_of=as_of, trace=trace)
            values = _service_values(model, name, next(iter(result.values.values())), case)
    except Failure as failure:
        return _failed(case, wanted, Reason(failure.code, failure.values).as_diagnostic().message()), None
    except KeyError as error:
        return _failed(case, wanted, f"no element named {error.args[0]}"), None
    except Exception as error:  # noqa: BLE001 -- a fault of the engine is a result of the run, not its end
        return _failed(case, wanted, f"{type(error).__name__}: {error}"), None
    nodes = tuple(
        NodeOutcome(name, is_wanted(value, actual), _shown(value), _shown(actual))
        for (name, value), actual in zip(wanted, values, strict=True)
    )
    reasons = () if all(node.passed for node in nodes) else result.reasons
    return CaseOutcome(case, nodes, reasons), result


def _service_values(model: Model, name: str, value: Value, case: Case) -> list[Value]:
    """The results of a call by the names that a case gives them: a service with several has a context."""
    part = model.find(name)
    outputs = part.element.output_decisions if part and isinstance(part.element, DecisionService) else ()
    if len(outputs) > 1 and isinstance(value, dict):
        return [value.get(each.name) for each in case.wanted]
    return [value for _ in case.wanted]


def _failed(case: Case, wanted: Sequence[tuple[str, Value]], error: str) -> CaseOutcome:
    shown = [_shown(value) for _, value in wanted] or [""] * len(case.wanted)
    names = [each.name for each in case.wanted] or [case.invocable or ""]
    nodes = tuple(
        NodeOutcome(name, False, text, error=error) for name, text in zip(names, shown or [""], strict=False)
    )
    return CaseOutcome(case, nodes)


def _key(model: Model, name: str, namespace: str | None) -> str:
    """The name by which the model knows an element; the given one where it knows none."""
    part = model.find(name, namespace)
    return part.key if part is not None else name


def _shown(value: Value) -> str:
    return format_value(value, quoted=True)


@dataclass(frozen=True, slots=True)
class TableCoverage:
    """One table and the rules (from 1) that no case's result came from."""

    where: str
    rules: int
    not_reached: tuple[int, ...]


def run_all(
    model: Model, cases: Iterable[Case], *, as_of: object = None
) -> tuple[list[CaseOutcome], list[TableCoverage]]:
    """Run cases and say, for every table of the model itself, which rules none of them reaches.

    A rule is reached where it matches and its result comes out, alone or among others.
    """
    outcomes: list[CaseOutcome] = []
    reached: dict[str, set[int]] = {}
    for case in cases:
        outcome, result = _run(model, case, as_of, trace=True)
        outcomes.append(outcome)
        for table in result.tables if result else ():
            reached.setdefault(table.table.place.where, set()).update(table.fired)
    coverage = []
    for _, expression in all_expressions(model.definitions):
        if isinstance(expression, DecisionTable):
            where = str(expression.place)
            missing = set(range(len(expression.rules))) - reached.get(where, set())
            rules = tuple(number + 1 for number in sorted(missing))
            coverage.append(TableCoverage(where, len(expression.rules), rules))
    return outcomes, coverage
