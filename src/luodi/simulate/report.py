"""What a simulation shows, as tables that every form of output draws: terminal, Excel, CSV, HTML, picture."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from luodi.simulate.allocate import Method, parse_rule
from luodi.simulate.results import Allocation, Band, Change, Comparison, Curve, Distribution, Shares, Totals
from luodi.simulate.words import WORDS


class Kind(StrEnum):
    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of a table. line: a curve, else bars. category, series: columns by place."""

    category: int
    series: tuple[int, ...]
    line: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """columns: heads and kinds. Cells are str, int, Decimal, date, bool or None."""

    title: str
    columns: tuple[tuple[str, Kind], ...]
    rows: tuple[tuple[Any, ...], ...]
    note: str = ""
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A simulation with all that was asked for. base, new, population: their files, by name."""

    base: str
    new: str
    population: str
    comparison: Comparison
    curve: Curve | None = None
    allocation: Allocation | None = None


def tables_of(report: Report, lang: str = "zh") -> list[Table]:
    """The tables in the order they are shown."""
    words = _Words(WORDS[lang])
    comparison = report.comparison
    made = [_overview(comparison.totals, words)]
    made += [_distribution(each, words) for each in comparison.distributions]
    made.append(_bands(comparison.bands, words))
    made.append(_changes(comparison, words))
    if report.curve is not None:
        made.append(_curve(report.curve, words))
    if report.allocation is not None:
        made += _allocation(report.allocation, words)
    return made


def heading(report: Report, lang: str = "zh") -> str:
    words = WORDS[lang]
    files = f"{report.base} → {report.new}，{report.population}"
    return f"{words['decision'].format(decision=report.comparison.decision)}（{files}）"


@dataclass(frozen=True)
class _Words:
    words: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.words[key]

    def heads(self, *columns: tuple[str, Kind]) -> tuple[tuple[str, Kind], ...]:
        return tuple((self.words.get(key, key), kind) for key, kind in columns)

    def shown(self, value: Any) -> Any:
        """A value of a column that groups rows."""
        if value is None:
            return self.words["absent"]
        return self.words["yes" if value else "no"] if isinstance(value, bool) else value


def _overview(totals: Totals, words: _Words) -> Table:
    before, after = totals.before, totals.after
    rows: list[tuple[Any, ...]] = [
        (words["rows"], totals.rows, totals.rows, None, None),
        (words["cost"], before.cost, after.cost, totals.difference, None),
        (words["paid"], before.paid, after.paid, after.paid - before.paid, None),
        (words["nothing"], before.nothing, after.nothing, after.nothing - before.nothing, None),
        (words["unknown"], before.unknown, after.unknown, after.unknown - before.unknown, None),
        (words["only"], totals.before_only, totals.after_only, None, None),
        (words["compared"], None, None, totals.compared, None),
    ]
    for key, number in (
        ("winners", totals.winners),
        ("newly_in", totals.newly_in),
        ("losers", totals.losers),
        ("dropped_out", totals.dropped_out),
        ("unchanged", totals.unchanged),
    ):
        rows.append((words[key], None, None, number, totals.share_percent(number)))
    rows.append((words["gained"], None, None, totals.gained, None))
    rows.append((words["lost"], None, None, totals.lost, None))
    heads = words.heads(
        ("item", Kind.TEXT),
        ("before", Kind.MONEY),
        ("after", Kind.MONEY),
        ("difference", Kind.MONEY),
        ("share", Kind.PERCENT),
    )
    return Table(words["overview"], heads, tuple(rows), words["note"])


_FIGURES = (
    ("rows", Kind.COUNT),
    ("cost_before", Kind.MONEY),
    ("cost_after", Kind.MONEY),
    ("difference", Kind.MONEY),
    ("winners", Kind.COUNT),
    ("newly_in", Kind.COUNT),
    ("losers", Kind.COUNT),
    ("dropped_out", Kind.COUNT),
    ("unchanged", Kind.COUNT),
    ("undetermined", Kind.COUNT),
)


def _figures(totals: Totals) -> tuple[Any, ...]:
    return (
        *(totals.rows, totals.before.cost, totals.after.cost, totals.difference),
        *(totals.winners, totals.newly_in, totals.losers, totals.dropped_out),
        *(totals.unchanged, totals.unknown),
    )


def _distribution(distribution: Distribution, words: _Words) -> Table:
    width = len(distribution.columns)
    heads = (*((each, Kind.TEXT) for each in distribution.columns), *words.heads(*_FIGURES))
    rows = [(*map(words.shown, each.values), *_figures(each.totals)) for each in distribution.groups]
    note = words["others"].format(count=distribution.others) if distribution.others else ""
    title = words["by"].format(columns="、".join(distribution.columns))
    return Table(title, heads, tuple(rows), note, Chart(width - 1, (width + 1, width + 2)))


def _bands(bands: Sequence[Band], words: _Words) -> Table:
    rows = tuple(
        (band_words(each, words.words), each.before_rows, each.after_rows, each.before_cost, each.after_cost)
        for each in bands
    )
    heads = words.heads(
        ("band", Kind.TEXT),
        ("rows_before", Kind.COUNT),
        ("rows_after", Kind.COUNT),
        ("cost_before", Kind.MONEY),
        ("cost_after", Kind.MONEY),
    )
    return Table(words["bands"], heads, rows, chart=Chart(0, (1, 2)))


def band_words(band: Band, words: Mapping[str, str]) -> str:
    """``1,000 至 5,000（不含）``; what lies below a fen is called 0."""
    if band.low is None:
        return words["below"].format(high=plain(band.high))
    if band.high is None:
        return words["from"].format(low=plain(band.low))
    if not band.low and band.high <= Decimal("0.01"):
        return words["none"]
    return words["between"].format(low=plain(band.low), high=plain(band.high))


def _changes(comparison: Comparison, words: _Words) -> Table:
    heads = (
        *((each, Kind.TEXT) for each in (*comparison.keys, *comparison.by)),
        *words.heads(("amount_before", Kind.MONEY), ("amount_after", Kind.MONEY), ("difference", Kind.MONEY)),
    )

    def row(change: Change) -> tuple[Any, ...]:
        values = map(words.shown, change.values)
        return (*change.key, *values, change.before, change.after, change.difference)

    rows = tuple(map(row, (*comparison.gains, *reversed(comparison.losses))))
    return Table(words["changes"], heads, rows)


def _curve(curve: Curve, words: _Words) -> Table:
    heads = words.heads(("value", Kind.TEXT), *_FIGURES)
    rows = tuple((each.value, *_figures(each.totals)) for each in curve.points)
    return Table(words["curve"], heads, rows, curve.parameter, Chart(0, (3,), line=True))


_SHARES = (
    ("rows", Kind.COUNT),
    ("asked", Kind.MONEY),
    ("granted", Kind.MONEY),
    ("full", Kind.COUNT),
    ("part", Kind.COUNT),
    ("zero", Kind.COUNT),
    ("undetermined", Kind.COUNT),
)


def _shares(shares: Shares) -> tuple[Any, ...]:
    return (
        *(shares.rows, shares.asked, shares.granted),
        *(shares.full, shares.part, shares.nothing, shares.unknown),
    )


def method_words(method: str, words: Mapping[str, str]) -> str:
    rule = parse_rule(method)
    if rule.method is Method.PRO_RATA:
        return words["pro-rata"]
    key = "first_by" if rule.method is Method.FIRST else "rank_asc" if rule.ascending else "rank_by"
    return words[key].format(column=rule.column)


def _allocation(found: Allocation, words: _Words) -> list[Table]:
    facts = [
        *((words["budget"], found.budget),) * (found.budget is not None),
        *((words["cap"], found.cap),) * (found.cap is not None),
        (words["method"], method_words(found.method, words.words)),
        (words["fractions"], found.fractions),
        (words["negative"], found.negative),
    ]
    ranked = parse_rule(found.method).column is not None
    if ranked:
        facts += [
            (words["last_rank"], found.last_rank),
            (words["tied"], found.tied),
            (words["unranked"], found.unranked),
        ]
    note = "；".join(f"{name} {plain(value)}" for name, value in facts)
    heads = (("", Kind.TEXT), *words.heads(*_SHARES))
    made = [Table(words["allocation"], heads, ((words["total"], *_shares(found.total)),), note)]
    for columns, groups in found.groups:
        rows = tuple((*map(words.shown, each.values), *_shares(each)) for each in groups)
        title = f"{words['allocation']}·{words['by'].format(columns='、'.join(columns))}"
        width = len(columns)
        group_heads = (*((each, Kind.TEXT) for each in columns), *words.heads(*_SHARES))
        made.append(Table(title, group_heads, rows, chart=Chart(width - 1, (width + 1, width + 2))))
    cut_heads = (
        *((each, Kind.TEXT) for each in found.keys),
        *words.heads(("asked", Kind.MONEY), ("granted", Kind.MONEY)),
        *(words.heads(("rank", Kind.TEXT)) if ranked else ()),
    )
    cuts = tuple(
        (*each.key, each.asked, each.granted, *((each.rank,) if ranked else ())) for each in found.cuts
    )
    made.append(Table(f"{words['allocation']}·{words['cuts']}", cut_heads, cuts))
    return made


def plain(value: Any) -> str:
    """A value for people: amounts with separators, all of their digits and at least two behind the point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Decimal):
        return f"{_trimmed(value):,f}"
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def bare(value: Any) -> str:
    """A value without separators: a key, a value of a parameter, a share."""
    if isinstance(value, Decimal):
        return format(_trimmed(value), "f")
    return str(value) if isinstance(value, int) else plain(value)


def money(value: Decimal | int | None, places: int = 2) -> str:
    """As ``plain``, with so many digits behind the point where there are no more."""
    if not isinstance(value, Decimal):
        return plain(value)
    return f"{value:,.{max(places, _places(value))}f}"


def _trimmed(value: Decimal) -> Decimal:
    """Without noughts at the end, and without an exponent."""
    text = format(value, "f")
    return Decimal(text.rstrip("0").rstrip(".") or "0") if "." in text else Decimal(text)


# --- JSON ----------------------------------------------------------------------------------------------


def document_of(report: Report, lang: str = "zh") -> dict[str, Any]:
    """The whole as one document: names as in the results, numbers exact, days as text."""
    return {
        "base": report.base,
        "new": report.new,
        "population": report.population,
        **_as_json(report.comparison),
        "curve": None if report.curve is None else _as_json(report.curve),
        "allocation": None if report.allocation is None else _as_json(report.allocation),
        "diagnostics": [each.as_json(lang) for each in report.comparison.diagnostics],
    }


def _as_json(value: Any) -> Any:
    if isinstance(value, Totals):
        made = {each.name: _as_json(getattr(value, each.name)) for each in fields(value)}
        compared = ("winners", "losers", "unchanged", "newly_in", "dropped_out")
        shares = {each: value.share_percent(getattr(value, each)) for each in compared}
        return {**made, "compared": value.compared, "share_percent": shares}
    if isinstance(value, Allocation):
        groups = [{"columns": list(columns), "groups": _as_json(shares)} for columns, shares in value.groups]
        return {**_entries(value), "groups": groups}
    if is_dataclass(value) and not isinstance(value, type):
        return _entries(value)
    if isinstance(value, (list, tuple)):
        return [_as_json(each) for each in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _entries(value: Any) -> dict[str, Any]:
    return {
        each.name: _as_json(getattr(value, each.name)) for each in fields(value) if each.name != "diagnostics"
    }


def texts(table: Table) -> Iterable[tuple[str, ...]]:
    """The rows as people read them; the amounts of a column with as many digits behind the point."""
    places = [
        max((_places(row[at]) for row in table.rows), default=2) if kind is Kind.MONEY else 0
        for at, (_, kind) in enumerate(table.columns)
    ]
    for row in table.rows:
        yield tuple(
            _text(cell, kind, digits)
            for cell, (_, kind), digits in zip(row, table.columns, places, strict=True)
        )


def _text(cell: Any, kind: Kind, places: int) -> str:
    match kind:
        case Kind.MONEY:
            return money(cell, places)
        case Kind.PERCENT:
            return money(cell)
        case Kind.COUNT:
            return plain(cell)
        case Kind.TEXT:
            return bare(cell)


def _places(value: Any) -> int:
    exponent = _trimmed(value).as_tuple().exponent if isinstance(value, Decimal) else 0
    return max(2, -exponent) if isinstance(exponent, int) else 2
