"""What is wrong, where, and what to do: diagnostics with stable codes.

Words live in ``luodi.messages`` by code, in Chinese and English; code raises or collects a
``Diagnostic`` and never a finished sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from luodi.messages import in_language, message_text
from luodi.source import SourceText, Span

# Where in a text that has no lines to count.
_CHARACTER = {"zh": "第 {} 个字", "en": "character {}"}


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    code: stable, e.g. ``READ003``; its words are in ``luodi.messages``.
    span: code points of the text the finding is about; None where it is about the whole file.
    values: what fills the message's placeholders.
    where: a place in words when a span cannot say it (a sheet and cell, a rule); may be empty.
    text: what the span counts in, where that is not the text of the file: a cell, an expression of a model.
    """

    code: str
    severity: Severity
    span: Span | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    file: str = ""
    where: str = ""
    text: str = ""

    def message(self, lang: str = "zh") -> str:
        return message_text(self.code, lang).message.format_map(self._values_in(lang))

    def hint(self, lang: str = "zh") -> str | None:
        hint = message_text(self.code, lang).hint
        return hint.format_map(self._values_in(lang)) if hint else None

    def _values_in(self, lang: str) -> dict[str, object]:
        return {name: in_language(value, lang) for name, value in self.values.items()}

    def as_json(self, lang: str = "zh") -> dict[str, Any]:
        """The ``Diagnostics`` format of the command line (docs/reference/formats.md)."""
        document = {
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message(lang),
            "file": self.file,
            "where": in_language(self.where, lang),
            "span": list(self.span) if self.span else None,
            "hint": self.hint(lang),
        }
        return {**document, "text": self.text} if self.text else document

    def render(self, source: SourceText | None = None, lang: str = "zh") -> str:
        """Lines for a terminal: code and place, the excerpt with carets, message, hint."""
        place = self.file or (source.name if source else "")
        excerpt = ""
        if self.text and self.span is not None:
            where = str(in_language(self.where, lang))
            character = _CHARACTER[lang].format(self.span.start + 1)
            place = " › ".join(step for step in (place, where, character) if step)
            excerpt = SourceText(self.text).excerpt(self.span) + "\n"
        elif source is not None and self.span is not None:
            line, column = source.position(self.span.start)
            place = f"{place}:{line}:{column}"
            excerpt = source.excerpt(self.span) + "\n"
        elif self.where:
            where = str(in_language(self.where, lang))
            place = f"{place} › {where}" if place else where
        hint = self.hint(lang)
        tail = f"\n{hint}" if hint else ""
        return f"{self.code}  {place}\n{excerpt}{self.message(lang)}{tail}"


class LuodiError(Exception):
    """An input that cannot be used; carries the diagnostic that says so."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.code)
        self.diagnostic = diagnostic

    def __str__(self) -> str:
        return f"{self.diagnostic.code}: {self.diagnostic.message()}"


class Collector:
    """Gathers diagnostics so that a user sees all of them at once."""

    def __init__(self, file: str = "") -> None:
        self.file = file
        self._items: list[Diagnostic] = []

    def add(
        self,
        code: str,
        severity: Severity,
        span: Span | None = None,
        *,
        where: str = "",
        **values: object,
    ) -> None:
        self._items.append(Diagnostic(code, severity, span, values, self.file, where))

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    @property
    def has_errors(self) -> bool:
        return any(item.severity is Severity.ERROR for item in self._items)
