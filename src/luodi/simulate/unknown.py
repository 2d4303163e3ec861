"""Which rows' amounts are unknown: those whose ``#missing`` is not empty, as the interpreter says it.

Only rows with a null are looked at, and most are settled without asking the interpreter:

- A decision whose inputs and decisions are all known is known: no unknown goes into it.
- Nulls are filled in by a few values each. Where a decision comes out differently it is unknown: the
  interpreter calls a decision known only where it is the same whatever the nulls turn out to be.

The rest is asked of the interpreter, once for all rows with the same regions (see ``signatures``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, NamedTuple

from sqlglot import exp

from luodi.dmn import model as dmn
from luodi.engines.moments import MOMENT, moment_of
from luodi.evaluate import Model, compile_model
from luodi.relational import Program, SourceColumn, wanted_columns
from luodi.relational.nodes import Node, type_of
from luodi.relational.program import Output
from luodi.relational.signatures import Points, points_of, region_of
from luodi.relational.types import (
    BOOLEAN,
    DATE,
    MOMENT_SECONDS,
    STRING,
    ColumnType,
    ListType,
    NumberType,
    StructType,
    joined,
    number_of,
)
from luodi.simulate.child_rows import over
from luodi.simulate.needs import Needs
from luodi.simulate.session import Data, Session, columns_of
from luodi.simulate.trees import (
    as_decimal,
    both,
    column,
    count,
    either,
    literal,
    matching,
    number,
    table,
)
from luodi.sql.emit import emit_query
from luodi.sql.trees import alias

_BATCH: Final = 50_000
# Ways in which the nulls of a row are filled in, and answers of the interpreter that are kept.
_FILLINGS: Final = 8
_KEPT: Final = 200_000
# What an input without a column may be at the most, where it is filled in.
_FAR: Final = Decimal(1_000_000)
_NULL: Final = "#null"


def unknown_rows(
    session: Session, data: Data, definitions: dmn.Definitions, decision: str, program: Program, asked: Node
) -> str | None:
    """A table of the rows whose amount is unknown; None where there is none.

    program: of the decision. asked: whether a row has a null among its inputs.
    """
    work = _Work(session, data, definitions, decision, program)
    try:
        work.keep_rows(asked)
        return work.settle()
    finally:
        work.clean()


@dataclass
class _Work:
    session: Session
    data: Data
    definitions: dmn.Definitions
    decision: str
    program: Program
    _tables: list[tuple[str, str]] = field(default_factory=list)
    _answers: dict[tuple[Any, ...], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tree = Needs.of(self.definitions, self.decision)
        # What the interpreter is asked with, lists among it.
        self.given: dict[str, Node] = {**self.program.checked}
        self.given |= {label: each.value for label, each in self.program.lists.items()}
        self.labels = list(self.given)
        self.program = replace(self.program, stages=(*self.program.stages, *self.program.list_stages))

    def clean(self) -> None:
        for name, kind in reversed(self._tables):
            self.session.drop(name, kind)

    def _create(self, what: str, query: exp.Expression, kind: str = "TABLE") -> str:
        made = self.session.new_name(what)
        self.session.create(made, query, kind)
        self._tables.append((made, kind))
        return made

    # --- rows with a null ---

    def keep_rows(self, asked: Node) -> None:
        """The rows of the population that have a null among the decision's inputs, as a table."""
        flagged = emit_query(replace(self.program, outputs=(Output(_NULL, asked),)), self.session.engine)
        rows = (
            exp.Select()
            .select(exp.Column(this=exp.Star(), table=exp.to_identifier("p", quoted=True)))
            .from_(table(self.data.table, "p"))
            .join(over(flagged, self.data).subquery("q", copy=False), on=matching(self.data.rows, "p", "q"))
            .where(column(_NULL, "q"))
        )
        self.nulls = replace(self.data, table=self._create("nulls", rows))

    def settle(self) -> str | None:
        made = self.session.new_name("unknown")
        rows = columns_of(self.data.rows)
        differing = self._differing()
        chosen = [at for at, each in enumerate(self.tree.order) if each == self.decision]
        sure = column(f"#d{chosen[0]}") if differing is not None else exp.false()
        source = table(differing or self.nulls.table)
        self.session.create(made, exp.Select().select(*rows).from_(source).where(sure))
        for batch in self._undecided(differing, chosen[0]):
            self.session.insert(made, batch)
        ((found,),) = self.session.fetch(exp.Select().select(count()).from_(table(made)))
        if not found:
            self.session.drop(made)
            return None
        return made

    # --- filling in ---

    def _differing(self) -> str | None:
        """Of each row and decision whether it differs with what the nulls are filled in by; a table.

        Lists are not filled in.
        """
        if self.program.children:
            return None
        names = [each for each in self.tree.order if each in self.tree.decisions]
        whole = self.session.program(replace(self.data, columns=self._columns), self.definitions, names)
        outputs = {
            each.label: Output(f"#v{self.tree.order.index(each.label)}", each.node)
            for each in whole.outputs
            if each.label in names
        }
        read = [each.label for each in whole.inputs]
        if not read or not outputs:
            return None
        fillings = self._fillings(read)
        # A view: its rows are many, and read once.
        filled = self._create("filled", self._filled(read, fillings), "VIEW")
        data = replace(self.data, table=filled)
        values = over(
            emit_query(replace(whole, outputs=tuple(outputs.values())), self.session.engine), data
        ).subquery("v", copy=False)
        rows = columns_of(self.data.rows)
        select = exp.Select().select(*rows)
        for output in outputs.values():
            value = column(output.label)
            some = exp.Count(this=value)
            mixed = both(
                exp.GT(this=some, expression=number(0)), exp.LT(this=some.copy(), expression=count())
            )
            several = _several(value, type_of(output.node))
            select = select.select(alias(either(several, mixed), output.label.replace("v", "d")))
        for at, each in enumerate(self.tree.order):
            if each not in outputs:
                select = select.select(alias(exp.false(), f"#d{at}"))
        select = select.group_by(*columns_of(self.data.rows))
        return self._create("differing", select.from_(values, copy=False))

    def _filled(self, read: Sequence[str], fillings: Sequence[Mapping[str, Any]]) -> exp.Select:
        """Each row once for each filling and once as it is."""
        kept = {label: column(label, "n") for label in (*self.data.rows, *read)}
        ways: exp.Expression | None = None
        for filling in ({}, *fillings):
            select = exp.Select()
            for label in read:
                select = select.select(alias(self._typed(label, filling.get(label)), label))
            ways = select if ways is None else exp.union(ways, select, distinct=False)
        assert isinstance(ways, (exp.Select, exp.Union))
        made = exp.Select()
        for label, value in kept.items():
            filled: exp.Expression = value
            if label in self.program.absent:
                filled = column(label, "w")
            elif label not in self.data.rows:
                filled = exp.Coalesce(this=value, expressions=[column(label, "w")])
            made = made.select(alias(filled, label))
        return made.from_(table(self.nulls.table, "n")).join(ways.subquery("w"), join_type="cross")

    def _typed(self, label: str, value: Any) -> exp.Expression:
        kind = self._columns[label].type
        if isinstance(kind, NumberType):
            return as_decimal(literal(value), kind.scale)
        words = {STRING: "TEXT", BOOLEAN: "BOOLEAN", DATE: "DATE"}
        return exp.Cast(this=literal(value), to=exp.DataType.build(words[kind]))  # type: ignore[index]

    def _fillings(self, read: Sequence[str]) -> list[dict[str, Any]]:
        choices = {label: self._values(label) for label in read}
        return [
            {label: values[at % len(values)] for label, values in choices.items() if values}
            for at in range(min(_FILLINGS, max((len(each) for each in choices.values()), default=0)))
        ]

    def _values(self, label: str) -> list[Any]:
        """A few values that a column may hold, far from each other, and within the bounds it was compiled
        with."""
        kind = self._columns[label].type
        if kind == BOOLEAN:
            return [True, False]
        points = self._points.get(label, ())
        if isinstance(kind, NumberType):
            numbers = [each for each in points if isinstance(each, Decimal) and kind.low <= each <= kind.high]
            scaled = {each for each in numbers if each == each.quantize(Decimal(1).scaleb(-kind.scale))}
            return _spread(sorted({kind.low, kind.high, *scaled}))
        texts = [each for each in points if isinstance(each, str)] if kind == STRING else []
        if label in self.program.absent:
            return _spread(sorted(set(texts)))
        ends = exp.Select().select(exp.Min(this=column(label)), exp.Max(this=column(label)))
        ((low, high),) = self.session.fetch(ends.from_(table(self.data.table)))
        return _spread(sorted({each for each in (low, high, *texts) if each is not None}))

    @cached_property
    def _columns(self) -> Mapping[str, SourceColumn]:
        """The population's columns, and one for each input that has none, for fillings alone."""
        wanted = wanted_columns(self.definitions) if self.program.absent else {}
        kinds: Mapping[str, ColumnType] = {"string": STRING, "boolean": BOOLEAN, "date": DATE}
        made = dict(self.data.columns)
        for label in self.program.absent:
            if wanted.get(label) == MOMENT:
                made[label] = SourceColumn(MOMENT_SECONDS, is_moment=True)
                continue
            numbers = [each for each in self._points.get(label, ()) if isinstance(each, Decimal)]
            kind: ColumnType = number_of(Decimal(0))
            for each in (*numbers, _FAR):
                kind = joined(kind, number_of(each)) or kind
            made[label] = SourceColumn(kinds.get(wanted.get(label, ""), kind))
        return made

    @cached_property
    def _points(self) -> Mapping[str, Points]:
        return points_of(self.definitions)

    # --- asking ---

    def _undecided(self, differing: str | None, chosen: int) -> Iterator[list[tuple[Any, ...]]]:
        """The rows that are unknown among those that filling in does not tell, a batch at a time."""
        outputs: list[Output] = []
        for at, label in enumerate(self.labels):
            node = self.given[label]
            checked = self.program.checked.get(label)
            region = None
            if checked is not None and label in self._points:
                region = region_of(checked, self._points[label])
            outputs.append(Output(f"#m{at}", node if region is None else region))
            outputs.append(Output(f"#v{at}", node))
        query = emit_query(replace(self.program, outputs=tuple(outputs)), self.session.engine)
        facts = over(query, self.nulls).subquery("f", copy=False)
        width = len(self.data.rows)
        select = exp.Select().select(*columns_of(self.data.rows, "f"))
        for output in outputs:
            select = select.select(column(output.label, "f"))
        select = select.from_(facts, copy=False)
        if differing is not None:
            for at in range(len(self.tree.order)):
                select = select.select(column(f"#d{at}", "d"))
            select = select.join(table(differing, "d"), on=matching(self.data.rows, "f", "d"))
            select = select.where(exp.Not(this=column(f"#d{chosen}", "d")))
        for batch in self.session.batches(select, _BATCH):
            yield [
                row[:width]
                for row in batch
                if self._is_unknown(
                    self.decision,
                    row[width : width + 2 * len(self.labels)],
                    row[width + 2 * len(self.labels) :],
                )
            ]

    def _is_unknown(self, decision: str, facts: Sequence[Any], differs: Sequence[bool]) -> bool:
        reads = self._reads[decision]
        lacks = reads.absent or any(_lacks(facts[2 * at + 1]) for at in reads.direct)
        if not lacks and not any(self._is_unknown(each, facts, differs) for each in reads.decisions):
            return False
        if differs and differs[reads.place]:
            return True
        key = (decision, *(_hashable(facts[2 * at]) for at in reads.all))
        answer = self._answers.get(key)
        if answer is None:
            if len(self._answers) >= _KEPT:
                self._answers.clear()
            given = {self.labels[at]: self._value(at, facts[2 * at + 1]) for at in reads.all}
            answer = self._answers[key] = self._ask(decision, given)
        return answer

    def _value(self, at: int, fact: Any) -> Any:
        """What the interpreter has for a value of an input."""
        return moment_of(fact) if self.labels[at] in self.program.moments and fact is not None else fact

    @cached_property
    def _reads(self) -> Mapping[str, _Reads]:
        made = {}
        for place, (name, needs) in enumerate(self.tree.decisions.items()):
            direct = [at for at, label in enumerate(self.labels) if _is_of(label, needs.inputs)]
            below = [at for at, label in enumerate(self.labels) if _is_of(label, needs.all_inputs)]
            absent = any(_is_of(label, needs.inputs) for label in self.program.absent)
            made[name] = _Reads(place, tuple(direct), tuple(below), needs.decisions, absent)
        return made

    def _ask(self, decision: str, given: Mapping[str, Any]) -> bool:
        result = self._model.decide(_nested(given), as_of=self.session.as_of, decisions=[decision])
        return bool(result.missing[decision])

    @cached_property
    def _model(self) -> Model:
        return compile_model(self.definitions)


def _lacks(value: Any) -> bool:
    """Whether a null is in a value, at any depth."""
    if isinstance(value, (list, dict)):
        return any(map(_lacks, value.values() if isinstance(value, dict) else value))
    return value is None


def _hashable(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple((name, _hashable(each)) for name, each in value.items())
    return tuple(map(_hashable, value)) if isinstance(value, list) else value


def _several(value: exp.Expression, kind: ColumnType) -> exp.Expression:
    """Whether a column has more than one value that is not null, in a group."""
    if isinstance(kind, (ListType, StructType)):
        # Nulls inside them are values too.
        counted = exp.Count(this=exp.Distinct(expressions=[value.copy()]))
        return exp.GT(this=counted, expression=number(1))
    # Quicker, and takes no memory by value; null where all are null.
    apart = exp.NEQ(this=exp.Min(this=value.copy()), expression=exp.Max(this=value.copy()))
    return exp.Coalesce(this=apart, expressions=[exp.false()])


def _spread(values: list[Any]) -> list[Any]:
    """The ends and some between them."""
    if len(values) <= _FILLINGS:
        return values
    return [values[at * (len(values) - 1) // (_FILLINGS - 1)] for at in range(_FILLINGS)]


def _is_of(label: str, names: frozenset[str]) -> bool:
    """Whether a column belongs to one of these inputs: ``企业.研发费用`` to ``企业``."""
    return label in names or label.partition(".")[0] in names


def _nested(row: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for label, value in row.items():
        head, dot, entry = label.partition(".")
        if dot:
            made.setdefault(head, {})[entry] = value
        else:
            made[label] = Decimal(value) if type(value) is int else value
    return made


class _Reads(NamedTuple):
    """Where a decision stands and what it reads, by place: its own columns, and those of all below it.

    absent: whether one of its own inputs has no column.
    """

    place: int
    direct: tuple[int, ...]
    all: tuple[int, ...]
    decisions: tuple[str, ...]
    absent: bool
