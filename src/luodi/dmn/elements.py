"""What every element of a decision model has in common, and the small elements that others are made of.

All classes are immutable. ``None`` means that the file does not say: an absent attribute or element is
told from an empty one, so that writing a model back gives what was read.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from luodi.messages import PlaceWords


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands.

    line: of its start tag in the XML, from 1; 0 where it was not read from a file.
    path: from the named element inward, ready for a diagnostic's ``where``: ``("资格", "规则 4", "输入 2")``.
    """

    line: int = 0
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        return PlaceWords.joined(self.path)


NOWHERE = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """An element of the model (tDMNElement).

    extension: the XML of ``extensionElements``, complete with the namespaces it uses; kept, never read.
    attributes: those of other namespaces, by ``{namespace}name``; kept, never read.
    """

    id: str | None = None
    label: str | None = None
    description: str | None = None
    extension: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Element):
    """An element with a name; names are as written, white space included."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationItem(Named):
    """A variable, a parameter or a column: a name and the type of its values, where one is given."""

    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnaryTests(Element):
    """Unary tests as text: a cell of a table, allowed values, a constraint.

    language: the URI of an expression language that differs from the model's.
    type_ref: since DMN 1.3.
    """

    text: str
    type_ref: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference by id: ``#id`` in the same model, ``namespace#id`` in an imported one."""

    href: str

    @property
    def id(self) -> str:
        return self.href.rpartition("#")[2]

    @property
    def namespace(self) -> str | None:
        """Of the model that is referred to; None for the same model."""
        return self.href.rpartition("#")[0] or None
