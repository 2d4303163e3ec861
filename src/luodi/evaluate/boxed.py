"""Boxed expressions compiled: contexts, relations, invocations, tables and their kin (DMN 1.5, 10.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from luodi.diagnostics import Diagnostic
from luodi.dmn import model as dmn
from luodi.evaluate import iteration
from luodi.evaluate.calls import call_value, making_function
from luodi.evaluate.compiler import Compiler, choosing, constant
from luodi.evaluate.failures import Failure
from luodi.evaluate.item_types import ItemTypes
from luodi.evaluate.run import Place, Run
from luodi.evaluate.scope import Expr, Frame, Scope
from luodi.evaluate.table_index import constants_of, is_constant
from luodi.evaluate.tables import Cell, Column, Output, Row, Table
from luodi.evaluate.tests import Test, compile_tests
from luodi.evaluate.texts import Texts
from luodi.evaluate.types import Coerce, ValueType
from luodi.evaluate.values import Function, Value
from luodi.feel import ast
from luodi.feel.entries import entries_of
from luodi.feel.names import Scope as Names
from luodi.feel.names import normalise_name
from luodi.feel.written import unit_of_label
from luodi.source import Span

_NO_TESTS: Final = ast.UnaryTests((), False, True, span=Span(0, 0))


class BoxedCompiler:
    """Compiles the expressions of one model.

    texts: their trees. found: what is wrong with the texts; tables: all that were compiled.
    """

    forms: Mapping[type, Callable[[Any, Any, Scope, str], Expr]] = {}

    def __init__(self, types: ItemTypes, texts: Texts, *, tracing: bool) -> None:
        self.types = types
        self.texts = texts
        self.tracing = tracing
        self.found: list[Diagnostic] = []
        self.tables: list[Table] = []

    def compile(self, expression: dmn.Expression | None, scope: Scope, where: str) -> Expr:
        """The expression; one that is not there is null."""
        if expression is None:
            return constant(None)
        run = self.forms[type(expression)](self, expression, scope, str(expression.place) or where)
        return self.coerced(run, expression.type_ref, Place(str(expression.place) or where, None))

    def coerced(self, run: Expr, type_ref: str | None, place: Place) -> Expr:
        """The same value as one of a type; null with a reason where it is not of that type."""
        found = self.types.find(type_ref)
        if found is None or found.name == "Any":
            return run
        check, coerce, kind = found.check, found.coerce, found.kind

        def checked(frame: Frame) -> Value:
            value = run(frame)
            if type(value) is kind or value is None or check(value):
                return value
            try:
                return coerce(value)
            except Failure as failure:
                frame[0].note(failure, place)
                return None

        return checked

    def coercion(self, found: ValueType | None) -> Coerce | None:
        """What brings a value to a type; None where any value will do."""
        return None if found is None else found.coerce

    def names_in(self, expression: dmn.Expression | None, type_ref: str | None, names: Names) -> Names | None:
        """The entries of an expression's value as far as its types or its form tell, for the parser."""
        known = self.types.names_of(type_ref)
        if known is not None or expression is None:
            return known
        known = self.types.names_of(expression.type_ref)
        if known is not None:
            return known
        match expression:
            case dmn.LiteralExpression(text=str()):
                return entries_of(self.texts.expression(expression, names).node, names, {})
            case dmn.BoxedContext(entries=entries):
                inner, own = names.child(), Names()
                for entry in entries:
                    if entry.variable is None:
                        return self.names_in(entry.expression, None, inner)
                    each = self.names_in(entry.expression, entry.variable.type_ref, inner)
                    inner.declare(entry.variable.name, each)
                    own.declare(entry.variable.name, each)
                return own
            case dmn.Relation(columns=columns):
                return Names({each.name: self.types.names_of(each.type_ref) for each in columns})
            case dmn.DecisionTable(outputs=outputs) if len(outputs) > 1:
                return Names({each.name or "": self.types.names_of(each.type_ref) for each in outputs})
            case dmn.BoxedFilter(source=source):
                return self.names_in(source.expression, source.type_ref, names)
            case dmn.Conditional(then=then):
                return self.names_in(then.expression, then.type_ref, names)
            case dmn.BoxedList(items=items) if items:
                return self.names_in(items[0], None, names)
        return None

    # --- texts ---

    def parsed(
        self, holder: dmn.LiteralExpression, names: Names, where: str, unit: str | None = None
    ) -> ast.Expression:
        parsed = self.texts.expression(holder, names, unit)
        self._tell(parsed.diagnostics, where, holder.text or "")
        return ast.Bad(span=parsed.node.span) if parsed.has_errors else parsed.node

    def parsed_tests(
        self, tests: dmn.UnaryTests, names: Names, where: str, unit: str | None = None
    ) -> ast.UnaryTests:
        """The tree of a cell. names: with ``?``. unit: of its column, as its label says."""
        if not tests.text.strip():
            return _NO_TESTS
        parsed = self.texts.tests(tests, names, unit)
        self._tell(parsed.diagnostics, where, tests.text)
        if parsed.has_errors:
            bad = ast.Bad(span=parsed.node.span)
            return ast.UnaryTests((bad,), False, False, span=parsed.node.span)
        return parsed.node

    def _tell(self, diagnostics: Sequence[Diagnostic], where: str, text: str) -> None:
        self.found.extend(replace(each, where=where, text=text) for each in diagnostics)

    def feel(self, where: str) -> Compiler:
        return Compiler(where, self.types.types, tracing=self.tracing)

    def _literal(self, expression: dmn.LiteralExpression, scope: Scope, where: str) -> Expr:
        if expression.language and "FEEL" not in expression.language.upper():
            return _failing(Failure("EVAL026"), Place(where, None))
        if expression.text is None or not expression.text.strip():
            return constant(None)
        return self.feel(where).compile(self.parsed(expression, scope.names, where), scope)

    # --- forms ---

    def _context(self, expression: dmn.BoxedContext, scope: Scope, where: str) -> Expr:
        entries: list[tuple[str, int, Expr, bool]] = []
        result: Expr | None = None
        for entry in expression.entries:
            if entry.variable is None:
                result = self.compile(entry.expression, scope, where)
                continue
            name = normalise_name(entry.variable.name)
            names = self.names_in(entry.expression, entry.variable.type_ref, scope.names)
            inner, slot = scope.local(name, names)
            # A function sees itself, so that it can call itself.
            own = isinstance(entry.expression, dmn.FunctionDefinition)
            value = self.compile(entry.expression, inner if own else scope, where)
            place = Place(str(entry.place) or where, None)
            if not own:
                value = self.coerced(value, entry.variable.type_ref, place)
            entries.append((name, slot, value, own))
            scope = inner

        def run(frame: Frame) -> Value:
            made: dict[str, Value] = {}
            for name, slot, entry, own in entries:
                value = entry(frame)
                if own and type(value) is Function and value.frame is not None:
                    value.frame[slot] = value
                made[name] = frame[slot] = value
            return made if result is None else result(frame)

        return run

    def _list(self, expression: dmn.BoxedList, scope: Scope, where: str) -> Expr:
        items = [self.compile(each, scope, where) for each in expression.items]
        return lambda frame: [item(frame) for item in items]

    def _relation(self, expression: dmn.Relation, scope: Scope, where: str) -> Expr:
        columns = [(normalise_name(each.name), each.type_ref) for each in expression.columns]
        rows = [
            [
                (name, self.coerced(self.compile(cell, scope, where), type_ref, Place(where, None)))
                for (name, type_ref), cell in zip(columns, row.items, strict=False)
            ]
            for row in expression.rows
        ]
        return lambda frame: [{name: cell(frame) for name, cell in row} for row in rows]

    def _function(self, expression: dmn.FunctionDefinition, scope: Scope, where: str) -> Expr:
        return self.function("function", expression, scope, where, None)

    def function(
        self, name: str, logic: dmn.FunctionDefinition, scope: Scope, where: str, result: Coerce | None
    ) -> Expr:
        """Makes the function that a definition describes."""
        place = Place(where, None)
        parameters: list[tuple[str, Coerce | None]] = []
        slots: list[int] = []
        for each in logic.parameters:
            parameters.append((normalise_name(each.name), self.coercion(self.types.find(each.type_ref))))
            scope, slot = scope.local(normalise_name(each.name), self.types.names_of(each.type_ref))
            slots.append(slot)
        if logic.kind is not dmn.FunctionKind.FEEL:
            body = _failing(Failure("EVAL026"), place)
        else:
            body = self.compile(logic.body, scope, where)
        return making_function(name, parameters, slots, body, result, place)

    def _invocation(self, expression: dmn.Invocation, scope: Scope, where: str) -> Expr:
        function = self.compile(expression.function, scope, where)
        given = tuple(normalise_name(each.parameter.name) for each in expression.bindings)
        values = [
            self.coerced(
                self.compile(each.expression, scope, where), each.parameter.type_ref, Place(where, None)
            )
            for each in expression.bindings
        ]
        place = Place(where, None)

        def run(frame: Frame) -> Value:
            called = function(frame)
            try:
                return call_value(called, given, [value(frame) for value in values])
            except Failure as failure:
                frame[0].note(failure, place)
                return None

        return run

    def _child(self, child: dmn.Child, scope: Scope, where: str) -> Expr:
        return self.coerced(self.compile(child.expression, scope, where), child.type_ref, Place(where, None))

    def _conditional(self, expression: dmn.Conditional, scope: Scope, where: str) -> Expr:
        condition, then, otherwise = (
            self._child(each, scope, where)
            for each in (expression.condition, expression.then, expression.otherwise)
        )
        return choosing(condition, then, otherwise, Place(where, None))

    def _filter(self, expression: dmn.BoxedFilter, scope: Scope, where: str) -> Expr:
        source = self._child(expression.source, scope, where)
        slot = scope.layout.slot()
        entries = self.names_in(expression.source.expression, expression.source.type_ref, scope.names)
        inner = iteration.filter_scope(scope, slot, entries)
        condition = self._child(expression.condition, inner, where)
        return iteration.filtering(Place(where, None), source, condition, slot, truths=False, strict=True)

    def _each(self, variable: str | None, source: dmn.Child, scope: Scope, where: str) -> tuple[Scope, Expr]:
        """The scope with the variable of a loop, and the loop."""
        over = self._child(source, scope, where)
        entries = self.names_in(source.expression, source.type_ref, scope.names)
        inner, slot = scope.local(normalise_name(variable or ""), entries)
        return inner, iteration.looping(slot, over)

    def _for(self, expression: dmn.BoxedFor, scope: Scope, where: str) -> Expr:
        inner, over = self._each(expression.variable, expression.source, scope, where)
        inner, slot = inner.local("partial")
        body = self._child(expression.result, inner, where)
        return iteration.collecting(Place(where, None), over, body, slot)

    def _quantified(self, expression: dmn.BoxedQuantified, scope: Scope, where: str) -> Expr:
        inner, over = self._each(expression.variable, expression.source, scope, where)
        condition = self._child(expression.condition, inner, where)
        some = expression.quantifier is dmn.Quantifier.SOME
        return iteration.quantifying(Place(where, None), over, condition, some=some, strict=True)

    # --- tables ---

    def _table(self, expression: dmn.DecisionTable, scope: Scope, where: str) -> Expr:
        columns = tuple(self._column(each, scope, where) for each in expression.inputs)
        outputs = tuple(self._output(each, scope, where) for each in expression.outputs)
        inner, slot = scope.local("?")
        rows = self._rows(expression, scope, inner, slot, where)
        table = Table(
            Place(where, None),
            columns,
            rows,
            outputs,
            expression.hit_policy,
            expression.aggregation,
            self.tracing,
        )
        table.prepare(lambda node: self.value_of(node, scope), lambda: scope.layout.frame(Run()))
        self.tables.append(table)
        return table.run

    def value_of(self, node: ast.Expression, scope: Scope) -> Value:
        """The value of a constant."""
        compiler = Compiler("", self.types.types)
        return compiler.compile(node, scope)(scope.layout.frame(Run()))

    def _column(self, clause: dmn.InputClause, scope: Scope, where: str) -> Column:
        expression = clause.expression
        place = str(clause.place) or where
        node: ast.Expression | None = None
        if expression.text and expression.text.strip():
            node = self.parsed(expression, scope.names, place)
            value = self.feel(place).compile(node, scope)
        else:
            value = constant(None)
        value = self.coerced(value, expression.type_ref, Place(place, None))
        allowed: Test | None = None
        text = clause.values.text if clause.values is not None else ""
        if clause.values is not None and text.strip():
            inner, slot = scope.local("?")
            tests = self.parsed_tests(clause.values, inner.names, place, unit_of_label(clause.label))
            allowed = compile_tests(Compiler(place, self.types.types), tests, inner, slot)
        label = clause.label or (expression.text or "").strip()
        return Column(label, value, Place(place, None), allowed, text, node)

    def _output(self, clause: dmn.OutputClause, scope: Scope, where: str) -> Output:
        place = Place(str(clause.place) or where, None)
        coerce = self.coercion(self.types.find(clause.type_ref))
        default = None
        if clause.default is not None and clause.default.text and clause.default.text.strip():
            default = self.compile(clause.default, scope, place.where)
        priorities: tuple[Value, ...] | None = None
        if clause.values is not None and clause.values.text.strip():
            tests = self.parsed_tests(clause.values, scope.names, place.where, unit_of_label(clause.label))
            if is_constant(tests):
                listed: list[Value] = []
                for test in tests.tests:
                    listed.extend(constants_of(_only(test), lambda node: self.value_of(node, scope)))
                priorities = tuple(listed)
        name = normalise_name(clause.name) if clause.name else ""
        return Output(name, coerce, place, default, priorities)

    def _rows(
        self, table: dmn.DecisionTable, scope: Scope, inner: Scope, slot: int, where: str
    ) -> tuple[Row, ...]:
        """The rules of a table. inner: the scope with ``?``, at the slot."""
        units = [unit_of_label(each.label) for each in (*table.inputs, *table.outputs)]
        return tuple(self._row(each, units, scope, inner, slot, where) for each in table.rules)

    def _row(
        self,
        rule: dmn.Rule,
        units: Sequence[str | None],
        scope: Scope,
        inner: Scope,
        slot: int,
        where: str,
    ) -> Row:
        """A rule. units: of the columns, conditions first."""
        place = str(rule.place) or where
        cells = []
        for entry, unit in zip(rule.inputs, units, strict=False):
            at = str(entry.place) or place
            tests = self.parsed_tests(entry, inner.names, at, unit)
            # Cells are not traced part by part: the trace of the table says which held.
            compiler = Compiler(at, self.types.types)
            test = None if tests.any else compile_tests(compiler, tests, inner, slot)
            cells.append(Cell(test, tests, Place(at, None)))
        outputs = []
        nodes: list[ast.Expression | None] = []
        for output, unit in zip(rule.outputs, units[len(rule.inputs) :], strict=False):
            at = str(output.place) or place
            text = (output.text or "").strip()
            node = self.parsed(output, scope.names, at, unit) if text and text != "-" else None
            nodes.append(node)
            run = constant(None) if node is None else self.feel(at).compile(node, scope)
            outputs.append(self.coerced(run, output.type_ref, Place(at, None)))
        return Row(tuple(cells), tuple(outputs), tuple(nodes))


def _only(test: ast.Test) -> ast.UnaryTests:
    return ast.UnaryTests((test,), False, False, span=test.span)


def _failing(failure: Failure, place: Place) -> Expr:
    def run(frame: Frame) -> Value:
        frame[0].note(failure, place)
        return None

    return run


BoxedCompiler.forms = {
    dmn.LiteralExpression: BoxedCompiler._literal,
    dmn.DecisionTable: BoxedCompiler._table,
    dmn.Invocation: BoxedCompiler._invocation,
    dmn.BoxedContext: BoxedCompiler._context,
    dmn.Relation: BoxedCompiler._relation,
    dmn.BoxedList: BoxedCompiler._list,
    dmn.FunctionDefinition: BoxedCompiler._function,
    dmn.Conditional: BoxedCompiler._conditional,
    dmn.BoxedFilter: BoxedCompiler._filter,
    dmn.BoxedFor: BoxedCompiler._for,
    dmn.BoxedQuantified: BoxedCompiler._quantified,
}
