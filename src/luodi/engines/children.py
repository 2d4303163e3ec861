"""Child tables: files with many rows for one row of the population, as lists of its inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import duckdb
from sqlglot import exp

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.engines.population import Population, Reader, column, is_number
from luodi.engines.raw_files import FAILURES, open_raw, unreadable
from luodi.engines.type_names import ColumnTypeName
from luodi.relational import SourceChild
from luodi.sql.emit import POPULATION, child_of

# Columns of a child table as queries read it.
KEY: Final = "key"
AT: Final = "at"
VALUE: Final = "value"
# Of a file's own columns, so that no name of an input can be taken for them.
_ROW: Final = "row of the file"


@dataclass(frozen=True, slots=True)
class ChildFile:
    """A file of child rows, or a table of the server that has the population.

    key: its column with the parent's key; order: the column that orders the rows of one parent, the file's
    order where there is none. names: by other names that its columns go by, the column; a column of such a
    name comes first.
    """

    path: Path
    key: str
    order: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)


def open_children(
    population: Population, files: Mapping[str, ChildFile], wanted: Mapping[str, Mapping[str, str]]
) -> None:
    """Make the tables of list inputs, and put their types and what is wrong with them into the population.

    files: by input. wanted: by input the type of each component, "" where items are single values, nothing
    where the model does not say (see ``luodi.relational.wanted_children``). A row whose key is null or no
    parent's is told as a warning and belongs to nobody. Raises LuodiError where a file cannot be read.
    """
    for name, file in files.items():
        if can_open(population, name, file, wanted):
            try:
                _open(population, name, file, wanted[name])
            except FAILURES as error:
                raise unreadable(file.path, error) from error


def can_open(
    population: Population, name: str, file: ChildFile, wanted: Mapping[str, Mapping[str, str]]
) -> bool:
    """Whether the model has such a list, and the population one key that rows can have; tells where not."""
    if name not in wanted:
        tell(population, file, "POP015", name=name, near="、".join(wanted) or "—")
    elif len(population.keys) != 1:
        tell(population, file, "POP016", name=name)
    else:
        return True
    return False


def tell(
    population: Population, file: ChildFile, code: str, severity: Severity = Severity.ERROR, **values: object
) -> None:
    population.diagnostics.append(Diagnostic(code, severity, None, values, str(file.path)))


def _open(population: Population, name: str, file: ChildFile, wanted: Mapping[str, str]) -> None:
    connection = population.connection
    # What ``child_of`` another input is begins otherwise.
    raw, unnumbered = f"as it is: {child_of(name)}", f"unnumbered: {child_of(name)}"
    kinds = open_raw(connection, file.path, unnumbered)
    labels = labels_of(population, name, file, kinds, wanted)
    if labels is None:
        return
    numbered = exp.Select().select(
        exp.Star(), exp.alias_(exp.Window(this=exp.RowNumber()), _ROW, quoted=True)
    )
    connection.sql(_sql(numbered.from_(_table(unnumbered)))).create_view(raw, replace=True)
    child = Population(connection, tuple(kinds), (), raw=raw, view=f"typed: {child_of(name)}")
    reader = Reader(child, file.path, kinds)
    reader.reads_moments = False
    reader.views = {each: column(each) for each in dict.fromkeys((file.key, file.order or _ROW, _ROW))}
    reader.read_columns({label: wanted.get(own_name, "Any") for own_name, label in labels.items()})
    order = column(_ROW) if file.order is None else reader.ordering(file.order)
    population.diagnostics += child.diagnostics
    if order is None or any(each.severity is Severity.ERROR for each in child.diagnostics):
        return
    if not _create(population, name, file, child, labels, order):
        return
    columns = {own_name: child.columns[label] for own_name, label in labels.items() if label in child.columns}
    most = most_rows(
        population, name, file, child_of(name), lambda query: connection.execute(_sql(query)).fetchall()
    )
    population.children[name] = SourceChild(columns, most)


def labels_of(
    population: Population,
    name: str,
    file: ChildFile,
    kinds: Mapping[str, str],
    wanted: Mapping[str, str],
) -> dict[str, str] | None:
    """Of each component the column. Tells of a key or an order that is not there, and of single values of
    which it cannot be told which column they are; None then."""
    for needed in (file.key, *((file.order,) if file.order else ())):
        if needed not in kinds:
            tell(population, file, "POP006", name=needed, near="、".join(list(kinds)[:8]))
            return None
    own = [each for each in kinds if each not in (file.key, file.order)]
    others = {each: place for each, place in file.names.items() if each not in kinds and place in own}
    if not wanted:
        return {each: each for each in own} | others
    if "" not in wanted:
        return _shared(wanted, others)
    if others.get(name, name) in own:
        return {"": others.get(name, name)}
    if len(own) == 1:
        return {"": own[0]}
    tell(population, file, "POP017", name=name, near="、".join(own) or "—")
    return None


def _shared(wanted: Mapping[str, str], others: Mapping[str, str]) -> dict[str, str]:
    """Of each component the column. One that is read as two types is only what came first."""
    types = {each: type_ for each, type_ in wanted.items() if each not in others}
    labels = {each: each for each in wanted}
    for each, place in others.items():
        if each in wanted and types.setdefault(place, wanted[each]) == wanted[each]:
            labels[each] = place
    return labels


def _create(
    population: Population,
    name: str,
    file: ChildFile,
    child: Population,
    labels: Mapping[str, str],
    ordered: exp.Expression,
) -> bool:
    """The child's rows with ``key``, ``at`` and the components; whether its key can be a parent's.

    ordered: what rows stand by."""
    connection = population.connection
    parents = dict(zip(connection.view(POPULATION).columns, connection.view(POPULATION).types, strict=True))
    wanted, was = str(parents[population.keys[0]]), child_type(connection, child.view, file.key)
    key: exp.Expression = column(file.key)
    if wanted != was:
        key = exp.TryCast(this=key, to=exp.DataType.build(wanted, dialect="duckdb"))
    select = exp.Select().select(exp.alias_(key, KEY, quoted=True))
    # Rows that the column does not tell apart keep the file's order.
    order = exp.Order(
        expressions=[exp.Ordered(this=each, nulls_first=False) for each in (ordered, column(_ROW))]
    )
    place = column(_ROW) if file.order is None else exp.Window(this=exp.RowNumber(), order=order, over="OVER")
    select.select(exp.alias_(place, AT, quoted=True), copy=False)
    for own_name, label in labels.items():
        if label in child.columns:
            select.select(exp.alias_(column(label), own_name or VALUE, quoted=True), copy=False)
    connection.sql(_sql(select.from_(_table(child.view)))).create_view(child_of(name), replace=True)
    lost = exp.And(
        this=exp.Not(this=exp.Is(this=column(file.key), expression=exp.Null())),
        expression=exp.Paren(this=_changed(key, column(file.key), was, wanted)),
    )
    counted = exp.Select().select(exp.CountIf(this=lost)).from_(_table(child.view))
    (bad,) = connection.execute(_sql(counted)).fetchall()[0]
    if bad:
        tell(
            population, file, "POP002", name=file.key, wanted=ColumnTypeName(wanted), was=ColumnTypeName(was)
        )
    return not bad


def _changed(key: exp.Expression, given: exp.Expression, was: str, wanted: str) -> exp.Expression:
    """Whether a key became null, or another value, as one of the parent's type: 1.4 is no 1."""
    changed: exp.Expression = exp.Is(this=key.copy(), expression=exp.Null())
    if was == wanted or (was == "VARCHAR" and not is_number(wanted)):
        return changed
    # Of texts the number is compared: 01 may be 1.
    exact = exp.DataType.build("DECIMAL(38, 9)" if was == "VARCHAR" else was, dialect="duckdb")
    back = exp.TryCast(this=key.copy(), to=exact)
    before = exp.TryCast(this=given, to=exact.copy()) if was == "VARCHAR" else given
    return exp.Or(this=changed, expression=exp.NullSafeNEQ(this=back, expression=before))


def child_type(connection: duckdb.DuckDBPyConnection, view: str, label: str) -> str:
    columns = connection.view(view)
    return str(dict(zip(columns.columns, columns.types, strict=True))[label])


def most_rows(
    population: Population,
    name: str,
    file: ChildFile,
    view: str,
    fetch: Callable[[exp.Select], list[tuple[Any, ...]]],
) -> int:
    """Rows of the parent that has most; tells of rows that are nobody's. view: with the child's rows."""
    groups = (
        exp.Select()
        .select(column(KEY), exp.alias_(exp.Count(this=exp.Star()), "rows", quoted=True))
        .from_(_table(view))
        .group_by(column(KEY))
        .subquery(alias=exp.to_identifier("groups", quoted=True))
    )
    parent = exp.column(population.keys[0], table=POPULATION, quoted=True)
    known = exp.Not(this=exp.Is(this=parent, expression=exp.Null()))
    rows: Any = column("rows")
    query = (
        exp.Select()
        .select(
            exp.Max(this=rows),
            exp.Sum(this=exp.Case(ifs=[exp.If(this=known, true=exp.Literal.number(0))], default=rows.copy())),
        )
        .from_(groups)
        .join(
            _table(POPULATION),
            on=exp.EQ(this=parent.copy(), expression=exp.column(KEY, table="groups", quoted=True)),
            join_type="left",
        )
    )
    ((most, strays),) = fetch(query)
    if strays:
        tell(population, file, "POP018", Severity.WARNING, name=name, count=int(strays))
    return int(most or 0)


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def _sql(node: exp.Expression) -> str:
    return node.sql(dialect="duckdb")


def parse_children(texts: Sequence[str]) -> dict[str, ChildFile]:
    """The child files of a command, by input; see ``parse_child``.

    Raises LuodiError POP061 for one that is given twice.
    """
    found: dict[str, ChildFile] = {}
    for name, file in map(parse_child, texts):
        if name in found:
            raise LuodiError(Diagnostic("POP061", Severity.ERROR, None, {"name": name}))
        found[name] = file
    return found


def parse_child(text: str) -> tuple[str, ChildFile]:
    """``NAME=FILE:KEY[:ORDER]`` as its parts. Raises LuodiError POP014 for anything else."""
    name, equals, rest = text.partition("=")
    # A drive's letter has a colon too, so the parts are taken from the end.
    path, *columns = _parts(rest)
    if not equals or not name.strip() or not path or not 1 <= len(columns) <= 2 or not all(columns):
        raise LuodiError(Diagnostic("POP014", Severity.ERROR, None, {"text": text}))
    return name.strip(), ChildFile(Path(path), columns[0], columns[1] if len(columns) > 1 else None)


def _parts(text: str) -> list[str]:
    for suffix in (".parquet:", ".csv:", ".arrow:", ".feather:", ".ipc:"):
        at = text.lower().rfind(suffix)
        if at >= 0:
            end = at + len(suffix)
            return [text[: end - 1], *text[end:].split(":")]
    return text.split(":")
