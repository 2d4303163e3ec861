"""What a model asks for: its inputs as the fields of a form, and typed words as FEEL values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from luodi.dmn.model import Decision, DecisionTable, Definitions, InputData
from luodi.evaluate import Failure, evaluate_expression, format_value
from luodi.evaluate.temporal import Date, DateTime, DayTimeDuration, Time, YearMonthDuration
from luodi.evaluate.temporal_text import parse_date, parse_date_time, parse_duration, parse_time
from luodi.evaluate.types import ValueType
from luodi.evaluate.values import Value, number_of
from luodi.review.json_values import InputValues, WrittenTwice, as_json, load_json
from luodi_web.decisions.domain.content import Content
from luodi_web.decisions.domain.words import condition_words, unit_for, value_words
from luodi_web.decisions.rules import MAX_LIST_ITEMS

_KINDS: Final[dict[type, str]] = {
    Decimal: "number",
    str: "text",
    bool: "boolean",
    Date: "date",
    Time: "time",
    DateTime: "moment",
    YearMonthDuration: "months",
    DayTimeDuration: "days",
}
# Nobody types more than this into one box of a trial.
_TEXT_CHARS: Final = 20_000
_LEVELS: Final = 4


@dataclass(frozen=True)
class InputSpec:
    """One box of the form.

    name: the input, or an entry of one by its path, ``企业.研发费用``.
    kind: number, text, boolean, date, time, moment, months, days, choice, list (one item a line), rows (JSON)
    or any. options: (text as typed, words). item: of a list, the kind of its items. type: what it must be of.
    """

    name: str
    label: str
    kind: str
    unit: str = ""
    options: tuple[tuple[str, str], ...] = ()
    help: str = ""
    item: str = ""
    type: ValueType | None = field(default=None, repr=False, compare=False)

    @property
    def field(self) -> str:
        """The name of the box in the form."""
        return f"in:{self.name}"


def inputs_of(content: Content, units: dict[str, str]) -> list[InputSpec]:
    """The boxes of a model's form in the order of its inputs; entries of a context each have their own."""
    specs: list[InputSpec] = []
    labels = dict(_labels(content.definitions))
    for key in content.model.inputs:
        part = content.model.find(key)
        if part is None or not isinstance(part.element, InputData):
            continue
        label = part.element.label or labels.get(key) or key
        help_text = (part.element.description or "").strip()
        specs += _specs(key, label, part.type, units, help_text, 0)
    return specs


def _labels(definitions: Definitions) -> Iterator[tuple[str, str]]:
    """What tables call an input, where one is all of a column's head: with its unit in brackets."""
    for decision in definitions.decisions:
        if isinstance(decision.expression, DecisionTable):
            for clause in decision.expression.inputs:
                if clause.label and clause.expression.text:
                    yield clause.expression.text.strip(), clause.label


def _specs(
    name: str, label: str, found: ValueType | None, units: dict[str, str], help_text: str, level: int
) -> Iterator[InputSpec]:
    unit = unit_for(label, name.rpartition(".")[2], units)
    if found is None:
        yield InputSpec(name, label, "any", unit, help=help_text)
    elif found.components and level < _LEVELS:
        for key, inner in found.components.items():
            yield from _specs(f"{name}.{key}", f"{label} · {key}", inner, units, "", level + 1)
    elif found.element is not None:
        item = found.element
        if item.components or item.element is not None:
            yield InputSpec(name, label, "rows", unit, help=help_text, item=_example(item), type=found)
        else:
            yield InputSpec(name, label, "list", unit, help=help_text, item=_kind(item), type=found)
    elif found.listed is not None and _kind(found) != "boolean":
        # In the order in which the constraint lists them.
        listed = sorted(found.listed, key=lambda each: found.allowed.find(format_value(each, quoted=True)))
        options = tuple((_typed(each), value_words(each, unit)) for each in listed if each is not None)
        yield InputSpec(name, label, "choice", unit, options, help_text, _kind(found), found)
    else:
        yield InputSpec(name, label, _kind(found), unit, help=help_text, type=found)


def _kind(found: ValueType) -> str:
    """The kind of box; ``any`` for types that take values of several kinds."""
    if found.kind is not None:
        return _KINDS.get(found.kind, "any")
    for value, kind in _SAMPLES:
        if found.shape(value):
            others = [other for sample, other in _SAMPLES if other != kind and found.shape(sample)]
            return "any" if others else kind
    return "any"


def _samples() -> list[tuple[Value, str]]:
    return [
        (Decimal(1), "number"),
        ("x", "text"),
        (True, "boolean"),
        (parse_date("2026-01-01"), "date"),
        (parse_time("08:00:00"), "time"),
        (parse_date_time("2026-01-01T08:00:00"), "moment"),
        (parse_duration("P1M"), "months"),
        (parse_duration("P1D"), "days"),
    ]


_SAMPLES: Final = _samples()


def _example(item: ValueType) -> str:
    """How a row of a list of contexts is written."""
    return json.dumps(dict.fromkeys(item.components, None), ensure_ascii=False)


def _typed(value: Value) -> str:
    return value if isinstance(value, str) else format_value(value)


def read_typed(
    content: Content, specs: list[InputSpec], data: Mapping[str, str]
) -> tuple[dict[str, Value], dict[str, str]]:
    """Values by input from what was typed, and what is wrong by box. An empty box is unknown: null."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for spec in specs:
        text = (data.get(spec.field) or "").strip()
        try:
            value = _fitting(spec, _read(content, spec, text))
        except (Failure, ValueError, RecursionError) as error:
            errors[spec.field] = str(error) if type(error) is ValueError else _wrong(spec)
            continue
        _set(values, spec.name.split("."), value, content)
    return values, errors


def _fitting(spec: InputSpec, value: Value) -> Value:
    """The value where its type takes it; the run would make null of any other, as if nothing were known.

    Raises ValueError with what is allowed.
    """
    if spec.type is None or value is None:
        return value
    try:
        spec.type.coerce(value)
    except Failure:
        if not spec.type.allowed or not spec.type.shape(value):
            raise
        allowed = condition_words(spec.type.allowed, spec.unit)
        raise ValueError(_("不在允许的范围内，应为：%(allowed)s。") % {"allowed": allowed}) from None
    return value


def _set(values: dict[str, Any], path: list[str], value: Value, content: Content) -> None:
    """Put a value at its path; an input's name may hold a dot itself (one of an imported model)."""
    for cut in range(len(path), 0, -1):
        key = ".".join(path[:cut])
        if key in content.model.inputs:
            path = [key, *path[cut:]]
            break
    for step in path[:-1]:
        values = values.setdefault(step, {})
    values[path[-1]] = value


def _wrong(spec: InputSpec) -> str:
    return {
        "number": _("请填写数字，例如 12.5。"),
        "date": _("请填写日期，例如 2026-03-31。"),
        "time": _("请填写时间，例如 08:30。"),
        "moment": _("请填写日期和时间，例如 2026-03-31T08:30。"),
        "months": _("请填写时长，例如 2年、18个月。"),
        "days": _("请填写时长，例如 90天。"),
        "rows": _("请按示例的格式填写。"),
        "list": _("有一行读不出，请检查，每行一项。"),
    }.get(spec.kind, _("这一项读不出，请检查。"))


def _read(content: Content, spec: InputSpec, text: str) -> Value:
    if not text:
        return None
    if len(text) > _TEXT_CHARS:
        raise ValueError(_("内容太长。"))
    if spec.kind == "list":
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) > MAX_LIST_ITEMS:
            raise ValueError(_("最多 %(limit)d 项。") % {"limit": MAX_LIST_ITEMS})
        return [_one(spec.item, line) for line in lines]
    if spec.kind == "rows":
        return _rows(content, spec, text)
    if spec.kind == "choice":
        if text not in {value for value, _words in spec.options}:
            raise ValueError(_("请从列出的值中选择。"))
        return _one(spec.item, text)
    return _one(spec.kind, text)


def _rows(content: Content, spec: InputSpec, text: str) -> Value:
    try:
        document = load_json(text)
    except WrittenTwice as error:
        raise ValueError(error.diagnostic.message()) from error
    part = content.model.find(spec.name)
    variable = part.element.variable if part and isinstance(part.element, InputData) else None
    reading = InputValues(content.definitions)
    value = reading.value(spec.name, variable.type_ref if variable else None, document)
    if reading.diagnostics:
        raise ValueError(reading.diagnostics[0].message())
    if isinstance(value, list) and len(value) > MAX_LIST_ITEMS:
        raise ValueError(_("最多 %(limit)d 项。") % {"limit": MAX_LIST_ITEMS})
    return value


def _one(kind: str, text: str) -> Value:
    """One value of a kind. Raises Failure or ValueError for what is none."""
    match kind:
        case "number":
            return number_of(text.replace(",", "").replace("，", ""))
        case "text":
            return text
        case "boolean":
            if text not in ("true", "false"):
                raise ValueError(_("请选择“是”或“否”。"))
            return text == "true"
        case "date":
            return parse_date(text)
        case "time":
            return parse_time(text if text.count(":") > 1 else f"{text}:00")
        case "moment":
            return parse_date_time(text if text.count(":") > 1 else f"{text}:00")
        case "months" | "days":
            return parse_duration(_duration(text, kind))
    # Of unknown type: a FEEL literal where it is one, else the words themselves.
    evaluated = evaluate_expression(text)
    return text if evaluated.value is None and text != "null" else evaluated.value


_DURATION: Final = re.compile(r"(\d+)\s*(年|个月|月|天|日|小时|时|分钟|分)")
_UNITS: Final = {
    "年": "Y",
    "个月": "M",
    "月": "M",
    "天": "D",
    "日": "D",
    "小时": "H",
    "时": "H",
    "分钟": "M",
    "分": "M",
}


def _duration(text: str, kind: str) -> str:
    """``2年6个月`` as ``P2Y6M``; FEEL's own way of writing stays."""
    found = _DURATION.findall(text)
    if not found or _DURATION.sub("", text).strip():
        return text
    if kind == "months":
        return "P" + "".join(number + _UNITS[unit] for number, unit in found)
    days = "".join(number + "D" for number, unit in found if _UNITS[unit] == "D")
    time = "".join(number + _UNITS[unit] for number, unit in found if _UNITS[unit] != "D")
    return f"P{days}" + (f"T{time}" if time else "")


def typed_from(values: Mapping[str, Value], specs: list[InputSpec]) -> dict[str, str]:
    """The boxes filled as they would be typed, from values by input: the reverse of ``read_typed``."""
    data = {}
    for spec in specs:
        value: Any = values
        for step in [spec.name] if spec.name in values else spec.name.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        if value is None:
            continue
        if spec.kind == "list" and isinstance(value, list):
            data[spec.field] = "\n".join(_typed(each) for each in value)
        elif spec.kind == "rows":
            data[spec.field] = as_json(value)
        else:
            data[spec.field] = _typed(value)
    return data


def results_of(content: Content) -> list[str]:
    """The decisions that no other needs: what the model is asked for. All, where each needs another."""
    definitions = content.definitions
    needed = {
        each.target.id for decision in definitions.decisions for each in decision.information_requirements
    }
    tops = [
        each.name for each in definitions.decisions if isinstance(each, Decision) and each.id not in needed
    ]
    return tops or [each.name for each in definitions.decisions]
