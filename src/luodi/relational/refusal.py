"""What cannot be compiled exactly, and why."""

from __future__ import annotations

from typing import Final

from luodi.diagnostics import Diagnostic, Severity
from luodi.feel.type_words import TypeName
from luodi.source import Span

# Values of messages that are types, by FEEL's names.
_TYPES: Final = {
    "SQL001": ("what",),
    "SQL002": ("left", "right"),
    "SQL005": ("wanted", "was"),
    "SQL011": ("type",),
    "SQL012": ("wanted", "was"),
}


class Refused(Exception):
    """Raised where an expression has no exact form; caught where its decision is compiled.

    code: of the message; where: a place in words, filled in on the way up. text: what the span counts in,
    where the place is a text.
    """

    def __init__(self, code: str, span: Span | None = None, where: str = "", **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.span = span
        self.where = where
        self.text = ""
        self.values = values

    def at(self, where: str, text: str | None = None) -> Refused:
        """The refusal with its place, where it has none yet."""
        if not self.where:
            self.where = where
            self.text = text or ""
        return self

    def again(self) -> Refused:
        """The same refusal for another who needs the same."""
        copy = Refused(self.code, where=self.where)
        copy.values = self.values
        return copy

    def as_diagnostic(self, decision: str, file: str = "") -> Diagnostic:
        """The refusal of a decision, with the text of the place and the part of it that is refused."""
        span = (self.span or Span(0, len(self.text.rstrip()))) if self.text else None
        types = {name: TypeName(self.values[name]) for name in _TYPES.get(self.code, ())}
        values = {"decision": decision, **self.values, **types}
        return Diagnostic(self.code, Severity.ERROR, span, values, file, self.where or decision, self.text)
