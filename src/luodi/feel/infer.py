"""Types of expressions before they run, and what by its types can have no useful value.

The types of variables come from item definitions and the field dictionary. Where they say nothing the type is
Any, and nothing is told: a diagnostic here is a fault of the text, never a doubt of ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from luodi.diagnostics import Diagnostic, Severity
from luodi.feel.ast import (
    And,
    Arithmetic,
    AtLiteral,
    Bad,
    Between,
    Boolean,
    Call,
    Comparison,
    ContextLiteral,
    Expression,
    Filter,
    For,
    FunctionLiteral,
    If,
    In,
    InstanceOf,
    Iterator,
    ListLiteral,
    Name,
    Negate,
    Node,
    Null,
    Number,
    Or,
    Path,
    Quantified,
    RangeLiteral,
    String,
    Test,
    TypeNode,
    UnaryComparison,
    UnaryTests,
    walk,
)
from luodi.feel.builtins import SIGNATURES
from luodi.feel.infer_calls import CallInference
from luodi.feel.infer_operators import (
    arithmetic_type,
    can_be_negated,
    can_be_ordered,
    is_condition,
    items_type,
    may_be_equal,
    properties_of,
)
from luodi.feel.literal_types import literal_type
from luodi.feel.near import near_names
from luodi.feel.printer import print_type
from luodi.feel.type_words import TypeWords
from luodi.feel.typed_names import TypedNames
from luodi.feel.types import (
    ANY,
    ANY_LIST,
    BOOLEAN,
    DATE,
    NULL,
    NUMBER,
    STRING,
    ContextOf,
    FeelType,
    FunctionOf,
    ListOf,
    RangeOf,
    entries_in,
    joined,
    type_of_node,
)


@dataclass(frozen=True, slots=True)
class Inferred:
    """type: of the whole. types: of each expression in it, by ``id(node)``; good while the tree lives."""

    type: FeelType
    diagnostics: tuple[Diagnostic, ...]
    types: Mapping[int, FeelType]


def infer_expression(
    node: Expression,
    variables: Mapping[str, FeelType] | None = None,
    declared: Mapping[str, FeelType] | None = None,
) -> Inferred:
    """The type of an expression and what can only give null in it.

    variables: types of the names in scope; None where nothing is known, and then no name is a fault.
    declared: types that ``instance of`` and parameters may name; None where they are not known either.
    """
    inference = _Inference(TypedNames(variables or {}, complete=variables is not None), declared)
    kind = inference.infer(node)
    return inference.result(kind)


def infer_unary_tests(
    node: UnaryTests,
    given: FeelType,
    variables: Mapping[str, FeelType] | None = None,
    declared: Mapping[str, FeelType] | None = None,
) -> Inferred:
    """What is wrong with a cell whose column has values of the type ``given``; parameters as above."""
    names = TypedNames({**(variables or {}), "?": given}, complete=variables is not None)
    inference = _Inference(names, declared)
    for test in node.tests:
        inference.test(test, given)
    return inference.result(BOOLEAN)


class _Inference(CallInference):
    def result(self, kind: FeelType) -> Inferred:
        found = sorted(self.faults, key=lambda each: each.span or (0, 0))
        return Inferred(kind, tuple(found), self.types)

    def infer(self, node: Expression) -> FeelType:
        kind = self._form(node)
        self.types[id(node)] = kind
        return kind

    def _form(self, node: Expression) -> FeelType:
        match node:
            case Null():
                return NULL
            case Boolean():
                return BOOLEAN
            case Number():
                return NUMBER
            case String():
                return STRING
            case AtLiteral(text):
                kind = literal_type(text)
                if kind is None:
                    self.fault("FEEL045", node, was=text)
                return kind or NULL
            case ListLiteral(items):
                return ListOf(self._joined(items))
            case ContextLiteral():
                return self._context(node)
            case RangeLiteral(start, end):
                ends = [each for each in (start, end) if each is not None]
                self._ordered(node, "..", *ends)
                return RangeOf(self._joined_types(ends))
            case UnaryComparison(_, operand):
                return RangeOf(self.infer(operand))
            case FunctionLiteral():
                return self.function(node)
            case Name(name):
                return self._name(node, name)
            case Negate(operand):
                kind = self.infer(operand)
                if can_be_negated(kind):
                    return kind
                self.fault("FEEL046", node, was=TypeWords((kind,)))
                return NULL
            case Arithmetic(op, left, right):
                one, other = self.infer(left), self.infer(right)
                kind = arithmetic_type(op, one, other)
                if kind is None:
                    self._no_operator(node, op, one, other)
                return kind or NULL
            case Comparison(op, left, right):
                if op in ("=", "!="):
                    self._comparable(node, self.infer(left), self.infer(right))
                else:
                    self._ordered(node, op, left, right)
                return BOOLEAN
            case And(left, right) | Or(left, right):
                self._condition(left)
                self._condition(right)
                return BOOLEAN
            case Between(value, low, high):
                self._ordered(node, "between", value, low, high)
                return BOOLEAN
            case In(value, tests):
                given = self.infer(value)
                for test in tests:
                    self.test(test, given)
                return BOOLEAN
            case InstanceOf(value, kind_node):
                self.infer(value)
                self._written(kind_node)
                return BOOLEAN
            case Path(source, name):
                return self._path(node, self.infer(source), name)
            case Filter():
                return self._filter(node)
            case Call():
                return self.call(node)
            case If(condition, then, otherwise):
                self._condition(condition)
                return joined(self.infer(then), self.infer(otherwise))
            case For(iterators, body):
                outside = self.names
                self._iterate(iterators)
                self.names = self.names.child({"partial": ANY_LIST})
                kind = self.infer(body)
                self.names = outside
                return ListOf(kind)
            case Quantified(_, iterators, condition):
                outside = self.names
                self._iterate(iterators)
                self._condition(condition)
                self.names = outside
                return BOOLEAN
            case Bad():
                return ANY
            case _:
                assert_never(node)

    # --- parts ---

    def _joined(self, nodes: tuple[Expression, ...]) -> FeelType:
        for each in nodes:
            self.infer(each)
        return self._joined_types(list(nodes))

    def _joined_types(self, nodes: list[Expression]) -> FeelType:
        kind: FeelType = NULL
        for each in nodes:
            kind = joined(kind, self.types[id(each)])
        return kind

    def _context(self, node: ContextLiteral) -> FeelType:
        outside = self.names
        known: dict[str, FeelType] = {}
        for entry in node.entries:
            kind = self.infer(entry.value)
            known[entry.key] = kind
            self.names = outside.child(dict(known))
        self.names = outside
        return ContextOf(tuple(known.items()))

    def _name(self, node: Name, name: str) -> FeelType:
        kind = self.names.find(name)
        if kind is not None:
            return kind
        ways = SIGNATURES.get(name)
        if ways is not None:
            return FunctionOf(None, ways[0].result)
        if self.names.complete:
            self.unknown_name(name, node.span, list(self.names))
        return ANY

    def function(self, node: FunctionLiteral, given: Sequence[FeelType] = ()) -> FunctionOf:
        parameters: dict[str, FeelType] = {}
        for place, each in enumerate(node.parameters):
            known = given[place] if place < len(given) else ANY
            parameters[each.name] = known if each.type is None else self._written(each.type)
        if node.external:
            self.faults.add("FEEL048", Severity.WARNING, node.span)
            return FunctionOf(tuple(parameters.values()), ANY)
        outside = self.names
        self.names = outside.child(parameters)
        result = self.infer(node.body)
        self.names = outside
        return FunctionOf(tuple(parameters.values()), result)

    def _written(self, node: TypeNode) -> FeelType:
        kind = type_of_node(node, self.declared)
        if kind is None and self.declared is not None:
            near = near_names(print_type(node), self.declared)
            self.fault("FEEL043", node, name=print_type(node), near="”“".join(near) or "number")
        return kind or ANY

    def _condition(self, node: Expression) -> None:
        kind = self.infer(node)
        if not is_condition(kind):
            self.fault("FEEL034", node, was=TypeWords((kind,)))

    def _no_operator(self, node: Node, op: str, *kinds: FeelType) -> None:
        self.fault("FEEL033", node, op=op, kinds=TypeWords(kinds, both=True))

    def _comparable(self, node: Node, one: FeelType, other: FeelType) -> None:
        if NULL not in (one, other) and not may_be_equal(one, other):
            self.fault("FEEL041", node, left=TypeWords((one,)), right=TypeWords((other,)))

    def _ordered(self, node: Node, op: str, *operands: Expression) -> None:
        kinds = [self.infer(each) for each in operands]
        if not can_be_ordered(*kinds):
            self._no_operator(node, op, *kinds)

    def _path(self, node: Path, source: FeelType, name: str) -> FeelType:
        if isinstance(source, ListOf):
            return ListOf(self._path(node, source.element, name))
        if source in (ANY, NULL) or source == ContextOf(()):
            return source if source == NULL else ANY
        known = properties_of(source)
        if name in known:
            return known[name]
        if isinstance(source, ContextOf):
            near = near_names(name, known) or tuple(known)[:5]
            self.fault("FEEL038", node.name_span, name=name, known="”“".join(near))
        else:
            self.fault(
                "FEEL039", node.name_span, name=name, was=TypeWords((source,)), known=", ".join(known) or "-"
            )
        return NULL

    def _filter(self, node: Filter) -> FeelType:
        source = self.infer(node.source)
        item = source.element if isinstance(source, ListOf) else source
        entries = entries_in(item)
        outside = self.names
        # Items of unknown type, or contexts of unknown entries, may have any name.
        known = item not in (ANY, NULL) and (entries is None or bool(entries.entries))
        self.names = outside.child(
            {"item": item, **(dict(entries.entries) if entries else {})}, complete=known
        )
        condition = self.infer(node.condition)
        self.names = outside
        if condition == NUMBER:
            return item
        if condition == BOOLEAN:
            return ListOf(item)
        if condition not in (ANY, NULL):
            self.fault("FEEL047", node.condition, was=TypeWords((condition,)))
            return ListOf(item)
        return ANY

    def _iterate(self, iterators: tuple[Iterator, ...]) -> None:
        """Names of the iterators, each seen by those behind it; the caller restores the names."""
        for each in iterators:
            source = self.infer(each.source)
            if each.end is None:
                kind = items_type(source)
            else:
                end = self.infer(each.end)
                kind = joined(source, end)
                if kind not in (NUMBER, DATE, ANY, NULL) or {source, end} - {NUMBER, DATE, ANY, NULL}:
                    self._no_operator(each, "..", source, end)
                    kind = ANY
            self.names = self.names.child({each.name: kind})

    def test(self, node: Test, given: FeelType) -> None:
        """A test of a value of the type ``given``."""
        if isinstance(node, UnaryComparison):
            kind = self.infer(node.operand)
            fits = (
                NULL in (kind, given) or may_be_equal(kind, given)
                if node.op in ("=", "!=")
                else can_be_ordered(kind, given)
            )
            if not fits:
                self._no_test(node, kind, given)
            return
        kind = self.infer(node)
        if kind == BOOLEAN and any(isinstance(each, Name) and each.name == "?" for each in walk(node)):
            return
        # The value itself, a list or range it is in, or a list of such.
        inner = kind
        while not (NULL in (inner, given) or may_be_equal(inner, given)):
            if not isinstance(inner, ListOf | RangeOf):
                self._no_test(node, kind, given)
                return
            inner = inner.element

    def _no_test(self, node: Test, kind: FeelType, given: FeelType) -> None:
        self.fault("FEEL042", node, given=TypeWords((given,)), was=TypeWords((kind,)))
