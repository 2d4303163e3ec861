"""Boxed expressions: what stands in a decision or in the logic of a business knowledge model.

FEEL stays text here; compiling it is the work of ``luodi.evaluate``. ``Expression`` is a closed union.
Source: DMN 1.5, clauses 8 (tables) and 10.2 (boxed expressions).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from luodi.dmn.elements import Element, InformationItem, Named, UnaryTests
from luodi.dmn.hit_policy import Aggregation, HitPolicy


class Orientation(StrEnum):
    """How a table is best drawn; its meaning does not depend on it."""

    RULES_AS_ROWS = "Rule-as-Row"
    RULES_AS_COLUMNS = "Rule-as-Column"
    CROSS_TABLE = "CrossTable"


class FunctionKind(StrEnum):
    """In which language the body of a function is; only FEEL can be run here."""

    FEEL = "FEEL"
    JAVA = "Java"
    PMML = "PMML"


class Quantifier(StrEnum):
    SOME = "some"
    EVERY = "every"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxedElement(Element):
    """What all boxed expressions have: the type of the value, where one is given."""

    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedValues(Named):
    """An expression that stands in another file: kept, never fetched."""

    namespace: str
    import_type: str
    imported_element: str
    location: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiteralExpression(BoxedElement):
    """An expression as text. text is None where the file has none; then ``imported`` may be given."""

    text: str | None = None
    language: str | None = None
    imported: ImportedValues | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputClause(Element):
    """A column of conditions: the expression that is tested, and the values that it may have."""

    expression: LiteralExpression
    values: UnaryTests | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputClause(Element):
    """A column of results.

    name: None or "" in a table with one output, whose result is then the bare value.
    values: those it may have; their order is the priority for P and O.
    default: what comes out where no rule matches.
    """

    name: str | None = None
    type_ref: str | None = None
    values: UnaryTests | None = None
    default: LiteralExpression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Element):
    """One rule. inputs and outputs stand in the order of the table's clauses.

    annotations: in the order of the table's annotation clauses; None for an entry without a text.
    """

    inputs: tuple[UnaryTests, ...] = ()
    outputs: tuple[LiteralExpression, ...] = ()
    annotations: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTable(BoxedElement):
    """A decision table. annotations: the names of the annotation clauses, None for one without."""

    inputs: tuple[InputClause, ...] = ()
    outputs: tuple[OutputClause, ...] = ()
    rules: tuple[Rule, ...] = ()
    annotations: tuple[str | None, ...] = ()
    hit_policy: HitPolicy = HitPolicy.UNIQUE
    aggregation: Aggregation | None = None
    orientation: Orientation = Orientation.RULES_AS_ROWS
    output_label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A parameter of an invocation and what is handed in for it."""

    parameter: InformationItem
    expression: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation(BoxedElement):
    """A call. function: what is called, usually a literal expression that names it."""

    function: Expression | None = None
    bindings: tuple[Binding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextEntry(Element):
    """An entry of a context; one without a variable is the context's result (at most one, the last)."""

    variable: InformationItem | None = None
    expression: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxedContext(BoxedElement):
    entries: tuple[ContextEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxedList(BoxedElement):
    items: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(BoxedElement):
    """A table of values: a list of contexts, one a row, with the columns' names as keys."""

    columns: tuple[InformationItem, ...] = ()
    rows: tuple[BoxedList, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionDefinition(BoxedElement):
    """A function. body: for Java and PMML a context that names what is called; kept, not run."""

    parameters: tuple[InformationItem, ...] = ()
    body: Expression | None = None
    kind: FunctionKind = FunctionKind.FEEL


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """One part of a conditional, a filter or an iteration (tChildExpression, DMN 1.4)."""

    expression: Expression | None = None
    id: str | None = None
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional(BoxedElement):
    """Boxed if, since DMN 1.4."""

    condition: Child
    then: Child
    otherwise: Child


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxedFilter(BoxedElement):
    """Boxed filter, since DMN 1.4. condition is evaluated with ``item`` and its entries in scope."""

    source: Child
    condition: Child


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxedFor(BoxedElement):
    """Boxed for, since DMN 1.4. result may name ``partial``, the results so far."""

    variable: str | None = None
    source: Child
    result: Child


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxedQuantified(BoxedElement):
    """Boxed some or every, since DMN 1.4."""

    quantifier: Quantifier
    variable: str | None = None
    source: Child
    condition: Child


Expression: TypeAlias = (
    LiteralExpression
    | DecisionTable
    | Invocation
    | BoxedContext
    | Relation
    | BoxedList
    | FunctionDefinition
    | Conditional
    | BoxedFilter
    | BoxedFor
    | BoxedQuantified
)
