"""FEEL text of a tree, in one style: reading it again gives the same tree.

Brackets stand only where they are needed. A name is written as it is, so reading it again takes a scope
that declares it; two declared names that become a third one with an operator between them
(``a``, ``b`` and ``a - b``) are beyond what any writing can keep apart, and are the dictionary's fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from luodi.feel.ast import (
    And,
    Arithmetic,
    AtLiteral,
    Bad,
    Between,
    Boolean,
    Call,
    Comparison,
    ContextEntry,
    ContextLiteral,
    ContextType,
    Expression,
    Filter,
    For,
    FunctionLiteral,
    FunctionType,
    If,
    In,
    InstanceOf,
    Iterator,
    ListLiteral,
    ListType,
    Name,
    NamedType,
    Negate,
    Null,
    Number,
    Or,
    Path,
    Quantified,
    RangeLiteral,
    RangeType,
    String,
    Test,
    TypeNode,
    UnaryComparison,
    UnaryTests,
)
from luodi.feel.cursor import Cursor
from luodi.feel.names import Scope, normalise_name
from luodi.feel.tokens import escape

# How close a form holds together; the numbers of the parser's binding powers.
_ANY, _OR, _AND, _COMPARING, _ADDING, _MULTIPLYING, _POWER, _NEGATING, _INSTANCE, _POSTFIX, _ATOM = range(11)
_ARITHMETIC = {"+": _ADDING, "-": _ADDING, "*": _MULTIPLYING, "/": _MULTIPLYING, "**": _POWER}


def print_expression(node: Expression) -> str:
    """The text of an expression. Raises ValueError for a tree with a ``Bad`` node: it has no text."""
    return _text(node, _ANY)


def print_unary_tests(node: UnaryTests) -> str:
    """The text of a decision table's cell; errors as for ``print_expression``."""
    if node.any:
        return "-"
    inside = ", ".join(_test(each) for each in node.tests)
    if node.negated:
        return f"not({inside})"
    match node.tests:
        case (Call(Name("not")),):
            return f"({inside})"  # else it would be read as the negation of the whole cell
        case _:
            return inside


def print_type(node: TypeNode) -> str:
    """The text of a type."""
    match node:
        case NamedType(name):
            return name
        case ListType(element):
            return f"list<{print_type(element)}>"
        case RangeType(element):
            return f"range<{print_type(element)}>"
        case ContextType(entries):
            return f"context<{', '.join(f'{name}: {print_type(kind)}' for name, kind in entries)}>"
        case FunctionType(parameters, result):
            return f"function<{', '.join(map(print_type, parameters))}> -> {print_type(result)}"
        case _:
            assert_never(node)


def _text(node: Expression, at_least: int) -> str:
    """The node, in brackets where it holds less close than its place wants."""
    holds, text = _form(node)
    return text if holds >= at_least else f"({text})"


def _binary(left: Expression, op: str, right: Expression, holds: int) -> tuple[int, str]:
    return holds, f"{_text(left, holds)} {op} {_text(right, holds + 1)}"


def _form(node: Expression) -> tuple[int, str]:
    match node:
        case Null():
            return _ATOM, "null"
        case Boolean(value):
            return _ATOM, "true" if value else "false"
        case Number(number):
            return _ATOM, str(number)
        case String(string):
            return _ATOM, escape(string)
        case AtLiteral(string):
            return _ATOM, "@" + escape(string)
        case Name(name):
            return _ATOM, name
        case ListLiteral(items):
            return _ATOM, f"[{_comma(items)}]"
        case ContextLiteral(entries):
            return _ATOM, "{" + ", ".join(map(_entry, entries)) + "}"
        case RangeLiteral():
            return _ATOM, _range(node)
        case UnaryComparison(op, operand):
            return _ATOM, f"({op} {_text(operand, _ADDING)})"
        case Path(source, name):
            return _POSTFIX, f"{_text(source, _POSTFIX)}.{name}"
        case Filter(source, condition):
            return _POSTFIX, f"{_text(source, _POSTFIX)}[{_text(condition, _ANY)}]"
        case Call(function, arguments):
            inside = [
                _text(each.value, _ANY) if each.name is None else f"{each.name}: {_text(each.value, _ANY)}"
                for each in arguments
            ]
            return _POSTFIX, f"{_text(function, _POSTFIX)}({', '.join(inside)})"
        case InstanceOf(value, kind):
            return _INSTANCE, f"{_text(value, _INSTANCE)} instance of {print_type(kind)}"
        case Negate(operand):
            return _NEGATING, f"-{_text(operand, _NEGATING)}"
        case Arithmetic(op, left, right):
            return _binary(left, op, right, _ARITHMETIC[op])
        case Comparison(op, left, right):
            return _binary(left, op, right, _COMPARING)
        case And(left, right):
            return _binary(left, "and", right, _AND)
        case Or(left, right):
            return _binary(left, "or", right, _OR)
        case Between(value, low, high):
            ends = f"{_text(low, _ADDING)} and {_text(high, _ADDING)}"
            return _COMPARING, f"{_text(value, _COMPARING)} between {ends}"
        case In(value, tests):
            return _COMPARING, f"{_text(value, _COMPARING)} in {_tests_of_in(tests)}"
        case If(condition, then, otherwise):
            parts = (_text(each, _ANY) for each in (condition, then, otherwise))
            return _ANY, "if {} then {} else {}".format(*parts)
        case For(iterators, body):
            return _ANY, f"for {_iterators(iterators)} return {_text(body, _ANY)}"
        case Quantified(kind, iterators, condition):
            return _ANY, f"{kind} {_iterators(iterators)} satisfies {_text(condition, _ANY)}"
        case FunctionLiteral():
            return _ANY, _function(node)
        case Bad():
            raise ValueError("a Bad node has no text")
        case _:
            assert_never(node)


def _comma(items: Sequence[Expression]) -> str:
    return ", ".join(_text(each, _ANY) for each in items)


def _range(node: RangeLiteral) -> str:
    if node.start is None and node.end is not None:
        return f"({'<=' if node.end_included else '<'} {_text(node.end, _ADDING)})"
    if node.end is None and node.start is not None:
        return f"({'>=' if node.start_included else '>'} {_text(node.start, _ADDING)})"
    if node.start is None or node.end is None:
        raise ValueError("a range without both ends has no text")
    ends = f"{_text(node.start, _ADDING)}..{_text(node.end, _ADDING)}"
    return f"{'[' if node.start_included else '('}{ends}{']' if node.end_included else ')'}"


def _test(node: Test) -> str:
    if isinstance(node, UnaryComparison):
        return f"{node.op} {_text(node.operand, _ADDING)}"
    return _text(node, _ANY)


def _tests_of_in(tests: Sequence[Test]) -> str:
    if len(tests) == 1 and not isinstance(tests[0], UnaryComparison):
        text = _text(tests[0], _ADDING)
        # A bracket right behind ``in`` would begin a list of tests.
        return f"({text})" if text.startswith("(") else text
    return f"({', '.join(map(_test, tests))})"


def _iterators(iterators: Sequence[Iterator]) -> str:
    return ", ".join(
        f"{each.name} in {_text(each.source, _ANY)}"
        if each.end is None
        else f"{each.name} in {_text(each.source, _ADDING)}..{_text(each.end, _ADDING)}"
        for each in iterators
    )


def _function(node: FunctionLiteral) -> str:
    written = [
        each.name if each.type is None else f"{each.name}: {print_type(each.type)}"
        for each in node.parameters
    ]
    parameters = ", ".join(written)
    body = _text(node.body, _ANY)
    if node.external:
        return f"function({parameters}) external {body}"
    return f"function({parameters}) {f'({body})' if body.startswith('external') else body}"


def _entry(entry: ContextEntry) -> str:
    key = entry.key if can_stand_bare(entry.key) else escape(entry.key)
    return f"{key}: {_text(entry.value, _ANY)}"


def can_stand_bare(key: str) -> bool:
    """Whether a key of a context can be written without quotes."""
    if not key or normalise_name(key) != key:
        return False
    cursor = Cursor(key + ":", Scope())
    length = cursor.name_length(before=frozenset(":"))
    return length == len(cursor.tokens) - 2 and not len(cursor.faults)
