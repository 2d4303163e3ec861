"""The 目标台账 in Excel: one row an indicator, year and place; out and in again in the same columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.common.tables.sheets import Sheet, SheetColumn, SheetError, SheetRow, parse_day
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.names import resolve_names
from luodi_web.people.models import Region, Unit
from luodi_web.policies.models import Package
from luodi_web.supervision.domain.targets import Standing, enter_value, save_indicator, set_target
from luodi_web.supervision.enums import SupervisionVerb, TargetOperator
from luodi_web.supervision.models import Indicator

PROVINCE = gettext_lazy("全省")
YEARS = range(2000, 2101)
COLUMNS = (
    ("name", gettext_lazy("指标"), 26),
    ("unit", gettext_lazy("计量单位"), 10),
    ("year", gettext_lazy("年度"), 8),
    ("region", gettext_lazy("地区"), 12),
    ("op", gettext_lazy("要求"), 9),
    ("target", gettext_lazy("目标值"), 14),
    ("value", gettext_lazy("最新数值"), 14),
    ("as_of", gettext_lazy("截止日期"), 12),
    ("value_source", gettext_lazy("数据来源"), 28),
    ("reason", gettext_lazy("更正原因"), 16),
    ("measured_by", gettext_lazy("统计口径"), 26),
    ("source", gettext_lazy("来源文件"), 34),
    ("owner", gettext_lazy("责任机构"), 18),
)
_LABELS = {name: str(label) for name, label, _width in COLUMNS}


@dataclass(frozen=True)
class TargetsImport:
    rows: list[SheetRow] = field(default_factory=list)
    errors: list[SheetError] = field(default_factory=list)


def standing_rows(standings: Iterable[Standing]) -> Iterator[list[Any]]:
    """The rows of the workbook, in the order of COLUMNS."""
    for row in standings:
        target, value = row.target, row.value
        yield [
            row.indicator.name,
            row.indicator.unit,
            row.year,
            str(row.region or PROVINCE),
            target.get_op_display() if target else "",
            target.value if target else None,
            value.value if value else None,
            value.as_of if value else None,
            value.source if value else "",
            value.reason if value else "",
            row.indicator.measured_by,
            row.indicator.source,
            row.indicator.owner.name,
        ]


def parse_targets_sheet(file: BinaryIO) -> TargetsImport:
    """Read a workbook in the layout of the export; every fault named by row and column.

    Raises ValidationError when it is no such workbook.
    """
    parsers = {
        "year": _year,
        "region": _region,
        "op": _op,
        "target": _number,
        "value": _number,
        "as_of": parse_day,
    }
    needed = {"name", "unit", "year", "owner"}
    sheet = Sheet(
        [
            SheetColumn(name, str(label), required=name in needed, parse=parsers.get(name), width=width)
            for name, label, width in COLUMNS
        ]
    )
    result = sheet.read(file)
    owners = {row.values["owner"] for row in result.rows if row.values["owner"]}
    known = {found.name: found.unit for found in resolve_names(sorted(owners)) if found.unit}
    seen: dict[tuple[Any, ...], int] = {}
    for row in result.rows:
        values = row.values
        if values["owner"] and values["owner"] not in known:
            words = _("机构名册里没有“%(name)s”。") % {"name": values["owner"]}
            result.refuse(row, _LABELS["owner"], words, values["owner"])
        values["owner_unit"] = known.get(values["owner"])
        if values["value"] is not None and not values["value_source"]:
            result.refuse(row, _LABELS["value_source"], _("有数值的行要写数据来源。"))
        if values["value"] is not None and values["as_of"] is None:
            result.refuse(row, _LABELS["as_of"], _("有数值的行要写截止日期。"))
        for name, limit in (
            ("name", 120),
            ("unit", 20),
            ("measured_by", 300),
            ("source", 300),
            ("value_source", 300),
        ):
            if len(values[name] or "") > limit:
                result.refuse(row, _LABELS[name], _("超过 %(limit)d 个字。") % {"limit": limit})
        key = (values["name"], values["year"], str(values["region"] or ""))
        if key in seen:
            result.refuse(row, _LABELS["name"], _("与第 %(row)d 行是同一项。") % {"row": seen[key]})
        seen.setdefault(key, row.number)
    return TargetsImport(result.rows, sorted(result.errors, key=lambda error: error.row))


@transaction.atomic
def import_targets(found: TargetsImport, *, package: Package, owners: set[int], by: Actor) -> int:
    """Store all rows in a package: new indicators, targets, values; the number of rows.

    owners: keys of units for which the person may edit. Raises ValidationError with the row where one is
    refused; nothing is stored then.
    """
    if found.errors or not found.rows:
        raise ValidationError(_("表格还有错误，没有导入。"))
    there = {row.name: row for row in Indicator.objects.filter(package=package)}
    for row in found.rows:
        values = row.values
        owner: Unit = values["owner_unit"]
        known = there.get(values["name"])
        if owner.pk not in owners or (known and known.owner_id not in owners):
            raise ValidationError(
                _("第 %(row)d 行：您不能编辑“%(unit)s”的指标。") % {"row": row.number, "unit": owner.name}
            )
        try:
            there[values["name"]] = indicator = save_indicator(
                known,
                package=package,
                name=values["name"],
                unit=values["unit"],
                measured_by=values["measured_by"] or "",
                source=values["source"] or "",
                provision=known.provision if known else None,
                owner=owner,
                by=by,
            )
            where = (indicator, values["year"], values["region"])
            if values["target"] is not None:
                op = values["op"] or TargetOperator.AT_LEAST
                set_target(*where, op=op, value=values["target"], by=by)
            if values["value"] is not None:
                enter_value(
                    *where,
                    value=values["value"],
                    source=values["value_source"],
                    as_of=values["as_of"],
                    reason=values["reason"] or "",
                    by=by,
                )
        except ValidationError as error:
            words = {"row": row.number, "words": " ".join(error.messages)}
            raise ValidationError(_("第 %(row)d 行：%(words)s") % words) from error
    record(by, SupervisionVerb.TARGETS_IMPORTED, package, after={"rows": len(found.rows)})
    return len(found.rows)


def _year(text: str) -> int:
    plain = text.removesuffix("年")
    if not plain.isdecimal() or int(plain) not in YEARS:
        raise ValidationError(_("“%(text)s”不是年度，请写成 2026 的样子。") % {"text": text})
    return int(plain)


def _region(text: str) -> Region | None:
    if text in (str(PROVINCE), "湖北省"):
        return None
    found = Region.objects.filter(name=text).first()
    if found is None:
        raise ValidationError(_("没有名为“%(text)s”的地区；全省请写“全省”。") % {"text": text})
    return found


def _op(text: str) -> str:
    signs = {">=": "ge", "≥": "ge", ">": "gt", "＞": "gt", "<=": "le", "≤": "le", "=": "eq"}
    found = signs.get(text) or next((value for value, label in TargetOperator.choices if label == text), None)
    if found is None:
        choices = "、".join(str(label) for label in TargetOperator.labels)
        raise ValidationError(_("要求只能是：%(choices)s。") % {"choices": choices})
    return found


def _number(text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise ValidationError(_("“%(text)s”不是数字。") % {"text": text}) from None
    if not value.is_finite() or abs(value) >= Decimal(10) ** 14:
        raise ValidationError(_("“%(text)s”超出范围。") % {"text": text})
    return value.quantize(Decimal("0.0001"))
