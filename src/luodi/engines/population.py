"""A file of a population as typed columns: what is in it, and what is wrong with it, before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import duckdb
from sqlglot import exp

from luodi.diagnostics import Diagnostic, Severity
from luodi.engines import moments
from luodi.engines.digits import (
    COLUMN_DIGITS,
    NUMBER,
    decimals,
    has_exponent,
    signs_around_point,
    whole_digits,
)
from luodi.engines.encodings import encoding_of
from luodi.engines.heads import ANY_HEADS, Heads
from luodi.engines.ordering import ordering
from luodi.engines.raw_files import FAILURES, RAW, open_raw, unreadable
from luodi.engines.type_names import ColumnTypeName
from luodi.engines.written import Look, is_written, read_forms
from luodi.relational import SourceChild, SourceColumn
from luodi.relational.types import BOOLEAN, DATE, STRING, NumberType
from luodi.sql.emit import POPULATION

_INTEGERS: Final = frozenset(
    f"{sign}{kind}" for sign in ("", "U") for kind in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
)
# Numbers whose digits have to be looked at, as those of texts; NUMERIC is PostgreSQL's.
_FLOATS: Final = ("FLOAT", "DOUBLE", "NUMERIC")
# How texts have to be written to be taken for values of a type.
DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
TRUTH: Final = r"true|false"
_SHOWN: Final = 3
_NAMED: Final = 8


@dataclass
class Population:
    """A file behind the table ``population`` of a connection.

    labels: its columns in order; columns: those that the model reads, typed; rows: how many. children: the
    tables of inputs that are lists. raw, view: what the file and its typed columns are called.
    """

    connection: duckdb.DuckDBPyConnection
    labels: tuple[str, ...]
    keys: tuple[str, ...]
    columns: dict[str, SourceColumn] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    rows: int = 0
    children: dict[str, SourceChild] = field(default_factory=dict)
    raw: str = RAW
    view: str = POPULATION


def open_population(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    wanted: Mapping[str, str],
    keys: Sequence[str] = (),
    *,
    thousands: bool = False,
    heads: Heads = ANY_HEADS,
) -> Population:
    """The population of a Parquet, CSV or Arrow file.

    wanted: FEEL's type of each column the model reads, "Any" where the model says nothing. keys: the key
    columns, the first where none is named. A column that is not of its type, a value that cannot be read,
    a key twice or absent are errors among the diagnostics; a column that is not there is a warning; another
    encoding, another way of writing and columns that are not wanted are information. thousands: whether
    texts that are numbers may have separators. heads: the columns of which a CSV has one at least; of
    other files each that is not there is a warning alone. Raises LuodiError where the file cannot be read at
    all, or is a CSV with none of the heads.
    """
    try:
        kinds = open_raw(connection, path, heads=heads)
    except FAILURES as error:
        raise unreadable(path, error) from error
    labels = tuple(kinds)
    population = Population(connection, labels, tuple(keys) or labels[:1])
    reader = Reader(population, path, kinds)
    reader.thousands = thousands
    if path.suffix.lower() == ".csv" and (encoding := encoding_of(path)) not in (None, "utf-8"):
        reader.tell("POP051", Severity.INFO, encoding=str(encoding).upper())
    try:
        reader.read(wanted)
    except duckdb.Error as error:
        raise unreadable(path, error) from error
    return population


class Reader:
    """Looks at the columns of a file, tells what is wrong with them, and makes a view of them typed.

    reads_forms: whether texts are looked at for other ways of writing numbers, days and truth values;
    reads_moments: whether columns may be dates with times.
    """

    reads_forms = True
    reads_moments = True
    thousands = False

    def __init__(self, population: Population, path: Path, kinds: Mapping[str, str]) -> None:
        self.population = population
        self.path = path
        self.kinds = kinds
        self.views: dict[str, exp.Expression] = {key: column(key) for key in population.keys}

    def tell(self, code: str, severity: Severity = Severity.ERROR, **values: object) -> None:
        self.population.diagnostics.append(Diagnostic(code, severity, None, values, str(self.path)))

    def read(self, wanted: Mapping[str, str]) -> None:
        if self.has_like_names():
            return
        for key in self.population.keys:
            if self.population.keys.count(key) > 1:
                self.tell("POP056", name=key)
                return
            if key not in self.kinds:
                self.tell("POP006", name=key, near="、".join(list(self.kinds)[:8]))
                return
        self._tell_unused(wanted)
        self.read_columns(wanted)
        self._check_keys()

    def has_like_names(self) -> bool:
        """Whether names differ in upper and lower case at most; tells of the first."""
        lower = [label.lower() for label in self.kinds]
        for label in self.kinds:
            if lower.count(label.lower()) > 1:
                self.tell("POP011", name=label)
                return True
        return False

    def read_columns(self, wanted: Mapping[str, str]) -> None:
        """Types, bounds and nulls of the wanted columns, and the view."""
        found: dict[str, tuple[str, exp.Expression]] = {}
        for label, base in wanted.items():
            if label not in self.kinds:
                near = get_close_matches(label, list(self.kinds), 1, 0.5)
                self.tell("POP001", Severity.WARNING, name=label, near=near[0] if near else "—")
                continue
            given = self._given(label, base)
            if given is not None:
                found[label] = given
        if self.reads_forms:
            look = self._look_at()
            written = {label: each for label, each in found.items() if self.kinds[label] == "VARCHAR"}
            read = read_forms(written, look, thousands=self.thousands)
            found = {
                label: read.get(label, each)
                for label, each in found.items()
                if label in read or label not in written
            }
        self._profile(found)
        select = exp.Select().from_(_table(self.population.raw))
        for label, node in self.views.items():
            select.select(exp.alias_(node, exp.to_identifier(label, quoted=True)), copy=False)
        self.make_view(select)

    def ordering(self, label: str) -> exp.Expression | None:
        """What a column orders rows by; None where it is told why it cannot."""
        known = self.population.columns.get(label)
        if self.kinds[label] != "VARCHAR" or (known is not None and known.type != STRING):
            return column(label)
        return ordering(label, column(label), self._look_at())

    def _look_at(self) -> Look:
        return Look(self._look, self._first_rows, self.tell, self.matches)

    def make_view(self, select: exp.Select) -> None:
        """The typed columns as the population's view."""
        self.population.connection.sql(_sql(select)).create_view(self.population.view, replace=True)

    def fetch(self, select: exp.Select) -> list[tuple[Any, ...]]:
        """The rows of a query over what is looked at."""
        return self.population.connection.execute(_sql(select)).fetchall()

    def matches(self, node: exp.Expression, pattern: str) -> exp.Expression:
        """Whether all of a text is as a pattern says."""
        return is_written(node, pattern)

    def is_bad(self, base: str, node: exp.Expression) -> exp.Expression:
        """Whether a text is no value of a type."""
        return _is_bad(base, node)

    def _given(self, label: str, base: str) -> tuple[str, exp.Expression] | None:
        """The type that a column is read as, and its values; None where it is of another one."""
        kind = self.kinds[label]
        is_text = kind == "VARCHAR"
        numeric = is_number(kind)
        if self.reads_moments and (base == moments.MOMENT or (base == "Any" and moments.is_stamp(kind))):
            how = moments.way_of(label, kind, self.tell, is_key=label in self.population.keys)
            return None if how is None else (how, column(label))
        fits = {
            "number": numeric or is_text,
            "string": is_text or kind.startswith("ENUM"),
            "boolean": kind == "BOOLEAN" or is_text,
            "date": kind == "DATE" or is_text,
            "Any": numeric or is_text or kind in ("BOOLEAN", "DATE") or kind.startswith("ENUM"),
        }
        if not fits.get(base, False):
            self.tell("POP002", name=label, wanted=ColumnTypeName(base), was=ColumnTypeName(kind))
            return None
        if base == "Any":
            base = "number" if numeric else {"BOOLEAN": "boolean", "DATE": "date"}.get(kind, "string")
        node: exp.Expression = column(label)
        if kind in _FLOATS:
            # The shortest digits that stand for the floating number, as Python writes it too.
            node = _cast(node, "VARCHAR")
        elif is_text and base == "boolean":
            node = exp.Lower(this=node)
        return (f"{base} of text" if is_text or kind in _FLOATS else base), node

    def seconds(self, node: exp.Expression) -> exp.Expression:
        """The seconds of a date and time of the database from 1970 on."""
        return moments.seconds_in_duckdb(node)

    def _profile(self, found: Mapping[str, tuple[str, exp.Expression]]) -> None:
        """Bounds and nulls of all columns in one look; then those that are texts, as what they are."""
        typed = moments.read_moments(found, self.kinds, self._look_at(), self.is_bad, self.seconds)
        found = {label: each for label, each in found.items() if each[0] not in moments.WAYS}
        texts = {label: (read, node) for label, (read, node) in found.items() if read.endswith(" of text")}
        places = self._look(
            {
                label: _text_measures(read, node, self.is_bad)
                for label, (read, node) in texts.items()
                if read != "string of text"
            }
        )
        long = {
            label: [exp.Max(this=count(found[label][1])) for count in (whole_digits, decimals)]
            for label, (bad, *sizes) in places.items()
            if not bad and sizes and (sizes[2] or sum(each or 0 for each in sizes[:2]) > COLUMN_DIGITS)
        }
        exact = self._look(long) if long else {}
        for label, (read, node) in found.items():
            if label not in texts or read == "string of text":
                typed[label] = (read.removesuffix(" of text"), node)
                continue
            base = read.removesuffix(" of text")
            bad, *sizes = places[label]
            if bad:
                self._tell_bad(label, base, node, bad)
                continue
            kind = {"boolean": "BOOLEAN", "date": "DATE"}.get(base)
            if kind is None:
                before, behind = exact.get(label, sizes[:2])
                whole, scale = before or 0, behind or 0
                if whole + scale > COLUMN_DIGITS:
                    self._tell_long(label, node, whole, scale)
                    continue
                kind = f"DECIMAL({COLUMN_DIGITS}, {scale})"
            typed[label] = (base, _cast(node, kind))
        measures: dict[str, list[Any]] = {
            label: [
                exp.Count(this=node),
                *([exp.Min(this=node), exp.Max(this=node)] if base in ("number", moments.MOMENT) else []),
                *([exp.CountIf(this=_is_beyond(node))] if base == "date" else []),
            ]
            for label, (base, node) in typed.items()
        }
        bounds = self._look(measures)
        for label, (base, node) in typed.items():
            count, *ends = bounds[label]
            if base == "date" and ends[0]:
                # Shown as texts: days that Python's calendar does not have.
                written = _cast(node, "TEXT")
                rows, shown = self._first_rows(written, lambda text: _is_beyond(_cast(text, "DATE")))
                self.tell(
                    "POP003", name=label, count=ends[0], wanted=ColumnTypeName(base), rows=rows, shown=shown
                )
                continue
            self.views[label] = node
            kind_of = {"string": STRING, "boolean": BOOLEAN, "date": DATE}
            if base in ("number", moments.MOMENT):
                low, high = (Decimal(0) if each is None else Decimal(each) for each in ends)
                is_moment = base == moments.MOMENT
                scale = moments.SCALE if is_moment else _scale(node, self.kinds[label])
                column_type: Any = NumberType(low, high, scale)
            else:
                column_type = kind_of[base]
            self.population.columns[label] = SourceColumn(
                column_type, count < self.population.rows, base == moments.MOMENT
            )

    def _look(self, measures: Mapping[str, Sequence[Any]]) -> dict[str, tuple[Any, ...]]:
        """The aggregates of each column, all in one query; counts the rows too."""
        flat = [each for of_column in measures.values() for each in of_column]
        select = exp.Select().select(exp.Count(this=exp.Star()), *flat).from_(_table(self.population.raw))
        (row,) = self.fetch(select)
        self.population.rows, rest = row[0], row[1:]
        found: dict[str, tuple[Any, ...]] = {}
        at = 0
        for label, of_column in measures.items():
            found[label] = rest[at : at + len(of_column)]
            at += len(of_column)
        return found

    def _tell_unused(self, wanted: Mapping[str, str]) -> None:
        unused = [each for each in self.kinds if each not in wanted and each not in self.population.keys]
        if unused and wanted:
            names = "、".join(unused[:_NAMED]) + ("…" if len(unused) > _NAMED else "")
            self.tell("POP050", Severity.INFO, count=len(unused), names=names)

    def _tell_bad(self, label: str, base: str, node: exp.Expression, count: int) -> None:
        rows, shown = self._first_rows(node, lambda value: self.is_bad(base, value))
        self.tell("POP003", name=label, count=count, wanted=ColumnTypeName(base), rows=rows, shown=shown)

    def _tell_long(self, label: str, node: exp.Expression, whole: int, scale: int) -> None:
        """No column has room for all of the numbers: of those with most digits the first are told."""

        def is_longest(value: exp.Expression) -> exp.Expression:
            most = [
                exp.EQ(this=count(value), expression=exp.Literal.number(digits))
                for count, digits, least in ((whole_digits, whole, 1), (decimals, scale, 0))
                if digits > least
            ]
            asked: Any = exp.or_(*most)
            return exp.Paren(this=asked)

        rows, shown = self._first_rows(node, is_longest)
        self.tell("POP062", name=label, whole=whole, scale=scale, limit=COLUMN_DIGITS, rows=rows, shown=shown)

    def _first_rows(
        self, node: exp.Expression, asked: Callable[[exp.Expression], exp.Expression]
    ) -> tuple[str, str]:
        """Numbers and values of the first rows of which something is true."""
        numbered = exp.Select().select(
            exp.alias_(exp.Window(this=exp.RowNumber()), "row"), exp.alias_(node, "value")
        )
        rows = self.fetch(
            exp.Select()
            .select(column("row"), column("value"))
            .from_(numbered.from_(_table(self.population.raw)).subquery("numbered"))
            .where(asked(column("value")))
            .limit(_SHOWN)
        )
        return "、".join(str(row) for row, _ in rows), "、".join(str(value)[:40] for _, value in rows)

    def _check_keys(self) -> None:
        keys = self.population.keys
        absent = [exp.CountIf(this=exp.Is(this=column(key), expression=exp.Null())) for key in keys]
        (row,) = self.fetch(exp.Select().select(*absent).from_(_table(POPULATION)))
        for key, count in zip(keys, row, strict=True):
            if count:
                self.tell("POP004", name=key, count=count)
        columns = [column(key) for key in keys]
        again = (
            exp.Select()
            .select(*columns, exp.Count(this=exp.Star()))
            .from_(_table(POPULATION))
            .group_by(*columns)
            .having(exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1)))
            .limit(_SHOWN)
        )
        for row in self.fetch(again):
            if all(each is not None for each in row[:-1]):
                self.tell("POP005", shown="、".join(map(str, row[:-1])), count=row[-1])


def is_number(kind: str) -> bool:
    """Whether a type of the database is one of numbers."""
    return kind in _INTEGERS or kind.startswith("DECIMAL") or kind in _FLOATS


def _is_beyond(node: exp.Expression) -> exp.Expression:
    """Whether a day is of no year from 1 to 9999: databases have more of them."""
    first, last = (_cast(exp.Literal.string(each), "DATE") for each in ("0001-01-01", "9999-12-31"))
    below, above = exp.LT(this=node.copy(), expression=first), exp.GT(this=node.copy(), expression=last)
    return exp.Or(this=below, expression=above)


def _is_bad(base: str, node: exp.Expression) -> exp.Expression:
    """Whether a text is no value of a type."""
    pattern = {"number": NUMBER, "date": DAY, "boolean": TRUTH}[base]
    form: exp.Expression = exp.Not(this=is_written(node, pattern))
    if base != "date":
        return form
    day = exp.Is(this=exp.TryCast(this=node.copy(), to=exp.DataType.build("DATE")), expression=exp.Null())
    known = exp.Not(this=exp.Is(this=node.copy(), expression=exp.Null()))
    return exp.Or(this=exp.Paren(this=form), expression=exp.Paren(this=exp.And(this=known, expression=day)))


def _text_measures(
    read: str, node: exp.Expression, is_bad: Callable[[str, exp.Expression], exp.Expression]
) -> list[exp.Expression]:
    """How many values are none, and, of numbers, the signs before and behind the point and how many have an
    exponent: where there are any, or too many signs, the digits have to be counted."""
    base = read.removesuffix(" of text")
    measures: list[exp.Expression] = [exp.CountIf(this=is_bad(base, node))]
    if base == "number":
        measures += [
            *(exp.Max(this=each) for each in signs_around_point(node)),
            exp.CountIf(this=has_exponent(node)),
        ]
    return measures


def _scale(node: exp.Expression, kind: str) -> int:
    if isinstance(node, exp.Cast):
        kind = node.to.sql("duckdb")
    return int(kind.rstrip(")").rpartition(",")[2]) if kind.startswith("DECIMAL") else 0


def column(name: str) -> exp.Column:
    return exp.Column(this=exp.to_identifier(name, quoted=True))


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def _cast(node: exp.Expression, kind: str) -> exp.Expression:
    return exp.Cast(this=node, to=exp.DataType.build(kind, dialect="duckdb"))


def _sql(node: exp.Expression) -> str:
    return node.sql(dialect="duckdb")
