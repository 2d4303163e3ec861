"""The platform writes the draft: each section's words, with the places of the figures in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from luodi.gazette.wording import day_words
from luodi_web.supervision.domain.bulletin_figures import DOCUMENT_LANGUAGE
from luodi_web.supervision.domain.bulletin_merge import Mark, merge
from luodi_web.supervision.domain.bulletin_periods import period_words
from luodi_web.supervision.domain.bulletin_rows import rows_behind
from luodi_web.supervision.domain.plans import chinese_number
from luodi_web.supervision.enums import BulletinTemplate
from luodi_web.supervision.models import Bulletin

Data = dict[str, Any]
Part = dict[str, Any]

# Sections of a 通报 and of a brief in the order of the paper; the first of a 通报 has no heading.
SECTIONS = {
    "lead": gettext_lazy("开头"),
    "overview": gettext_lazy("总体情况"),
    "streams": gettext_lazy("工作板块进展"),
    "units": gettext_lazy("单位进展"),
    "practice": gettext_lazy("典型做法"),
    "problems": gettext_lazy("存在问题"),
    "next": gettext_lazy("下步要求"),
}
BRIEF_SECTIONS = {"stuck": gettext_lazy("卡住的事"), "asks": gettext_lazy("请领导定的事")}

# A table of so many units stands in the text; a longer one is an annex, after that of the tasks.
UNITS_IN_TEXT = 15
# Units named with a problem, and items with each: the rest is in the annex.
UNITS_NAMED = 30
ITEMS_NAMED = 20
# Lines of a brief, which has one page.
STUCK_LINES = 5
STUCK_CHARS = 30
STUCK_UNITS = 3


def sections_of(template: str) -> dict[str, Any]:
    """Section keys and headings of a template."""
    return BRIEF_SECTIONS if template == BulletinTemplate.BRIEF else SECTIONS


class Prose:
    """Text that grows, and where its figures are."""

    def __init__(self, figures: dict[str, Data]) -> None:
        self.figures = figures
        self.text = ""
        self.marks: list[Mark] = []

    def say(self, words: str, **values: str) -> None:
        """Words with ``%(name)s``: a figure's key is its value, ``share:KEY`` its share."""
        for place, piece in enumerate(re.split(r"%\((\w+)\)s", words)):
            if place % 2 == 0:
                self.text += piece
                continue
            value = values[piece]
            is_share = value.startswith("share:")
            key = value.removeprefix("share:")
            if key in self.figures:
                figure = self.figures[key]
                self._mark(f"{figure['share']}%" if is_share else str(figure["value"]), key)
            else:
                self.text += value

    def item(self, no: str, key: str) -> None:
        """An item's number, which leads to a figure's rows; with a plan in front, the number after it."""
        front, number = re.fullmatch(r"(.*?)(\d+(?:\.\d+)*)", no).groups()  # type: ignore[union-attr]
        self.text += front
        self._mark(number, key)

    def _mark(self, words: str, key: str) -> None:
        self.marks.append((len(self.text), len(self.text) + len(words), key))
        self.text += words

    def value(self, key: str) -> int:
        return self.figures[key]["value"] if key in self.figures else 0

    def paragraph(self) -> None:
        """End the paragraph, if there is one."""
        if self.text and not self.text.endswith("\n"):
            self.text += "\n"

    def part(self) -> Part:
        return {"auto": self.text.rstrip("\n"), "marks": [list(mark) for mark in self.marks]}


def write_parts(bulletin: Bulletin) -> dict[str, Part]:
    """What the platform would write now, by section: ``auto`` and ``marks``."""
    data = bulletin.data
    writers = {
        "lead": lambda prose: _lead(prose, bulletin),
        "overview": lambda prose: _overview(prose, data),
        "streams": lambda prose: _streams(prose, data),
        "units": lambda prose: _units(prose, data),
        "practice": lambda prose: _practice(prose, data, bulletin.practices),
        "problems": lambda prose: _problems(prose, data),
        "next": lambda prose: _next(prose, data),
        "stuck": lambda prose: _stuck(prose, data),
        "asks": lambda prose: None,
    }
    parts = {}
    with override(DOCUMENT_LANGUAGE):
        for key in sections_of(bulletin.template):
            prose = Prose(data["figures"])
            writers[key](prose)
            parts[key] = prose.part()
    return parts


def renew_parts(bulletin: Bulletin) -> list[str]:
    """Write the parts anew over the bulletin's data; what people changed in them stays.

    Gives the sections where a figure changed in a place that a person had changed, too: theirs stands.
    """
    conflicts = []
    parts = {}
    for key, fresh in write_parts(bulletin).items():
        old = bulletin.parts.get(key)
        if old is None:
            parts[key] = {**fresh, "text": fresh["auto"]}
            continue
        merged = merge(old["auto"], old["text"], fresh["auto"])
        parts[key] = {**fresh, "text": merged.text}
        if merged.has_conflict:
            conflicts.append(key)
    bulletin.parts = parts
    return conflicts


def taken_on(data: Data) -> date:
    """The day of the snapshot, in the site's time."""
    return timezone.localdate(datetime.fromisoformat(data["taken_at"]))


def _lead(prose: Prose, bulletin: Bulletin) -> None:
    data = bulletin.data
    if bulletin.corrects is not None:
        old = bulletin.corrects
        values = {"year": str(old.year), "issue": old.issue_words, "title": old.title}
        prose.say(_("%(year)s年%(issue)s《%(title)s》部分内容有误，现予更正，以本期为准。"), **values)
        prose.paragraph()
    titles = "、".join(f"《{plan['title'].strip('《》')}》" for plan in data["plans"][:3])
    scope = []
    if bulletin.workstream is not None:
        scope.append(_("“%(name)s”板块") % {"name": bulletin.workstream.name})
    if bulletin.unit is not None:
        scope.append(_("%(name)s及所属单位") % {"name": bulletin.unit.label})
    prose.say(
        _("根据%(titles)s，对截至%(day)s的%(scope)s任务落实情况进行了汇总。现将%(period)s有关情况通报如下。"),
        titles=titles or f"《{bulletin.package.name}》",
        day=day_words(taken_on(data)),
        scope="".join(scope),
        period=period_words(bulletin.period),
    )


def _overview(prose: Prose, data: Data) -> None:
    if not data["rows"]:
        prose.say(_("本期没有纳入督办的任务。"))
        return
    prose.say(
        _("本期纳入督办的任务共%(tasks)s项，由%(units)s个单位承办，形成承办任务%(total)s件。"),
        tasks="tasks",
        units="units",
        total="total",
    )
    prose.say(_("其中，"))
    _shares(prose, "state", ("done", "acknowledged", "sent", "returned"))
    prose.say(_("本期内完成%(done)s件。"), done="done_now")
    prose.paragraph()
    prose.say(_("按灯号分，"))
    _shares(prose, "light", ("green", "blue", "yellow", "red", "grey"))
    if (previous := data["previous"]) is not None:
        prose.paragraph()
        prose.say(
            _(
                "与上期（%(issue)s，截至%(day)s）相比，新完成%(done)s件，新亮红灯%(red)s件，消除红灯%(left)s件。"
            ),
            issue=previous["issue"],
            day=day_words(date.fromisoformat(previous["day"])),
            done="change.done",
            red="change.red",
            left="change.left_red",
        )


def _shares(prose: Prose, prefix: str, kinds: Iterable[str]) -> None:
    """已完成31件，占36.9%；…。 Kinds that do not occur are left out: they have no share."""
    keys = [f"{prefix}.{kind}" for kind in kinds if prose.value(f"{prefix}.{kind}")]
    for place, key in enumerate(keys):
        prose.say(
            _("%(label)s%(count)s件，占%(share)s"),
            label=prose.figures[key]["label"],
            count=key,
            share=f"share:{key}",
        )
        prose.say("；" if place < len(keys) - 1 else "。")


def _streams(prose: Prose, data: Data) -> None:
    for stream in data["streams"]:
        key = f"stream.{stream['id']}"
        prose.say(
            _("“%(name)s”承办任务%(total)s件，已完成%(done)s件"),
            name=stream["name"],
            total=f"{key}.total",
            done=f"{key}.done",
        )
        if prose.value(f"{key}.yellow"):
            prose.say(_("，黄灯%(count)s件"), count=f"{key}.yellow")
        if prose.value(f"{key}.red"):
            prose.say(_("，红灯%(count)s件"), count=f"{key}.red")
        prose.say("。")
        prose.paragraph()


def _tasks_annex(data: Data) -> str:
    """How the text names the annex of tasks: by its number where there are two."""
    return _("附件1") if len(data["units"]) > UNITS_IN_TEXT else _("附件")


def _units(prose: Prose, data: Data) -> None:
    if not prose.value("total"):
        return
    table = _("附件2") if len(data["units"]) > UNITS_IN_TEXT else _("下表")
    if not prose.value("units.clear"):
        words = _("%(units)s个承办单位都有黄灯或者红灯任务。各单位情况见%(table)s。")
        prose.say(words, units="units", table=table)
        return
    prose.say(_("%(units)s个承办单位中，"), units="units")
    if prose.value("units.done"):
        prose.say(_("%(done)s个已全部完成，"), done="units.done")
    words = _("%(clear)s个没有黄灯和红灯任务。各单位情况见%(table)s。")
    prose.say(words, clear="units.clear", table=table)


def _practice(prose: Prose, data: Data, chosen: list[int]) -> None:
    units = {unit["id"]: unit["name"] for unit in data["units"]}
    candidates = {item["id"]: item for item in data["candidates"]}
    found = [candidates[key] for key in chosen if key in candidates]
    for place, item in enumerate(found, start=1):
        prose.say(_("%(place)s是%(unit)s"), place=chinese_number(place), unit=units[item["unit"]])
        prose.text += "（"
        prose.item(item["no"], f"unit.{item['unit']}.total")
        prose.say(_("项"))
        if item["early"]:
            prose.say(_("，提前%(days)s天完成"), days=f"early.{item['id']}")
        prose.text += "）。" + " ".join(item["text"].split())
        prose.paragraph()


def _problems(prose: Prose, data: Data) -> None:
    before = prose.text
    _named(prose, data, "light.red", "red", _("超过时限未完成的承办任务%(count)s件："))
    _named(prose, data, "light.yellow", "yellow", _("进度滞后或者临近时限（黄灯）的承办任务%(count)s件："))
    _named(prose, data, "unsigned", "unsigned", _("超过签收期限未签收的承办任务%(count)s件："))
    year, month = data["month"].split("-")
    values = {"year": year, "month": int(month)}
    words = _("未报送%(year)s年%(month)d月进展的承办任务%%(count)s件：") % values
    _named(prose, data, "owed", "owed", words)
    if prose.text == before:
        prose.say(_("本期没有逾期、黄灯、未按时签收和未报送进展的任务。"))


def _named(prose: Prose, data: Data, key: str, kind: str, words: str) -> None:
    """The problem's number, then who has which items: 甲、乙的1.2项；丙的1.3、3.2项."""
    groups = data["problems"].get(kind, [])  # a draft of before has fewer kinds
    if not groups:
        return
    prose.say(words, count=key)
    names = {unit["id"]: unit["name"] for unit in data["units"]}
    left = UNITS_NAMED
    for place, group in enumerate(groups):
        if left <= 0:
            prose.say(_("；其余见%(annex)s"), annex=_tasks_annex(data))
            break
        units = group["units"]
        prose.text += "；" if place else ""
        prose.text += "、".join(names[unit] for unit in units[:left])
        if len(units) > left:
            prose.say(_("等%(count)s个单位"), count=str(len(units)))
        left -= len(units)
        prose.say(_("的"))
        for index, no in enumerate(group["nos"][:ITEMS_NAMED]):
            prose.text += "、" if index else ""
            prose.item(no, group["key"])
        prose.say(_("项") if len(group["nos"]) <= ITEMS_NAMED else _("等项"))
    prose.say("。")
    prose.paragraph()


def _next(prose: Prose, data: Data) -> None:
    words = _("各承办单位要对照%(annex)s逐项推进，按期报送进展；已经报送过的数据不再要求重复报送。")
    prose.say(words, annex=_tasks_annex(data))
    if prose.value("unsigned"):
        prose.paragraph()
        prose.say(_("未按时签收的单位要立即签收；任务分工有异议的，写明理由退回。"))
    if prose.value("light.red"):
        prose.paragraph()
        prose.say(_("逾期任务的承办单位要说明原因，提出补救措施和完成时间，报送编写单位。"))
    if prose.value("light.yellow"):
        prose.paragraph()
        prose.say(_("确需延期的，应当在到期之前提出申请并说明理由。"))


def _stuck(prose: Prose, data: Data) -> None:
    """Tasks longest past their deadline: which units, how long, and what a report says is in the way."""
    names = {unit["id"]: unit["name"] for unit in data["units"]}
    red: dict[int, list[Data]] = {}
    for row in sorted(rows_behind(data, "light.red"), key=lambda row: row["deadline"] or ""):
        red.setdefault(row["task"], []).append(row)
    for task_id, rows in list(red.items())[:STUCK_LINES]:
        task = data["tasks"][str(task_id)]
        prose.item(task["no"], f"stuck.{task_id}")
        text = task["text"] if len(task["text"]) <= STUCK_CHARS else task["text"][:STUCK_CHARS] + "…"
        units = "、".join(names[row["unit"]] for row in rows[:STUCK_UNITS])
        prose.say(" %(text)s：%(units)s", text=text, units=units)
        if len(rows) > STUCK_UNITS:
            prose.say(_("等%(count)s个单位"), count=f"stuck.{task_id}")
        prose.say("，%(reason)s", reason=rows[0]["reason"])
        problem = next((" ".join(row["problem"].split()) for row in rows if row["problem"].strip()), "")
        prose.text += f"，{problem[:STUCK_CHARS].rstrip('。；')}。" if problem else "。"
        prose.paragraph()
