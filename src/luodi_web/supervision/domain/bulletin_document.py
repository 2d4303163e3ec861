"""A bulletin as an official document: the gazette's JSON made of its words and figures."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from luodi.gazette import InvalidDocument, read, to_json
from luodi_web.supervision.domain.bulletin_counts import cities_of
from luodi_web.supervision.domain.bulletin_draft import SECTIONS, UNITS_IN_TEXT
from luodi_web.supervision.domain.bulletin_figures import DOCUMENT_LANGUAGE
from luodi_web.supervision.domain.bulletin_periods import period_words
from luodi_web.supervision.domain.bulletin_rows import Row
from luodi_web.supervision.domain.plans import chinese_number
from luodi_web.supervision.domain.title_lines import title_lines
from luodi_web.supervision.enums import BulletinTemplate, Light, UnitRole
from luodi_web.supervision.models import Bulletin
from luodi_web.supervision.rules import WORST_FIRST

Block = dict[str, Any]

# Tasks in the annex: the gazette lays out 20,000 cells at most, and nobody reads more.
ANNEX_TASKS = 1000
TASK_CHARS = 80
UNITS_IN_CELL = 4
# Bars of the brief's two charts: workstreams, cities. More and the one page runs over.
MOST_BARS = 12
MOST_CITIES = 12
BAR_CHARS = 14

HEAD_NAMES = {
    BulletinTemplate.MONTHLY: "督办通报",
    BulletinTemplate.QUARTERLY: "督办通报",
    BulletinTemplate.SPECIAL: "专项督办通报",
    BulletinTemplate.BRIEF: "领导专报",
}
# 一是责任到人。…: the first words of such a paragraph are printed in bold.
_LEAD_WORDS = re.compile(r"([一二三四五六七八九十]{1,3}是[^。：；\n]{1,60}[。：])(?=.)")


def make_document(bulletin: Bulletin, day: date) -> dict[str, Any]:
    """The gazette's JSON of the bulletin as it stands, bearing ``day``; the issue's number once it has one.

    Raises ValidationError where a text has characters that cannot be printed.
    """
    with override(DOCUMENT_LANGUAGE):
        made = _brief(bulletin, day) if bulletin.is_brief else _bulletin(bulletin, day)
    try:
        return to_json(read(made, name=bulletin.title))
    except InvalidDocument as error:
        raise ValidationError(
            _("文字里有不能印出的内容：%(what)s") % {"what": error.diagnostics[0].render(lang="zh")}
        ) from error


def _head(bulletin: Bulletin, day: date) -> dict[str, Any]:
    return {
        "name": HEAD_NAMES[BulletinTemplate(bulletin.template)],
        "issue": bulletin.issue_words,
        "editor": bulletin.owner.name,
        "day": day.isoformat(),
    }


def _bulletin(bulletin: Bulletin, day: date) -> dict[str, Any]:
    data = bulletin.data
    main = [str(one) for one in bulletin.addressees.all() if not one.is_copy]
    copies = [str(one) for one in bulletin.addressees.all() if one.is_copy]
    blocks = _paragraphs(bulletin.parts["lead"]["text"])
    tables = {"streams": [stream_table(data)] if data["streams"] else []}
    annexes = [_item_annex(bulletin)] if data["rows"] else []
    if 0 < len(data["units"]) <= UNITS_IN_TEXT:
        tables["units"] = [unit_table(data)]
    elif data["units"]:
        annexes.append({"title": _("各单位任务进展情况表"), "blocks": [unit_table(data)]})
    number = 0
    for key, heading in SECTIONS.items():
        text = "" if key == "lead" else bulletin.parts[key]["text"]
        if not text.strip():
            continue
        number += 1
        blocks.append({"type": "heading", "level": 1, "text": f"{chinese_number(number)}、{heading}"})
        blocks += _paragraphs(text) + tables.get(key, [])
    return {
        "format": "luodi.gazette",
        "version": 1,
        "kind": "bulletin",
        "head": _head(bulletin, day),
        "title": title_lines(bulletin.title),
        "addressees": main,
        "blocks": blocks,
        "signature": {"organs": [bulletin.owner.name[:60]], "day": day.isoformat()},
        "annexes": annexes,
        "imprint": {"copies": copies, "organ": bulletin.owner.name[:60], "day": day.isoformat()},
    }


def _paragraphs(text: str) -> list[Block]:
    """One block for each line that says something."""
    blocks = []
    for line in text.splitlines():
        if not (words := line.strip()):
            continue
        lead = _LEAD_WORDS.match(words)
        if lead:
            blocks.append({"type": "paragraph", "lead": lead[1], "text": words[lead.end(1) :].strip()})
        else:
            blocks.append({"type": "paragraph", "text": words})
    return blocks


def stream_table(data: dict[str, Any]) -> Block:
    return _group_table(data, "stream", data["streams"], _("工作板块"))


def unit_table(data: dict[str, Any]) -> Block:
    """Units in the order of the tree."""
    return _group_table(data, "unit", data["units"], _("承办单位"))


def _group_table(data: dict[str, Any], kind: str, groups: list[Row], title: str) -> Block:
    figures = data["figures"]
    names = ("total", "done", "sent", "yellow", "red", "owed")
    titles = (_("承办任务"), _("已完成"), _("待签收"), _("黄灯"), _("红灯"), _("未报送"))
    return {
        "type": "table",
        "size": "小四" if len(groups) <= UNITS_IN_TEXT else "五号",
        "columns": [
            {"title": title, "width": 12, "align": "left"},
            *({"title": words, "width": 4 if words == titles[0] else 3} for words in titles),
        ],
        "rows": [
            [group["name"], *(str(figures[f"{kind}.{group['id']}.{name}"]["value"]) for name in names)]
            for group in groups
        ],
    }


def _item_annex(bulletin: Bulletin) -> dict[str, Any]:
    data = bulletin.data
    by_task: dict[int, list[Row]] = defaultdict(list)
    for row in data["rows"]:
        by_task[row["task"]].append(row)
    tasks = [(task, by_task[int(key)]) for key, task in data["tasks"].items()]
    tasks.sort(key=lambda pair: _no_order(pair[0]["no"]))
    title = _("%(period)s任务落实情况表") % {"period": period_words(bulletin.period)}
    caption = ""
    if len(tasks) > ANNEX_TASKS:
        tasks = [(task, rows) for task, rows in tasks if any(_is_problem(row) for row in rows)][:ANNEX_TASKS]
        caption = _("任务较多，本表只列黄灯、红灯和未报送进展的任务，最多 %(count)d 项") % {
            "count": ANNEX_TASKS
        }
    names = {unit["id"]: unit["name"] for unit in data["units"]}
    table = {
        "type": "table",
        "caption": caption,
        "size": "五号",
        "columns": [
            {"title": _("编号"), "width": 2},
            {"title": _("工作任务"), "width": 8, "align": "left"},
            {"title": _("牵头单位"), "width": 5},
            {"title": _("配合单位"), "width": 5},
            {"title": _("完成时限"), "width": 3},
            {"title": _("完成数"), "width": 2},
            {"title": _("灯号"), "width": 2},
        ],
        "rows": [_item_row(task, rows, names) for task, rows in tasks],
    }
    return {"title": title, "landscape": True, "blocks": [table]}


def _item_row(task: Row, rows: list[Row], names: dict[int, str]) -> list[str]:
    done = sum(row["state"] == "done" for row in rows)
    shining = {row["light"] for row in rows}
    worst = next(light for light in WORST_FIRST if light in shining)
    text = " ".join(task["text"].split())
    return [
        task["no"],
        text if len(text) <= TASK_CHARS else text[:TASK_CHARS] + "…",
        _unit_words([row for row in rows if row["role"] == UnitRole.LEAD], names),
        _unit_words([row for row in rows if row["role"] != UnitRole.LEAD], names),
        task["deadline"] or "",
        f"{done}/{len(rows)}",
        str(Light(worst).label),
    ]


def _short(text: str, chars: int) -> str:
    """The text within so many characters, with a mark where some are left out."""
    return text if len(text) <= chars else text[: chars - 1] + "…"


def _is_problem(row: Row) -> bool:
    return row["owed"] or row["light"] in (Light.RED, Light.YELLOW)


def _unit_words(rows: list[Row], names: dict[int, str]) -> str:
    words = "、".join(names[row["unit"]] for row in rows[:UNITS_IN_CELL])
    return (
        _("%(units)s等%(count)d个单位") % {"units": words, "count": len(rows)}
        if len(rows) > UNITS_IN_CELL
        else words
    )


def _no_order(no: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", no)]


def _brief(bulletin: Bulletin, day: date) -> dict[str, Any]:
    data, figures = bulletin.data, bulletin.data["figures"]
    before = (data["previous"] or {}).get("figures", {})
    items = [
        {
            "value": words,
            "label": label,
            "note": _change_words(figures[key]["value"], before.get(key)),
        }
        for key, label, words in (
            ("total", _("承办任务（件）"), str(figures["total"]["value"])),
            ("state.done", _("已完成（件）"), str(figures["state.done"]["value"])),
            ("light.yellow", _("黄灯（件）"), str(figures["light.yellow"]["value"])),
            ("light.red", _("红灯（件）"), str(figures["light.red"]["value"])),
            ("owed", _("本期未报送（件）"), str(figures["owed"]["value"])),
        )
    ]
    blocks: list[Block] = [{"type": "figures", "items": items}]
    blocks += [chart for chart in (_stream_chart(data), _city_chart(data)) if chart["bars"]]
    for key, title in (("stuck", _("卡住的事")), ("asks", _("请领导定的事"))):
        lines = [line.strip() for line in bulletin.parts[key]["text"].splitlines() if line.strip()]
        if lines:
            blocks.append({"type": "list", "title": title, "items": lines[:100], "ordered": False})
    return {
        "format": "luodi.gazette",
        "version": 1,
        "kind": "brief",
        "head": _head(bulletin, day),
        "title": title_lines(bulletin.title),
        "blocks": blocks,
    }


def _change_words(now: int, before: int | None) -> str:
    if before is None:
        return ""
    if now == before:
        return _("与上期持平")
    words = _("比上期增加%(count)d件") if now > before else _("比上期减少%(count)d件")
    return words % {"count": abs(now - before)}


def _stream_chart(data: dict[str, Any]) -> Block:
    return _chart(data, _("各工作板块承办任务"), "stream", data["streams"][:MOST_BARS])


def _city_chart(data: dict[str, Any]) -> Block:
    """Units summed by their city, in the order of the tree; one city alone is no comparison.

    Of more cities than the page has room for, those with red items.
    """
    cities, title = cities_of(data), _("各市州承办任务")
    if len(cities) < 2:
        return _chart(data, title, "city", [])
    if len(cities) > MOST_CITIES:
        cities = [city for city in cities if data["figures"][f"city.{city['id']}.red"]["value"]]
        title = _("有红灯的市州承办任务")
    return _chart(data, title, "city", cities[:MOST_CITIES])


def _chart(data: dict[str, Any], title: str, kind: str, groups: list[Row]) -> Block:
    """Stacked bars, each row in one part: done, under way, red (the gazette draws the third so), yellow."""
    parts = ("done", "under_way", "red", "yellow")
    figures = data["figures"]
    return {
        "type": "chart",
        "title": title,
        "unit": _("件"),
        "series": [_("已完成"), _("推进中"), _("红灯"), _("黄灯")],
        "bars": [
            {
                "label": _short(group["name"], BAR_CHARS),
                "values": [figures[f"{kind}.{group['id']}.{part}"]["value"] for part in parts],
            }
            for group in groups
        ],
    }
