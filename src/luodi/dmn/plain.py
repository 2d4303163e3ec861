"""Cells as people write them in Excel, ``≥3%`` or ``高新技术企业、规上企业``, as the FEEL they stand for.

Only cells that FEEL cannot read, or that use a name nothing has, are looked at; what is made of one is told,
never done silently. What cannot be told for sure stays as it is and gets the parser's diagnostics: a figure
with a unit is read only where its column has a known one, from the label (``占比（%）``) or by ``units``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, TypeAlias

from luodi.dmn.model import Decision, DecisionTable, Definitions, LiteralExpression, UnaryTests
from luodi.feel import ast
from luodi.feel.builtins import SIGNATURES
from luodi.feel.names import Scope, normalise_name
from luodi.feel.parser import parse_expression, parse_unary_tests
from luodi.feel.written import COMPARED, FACTORS, WIDE, number_text, written_condition


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A cell that was read as something else than its letters. where: table, rule and column, in words."""

    where: str
    before: str
    after: str


_SHARES: Final = frozenset(("%", "‰"))
_UNIT_OF_LABEL: Final = re.compile(r"[（(]([^（()）]*)[)）]\s*$")
_ANY: Final = frozenset(("不限", "任意", "无", "/", "--", "——", "—"))
_YES_NO: Final = {"是": "true", "否": "false", "真": "true", "假": "false"}
_NOT: Final = re.compile(r"^(?:不是|不为|非|除)\s*(.+?)(?:以外|之外|外)?$")
_BETWEEN_WORDS: Final = re.compile(r"\s*(?:、|，|,|；|;|\n|或者|或)\s*")
_QUOTED: Final = re.compile(r"^[“\"'‘](.*)[”\"'’]$")
_TEXT: Final = frozenset(("string",))


def unit_of_label(label: str | None) -> str | None:
    """The unit in brackets at the end of a label, ``万元``; None where there is none."""
    match = _UNIT_OF_LABEL.search(label or "")
    return match[1].strip() if match else None


def plain_cells(
    definitions: Definitions, units: Mapping[str, str] | None = None
) -> tuple[Definitions, tuple[Rewritten, ...]]:
    """The model with the cells of its tables as FEEL, and each that was not so as it was written.

    units: of inputs and outputs by name, as the author's dictionary has them; "" for a plain number.
    """
    known = units or {}
    told: list[Rewritten] = []
    names = {normalise_name(each.name) for each in definitions.elements} | SIGNATURES.keys()
    types = {each.name: each.type_ref for each in definitions.item_definitions if not each.components}

    def plain_type(reference: str | None) -> str:
        name = (reference or "").rpartition(":")[2].strip()
        seen = set()
        while name in types and name not in seen:
            seen.add(name)
            name = (types[name] or "").rpartition(":")[2].strip()
        return name

    def changed(decision: Decision, table: DecisionTable) -> DecisionTable:
        inputs = [(each.label or each.expression.text or "", each) for each in table.inputs]
        outputs = [(each.label or each.name or decision.name, each) for each in table.outputs]
        rules = []
        for number, rule in enumerate(table.rules, 1):
            cells, results = list(rule.inputs), list(rule.outputs)
            for place, ((label, clause), cell) in enumerate(zip(inputs, cells, strict=False)):
                written_as = plain_type(clause.expression.type_ref)
                unit = unit_of_label(clause.label)
                if unit is None:
                    unit = known.get((clause.expression.text or "").strip())
                text = _as_feel(cell.text, (written_as, unit), names, _as_tests)
                if text != cell.text:
                    told.append(Rewritten(f"{decision.name} › 规则 {number} › {label}", cell.text, text))
                    cells[place] = replace(cell, text=text)
            for place, ((label, output), result) in enumerate(zip(outputs, results, strict=False)):
                kind = output.type_ref or (decision.type_ref if len(table.outputs) == 1 else None)
                written = result.text or ""
                unit = unit_of_label(output.label)
                if unit is None:
                    unit = known.get(output.name or decision.name)
                text = _as_feel(written, (plain_type(kind), unit), names, _as_value)
                if text != written:
                    told.append(Rewritten(f"{decision.name} › 规则 {number} › {label}", written, text))
                    results[place] = replace(result, text=text)
            rules.append(replace(rule, inputs=tuple(cells), outputs=tuple(results)))
        listed = tuple(
            replace(each, values=_values(each.values, plain_type(each.expression.type_ref), names, told))
            for each in table.inputs
        )
        defaults = tuple(
            replace(
                each,
                values=_values(each.values, plain_type(each.type_ref), names, told),
                default=_default(each.default, plain_type(each.type_ref), names),
            )
            for each in table.outputs
        )
        return replace(table, inputs=listed, outputs=defaults, rules=tuple(rules))

    elements = tuple(
        replace(each, expression=changed(each, each.expression))
        if isinstance(each, Decision) and isinstance(each.expression, DecisionTable)
        else each
        for each in definitions.elements
    )
    items = tuple(
        replace(each, allowed_values=_values(each.allowed_values, plain_type(each.type_ref), names, told))
        for each in definitions.item_definitions
    )
    return replace(definitions, elements=elements, item_definitions=items), tuple(told)


def _values(tests: UnaryTests | None, kind: str, names: set[str], told: list[Rewritten]) -> UnaryTests | None:
    if tests is None:
        return None
    text = _as_feel(tests.text, (kind, None), names, _as_tests)
    if text != tests.text:
        told.append(Rewritten("允许值", tests.text, text))
    return replace(tests, text=text)


def _default(value: LiteralExpression | None, kind: str, names: set[str]) -> LiteralExpression | None:
    if value is None:
        return None
    return replace(value, text=_as_feel(value.text or "", (kind, None), names, _as_value))


# The plain type of a column, and its unit where that is known.
_Column: TypeAlias = tuple[str, str | None]


def _as_feel(text: str, column: _Column, names: set[str], made: Callable[[str, _Column], str | None]) -> str:
    if not text.strip() or _reads(text, names, tests=made is _as_tests):
        return text
    better = made(text.strip(), column)
    if better is None or not _reads(better, names, tests=made is _as_tests):
        return text
    return better


def _reads(text: str, names: set[str], *, tests: bool) -> bool:
    """Whether FEEL reads it without a fault and every name in it is one that there is."""
    scope = Scope(names)
    parsed = parse_unary_tests(text, scope) if tests else parse_expression(text, scope)
    if parsed.diagnostics:
        return False
    used = [each.name for each in ast.walk(parsed.node) if isinstance(each, ast.Name)]
    return all(name in names or name == "?" for name in used)


def _as_tests(text: str, column: _Column) -> str | None:
    """A condition."""
    kind, unit = column
    if text in _ANY:
        return "-"
    if kind == "boolean":
        return _YES_NO.get(text)
    if kind == "number":
        return written_condition(text, lambda digits, written: _number(digits, written, unit))
    if kind in _TEXT:
        negated = _NOT.match(text)
        words = [_string(each) for each in _BETWEEN_WORDS.split(negated[1] if negated else text) if each]
        said = ", ".join(words)
        return f"not({said})" if negated else said
    return None


def _as_value(text: str, column: _Column) -> str | None:
    """A result."""
    kind, unit = column
    if kind == "boolean":
        return _YES_NO.get(text)
    if kind == "number":
        match = COMPARED.fullmatch(text.translate(WIDE).strip())
        return _number(match[2], match[3], unit) if match and not match[1] else None
    return _string(text) if kind in _TEXT else None


def _number(digits: str, written: str | None, unit: str | None) -> str | None:
    """A figure in the column's unit; None where that cannot be said."""
    number = Decimal(digits.replace(",", ""))
    if written and written != unit:
        if unit not in FACTORS or ((unit in _SHARES) != (written in _SHARES) and unit != ""):
            return None
        number = number * FACTORS[written] / FACTORS[unit]
    return number_text(number)


def _string(text: str) -> str:
    quoted = _QUOTED.match(text.strip())
    inner = quoted[1] if quoted else text.strip()
    escaped = inner.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
