"""Saved cases run on a model: what came out beside what was wanted, and the rules that no case reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.dmn.cases import Case, Given, Invokes, Wanted
from luodi.dmn.model import DecisionService, DecisionTable
from luodi.dmn.walk import all_expressions
from luodi.evaluate import Failure, Model, Reason, Result, format_value
from luodi.evaluate.values import Value
from luodi.review.case_values import case_value, feel_value, is_wanted


class Outcome(StrEnum):
    OK = "pass"
    WRONG = "fail"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class NodeOutcome:
    """One result of a case. wanted, actual: as FEEL writes them; error: why there is no actual one.

    error: TCK006 or TCK009 no model, TCK007 an unknown name, TCK008 a fault of the engine, or why a saved
    value is none of its type.
    """

    name: str
    passed: bool
    wanted: str
    actual: str | None = None
    error: Diagnostic | None = None


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """One case run.

    reasons: why values on the way are null, where a result is not what was wanted. diagnostics: TCK010, names
    that are handed in and that the model does not have; they change nothing.
    """

    case: Case
    nodes: tuple[NodeOutcome, ...]
    reasons: tuple[Reason, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """pass where all results are as wanted; error where one could not be had at all."""
        if any(node.error is not None for node in self.nodes):
            return Outcome.ERROR
        return Outcome.OK if all(node.passed for node in self.nodes) else Outcome.WRONG


def run_case(model: Model, case: Case, *, as_of: object = None, trace: bool = False) -> CaseOutcome:
    """Run one case and compare each result. Never raises for what a case or a model holds.

    as_of: the day, for a case that has none of its own.
    """
    return _run(model, case, as_of, trace)[0]


def _run(model: Model, case: Case, as_of: object, trace: bool) -> tuple[CaseOutcome, Result | None]:
    wanted: list[tuple[str, Value]] = []
    as_of = case.as_of or as_of
    try:
        values_given = {each: feel_value(each.value) for each in case.given}
        wanted = [(each.name, feel_value(each.value)) for each in case.wanted]
        if case.invokes is Invokes.DECISION:
            inputs = {
                _key(model, each.name, each.namespace): value
                for each, value in values_given.items()
                if model.find(each.name, each.namespace) is not None
            }
            keys = [_key(model, each.name, each.namespace) for each in case.wanted]
            result = model.decide(inputs, as_of=as_of, trace=trace, decisions=keys)
            values = [result.values[key] for key in keys]
        else:
            name = _key(model, case.invocable or (case.wanted[0].name if case.wanted else ""), case.namespace)
            arguments = {each.name: value for each, value in values_given.items()}
            result = model.call(name, arguments, as_of=as_of, trace=trace)
            values = _service_values(model, name, next(iter(result.values.values())), case)
    except Failure as failure:
        return could_not_run(case, Reason(failure.code, failure.values).as_diagnostic(), wanted), None
    except LuodiError as error:
        return could_not_run(case, error.diagnostic, wanted), None
    except Exception as error:  # noqa: BLE001 -- a fault of the engine is a result of the run, not its end
        said = {"error": f"{type(error).__name__}: {error}"[:200]}
        return could_not_run(case, Diagnostic("TCK008", Severity.ERROR, None, said), wanted), None
    nodes = tuple(
        NodeOutcome(name, is_wanted(value, actual), _shown(value), _shown(actual))
        for (name, value), actual in zip(wanted, values, strict=True)
    )
    reasons = () if all(node.passed for node in nodes) else result.reasons
    return CaseOutcome(case, nodes, reasons, _unknown(model, case)), result


def _service_values(model: Model, name: str, value: Value, case: Case) -> list[Value]:
    """The results of a call by the names that a case gives them: a service with several has a context."""
    part = model.find(name)
    outputs = part.element.output_decisions if part and isinstance(part.element, DecisionService) else ()
    if len(outputs) > 1 and isinstance(value, dict):
        return [value.get(each.name, value) for each in case.wanted]
    return [value for _ in case.wanted]


def _unknown(model: Model, case: Case) -> tuple[Diagnostic, ...]:
    """Names of a case's inputs that the model does not have: most likely mistyped."""
    if case.invokes is not Invokes.DECISION:
        return ()  # the parameters of what is called
    return tuple(
        Diagnostic("TCK010", Severity.WARNING, None, {"name": each.name}, where=case.id or "")
        for each in case.given
        if model.find(each.name, each.namespace) is None
    )


def could_not_run(case: Case, error: Diagnostic, wanted: Sequence[tuple[str, Value]] = ()) -> CaseOutcome:
    """The outcome of a case that could not be run; every result has the same error."""
    shown = dict(wanted)
    names = [each.name for each in case.wanted] or [case.invocable or ""]
    nodes = (
        NodeOutcome(name, False, _shown(shown[name]) if name in shown else "", error=error) for name in names
    )
    return CaseOutcome(case, tuple(nodes))


def _key(model: Model, name: str, namespace: str | None) -> str:
    """The name by which the model knows an element. Raises LuodiError TCK007 where it knows none."""
    part = model.find(name, namespace)
    if part is None:
        raise LuodiError(Diagnostic("TCK007", Severity.ERROR, None, {"name": name}))
    return part.key


def _shown(value: Value) -> str:
    return format_value(value, quoted=True)


def record_case(
    model: Model,
    id_: str,
    inputs: Mapping[str, Value],
    *,
    as_of: object = None,
    description: str | None = None,
) -> Case:
    """A case of what the model gives now, to be saved and run when the model changes.

    inputs: FEEL values by name. Decisions whose value a case cannot hold (a range, a function) are left out.
    """
    result = model.decide(inputs, as_of=as_of)
    wanted = []
    for name, value in result.values.items():
        try:
            wanted.append(Wanted(name=name, value=case_value(value), type="decision"))
        except TypeError:
            continue
    given = tuple(Given(name=name, value=case_value(value)) for name, value in inputs.items())
    return Case(id=id_, description=description, given=given, wanted=tuple(wanted))


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

    as_of: the day, for cases that have none of their own.
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
