"""A place in the tokens of a text: looking, stepping, and collecting what is wrong.

One fault is told once: a second one at the same token, or right behind it, is taken for its echo.
"""

from __future__ import annotations

from luodi.diagnostics import Collector, Severity
from luodi.feel.names import AFTER_VALUE, NAME_SIGNS, Scope, join_name
from luodi.feel.tokens import Token, tokenize
from luodi.source import Span

# Levels of a tree: the deepest text of the conformance kit has 9. A walker takes up to 5 Python frames
# a level, and Python allows 1,000 together with those of the caller.
MAX_DEPTH = 100
# Code points of one expression: the longest of the conformance kit has 200.
MAX_LENGTH = 100_000
# Diagnostics of one expression; more help nobody.
MAX_FAULTS = 50

_OPENERS = {"(": ")", "[": "]", "{": "}"}
_CLOSERS = frozenset(")]}")
# Foreign signs that are read as FEEL's, with a diagnostic.
FOREIGN_SIGNS = {"==": "=", "&&": "and", "||": "or", "&": "and", "|": "or", ";": ",", "!": "not(…)"}


class Stop(Exception):
    """Nothing more of this text is read; the fault is told already."""


class Cursor:
    """The token at hand and the faults so far."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.text = text
        self.faults = Collector()
        self.tokens = tokenize(text, self.faults)
        self.index = 0
        self.token = self.tokens[0]
        self.scope = scope
        self.depth = 0
        self.open_brackets: list[str] = []
        self._last_fault = -2

    # --- looking and stepping ---

    def ahead(self, steps: int = 1) -> Token:
        return self.tokens[min(self.index + steps, len(self.tokens) - 1)]

    def at_end(self) -> bool:
        return self.token.kind == "end"

    def last_end(self) -> int:
        """Where the token before ends."""
        return self.tokens[self.index - 1].end if self.index else 0

    def span_from(self, start: int) -> Span:
        return Span(start, max(start, self.last_end()))

    def advance(self) -> Token:
        """Take the token as a sign of FEEL; a full-width one is told here."""
        token = self.token
        if token.raw != token.text and token.kind in {"op", "word", "number"}:
            self.fault("FEEL009", token.span, was=token.raw, fix=token.text)
        self.skip(1)
        return token

    def skip(self, count: int) -> None:
        self.index = min(self.index + count, len(self.tokens) - 1)
        self.token = self.tokens[self.index]

    def at_op(self, *signs: str) -> bool:
        return self.token.kind == "op" and self.token.text in signs

    def at_word(self, word: str) -> bool:
        return self.token.kind == "word" and self.token.text == word

    def accept(self, sign: str) -> bool:
        if self.at_op(sign):
            self.advance()
            return True
        return False

    def accept_comma(self) -> bool:
        """A comma, or ``;``, which is told."""
        if not self.at_op(",", ";"):
            return False
        if self.at_op(";"):
            self.foreign(self.token)
        self.advance()
        self._last_fault = -2  # a new item; its faults are no echo
        return True

    # --- faults ---

    def fault(self, code: str, span: Span, **values: object) -> None:
        if len(self.faults) >= MAX_FAULTS:
            self.faults.add("FEEL018", Severity.WARNING, span, limit=MAX_FAULTS)
            raise Stop
        self.faults.add(code, Severity.ERROR, span, where="", **values)

    def fault_here(self, code: str, **values: object) -> None:
        """A fault of the grammar at the token at hand, unless it is the echo of the one before."""
        echo = self.index - self._last_fault in {0, 1}
        self._last_fault = self.index
        if not echo:
            self.fault(code, self.token.span, **values)

    def foreign(self, token: Token, fix: str | None = None) -> None:
        """A sign of other languages that is understood."""
        self.fault("FEEL014", token.span, was=token.raw, fix=fix or FOREIGN_SIGNS[token.text])

    def enter(self) -> None:
        """One level down; ends the reading where the text is too deep."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.too_deep(self.token.span)

    def too_deep(self, span: Span) -> None:
        self.fault("FEEL002", span, limit=MAX_DEPTH)
        raise Stop

    def expect_word(self, word: str) -> bool:
        if self.at_word(word):
            self.advance()
            return True
        self.fault_here("FEEL007", wanted=word)
        return False

    # --- brackets ---

    def open_bracket(self) -> Token:
        token = self.advance()
        self.open_brackets.append(_OPENERS.get(token.text, token.text))
        return token

    def close_bracket(self, opened: Token, *closers: str) -> str | None:
        """Take the closing bracket; what stands before it and is not FEEL is told and passed over."""
        own = self.open_brackets.pop()
        closers = closers or (own,)
        if not self.at_op(*closers):
            if not self.at_end() and not self.at_op(*_CLOSERS):
                self.fault_here("FEEL007", wanted=closers[0])
                self.skip_to_separator()
                while self.at_op(",", ";"):
                    self.skip(1)
                    self.skip_to_separator()
            if not self.at_op(*closers):
                self.fault("FEEL006", opened.span, bracket=opened.raw)
                self._last_fault = self.index
                if self.at_op(*_CLOSERS) and self.token.text not in self.open_brackets:
                    self.skip(1)
                return None
        return self.advance().text

    def next_item(self, closer: str) -> bool:
        """Step over a comma to the next item; false at the end of the list.

        Where neither comma nor bracket stands, that is told and the rest of the item passed over.
        """
        if self.accept_comma():
            return True
        if self.at_op(*_CLOSERS) or self.at_end():
            return False
        self.fault_here("FEEL016", closer=closer)
        self.skip_to_separator()
        return self.accept_comma()

    def skip_to_separator(self) -> None:
        """To the next comma or closing bracket of the same level, or the end."""
        level = 0
        while not self.at_end():
            if self.token.kind == "op":
                if level == 0 and (self.token.text in _CLOSERS or self.token.text in {",", ";"}):
                    return
                if self.token.text in _OPENERS:
                    level += 1
                elif self.token.text in _CLOSERS:
                    level -= 1
            self.skip(1)

    # --- names ---

    def run_of_words(self, at: int) -> int:
        """How many tokens from ``at`` on a name would take that nobody declared: words and whole numbers."""
        end = at + 1
        while (token := self.tokens[end]).kind in {"word", "number"}:
            if token.text in AFTER_VALUE or (token.kind == "number" and not token.text.isdecimal()):
                break
            end += 1
        return end - at

    def take_name(self, count: int) -> tuple[str, Span]:
        taken = self.tokens[self.index : self.index + count]
        self.skip(count)
        return join_name(taken), Span(taken[0].start, taken[-1].end)

    def name_length(self, *, before: frozenset[str]) -> int:
        """How many tokens a name takes that is being declared: up to a sign or word in ``before``.

        0 where what stands there is no name.
        """
        end = self.index
        while True:
            token = self.tokens[end]
            if end > self.index and token.kind in {"op", "word"} and token.text in before:
                has_word = any(each.kind == "word" for each in self.tokens[self.index : end])
                return end - self.index if has_word else 0
            wide = token.kind == "op" and token.raw != token.text
            if not (
                token.kind in {"word", "number"}
                or wide
                or (token.kind == "op" and token.text in NAME_SIGNS and end > self.index)
            ):
                return 0
            end += 1
