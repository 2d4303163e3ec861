"""A simulation as a picture (SVG), and as a page with pictures and tables (HTML); neither needs a script."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from html import escape
from typing import Any, Final

from luodi.simulate.report import Kind, Report, Table, bare, heading, plain, tables_of, texts
from luodi.simulate.words import WORDS

_WIDTH: Final = 960
_HEIGHT: Final = 340
_LEFT: Final = 90
_RIGHT: Final = 20
_TOP: Final = 60
_BOTTOM: Final = 70
_GROUPS: Final = 16
_STEPS: Final = 5
_COLOURS: Final = ("#8FA8C0", "#1F6FB2", "#C0504D", "#4F8F4F")
FONTS: Final = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif"
_LONG: Final = 9
_UNITS: Final = {
    "zh": ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")),
    "en": ((Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"), (Decimal(10) ** 3, "k")),
}


def to_svg(report: Report, lang: str = "zh", fonts: str = FONTS) -> str:
    """One picture of all tables that have a chart, one below the other. fonts: as CSS lists families."""
    tables = [each for each in tables_of(report, lang) if each.chart is not None and each.rows]
    panels = [_panel(each, _HEIGHT * at + 30, lang) for at, each in enumerate(tables)]
    height = _HEIGHT * len(tables) + 40
    title = escape(heading(report, lang))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" font-family="{escape(fonts)}" font-size="12" role="img">\n'
        f"<title>{title}</title>\n"
        f'<rect width="{_WIDTH}" height="{height}" fill="#FFFFFF"/>\n'
        f'<text x="{_LEFT}" y="22" font-size="14">{title}</text>\n' + "".join(panels) + "</svg>\n"
    )


def to_html(report: Report, lang: str = "zh") -> str:
    """A page that stands alone."""
    words = WORDS[lang]
    tables = "".join(_html_table(each) for each in tables_of(report, lang))
    language = "zh-CN" if lang == "zh" else lang
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(words['title'])}</title>\n<style>\n"
        f"body{{font-family:{FONTS};margin:2rem;color:#222}}\n"
        "table{border-collapse:collapse;margin:0 0 2rem}\n"
        "th,td{border:1px solid #B8C4D0;padding:.25rem .6rem}\nth{background:#E8EEF4}\n"
        "td.number{text-align:right;font-variant-numeric:tabular-nums}\n"
        "svg{max-width:100%;height:auto}\n</style>\n</head>\n<body>\n"
        f"<h1>{escape(words['title'])}</h1>\n<p>{escape(heading(report, lang))}</p>\n"
        f"{to_svg(report, lang)}{tables}</body>\n</html>\n"
    )


def _html_table(table: Table) -> str:
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name, _ in table.columns)
    rows = []
    for row in texts(table):
        cells = [
            f"<td>{escape(text)}</td>" if kind is Kind.TEXT else f'<td class="number">{escape(text)}</td>'
            for text, (_, kind) in zip(row, table.columns, strict=True)
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>\n")
    note = f"<p>{escape(table.note)}</p>\n" if table.note else ""
    return (
        f"<h2>{escape(table.title)}</h2>\n{note}<table>\n<thead><tr>{heads}</tr></thead>\n"
        f"<tbody>\n{''.join(rows)}</tbody>\n</table>\n"
    )


# --- one chart -----------------------------------------------------------------------------------------


def _panel(table: Table, top: int, lang: str) -> str:
    chart = table.chart
    assert chart is not None
    rows = table.rows if chart.line else table.rows[:_GROUPS]
    names = [_name(row, chart.category) for row in rows]
    series = [[Decimal(row[at] or 0) for row in rows] for at in chart.series]
    low, high = _ends([value for each in series for value in each])
    inner = _Inner(top + _TOP, low, high, len(rows))
    parts = [
        f'<text x="{_LEFT}" y="{top + 24}" font-size="14" font-weight="bold">{escape(table.title)}</text>\n'
    ]
    parts += [_legend(table, top)]
    parts += [inner.axis(lang)]
    parts += [
        inner.line(each, at) if chart.line else inner.bars(each, at, len(series))
        for at, each in enumerate(series)
    ]
    parts += [inner.names(names)]
    return "".join(parts)


def _name(row: Sequence[Any], category: int) -> str:
    return " ".join(bare(each) for each in row[: category + 1])


def _legend(table: Table, top: int) -> str:
    assert table.chart is not None
    parts = []
    for at, place in enumerate(table.chart.series):
        x = _WIDTH - 260 + 120 * at
        parts.append(f'<rect x="{x}" y="{top + 14}" width="12" height="12" fill="{_colour(table, at)}"/>')
        parts.append(f'<text x="{x + 18}" y="{top + 24}">{escape(table.columns[place][0])}</text>\n')
    return "".join(parts)


def _colour(table: Table, at: int) -> str:
    assert table.chart is not None
    return _COLOURS[at + 1] if table.chart.line else _COLOURS[at]


def _ends(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Round bounds of the axis, nought among them."""
    low, high = min([Decimal(0), *values]), max([Decimal(0), *values])
    if low == high:
        return Decimal(0), Decimal(1)
    step = _round_up((high - low) / _STEPS)
    below, above = ((each / step).to_integral_value(ROUND_CEILING) for each in (-low, high))
    return Decimal(0) - step * below, step * above


def _round_up(step: Decimal) -> Decimal:
    """The next of 1, 2, 5 times a power of ten."""
    power = Decimal(10) ** step.adjusted()
    return next(power * each for each in (1, 2, 5, 10) if power * each >= step)


class _Inner:
    """The room of a chart between its axes."""

    def __init__(self, top: int, low: Decimal, high: Decimal, count: int) -> None:
        self.top, self.low, self.high = top, low, high
        self.height = _HEIGHT - _TOP - _BOTTOM
        self.step = Decimal(_WIDTH - _LEFT - _RIGHT) / count

    def y(self, value: Decimal) -> Decimal:
        share = (value - self.low) / (self.high - self.low)
        return round(self.top + self.height * (1 - share), 1)

    def axis(self, lang: str) -> str:
        parts = []
        step = _round_up((self.high - self.low) / _STEPS)
        value = self.low
        while value <= self.high:
            y = self.y(value)
            parts.append(f'<line x1="{_LEFT}" y1="{y}" x2="{_WIDTH - _RIGHT}" y2="{y}" stroke="#DDDDDD"/>')
            parts.append(
                f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{escape(_short(value, lang))}</text>\n'
            )
            value += step
        zero = self.y(Decimal(0))
        parts.append(
            f'<line x1="{_LEFT}" y1="{zero}" x2="{_WIDTH - _RIGHT}" y2="{zero}" stroke="#666666"/>\n'
        )
        return "".join(parts)

    def bars(self, values: Sequence[Decimal], at: int, of: int) -> str:
        parts = []
        width = self.step * Decimal("0.7") / of
        zero = self.y(Decimal(0))
        for place, value in enumerate(values):
            x = round(_LEFT + self.step * (place + Decimal("0.15")) + width * at, 1)
            y = self.y(value)
            parts.append(
                f'<rect x="{x}" y="{min(y, zero)}" width="{round(width, 1)}" height="{abs(zero - y)}" '
                f'fill="{_COLOURS[at]}"><title>{escape(plain(value))}</title></rect>\n'
            )
        return "".join(parts)

    def line(self, values: Sequence[Decimal], at: int) -> str:
        points = [
            (round(_LEFT + self.step * (place + Decimal("0.5")), 1), self.y(value), value)
            for place, value in enumerate(values)
        ]
        path = " ".join(f"{x},{y}" for x, y, _ in points)
        colour = _COLOURS[at + 1]
        dots = "".join(
            f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}">'
            f"<title>{escape(plain(value))}</title></circle>\n"
            for x, y, value in points
        )
        return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>\n{dots}'

    def names(self, names: Sequence[str]) -> str:
        parts = []
        every = max(1, len(names) // 20)
        for place, name in enumerate(names):
            if place % every:
                continue
            x = round(_LEFT + self.step * (place + Decimal("0.5")), 1)
            y = self.top + self.height + 16
            short = name if len(name) <= _LONG else name[: _LONG - 1] + "…"
            turned = f' transform="rotate(-30 {x} {y})" text-anchor="end"'
            parts.append(
                f'<text x="{x}" y="{y}"{turned}>{escape(short)}<title>{escape(name)}</title></text>\n'
            )
        return "".join(parts)


def _short(value: Decimal, lang: str) -> str:
    """A figure of an axis in a large unit."""
    for unit, word in _UNITS[lang]:
        if abs(value) >= unit:
            return f"{plain(round(value / unit, 2))}{word}"
    return plain(round(value, 4))
