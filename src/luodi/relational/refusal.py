"""What cannot be compiled exactly, and why."""

from __future__ import annotations

from luodi.diagnostics import Diagnostic, Severity
from luodi.source import Span


class Refused(Exception):
    """Raised where an expression has no exact form; caught where its decision is compiled.

    code: of the message; where: a place in words, filled in on the way up.
    """

    def __init__(self, code: str, span: Span | None = None, where: str = "", **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.span = span
        self.where = where
        self.values = values

    def again(self) -> Refused:
        """The same refusal for another who needs the same."""
        copy = Refused(self.code, where=self.where)
        copy.values = self.values
        return copy

    def as_diagnostic(self, decision: str, file: str = "") -> Diagnostic:
        """The refusal of a decision. The span counts in the expression's text, not in the file."""
        where = f"{decision} › {self.where}" if self.where and self.where != decision else decision
        return Diagnostic(self.code, Severity.ERROR, None, {"decision": decision, **self.values}, file, where)
