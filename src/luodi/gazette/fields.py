"""A JSON object read key by key: what is wrong is collected with its path, nothing is guessed.

A reader asks for each key it knows and then calls ``done``, which reports the keys nobody asked for. A value
that is wrong comes back as an empty one of the same type, so that one pass finds all that is wrong.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from luodi.diagnostics import Collector, Severity

T = TypeVar("T")

SHORT = 200
LONG = 20_000
# Marks that turn the direction of writing: what is printed would not be what the data say.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# A file full of mistakes is not listed to its end.
MOST_FINDINGS = 200


def type_name(value: object) -> str:
    """What JSON calls the type of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | Decimal):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def unprintable(text: str, *, lines: bool) -> str | None:
    """The first character that cannot stand on paper, as U+XXXX; lines: whether a line feed may."""
    # Also what makes a picture of some megabytes quick.
    if text.isprintable():
        return None
    for char in text:
        if char == "\n" and lines:
            continue
        category = unicodedata.category(char)
        if category in ("Cc", "Cs", "Zl", "Zp") or char in _TURNING or ord(char) & 0xFFFE == 0xFFFE:
            return f"U+{ord(char):04X}"
    return None


class Fields:
    """One JSON object at a path such as ``$.annexes[0]``."""

    def __init__(self, value: object, path: str, found: Collector) -> None:
        self.path = path
        self.found = found
        self._asked: set[str] = set()
        self._values: dict[str, Any] = {}
        if isinstance(value, dict):
            self._values = value
        else:
            self.report("GAZ005", path, wanted="object", was=type_name(value))

    def report(self, code: str, path: str, **values: object) -> None:
        if len(self.found) < MOST_FINDINGS:
            self.found.add(code, Severity.ERROR, None, where=path, **values)

    def has(self, key: str) -> bool:
        return self._values.get(key) is not None

    def _get(self, key: str, *, required: bool) -> Any:
        self._asked.add(key)
        value = self._values.get(key)
        if value is None and required and isinstance(self._values, dict):
            self.report("GAZ004", self.path, key=key)
        return value

    def at(self, key: str) -> str:
        return f"{self.path}.{key}"

    def text(self, key: str, *, required: bool = False, limit: int = SHORT, lines: bool = False) -> str:
        """A text without blanks at its ends; "" where it is absent or wrong."""
        value = self._get(key, required=required)
        return "" if value is None else self._text(value, self.at(key), required, limit, lines)

    def _text(self, value: object, path: str, required: bool, limit: int, lines: bool) -> str:
        if not isinstance(value, str):
            self.report("GAZ005", path, wanted="string", was=type_name(value))
            return ""
        if len(value) > limit:
            self.report("GAZ007", path, size=len(value), limit=limit)
            return ""
        value = value.strip()
        if required and not value:
            self.report("GAZ010", path)
        if bad := unprintable(value, lines=lines):
            self.report("GAZ011", path, char=bad)
            return ""
        return value

    def texts(
        self, key: str, *, required: bool = False, most: int, limit: int = SHORT, empty: bool = False
    ) -> tuple[str, ...]:
        """A list of texts; one text stands for a list of one. empty: whether a text may be empty."""
        value = self._get(key, required=required)
        if isinstance(value, str):
            value = [value]
        listed = self._list(value, key, required, most)
        return self.each_text(listed, self.at(key), limit=limit, empty=empty)

    def each_text(self, values: list[Any], path: str, *, limit: int, empty: bool) -> tuple[str, ...]:
        """Every value of a list as a text; "" where it is none. empty: whether a text may be empty."""
        return tuple(
            self._text(value, f"{path}[{index}]", not empty, limit, False)
            for index, value in enumerate(values)
        )

    def _list(self, value: object, key: str, required: bool, most: int) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list):
            self.report("GAZ005", self.at(key), wanted="array", was=type_name(value))
            return []
        if required and not value:
            self.report("GAZ010", self.at(key))
        if len(value) > most:
            self.report("GAZ007", self.at(key), size=len(value), limit=most)
            return []
        return value

    def items(
        self, key: str, read: Callable[[Any, str], T | None], *, required: bool = False, most: int
    ) -> tuple[T, ...]:
        """A list, each item by ``read(value, path)``; items it gives None for are left out."""
        values = self._list(self._get(key, required=required), key, required, most)
        read_items = (read(value, f"{self.at(key)}[{index}]") for index, value in enumerate(values))
        return tuple(item for item in read_items if item is not None)

    def part(self, key: str) -> Fields | None:
        """An object inside this one; None where it is absent."""
        value = self._get(key, required=False)
        return None if value is None else Fields(value, self.at(key), self.found)

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._get(key, required=False)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.report("GAZ005", self.at(key), wanted="boolean", was=type_name(value))
        return default

    def whole(self, key: str, low: int, high: int, *, required: bool = False) -> int:
        number = self.number(key, Decimal(low), Decimal(high), default=Decimal(low), required=required)
        if number != int(number):
            self.report("GAZ005", self.at(key), wanted="integer", was="number")
        return int(number)

    def number(
        self, key: str, low: Decimal, high: Decimal, *, default: Decimal, required: bool = False
    ) -> Decimal:
        value = self._get(key, required=required)
        return default if value is None else self.checked_number(value, self.at(key), low, high)

    def checked_number(self, value: object, path: str, low: Decimal, high: Decimal) -> Decimal:
        """A number between two bounds, both allowed; the lower one where it is wrong."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.report("GAZ005", path, wanted="number", was=type_name(value))
            return low
        if not low <= value <= high:
            self.report("GAZ015", path, low=low, high=high)
            return low
        return Decimal(value)

    def day(self, key: str, *, required: bool = False) -> date | None:
        value = self._get(key, required=required)
        if value is None:
            return None
        try:
            if not isinstance(value, str) or len(value) != 10:
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            shown = value[:20] if isinstance(value, str) else type_name(value)
            self.report("GAZ009", self.at(key), was=shown)
            return None

    def choice(self, key: str, allowed: Sequence[str], *, default: str | None = None) -> str:
        """One of the allowed texts; the first where it is wrong, required where there is no default."""
        value = self._get(key, required=default is None)
        if value is None:
            return default if default is not None else allowed[0]
        if value not in allowed:
            shown = value[:20] if isinstance(value, str) else type_name(value)
            self.report("GAZ008", self.at(key), was=shown, allowed=", ".join(allowed))
            return allowed[0]
        return str(value)

    def out_of_place(self, keys: Iterable[str], kind: str) -> None:
        """Report those of the keys that are there: they have no place in this kind of document."""
        for key in keys:
            if self.has(key):
                self.report("GAZ014", self.at(key), key=key, kind=kind)
            self._asked.add(key)

    def done(self) -> None:
        """Report every key that nobody asked for, with the known key it looks like."""
        for key in self._values:
            if key in self._asked:
                continue
            near = difflib.get_close_matches(key[:50], sorted(self._asked), n=1)
            code = "GAZ006" if not near else "GAZ016"
            self.report(code, self.path, key=_shown(key), **({"near": near[0]} if near else {}))


def _shown(key: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in key[:40])
