"""Boxed expressions of DMN as values: contexts, lists, tables, loops, functions (DMN 1.5, clause 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from luodi.dmn import model as dmn
from luodi.feel import ast
from luodi.feel.entries import entries_of
from luodi.feel.names import Scope as Names
from luodi.feel.names import normalise_name
from luodi.feel.parser import parse_expression, parse_unary_tests
from luodi.relational.comparison import condition, scalar
from luodi.relational.feel import Lowering
from luodi.relational.item_types import Declared, ItemTypes, conforming, has_tests, violation
from luodi.relational.nodes import FALSE, NOTHING, Node, either, where_true
from luodi.relational.refusal import Refused
from luodi.relational.tables import TableParts, TableRule, lower_table
from luodi.relational.values import Closure, Entries, Items, Rows, Value

_NO_TESTS = ("", "-")


@dataclass
class Boxed:
    """Compiles the boxed expressions of one decision. joins: whether rows have keys; rule: of the table that
    was compiled last."""

    types: ItemTypes
    lowering: Lowering
    names: Names
    joins: bool = False
    rule: Node | None = None

    def lower(self, expression: dmn.Expression | None, where: str) -> Value:
        place = str(expression.place) if expression is not None else where
        try:
            value = self._form(expression, place or where)
        except Refused as refused:
            raise refused.at(place) from None
        return value if expression is None else self.conforming(value, self.types.find(expression.type_ref))

    def conforming(self, value: Value, declared: Declared) -> Value:
        return conforming(value, declared, self.lowering)

    def _form(self, expression: dmn.Expression | None, where: str) -> Value:
        match expression:
            case None:
                return NOTHING
            case dmn.LiteralExpression(text=text, language=language):
                if language and "FEEL" not in language.upper():
                    raise Refused("SQL007", what=language)
                return self.text(text, where)
            case dmn.BoxedContext():
                return self._context(expression, where)
            case dmn.Conditional(condition=asked, then=then, otherwise=otherwise):
                question, one, other = (self._child(each, where) for each in (asked, then, otherwise))
                return self.lowering.choice(where_true(condition(question)), one, other)
            case dmn.BoxedList(items=items):
                return Items(tuple(self.lower(each, where) for each in items))
            case dmn.Relation():
                return self._relation(expression, where)
            case dmn.BoxedFilter(source=source, condition=asked):
                return self._filter(source, asked, where)
            case dmn.BoxedFor(variable=variable, source=source, result=result):
                return self.lowering.looped(
                    normalise_name(variable or ""),
                    self._child(source, where),
                    lambda inner: self._within(inner, variable, source, where)._child(result, where),
                )
            case dmn.BoxedQuantified(variable=variable, source=source, condition=asked):
                return self.lowering.quantified(
                    normalise_name(variable or ""),
                    self._child(source, where),
                    lambda inner: self._within(inner, variable, source, where)._child(asked, where),
                    some=expression.quantifier is dmn.Quantifier.SOME,
                )
            case dmn.FunctionDefinition():
                return self.function(expression, None, where)
            case dmn.Invocation():
                return self._invocation(expression, where)
            case dmn.DecisionTable():
                looked = lower_table(self._table(expression, where), self.lowering, joins=self.joins)
                self.rule = looked.rule
                return looked.value
            case _:
                raise Refused("SQL007", what=type(expression).__name__)

    def _child(self, child: dmn.Child, where: str) -> Value:
        return self.conforming(self.lower(child.expression, where), self.types.find(child.type_ref))

    def text(self, text: str | None, where: str) -> Value:
        if text is None or not text.strip():
            return NOTHING
        parsed = parse_expression(text, self.names)
        if parsed.has_errors:
            raise Refused("SQL008", where=where)
        try:
            return self.lowering.lower(parsed.node)
        except Refused as refused:
            raise refused.at(where, text) from None

    def _within(self, lowering: Lowering, variable: str | None, source: dmn.Child, where: str) -> Boxed:
        """What compiles an expression about the items of a list."""
        entries = self._entries_in(source)
        return Boxed(self.types, lowering, self.names.child({normalise_name(variable or ""): entries}))

    def _entries_in(self, source: dmn.Child) -> Names | None:
        found = self.types.names_of(source.type_ref) if source.type_ref else None
        if found is None and isinstance(source.expression, dmn.LiteralExpression) and source.expression.text:
            parsed = parse_expression(source.expression.text, self.names)
            found = entries_of(parsed.node, self.names, {})
        return found

    def _filter(self, source: dmn.Child, asked: dmn.Child, where: str) -> Value:
        entries = self._entries_in(source)
        names = self.names if entries is None else entries.inside(self.names)
        names = names.child({"item": entries})
        value = self._child(source, where)
        return self.lowering.filtered(
            value, lambda inner: Boxed(self.types, inner, names)._child(asked, where)
        )

    def _relation(self, expression: dmn.Relation, where: str) -> Value:
        rows: list[Value] = []
        for row in expression.rows:
            cells: dict[str, Value] = {}
            for column, cell in zip(expression.columns, row.items, strict=False):
                value = self.conforming(self.lower(cell, where), self.types.find(column.type_ref))
                cells[normalise_name(column.name)] = value
            rows.append(Entries(cells))
        return Items(tuple(rows))

    def function(self, logic: dmn.FunctionDefinition, result: str | None, where: str) -> Closure:
        """The function that a definition describes; its body is compiled where it is called."""
        if logic.kind is not dmn.FunctionKind.FEEL:
            raise Refused("SQL007", what="external function")
        names = tuple(normalise_name(each.name) for each in logic.parameters)
        types = [self.types.find(each.type_ref) for each in logic.parameters]
        scope = Names(
            {
                name: self.types.names_of(each.type_ref)
                for name, each in zip(names, logic.parameters, strict=True)
            },
            self.names,
        )

        def call(given: Sequence[Value]) -> Value:
            taken = [self.argument(value, kind) for value, kind in zip(given, types, strict=True)]
            values = {name: self.lowering.kept(value) for name, (value, _) in zip(names, taken, strict=True)}
            inner = Boxed(self.types, self.lowering.with_names(values).deeper(), scope)
            answer = self.conforming(inner.lower(logic.body, where), self.types.find(result))
            return self.unless([broken for _, broken in taken], answer)

        return Closure(names, call)

    def argument(self, value: Value, declared: Declared) -> tuple[Value, Node]:
        """An argument as one of its parameter's type, and whether it is none, which makes the call null."""
        if not has_tests(declared):
            return self.conforming(value, declared), FALSE
        if isinstance(value, Items) and len(value.items) == 1 and value.held is None and not declared.is_list:
            value = value.items[0]
        if isinstance(value, Rows) and value.conforms == declared:
            return value, FALSE
        if isinstance(value, (Items, Rows)):
            raise Refused("SQL011", type=declared.base)
        kept = self.lowering.kept(value)
        broken = self.lowering.hoist.keep(violation(kept, declared, self.lowering))
        return self.conforming(kept, declared), broken

    def unless(self, broken: Sequence[Node], answer: Value) -> Value:
        """The answer of a call, null where an argument is not of its type."""
        some = either(list(broken))
        return answer if some == FALSE else self.lowering.choice(some, NOTHING, answer)

    def _invocation(self, expression: dmn.Invocation, where: str) -> Value:
        given: list[tuple[str | None, Value]] = []
        for each in expression.bindings:
            value = self.lower(each.expression, where)
            value = self.conforming(value, self.types.find(each.parameter.type_ref))
            given.append((normalise_name(each.parameter.name), value))
        return self.lowering.called(self.lower(expression.function, where), given)

    def _context(self, expression: dmn.BoxedContext, where: str) -> Value:
        inner = Boxed(self.types, self.lowering, self.names, self.joins)
        made: dict[str, Value] = {}
        for entry in expression.entries:
            value = inner.lower(entry.expression, where)
            if entry.variable is None:
                return value
            name = normalise_name(entry.variable.name)
            value = inner.conforming(value, self.types.find(entry.variable.type_ref))
            made[name] = self.lowering.kept(value)
            entries = Names(list(value.entries)) if isinstance(value, Entries) else None
            names = inner.names.child({name: entries})
            inner = Boxed(self.types, inner.lowering.with_names({name: made[name]}), names, self.joins)
        return Entries(made)

    # --- tables ---

    def _table(self, table: dmn.DecisionTable, where: str) -> TableParts:
        columns = [self._column(each, where) for each in table.inputs]
        tests = Names(["?"], self.names)
        read: dict[str, ast.UnaryTests] = {}
        rules = []
        for rule in table.rules:
            place = str(rule.place) or where
            cells = [_cell(each, tests, read, place) for each in rule.inputs]
            passed = tuple(
                self._test(entry, cell, value, place)
                for entry, cell, value in zip(rule.inputs, cells, columns, strict=True)
            )
            outputs = tuple(
                self._output(each, clause, place)
                for each, clause in zip(rule.outputs, table.outputs, strict=True)
            )
            rules.append(TableRule(passed, outputs, tuple(cells)))
        defaults = [self._default(each, where) for each in table.outputs]
        known = None
        if any(each is not None for each in defaults):
            known = tuple(NOTHING if each is None else each for each in defaults)
        return TableParts(
            table.hit_policy,
            table.aggregation,
            tuple(normalise_name(each.name) if each.name else "" for each in table.outputs),
            tuple(rules),
            known,
            tuple(self._priorities(each) for each in table.outputs),
        )

    def _test(self, entry: dmn.UnaryTests, cell: ast.UnaryTests, value: Value, where: str) -> Node:
        try:
            return self.lowering.tests(cell, value)
        except Refused as refused:
            raise refused.at(str(entry.place) or where, entry.text) from None

    def _column(self, clause: dmn.InputClause, where: str) -> Value:
        place = str(clause.place) or where
        value = self.text(clause.expression.text, place)
        try:
            return self.lowering.kept(self.conforming(value, self.types.find(clause.expression.type_ref)))
        except Refused as refused:
            raise refused.at(place, clause.expression.text) from None

    def _output(self, output: dmn.LiteralExpression, clause: dmn.OutputClause, where: str) -> Node:
        text = (output.text or "").strip()
        place = str(output.place) or where
        value: Value = NOTHING if text in _NO_TESTS else self.text(output.text, place)
        try:
            value = self.conforming(value, self.types.find(output.type_ref))
            return scalar(self.conforming(value, self.types.find(clause.type_ref)))
        except Refused as refused:
            raise refused.at(place, output.text) from None

    def _default(self, clause: dmn.OutputClause, where: str) -> Node | None:
        if clause.default is None or not (clause.default.text or "").strip():
            return None
        value = self.lower(clause.default, where)
        return scalar(self.conforming(value, self.types.find(clause.type_ref)))

    def _priorities(self, clause: dmn.OutputClause) -> tuple[Node, ...] | None:
        if clause.values is None or clause.values.text.strip() in _NO_TESTS:
            return None
        parsed = parse_unary_tests(clause.values.text, self.names)
        if parsed.has_errors or parsed.node.negated:
            return None
        listed = []
        for test in parsed.node.tests:
            if not isinstance(test, (ast.String, ast.Number, ast.Boolean)):
                return None
            listed.append(scalar(self.lowering.lower(test)))
        return tuple(listed)


def _cell(entry: dmn.UnaryTests, names: Names, read: dict[str, ast.UnaryTests], where: str) -> ast.UnaryTests:
    """The tree of a cell; an empty one says ``-``. Cells say the same again and again: read is kept."""
    if entry.text not in read:
        parsed = parse_unary_tests(entry.text, names)
        if parsed.has_errors:
            raise Refused("SQL008", where=where)
        read[entry.text] = parsed.node
    return read[entry.text]
