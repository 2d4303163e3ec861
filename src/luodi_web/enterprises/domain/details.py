"""Keeping details (明细): rows of an enterprise with their source and day. Nothing is overwritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.common.models import StoredFile
from luodi_web.enterprises.domain.entries import counts_on, entry, said_of_days, withdrawn, wrong_days
from luodi_web.enterprises.domain.profiles import Kept
from luodi_web.enterprises.domain.values import parse_value, value_words
from luodi_web.enterprises.enums import EnterpriseVerb
from luodi_web.enterprises.models import DetailRow, Enterprise
from luodi_web.fields.enums import FieldType
from luodi_web.fields.models import DetailColumn, DetailList
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record


def key_column(detail: DetailList) -> DetailColumn | None:
    """The column that tells an enterprise's rows apart."""
    return next((each for each in detail.columns.all() if each.is_key), None)


def key_of(detail: DetailList, values: Mapping[str, str]) -> str:
    """What a row says in that column; "" where there is none or nothing is said."""
    column = key_column(detail)
    return values.get(column.kept_name, "") if column is not None else ""


def insist_in_use(detail: DetailList) -> None:
    """Raises ValidationError for a detail that takes no more rows."""
    if not detail.is_active:
        raise ValidationError(_("明细“%(name)s”已停用，不能再登记。") % {"name": detail.name}, code="refused")


@transaction.atomic
def keep_row(
    row: Enterprise,
    detail: DetailList,
    texts: Mapping[str, str],
    *,
    source: str,
    as_of: date,
    valid_to: date | None = None,
    by: Actor,
) -> DetailRow:
    """One row more; of the same key, an older one stays in the history.

    texts: by column, as written; empty ones are unknown. Raises ValidationError by the column's place in the
    list, ``c0``, and by field of the form; and for a detail that is no longer in use.
    """
    insist_in_use(detail)
    values, faults = parse_texts(list(detail.columns.all()), texts)
    places = {each.name: at for at, each in enumerate(detail.columns.all())}
    wrong: dict[str, Any] = {f"c{places[name]}": error for name, error in faults.items()}
    if not values and not wrong:
        wrong["c0"] = _("至少填写一列。")
    wrong |= wrong_days(as_of, valid_to)
    if wrong:
        raise ValidationError(wrong)
    Enterprise.objects.select_for_update(of=("self",)).get(pk=row.pk)
    key = key_of(detail, values)
    said = (values, source, as_of, valid_to)
    for now in counting_rows([row.pk], detail, timezone.localdate()):
        # A double click; a list without a key may well have two rows of the same content.
        same = (now.values, now.source, now.as_of, now.valid_to) == said and now.entered_by == by.user
        if same and (key or (timezone.now() - now.entered_at).total_seconds() < _SAME_CLICK_S):
            return now
    made = DetailRow.objects.create(
        enterprise=row,
        detail=detail,
        key=key,
        values=values,
        source=source,
        as_of=as_of,
        valid_to=valid_to,
        **entry(by),
    )
    record(
        by,
        EnterpriseVerb.DETAIL_KEPT,
        row,
        after={"detail": detail.name, "value": row_words(detail, values), "source": source, "day": as_of},
    )
    return made


# Seconds within which the same words from the same person are one click.
_SAME_CLICK_S = 10


@transaction.atomic
def withdraw_row(row: DetailRow, reason: str, *, by: Actor) -> DetailRow:
    """A row that was wrong counts no more; it stays to be seen. Raises ValidationError the second time."""
    row = withdrawn(DetailRow.objects.select_related("enterprise", "detail"), row.pk, reason, by)
    words = {"detail": row.detail.name, "value": row_words(row.detail, row.values), "reason": reason}
    record(by, EnterpriseVerb.DETAIL_WITHDRAWN, row.enterprise, after=words)
    return row


def newest_rows(day: date) -> QuerySet[DetailRow]:
    """The rows that count on a day: of the same enterprise, detail and key the newest that may be used."""
    rows = DetailRow.objects.filter(counts_on(day))
    newer = Q(as_of__gt=OuterRef("as_of")) | Q(as_of=OuterRef("as_of"), pk__gt=OuterRef("pk"))
    same = rows.filter(
        newer, enterprise=OuterRef("enterprise"), detail=OuterRef("detail"), key=OuterRef("key")
    )
    return rows.filter(Q(key="") | ~Exists(same))


def counting_rows(enterprises: Iterable[int], detail: DetailList, day: date) -> list[DetailRow]:
    """What counts of a detail, by enterprise, the oldest first. One query."""
    rows = newest_rows(day).filter(enterprise__in=list(enterprises), detail=detail)
    return list(rows.order_by("enterprise", "as_of", "pk"))


def parse_texts(
    columns: Sequence[DetailColumn], texts: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, ValidationError]]:
    """Values as they are kept, by ``kept_name``, and what is wrong by name. What is empty is left out.

    Numbers without zeros at their end, which workbooks drop: rows are told apart by their content.
    """
    values, faults = {}, {}
    for each in columns:
        text = texts.get(each.name, "").strip()
        if text:
            try:
                kept = parse_value(each, text)
                if each.type == FieldType.NUMBER and "." in kept:
                    kept = kept.rstrip("0").rstrip(".")
                values[each.kept_name] = kept
            except ValidationError as error:
                faults[each.name] = error
        elif each.is_key:
            faults[each.name] = ValidationError(_("请填写，用它来区分各条明细。"))
    return values, faults


def row_words(detail: DetailList, values: Mapping[str, str]) -> str:
    """A row in one line."""
    said = [
        f"{each.name}：{value_words(each, values[each.kept_name])}"
        for each in detail.columns.all()
        if each.kept_name in values
    ]
    return "；".join(said)[:500]


@dataclass(frozen=True)
class SaidRow:
    """What a table says of one enterprise in one row. values: by ``kept_name``, as they are kept."""

    enterprise: Enterprise
    values: Mapping[str, str]
    source: str
    as_of: date


def keep_rows(
    detail: DetailList,
    batch: Sequence[SaidRow],
    *,
    by: Actor,
    file: StoredFile | None = None,
    counted: Counter[Any] | None = None,
    commit: bool = True,
) -> Kept:
    """Many rows at once, without an audit entry: the caller's says all of them.

    With a key: a row that says what counts already, or what was said for that very day, is not added again.
    Without: of equal rows, a table adds those that it has more of than count already. So that a table can be
    kept twice. counted: of the rows that earlier batches of the same table had, which this one goes on with.
    commit False only counts.
    """
    kept = Kept()
    seen: Counter[Any] = Counter() if counted is None else counted
    with transaction.atomic():
        keys = sorted({said.enterprise.pk for said in batch})
        list(Enterprise.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
        rows = counting_rows(keys, detail, timezone.localdate())
        now = {(row.enterprise_id, row.key): row for row in rows if row.key}
        equal = Counter(_identity(row.enterprise_id, row.values) for row in rows if not row.key)
        that_day = _said_for(keys, detail, {said.as_of for said in batch}) if key_column(detail) else {}
        added = []
        for said in batch:
            key = key_of(detail, said.values)
            place = (said.enterprise.pk, key)
            if key:
                has = now.get(place)
                is_there = has is not None and has.values == said.values and has.as_of >= said.as_of
                is_there |= that_day.get((*place, said.as_of)) == said.values
                kept.changed += has is not None and not is_there
                kept.created += has is None and not is_there
            else:
                mine = _identity(said.enterprise.pk, said.values)
                seen[mine] += 1
                is_there = seen[mine] <= equal[mine]
                kept.created += not is_there
            kept.same += is_there
            if not is_there:
                kept.values += len(said.values)
                added.append((said, key))
        if commit:
            common = {"detail": detail, "file": file, **entry(by)}
            DetailRow.objects.bulk_create(
                [
                    DetailRow(
                        enterprise=said.enterprise,
                        key=key,
                        values=dict(said.values),
                        source=said.source,
                        as_of=said.as_of,
                        **common,
                    )
                    for said, key in added
                ],
                batch_size=2000,
            )
    return kept


def _said_for(
    enterprises: list[int], detail: DetailList, days: set[date]
) -> dict[tuple[int, str, date], dict[str, str]]:
    """What was said last for each of the days, by enterprise, key and day: older than what counts today."""
    rows = said_of_days(DetailRow.objects.filter(detail=detail), enterprises, days)
    said = rows.values_list("enterprise", "key", "as_of", "values")
    return {(enterprise, key, day): values for enterprise, key, day, values in said}


def _identity(enterprise: int, values: Mapping[str, str]) -> tuple[int, tuple[tuple[str, str], ...]]:
    return enterprise, tuple(sorted(values.items()))
