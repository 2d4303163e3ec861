"""The namespaces of each version of DMN, and how the names of one version become another's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from luodi.dmn.model import Version


class Namespaces(NamedTuple):
    model: str
    diagram: str
    feel: str


# As the schemas of the versions declare them; 1.4 kept the diagram namespace of 1.3.
NAMESPACES: Final[dict[Version, Namespaces]] = {
    Version.V1_2: Namespaces(
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "http://www.omg.org/spec/DMN/20180521/DMNDI/",
        "http://www.omg.org/spec/DMN/20180521/FEEL/",
    ),
    Version.V1_3: Namespaces(
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/DMNDI/",
        "https://www.omg.org/spec/DMN/20191111/FEEL/",
    ),
    Version.V1_4: Namespaces(
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/DMNDI/",
        "https://www.omg.org/spec/DMN/20211108/FEEL/",
    ),
    Version.V1_5: Namespaces(
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/DMNDI/",
        "https://www.omg.org/spec/DMN/20230324/FEEL/",
    ),
}
VERSION_OF: Final[Mapping[str, Version]] = {names.model: version for version, names in NAMESPACES.items()}
_FEEL: Final = frozenset(names.feel for names in NAMESPACES.values())
_MODELS: Final = frozenset(VERSION_OF)
_DIAGRAMS: Final = frozenset(names.diagram for names in NAMESPACES.values())


def is_feel(language: str | None) -> bool:
    """Whether an expression language is FEEL: not given, the URI of any version, or the bare word."""
    return language is None or language in _FEEL or language.lower() == "feel"


def is_model(import_type: str) -> bool:
    """Whether an import is of another decision model."""
    return import_type in _MODELS


def is_diagram(namespace: str) -> bool:
    return namespace in _DIAGRAMS


def in_version(uri: str, version: Version) -> str:
    """The same namespace in another version of DMN; any other URI as it is."""
    target = NAMESPACES[version]
    if uri in _MODELS:
        return target.model
    if uri in _DIAGRAMS:
        return target.diagram
    return target.feel if uri in _FEEL else uri
