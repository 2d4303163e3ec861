"""Facts in tables: | 国家级 | 200万元 |, a case and its sum; a column of goals for each year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from luodi.facts.amounts import amounts_of_cell
from luodi.facts.model import Amount, Target, TargetOp
from luodi.facts.numbers import ALL_SCALES, ARABIC, SCALE, parse_number
from luodi.facts.operators import operator_of
from luodi.source import Span

_SUM: Final = re.compile(r"补助|补贴|奖励|奖补|资助|支持|金额|标准|额度|资金|奖金|津贴|封顶|上限|限额")
_LIMIT: Final = re.compile(r"封顶|上限|限额|最高")
_TERM: Final = re.compile(r"期限|年限")
_MONEY_HEAD: Final = re.compile(
    rf"[(](?:单位[::]?)?(?:人民币)?(?P<scale>{SCALE})?(?P<dollar>美)?元(?:/[^()]{{1,6}})?[)]"
)
_BARE: Final = re.compile(rf"\s*(?P<value>{ARABIC})\s*")
_YEARS: Final = re.compile(r"(\d{1,2})\s?年")
_YEAR: Final = re.compile(r"(20\d\d)\s?年")
# 2025年（基期）: where one starts from.
_BASE: Final = re.compile(r"基期|基准|基数|基年|现状|实际|完成情况|已完成|上年")
# 年均增长(%), 年均/累计: by how much a year; in brackets, over all years.
_GROWTH: Final = re.compile(r"年均|增速|增长|累计")
_NAME: Final = re.compile(r"指标|名称|任务|项目|内容")
_UNIT: Final = re.compile(r"^(?:计量)?单位$")
_NO_CASE: Final = re.compile(r"^(?:序号|编号|备注|说明|依据|责任单位|牵头单位|属性|类型|性质)$")
_RULE: Final = re.compile(r"[\s|:\-]+")
_UNIT_IN_NAME: Final = re.compile(r"[(]([^()\d]{1,10})[)]\s*$")
# 30%, ≥85, 70左右, 不低于85, [18] summed over the years, 45-50.
_GOAL: Final = re.compile(
    rf"\s*[\[(]?\s*(?P<sign>>=|<=|[≥≤><=约])?(?P<word>[一-龥]{{1,6}})?\s*(?P<value>{ARABIC})"
    rf"(?:\s?%?-(?P<high>{ARABIC}))?\s*[\])]?\s*(?P<unit>%|‰|[一-龥]{{0,3}})?\s*"
)
# 亿元, 万人次, 万千瓦: a scale and what it scales.
_SCALED: Final = re.compile(rf"(?P<scale>{SCALE})(?P<unit>[一-龥]+)(?:/[一-龥]+)?")
_FALLS: Final = re.compile(r"(?:下降|降低|减少|压减|降幅)\s*$")
_SIGNS: Final[dict[str, TargetOp]] = {
    "≥": ">=",
    "≤": "<=",
    ">": ">",
    "<": "<",
    ">=": ">=",
    "<=": "<=",
    "约": "~",
}
_TURNED: Final[dict[TargetOp, TargetOp]] = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}
_MARKS: Final = ("以上", "以下", "以内", "左右")


@dataclass(frozen=True, slots=True)
class Table:
    """head: the words of the first row's cells. rows: the cells of the others."""

    head: list[str]
    rows: list[list[Span]]

    def columns(self, pattern: re.Pattern[str]) -> list[int]:
        return [at for at, words in enumerate(self.head) if pattern.search(words)]


def is_row(folded: str, block: Span) -> bool:
    """Whether a paragraph is a row of a table."""
    words = folded[block.start : block.end].strip()
    return len(words) > 2 and words.startswith("|") and words.endswith("|")


def find_table_amounts(folded: str, rows: Sequence[Span]) -> Iterator[Amount]:
    """The amounts of a table's rows, which are its paragraphs with the head first.

    A column whose head speaks of support holds sums; the first other column says what for, and one of a
    term for how many years.
    """
    table = read_table(folded, rows)
    sums = table.columns(_SUM)
    terms = [at for at in table.columns(_TERM) if at not in sums]
    cases = [
        at for at, words in enumerate(table.head) if at not in (*sums, *terms) and not _NO_CASE.match(words)
    ]
    said = [_words(folded, cells, cases[0]) for cells in table.rows] if cases else []
    # A first column that says the same in several rows needs the second: team, A; team, B.
    parts = cases[: 2 if len(set(said)) < len(said) else 1]
    for cells in table.rows:
        case = "".join(word for at in parts if (word := _words(folded, cells, at)) and word not in ("-", "/"))
        term = _YEARS.search(_words(folded, cells, terms[0]) or "") if terms else None
        for at in sums:
            if at >= len(cells):
                continue
            for one in _sums(folded, cells[at], table.head[at]):
                kind: Literal["cap", "fixed"] | str = (
                    "cap" if _LIMIT.search(table.head[at]) and one.kind == "fixed" else one.kind
                )
                yield replace(
                    one,
                    kind=kind,  # type: ignore[arg-type]
                    grade=case or None,
                    years=int(term[1]) if term and kind != "cap" else None,
                )


def _sums(folded: str, cell: Span, head: str) -> Iterator[Amount]:
    """The sums of a cell; 500 under 奖励金额（万元） is five million yuan."""
    found = amounts_of_cell(folded, cell)
    scaled = _MONEY_HEAD.search(head)
    bare = _BARE.fullmatch(folded, *cell)
    if found or scaled is None or bare is None:
        yield from found
        return
    value = parse_number(bare["value"]) * ALL_SCALES[scaled["scale"] or ""]
    yield Amount("fixed", value, "美元" if scaled["dollar"] else "元", Span(*bare.span("value")))


def find_table_targets(folded: str, rows: Sequence[Span], issued: int | None) -> Iterator[Target]:
    """The goals of a table with a column for each year; years before the document's own are no goals."""
    table = read_table(folded, rows)
    years = {
        at: int(match[1])
        for at, words in enumerate(table.head)
        if (match := _YEAR.search(words)) and not _BASE.search(words)
    }
    units = table.columns(_UNIT)
    grows = [at for at in table.columns(_GROWTH) if at not in years]
    names = [
        at
        for at, words in enumerate(table.head)
        if at not in (*years, *units, *grows) and not _NO_CASE.match(words) and not _BASE.search(words)
    ]
    if not years:
        yield from _goals_by_row(folded, table, issued)
        return
    if not names:
        return
    # 类别 | 指标: the column that is called by what is counted, else the first.
    named = next((at for at in names if _NAME.search(table.head[at])), names[0])
    for cells in table.rows:
        name = _words(folded, cells, named) or ""
        inside = _UNIT_IN_NAME.search(name)
        unit = (_words(folded, cells, units[0]) if units else None) or (inside[1] if inside else "")
        bare = _UNIT_IN_NAME.sub("", name)
        for at, year in years.items():
            if at < len(cells) and (issued is None or year >= issued):
                yield from _goal(folded, cells[at], bare, unit, year, issued)
        for at in grows:
            if at < len(cells):
                summed = folded.find("[", *cells[at]) >= 0
                yield from _goal(
                    folded, cells[at], bare, unit if summed else "%", max(years.values()), issued
                )


def _goals_by_row(folded: str, table: Table, issued: int | None) -> Iterator[Target]:
    """The goals of a table whose rows are years: | 2026年 | 300 | 30 |."""
    for cells in table.rows:
        year = _YEAR.match((_words(folded, cells, 0) or "").strip())
        if year is None or (issued and int(year[1]) < issued):
            continue
        for at, head in enumerate(table.head[1:], start=1):
            inside = _UNIT_IN_NAME.search(head)
            if at < len(cells) and not _NO_CASE.match(head):
                name, unit = _UNIT_IN_NAME.sub("", head), inside[1] if inside else ""
                yield from _goal(folded, cells[at], name, unit, int(year[1]), issued)


def _goal(folded: str, cell: Span, name: str, unit: str, year: int, issued: int | None) -> Iterator[Target]:
    match = _GOAL.match(folded, *cell)
    if match is None:
        return
    rest = folded[match.start("unit") : cell.end].strip()
    op, _ = operator_of(match["word"] or "", rest)
    own = match["unit"] if match["unit"] not in (*_MARKS, None) else ""
    sign = _SIGNS.get(match["sign"] or "") or op or "="
    starts = [match.start(part) for part in ("sign", "word", "value") if match[part]]
    span = Span(min(starts), match.start("unit") + len(rest))
    scale, unit = _scaled(own or unit)
    value = parse_number(match["value"]) * scale
    if _FALLS.search(name):
        value, sign = -value, _TURNED.get(sign, sign)
    if match["high"]:
        yield Target(name, ">=", value, unit, span, year)
        yield Target(name, "<=", parse_number(match["high"]) * scale, unit, span, year)
        return
    yield Target(name, sign, value, unit, span, year)


def _scaled(unit: str) -> tuple[Decimal, str]:
    """The factor of a unit that a table gives with its scale, and the unit without: 亿元, 万人次, 万元/人."""
    match = _SCALED.fullmatch(unit)
    if match is None:
        return Decimal(1), unit.split("/")[0] if unit.startswith("元/") else unit
    return Decimal(ALL_SCALES[match["scale"]]), match["unit"]


def read_table(folded: str, rows: Sequence[Span]) -> Table:
    """The cells of a table whose first row is its head; empty where it has no second row."""
    if len(rows) < 2:
        return Table([], [])
    head = [folded[cell.start : cell.end].strip() for cell in _cells(folded, rows[0])]
    body = [list(_cells(folded, row)) for row in rows[1:] if not _RULE.fullmatch(folded, *row)]
    return Table(head, body)


def _words(folded: str, cells: list[Span], at: int) -> str | None:
    return folded[cells[at].start : cells[at].end].strip() if at < len(cells) else None


def _cells(folded: str, row: Span) -> Iterator[Span]:
    start = folded.index("|", row.start) + 1
    while (end := folded.find("|", start, row.end)) >= 0:
        yield Span(start, end)
        start = end + 1
