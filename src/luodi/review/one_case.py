"""One case from a JSON document, decided: every decision's value and, where asked, how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn.model import InputData
from luodi.evaluate import Model, Reason, Result
from luodi.evaluate.values import Value
from luodi.evaluate.words import result_words
from luodi.feel.names import normalise_name
from luodi.feel.near import near_names
from luodi.messages import Worded, in_language
from luodi.review.json_values import InputValues

# Inputs that are named where none is near.
_NAMED: Final = 8
_NEAR: Final = {"zh": "相近的有：{names}", "en": "near it: {names}"}
_ALL: Final = {"zh": "模型的输入有：{names}", "en": "the model's inputs are: {names}"}


@dataclass(frozen=True, slots=True)
class Decided:
    """The result of a case, and what is wrong with what was handed in."""

    result: Result
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class _KnownNames(Worded):
    """What could be meant by a name that nothing has: those near to it, else the inputs there are."""

    name: str
    inputs: tuple[str, ...]
    decisions: tuple[str, ...]

    def in_language(self, lang: str) -> str:
        near = near_names(self.name, (*self.inputs, *self.decisions))
        words = _NEAR[lang] if near else _ALL[lang]
        return words.format(names=(", " if lang == "en" else "、").join(near or self.inputs[:_NAMED]))


def decide_case(
    model: Model, given: Mapping[str, Any], *, as_of: object = None, trace: bool = False
) -> Decided:
    """Decide a case.

    given: values by the name of an input, as ``load_json`` gives them. ``企业.研发费用`` sets an entry of the
        input 企业. Days and times are texts, brought into the type that the model declares. The value of a
        decision may be given; then it is not evaluated.
    Unknown names are CASE002, texts that are not of their type CASE003. What is given twice is CASE004, a
    name with other blanks being the same; an entry that is given beside a whole that has it, or that is no
    context, is CASE005.
    """
    values = InputValues(model.definitions)
    inputs: dict[str, Value] = {}
    nested, unknown = _nested(model, given)
    for name, value in nested.items():
        part = model.find(name)
        if part is None:
            said = {"name": name, "known": _KnownNames(name, tuple(model.inputs), tuple(model.decisions))}
            unknown.append(Diagnostic("CASE002", Severity.ERROR, None, said, where=name))
            continue
        variable = part.element.variable if isinstance(part.element, InputData) else None
        inputs[part.key] = values.value(name, variable.type_ref if variable else None, value)
    result = model.decide(inputs, as_of=as_of, trace=trace)
    return Decided(result, (*unknown, *values.diagnostics))


def _nested(model: Model, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Diagnostic]]:
    """Names with a dot, which nothing in the model has, as entries of the input before the dot."""
    nested: dict[str, Any] = {}
    entries: list[tuple[str, str, str]] = []
    wrong: list[Diagnostic] = []
    for name in given:
        head, dot, entry = name.partition(".")
        part = model.find(name)
        if dot and part is None and model.find(head) is not None:
            entries.append((name, normalise_name(head), normalise_name(entry)))
            continue
        key = name if part is None else normalise_name(name)
        if key in nested:
            wrong.append(Diagnostic("CASE004", Severity.ERROR, None, {"name": key}, where=key))
        else:
            nested[key] = given[name]
    wholes = frozenset(nested)
    single: set[tuple[str, str]] = set()
    for name, head, entry in entries:
        context = nested.setdefault(head, {})
        if (head, entry) in single:
            name = f"{head}.{entry}"
            wrong.append(Diagnostic("CASE004", Severity.ERROR, None, {"name": name}, where=name))
        elif head in wholes and (not isinstance(context, dict) or entry in map(normalise_name, context)):
            said = {"name": head, "entry": name}
            wrong.append(Diagnostic("CASE005", Severity.ERROR, None, said, where=name))
        else:
            single.add((head, entry))
            nested[head] = {**context, entry: given[name]}
    return nested, wrong


def to_document(result: Result, lang: str = "zh", *, trace: bool = False) -> dict[str, Any]:
    """The result as what ``luodi decide`` prints.

    values; missing: of each decision the null inputs on which it still depends, "cannot say yet" where there
    are any; reasons of nulls; and, where asked, the trace: words, the whole in plain Chinese; tables, of
    which failed holds for each rule the columns whose cell did not hold; parts; near, how far off conditions
    were. Rules and columns are counted from 1, as people count them.
    """
    document: dict[str, Any] = {
        "values": dict(result.values),
        "missing": {name: list(inputs) for name, inputs in result.missing.items()},
        "reasons": [_reason(each, lang) for each in result.reasons],
    }
    if trace:
        document["words"] = result_words(result)
        document["tables"] = [
            {
                "table": in_language(table.table.place.where, lang),
                "inputs": list(table.values),
                "matched": [number + 1 for number in table.matched],
                "fired": [number + 1 for number in table.fired],
                "failed": [
                    [column + 1 for column in table.failing(rule)] for rule in range(len(table.table.rows))
                ],
                "result": table.result,
            }
            for table in result.tables
        ]
        document["parts"] = [
            {
                "where": in_language(part.place.where, lang),
                "span": list(part.place.span) if part.place.span else None,
                "value": part.value,
            }
            for part in result.parts
        ]
        document["near"] = [
            {
                "where": in_language(near.place.where, lang),
                "what": near.what,
                "value": near.value,
                "op": near.op,
                "bound": near.bound,
                "gap": near.gap,
                "rule": None if near.rule is None else near.rule + 1,
                "only": near.only,
            }
            for near in result.near
        ]
    return document


def _reason(reason: Reason, lang: str) -> dict[str, Any]:
    said = reason.as_diagnostic().as_json(lang)
    return {key: said[key] for key in ("code", "where", "span", "message", "hint")}
