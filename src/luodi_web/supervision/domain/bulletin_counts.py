"""What is counted in a bulletin's rows: each figure with the filter that finds what it counts."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from luodi_web.supervision.domain.bulletin_periods import days_of
from luodi_web.supervision.domain.bulletin_rows import Row, chosen_rows, state_words
from luodi_web.supervision.domain.shares import shares_of
from luodi_web.supervision.enums import AssignmentState, Light

Data = dict[str, Any]

STATES = (
    AssignmentState.DONE,
    AssignmentState.ACKNOWLEDGED,
    AssignmentState.SENT,
    AssignmentState.RETURNED,
)
LIGHTS = (Light.GREEN, Light.BLUE, Light.YELLOW, Light.RED, Light.GREY)
# What is named with its units and items, and the rows it means.
PROBLEMS: dict[str, dict[str, Any]] = {
    "red": {"light": Light.RED.value},
    "yellow": {"light": Light.YELLOW.value},
    "unsigned": {"unsigned": True},
    "owed": {"owed": True},
}


def figures_of(data: Data) -> dict[str, Data]:
    """All figures by key, in the order in which they are listed; each with the filter that finds its rows."""
    rows = data["rows"]
    first, last = (day.isoformat() for day in days_of(data["period"]))
    figures: dict[str, Data] = {
        "tasks": {
            "label": _("任务"),
            "value": len({row["task"] for row in rows}),
            "filter": {},
            "count": "task",
        }
    }

    def add(key: str, label: str, among: list[Row], /, **conditions: Any) -> None:
        figures[key] = {
            "label": label,
            "value": len(chosen_rows(among, conditions)),
            "filter": conditions,
        }

    add("total", _("承办任务"), rows)
    for state in STATES:
        add(f"state.{state.value}", state_words(state), rows, state=state.value)
    for light in LIGHTS:
        add(f"light.{light.value}", str(light.label), rows, light=light.value)
    for prefix, kinds in (("state", STATES), ("light", LIGHTS)):
        keys = [f"{prefix}.{kind.value}" for kind in kinds]
        for key, share in zip(keys, shares_of([figures[key]["value"] for key in keys]), strict=True):
            figures[key]["share"] = str(share)
    add("owed", _("本期未报送进展"), rows, owed=True)
    add("unsigned", _("超过签收期限未签收"), rows, unsigned=True)
    add("done_now", _("本期内完成"), rows, done_from=first, done_to=last)
    _add_units(data, figures)
    _add_changes(data, add)
    _add_groups(data, add)
    for kind, groups in data["problems"].items():
        by_unit = _grouped(chosen_rows(rows, PROBLEMS[kind]), "unit")
        for group in groups:
            values = {"units": len(group["units"]), "nos": "、".join(group["nos"])}
            label = _("%(units)s 个单位的 %(nos)s 项") % values
            among = [row for unit in group["units"] for row in by_unit[unit]]
            add(group["key"], label, among, **PROBLEMS[kind], units=group["units"])
    for task, red in _grouped(chosen_rows(rows, PROBLEMS["red"]), "task").items():
        words = {"no": data["tasks"][str(task)]["no"]}
        add(f"stuck.{task}", _("%(no)s 项：红灯") % words, red, light=Light.RED.value, task=task)
    for item in data["candidates"]:
        if item["early"]:
            figures[f"early.{item['id']}"] = {
                "label": _("提前完成天数"),
                "value": item["early"],
                "filter": {"ids": [item["row"]]},
                "count": "days",
            }
    return figures


def _add_units(data: Data, figures: dict[str, Data]) -> None:
    """How many units there are, have done all, have nothing near or past its deadline."""
    busy = {row["unit"] for row in data["rows"] if row["state"] != AssignmentState.DONE}
    late = {row["unit"] for row in data["rows"] if row["light"] in (Light.YELLOW, Light.RED)}
    every = [unit["id"] for unit in data["units"]]
    for key, label, units in (
        ("units", _("承办单位"), every),
        ("units.done", _("全部完成的单位"), [unit for unit in every if unit not in busy]),
        ("units.clear", _("没有黄灯和红灯的单位"), [unit for unit in every if unit not in late]),
    ):
        figures[key] = {"label": label, "value": len(units), "filter": {"units": units}, "count": "unit"}


def _add_changes(data: Data, add: Any) -> None:
    previous = data["previous"]
    if previous is None:
        return
    was_done, was_red = set(previous["done"]), set(previous["red"])
    done = [row["id"] for row in data["rows"] if row["state"] == "done" and row["id"] not in was_done]
    red = [row["id"] for row in data["rows"] if row["light"] == "red" and row["id"] not in was_red]
    left = [row["id"] for row in data["rows"] if row["light"] != "red" and row["id"] in was_red]
    add("change.done", _("上期以来完成"), data["rows"], ids=done)
    add("change.red", _("上期以来新亮红灯"), data["rows"], ids=red)
    add("change.left_red", _("上期以来红灯消除"), data["rows"], ids=left)


def _add_groups(data: Data, add: Any) -> None:
    for kind, groups in (("stream", data["streams"]), ("unit", data["units"])):
        by_group = _grouped(data["rows"], kind)
        for group in groups:
            here = {kind: group["id"]}
            _add_group(f"{kind}.{group['id']}", group["name"], by_group[group["id"]], here, add)
    by_unit = _grouped(data["rows"], "unit")
    for city in cities_of(data):
        among = [row for unit in city["units"] for row in by_unit[unit]]
        _add_group(f"city.{city['id']}", city["name"], among, {"units": city["units"]}, add)


def _add_group(key: str, name: str, among: list[Row], here: dict[str, Any], add: Any) -> None:
    add(f"{key}.total", _("%(name)s：承办任务") % {"name": name}, among, **here)
    for state in (AssignmentState.DONE, AssignmentState.SENT):
        words = {"name": name, "kind": state_words(state)}
        add(f"{key}.{state.value}", _("%(name)s：%(kind)s") % words, among, **here, state=state.value)
    for light in (Light.YELLOW, Light.RED):
        words = {"name": name, "kind": light.label}
        add(f"{key}.{light.value}", _("%(name)s：%(kind)s") % words, among, **here, light=light.value)
    add(f"{key}.under_way", _("%(name)s：推进中") % {"name": name}, among, **here, stage="under_way")
    add(f"{key}.owed", _("%(name)s：本期未报送进展") % {"name": name}, among, **here, owed=True)


def cities_of(data: Data) -> list[Row]:
    """Prefecture-level places of the units in the order of the tree: id, name, keys of their units."""
    units: dict[str, list[int]] = {}
    for unit in data["units"]:
        if unit["city"]:
            units.setdefault(unit["city"], []).append(unit["id"])
    return [{"id": place, "name": city, "units": keys} for place, (city, keys) in enumerate(units.items(), 1)]


def _grouped(rows: list[Row], name: str) -> dict[int, list[Row]]:
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[name]].append(row)
    return groups


def problem_groups(data: Data, kind: str, where: dict[str, Any]) -> list[Row]:
    """Units that have the same items, together: in the order of the tree, of the first of each group."""
    items: dict[int, list[str]] = defaultdict(list)
    for row in chosen_rows(data["rows"], where):
        items[row["unit"]].append(data["tasks"][str(row["task"])]["no"])
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for unit in data["units"]:
        if unit["id"] in items:
            groups[tuple(items[unit["id"]])].append(unit["id"])
    return [
        {"key": f"problem.{kind}.{place}", "units": units, "nos": list(nos)}
        for place, (nos, units) in enumerate(groups.items(), start=1)
    ]
