"""Where two models differ, place by place: what a change of format has lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Final, NamedTuple

from luodi.dmn.elements import Element, Named

# They say where something stands or came from, not what it is.
_NOT_COMPARED: Final = frozenset(("id", "place", "file", "prefixes", "version", "definitions"))


class Difference(NamedTuple):
    """path: field names and, for parts with a name, their names. Values are None where there is nothing."""

    path: tuple[str, ...]
    before: object
    after: object


def differences(before: object, after: object) -> list[Difference]:
    """All differences in what two models (or parts of them) say.

    Ids of parts are not compared. Named parts are matched by name, others by their number. No value, an
    empty text and an empty collection count as the same.
    """
    return list(_differences(before, after, ()))


def _differences(before: Any, after: Any, path: tuple[str, ...]) -> Iterator[Difference]:
    if before == after or (not before and not after):
        return
    if isinstance(before, tuple) and isinstance(after, tuple) and not hasattr(before, "_fields"):
        yield from _in_order(before, after, path)
    elif type(before) is type(after) and is_dataclass(before):
        for each in fields(before):
            if each.name not in _NOT_COMPARED:
                inner = (*path, each.name)
                yield from _differences(getattr(before, each.name), getattr(after, each.name), inner)
    else:
        yield Difference(path, before, after)


def _in_order(before: tuple[Any, ...], after: tuple[Any, ...], path: tuple[str, ...]) -> Iterator[Difference]:
    ours, theirs = _keyed(before), _keyed(after)
    for key in (*ours, *(key for key in theirs if key not in ours)):
        yield from _differences(ours.get(key), theirs.get(key), (*path, key))


def _keyed(parts: tuple[Any, ...]) -> dict[str, Any]:
    """Parts by name where they have one that is theirs alone, else by number from 1."""
    keyed: dict[str, Any] = {}
    for number, part in enumerate(parts, 1):
        name = part.name if isinstance(part, Element) and isinstance(part, Named) else ""
        keyed[name if name and name not in keyed else str(number)] = part
    return keyed
