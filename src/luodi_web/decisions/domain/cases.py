"""Saved cases of a version: added from a trial, run all at once, in and out as TCK files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.dmn.cases import Case, CaseFile, Given, Wanted, read_cases
from luodi.dmn.write_cases import write_cases
from luodi.evaluate import Failure, evaluate_expression
from luodi.evaluate.values import Value
from luodi.review.case_values import case_value, feel_value
from luodi.review.run_cases import CaseOutcome, NodeOutcome, Outcome, TableCoverage, run_all
from luodi_web.decisions.domain.content import content_of
from luodi_web.decisions.domain.dictionary import units_by_name
from luodi_web.decisions.domain.figure_units import units_of_decisions
from luodi_web.decisions.domain.inputs import results_of
from luodi_web.decisions.domain.saving import locked_version
from luodi_web.decisions.domain.verdicts import can_edit
from luodi_web.decisions.domain.words import input_words, value_words
from luodi_web.decisions.enums import ModelVerb
from luodi_web.decisions.models import ModelVersion, SavedCase
from luodi_web.decisions.rules import MAX_CASES
from luodi_web.fields.domain.naming import feel_language
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record


@dataclass(frozen=True)
class ResultWords:
    """One result of a case in words. error: why there is no actual one."""

    name: str
    wanted: str
    actual: str
    error: str = ""


@dataclass(frozen=True)
class RanCase:
    """A saved case and what came out; results: the same in words, figures with their units."""

    saved: SavedCase
    case: Case
    outcome: CaseOutcome
    results: tuple[ResultWords, ...] = ()

    @property
    def passed(self) -> bool:
        return self.outcome.outcome is Outcome.OK


@dataclass(frozen=True)
class CaseReport:
    """All cases of a version run. coverage: of each table the rules that no case reaches."""

    cases: tuple[RanCase, ...]
    coverage: tuple[TableCoverage, ...]
    as_of: date

    @property
    def failed(self) -> int:
        return sum(not each.passed for each in self.cases)

    @property
    def rules(self) -> int:
        return sum(each.rules for each in self.coverage)

    @property
    def reached(self) -> int:
        return self.rules - sum(len(each.not_reached) for each in self.coverage)


def as_of(version: ModelVersion) -> date:
    """The day for which a version's cases are decided: its first, or today where it has none yet."""
    return version.effective_from or timezone.localdate()


def case_of(saved: SavedCase) -> Case:
    """The case as the engine has it, under its saved name and with its own day."""
    found = read_cases(saved.xml.encode())
    if found.cases is None or not found.cases.cases:
        raise ValueError(f"saved case {saved.pk} is not readable")
    return replace(found.cases.cases[0], name=saved.name, as_of=saved.as_of)


def run_cases(version: ModelVersion) -> CaseReport:
    """Run all saved cases, each as of its own day or else the version's first."""
    saved = list(version.cases.order_by("pk"))
    cases = [case_of(each) for each in saved]
    day = as_of(version)
    outcomes, coverage = run_all(content_of(version).model, cases, as_of=day)
    kinds = units_of_decisions(content_of(version).definitions, units_by_name())
    ran = tuple(
        RanCase(*each, tuple(_result_words(node, kinds.get(node.name, "")) for node in each[2].nodes))
        for each in zip(saved, cases, outcomes, strict=True)
    )
    return CaseReport(ran, tuple(coverage), day)


def _result_words(node: NodeOutcome, unit: str) -> ResultWords:
    wanted, actual = (_literal_words(text or "", unit) for text in (node.wanted, node.actual))
    if wanted == actual and not node.passed:
        # Told apart only as they are written.
        wanted, actual = node.wanted, node.actual or ""
    return ResultWords(node.name, wanted, actual, node.error.message(feel_language()) if node.error else "")


def _literal_words(text: str, unit: str) -> str:
    """A value written in FEEL, lists and contexts too, in words; the text itself where it is no value."""
    value = evaluate_expression(text).value if text else None
    return text if value is None and text != "null" else value_words(value, unit)


def given_values(case: Case) -> dict[str, Value]:
    """What a case hands in, by name; a value that cannot be read is null."""
    values: dict[str, Value] = {}
    for each in case.given:
        try:
            values[each.name] = feel_value(each.value)
        except Failure:
            values[each.name] = None
    return values


@transaction.atomic
def add_case(
    version: ModelVersion, name: str, values: Mapping[str, Value], *, day: date | None = None, by: Actor
) -> SavedCase:
    """Keep a tried case: what was handed in, and as what must come out what the model gives now.

    day: as of which it was tried and is run from now on; None: the version's first, whichever that will be.
    The decisions that are asked for are wanted, no intermediate ones, and none that cannot be said yet.
    Raises ValidationError where the version may not be changed, holds enough cases, or gives a value that a
    case cannot hold, and where nothing can be said yet.
    """
    version = locked_version(version)
    can_edit(version).insist()
    _check_room(version, 1)
    content = content_of(version)
    asked = results_of(content)
    result = content.model.decide(values, as_of=day or as_of(version), decisions=asked)
    wanted = [key for key in asked if not result.missing.get(key)]
    if not wanted:
        lacking = dict.fromkeys(each for key in asked for each in result.missing[key])
        words = _("结果还不能确定，没有可以核对的预期；请先填写：%(names)s。")
        raise ValidationError(words % {"names": _("、").join(map(input_words, lacking))})
    try:
        case = Case(
            given=tuple(Given(name=key, value=case_value(value)) for key, value in values.items()),
            wanted=tuple(Wanted(name=key, value=case_value(result.values[key])) for key in wanted),
        )
    except TypeError as error:
        raise ValidationError(_("结果里有案例存不下的内容（函数或区间）。")) from error
    saved = _store(version, name, case, by, None if day == as_of(version) else day)
    _touched(version, by)
    record(by, ModelVerb.CASE_ADDED, version, after={"case": name})
    return saved


def _store(version: ModelVersion, name: str, case: Case, by: Actor, day: date | None = None) -> SavedCase:
    return SavedCase.objects.create(
        version=version, name=name[:200], xml=_as_text(case), as_of=day, created_by=by.user
    )


def _as_text(case: Case) -> str:
    return write_cases(CaseFile(cases=(replace(case, name=None, as_of=None),))).decode()


def _touched(version: ModelVersion, by: Actor) -> None:
    """Who changes cases has a hand in the version. The content's revision stays: nobody's edit is stale."""
    if by.user is not None:
        version.editors.add(by.user)


def _check_room(version: ModelVersion, more: int) -> None:
    if version.cases.count() + more > MAX_CASES:
        raise ValidationError(_("一版最多 %(limit)d 个案例。") % {"limit": MAX_CASES})


@transaction.atomic
def accept_result(saved: SavedCase, *, by: Actor) -> SavedCase:
    """What the model gives now is what must come out from now on."""
    version = locked_version(saved.version)
    can_edit(version).insist()
    case = case_of(saved)
    before = {each.name: str(each.value and getattr(each.value, "text", each.value)) for each in case.wanted}
    names = [each.name for each in case.wanted]
    try:
        day = saved.as_of or as_of(version)
        result = content_of(version).model.decide(given_values(case), as_of=day, decisions=names)
        wanted = tuple(replace(each, value=case_value(result.values[each.name])) for each in case.wanted)
    except (KeyError, TypeError) as error:
        raise ValidationError(_("模型里已经没有这个案例的决策，请删除案例。")) from error
    saved.xml = _as_text(replace(case, wanted=wanted))
    saved.save(update_fields=["xml"])
    _touched(version, by)
    after: dict[str, Any] = {each.name: str(result.values[each.name]) for each in wanted}
    record(by, ModelVerb.CASE_CHANGED, version, before=before, after={"case": saved.name, **after})
    return saved


@transaction.atomic
def delete_case(saved: SavedCase, *, by: Actor) -> None:
    version = locked_version(saved.version)
    can_edit(version).insist()
    _touched(version, by)
    record(by, ModelVerb.CASE_DELETED, version, before={"case": saved.name})
    saved.delete()


@transaction.atomic
def import_cases(version: ModelVersion, data: bytes, *, by: Actor) -> int:
    """Add the cases of a TCK file; how many. Raises ValidationError with what is wrong with the file."""
    version = locked_version(version)
    can_edit(version).insist()
    found = read_cases(data)
    if found.cases is None or found.has_errors:
        raise ValidationError([each.message() for each in found.diagnostics if each.severity == "error"])
    cases = found.cases.cases
    if not cases:
        raise ValidationError(_("文件里没有案例。"))
    _check_room(version, len(cases))
    for number, case in enumerate(cases, 1):
        name = case.name or case.id or _("案例 %(number)d") % {"number": number}
        _store(version, name, case, by, case.as_of)
    _touched(version, by)
    record(by, ModelVerb.CASES_IMPORTED, version, after={"count": len(cases)})
    return len(cases)


def export_cases(version: ModelVersion) -> bytes:
    """All cases as one TCK file."""
    cases = []
    for number, saved in enumerate(version.cases.order_by("pk"), 1):
        case = case_of(saved)
        cases.append(replace(case, id=case.id or f"{number:03d}"))
    name = f"{version.model.name}.dmn"
    return write_cases(CaseFile(cases=tuple(cases), name=version.model.name, model_name=name))
