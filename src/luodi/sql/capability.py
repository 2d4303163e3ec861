"""One line of the tables of capabilities."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Engine(StrEnum):
    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    SPARK = "spark"


class How(StrEnum):
    NATIVE = "native"
    LOWERED = "lowered"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Capability:
    """words: what it is written as, or why it is refused."""

    how: How
    words: str


def native(words: str) -> Capability:
    return Capability(How.NATIVE, words)


def lowered(words: str) -> Capability:
    return Capability(How.LOWERED, words)


def refused(words: str) -> Capability:
    return Capability(How.REFUSED, words)
