"""Finding the models that a model imports: in the folder of the file and below it, never on a network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias
from urllib.parse import unquote

from lxml import etree

from luodi.diagnostics import LuodiError
from luodi.dmn.model import Import
from luodi.dmn.namespaces import VERSION_OF
from luodi.dmn.xml import MAX_BYTES, load, namespace_of

# A folder with more models than this is not searched through for a namespace.
_MAX_FILES: Final = 1000


class Found(NamedTuple):
    """An imported model's bytes, and what to call it in diagnostics."""

    data: bytes
    name: str


# What finds the model of an import; None where there is none.
Resolver: TypeAlias = Callable[[Import], Found | None]


class FolderResolver:
    """Finds an import by its location within a folder, else by the namespace its model declares.

    A location that leads out of the folder, or names a scheme, is not followed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._by_namespace: dict[str, Path] | None = None

    def __call__(self, wanted: Import) -> Found | None:
        path = self._located(wanted.location)
        if path is None or _declared_namespace(path) != wanted.namespace:
            path = self._declared().get(wanted.namespace)
        if path is None:
            return None
        try:
            return Found(load(path), str(path))
        except LuodiError:
            return None

    def _located(self, location: str | None) -> Path | None:
        if not location or "://" in location:
            return None
        folder = self._folder.resolve()
        path = (folder / unquote(location)).resolve()
        return path if path.is_relative_to(folder) and path.is_file() else None

    def _declared(self) -> dict[str, Path]:
        if self._by_namespace is None:
            self._by_namespace = {}
            for path in sorted(self._folder.glob("*.dmn"))[:_MAX_FILES]:
                namespace = _declared_namespace(path)
                if namespace is not None:
                    self._by_namespace.setdefault(namespace, path)
        return self._by_namespace


def _declared_namespace(path: Path) -> str | None:
    """The namespace a model declares, from its first tag alone; None for what is no model."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        events = etree.iterparse(
            str(path), events=("start",), resolve_entities=False, no_network=True, load_dtd=False
        )
        for _, root in events:
            return root.get("namespace") if namespace_of(root) in VERSION_OF else None
    except (etree.XMLSyntaxError, OSError):
        return None
    return None
