"""Reading a run's results: a page at a time, narrowed and sorted by the file's own columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from sqlglot import exp

from luodi_web.benefits.domain.result_files import (
    column,
    fetch,
    is_open,
    is_settled,
    is_won,
    number,
    opened,
    source,
    summarise,
)
from luodi_web.benefits.domain.runs import place_of
from luodi_web.benefits.enums import RunState
from luodi_web.benefits.models import MatchRun
from luodi_web.benefits.rules import PAGE_ROWS, PAGES_REACHED
from luodi_web.common.domain.files import is_still_whole, stored_as
from luodi_web.decisions.domain.content import content_of
from luodi_web.decisions.domain.figure_units import units_of_decisions
from luodi_web.decisions.domain.words import input_words, value_words
from luodi_web.enterprises.domain.shares import within_places

Places = Sequence[tuple[str, str]] | None
# How a decision stands for a row.
STANDINGS = ("won", "lost", "open")
_BATCH = 5_000


@dataclass(frozen=True)
class Asked:
    """Which rows are wanted.

    decision: the one that standing, value, least and most are about. place: of the column that results are
    summed up by. missing: an input that must be among the missing ones. sort: a column, with a minus for
    downwards; "" for the key. unread: what was typed as least and as most where it is
    no number.
    """

    decision: str = ""
    standing: str = ""
    value: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    place: str = ""
    missing: str = ""
    words: tuple[str, ...] = ()
    sort: str = ""
    page: int = 1
    unread: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """A decision for a row. missing: what is still needed; then nothing else may be said."""

    name: str
    words: str
    missing: tuple[str, ...]
    is_null: bool
    is_number: bool = False

    @property
    def text(self) -> str:
        """As it reads everywhere: a row that lacks something is never said to be refused."""
        if self.missing:
            names = _("、").join(input_words(name) for name in self.missing)
            return _("尚不能判定（缺：%(names)s）") % {"names": names}
        return _("没有结果") if self.is_null else self.words


@dataclass(frozen=True)
class Row:
    key: str
    name: str
    place: str
    cells: list[Cell]


@dataclass
class Found:
    """A page of rows. count: of all rows found; pages: that can be reached."""

    rows: list[Row]
    count: int
    page: int
    pages: int
    columns: list[str] = field(default_factory=list)


@contextmanager
def _opened(run: MatchRun) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    if run.state != RunState.DONE or run.file is None:
        raise ValidationError(_("这次匹配还没有结果。"))
    if run.file.sha256 != run.result_digest or not is_still_whole(run.file):
        raise ValidationError(_("匹配结果的文件与固定时不一致，已停止使用，请联系系统管理员核对审计记录。"))
    with stored_as(run.file, ".parquet") as path, opened(path) as connection:
        yield connection, path


def result_columns(run: MatchRun) -> list[tuple[str, str]]:
    """(name, kind) of the decisions that are results, in order."""
    return [(name, kind) for name, kind, is_result in run.decisions if is_result]


def units_of_results(run: MatchRun, units: dict[str, str]) -> dict[str, str]:
    """The unit that figures of each decision are in."""
    return units_of_decisions(content_of(run.version).definitions, units)


def find_rows(run: MatchRun, asked: Asked, places: Places, units: dict[str, str]) -> Found:
    """The page that is asked for; one beyond the last is the last."""
    where = _where(run, asked, places)
    with _opened(run) as (connection, _path):
        counted = exp.select(exp.Count(this=exp.Star())).from_(source()).where(where)
        count = fetch(connection, counted)[0][0]
        pages = min(PAGES_REACHED, max(1, -(-count // PAGE_ROWS)))
        page = min(max(1, asked.page), pages)
        query = _select(run).from_(source()).where(where)
        query = query.order_by(*_order(run, asked)).limit(PAGE_ROWS).offset((page - 1) * PAGE_ROWS)
        rows = [_row(run, row, units) for row in fetch(connection, query)]
    return Found(rows, count, page, pages, [name for name, _kind in result_columns(run)])


def all_rows(run: MatchRun, asked: Asked, places: Places) -> Iterator[list[Any]]:
    """Every row found, as cells: key, name, places, then of each result its value and what it lacks."""
    with _opened(run) as (connection, _path):
        query = _select(run).from_(source()).where(_where(run, asked, places)).order_by(*_order(run, asked))
        found = connection.execute(query.sql(dialect="duckdb"))
        while rows := found.fetchmany(_BATCH):
            for row in rows:
                cells: list[Any] = [*row[:4]]
                for value, missing in zip(row[4::2], row[5::2], strict=True):
                    cells += [
                        None if missing else _cell(value),
                        _("、").join(map(input_words, missing or ())),
                    ]
                yield cells


def table_heads(run: MatchRun) -> list[tuple[str, int]]:
    """Headers and widths for ``all_rows``."""
    snapshot = run.snapshot
    first = [
        (snapshot.key, 22),
        (snapshot.name_column or _("企业名称"), 34),
        (snapshot.city_column or _("市州"), 14),
        (snapshot.county_column or _("县市区"), 14),
    ]
    more = [
        pair
        for name, _kind in result_columns(run)
        for pair in ((name, 20), (_("%(name)s：缺少的数据") % {"name": name}, 40))
    ]
    return [*first, *more]


def count_rows(run: MatchRun, asked: Asked, places: Places) -> int:
    with _opened(run) as (connection, _path):
        query = exp.select(exp.Count(this=exp.Star())).from_(source()).where(_where(run, asked, places))
        return int(fetch(connection, query)[0][0])


def summary_for(run: MatchRun, places: Places) -> dict[str, Any]:
    """The kept summary, or, for who sees a part of the rows only, one of that part."""
    if places is None:
        return run.summary
    snapshot = run.snapshot
    where = within_places(places, snapshot.city_column, snapshot.county_column)
    with _opened(run) as (_connection, path):
        return summarise(path, run.decisions, snapshot.county_column or place_of(snapshot), where)


def stored_row(run: MatchRun, key: str, places: Places) -> dict[str, Any] | None:
    """One row of the file by column; None where there is none, or it is not the person's to see."""
    snapshot = run.snapshot
    text = exp.cast(column(snapshot.key), "TEXT")
    where = exp.and_(
        exp.EQ(this=text, expression=exp.Literal.string(key)),
        within_places(places, snapshot.city_column, snapshot.county_column),
    )
    with _opened(run) as (connection, _path):
        names = connection.view("results").columns
        rows = fetch(connection, exp.select(exp.Star()).from_(source()).where(where).limit(1))
    return dict(zip(names, rows[0], strict=True)) if rows else None


def _select(run: MatchRun) -> exp.Select:
    snapshot = run.snapshot
    first = [snapshot.name_column, snapshot.city_column, snapshot.county_column]
    nothing = exp.Literal.string("")
    query = exp.select(exp.cast(column(snapshot.key), "TEXT"))
    query = query.select(*(column(name) if name else nothing.copy() for name in first))
    for name, _kind in result_columns(run):
        query = query.select(column(name), column(f"{name}#missing"))
    return query


def _where(run: MatchRun, asked: Asked, places: Places) -> exp.Expression:
    snapshot = run.snapshot
    tests = [within_places(places, snapshot.city_column, snapshot.county_column)]
    place = place_of(snapshot) if places is None else snapshot.county_column or place_of(snapshot)
    if asked.place and place:
        tests.append(exp.EQ(this=column(place), expression=exp.Literal.string(asked.place)))
    kinds = dict(result_columns(run))
    if asked.decision in kinds:
        tests += _about(asked, kinds[asked.decision])
    names = [name for name in (snapshot.name_column, snapshot.key) if name]
    for word in asked.words:
        looked = [
            exp.GT(
                this=exp.StrPosition(this=exp.cast(column(name), "TEXT"), substr=exp.Literal.string(word)),
                expression=number(0),
            )
            for name in names
        ]
        tests.append(exp.or_(*looked))
    return exp.and_(*tests)


def _about(asked: Asked, kind: str) -> list[exp.Expression]:
    name = asked.decision
    tests: list[exp.Expression] = []
    if asked.standing == "open":
        tests.append(is_open(name))
    elif asked.standing == "won":
        tests.append(is_won(name, kind))
    elif asked.standing == "lost":
        won = exp.Coalesce(this=is_won(name, kind), expressions=[exp.false()])
        tests += [is_settled(name), exp.Not(this=exp.Paren(this=won))]
    if asked.value and kind in ("string", "boolean"):
        said: exp.Expression = exp.Literal.string(asked.value)
        if kind == "boolean":
            said = exp.true() if asked.value == "true" else exp.false()
        tests += [is_settled(name), exp.EQ(this=column(name), expression=said)]
    if kind == "number":
        for bound, form in ((asked.least, exp.GTE), (asked.most, exp.LTE)):
            if bound is not None:
                tests += [
                    is_settled(name),
                    form(
                        this=column(name),
                        expression=exp.cast(exp.Literal.string(f"{bound:f}"), "DECIMAL(38,4)"),
                    ),
                ]
    if asked.missing:
        said = exp.Literal.string(asked.missing)
        tests.append(exp.ArrayContains(this=column(f"{name}#missing"), expression=said))
    return tests


def _order(run: MatchRun, asked: Asked) -> list[exp.Expression]:
    snapshot = run.snapshot
    known = {name for name, kind in result_columns(run) if kind not in ("list", "context")}
    known |= {name for name in (snapshot.name_column, snapshot.city_column, snapshot.county_column) if name}
    name, down = asked.sort.removeprefix("-"), asked.sort.startswith("-")
    last = exp.Ordered(this=column(snapshot.key), nulls_first=False)
    if name not in known:
        return [last]
    return [exp.Ordered(this=column(name), desc=down, nulls_first=False), last]


def _row(run: MatchRun, row: Sequence[Any], units: dict[str, str]) -> Row:
    cells = [
        Cell(
            name,
            value_words(plain(value), units.get(name, "")),
            tuple(missing or ()),
            value is None,
            is_number=kind == "number" and not missing,
        )
        for (name, kind), value, missing in zip(result_columns(run), row[4::2], row[5::2], strict=True)
    ]
    place = " ".join(dict.fromkeys(each for each in row[2:4] if each))
    return Row(row[0], row[1] or row[0], place, cells)


def plain(value: Any) -> Any:
    """A value of a column as FEEL has it: whole numbers as Decimal, days as their text, without noughts."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, Decimal):
        # By its digits: arithmetic would round what has more than 28 of them.
        digits = f"{value:f}"
        return Decimal(digits.rstrip("0").rstrip(".") if "." in digits else digits)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(each) for each in value]
    return {key: plain(each) for key, each in value.items()}


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, (list, dict)):
        return value_words(plain(value))
    return value
