"""What can be searched: each data app registers its kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True)
class Entry:
    """A row as the index takes it. title counts more than text; scopes: words for who may find it."""

    key: int
    title: str
    text: str
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """A row as a result shows it. text: what the passage with the words is cut from."""

    title: str
    url: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of things found.

    entries: the rows of these keys, or all for None; a key without an entry is taken out of the index.
    visible: from a person's rights to the rows they may see; show: a visible row as a result.
    scopes: from a person's rights to the words of ``Entry.scopes`` that let them find it.
    follows: by the label of a model (``supervision.assignment``), from keys of rows that were acted on to the
    keys of this kind that changed with them.
    """

    name: str
    label: Any
    entries: Callable[[Iterable[int] | None], Iterable[Entry]]
    visible: Callable[[Any], QuerySet[Any]]
    show: Callable[[Any], Shown]
    scopes: Callable[[Any], list[str]]
    follows: Mapping[str, Callable[[list[int]], Iterable[int]]] = field(default_factory=dict)


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; a name registered twice is a mistake and raises ValueError."""
    if kind.name in KINDS:
        raise ValueError(f"there is a kind {kind.name!r} already")
    KINDS[kind.name] = kind


def path_words(prefix: str, path: str, step: int) -> list[str]:
    """A unit's place in the tree as scope words: one for itself and one for each unit above it."""
    return [f"{prefix}{path[:end]}" for end in range(step, len(path) + 1, step)]
