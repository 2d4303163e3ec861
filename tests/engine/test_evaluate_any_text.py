"""Whatever expression is run: no exception, the ways to run it agree, and what is known is so."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.evaluate.compiler import Compiler
from luodi.evaluate.run import Run
from luodi.evaluate.scope import Frame, Layout, Scope
from luodi.evaluate.types import Types
from luodi.evaluate.unknown import Unknown, frozen, names_in
from luodi.evaluate.unknown_compiler import UnknownCompiler
from luodi.evaluate.values import Value, format_value, is_within
from luodi.feel.parser import parse_expression
from tests.engine.random_expressions import Writer

KNOWN: dict[str, Value] = {
    "x": Decimal(5),
    "y": "b",
    "z": None,
    "L": [Decimal(1), Decimal(2), Decimal(5)],
    "C": {"a": Decimal(1), "b": None},
}
OPEN: dict[str, Value] = {
    **KNOWN,
    "x": Unknown(frozenset(["x"])),
    "y": Unknown(frozenset(["y"]), ("a", "b", None)),
    "L": [Decimal(1), Unknown(frozenset(["L"])), Decimal(5)],
}


def reader(slot: int) -> object:
    return lambda frame: frame[slot]


def run(
    text: str, kind: type[Compiler], values: dict[str, Value], *, tracing: bool = False
) -> tuple[Value, Run]:
    layout = Layout()
    slots = {name: layout.slot() for name in values}
    scope = Scope(layout, {name: reader(slot) for name, slot in slots.items()})  # type: ignore[misc]
    parsed = parse_expression(text, scope.names)
    assert not parsed.has_errors
    compiled = kind(text, Types(), tracing=tracing).compile(parsed.node, scope)
    made = Run("2026-03-01")
    frame: Frame = layout.frame(made)
    for name, slot in slots.items():
        frame[slot] = values[name]
    return compiled(frame), made


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 3))
def test_any_expression_runs_alike_in_all_ways(seed: int, depth: int) -> None:
    text = Writer(seed).expression(depth)
    if parse_expression(text, Scope(Layout(), dict.fromkeys(KNOWN, lambda _frame: None)).names).has_errors:
        return

    plain, of_plain = run(text, Compiler, KNOWN)
    traced, _ = run(text, Compiler, KNOWN, tracing=True)
    nothing_open, _ = run(text, UnknownCompiler, KNOWN)
    partly_open, _ = run(text, UnknownCompiler, OPEN)

    assert all(reason.as_diagnostic().message() for reason in of_plain.reasons)
    if is_within(plain):
        assert format_value(plain, quoted=True)
    # Functions made in two runs cannot be compared.
    if "'function'" not in repr((frozen(plain), frozen(traced))).lower() and is_within(plain):
        assert frozen(traced) == frozen(plain)
        assert frozen(nothing_open) == frozen(plain)
        if not names_in(partly_open):
            assert frozen(partly_open) == frozen(plain)
