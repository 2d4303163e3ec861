"""Reads FEEL: a text in, its tree and everything wrong with it out.

A Pratt parser over tokens, led by the names in scope. It never raises on a text: what cannot be read is a
``Bad`` node with a diagnostic, and reading goes on behind it so that one look shows all faults.

Limits: ``MAX_LENGTH`` code points, ``MAX_DEPTH`` levels; time grows with the length only.
Source: DMN 1.5, clause 10.3.1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from luodi.diagnostics import Diagnostic, Severity
from luodi.feel.ast import (
    And,
    Argument,
    Arithmetic,
    ArithmeticOp,
    Bad,
    Between,
    Call,
    Comparison,
    Expression,
    Filter,
    In,
    InstanceOf,
    Name,
    Node,
    Or,
    Path,
    Test,
    UnaryComparison,
    UnaryTests,
    child_nodes,
    walk,
)
from luodi.feel.cursor import FOREIGN_SIGNS, MAX_DEPTH, MAX_LENGTH, Stop
from luodi.feel.doubts import doubts
from luodi.feel.names import Scope
from luodi.feel.parser_forms import COMPARING, COMPARISONS, FormParser, child_scope_of_filter
from luodi.feel.plain import plain_expression, plain_tests
from luodi.feel.tokens import Token
from luodi.feel.written import figure_in, written_condition
from luodi.source import Span

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "Parsed", "parse_expression", "parse_unary_tests"]

_ARITHMETIC: dict[str, tuple[int, ArithmeticOp]] = {
    "+": (4, "+"),
    "-": (4, "-"),
    "*": (5, "*"),
    "/": (5, "/"),
    "**": (6, "**"),
}
_SIGN_POWER = {
    **{sign: power for sign, (power, _) in _ARITHMETIC.items()},
    **dict.fromkeys(COMPARISONS, COMPARING),
    **dict.fromkeys(".[(%", 9),
    "||": 1,
    "|": 1,
    "&&": 2,
    "&": 2,
}
_WORD_POWER = {"or": 1, "and": 2, "between": COMPARING, "in": COMPARING, "instance": 8}
# Words that people write for FEEL's.
_CHINESE_WORDS = {"且": "and", "并且": "and", "或": "or", "或者": "or"}
# In a cell what may hold instead stands behind a comma.
_CHINESE_WORDS_OF_CELLS = {"或": ",", "或者": ","}
_FIXED_IN_PLACE = frozenset(("FEEL009", "FEEL014", "FEEL026"))
_AFTER_ARGUMENT_NAME = frozenset(":")

_NodeT = TypeVar("_NodeT", bound=Node)


@dataclass(frozen=True, slots=True)
class Parsed(Generic[_NodeT]):
    """What a text says, and what is wrong with it, in the order of the text.

    node: complete; it holds ``Bad`` nodes only where a diagnostic says why.
    """

    node: _NodeT
    diagnostics: tuple[Diagnostic, ...]

    @property
    def has_errors(self) -> bool:
        return any(each.severity is Severity.ERROR for each in self.diagnostics)


def parse_expression(text: str, names: Scope | None = None, unit: str | None = None) -> Parsed[Expression]:
    """The tree of an expression. names: what is in scope; without it, names are runs of words.

    unit: of the value, ``万元``, for the fix of a figure with a unit; "" for a plain number, None if unknown.
    """
    plain = plain_expression(text)
    if plain is not None:
        return Parsed(plain, ())
    return _parse(text, names, unit, _Parser.whole_expression, lambda span: Bad(span=span))


def parse_unary_tests(text: str, names: Scope | None = None, unit: str | None = None) -> Parsed[UnaryTests]:
    """The tree of a decision table's cell; an empty cell says ``-``, as editors leave it.

    names, unit: as of an expression; the unit is that of the column.
    """
    plain = plain_tests(text)
    if plain is not None:
        return Parsed(plain, ())
    parsed = _parse(
        text,
        names,
        unit,
        _Parser.whole_tests,
        lambda span: UnaryTests((Bad(span=span),), False, False, span=span),
    )
    doubtful = doubts(text, parsed.node)
    in_place = not doubtful or not parsed.has_errors
    written = _as_written(text, parsed, names, unit, in_place=in_place)
    if written is not None:
        return Parsed(parsed.node, (written,))
    return Parsed(parsed.node, parsed.diagnostics + doubtful) if doubtful else parsed


def _as_written(
    text: str, parsed: Parsed[UnaryTests], names: Scope | None, unit: str | None, *, in_place: bool
) -> Diagnostic | None:
    """The one fault of a cell that says in Chinese what its figure must be, with the fix; else None.

    in_place: whether the cell is what is meant once each fault is mended where it stands. The fix is
    left out where the unit of the column does not say what the figure is in it.

    Faults of which each has a fix of its own stay: they say more about where.
    """
    named = [each for each in walk(parsed.node) if isinstance(each, Name) and each.name not in (names or ())]
    if in_place and not named and all(each.code in _FIXED_IN_PLACE for each in parsed.diagnostics):
        return None
    fix = written_condition(text, figure_in(unit))
    if fix is None and written_condition(text, figure_in("")) is None:
        return None
    start = len(text) - len(text.lstrip())
    span = Span(start, start + len(text.strip()))
    if fix is None:
        return Diagnostic("FEEL026", Severity.ERROR, span, {"was": text.strip()})
    return Diagnostic("FEEL014", Severity.ERROR, span, {"was": text.strip(), "fix": fix})


def _parse(
    text: str,
    names: Scope | None,
    unit: str | None,
    read: Callable[[_Parser], _NodeT],
    bad: Callable[[Span], _NodeT],
) -> Parsed[_NodeT]:
    whole = Span(0, len(text))
    if len(text) > MAX_LENGTH:
        values = {"size": len(text), "limit": MAX_LENGTH}
        return Parsed(bad(whole), (Diagnostic("FEEL001", Severity.ERROR, None, values),))
    scope = Scope() if names is None else names
    parser = _Parser(text, scope, unit)
    try:
        node = read(parser)
        # A level takes a token at least, but for what holds the tests of a cell.
        if len(parser.tokens) > MAX_DEPTH // 2 and _too_deep(node):
            parser.too_deep(whole)
    except Stop:
        node = bad(whole)
    found = sorted(parser.faults, key=lambda each: each.span or whole)
    return Parsed(node, tuple(found))


def _too_deep(node: Node) -> bool:
    level = [node]
    for _ in range(MAX_DEPTH):
        level = [child for each in level for child in child_nodes(each)]
        if not level:
            return False
    return True


class _Parser(FormParser):
    # --- whole texts ---

    def whole_expression(self) -> Expression:
        if self.at_end():
            self.fault_here("FEEL005")
            return self.bad()
        node = self.expression()
        self._rest()
        return node

    def whole_tests(self) -> UnaryTests:
        first = self.token
        whole = Span(first.start, self.tokens[-2].end if len(self.tokens) > 1 else first.start)
        if first.kind == "end" or (self.at_op("-") and self.ahead().kind == "end"):
            if first.kind != "end":
                self.advance()
            return UnaryTests((), False, True, span=whole)
        negated = self._is_negated()
        tests = self._negated_tests() if negated else self._tests("")
        self._rest(_CHINESE_WORDS | _CHINESE_WORDS_OF_CELLS)
        return UnaryTests(tests, negated, False, span=whole)

    def _is_negated(self) -> bool:
        """Whether the whole cell stands in ``not(…)``: ``not(a) and b`` is an expression.

        Brackets alone do not say it, for those of ranges need not match (``not([18..60))``), so the cell is
        read once to see where the first one ends.
        """
        if not (self.at_word("not") and self.ahead().text == "(" and self.ahead().kind == "op"):
            return False
        trial = _Parser(self.text, self.scope)
        try:
            trial._negated_tests()
        except Stop:
            return True
        return trial.at_end()

    def _negated_tests(self) -> tuple[Test, ...]:
        self.skip(1)
        opened = self.open_bracket()
        tests = self._tests(")")
        self.close_bracket(opened)
        return tests

    def _rest(self, words: Mapping[str, str] = _CHINESE_WORDS) -> None:
        """Tell what stands behind a complete text, and read it for faults of its own."""
        while not self.at_end():
            if self.at_op(*FOREIGN_SIGNS):
                self.foreign(self.token)
            elif self.token.text in words and self._value_begins(self.ahead()):
                self.foreign(self.token, words[self.token.text])
                self.skip(1)
            else:
                self.fault_here("FEEL015", found=self.token.raw)
            if not self._value_begins(self.token):
                self.skip(1)
            if not self.at_end():
                before = self.index
                self.expression()
                if self.index == before:
                    self.skip(1)

    # --- unary tests ---

    def _tests(self, closer: str) -> tuple[Test, ...]:
        tests = [self._test(0)]
        while self.accept_comma():
            tests.append(self._test(0))
        if closer and not self.at_op(closer) and not self.at_end():
            while self.next_item(closer):
                tests.append(self._test(0))
        return tuple(tests)

    def _test(self, power: int) -> Test:
        if self.token.kind == "op" and self.token.text in COMPARISONS:
            sign = self.token
            if sign.text in FOREIGN_SIGNS:
                self.foreign(sign)
            op = COMPARISONS[self.advance().text]
            operand = self.expression(COMPARING)
            return UnaryComparison(op, operand, span=self.span_from(sign.start))
        return self.expression(power)

    # --- operators ---

    def expression(self, power: int = 0) -> Expression:
        self.enter()
        start = self.token.start
        left = self.operators(self.operand(), power, start)
        self.depth -= 1
        return left

    def operators(self, left: Expression, power: int, start: int) -> Expression:
        """All operators behind a value that bind closer than ``power``."""
        links = 0
        while True:
            token = self.token
            if token.kind == "op":
                binds = _SIGN_POWER.get(token.text, 0)
                if token.text == "[" and self.closes_range():
                    return left
            elif token.kind == "word":
                binds = _WORD_POWER.get(token.text, 0)
            else:
                return left
            if binds <= power:
                return left
            links += 1
            if links > MAX_DEPTH:
                self.too_deep(token.span)
            left = self._operator(token, binds, left, start)

    def _operator(self, token: Token, binds: int, left: Expression, start: int) -> Expression:
        sign = token.text
        if sign in FOREIGN_SIGNS:
            self.foreign(token)
        if sign == ".":
            return self._path(left, start)
        if sign == "[":
            return self._filter(left, start)
        if sign == "(":
            return self._call(left, start)
        if sign == "%":
            return self.percent(left, start)
        if sign == "in":
            return self._in(left, start)
        if sign == "between":
            return self._between(left, start)
        if sign == "instance":
            return self._instance_of(left, start)
        self.advance()
        if sign == "<" and self.at_op(">") and not self.token.spaced:
            self.fault("FEEL014", Span(token.start, self.token.end), was="<>", fix="!=")
            self.skip(1)
            sign = "!="
        right = self.expression(binds)
        span = self.span_from(start)
        if sign in COMPARISONS:
            return Comparison(COMPARISONS[sign], left, right, span=span)
        if binds == 1:
            return Or(left, right, span=span)
        if binds == 2:
            return And(left, right, span=span)
        return Arithmetic(_ARITHMETIC[sign][1], left, right, span=span)

    def _between(self, left: Expression, start: int) -> Expression:
        self.advance()
        low = self.expression(COMPARING)
        if not self.expect_word("and"):
            return Between(left, low, self.bad(), span=self.span_from(start))
        high = self.expression(COMPARING)
        return Between(left, low, high, span=self.span_from(start))

    def _instance_of(self, left: Expression, start: int) -> Expression:
        self.advance()
        self.expect_word("of")
        kind = self.type()
        if kind is None:
            return self.bad()
        return InstanceOf(left, kind, span=self.span_from(start))

    def _in(self, left: Expression, start: int) -> Expression:
        """``in test``, or ``in (test, …)``; ``(a..b)`` and ``(a) + b`` are single tests that begin so."""
        self.advance()
        if not self.at_op("("):
            return In(left, (self._test(COMPARING),), span=self.span_from(start))
        outer, self.in_range_end = self.in_range_end, False
        opened = self.open_bracket()
        first_start = opened.start
        tests = [self._test(0)]
        if self.at_op("..") and not isinstance(tests[0], UnaryComparison):
            tests = [self._range_from(opened, tests[0], start_included=False)]
        else:
            while self.next_item(")"):
                tests.append(self._test(0))
            self.close_bracket(opened)
        self.in_range_end = outer
        if len(tests) == 1 and not isinstance(tests[0], UnaryComparison):
            tests = [self.operators(tests[0], COMPARING, first_start)]
        return In(left, tuple(tests), span=self.span_from(start))

    def _path(self, left: Expression, start: int) -> Expression:
        self.advance()
        entries = self.entries_of(left)
        known = entries.match_own(self.tokens, self.index) if entries is not None else None
        if known is None and self.token.kind != "word":
            self.fault_here("FEEL020")
            return left
        count = self.run_of_words(self.index)
        if known is not None and known[1] >= count:
            count = known[1]
        name, name_span = self.take_name(count)
        return Path(left, name, name_span=name_span, span=self.span_from(start))

    def _filter(self, left: Expression, start: int) -> Expression:
        outer, self.in_range_end = self.in_range_end, False
        outside = self.scope
        opened = self.open_bracket()
        self.scope = child_scope_of_filter(outside, self.entries_of(left))
        condition = self.expression()
        self.scope = outside
        self.close_bracket(opened)
        self.in_range_end = outer
        return Filter(left, condition, span=self.span_from(start))

    # --- calls ---

    def _call(self, function: Expression, start: int) -> Expression:
        outer, self.in_range_end = self.in_range_end, False
        opened = self.open_bracket()
        arguments: list[Argument] = []
        while not self.at_op(")") and not self.at_end():
            arguments.append(self._argument())
            if not self.next_item(")"):
                break
        self.close_bracket(opened)
        self.in_range_end = outer
        self._check_arguments(arguments)
        return Call(function, tuple(arguments), span=self.span_from(start))

    def _argument(self) -> Argument:
        start = self.token.start
        length = self.name_length(before=_AFTER_ARGUMENT_NAME)
        if not length:
            return Argument(None, self.expression(), span=self.span_from(start))
        name, name_span = self.take_name(length)
        self.advance()
        return Argument(name, self.expression(), name_span=name_span, span=self.span_from(start))

    def _check_arguments(self, arguments: list[Argument]) -> None:
        """All by name or all by place; no name twice."""
        named = {each.name for each in arguments if each.name is not None}
        by_place = [each for each in arguments if each.name is None]
        if named and by_place:
            self.fault("FEEL023", by_place[0].span)
        elif named and len(named) < len(arguments):
            seen: set[str | None] = set()
            for each in arguments:
                if each.name in seen:
                    self.fault("FEEL024", each.name_span or each.span, name=each.name)
                seen.add(each.name)
