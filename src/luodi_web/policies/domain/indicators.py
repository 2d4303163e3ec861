"""Measured here: how many policies a unit or a region has issued."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import DateField, Min, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from luodi_web.common.indicators import Indicator, Measured, MeasuredRow, register
from luodi_web.people.domain.places import units_in
from luodi_web.people.models import Region, Unit
from luodi_web.policies.enums import VersionState
from luodi_web.policies.models import Policy


def policies_published(subject: Unit | Region, first: date, last: date) -> Measured:
    """Policies with a confirmed text whose day of issue lies in the days; of a unit with those below it."""
    rows = _with_day(Policy.objects.filter(units_in(subject, "owner"))).filter(day__range=(first, last))
    return Measured(Decimal(rows.count()), rows.order_by("day", "pk"), _describe)


def _with_day(rows: QuerySet[Policy]) -> QuerySet[Policy]:
    """Those with a confirmed text, and their ``day``: of issue, else of the first confirming."""
    confirmed = Q(versions__state=VersionState.CONFIRMED)
    rows = rows.filter(confirmed).annotate(confirmed_at=Min("versions__confirmed_at", filter=confirmed))
    return rows.annotate(day=Coalesce("issued_on", TruncDate("confirmed_at"), output_field=DateField()))


def _describe(row: Policy) -> MeasuredRow:
    return MeasuredRow(row.title, row.day, Decimal(1), reverse("staff:policy", args=[row.pk]))


def register_indicators() -> None:
    register(
        Indicator(
            "policies_published",
            _("发布政策数"),
            _("项"),
            _("已定稿的政策，按成文日期计入所在的期；没有成文日期的，按首次定稿日期。"),
            policies_published,
        )
    )
