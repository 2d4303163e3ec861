"""Where a field of the dictionary is used: the models that ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from django.db.models import Q

from luodi.dmn.model import Definitions, ItemDefinition
from luodi.feel.names import normalise_name
from luodi_web.decisions.domain.content import Tampered, content_of
from luodi_web.decisions.domain.scope import model_versions_visible_to
from luodi_web.decisions.enums import ModelState
from luodi_web.decisions.models import ModelVersion
from luodi_web.people.domain.scope import Rights

# Versions that a change of the field would touch; what was replaced stays as it is.
_LIVE = (ModelState.DRAFT, ModelState.RETURNED, ModelState.REVIEW, ModelState.RELEASED)
# Texts that are read for one page.
_READ = 200


@dataclass(frozen=True)
class FieldUse:
    """version: one that asks for the field. name: the field's own, or the alias it is asked for by."""

    version: ModelVersion
    name: str


def uses_of(names: list[str], rights: Rights) -> list[FieldUse]:
    """The versions within sight, in use or in hand, that ask for a field; by model, the newest first.

    names: the field's name, then its aliases.
    """
    wanted = {normalise_name(name): name for name in reversed(names)}
    mentioned = Q()
    for name in names:
        mentioned |= Q(xml__contains=escape(name))
    rows = model_versions_visible_to(rights).filter(mentioned, state__in=_LIVE)
    found = []
    for version in rows.select_related("model__owner").order_by("model__name", "-number")[:_READ]:
        try:
            asked = set(_asked(content_of(version).definitions))
        except Tampered:
            continue
        # By its name first, where a model has both.
        name = next((wanted[each] for each in map(normalise_name, names) if each in asked), None)
        if name is not None:
            found.append(FieldUse(version, name))
    return found


def _asked(definitions: Definitions) -> Iterator[str]:
    """The names of inputs, and of the parts of inputs that have some."""
    for source in definitions.inputs:
        yield normalise_name(source.name)
    for item in definitions.item_definitions:
        yield from _parts(item)


def _parts(item: ItemDefinition) -> Iterator[str]:
    for part in item.components:
        yield normalise_name(part.name)
        yield from _parts(part)
