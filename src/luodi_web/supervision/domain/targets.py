"""目标台账: indicators, what they should reach by year and region, and what they have reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import Region, Unit
from luodi_web.people.rules import Permission
from luodi_web.policies.models import Package, Provision
from luodi_web.supervision.enums import SupervisionVerb, TargetOperator
from luodi_web.supervision.models import Indicator, IndicatorTarget, IndicatorValue


@dataclass(frozen=True)
class Standing:
    """One indicator in one year and place. region: null for the province.

    target, value: null where there is none yet. value is the newest by its day that no correction replaced.
    """

    indicator: Indicator
    year: int
    region: Region | None
    target: IndicatorTarget | None
    value: IndicatorValue | None

    @property
    def share(self) -> Decimal | None:
        """Value by target in percent, one place, never rounded up to 100.0; null where it says nothing.

        That is: without one of both, for a ceiling (不高于), and for a target of zero.
        """
        if self.target is None or self.value is None or self.target.value <= 0:
            return None
        if self.target.op == TargetOperator.AT_MOST:
            return None
        share = (self.value.value / self.target.value * 100).quantize(Decimal("0.1"))
        if share >= 100 and self.value.value < self.target.value:
            return Decimal("99.9")
        return share

    @property
    def is_reached(self) -> bool | None:
        """Whether the value keeps what the target asks; null where one of both is missing."""
        if self.target is None or self.value is None:
            return None
        value, target = self.value.value, self.target.value
        return {
            TargetOperator.AT_LEAST: value >= target,
            TargetOperator.MORE_THAN: value > target,
            TargetOperator.AT_MOST: value <= target,
            TargetOperator.EXACTLY: value == target,
        }[TargetOperator(self.target.op)]


def indicators_visible_to(rights: Rights) -> QuerySet[Indicator]:
    """All indicators to all who may see tasks: a county works towards the province's targets."""
    return Indicator.objects.all() if rights.may(Permission.TASKS_VIEW) else Indicator.objects.none()


def indicators_editable_by(rights: Rights) -> QuerySet[Indicator]:
    return Indicator.objects.filter(rights.scope(Permission.PLANS_EDIT, "owner"))


def read_standings(
    indicators: QuerySet[Indicator],
    *,
    year: int | None = None,
    region: Region | None = None,
    places: str = "",
) -> list[Standing]:
    """Every (indicator, year, place) that has a target or a value, by indicator, year, place. Three queries.

    places: "all" for the province and all regions; else only ``region``, null being the province.
    """
    within = Q(indicator__in=indicators)
    if year is not None:
        within &= Q(year=year)
    if places != "all":
        within &= Q(region=region) if region else Q(region__isnull=True)
    targets = {
        (row.indicator_id, row.year, row.region_id or ""): row
        for row in IndicatorTarget.objects.filter(within).select_related("region")
    }
    values: dict[tuple[int, int, str], IndicatorValue] = {}
    found = IndicatorValue.objects.filter(within, replaced_by__isnull=True).select_related("region")
    for value in found.order_by("-as_of", "-pk"):
        values.setdefault((value.indicator_id, value.year, value.region_id or ""), value)
    by_key = {row.pk: row for row in indicators.select_related("owner", "package")}
    standings = []
    for key in sorted(targets.keys() | values.keys()):
        target, latest = targets.get(key), values.get(key)
        place = (target or latest).region
        standings.append(Standing(by_key[key[0]], key[1], place, target, latest))
    return standings


def current_standings(standings: Iterable[Standing], this_year: int) -> list[Standing]:
    """Of each indicator and place the one that matters now, in the order given.

    That is the nearest year from this one on that has a target; where the targets' years are all past, the
    last of them; without any target the last year with a value.
    """
    best: dict[tuple[int, str], Standing] = {}
    for row in standings:
        key = (row.indicator.pk, row.region.pk if row.region else "")
        if key not in best or _nearness(row, this_year) > _nearness(best[key], this_year):
            best[key] = row
    return list(best.values())


def _nearness(row: Standing, this_year: int) -> tuple[bool, bool, int]:
    is_ahead = row.target is not None and row.year >= this_year
    return row.target is not None, is_ahead, -row.year if is_ahead else row.year


@transaction.atomic
def save_indicator(
    indicator: Indicator | None,
    *,
    package: Package,
    name: str,
    unit: str,
    measured_by: str = "",
    source: str = "",
    provision: Provision | None = None,
    owner: Unit,
    by: Actor,
) -> Indicator:
    """A new indicator, or an old one changed. Raises ValidationError for a name the package has already."""
    fields = {
        "package": package,
        "name": name,
        "unit": unit,
        "measured_by": measured_by,
        "source": source,
        "provision": provision,
        "owner": owner,
    }
    twins = Indicator.objects.filter(package=package, name=name)
    if twins.exclude(pk=indicator.pk if indicator else None).exists():
        raise ValidationError({"name": _("这个政策包里已有同名指标。")})
    before = None
    if indicator is not None:
        indicator = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)
        before = {key: str(getattr(indicator, key) or "") for key in fields}
    indicator = indicator or Indicator()
    for key, value in fields.items():
        setattr(indicator, key, value)
    indicator.save()
    after = {key: str(value or "") for key, value in fields.items()}
    if before != after:
        record(by, SupervisionVerb.INDICATOR_EDITED, indicator, before=before, after=after)
    return indicator


@transaction.atomic
def set_target(
    indicator: Indicator, year: int, region: Region | None, *, op: str, value: Decimal, by: Actor
) -> IndicatorTarget:
    """The target of a year and place: set, or changed with the old one in the audit trail."""
    indicator = Indicator.objects.select_for_update().get(pk=indicator.pk)
    row = indicator.targets.filter(year=year, region=region).first()
    before = {"value": _plain(row.value), "op": row.get_op_display()} if row else None
    row = row or IndicatorTarget(indicator=indicator, year=year, region=region)
    row.op, row.value = op, value
    row.save()
    after = {"value": _plain(value), "op": row.get_op_display()}
    if before != after:
        where = {"year": year, "region": str(region or "")}
        record(by, SupervisionVerb.TARGET_SET, indicator, before=before, after=after | where)
    return row


@transaction.atomic
def enter_value(
    indicator: Indicator,
    year: int,
    region: Region | None,
    *,
    value: Decimal,
    source: str,
    as_of: date,
    reason: str = "",
    by: Actor,
) -> IndicatorValue:
    """A figure reached. One for the same day corrects it: that needs a reason, and the old one is kept.

    The same figure from the same source again changes nothing. Raises ValidationError without a source, or
    for a correction without its reason.
    """
    indicator = Indicator.objects.select_for_update().get(pk=indicator.pk)
    if not source.strip():
        raise ValidationError({"source": _("请写明数据来源。")})
    old = indicator.values.filter(year=year, region=region, as_of=as_of, replaced_by__isnull=True).first()
    if old and (old.value, old.source) == (value, source.strip()):
        return old
    if old and not reason.strip():
        words = _("%(day)s 已登记 %(value)s；要更正请写明原因。")
        raise ValidationError({"reason": words % {"day": as_of.isoformat(), "value": _plain(old.value)}})
    row = IndicatorValue(
        indicator=indicator,
        year=year,
        region=region,
        value=value,
        source=source.strip(),
        as_of=as_of,
        by=by.user,
        reason=reason.strip()[:200] if old else "",
    )
    if old:
        # Out of the way of the constraint first: for a moment it is replaced by itself.
        IndicatorValue.objects.filter(pk=old.pk).update(replaced_by=old)
    row.save()
    if old:
        IndicatorValue.objects.filter(pk=old.pk).update(replaced_by=row)
    before = {"value": _plain(old.value), "source_note": old.source} if old else None
    after = {"value": _plain(value), "source_note": row.source, "year": year, "region": str(region or "")}
    record(by, SupervisionVerb.VALUE_ENTERED, indicator, before=before, after=after | {"reason": row.reason})
    return row


def _plain(value: Decimal) -> str:
    """2700.0000 as 2700."""
    return f"{value.normalize():f}"
