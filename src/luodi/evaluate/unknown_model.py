"""Which null inputs a result still depends on: ``missing``.

The model is compiled once more, over values that may be unknown, and run with each null input as one.
A decision that comes out known does not need them; one that does not names those that make a difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from luodi.dmn import model as dmn
from luodi.evaluate.boxed import BoxedCompiler
from luodi.evaluate.compiler import Compiler, constant
from luodi.evaluate.iteration import filter_scope
from luodi.evaluate.program import Part, Program
from luodi.evaluate.run import UNSET, Place, Run
from luodi.evaluate.scope import Expr, Frame, Scope
from luodi.evaluate.tables import Table
from luodi.evaluate.types import Coerce, ValueType
from luodi.evaluate.unknown import Unknown, names_in
from luodi.evaluate.unknown_compiler import UnknownCompiler, choosing, compile_cell, known_only
from luodi.evaluate.unknown_loops import collecting, filtering, looping, quantifying
from luodi.evaluate.unknown_tables import UnknownTable
from luodi.evaluate.values import Value
from luodi.feel import ast
from luodi.feel.names import normalise_name


class UnknownBoxed(BoxedCompiler):
    """As ``BoxedCompiler``, over values that may be unknown."""

    def feel(self, where: str) -> Compiler:
        return UnknownCompiler(where, self.types.types)

    def coercion(self, found: ValueType | None) -> Coerce | None:
        return None if found is None else known_only(found.coerce)

    def coerced(self, run: Expr, type_ref: str | None, place: Place) -> Expr:
        known = super().coerced(lambda frame: frame[-1], type_ref, place)
        if self.types.find(type_ref) is None:
            return run

        def taken(frame: Frame) -> Value:
            value = run(frame)
            return value if names_in(value) else known([frame[0], value])

        return taken

    def _conditional_unknown(self, expression: dmn.Conditional, scope: Scope, where: str) -> Expr:
        return choosing(
            self._child(expression.condition, scope, where),
            self._child(expression.then, scope, where),
            self._child(expression.otherwise, scope, where),
        )

    def _filter_unknown(self, expression: dmn.BoxedFilter, scope: Scope, where: str) -> Expr:
        source = self._child(expression.source, scope, where)
        slot = scope.layout.slot()
        entries = self.names_in(expression.source.expression, expression.source.type_ref, scope.names)
        condition = self._child(expression.condition, filter_scope(scope, slot, entries), where)
        return filtering(source, condition, slot, strict=True)

    def _for_unknown(self, expression: dmn.BoxedFor, scope: Scope, where: str) -> Expr:
        inner, slot, source = self._variable(expression.variable, expression.source, scope, where)
        inner, partial = inner.local("partial")
        return collecting(looping(slot, source), self._child(expression.result, inner, where), partial)

    def _quantified_unknown(self, expression: dmn.BoxedQuantified, scope: Scope, where: str) -> Expr:
        inner, slot, source = self._variable(expression.variable, expression.source, scope, where)
        condition = self._child(expression.condition, inner, where)
        some = expression.quantifier is dmn.Quantifier.SOME
        return quantifying(looping(slot, source), condition, some=some, strict=True)

    def _variable(
        self, variable: str | None, source: dmn.Child, scope: Scope, where: str
    ) -> tuple[Scope, int, Expr]:
        run = self._child(source, scope, where)
        entries = self.names_in(source.expression, source.type_ref, scope.names)
        inner, slot = scope.local(normalise_name(variable or ""), entries)
        return inner, slot, run

    def _table_unknown(self, expression: dmn.DecisionTable, scope: Scope, where: str) -> Expr:
        columns = [self._column(each, scope, where) for each in expression.inputs]
        outputs = tuple(self._output(each, scope, where) for each in expression.outputs)
        plain = BoxedCompiler(self.types, self.texts, tracing=False)
        inner, slot = scope.local("?")
        rows = plain._rows(expression, scope, inner, slot, where)
        table = Table(
            Place(where, None), (), rows, outputs, expression.hit_policy, expression.aggregation, False
        )
        compiler = self.feel(where)
        cells = [[compile_cell(compiler, cell.node, inner, slot) for cell in row.cells] for row in rows]
        results = [
            [
                self.coerced(
                    constant(None) if node is None else compiler.compile(node, scope),
                    output.type_ref,
                    Place(where, None),
                )
                for node, output in zip(row.output_nodes, rule.outputs, strict=True)
            ]
            for row, rule in zip(rows, expression.rules, strict=True)
        ]
        unknown = UnknownTable(
            table,
            [column.value for column in columns],
            cells,
            results,
            [each.coerce for each in outputs],
            [each.default for each in outputs],
            lambda node: self.value_of(node, scope),
        )
        return unknown.run

    def value_of(self, node: ast.Expression, scope: Scope) -> Value:
        return Compiler("", self.types.types).compile(node, scope)(scope.layout.frame(Run()))


UnknownBoxed.forms = {
    **BoxedCompiler.forms,
    dmn.DecisionTable: UnknownBoxed._table_unknown,
    dmn.Conditional: UnknownBoxed._conditional_unknown,
    dmn.BoxedFilter: UnknownBoxed._filter_unknown,
    dmn.BoxedFor: UnknownBoxed._for_unknown,
    dmn.BoxedQuantified: UnknownBoxed._quantified_unknown,
}


class UnknownProgram(Program):
    """A model over values that may be unknown."""

    boxed = UnknownBoxed

    def taken(self, found: ValueType | None, value: Value) -> Value:
        return value if found is None or names_in(value) else found.coerce(value)

    def missing(
        self, given: Sequence[Value], wanted: Sequence[tuple[str, int]], as_of: object
    ) -> dict[str, tuple[str, ...]]:
        """The null inputs each wanted decision still depends on, in the order of the inputs.

        given: the values handed in by number, UNSET where nothing was.
        """
        values, order = unknown_inputs(self.parts, given)
        run = Run(as_of, values, self.evaluators)
        return {
            key: tuple(sorted(names_in(_value(run, number)), key=lambda name: order.get(name, len(order))))
            for key, number in wanted
        }


def unknown_inputs(parts: Sequence[Part], given: Sequence[Value]) -> tuple[list[Value], dict[str, int]]:
    """The values handed in with unknowns for nulls, and the unknowns' names with their order."""
    values: list[Value] = [UNSET] * len(parts)
    order: dict[str, int] = {}
    for part in parts:
        handed_in = given[part.number]
        if isinstance(part.element, dmn.InputData) and handed_in is UNSET:
            handed_in = None
        if handed_in is not UNSET:
            values[part.number] = unknown_parts(handed_in, part.type, part.key)
            for name in sorted(names_in(values[part.number])):
                order.setdefault(name, len(order))
    return values, order


def _value(run: Run, number: int) -> Value:
    value = run.values[number]
    return run.value(number) if value is UNSET else value


def unknown_parts(value: Value, found: ValueType | None, path: str) -> Value:
    """The value with an unknown in place of each null in it; a null context with one for each component."""
    components: Mapping[str, ValueType] = {} if found is None else found.components
    if value is None:
        if components:
            return {key: unknown_parts(None, each, f"{path}.{key}") for key, each in components.items()}
        return Unknown(frozenset([path]), _possible(found))
    if type(value) is dict:
        return {key: unknown_parts(item, components.get(key), f"{path}.{key}") for key, item in value.items()}
    if type(value) is list:
        element = None if found is None else found.element
        return [unknown_parts(item, element, f"{path}[{at}]") for at, item in enumerate(value, 1)]
    return value


def _possible(found: ValueType | None) -> tuple[Value, ...] | None:
    """All values of a type, where they are few, and null."""
    if found is None:
        return None
    if found.listed is not None:
        return (*found.listed, None) if len(found.listed) < 16 else None
    return (True, False, None) if found.name == "boolean" else None
