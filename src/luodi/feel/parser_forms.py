"""Forms that stand where a value is expected: literals, brackets, names, and the forms with words.

Source: DMN 1.5, clause 10.3.1.2, rules 1, 2, 5, 13 to 19, 33 to 36, 46 to 52, 57 to 61.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from decimal import Decimal
from typing import Final

from luodi.feel.ast import (
    Arithmetic,
    AtLiteral,
    Bad,
    Boolean,
    ComparisonOp,
    ContextEntry,
    ContextLiteral,
    Expression,
    For,
    FunctionLiteral,
    If,
    Iterator,
    ListLiteral,
    Name,
    Negate,
    Null,
    Number,
    Parameter,
    Quantified,
    RangeLiteral,
    String,
    UnaryComparison,
)
from luodi.feel.entries import KnownEntries, entries_of
from luodi.feel.names import RESERVED, Scope
from luodi.feel.parser_types import TypeParser
from luodi.feel.tokens import Token
from luodi.feel.written import FACTORS, figure_in
from luodi.source import Span

COMPARISONS: dict[str, ComparisonOp] = {
    "=": "=",
    "==": "=",
    "!=": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}
# Binding powers, DMN 1.5 rule 2 from its end: what stands lower in the list holds closer.
COMPARING, NEGATING = 3, 7
# Decimal128, clause 10.3.2.3.1: 34 digits, exponents of the first digit.
HIGHEST, LOWEST = 6144, -6176

# Signs that are left where they stand when the value before them is missing.
_BETWEEN_VALUES = frozenset((")", "]", "}", ",", ";", ":", "..", "*", "/", "**", "."))
_FACTOR_SIGNS = ("*", "/")
_FIRST_WORDS = frozenset(("null", "true", "false", "if", "for", "some", "every", "function"))
_BEFORE_SOURCE = frozenset({"in"})
_AFTER_PARAMETER = frozenset(":,)")
_AFTER_KEY = frozenset(":")

# Units that people write behind an amount of money.
_UNITS: Final = frozenset(("元", "千元", "万", "万元", "亿", "亿元"))


class FormParser(TypeParser, ABC):
    # True while the end of a range is read: there a "[" that no value follows closes the range.
    in_range_end = False

    def __init__(self, text: str, scope: Scope, unit: str | None = None) -> None:
        super().__init__(text, scope)
        self.unit = unit
        self._known_entries: KnownEntries = {}

    def entries_of(self, node: Expression) -> Scope | None:
        """Entries of a value that was read in the scope at hand."""
        return entries_of(node, self.scope, self._known_entries)

    @abstractmethod
    def expression(self, power: int = 0) -> Expression: ...

    @abstractmethod
    def operators(self, left: Expression, power: int, start: int) -> Expression: ...

    def operand(self) -> Expression:
        """One value without operators behind it; a ``Bad`` and a diagnostic where there is none."""
        while True:
            token = self.token
            named = self.scope.match(self.tokens, self.index)
            if named is not None or token.kind == "word":
                if named is None or named[1] == 1:
                    form = self._word_form(token)
                    if form is not None:
                        return form
                return self._name(named)
            if token.kind == "op":
                form = self._sign_form(token)
                if form is not None:
                    return form
                continue
            if token.kind == "number":
                return self._number()
            if token.kind == "string":
                self.skip(1)
                return String(token.text, span=token.span)
            if token.kind == "at":
                self.skip(1)
                return AtLiteral(token.text, span=token.span)
            if token.kind == "end":
                self.fault_here("FEEL003")
                return self.bad()
            self.fault_here("FEEL008", char=token.raw)
            self.skip(1)

    def bad(self) -> Bad:
        return Bad(span=Span(self.token.start, self.token.start))

    # --- words ---

    def _word_form(self, token: Token) -> Expression | None:
        word = token.text
        if word not in RESERVED:
            if token.raw != word:  # a full-width question mark
                self.advance()
                return Name(word, span=token.span)
            return None
        if word in {"true", "false"}:
            self.skip(1)
            return Boolean(word == "true", span=token.span)
        if word == "null":
            self.skip(1)
            return Null(span=token.span)
        if word == "if":
            return self._if()
        if word == "for":
            return self._for()
        if word in {"some", "every"}:
            return self._quantified()
        if word == "function":
            return self._function()
        # A word that only stands between values: the value before it is missing.
        self.fault_here("FEEL004", found=token.raw)
        return self.bad()

    def _name(self, named: tuple[str, int] | None) -> Name:
        """A name in scope; or, where more words follow it, the whole run, which nobody declared."""
        run = self.run_of_words(self.index)
        if named is None or run > named[1]:
            name, span = self.take_name(run)
            return Name(name, span=span)
        _, span = self.take_name(named[1])
        return Name(named[0], span=span)

    def _if(self) -> Expression:
        start = self.advance().start
        condition = self.expression()
        then: Expression = self.bad()
        if self.expect_word("then") or not self.at_end():
            then = self.expression()
        otherwise: Expression = self.bad()
        if self.expect_word("else"):
            otherwise = self.expression()
        return If(condition, then, otherwise, span=self.span_from(start))

    def _iterators(self) -> tuple[Iterator, ...]:
        """``name in source`` by commas; each opens a scope, which the caller closes."""
        found: list[Iterator] = []
        while True:
            length = self.name_length(before=_BEFORE_SOURCE)
            if not length:
                self.fault_here("FEEL021")
                return tuple(found)
            name, name_span = self.take_name(length)
            self.advance()
            source = self.expression()
            end = self.expression() if self.accept("..") else None
            span = self.span_from(name_span.start)
            found.append(Iterator(name, source, end, name_span=name_span, span=span))
            # Each iterator is a loop within the one before, and a scope within its scope.
            self.enter()
            self.scope = self.scope.child({name: self.entries_of(source) if end is None else None})
            if not self.accept_comma():
                return tuple(found)

    def _for(self) -> Expression:
        start = self.advance().start
        outside = self.scope
        iterators = self._iterators()
        self.scope = self.scope.child(("partial",))
        if not self.expect_word("return") and not iterators:
            self._skip_to("return")
        body = self.expression()
        self.scope = outside
        self.depth -= len(iterators)
        return For(iterators, body, span=self.span_from(start)) if iterators else self.bad()

    def _quantified(self) -> Expression:
        word = self.advance()
        outside = self.scope
        iterators = self._iterators()
        if not self.expect_word("satisfies") and not iterators:
            self._skip_to("satisfies")
        condition = self.expression()
        self.scope = outside
        self.depth -= len(iterators)
        if not iterators:
            return self.bad()
        kind = "some" if word.text == "some" else "every"
        return Quantified(kind, iterators, condition, span=self.span_from(word.start))  # type: ignore[arg-type]

    def _skip_to(self, word: str) -> None:
        """Past the word, if it stands before the item ends."""
        at = self.index
        while self.tokens[at].kind not in {"end", "op"} and self.tokens[at].text != word:
            at += 1
        if self.tokens[at].text == word:
            self.skip(at + 1 - self.index)

    def _function(self) -> Expression:
        start = self.advance().start
        if not self.at_op("("):
            self.fault_here("FEEL007", wanted="(")
            return self.bad()
        opened = self.open_bracket()
        parameters: list[Parameter] = []
        while not self.at_op(")") and not self.at_end():
            length = self.name_length(before=_AFTER_PARAMETER)
            if not length:
                self.fault_here("FEEL020")
                self.skip_to_separator()
            else:
                name, span = self.take_name(length)
                kind = self.type() if self.accept(":") else None
                parameters.append(Parameter(name, kind, span=self.span_from(span.start)))
            if not self.next_item(")"):
                break
        self.close_bracket(opened)
        external = self.at_word("external")
        if external:
            self.skip(1)
        outside = self.scope
        self.scope = outside.child([each.name for each in parameters])
        body = self.expression()
        self.scope = outside
        return FunctionLiteral(tuple(parameters), body, external, span=self.span_from(start))

    # --- signs ---

    def _sign_form(self, token: Token) -> Expression | None:
        """What begins with a sign; None where the sign was passed over."""
        sign = token.text
        if sign == "(":
            return self._group()
        if sign == "[":
            return self._list_or_range()
        if sign == "{":
            return self._context()
        if sign == "-":
            self.advance()
            operand = self.expression(NEGATING)
            return Negate(operand, span=self.span_from(token.start))
        if sign == "]" and self._opens_range():
            opened = self.open_bracket()
            return self._range_from(opened, self._endpoint(), start_included=False)
        if sign == "'":
            return self._single_quoted()
        if sign == "!":
            self.foreign(token)
            self.skip(1)
            return None
        self.fault_here("FEEL004", found=token.raw)
        if (
            sign in {")", "]", "}", ",", ";", ":", ".."}
            or sign in COMPARISONS
            or sign in {"*", "/", "**", "."}
        ):
            return self.bad()
        self.skip(1)
        return None

    def _opens_range(self) -> bool:
        """Whether a ``]`` where a value is expected begins ``]a..b]``: no list around it can end here."""
        if "]" not in self.open_brackets:
            return True
        follows = self.ahead()
        # What may also stand behind the end of a list does not count.
        return self._value_begins(follows) and not (follows.kind == "op" and follows.text in {"(", "[", "-"})

    def _value_begins(self, token: Token) -> bool:
        if token.kind == "op":
            return token.text in {"(", "[", "{", "-"}
        if token.kind == "word":
            return token.text not in RESERVED or token.text in _FIRST_WORDS
        return token.kind in {"number", "string", "at"}

    def _single_quoted(self) -> Expression:
        """A string in single quotes, told and read; without its end, only told."""
        opened = self.token
        at = self.index + 1
        while self.tokens[at].kind != "end" and self.tokens[at].text != "'":
            at += 1
        closed = self.tokens[at]
        if closed.kind == "end":
            self.fault_here("FEEL008", char=opened.raw)
            self.skip(1)
            return self.bad()
        value = self.text[opened.end : closed.start]
        self.fault("FEEL014", Span(opened.start, closed.end), was=f"'{value}'", fix=f'"{value}"')
        self.skip(at + 1 - self.index)
        return String(value, span=Span(opened.start, closed.end))

    def _number(self) -> Expression:
        token = self.advance()
        mantissa, _, exponent = token.text.lower().partition("e")
        digits = exponent.lstrip("+-0")
        value = Decimal(0) if len(digits) > 5 else Decimal(token.text)
        outside = len(digits) > 5 and mantissa.strip("0.") != ""
        if outside or (value and not LOWEST <= value.adjusted() <= HIGHEST):
            self.fault("FEEL012", token.span)
            return Bad(span=token.span)
        if self.token.kind == "word" and self.token.text in _UNITS:
            return self._amount(value, token)
        return Number(value, span=token.span)

    def _amount(self, value: Decimal, number: Token) -> Number:
        """``500万元`` is told, with the number that it is in the unit of the text, where that is known."""
        written = self.token.text
        self.skip(1)
        span = self.span_from(number.start)
        self._tell_unit(span, figure_in(self.unit)(f"{value:f}", written))
        return Number(value * FACTORS[written], span=span)

    def _tell_unit(self, span: Span, fix: str | None) -> None:
        was = self.text[span.start : span.end]
        if fix is None:
            self.fault("FEEL026", span, was=was)
        else:
            self.fault("FEEL014", span, was=was, fix=fix)

    def percent(self, left: Expression, start: int) -> Expression:
        """``3%`` is told: as a factor it is 0.03, else what it is in the unit of the text, if known."""
        before = self.tokens[self.index - 2].text if self.index > 1 else ""
        self.skip(1)
        span = self.span_from(start)
        hundred = Number(Decimal(100), span=span)
        if isinstance(left, Number):
            multiplies = before in _FACTOR_SIGNS or self.at_op(*_FACTOR_SIGNS)
            self._tell_unit(span, figure_in("" if multiplies else self.unit)(f"{left.value:f}", "%"))
            return Number(left.value.scaleb(-2), span=span)
        self.fault("FEEL014", span, was="%", fix="/ 100")
        return Arithmetic("/", left, hundred, span=span)

    # --- brackets ---

    def _group(self) -> Expression:
        """``(a)``, ``(a..b]``, ``(< a)``."""
        outer, self.in_range_end = self.in_range_end, False
        opened = self.open_bracket()
        node: Expression
        if self.token.kind == "op" and self.token.text in COMPARISONS:
            node = self._unary_range(opened)
        else:
            node = self.expression()
            if self.at_op(".."):
                node = self._range_from(opened, node, start_included=False)
            else:
                self.close_bracket(opened)
        self.in_range_end = outer
        return node

    def _unary_range(self, opened: Token) -> Expression:
        op = COMPARISONS[self.advance().text]
        operand = self.expression(COMPARING)
        self.close_bracket(opened)
        span = self.span_from(opened.start)
        if op in {"<", "<="}:
            return RangeLiteral(None, operand, False, op == "<=", span=span)
        if op in {">", ">="}:
            return RangeLiteral(operand, None, op == ">=", False, span=span)
        return UnaryComparison(op, operand, span=span)

    def _endpoint(self) -> Expression:
        return self.expression(COMPARING)

    def _range_from(self, opened: Token, low: Expression, *, start_included: bool) -> Expression:
        """The rest of a range whose start was read."""
        if not self.at_op(".."):
            self.fault_here("FEEL007", wanted="..")
            self.open_brackets.pop()
            return low
        self.advance()
        outer, self.in_range_end = self.in_range_end, True
        high = self._endpoint()
        self.in_range_end = outer
        closed = self.close_bracket(opened, "]", ")", "[")
        span = self.span_from(opened.start)
        return RangeLiteral(low, high, start_included, closed == "]", span=span)

    def closes_range(self) -> bool:
        return self.in_range_end and not self._value_begins(self.ahead())

    def _list_or_range(self) -> Expression:
        outer, self.in_range_end = self.in_range_end, False
        opened = self.open_bracket()
        items: list[Expression] = []
        while not self.at_op("]") or self._opens_range():
            items.append(self.expression())
            if len(items) == 1 and self.at_op(".."):
                node = self._range_from(opened, items[0], start_included=True)
                self.in_range_end = outer
                return node
            if not self.next_item("]"):
                break
        self.close_bracket(opened)
        self.in_range_end = outer
        return ListLiteral(tuple(items), span=self.span_from(opened.start))

    def _context(self) -> Expression:
        outer, self.in_range_end = self.in_range_end, False
        outside = self.scope
        self.scope = outside.child()
        opened = self.open_bracket()
        entries: list[ContextEntry] = []
        while not self.at_op("}") and not self.at_end():
            entry = self._entry(entries)
            if entry is not None:
                entries.append(entry)
            if not self.next_item("}"):
                break
        self.close_bracket(opened)
        self.scope = outside
        self.in_range_end = outer
        return ContextLiteral(tuple(entries), span=self.span_from(opened.start))

    def _entry(self, before: list[ContextEntry]) -> ContextEntry | None:
        """One ``key: value``, whose key the entries behind it see; None where there is no key."""
        if self.token.kind == "string":
            key, key_span = self.token.text, self.token.span
            self.skip(1)
        else:
            length = self.name_length(before=_AFTER_KEY)
            if not length:
                self.fault_here("FEEL022")
                self.skip_to_separator()
                return None
            key, key_span = self.take_name(length)
        if not self.accept(":"):
            self.fault_here("FEEL007", wanted=":")
            self.skip_to_separator()
            return None
        value = self.expression()
        if any(each.key == key for each in before):
            self.fault("FEEL019", key_span, key=key)
        self.scope.declare(key, self.entries_of(value))
        return ContextEntry(key, value, key_span=key_span, span=self.span_from(key_span.start))


def child_scope_of_filter(scope: Scope, entries: Scope | None) -> Scope:
    """The scope of a filter's condition: ``item``, and the entries of the items where they are known."""
    inner = scope.child(("item",))
    return entries.inside(inner) if entries is not None else inner
