"""The tree of a FEEL text: a closed set of frozen nodes, each with the span it was read from.

Two nodes are equal when they say the same, wherever they stand: spans take no part in comparison or hash.
Key a table by ``id(node)`` where the place matters. Brackets that only group leave no node. The tree is at
most ``luodi.feel.parser.MAX_DEPTH`` deep, chains such as ``a + b + c`` counted, so walkers may recurse.

Source: DMN 1.5, clause 10.3.1 (grammar).
"""

from __future__ import annotations

from collections.abc import Iterator as Iterates
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Literal, TypeAlias

from luodi.source import Span

ArithmeticOp = Literal["+", "-", "*", "/", "**"]
ComparisonOp = Literal["=", "!=", "<", "<=", ">", ">="]
QuantifierKind = Literal["some", "every"]


@dataclass(frozen=True, slots=True)
class Node:
    """What all nodes have. span: code points of the expression's text, without brackets around it."""

    span: Span = field(kw_only=True, compare=False)


# --- values written down ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Null(Node):
    """``null``"""


@dataclass(frozen=True, slots=True)
class Boolean(Node):
    """``true`` or ``false``"""

    value: bool


@dataclass(frozen=True, slots=True)
class Number(Node):
    """``12``, ``.5``, ``1.2e3``; never negative, all digits kept (the evaluator rounds to 34)."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class String(Node):
    """``"text"``. value: with escapes resolved, by code points."""

    value: str


@dataclass(frozen=True, slots=True)
class AtLiteral(Node):
    """``@"2026-03-01"``. text: between the quotes, escapes resolved; unchecked."""

    text: str


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """``[1, 2]``"""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class ContextEntry(Node):
    """One ``key: value``. key: normalised like a name, or the text of a quoted key."""

    key: str
    value: Expression
    key_span: Span = field(kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """``{a: 1, b: a + 1}``; an entry sees those before it."""

    entries: tuple[ContextEntry, ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    """``[a..b)``, and ``(< b)``, ``(>= a)``, which leave the other end None (a written null is a Null)."""

    start: Expression | None
    end: Expression | None
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """A parameter of a function literal; type None where none is written."""

    name: str
    type: TypeNode | None


@dataclass(frozen=True, slots=True)
class FunctionLiteral(Node):
    """``function(a: number) a + 1``. external: body is the context that names the foreign function."""

    parameters: tuple[Parameter, ...]
    body: Expression
    external: bool


# --- names and operators ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A reference. name: one space between words, none beside operators unless in scope so; ``?`` and
    ``item`` and ``partial`` are names too."""

    name: str


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """``-a``, which binds closer than ``**``."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """``a + b`` and its kin, all left-associative."""

    op: ArithmeticOp
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """``a < b`` and its kin."""

    op: ComparisonOp
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class And(Node):
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Or(Node):
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Between(Node):
    """``value between low and high``, both ends included."""

    value: Expression
    low: Expression
    high: Expression


@dataclass(frozen=True, slots=True)
class In(Node):
    """``value in test`` or ``value in (test, test)``; tests has at least one."""

    value: Expression
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """``value instance of type``"""

    value: Expression
    type: TypeNode


@dataclass(frozen=True, slots=True)
class Path(Node):
    """``source.name``. name: normalised."""

    source: Expression
    name: str
    name_span: Span = field(kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """``source[condition]``; the condition sees ``item`` and the entries of an item that is a context."""

    source: Expression
    condition: Expression


@dataclass(frozen=True, slots=True)
class Argument(Node):
    """One argument of a call; name and name_span None where it is given by place."""

    name: str | None
    value: Expression
    name_span: Span | None = field(default=None, kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class Call(Node):
    """``function(arguments)``; either all arguments are named or none."""

    function: Expression
    arguments: tuple[Argument, ...]


# --- forms with words ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class If(Node):
    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Iterator(Node):
    """``name in source``, or ``name in source..end``, which counts up or down; end None for a list."""

    name: str
    source: Expression
    end: Expression | None
    name_span: Span = field(kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class For(Node):
    """``for … return body``; the body sees ``partial``, a later iterator the names of earlier ones."""

    iterators: tuple[Iterator, ...]
    body: Expression


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    kind: QuantifierKind
    iterators: tuple[Iterator, ...]
    condition: Expression


@dataclass(frozen=True, slots=True)
class Bad(Node):
    """Stands where nothing could be read; there is always a diagnostic for it. It must not be run."""


# --- unary tests -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnaryComparison(Node):
    """``< 5`` as a test of the value at hand. As an expression only ``(= a)`` and ``(!= a)`` come in this
    form; ``(< a)`` and its kin are ``RangeLiteral``."""

    op: ComparisonOp
    operand: Expression


@dataclass(frozen=True, slots=True)
class UnaryTests(Node):
    """A cell of a decision table.

    tests: any one of them must hold; none with ``any`` (the ``-``, always true). negated: ``not(…)``.
    A test that is an expression holds when the value equals it, is in it (list, range), or, for one that
    uses ``?``, when it is true.
    """

    tests: tuple[Test, ...]
    negated: bool
    any: bool


# --- types as written ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NamedType(Node):
    """``number``, ``days and time duration``, ``tApplicant``, ``imported.tApplicant``; normalised."""

    name: str


@dataclass(frozen=True, slots=True)
class ListType(Node):
    """``list<element>``"""

    element: TypeNode


@dataclass(frozen=True, slots=True)
class ContextType(Node):
    """``context<name: type, …>``; entries in the order written."""

    entries: tuple[tuple[str, TypeNode], ...]


@dataclass(frozen=True, slots=True)
class FunctionType(Node):
    """``function<type, …> -> result``"""

    parameters: tuple[TypeNode, ...]
    result: TypeNode


@dataclass(frozen=True, slots=True)
class RangeType(Node):
    """``range<element>``"""

    element: TypeNode


TypeNode: TypeAlias = NamedType | ListType | ContextType | FunctionType | RangeType

Expression: TypeAlias = (
    Null
    | Boolean
    | Number
    | String
    | AtLiteral
    | ListLiteral
    | ContextLiteral
    | RangeLiteral
    | FunctionLiteral
    | Name
    | Negate
    | Arithmetic
    | Comparison
    | And
    | Or
    | Between
    | In
    | InstanceOf
    | Path
    | Filter
    | Call
    | If
    | For
    | Quantified
    | UnaryComparison
    | Bad
)

# A ``UnaryComparison`` stands as a test wherever it stands in ``UnaryTests`` or ``In``.
Test: TypeAlias = Expression


_PLACES = {"span", "name_span", "key_span"}
_FIELDS: dict[str, tuple[str, ...]] = {}


def _node_fields(node: Node) -> tuple[str, ...]:
    kind = type(node).__name__
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(each.name for each in fields(node) if each.name not in _PLACES)
    return _FIELDS[kind]


def child_nodes(node: Node) -> Iterates[Node]:
    """The nodes right below, in the order written; entries of a context type give their types."""
    for name in _node_fields(node):
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            for each in value:
                if isinstance(each, Node):
                    yield each
                elif isinstance(each, tuple):
                    yield each[1]


def walk(node: Node) -> Iterates[Node]:
    """The node and all below it, parents first, in the order written; does not recurse."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(reversed(tuple(child_nodes(each))))
