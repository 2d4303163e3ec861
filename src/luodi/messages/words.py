"""The shape of one catalogue entry, and of a part of a message that has words of its own."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from typing import NamedTuple


class Words(NamedTuple):
    """message and hint are ``str.format`` templates; hint says what to do, and may be absent."""

    message: str
    hint: str | None = None


class Worded:
    """A value of a message that says itself in each language."""

    __slots__ = ()

    def in_language(self, lang: str) -> str:
        raise NotImplementedError


class PlaceWords(str):
    """Where something stands, a text in Chinese that knows itself in English: ``资格 › 规则 4``."""

    __slots__ = ("english",)
    english: str

    def __new__(cls, chinese: str, english: str) -> PlaceWords:
        made = super().__new__(cls, chinese)
        made.english = english
        return made

    @classmethod
    def joined(cls, steps: Iterable[str]) -> PlaceWords:
        """Steps from the outside inward. A step that is a plain text is a name, the same in each language."""
        steps = tuple(steps)
        return cls(" › ".join(steps), " › ".join(getattr(step, "english", step) for step in steps))


class SystemReason(NamedTuple):
    """Why the system refused a file: a value of a message that is put in its language.

    name: of the error, ``ENOENT``; "" for one that has no words of its own.
    """

    name: str

    @classmethod
    def of(cls, error: OSError) -> SystemReason:
        return cls(errno.errorcode.get(error.errno or 0, ""))
