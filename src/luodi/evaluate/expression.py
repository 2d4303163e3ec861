"""One FEEL text evaluated by itself: for tests, for trying out, for values of saved cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter

from luodi.diagnostics import Diagnostic
from luodi.evaluate.compiler import Compiler
from luodi.evaluate.failures import Reason
from luodi.evaluate.run import Part, Run
from luodi.evaluate.scope import Layout, Scope
from luodi.evaluate.tests import compile_tests
from luodi.evaluate.types import Types
from luodi.evaluate.values import Value, from_python
from luodi.feel.names import Scope as Names
from luodi.feel.names import normalise_name
from luodi.feel.parser import parse_expression, parse_unary_tests


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What came out.

    reasons: why a value, or a part of it, is null. diagnostics: what is wrong with the text; then value is
    null. parts: the values of the expression's parts in the order they were found; only when traced.
    """

    value: Value
    reasons: tuple[Reason, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    parts: tuple[Part, ...] = ()


def _prepared(names: Mapping[str, object]) -> tuple[Scope, dict[int, Value]]:
    layout = Layout()
    values: dict[int, Value] = {}
    bindings = {}
    for name, value in names.items():
        slot = layout.slot()
        bindings[normalise_name(name)] = itemgetter(slot)
        values[slot] = from_python(value)
    known = Names({name: _entries(value) for name, value in zip(bindings, values.values(), strict=True)})
    return Scope(layout, bindings, names=known), values


def _entries(value: Value) -> Names | None:
    """The entries a value has, so that names with spaces are read right behind a point."""
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, dict)), None)
    if not isinstance(value, dict):
        return None
    return Names({key: _entries(item) for key, item in value.items()})


def evaluate_expression(
    text: str, names: Mapping[str, object] | None = None, *, as_of: object = None, trace: bool = False
) -> Evaluated:
    """The value of an expression. names: values by name; Python values are brought in."""
    scope, values = _prepared(names or {})
    parsed = parse_expression(text, scope.names)
    if parsed.has_errors:
        return Evaluated(None, diagnostics=parsed.diagnostics)
    run = Run(as_of)
    compiled = Compiler(text, Types(), tracing=trace).compile(parsed.node, scope)
    frame = scope.layout.frame(run)
    for slot, value in values.items():
        frame[slot] = value
    return Evaluated(compiled(frame), tuple(run.reasons), parsed.diagnostics, tuple(run.parts))


def evaluate_tests(
    text: str, value: object, names: Mapping[str, object] | None = None, *, as_of: object = None
) -> Evaluated:
    """Whether a value passes the unary tests of a cell: true, false, or null where it cannot be said."""
    scope, values = _prepared(names or {})
    scope, slot = scope.local("?")
    parsed = parse_unary_tests(text, scope.names)
    if parsed.has_errors:
        return Evaluated(None, diagnostics=parsed.diagnostics)
    run = Run(as_of)
    test = compile_tests(Compiler(text, Types()), parsed.node, scope, slot)
    frame = scope.layout.frame(run)
    for slot, each in values.items():
        frame[slot] = each
    return Evaluated(test(frame, from_python(value)), tuple(run.reasons), parsed.diagnostics)
