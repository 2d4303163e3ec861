"""Why a FEEL value is null: a reason with a code, kept beside the null.

FEEL never stops at an error: it gives null (DMN 1.5, 10.3.1.3 and 10.3.4). What would be lost is the reason,
so an operation that cannot be done raises a ``Failure``; the interpreter takes it where the operation
stands, keeps it with the place, and goes on with null. Words are in ``luodi.messages`` by code (EVALnnn).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luodi.diagnostics import Diagnostic, Severity
from luodi.source import Span


class Failure(Exception):
    """An operation has no value. Caught by the interpreter, never shown as an exception.

    code: of the reason, ``EVAL003``. values: fill the placeholders of its message.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Reason:
    """A failure that was suppressed: why a null stands at a place.

    where: of which expression, in words (decision, rule, column); span: in that expression's text.
    """

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    where: str = ""
    span: Span | None = None

    def as_diagnostic(self) -> Diagnostic:
        return Diagnostic(self.code, Severity.WARNING, self.span, self.values, where=self.where)
