"""What values of profiles and rows of details have in common: entering, when they count, taking back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.enterprises.models.entries import Entry
from luodi_web.people.actor import Actor

Kind = TypeVar("Kind", bound=Entry)


def entry(by: Actor) -> dict[str, Any]:
    """Who enters something now, as a new entry keeps it."""
    return {"entered_at": timezone.now(), "entered_by": by.user, "entered_unit": by.unit}


def counts_on(day: date) -> Q:
    """The condition that an entry may be used on a day."""
    valid = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return valid & Q(withdrawn_at__isnull=True, as_of__lte=day)


def wrong_days(as_of: date, valid_to: date | None) -> dict[str, str]:
    """What is wrong with the days of an entry, by field of the form."""
    wrong = {}
    if as_of > timezone.localdate():
        wrong["as_of"] = _("数据日期不能晚于今天。")
    if valid_to is not None and valid_to < as_of:
        wrong["valid_to"] = _("有效期至不能早于数据日期。")
    return wrong


def withdrawn(rows: QuerySet[Kind], key: int, reason: str, by: Actor) -> Kind:
    """The entry, which counts no more. Locked: the caller has a transaction, and says it in the audit trail.

    Raises ValidationError the second time.
    """
    row = rows.select_for_update(of=("self",)).get(pk=key)
    if row.withdrawn_at is not None:
        raise ValidationError(_("这条数据已经撤回。"), code="refused")
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = timezone.now(), by.user, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return row


def said_of_days(
    rows: QuerySet[Kind], enterprises: Collection[int], days: Collection[date]
) -> QuerySet[Kind]:
    """What was said of enterprises for each of the days and stands without an end, the last said last."""
    lasting = rows.filter(withdrawn_at__isnull=True, valid_to__isnull=True)
    return lasting.filter(enterprise__in=enterprises, as_of__in=days).order_by("pk")
