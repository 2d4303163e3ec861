"""``lower_model``: a decision model as stages, decision by decision, each in a stage of its own."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from luodi.diagnostics import Diagnostic
from luodi.dmn import model as dmn
from luodi.dmn.walk import text_length
from luodi.feel.entries import entries_of
from luodi.feel.names import Scope as Names
from luodi.feel.names import normalise_name
from luodi.feel.parser import parse_expression
from luodi.relational import moments
from luodi.relational.boxed import Boxed
from luodi.relational.clauses import clause_of
from luodi.relational.comparison import scalar
from luodi.relational.feel import Lowering
from luodi.relational.functions import Functions, name_of
from luodi.relational.hoisting import STEPS, Hoist, Stage
from luodi.relational.item_types import ANY, Declared, ItemTypes, conforming, conforming_moment, violation
from luodi.relational.nodes import (
    FALSE,
    TRUE,
    Column,
    Literal,
    Node,
)
from luodi.relational.program import Child, Input, Output, Program, SourceChild, SourceColumn, Whole
from luodi.relational.refusal import Refused
from luodi.relational.rows import any_is, has_null, listed, packed
from luodi.relational.types import (
    ASSUMED,
    BOOLEAN,
    DATE,
    EXACT_DIGITS,
    MOMENT_SECONDS,
    NARROWEST,
    NULL,
    STRING,
    ColumnType,
    NumberType,
)
from luodi.relational.values import Entries, Items, Ratio, Rows, Value, fitting

_ASSUMED: Mapping[str, ColumnType] = {"number": ASSUMED, "string": STRING, "boolean": BOOLEAN, "date": DATE}
_MOMENT = "date and time"
_NO_TESTS = ("", "-")
# Rows of a child table that one row of the population is taken to have at most, where no data tells.
_MOST = 10_000


def lower_model(
    definitions: dmn.Definitions,
    columns: Mapping[str, SourceColumn] | None = None,
    *,
    children: Mapping[str, SourceChild] | None = None,
    keys: Sequence[str] = (),
    decisions: Sequence[str] | None = None,
    as_of: datetime.date | None = None,
    narrow: bool = False,
) -> Program:
    """The stages of a model's decisions, or of those named and what they need.

    columns: of the population by name; None where it is not known yet, and then an input is what the model
    declares (a number: up to a trillion, 4 digits behind the point). An input without a column is null in
    every row. children: the tables of inputs that are lists, by input. as_of: what ``today()`` is; today
    where it is not given. narrow: numbers and lists that are not known are taken to be as small as there are,
    so that what is refused is refused whatever the data holds.
    """
    today = as_of or datetime.date.today()  # noqa: DTZ011 -- the day on the clock of the wall, as the interpreter has it
    return _Compilation(definitions, columns, children or {}, today, narrow).run(keys, decisions)


def wanted_columns(definitions: dmn.Definitions) -> dict[str, str]:
    """The columns that a model's inputs are read from, with FEEL's type of each, "Any" where it has none.

    An input that is a context has a column for each entry, ``企业.研发费用``. Lists, and types that are no
    columns, are left out: decisions that need them are refused.
    """
    types = ItemTypes(definitions)
    wanted: dict[str, str] = {}
    for element in definitions.inputs:
        try:
            _add_columns(name_of(element), types.find(element.type_ref), wanted)
        except Refused:
            continue
    return wanted


def shared_columns(definitions: dmn.Definitions) -> frozenset[str]:
    """Columns that two inputs would be read from: ``a.b`` is an input, and an entry of the input ``a``.

    What is in such a column cannot be told; decisions that need one of the inputs are refused.
    """
    types = ItemTypes(definitions)
    labels: Counter[str] = Counter()
    for element in definitions.inputs:
        try:
            labels.update(_leaves(name_of(element), types.find(element.type_ref)))
        except Refused:
            labels[name_of(element)] += 1
    return frozenset(label for label, count in labels.items() if count > 1)


def _leaves(label: str, declared: Declared) -> Iterator[str]:
    """The names of the columns and of the lists of an input."""
    if declared.is_list or not declared.components:
        yield label
        return
    for name, each in declared.components.items():
        yield from _leaves(f"{label}.{name}", each)


def wanted_children(definitions: dmn.Definitions) -> dict[str, dict[str, str]]:
    """The inputs that are lists, each with FEEL's type of each component, "" where items are single values.

    Empty where the model does not say what the items are: all columns are read then.
    """
    types = ItemTypes(definitions)
    wanted: dict[str, dict[str, str]] = {}
    for element in definitions.inputs:
        try:
            declared = types.find(element.type_ref)
        except Refused:
            continue
        if not declared.is_list:
            continue
        if declared.components:
            parts = {name: each for name, each in declared.components.items() if not each.components}
            if any(each.is_list for each in parts.values()) or len(parts) < len(declared.components):
                continue
            wanted[name_of(element)] = {name: each.base for name, each in parts.items()}
        elif declared.base in _ASSUMED:
            wanted[name_of(element)] = {"": declared.base}
        elif declared.base in ("Any", "context"):
            wanted[name_of(element)] = {}
    return wanted


def _assumed(base: str, narrow: bool) -> SourceColumn:
    """What a column is taken for where there is none to look at."""
    if base == _MOMENT:
        known = replace(MOMENT_SECONDS, low=Decimal(0), high=Decimal(0)) if narrow else MOMENT_SECONDS
        return SourceColumn(known, is_moment=True)
    return SourceColumn(NARROWEST if narrow and base == "number" else _ASSUMED[base])


def _assumed_child(declared: Declared, narrow: bool) -> SourceChild:
    """What a child table is taken for where there is none to look at."""
    parts = declared.components or {"": declared}
    for each in parts.values():
        if each.base not in _ASSUMED or each.is_list:
            raise Refused("SQL011", type=each.base)
    return SourceChild(
        {name: _assumed(each.base, narrow) for name, each in parts.items()}, 1 if narrow else _MOST
    )


def _exact(kind: ColumnType) -> ColumnType:
    """The type of a column that is read. Refused where it has more digits than the interpreter reads."""
    return fitting(kind, EXACT_DIGITS) if isinstance(kind, NumberType) else kind


def _add_columns(label: str, declared: Declared, wanted: dict[str, str]) -> None:
    if declared.components and not declared.is_list:
        for name, each in declared.components.items():
            _add_columns(f"{label}.{name}", each, wanted)
    elif not declared.is_list and declared.base in (*_ASSUMED, _MOMENT, "Any"):
        wanted[label] = declared.base


@dataclass
class _Decided:
    """A decision that is compiled. rule: of one that is a table."""

    value: Value
    stages: tuple[Stage, ...]
    rule: Node | None = None


@dataclass
class _Compilation:
    definitions: dmn.Definitions
    columns: Mapping[str, SourceColumn] | None
    children: Mapping[str, SourceChild]
    as_of: datetime.date
    narrow: bool = False
    _inputs: dict[str, Value | Refused] = field(default_factory=dict)
    _done: dict[str, _Decided | Refused] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.types = ItemTypes(self.definitions)
        self.shared = shared_columns(self.definitions)
        self.joins = False
        self.read: list[Input] = []
        self.absent: list[str] = []
        self.checked: dict[str, Column] = {}
        self.moments: set[str] = set()
        self.stages: list[Stage] = []
        # Columns that check the inputs, by level: all of a level in one stage.
        self.checks: list[list[tuple[str, Node]]] = []
        self.order: list[str] = []
        self.lists: dict[str, tuple[Child, Rows]] = {}
        self._entries: dict[str, Names | None] = {}

    def run(self, keys: Sequence[str], decisions: Sequence[str] | None) -> Program:
        self.joins = bool(keys)
        found = {name_of(each): each for each in self.definitions.decisions}
        wanted = list(found) if decisions is None else dict.fromkeys(map(normalise_name, decisions))
        outputs: list[Output] = []
        labels = {key.lower() for key in keys}
        refusals: list[Diagnostic] = []
        for name in wanted:
            decided = self._decision(found[name])
            if name.lower() in labels:
                decided = Refused("SQL019", name=name)
            labels |= {f"{name}{what}".lower() for what in ("", "#rule", "#missing")}
            if isinstance(decided, Refused):
                refusals.append(decided.as_diagnostic(name, self.definitions.file))
                continue
            try:
                outputs.append(Output(name, self._column_of(decided.value, len(outputs), name)))
            except Refused as refused:
                refusals.append(refused.as_diagnostic(name, self.definitions.file))
                continue
            if decided.rule is not None:
                outputs.append(Output(f"{name}#rule", decided.rule))
        checks = [Stage("inputs, checked", tuple(each)) for each in self.checks]
        return Program(
            tuple(keys),
            tuple(self.read),
            tuple(self.absent),
            self.checked,
            (*checks, *self.stages),
            tuple(outputs),
            tuple(refusals),
            tuple(child for child, _ in self.lists.values()),
            *self._wholes(),
            {name_of(each): clause_of(self.definitions, each) for each in self.definitions.decisions},
            frozenset(self.moments),
        )

    def _column_of(self, value: Value, number: int, name: str) -> Node:
        if not isinstance(value, Rows):
            return packed(value)
        hoist = Hoist(f"o{number}")
        node = hoist.keep(listed(hoist, value))
        self.stages += hoist.stages(name)
        return node

    def _wholes(self) -> tuple[Mapping[str, Whole], tuple[Stage, ...]]:
        """The lists as columns, for ``missing``, and the stages that make them so."""
        found: dict[str, Whole] = {}
        stages: list[Stage] = []
        for label, (child, rows) in self.lists.items():
            hoist = Hoist(f"w{child.name}")
            value = hoist.keep(listed(hoist, rows))
            found[label] = Whole(value, hoist.keep(has_null(hoist, rows)))
            stages += hoist.stages(label)
        return found, tuple(stages)

    # --- elements ---

    def _input(self, element: dmn.InputData) -> Value | Refused:
        name = name_of(element)
        if name not in self._inputs:
            try:
                declared = self.types.find(element.type_ref)
                for label in _leaves(name, declared):
                    if label in self.shared:
                        raise Refused("SQL031", name=label)
                self._inputs[name] = self._read_input(name, declared)
            except Refused as refused:
                refused.where = refused.where or name
                self._inputs[name] = refused
        return self._inputs[name]

    def _read_input(self, label: str, declared: Declared) -> Value:
        if declared.is_list:
            return self._read_list(label, declared)
        if declared.components:
            if any("." in name for name in declared.components):
                # Where an entry ends and the next begins could not be told from the column's name.
                raise Refused("SQL011", type=label)
            entries = {
                name: self._read_input(f"{label}.{name}", each) for name, each in declared.components.items()
            }
            if any(each.tests for each in declared.components.values()) or declared.tests:
                # One entry that fails makes the whole context null.
                raise Refused("SQL011", type=label)
            return Entries(entries)
        if declared.base not in (*_ASSUMED, _MOMENT, "Any") or (
            declared.base == "Any" and self.columns is None
        ):
            raise Refused("SQL011", type=declared.base)
        if self.columns is None:
            source = _assumed(declared.base, self.narrow)
        elif label not in self.columns:
            self.absent.append(label)
            if declared.base == _MOMENT:
                return moments.no_moment()
            return Literal(None, _ASSUMED.get(declared.base, NULL))
        else:
            source = self.columns[label]
        if (declared.base == _MOMENT) > source.is_moment:
            raise Refused("SQL011", type=declared.base)
        column = Column(f"i{len(self.read) + 1}", _exact(source.type), source.may_be_null)
        hoist = Hoist(column.name)
        value: Value
        if source.is_moment:
            self.checked[label], value = conforming_moment(column, declared, Lowering({}, hoist, self.as_of))
            self.moments.add(label)
        else:
            value = scalar(conforming(column, declared, Lowering({}, hoist, self.as_of)))
        self.read.append(Input(label, column))
        for level, stage in enumerate(hoist.stages(label)):
            if level == len(self.checks):
                self.checks.append([])
            self.checks[level] += stage.columns
        if isinstance(value, Column):
            self.checked[label] = value
        return value

    def _read_list(self, label: str, declared: Declared) -> Value:
        """A list input from its child table."""
        of = f"c{len(self.lists) + 1}"
        single = replace(declared, is_list=False)
        source = self.children.get(label)
        if source is None:
            if self.columns is not None or "." in label:
                raise Refused("SQL015", name=label)
            source = _assumed_child(single, self.narrow)
        read: list[Input] = []

        def column(name: str, known: SourceColumn) -> Column:
            made = Column(f"{of}_{len(read) + 1}", _exact(known.type), known.may_be_null, of)
            read.append(Input(name, made))
            return made

        components = single.components or dict.fromkeys(source.columns, ANY)
        element: Value
        if "" in source.columns:
            element = column("", source.columns[""])
        else:
            element = Entries(
                {
                    name: column(name, source.columns[name])
                    if name in source.columns
                    else Literal(None, _ASSUMED.get(components[name].base, NULL))
                    for name in components
                }
            )
        rows = Rows(of, element, TRUE, None, source.most, declared)
        hoist = Hoist(f"{of}v")
        broken = violation(element, single, Lowering({}, hoist, self.as_of))
        if broken != FALSE:
            # One row that fails makes the whole list null.
            rows = replace(rows, absent=hoist.keep(any_is(hoist, rows, broken)))
        self.stages += hoist.stages(label)
        self.lists[label] = Child(label, of, tuple(read)), rows
        return rows

    def _decision(self, element: dmn.Decision) -> _Decided | Refused:
        name = name_of(element)
        if name not in self._done:
            if name in self._open:
                return Refused("SQL016", where=name)
            self._open.append(name)
            try:
                self._done[name] = self._compiled(name, element)
            except Refused as refused:
                self._done[name] = refused
            self._open.pop()
        return self._done[name]

    def _compiled(self, name: str, element: dmn.Decision) -> _Decided:
        declared = self.types.find(element.type_ref)
        names: dict[str, Value | Refused] = {}
        scope = Names()
        for required in self._required(element):
            key = name_of(required)
            scope.declare(key, self._names_of(required))
            if isinstance(required, dmn.InputData):
                names[key] = self._input(required)
            elif isinstance(required, dmn.Decision):
                decided = self._decision(required)
                names[key] = Refused("SQL017", needed=key) if isinstance(decided, Refused) else decided.value
        self.order.append(name)
        # As many more as its texts have characters, or a big table would have none left.
        steps = STEPS + text_length(element.expression)
        lowering = Lowering(names, Hoist(f"d{len(self.order)}", steps), self.as_of, find_type=self.types.find)
        hoist = lowering.hoist
        functions = Functions(self.definitions, self.types, self._names_of)
        lowering = lowering.with_names(functions.required_by(element, lowering))
        boxed = Boxed(self.types, lowering, scope, self.joins)
        value = boxed.lower(element.expression, name)
        value = boxed.conforming(value, declared)
        value = _stored(value, boxed.lowering)
        stages = tuple(hoist.stages(name))
        self.stages += stages
        is_table = isinstance(element.expression, dmn.DecisionTable)
        return _Decided(value, stages, boxed.rule if is_table else None)

    def _required(self, element: dmn.Decision) -> Iterator[dmn.DrgElement]:
        for each in (*element.information_requirements, *element.knowledge_requirements):
            found = self.definitions.resolve(each.target)
            if found is None:
                continue
            owner, required = found
            if owner is not self.definitions:
                raise Refused("SQL018", name=required.name)
            yield required

    def _names_of(self, element: dmn.DrgElement) -> Names | None:
        """The entries of an element's value, for the parser."""
        name = name_of(element)
        if name not in self._entries:
            self._entries[name] = None
            known = self.types.names_of(getattr(element, "type_ref", None))
            if known is None and isinstance(element, dmn.Decision):
                known = self._names_in(element)
            self._entries[name] = known
        return self._entries[name]

    def _names_in(self, element: dmn.Decision) -> Names | None:
        match element.expression:
            case dmn.DecisionTable(outputs=outputs) if len(outputs) > 1:
                return Names([each.name or "" for each in outputs])
            case dmn.BoxedContext(entries=entries):
                return Names([each.variable.name for each in entries if each.variable is not None])
            case dmn.LiteralExpression(text=str(text)):
                scope = Names({name_of(each): self._names_of(each) for each in self._required(element)})
                return entries_of(parse_expression(text, scope).node, scope, {})
        return None


def _stored(value: Value, lowering: Lowering) -> Value:
    """The value as columns, which those who need it read."""
    match value:
        case Entries(entries, absent):
            kept = {name: _stored(each, lowering) for name, each in entries.items()}
            return Entries(kept, None if absent is None else lowering.hoist.keep(absent))
        case Items(items, held):
            inside = None if held is None else tuple(map(lowering.hoist.keep, held))
            return Items(tuple(_stored(each, lowering) for each in items), inside)
        case Ratio():
            raise Refused("SQL004")
        case _:
            return lowering.kept(value)
