"""Types as they are written after ``instance of`` and behind parameters.

Source: DMN 1.5, clause 10.3.1.2, rules 54 and 55.
"""

from __future__ import annotations

from luodi.feel.ast import ContextType, FunctionType, ListType, NamedType, RangeType, TypeNode
from luodi.feel.cursor import Cursor
from luodi.feel.names import Scope, join_name
from luodi.feel.tokens import Token

TYPE_NAMES = Scope(
    (
        "date and time",
        "days and time duration",
        "years and months duration",
        "day time duration",
        "year month duration",
    )
)
_BEFORE_TYPE = frozenset(":")


class TypeParser(Cursor):
    def type(self) -> TypeNode | None:
        """A type; None, and a diagnostic, where none stands."""
        self.enter()
        node = self._type()
        self.depth -= 1
        return node

    def _type(self) -> TypeNode | None:
        first = self.token
        if first.kind != "word":
            self.fault_here("FEEL017")
            return None
        follows = self.ahead()
        if follows.kind == "op" and follows.text == "<":
            if first.text in {"list", "range"}:
                self.skip(1)
                self.advance()
                element = self.type()
                self._close_angle()
                if element is None:
                    return None
                kind = ListType if first.text == "list" else RangeType
                return kind(element, span=self.span_from(first.start))
            if first.text == "context":
                return self._context_type(first)
            if first.text == "function":
                return self._function_type(first)
        return self._named_type(first)

    def _named_type(self, first: Token) -> NamedType:
        known = TYPE_NAMES.match(self.tokens, self.index)
        count = known[1] if known else self.run_of_words(self.index)
        # An imported type is written with the name of its import before it.
        while (dot := self.tokens[self.index + count]).kind == "op" and dot.text == ".":
            if self.tokens[self.index + count + 1].kind != "word":
                break
            count += 1 + self.run_of_words(self.index + count + 1)
        taken = self.tokens[self.index : self.index + count]
        self.skip(count)
        return NamedType(join_name(taken), span=self.span_from(first.start))

    def _context_type(self, first: Token) -> ContextType | None:
        self.skip(1)
        self.advance()
        entries: list[tuple[str, TypeNode]] = []
        sound = True
        if not self.at_op(">"):
            while True:
                length = self.name_length(before=_BEFORE_TYPE)
                if not length:
                    self.fault_here("FEEL020")
                    return None
                name, _ = self.take_name(length)
                self.advance()
                entry = self.type()
                if entry is None:
                    sound = False
                else:
                    entries.append((name, entry))
                if not self.accept(","):
                    break
        self._close_angle()
        return ContextType(tuple(entries), span=self.span_from(first.start)) if sound else None

    def _function_type(self, first: Token) -> FunctionType | None:
        self.skip(1)
        self.advance()
        parameters: list[TypeNode | None] = []
        if not self.at_op(">"):
            parameters.append(self.type())
            while self.accept(","):
                parameters.append(self.type())
        self._close_angle()
        if self.at_op("-") and self.ahead().text == ">" and not self.ahead().spaced:
            self.skip(2)
        else:
            self.fault_here("FEEL007", wanted="->")
            return None
        result = self.type()
        known = tuple(each for each in parameters if each is not None)
        if result is None or len(known) < len(parameters):
            return None
        return FunctionType(known, result, span=self.span_from(first.start))

    def _close_angle(self) -> None:
        """Take ``>``; of a ``>=`` that stands right behind a type, its half."""
        if self.at_op(">="):
            token = self.token
            rest = Token("op", "=", token.end - 1, token.end, False, token.raw[-1:])
            self.tokens[self.index] = self.token = rest
        elif not self.accept(">"):
            self.fault_here("FEEL007", wanted=">")
