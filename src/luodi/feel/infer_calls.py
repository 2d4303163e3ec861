"""Types of calls: which way of a built-in function a call takes, and whether its arguments fit.

Source: DMN 1.5, clause 10.3.2.13.4 (invocation), 10.3.4 (built-in functions).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from luodi.diagnostics import Collector, Severity
from luodi.feel.ast import Argument, Call, Expression, FunctionLiteral, Name, Node, String
from luodi.feel.builtins import SIGNATURES, Param, Signature
from luodi.feel.literal_types import literal_type
from luodi.feel.near import near_names
from luodi.feel.type_words import TypeWords
from luodi.feel.typed_names import TypedNames
from luodi.feel.types import (
    ANY,
    DURATIONS,
    NULL,
    FeelType,
    FunctionOf,
    ListOf,
    conforms,
    joined,
    may_convert,
)
from luodi.source import Span

_Bound = tuple[Param, Argument, FeelType]


class CallInference(ABC):
    """What is found on the way, and the part that deals with calls."""

    def __init__(self, names: TypedNames, declared: Mapping[str, FeelType] | None) -> None:
        self.names = names
        self.declared = declared
        self.faults = Collector()
        self.types: dict[int, FeelType] = {}

    @abstractmethod
    def infer(self, node: Expression) -> FeelType: ...

    @abstractmethod
    def function(self, node: FunctionLiteral, given: Sequence[FeelType] = ()) -> FunctionOf: ...

    def fault(self, code: str, place: Node | Span, **values: object) -> None:
        span = place.span if isinstance(place, Node) else place
        self.faults.add(code, Severity.ERROR, span, where="", **values)

    def unknown_name(self, name: str, span: Span, candidates: Sequence[str]) -> None:
        near = near_names(name, candidates)
        if near:
            self.fault("FEEL030", span, name=name, near="”“".join(near))
        else:
            self.fault("FEEL031", span, name=name)

    def call(self, node: Call) -> FeelType:
        function = node.function
        if isinstance(function, Name) and self.names.find(function.name) is None:
            ways = SIGNATURES.get(function.name)
            if ways is not None:
                self.types[id(function)] = FunctionOf(None, ways[0].result)
                return self._built_in(node, function.name, ways)
            for each in node.arguments:
                self.infer(each.value)
            if self.names.complete:
                self.unknown_name(function.name, function.span, [*self.names, *SIGNATURES])
            return ANY
        kind = self.infer(function)
        given = [self.infer(each.value) for each in node.arguments]
        if kind == ANY:
            return ANY
        if not isinstance(kind, FunctionOf):
            self.fault("FEEL040", function, was=TypeWords((kind,)))
            return NULL
        self._check_own(node, kind, given)
        return kind.result

    def _check_own(self, node: Call, kind: FunctionOf, given: Sequence[FeelType]) -> None:
        """Arguments of a function that is not built in; those by name are for whoever knows the names."""
        if kind.parameters is None or any(each.name is not None for each in node.arguments):
            return
        if len(given) != len(kind.parameters):
            wanted = str(len(kind.parameters))
            self.fault("FEEL036", node, function="function", wanted=wanted, given=len(given))
            return
        for place, (each, own, wanted_type) in enumerate(
            zip(node.arguments, given, kind.parameters, strict=True), 1
        ):
            if not may_convert(own, wanted_type):
                self._wrong_argument(each, str(place), own, [wanted_type])

    def _wrong_argument(
        self, argument: Argument, name: str, was: FeelType, wanted: Sequence[FeelType]
    ) -> None:
        self.fault(
            "FEEL035", argument.value, name=name, was=TypeWords((was,)), wanted=TypeWords(tuple(wanted))
        )

    # --- built-in functions ---

    def _built_in(self, node: Call, name: str, ways: tuple[Signature, ...]) -> FeelType:
        arguments = node.arguments
        named = {each.name for each in arguments if each.name is not None}
        fitting = [
            way for way in ways if (way.takes_named(frozenset(named)) if named else way.takes(len(arguments)))
        ]
        if not fitting:
            for each in arguments:
                self.infer(each.value)
            self._no_way(node, name, ways, named)
            return NULL
        given = self._argument_types(arguments, fitting)
        bound = [self._bind(way, arguments, given) for way in fitting]
        possible = [
            (way, pairs)
            for way, pairs in zip(fitting, bound, strict=True)
            if all(may_convert(kind, param.type) for param, _, kind in pairs)
        ]
        if not possible:
            self._no_argument(bound)
            return ANY  # null for nearly all, and no further faults are built on it
        exact = [
            (way, pairs)
            for way, pairs in possible
            if all(conforms(kind, param.type) for param, _, kind in pairs)
        ]
        result: FeelType | None = None
        for way, pairs in exact[:1] or possible:
            own = _result(way, pairs)
            result = own if result is None else joined(result, own)
        return self._by_value(name, arguments, result if result is not None else ANY)

    def _argument_types(self, arguments: Sequence[Argument], ways: Sequence[Signature]) -> list[FeelType]:
        """Types of the arguments; a function literal for a list is told the items of the list before it."""
        given: list[FeelType] = []
        items: FeelType = ANY
        for place, each in enumerate(arguments):
            kind: FeelType
            wanted = [way.parameter(place) for way in ways]
            if isinstance(each.value, FunctionLiteral) and any(
                isinstance(param.type, FunctionOf) for param in wanted if param is not None
            ):
                kind = self.function(each.value, (items, items))
                self.types[id(each.value)] = kind
            else:
                kind = self.infer(each.value)
            if place == 0 and each.name is None and isinstance(kind, ListOf):
                items = kind.element
            given.append(kind)
        return given

    def _bind(self, way: Signature, arguments: Sequence[Argument], given: Sequence[FeelType]) -> list[_Bound]:
        by_name = {each.name: each for each in way.parameters}
        pairs: list[_Bound] = []
        for place, (each, kind) in enumerate(zip(arguments, given, strict=True)):
            param = by_name.get(each.name) if each.name is not None else way.parameter(place)
            if param is not None:
                pairs.append((param, each, kind))
        return pairs

    def _no_way(self, node: Call, name: str, ways: tuple[Signature, ...], named: set[str]) -> None:
        known = list(dict.fromkeys(each.name for way in ways for each in way.parameters))
        for each in node.arguments:
            if each.name is not None and each.name not in known:
                span = each.name_span or each.span
                self.fault("FEEL037", span, name=each.name, function=name, known=", ".join(known))
                return
        wanted = " / ".join(dict.fromkeys(way.text() for way in ways))
        self.fault("FEEL036", node, function=name, wanted=wanted, given=len(node.arguments))

    def _no_argument(self, bound: Sequence[Sequence[_Bound]]) -> None:
        """Tell the first argument that fits no way, or, where each fits some, the last that breaks one."""
        for place in range(len(bound[0])):
            wanted = [pairs[place][0].type for pairs in bound]
            param, argument, kind = bound[0][place]
            if not any(may_convert(kind, each) for each in wanted):
                self._wrong_argument(argument, param.name, kind, wanted)
                return
        for param, argument, kind in reversed(bound[0]):
            if not may_convert(kind, param.type):
                self._wrong_argument(argument, param.name, kind, [param.type])
                return

    def _by_value(self, name: str, arguments: Sequence[Argument], result: FeelType) -> FeelType:
        """A duration written as a text has the type its text says."""
        if name == "duration" and len(arguments) == 1 and isinstance(arguments[0].value, String):
            kind = literal_type(arguments[0].value.value)
            return kind if kind in DURATIONS and kind is not None else NULL
        return result


def _result(way: Signature, pairs: Sequence[_Bound]) -> FeelType:
    if not way.items_of:
        return way.result
    items: FeelType | None = None
    for param, _, kind in pairs:
        if param.name in way.items_of:
            own = kind.element if isinstance(param.type, ListOf) and isinstance(kind, ListOf) else kind
            items = own if items is None else joined(items, own)
    found = ANY if items is None else items
    return ListOf(found) if isinstance(way.result, ListOf) else found
