"""Cells as people write them in Excel, ``≥3%`` or ``高新技术企业、规上企业``, as the FEEL they stand for.

Only cells that FEEL cannot read, or that use a name nothing has, are looked at; what is made of one is told,
never done silently. What cannot be told for sure stays as it is and gets the parser's diagnostics: a figure
with a unit is read only where its column has a known one, from the label (``占比（%）``) or by ``units``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from luodi.dmn.model import (
    Decision,
    DecisionTable,
    Definitions,
    InputClause,
    LiteralExpression,
    OutputClause,
    UnaryTests,
)
from luodi.feel import ast
from luodi.feel.builtins import SIGNATURES
from luodi.feel.names import Scope, normalise_name
from luodi.feel.parser import parse_expression, parse_unary_tests
from luodi.feel.written import COMPARED, WIDE, figure_in, unit_of_label, written_condition
from luodi.feel.written_dates import written_date, written_dates


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A cell that was read as something else than its letters. where: table, rule and column, in words."""

    where: str
    before: str
    after: str


# The place of a list of allowed values.
VALUES: Final = "允许值"
_ANY_MARKS: Final = frozenset(("/", "--", "——", "—"))
_ANY: Final = _ANY_MARKS | {"不限", "任意", "无"}
_YES_NO: Final = {"是": "true", "否": "false", "真": "true", "假": "false"}
_NOT: Final = re.compile(r"^(?:不是|不为|非|除)\s*(.+?)(?:以外|之外|外)?$")
_BETWEEN_VALUES: Final = re.compile(r"\s*[、，,；;\n]\s*")
_BETWEEN_WORDS: Final = re.compile(r"(\s*(?:、|，|,|；|;|\n|或者|或)\s*)")
_QUOTED: Final = re.compile(r"^[“\"'‘](.*)[”\"'’]$")
# Parts and the signs between them in one allowed value, at most.
_LONGEST_VALUE: Final = 15
_TEXT: Final = frozenset(("string",))


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

    data = {each.name: getattr(each, "type_ref", None) for each in definitions.elements}
    items = tuple(
        replace(each, allowed_values=_values(each.allowed_values, plain_type(each.type_ref), names, told))
        for each in definitions.item_definitions
    )
    constraints = {each.name: each for each in items}

    def allowed(values: UnaryTests | None, *references: str | None) -> frozenset[str]:
        """The texts that a column may hold, by its own list and by the types that it has."""
        found, seen = set(_strings(values)), set()
        for reference in references:
            name = (reference or "").rpartition(":")[2].strip()
            while name in constraints and name not in seen:
                seen.add(name)
                item = constraints[name]
                found |= _strings(item.allowed_values) | _strings(item.type_constraint)
                name = (item.type_ref or "").rpartition(":")[2].strip()
        return frozenset(found)

    def changed(decision: Decision, table: DecisionTable) -> DecisionTable:
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
        inputs = []
        for clause in listed:
            of = (clause.expression.text or "").strip()
            unit = unit_of_label(clause.label)
            inputs.append(
                _Column(
                    _input_label(clause),
                    plain_type(clause.expression.type_ref),
                    known.get(of) if unit is None else unit,
                    allowed(clause.values, clause.expression.type_ref, data.get(of)),
                )
            )
        outputs = []
        for output in defaults:
            kind = output.type_ref or (decision.type_ref if len(table.outputs) == 1 else None)
            unit = unit_of_label(output.label)
            outputs.append(
                _Column(
                    _output_label(output, decision),
                    plain_type(kind),
                    known.get(output.name or decision.name) if unit is None else unit,
                    allowed(output.values, kind),
                )
            )
        rules = []
        for number, rule in enumerate(table.rules, 1):
            cells, results = list(rule.inputs), list(rule.outputs)
            for place, (column, cell) in enumerate(zip(inputs, cells, strict=False)):
                text = _as_feel(cell.text, column, names, _as_tests)
                if text != cell.text:
                    told.append(Rewritten(_where(decision, number, column.label), cell.text, text))
                    cells[place] = replace(cell, text=text)
            for place, (column, result) in enumerate(zip(outputs, results, strict=False)):
                written = result.text or ""
                text = _as_feel(written, column, names, _as_value)
                if text != written:
                    told.append(Rewritten(_where(decision, number, column.label), written, text))
                    results[place] = replace(result, text=text)
            rules.append(replace(rule, inputs=tuple(cells), outputs=tuple(results)))
        return replace(table, inputs=listed, outputs=defaults, rules=tuple(rules))

    elements = tuple(
        replace(each, expression=changed(each, each.expression))
        if isinstance(each, Decision) and isinstance(each.expression, DecisionTable)
        else each
        for each in definitions.elements
    )
    return replace(definitions, elements=elements, item_definitions=items), tuple(told)


def cells_by_place(definitions: Definitions) -> dict[str, str]:
    """The texts of all cells of the decisions' tables, by their places as ``Rewritten`` has them."""
    found = {}
    for decision in definitions.decisions:
        table = decision.expression
        if not isinstance(table, DecisionTable):
            continue
        labels = [_input_label(each) for each in table.inputs]
        labels += [_output_label(each, decision) for each in table.outputs]
        for number, rule in enumerate(table.rules, 1):
            texts = [*(each.text for each in rule.inputs), *(each.text for each in rule.outputs)]
            for label, text in zip(labels, texts, strict=False):
                found[_where(decision, number, label)] = text or ""
    return found


def _where(decision: Decision, number: int, label: str) -> str:
    return f"{decision.name} › 规则 {number} › {label}"


def _input_label(clause: InputClause) -> str:
    return clause.label or clause.expression.text or ""


def _output_label(clause: OutputClause, decision: Decision) -> str:
    return clause.label or clause.name or decision.name


@dataclass(frozen=True, slots=True)
class _Column:
    """What cells are read by. kind: the plain type; unit: None where it is not known; allowed: its texts."""

    label: str
    kind: str
    unit: str | None = None
    allowed: frozenset[str] = field(default=frozenset())


def _values(tests: UnaryTests | None, kind: str, names: set[str], told: list[Rewritten]) -> UnaryTests | None:
    if tests is None:
        return None
    text = _as_feel(tests.text, _Column("", kind), names, _as_list)
    if text != tests.text:
        told.append(Rewritten(VALUES, tests.text, text))
    return replace(tests, text=text)


def _strings(tests: UnaryTests | None) -> set[str]:
    """The texts that a list of allowed values names; none where it is no list of what may be."""
    parsed = parse_unary_tests(tests.text) if tests is not None else None
    if parsed is None or parsed.has_errors or parsed.node.negated:
        return set()
    return {each.value for each in parsed.node.tests if isinstance(each, ast.String)}


def _default(value: LiteralExpression | None, kind: str, names: set[str]) -> LiteralExpression | None:
    if value is None:
        return None
    return replace(value, text=_as_feel(value.text or "", _Column("", kind), names, _as_value))


def _as_feel(text: str, column: _Column, names: set[str], made: Callable[[str, _Column], str | None]) -> str:
    bare = text.strip()
    # FEEL's own sign for any value stays it, whatever a column allows.
    if not bare or bare == "-":
        return text
    if bare in column.allowed:
        return _quoted(bare)
    tests = made is not _as_value
    # 2020-01-01 is a subtraction to FEEL, but no day that a column of dates could have.
    if _reads(text, names, tests=tests) and not (column.kind == "date" and written_dates(text)):
        return text
    better = made(bare, column)
    if better is None or not _reads(better, names, tests=tests, sure=False):
        return text
    return better


def _reads(text: str, names: set[str], *, tests: bool, sure: bool = True) -> bool:
    """Whether FEEL reads it without a fault and every name in it is one that there is.

    sure: and says nothing else than people mean by it.
    """
    scope = Scope(names)
    parsed = parse_unary_tests(text, scope) if tests else parse_expression(text, scope)
    if parsed.has_errors or (sure and parsed.diagnostics):
        return False
    used = [each.name for each in ast.walk(parsed.node) if isinstance(each, ast.Name)]
    return all(name in names or name == "?" for name in used)


def _as_tests(text: str, column: _Column) -> str | None:
    """A condition."""
    if text in _ANY:
        return "-"
    if column.kind == "boolean":
        return _YES_NO.get(text)
    if column.kind == "number":
        return written_condition(text, figure_in(column.unit))
    if column.kind == "date":
        read = written_dates(text)
        return None if read is None or read.is_open else read.included
    return _words(text, column.allowed) if column.kind in _TEXT else None


def _words(text: str, allowed: frozenset[str]) -> str:
    """Texts of which one must be, or none may be. An allowed value is never taken apart."""
    words = _parted(text, allowed)
    negated = _NOT.match(text)
    if negated is not None and words[0] not in allowed:
        others = _parted(negated[1], allowed)
        # "非外资企业" where only "外资" is known: what is meant cannot be said, and not(…) would always hold.
        if not allowed or allowed.issuperset(others):
            return f"not({', '.join(map(_string, others))})"
    return ", ".join(map(_string, words))


def _parted(text: str, allowed: frozenset[str]) -> list[str]:
    """The words of a cell, each as long as it can be and still be an allowed value."""
    parts = _BETWEEN_WORDS.split(text)
    words = []
    at = 0
    while at < len(parts):
        ends = range(min(len(parts), at + _LONGEST_VALUE), at + 1, -2)
        joined = (("".join(parts[at:end]), end) for end in ends)
        word, end = next(((word, end) for word, end in joined if word in allowed), (parts[at], at + 1))
        if word:
            words.append(word)
        at = end + 1
    return words or [text]


def _as_list(text: str, column: _Column) -> str | None:
    """What a column may hold: a word is a value of its own there, even 无 or one that begins with 非."""
    if column.kind in _TEXT and text not in _ANY_MARKS:
        return ", ".join(_string(each) for each in _BETWEEN_VALUES.split(text) if each)
    return _as_tests(text, column)


def _as_value(text: str, column: _Column) -> str | None:
    """A result."""
    kind = column.kind
    if kind == "boolean":
        return _YES_NO.get(text)
    if kind == "number":
        match = COMPARED.fullmatch(text.translate(WIDE).strip())
        return figure_in(column.unit)(match[2], match[3]) if match and not match[1] else None
    if kind == "date":
        return written_date(text)
    return _string(text) if kind in _TEXT else None


def _string(text: str) -> str:
    quoted = _QUOTED.match(text.strip())
    return _quoted(quoted[1] if quoted else text.strip())


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
