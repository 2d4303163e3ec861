"""Every FEEL text of a model read and typed: syntax, names, types, and what declared types say of them.

Reads: the model. Writes: findings, and each decision table with its texts as trees, for the checks of tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, assert_never

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn import model as dmn
from luodi.dmn.walk import logic_of
from luodi.feel import ast
from luodi.feel.infer import infer_expression, infer_unary_tests
from luodi.feel.names import normalise_name
from luodi.feel.parser import parse_expression, parse_unary_tests
from luodi.feel.type_words import TypeWords
from luodi.feel.types import (
    ANY,
    ANY_LIST,
    BOOLEAN,
    DATE,
    NULL,
    ContextOf,
    FeelType,
    FunctionOf,
    ListOf,
    RangeOf,
    joined,
    may_convert,
)
from luodi.feel.written import unit_of_label
from luodi.feel.written_dates import date_fault, written_date
from luodi.review.check_findings import Findings
from luodi.review.check_item_types import ItemTypes, limits
from luodi.review.check_null_constants import ReasonWords, null_constants
from luodi.review.check_read_tables import Column, Output, ReadTable, result_type
from luodi.review.check_scopes import Elements, Visible, variable_name
from luodi.source import Span

# What is said of one text at most: the first faults tell.
_SAID_OF_A_TEXT: Final = 20


class TextChecker:
    """Reads the texts of a model. tables: its decision tables, in order; used: the names and paths that each
    element uses, by ``id(element)``.

    units: of inputs and outputs by name, for columns whose labels say none.
    """

    def __init__(
        self, definitions: dmn.Definitions, findings: Findings, units: Mapping[str, str] | None = None
    ) -> None:
        self.definitions = definitions
        self.findings = findings
        self._units = units or {}
        self.elements = Elements(definitions, self._quiet)
        self.tables: list[ReadTable] = []
        self.used: dict[int, set[tuple[str, ...]]] = {}
        self.trees: dict[int, ast.Expression] = {}
        self._speaks = True
        self._element: dmn.DrgElement | None = None
        self._names = {variable_name(each) for each in definitions.elements}
        self._cells: dict[
            tuple[int, str, FeelType, str | None], tuple[Visible, ast.UnaryTests | None, list[Diagnostic]]
        ] = {}
        self._texts: dict[
            tuple[int, str, str | None], tuple[Visible, ast.Expression | None, FeelType, list[Diagnostic]]
        ] = {}

    def run(self) -> None:
        types = self.elements.types(self.definitions)
        for item in self.definitions.item_definitions:
            self._item(item, types)
        for element in self.definitions.elements:
            self.element(element)

    def element(self, element: dmn.DrgElement, visible: Visible | None = None) -> None:
        """The logic of one element. visible: the names it can use, where they are not what it requires."""
        self._element = element
        logic = logic_of(element)
        if logic is None:
            return
        visible = visible or self.elements.visible(self.definitions, element)
        kind = self.boxed(logic, visible, element.name)
        declared = visible.types.find(getattr(element, "type_ref", None))
        if isinstance(element, dmn.Decision):
            self._fits(kind, declared, str(logic.place) or element.name)
        elif isinstance(kind, FunctionOf):
            wanted = declared.result if isinstance(declared, FunctionOf) else declared
            self._fits(kind.result, wanted, str(logic.place) or element.name)

    def _item(self, item: dmn.ItemDefinition, types: ItemTypes) -> None:
        """Allowed values and constraints of a type, against the type itself."""
        single = types.find(item.type_ref) or ANY
        for tests, kind in (
            (item.allowed_values, single),
            (item.type_constraint, ListOf(single) if item.is_collection else single),
        ):
            if tests is not None and tests.text.strip():
                where = str(tests.place) or str(item.place) or item.name
                self.cell(tests.text, kind, Visible(types), where)
        for each in item.components:
            self._item(each, types)

    def _quiet(self, expression: dmn.Expression, visible: Visible) -> FeelType:
        """The type of an expression of an element that is not being checked now."""
        speaks, element = self._speaks, self._element
        self._speaks, self._element = False, None
        try:
            return self.boxed(expression, visible, "")
        finally:
            self._speaks, self._element = speaks, element

    # --- texts ---

    def expression(
        self,
        text: str | None,
        visible: Visible,
        where: str,
        rule: int | None = None,
        column: int | None = None,
        *,
        unit: str | None = None,
    ) -> tuple[ast.Expression | None, FeelType]:
        """The tree and type of a text; None and Any where it cannot be read, Null where there is none.

        unit: of its value, where that is known.
        """
        if text is None or not text.strip():
            return None, NULL
        key = (id(visible), text, unit)
        known = self._texts.get(key)
        if known is None:
            parsed = parse_expression(text, visible.scope, unit)
            found = list(parsed.diagnostics)
            node: ast.Expression | None = None
            kind: FeelType = ANY
            if not parsed.has_errors:
                variables = visible.variables if visible.complete else None
                inferred = infer_expression(parsed.node, variables, visible.types.declared)
                found += inferred.diagnostics or _nulls(parsed.node, text, visible)
                node, kind = parsed.node, inferred.type
                if not visible.complete:
                    kind = ANY
            known = self._texts[key] = (visible, node, kind, found)
        self._tell(known[3], text, where, rule, column)
        self._use(known[1])
        return known[1], known[2]

    def cell(
        self,
        text: str,
        kind: FeelType,
        visible: Visible,
        where: str,
        rule: int | None = None,
        column: int | None = None,
        *,
        unit: str | None = None,
    ) -> ast.UnaryTests | None:
        """The tree of a cell whose values are of a type; None where it cannot be read, or does not fit it.

        unit: of its column, where that is known.
        """
        if not text.strip():
            text = "-"
        key = (id(visible), text, kind, unit)
        known = self._cells.get(key)
        if known is None:
            parsed = parse_unary_tests(text, visible.cell_scope, unit)
            found = list(parsed.diagnostics)
            node = None
            if not parsed.has_errors:
                variables = visible.variables if visible.complete else None
                inferred = infer_unary_tests(parsed.node, kind, variables, visible.types.declared)
                found += inferred.diagnostics
                if not any(each.severity is Severity.ERROR for each in inferred.diagnostics):
                    nulls = _nulls(parsed.node, text, visible)
                    found += nulls
                    node = None if nulls else parsed.node
            if node is None and kind == DATE and (fault := date_fault(text)) is not None:
                found = [fault]
            known = self._cells[key] = (visible, node, found)
        self._tell(known[2], text, where, rule, column)
        self._use(known[1])
        return known[1]

    def _tell(
        self, found: Sequence[Diagnostic], text: str, where: str, rule: int | None, column: int | None
    ) -> None:
        if not self._speaks:
            return
        for each in found[:_SAID_OF_A_TEXT]:
            placed = replace(each, file=self.findings.file, where=where)
            name = each.values.get("name")
            itself = variable_name(self._element) if self._element is not None else None
            if each.code in ("FEEL030", "FEEL031") and name in self._names and name != itself:
                # It is there, and only the arrow is lacking.
                placed = replace(placed, code="CHK002", values={"name": name})
            self.findings.take(placed, text, rule, column)

    def _use(self, node: ast.Node | None) -> None:
        if node is None or self._element is None:
            return
        self.used.setdefault(id(self._element), set()).update(chains(node))

    def _fits(
        self,
        kind: FeelType,
        declared: FeelType | None,
        where: str,
        text: str | None = None,
        rule: int | None = None,
        column: int | None = None,
    ) -> FeelType:
        """CHK001 where no value of a type can be one of the declared; gives the type to go on with."""
        if declared is None:
            return kind
        if self._speaks and not may_convert(kind, declared):
            values = {"was": TypeWords((kind,)), "wanted": TypeWords((declared,))}
            self.findings.add("CHK001", Severity.ERROR, where, values, text=text, rule=rule, column=column)
        return declared

    # --- boxed expressions ---

    def boxed(self, expression: dmn.Expression | None, visible: Visible, where: str) -> FeelType:
        """The type of a boxed expression; what is wrong inside is told on the way."""
        if expression is None:
            return NULL
        where = str(expression.place) or where
        kind = self._form(expression, visible, where)
        text = expression.text if isinstance(expression, dmn.LiteralExpression) else None
        return self._fits(kind, visible.types.find(expression.type_ref), where, text)

    def _form(self, expression: dmn.Expression, visible: Visible, where: str) -> FeelType:
        match expression:
            case dmn.LiteralExpression():
                return self._literal(expression, visible, where)
            case dmn.DecisionTable():
                return self._table(expression, visible, where)
            case dmn.Invocation():
                return self._invocation(expression, visible, where)
            case dmn.BoxedContext():
                return self._context(expression, visible, where)
            case dmn.BoxedList(items=items):
                kind: FeelType = NULL
                for each in items:
                    kind = joined(kind, self.boxed(each, visible, where))
                return ListOf(kind)
            case dmn.Relation():
                return self._relation(expression, visible, where)
            case dmn.FunctionDefinition():
                return self._function(expression, visible, where)
            case dmn.Conditional():
                self._condition(expression.condition, visible, where)
                then = self._child(expression.then, visible, where)
                return joined(then, self._child(expression.otherwise, visible, where))
            case dmn.BoxedFilter():
                source = self._child(expression.source, visible, where)
                item = source.element if isinstance(source, ListOf) else source
                self._condition(expression.condition, visible.inside_filter(item), where)
                return ListOf(item)
            case dmn.BoxedFor():
                inner = self._loop(expression.variable, expression.source, visible, where)
                return ListOf(self._child(expression.result, inner.child("partial", ANY_LIST), where))
            case dmn.BoxedQuantified():
                inner = self._loop(expression.variable, expression.source, visible, where)
                self._condition(expression.condition, inner, where)
                return BOOLEAN
            case _:
                assert_never(expression)

    def _literal(self, expression: dmn.LiteralExpression, visible: Visible, where: str) -> FeelType:
        language = expression.language
        if (language and "FEEL" not in language.upper()) or (
            expression.text is None and expression.imported is not None
        ):
            return ANY
        node, kind = self.expression(expression.text, visible, where)
        if node is not None:
            self.trees[id(expression)] = node
        return kind

    def _child(self, child: dmn.Child, visible: Visible, where: str) -> FeelType:
        kind = self.boxed(child.expression, visible, where)
        return self._fits(kind, visible.types.find(child.type_ref), where)

    def _condition(self, child: dmn.Child, visible: Visible, where: str) -> None:
        self._fits(self._child(child, visible, where), BOOLEAN, where)

    def _loop(self, variable: str | None, source: dmn.Child, visible: Visible, where: str) -> Visible:
        kind = self._child(source, visible, where)
        item = kind.element if isinstance(kind, (ListOf, RangeOf)) else kind
        return visible.child(normalise_name(variable or ""), item)

    def _context(self, expression: dmn.BoxedContext, visible: Visible, where: str) -> FeelType:
        entries: list[tuple[str, FeelType]] = []
        for entry in expression.entries:
            if entry.variable is None:
                return self.boxed(entry.expression, visible, where)
            name = normalise_name(entry.variable.name)
            inner = visible
            if isinstance(entry.expression, dmn.FunctionDefinition):
                # A function sees itself, so that it can call itself.
                inner = visible.child(name, FunctionOf(None, ANY))
            kind = self.boxed(entry.expression, inner, where)
            if not isinstance(entry.expression, dmn.FunctionDefinition):
                declared = visible.types.find(entry.variable.type_ref)
                kind = self._fits(kind, declared, str(entry.place) or where)
            entries.append((name, kind))
            visible = visible.child(name, kind, entry.variable.type_ref)
        return ContextOf(tuple(entries))

    def _relation(self, expression: dmn.Relation, visible: Visible, where: str) -> FeelType:
        names = [normalise_name(each.name) for each in expression.columns]
        declared = [visible.types.find(each.type_ref) for each in expression.columns]
        kinds: list[FeelType] = [NULL] * len(names)
        for row in expression.rows:
            for at, cell in enumerate(row.items[: len(names)]):
                kind = self._fits(self.boxed(cell, visible, where), declared[at], str(cell.place) or where)
                kinds[at] = joined(kinds[at], kind)
        return ListOf(ContextOf(tuple(zip(names, kinds, strict=True))))

    def _function(self, expression: dmn.FunctionDefinition, visible: Visible, where: str) -> FeelType:
        kinds = []
        for each in expression.parameters:
            kind = visible.types.find(each.type_ref) or ANY
            kinds.append(kind)
            visible = visible.child(normalise_name(each.name), kind, each.type_ref)
        if expression.kind is not dmn.FunctionKind.FEEL:
            return FunctionOf(tuple(kinds), ANY)
        return FunctionOf(tuple(kinds), self.boxed(expression.body, visible, where))

    def _invocation(self, expression: dmn.Invocation, visible: Visible, where: str) -> FeelType:
        function = self.boxed(expression.function, visible, where)
        text = expression.function.text if isinstance(expression.function, dmn.LiteralExpression) else None
        called = normalise_name(text or "")
        parameters = dict(visible.callees[called]) if called in visible.callees else None
        for each in expression.bindings:
            kind = self.boxed(each.expression, visible, where)
            kind = self._fits(kind, visible.types.find(each.parameter.type_ref), where)
            name = normalise_name(each.parameter.name)
            if parameters is None or not self._speaks:
                continue
            if name not in parameters:
                known = ", ".join(parameters)
                values = {"name": name, "function": called, "known": known}
                self.findings.add("FEEL037", Severity.ERROR, where, values)
            elif not may_convert(kind, parameters[name]):
                wanted = TypeWords((parameters[name],))
                fault = {"name": name, "was": TypeWords((kind,)), "wanted": wanted}
                self.findings.add("FEEL035", Severity.ERROR, where, fault)
        if isinstance(function, FunctionOf):
            return function.result
        if function != ANY and self._speaks:
            self.findings.add("FEEL040", Severity.ERROR, where, {"was": TypeWords((function,))})
        return ANY

    # --- tables ---

    def _table(self, table: dmn.DecisionTable, visible: Visible, where: str) -> FeelType:
        element = self._element
        alone = element.name if element is not None and logic_of(element) is table else ""
        columns = [
            self._column(each, visible, str(each.place) or where, number)
            for number, each in enumerate(table.inputs, 1)
        ]
        outputs = [
            self._output(each, visible, str(each.place) or where, number, alone)
            for number, each in enumerate(table.outputs, len(columns) + 1)
        ]
        cells: list[list[ast.UnaryTests | None]] = []
        results: list[list[ast.Expression | None]] = []
        found: list[FeelType] = [NULL] * len(outputs)
        kinds: list[list[FeelType]] = []
        for number, rule in enumerate(table.rules, 1):
            place = str(rule.place) or where
            cells.append(
                [
                    self.cell(
                        cell.text,
                        column.kind,
                        visible,
                        str(cell.place) or place,
                        number,
                        at,
                        unit=column.unit,
                    )
                    for at, (cell, column) in enumerate(zip(rule.inputs, columns, strict=False), 1)
                ]
            )
            row: list[ast.Expression | None] = []
            types: list[FeelType] = []
            for at, (result, output) in enumerate(zip(rule.outputs, outputs, strict=False)):
                node, kind = self._result(
                    result, output, visible, str(result.place) or place, number, len(columns) + at + 1
                )
                row.append(node)
                found[at] = joined(found[at], kind)
                types.append(kind)
            results.append(row)
            kinds.append(types)
        if self._speaks and self._element is not None:
            self.tables.append(
                ReadTable(where, table, self._element, visible, columns, outputs, cells, results, kinds)
            )
        return result_type(table, outputs, found)

    def _column(self, clause: dmn.InputClause, visible: Visible, where: str, number: int) -> Column:
        expression = clause.expression
        node, kind = self.expression(expression.text, visible, where, None, number)
        kind = self._fits(kind, visible.types.find(expression.type_ref), where, expression.text, None, number)
        label = clause.label or (expression.text or "").strip()
        column = Column(label, node, kind, unit=self._unit(clause.label, expression.text))
        texts = [each.text for each in limits(node, visible.references)]
        texts += [each.text for each in visible.types.constraints(expression.type_ref)]
        if clause.values is not None and clause.values.text.strip():
            text = clause.values.text
            column.limits_text = text.strip()
            own = self.cell(
                text, kind, visible, str(clause.values.place) or where, None, number, unit=column.unit
            )
            if own is None:
                column.sure = False
            else:
                column.limits.append(own)
        for text in dict.fromkeys(texts):
            parsed = parse_unary_tests(text, visible.cell_scope)
            column.limits_text = column.limits_text or text.strip()
            if parsed.has_errors:
                column.sure = False
            else:
                column.limits.append(parsed.node)
        return column

    def _unit(self, label: str | None, name: str | None) -> str | None:
        """The unit of a column: its label's, else that of what it is about."""
        unit = unit_of_label(label)
        return self._units.get((name or "").strip()) if unit is None else unit

    def _output(
        self, clause: dmn.OutputClause, visible: Visible, where: str, number: int, alone: str
    ) -> Output:
        """alone: the name of what the table is the logic of, for an output without one."""
        kind = visible.types.find(clause.type_ref) or ANY
        unit = self._unit(clause.label, clause.name or alone)
        output = Output(normalise_name(clause.name or ""), kind, unit=unit)
        if clause.values is not None and clause.values.text.strip():
            output.values = self.cell(
                clause.values.text,
                kind,
                visible,
                str(clause.values.place) or where,
                None,
                number,
                unit=output.unit,
            )
        if clause.default is not None:
            place = str(clause.default.place) or where
            node, found = self.expression(clause.default.text, visible, place, None, number, unit=output.unit)
            output.default, output.default_kind = node, found
            self._fits(found, kind, place, clause.default.text, None, number)
        return output

    def _result(
        self,
        result: dmn.LiteralExpression,
        output: Output,
        visible: Visible,
        where: str,
        rule: int,
        column: int,
    ) -> tuple[ast.Expression | None, FeelType]:
        text = (result.text or "").strip()
        if text in ("", "-"):
            return ast.Null(span=Span(0, 0)), NULL
        if DATE in (output.kind, visible.types.find(result.type_ref)) and written_date(text) is not None:
            fault = date_fault(result.text or "")
            self._tell([] if fault is None else [fault], result.text or "", where, rule, column)
            return None, DATE
        node, kind = self.expression(result.text, visible, where, rule, column, unit=output.unit)
        kind = self._fits(kind, visible.types.find(result.type_ref), where, result.text, rule, column)
        self._fits(kind, output.kind, where, result.text, rule, column)
        return node, kind


def _nulls(node: ast.Node, text: str, visible: Visible) -> list[Diagnostic]:
    """CHK026 for what can only be null, with the reason."""
    found = []
    for span, reason in null_constants(node, visible.variables):
        values = {"was": text[span.start : span.end], "reason": ReasonWords(reason)}
        found.append(Diagnostic("CHK026", Severity.ERROR, span, values))
    return found


def chains(node: ast.Node) -> Iterator[tuple[str, ...]]:
    """The names of a text, each with the path that follows it: ``("企业", "研发费用")``."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        path: list[str] = []
        at = each
        while isinstance(at, ast.Path):
            path.insert(0, at.name)
            at = at.source
        if isinstance(at, ast.Name):
            yield (at.name, *path)
        elif path:
            waiting.append(at)
        else:
            waiting.extend(ast.child_nodes(each))
