"""Parts of a text that can give nothing but null, whatever is handed in: ``date("2020-13-01")``, ``1 / 0``.

They are asked of the interpreter, so the reason is the one that a run would give.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from typing import Final

from luodi.evaluate.compiler import Compiler
from luodi.evaluate.failures import Reason
from luodi.evaluate.run import Run
from luodi.evaluate.scope import Layout, Scope
from luodi.evaluate.types import Types
from luodi.feel import ast
from luodi.feel.builtins import SIGNATURES
from luodi.messages import Worded
from luodi.source import Span

# What they give depends on when they are asked.
_OF_THE_DAY: Final = frozenset(("today", "now"))
# Functions whose second argument is a pattern; the first is the text.
_OF_PATTERNS: Final = frozenset(("matches", "replace", "split"))
_TEXTS: Final = frozenset((None, "input", "string"))
# Of one text: the first tell.
_TOLD: Final = 5


@dataclass(frozen=True, slots=True)
class ReasonWords(Worded):
    """Why a value is null, as a value of a message: without the stop at its end."""

    reason: Reason

    def in_language(self, lang: str) -> str:
        return self.reason.as_diagnostic().message(lang).rstrip("。.")


def null_constants(node: ast.Node, names: Container[str]) -> Iterator[tuple[Span, Reason]]:
    """The parts that are always null, with the reason and its place: the innermost that has one.

    names: that the text may use; a function of the model may hide a built-in one. A written null is meant.
    """
    told = 0
    for part in _closed_parts(node, names):
        reason = _why_null(part)
        if reason is not None:
            yield reason.span or part.span, reason
            told += 1
            if told == _TOLD:
                return


def _closed_parts(node: ast.Node, names: Container[str]) -> Iterator[ast.Expression]:
    """The largest parts that are computed of constants alone; and calls whose pattern is one."""
    waiting: list[ast.Node] = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, (ast.Number, ast.String, ast.Boolean, ast.Null, ast.Name)):
            continue
        if isinstance(each, (ast.AtLiteral, ast.Negate, ast.Arithmetic, ast.Call)):
            if _is_closed(each, names):
                yield each
                continue
            if isinstance(each, ast.Call) and (pattern := _with_pattern(each, names)) is not None:
                yield pattern
        waiting.extend(reversed(list(ast.child_nodes(each))))


def _is_closed(node: ast.Node, names: Container[str]) -> bool:
    match node:
        case ast.Number() | ast.String() | ast.Boolean() | ast.AtLiteral():
            return True
        case ast.Negate() | ast.Arithmetic() | ast.ListLiteral():
            return all(_is_closed(each, names) for each in ast.child_nodes(node))
        case ast.Call(ast.Name(name), arguments):
            built_in = name in SIGNATURES and name not in _OF_THE_DAY and name not in names
            return built_in and all(_is_closed(each.value, names) for each in arguments)
        case _:
            return False


def _with_pattern(call: ast.Call, names: Container[str]) -> ast.Call | None:
    """A call whose text alone is open, with an empty text instead: null only where its pattern is wrong."""
    if not isinstance(call.function, ast.Name) or call.function.name not in _OF_PATTERNS:
        return None
    if call.function.name in names or len(call.arguments) < 2:
        return None
    text, *others = sorted(call.arguments, key=lambda each: each.name not in _TEXTS)
    if text.name not in _TEXTS or not all(_is_closed(each.value, names) for each in others):
        return None
    empty = ast.Argument(text.name, ast.String("", span=text.value.span), span=text.span)
    return replace(call, arguments=tuple(empty if each is text else each for each in call.arguments))


def _why_null(node: ast.Expression) -> Reason | None:
    run, layout = Run(), Layout()
    value = Compiler("", Types()).compile(node, Scope(layout))(layout.frame(run))
    return run.reasons[0] if value is None and run.reasons else None
