"""Whether something may be done, and why not: what every ``can_`` function gives."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError


@dataclass(frozen=True)
class Verdict:
    """allowed, and the reason in words for a person where it is not."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def insist(self) -> None:
        """Raises ValidationError with the reason unless allowed: for domain functions, under their lock."""
        if not self.allowed:
            raise ValidationError(self.reason, code="refused")


ALLOWED = Verdict(True)
