"""What is different between two versions of a model, as a person tells it: a rule added, a threshold changed.

``luodi.dmn.compare`` compares place by place and answers whether a change of format lost anything. Here
rules are aligned by what they say, so that one inserted at the top is one change, and renamed parts are
recognised by their id. Layout and ids are not compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any, Final, TypeVar

from luodi.dmn.compare import differences
from luodi.dmn.elements import Element
from luodi.dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionTable,
    Definitions,
    DrgElement,
    Expression,
    FunctionDefinition,
    Import,
    InputData,
    ItemDefinition,
    KnowledgeSource,
    LiteralExpression,
    Named,
    Requirement,
)
from luodi.dmn.walk import logic_of
from luodi.review.difference_tables import RuleCell, table_changes

__all__ = ["Change", "Kind", "What", "lost_in", "model_changes"]


class Kind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


class What(StrEnum):
    """What was changed; ``difference_words`` has the words."""

    MODEL = "model"
    INPUT = "input"
    DECISION = "decision"
    KNOWLEDGE = "knowledge"
    SERVICE = "service"
    SOURCE = "source"
    TYPE = "type"
    IMPORT = "import"
    NAME = "name"
    PROPERTY = "property"
    REQUIREMENT = "requirement"
    EXPRESSION = "expression"
    POLICY = "policy"
    INPUT_COLUMN = "input_column"
    OUTPUT_COLUMN = "output_column"
    ANNOTATION_COLUMN = "annotation_column"
    RULE = "rule"
    CELL = "cell"
    EXTENSION = "extension"
    DIAGRAM = "diagram"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    where: from the named element inward, ``("补助比例", "规则 3", "研发投入占比")``; of a rule that is gone
    its old number, else the new one. name: which property, by the name of its field. before, after: texts as
    they stand in the model; None where there is nothing. cells: of a rule that is new or gone, what it says.
    """

    kind: Kind
    what: What
    where: tuple[str, ...]
    before: str | None = None
    after: str | None = None
    name: str = ""
    cells: tuple[RuleCell, ...] = ()


_KINDS: Final[dict[type, What]] = {
    InputData: What.INPUT,
    Decision: What.DECISION,
    BusinessKnowledgeModel: What.KNOWLEDGE,
    KnowledgeSource: What.SOURCE,
    ItemDefinition: What.TYPE,
    Import: What.IMPORT,
}
# Told in another way, or of no meaning for people.
_NOT_PROPERTIES: Final = frozenset(
    ("id", "name", "place", "extension", "attributes", "expression", "logic", "variable", "components")
)
_REQUIREMENTS: Final = ("information_requirements", "knowledge_requirements", "authority_requirements")
_NamedT = TypeVar("_NamedT", bound=Named)


def model_changes(before: Definitions, after: Definitions) -> list[Change]:
    """All changes in the order of the newer model, what is gone from it last in its group."""
    found: list[Change] = []
    if before.name != after.name:
        found.append(Change(Kind.CHANGED, What.MODEL, (after.name,), before.name, after.name, "name"))
    for name in ("description", "namespace", "expression_language", "type_language"):
        found += _property((after.name,), name, getattr(before, name), getattr(after, name), What.MODEL)
    found += _group(before.imports, after.imports, {})
    found += _group(before.item_definitions, after.item_definitions, {})
    pairs = _pairs(before.elements, after.elements)
    renamed = {one.name: other.name for one, other in pairs if one is not None and other is not None}
    ids = _NamesById(before, renamed), _NamesById(after, {})
    for one, other in pairs:
        found += _element(one, other, ids)
    found += _kept_xml(before, after)
    if not found:
        # Whatever people have no word for must not pass for no change.
        found += [
            change
            for each in differences(before, after)
            if each.path[:1] != ("diagram",) and {each.before, each.after} - {"-", "", None}
            for change in _property(each.path[:-1], each.path[-1], each.before, each.after, What.PROPERTY)
        ]
    return found


def lost_in(before: Definitions, after: Definitions) -> list[Change]:
    """What the newer model no longer says: everything removed, and texts that became empty."""
    return [each for each in model_changes(before, after) if each.kind is Kind.REMOVED]


class _NamesById:
    """Names of the elements that requirements point to, old ones under their new name."""

    def __init__(self, definitions: Definitions, renamed: dict[str, str]) -> None:
        self._definitions = definitions
        self._renamed = renamed

    def of(self, requirement: Requirement) -> str:
        found = self._definitions.resolve(requirement.target)
        name = found[1].name if found is not None else requirement.target.href
        return self._renamed.get(name, name)


def _pairs(before: Sequence[_NamedT], after: Sequence[_NamedT]) -> list[tuple[Any, Any]]:
    """Parts that are the same thing: by kind and name, else by kind and id; None where there is none."""
    old = list(before)
    partner: dict[int, _NamedT] = {}
    for same in (_same_name, _same_id):
        for place, new in enumerate(after):
            if place in partner:
                continue
            match = next((each for each in old if type(each) is type(new) and same(each, new)), None)
            if match is not None:
                old.remove(match)
                partner[place] = match
    pairs: list[tuple[Any, Any]] = [(partner.get(place), new) for place, new in enumerate(after)]
    return [*pairs, *((each, None) for each in old)]


def _same_name(one: Named, other: Named) -> bool:
    return one.name == other.name


def _same_id(one: Named, other: Named) -> bool:
    return bool(one.id) and one.id == other.id


def _group(before: Sequence[Named], after: Sequence[Named], _ids: object) -> Iterator[Change]:
    for one, other in _pairs(before, after):
        yield from _named(one, other)
        if isinstance(one, ItemDefinition) and isinstance(other, ItemDefinition):
            for change in _group(one.components, other.components, _ids):
                yield replace(change, where=(other.name, *change.where))


def _named(one: Any, other: Any) -> Iterator[Change]:
    """Added, removed, renamed, and properties of one named part."""
    part = other if other is not None else one
    what = _KINDS.get(type(part), What.SERVICE)
    if one is None:
        yield Change(Kind.ADDED, what, (other.name,), None, other.name)
        return
    if other is None:
        yield Change(Kind.REMOVED, what, (one.name,), one.name, None)
        return
    if one.name != other.name:
        yield Change(Kind.CHANGED, What.NAME, (other.name,), one.name, other.name, what.value)
    for each in fields(part):
        if each.name not in _NOT_PROPERTIES and each.name not in _REQUIREMENTS:
            yield from _property(
                (other.name,), each.name, getattr(one, each.name), getattr(other, each.name), What.PROPERTY
            )
    one_variable, other_variable = getattr(one, "variable", None), getattr(other, "variable", None)
    if one_variable or other_variable:
        old_type, new_type = one.type_ref, other.type_ref
        yield from _property((other.name,), "type_ref", old_type, new_type, What.PROPERTY)


def _property(where: tuple[str, ...], name: str, old: Any, new: Any, what: What) -> Iterator[Change]:
    before, after = text_of(old), text_of(new)
    if before == after:
        return
    kind = Kind.ADDED if not before else Kind.CHANGED if after else Kind.REMOVED
    yield Change(kind, what, where, before or None, after or None, name)


def text_of(value: Any) -> str:
    """A value of the model as text, for comparing and showing: "" for nothing."""
    if value is None or value == () or value is False:
        return ""
    if isinstance(value, tuple):
        return "、".join(text_of(each) for each in value)
    if hasattr(value, "href"):
        return str(value.href)
    text = getattr(value, "text", value)
    if is_dataclass(text):
        return getattr(text, "name", None) or type(text).__name__
    return "" if text is None else "true" if text is True else str(text).strip()


def _element(one: Any, other: Any, ids: tuple[_NamesById, _NamesById]) -> Iterator[Change]:
    yield from _named(one, other)
    if one is None or other is None:
        return
    for name in _REQUIREMENTS:
        if hasattr(one, name):
            old = [ids[0].of(each) for each in getattr(one, name)]
            new = [ids[1].of(each) for each in getattr(other, name)]
            for target in new:
                if target not in old:
                    yield Change(Kind.ADDED, What.REQUIREMENT, (other.name,), None, target)
            for target in old:
                if target not in new:
                    yield Change(Kind.REMOVED, What.REQUIREMENT, (other.name,), target, None)
    yield from _logic(one, other)


def _logic(one: DrgElement, other: DrgElement) -> Iterator[Change]:
    yield from _expression(logic_of(one), logic_of(other), (other.name,))


def _expression(old: Expression | None, new: Expression | None, where: tuple[str, ...]) -> Iterator[Change]:
    if old is None and new is None:
        return
    if isinstance(old, FunctionDefinition) and isinstance(new, FunctionDefinition):
        one, two = _parameters(old), _parameters(new)
        yield from _property(where, "parameters", one, two, What.PROPERTY)
        yield from _expression(old.body, new.body, where)
        return
    if isinstance(old, DecisionTable) and isinstance(new, DecisionTable):
        for kind, what, inner, before, after, name, cells in table_changes(old, new):
            yield Change(Kind(kind), What(what), (*where, *inner), before, after, name, cells)
    elif isinstance(old, LiteralExpression) and isinstance(new, LiteralExpression):
        yield from _property(where, "text", old.text, new.text, What.EXPRESSION)
        yield from _property(where, "type_ref", old.type_ref, new.type_ref, What.PROPERTY)
    elif type(old) is not type(new):
        before, after = _kind_of(old), _kind_of(new)
        kind = Kind.ADDED if old is None else Kind.REMOVED
        yield Change(kind, What.EXPRESSION, where, before, after, "kind")
    else:
        for difference in differences(old, new):
            inner = tuple(step for step in difference.path if step not in ("expression", "body"))
            yield from _property(
                (*where, *inner[:-1]),
                inner[-1] if inner else "text",
                difference.before,
                difference.after,
                What.EXPRESSION,
            )


def _parameters(function: FunctionDefinition) -> tuple[str, ...]:
    return tuple(f"{each.name}: {each.type_ref or ''}" for each in function.parameters)


def _kind_of(expression: object) -> str | None:
    return None if expression is None else type(expression).__name__


def _kept_xml(before: Definitions, after: Definitions) -> Iterator[Change]:
    """What the model keeps as XML for other tools. Told only where it is gone."""
    lost = Counter(_extensions(before)) - Counter(_extensions(after))
    for (where, text), count in lost.items():
        for _ in range(count):
            yield Change(Kind.REMOVED, What.EXTENSION, (where,), text, None)
    if before.diagram is not None and after.diagram is None:
        yield Change(Kind.REMOVED, What.DIAGRAM, (after.name,))
    for text in (Counter(before.others) - Counter(after.others)).elements():
        yield Change(Kind.REMOVED, What.OTHER, (after.name,), text, None)


def _extensions(part: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Extensions and foreign attributes of a part and all in it, with the name of what they stand in."""
    if isinstance(part, tuple):
        for each in part:
            yield from _extensions(each, where)
    elif is_dataclass(part) and not isinstance(part, type):
        if isinstance(part, Named) and not where:
            where = part.name
        if isinstance(part, Element):
            if part.extension is not None:
                yield where, part.extension
            for name, value in part.attributes:
                yield where, f"{name.rpartition('}')[2]}={value}"
        for each in fields(part):
            if each.name not in ("definitions", "place", "attributes"):
                inner = "" if isinstance(part, Definitions) else where
                yield from _extensions(getattr(part, each.name), inner)
