"""What a check finds, gathered once each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from luodi.diagnostics import Diagnostic, Severity
from luodi.source import Span


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic with the FEEL text that its span is of; text None where it is about no text.

    rule, column: of a table, from 1, where it is about one; columns count inputs, then outputs.
    """

    diagnostic: Diagnostic
    text: str | None = None
    rule: int | None = None
    column: int | None = None

    def render(self, lang: str = "zh") -> str:
        """Lines for a terminal, with carets under the part of the text."""
        return replace(self.diagnostic, text=self.text or "").render(None, lang)


class Findings:
    """Gathers findings of one model; what was said of a place is not said again."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Finding] = []
        self._said: set[tuple[object, ...]] = set()

    def add(
        self,
        code: str,
        severity: Severity,
        where: str,
        values: Mapping[str, object] | None = None,
        *,
        text: str | None = None,
        rule: int | None = None,
        column: int | None = None,
    ) -> None:
        """A finding; text: the FEEL text that it is about as a whole."""
        span = Span(0, len(text.rstrip())) if text else None
        self.take(Diagnostic(code, severity, span, values or {}, self.file, where), text, rule, column)

    def take(
        self,
        diagnostic: Diagnostic,
        text: str | None = None,
        rule: int | None = None,
        column: int | None = None,
    ) -> None:
        key = (diagnostic.code, diagnostic.where, diagnostic.span, text, rule, column, diagnostic.message())
        if key not in self._said:
            self._said.add(key)
            self.found.append(Finding(diagnostic, text, rule, column))
