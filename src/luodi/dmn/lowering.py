"""What DMN 1.4 and 1.5 added, said in DMN 1.3: boxed conditionals and iterations as FEEL text.

Only where the meaning stays the same. A decision table has no FEEL text, so what holds one stays boxed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final, TypeAlias, assert_never

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn.model import (
    BoxedContext,
    BoxedFilter,
    BoxedFor,
    BoxedList,
    BoxedQuantified,
    BusinessKnowledgeModel,
    Child,
    Conditional,
    Decision,
    DecisionTable,
    Definitions,
    DrgElement,
    Expression,
    FunctionDefinition,
    FunctionKind,
    InformationItem,
    Invocation,
    ItemDefinition,
    LiteralExpression,
    Relation,
)
from luodi.dmn.namespaces import is_feel
from luodi.dmn.walk import all_expressions, with_parts
from luodi.feel import ast
from luodi.feel.builtins import SIGNATURES
from luodi.feel.parser import parse_expression
from luodi.feel.types import BOOLEAN

_Newer: TypeAlias = Conditional | BoxedFilter | BoxedFor | BoxedQuantified
_TRUTHS: Final = (
    ast.Boolean,
    ast.Comparison,
    ast.And,
    ast.Or,
    ast.Between,
    ast.In,
    ast.InstanceOf,
    ast.Quantified,
)
# A key that needs no quotes in a FEEL context.
_PLAIN_KEY: Final = re.compile(r"[^\W\d]\w*", re.UNICODE)


class NoText(Exception):
    """The expression has no FEEL text; inside: what it holds that has none."""

    def __init__(self, inside: str) -> None:
        super().__init__(inside)
        self.inside = inside


def newer_features(definitions: Definitions) -> list[Diagnostic]:
    """What needs DMN 1.4 or 1.5: DMN030 for boxed expressions, DMN033 for constraints of types."""
    found = [
        _about(definitions, "DMN030", Severity.INFO, str(expression.place), kind=kind_of(expression))
        for _, expression in all_expressions(definitions)
        if isinstance(expression, _Newer)
    ]
    for definition in _all_types(definitions.item_definitions):
        if definition.type_constraint is not None:
            where = str(definition.place)
            found.append(_about(definitions, "DMN033", Severity.INFO, where, name=definition.name))
    return found


def lower_definitions(definitions: Definitions) -> tuple[Definitions, list[Diagnostic]]:
    """The model with as little as possible that 1.3 does not know, and what was rewritten or could not be."""
    lowering = _Lowering(definitions)
    elements = tuple(lowering.element(each) for each in definitions.elements)
    types = tuple(lowering.type(each) for each in definitions.item_definitions)
    return replace(definitions, elements=elements, item_definitions=types), lowering.notes


class _Lowering:
    def __init__(self, definitions: Definitions) -> None:
        self.notes: list[Diagnostic] = []
        self._definitions = definitions

    def element(self, element: DrgElement) -> DrgElement:
        if isinstance(element, Decision) and element.expression is not None:
            return replace(element, expression=self.expression(element.expression))
        if isinstance(element, BusinessKnowledgeModel) and element.logic is not None:
            return replace(element, logic=with_parts(element.logic, self.expression))
        return element

    def expression(self, expression: Expression) -> Expression:
        if isinstance(expression, _Newer):
            kind, where = kind_of(expression), str(expression.place)
            try:
                text = feel_text(expression)
            except NoText as error:
                self._note("DMN032", Severity.WARNING, where, kind=kind, inside=error.inside)
            else:
                self._note("DMN031", Severity.INFO, where, kind=kind)
                return LiteralExpression(
                    text=text,
                    type_ref=expression.type_ref,
                    id=expression.id,
                    label=expression.label,
                    description=expression.description,
                    extension=expression.extension,
                    attributes=expression.attributes,
                    place=expression.place,
                )
        return with_parts(expression, self.expression)

    def type(self, definition: ItemDefinition) -> ItemDefinition:
        """A constraint as allowed values where both mean the same: on a single value without any (7.3.2)."""
        components = tuple(self.type(each) for each in definition.components)
        definition = replace(definition, components=components)
        if (
            definition.type_constraint is None
            or definition.is_collection
            or definition.allowed_values is not None
        ):
            return definition
        self._note("DMN034", Severity.INFO, str(definition.place), name=definition.name)
        return replace(definition, allowed_values=definition.type_constraint, type_constraint=None)

    def _note(self, code: str, severity: Severity, where: str, **values: object) -> None:
        self.notes.append(_about(self._definitions, code, severity, where, **values))


def kind_of(expression: _Newer) -> str:
    """The name of its element in the XML."""
    match expression:
        case Conditional():
            return "conditional"
        case BoxedFilter():
            return "filter"
        case BoxedFor():
            return "for"
        case BoxedQuantified():
            return expression.quantifier.value


def feel_text(expression: Expression) -> str:
    """The expression as FEEL text, with brackets around every part. Raises NoText where it has none."""
    match expression:
        case LiteralExpression():
            if not is_feel(expression.language) or expression.imported is not None:
                raise NoText(expression.language or "importedValues")
            return expression.text if expression.text and expression.text.strip() else "null"
        case DecisionTable():
            raise NoText("decisionTable")
        case Conditional():
            condition, then = _child(expression.condition), _child(expression.then)
            return f"if {condition} then {then} else {_child(expression.otherwise)}"
        case BoxedFilter():
            return _filter(_child(expression.source), expression.condition)
        case BoxedFor():
            variable, source = expression.variable or "item", _child(expression.source)
            return f"for {variable} in {source} return {_child(expression.result)}"
        case BoxedQuantified():
            each = f"{expression.variable or 'item'} in {_child(expression.source)}"
            return _quantified(expression.quantifier.value, each, expression.condition)
        case BoxedList():
            return f"[{', '.join(_part(each) for each in expression.items)}]"
        case BoxedContext():
            return _context(expression)
        case Relation():
            names = [_key(column.name) for column in expression.columns]
            rows = (
                ", ".join(f"{name}: {_part(cell)}" for name, cell in zip(names, row.items, strict=False))
                for row in expression.rows
            )
            return f"[{', '.join(f'{{{row}}}' for row in rows)}]"
        case Invocation():
            given = ", ".join(
                f"{each.parameter.name}: {_part(each.expression)}" for each in expression.bindings
            )
            called = "null" if expression.function is None else feel_text(expression.function).strip()
            return f"{called}({given})"
        case FunctionDefinition():
            if expression.kind is not FunctionKind.FEEL:
                raise NoText(expression.kind.value)
            return f"function({', '.join(map(_parameter, expression.parameters))}) {_part(expression.body)}"
        case _:
            assert_never(expression)


def _filter(source: str, condition: Child) -> str:
    """Boxed, a condition that is neither true, false nor null makes all null; as text it is passed over."""
    test = _child(condition)
    if _is_truth(condition.expression):
        return f"{source}[{test}]"
    sound = f"{test} = null or {test} instance of boolean or {test} instance of number"
    return f"if count({source}[not({sound})]) = 0 then {source}[{test}] else null"


def _quantified(word: str, each: str, condition: Child) -> str:
    test = _child(condition)
    if _is_truth(condition.expression):
        return f"{word} {each} satisfies {test}"
    sound = f"{test} = null or {test} instance of boolean"
    return f"if every {each} satisfies ({sound}) then ({word} {each} satisfies {test}) else null"


def _is_truth(expression: Expression | None) -> bool:
    """Whether the form of an expression says that it is true, false or null."""
    if not isinstance(expression, LiteralExpression):
        return isinstance(expression, BoxedQuantified)
    node = parse_expression(expression.text or "").node
    if isinstance(node, ast.Call) and isinstance(node.function, ast.Name):
        signatures = SIGNATURES.get(node.function.name, ())
        return bool(signatures) and all(each.result == BOOLEAN for each in signatures)
    return isinstance(node, _TRUTHS)


def _child(child: Child) -> str:
    return _part(child.expression)


def _part(expression: Expression | None) -> str:
    """In brackets; a comment at the end of a line must not swallow the closing one."""
    text = feel_text(expression) if expression is not None else "null"
    return f"({text}\n)" if "//" in text else f"({text})"


def _context(context: BoxedContext) -> str:
    entries = [
        f"{_key(each.variable.name)}: {_part(each.expression)}" for each in context.entries if each.variable
    ]
    results = [each for each in context.entries if each.variable is None]
    if not results:
        return f"{{{', '.join(entries)}}}"
    names = {each.variable.name for each in context.entries if each.variable}
    result = next(
        name for name in ("result", *(f"result{n}" for n in range(len(names) + 1))) if name not in names
    )
    return f"{{{', '.join((*entries, f'{result}: {_part(results[-1].expression)}'))}}}.{result}"


def _key(name: str) -> str:
    if _PLAIN_KEY.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _parameter(item: InformationItem) -> str:
    return f"{item.name}: {item.type_ref}" if item.type_ref else item.name


def _all_types(definitions: tuple[ItemDefinition, ...]) -> list[ItemDefinition]:
    found = []
    for each in definitions:
        found += [each, *_all_types(each.components)]
    return found


def _about(
    definitions: Definitions, code: str, severity: Severity, where: str, **values: object
) -> Diagnostic:
    return Diagnostic(code, severity, None, values, definitions.file, where)
