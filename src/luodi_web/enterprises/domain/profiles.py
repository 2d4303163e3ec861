"""Keeping profiles: enterprises, and values with their source and day. Nothing is overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.common.models import StoredFile
from luodi_web.enterprises.domain.entries import counts_on, entry, said_of_days, withdrawn, wrong_days
from luodi_web.enterprises.domain.values import parse_value, value_words
from luodi_web.enterprises.enums import EnterpriseVerb
from luodi_web.enterprises.models import Enterprise, ProfileValue
from luodi_web.enterprises.rules import CODE_CHARS, DERIVED_FIELDS, PROFILE_SUBJECTS, PROFILE_TYPES
from luodi_web.fields.models import Field
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import changes, record
from luodi_web.people.models import Region


def profile_fields() -> list[Field]:
    """The fields that profiles have values of, in the order in which they are shown."""
    rows = Field.objects.in_use().filter(type__in=PROFILE_TYPES, subject__in=PROFILE_SUBJECTS)
    found = list(rows.exclude(name__in=DERIVED_FIELDS).select_related("owner"))
    order = {subject: number for number, subject in enumerate(PROFILE_SUBJECTS)}
    found.sort(key=lambda field: (order[field.subject], field.pk))
    return found


def parse_code(text: str) -> str:
    """A credit code: capitals and digits. Raises ValidationError."""
    code = text.replace(" ", "").upper()
    if not (8 <= len(code) <= CODE_CHARS and code.isascii() and code.isalnum()):
        raise ValidationError(_("统一社会信用代码是 18 位数字和大写字母。"))
    return code


@transaction.atomic
def create_enterprise(
    code: str, name: str, region: Region, *, by: Actor, is_sample: bool = False
) -> Enterprise:
    """A profile without values yet. Raises ValidationError for a code that has one."""
    code = parse_code(code)
    try:
        with transaction.atomic():
            row = Enterprise.objects.create(code=code, name=name.strip(), region=region, is_sample=is_sample)
    except IntegrityError:
        raise ValidationError({"code": _("这个统一社会信用代码已经建档。")}) from None
    record(by, EnterpriseVerb.CREATED, row, after={"code": code, "name": name, "region": str(region)})
    return row


@transaction.atomic
def change_enterprise(row: Enterprise, name: str, region: Region, revision: int, *, by: Actor) -> Enterprise:
    """Name and region as said; nothing if they are so already. Raises ValidationError on an old revision."""
    row = Enterprise.objects.select_for_update(of=("self",)).select_related("region").get(pk=row.pk)
    if row.revision != revision:
        raise ValidationError(_("这家企业的信息刚被他人修改，请刷新后再操作。"), code="stale")
    before, after = changes(row, {"name": name.strip(), "region": region})
    if after:
        row.name, row.region = name.strip(), region
        row.revision += 1
        row.save()
        record(by, EnterpriseVerb.CHANGED, row, before=before, after=after)
    return row


@transaction.atomic
def keep_value(
    row: Enterprise,
    field: Field,
    text: str,
    *,
    source: str,
    as_of: date,
    valid_to: date | None = None,
    by: Actor,
) -> ProfileValue:
    """One value more; an older one stays in the history. Raises ValidationError by field of the form."""
    wrong: dict[str, Any] = {}
    kept = ""
    try:
        kept = parse_value(field, text)
    except ValidationError as error:
        wrong["text"] = error
    wrong |= wrong_days(as_of, valid_to)
    if wrong:
        raise ValidationError(wrong)
    Enterprise.objects.select_for_update(of=("self",)).get(pk=row.pk)
    now = newest_values([row.pk], timezone.localdate(), [field.pk]).get(row.pk, {}).get(field.pk)
    if now is not None and (now.text, now.source, now.as_of, now.valid_to) == (kept, source, as_of, valid_to):
        return now  # A double click.
    value = ProfileValue.objects.create(
        enterprise=row,
        field=field,
        text=kept,
        source=source,
        as_of=as_of,
        valid_to=valid_to,
        **entry(by),
    )
    before = {field.name: value_words(field, now.text)} if now is not None else None
    words = {"field": field.name, "value": value_words(field, kept), "source": source, "day": as_of}
    record(
        by,
        EnterpriseVerb.VALUE_KEPT,
        row,
        before={"value": before[field.name]} if before else None,
        after=words,
    )
    return value


@transaction.atomic
def withdraw_value(value: ProfileValue, reason: str, *, by: Actor) -> ProfileValue:
    """A value that was wrong counts no more; it stays to be seen. Raises ValidationError the second time."""
    value = withdrawn(ProfileValue.objects.select_related("enterprise", "field"), value.pk, reason, by)
    words = {"field": value.field.name, "value": value_words(value.field, value.text), "reason": reason}
    record(by, EnterpriseVerb.VALUE_WITHDRAWN, value.enterprise, after=words)
    return value


def newest_values(
    enterprises: Iterable[int], day: date, fields: Iterable[int] | None = None
) -> dict[int, dict[int, ProfileValue]]:
    """What counts on a day, by enterprise and field: the newest that is valid then. One query."""
    rows = ProfileValue.objects.filter(counts_on(day), enterprise__in=list(enterprises))
    if fields is not None:
        rows = rows.filter(field__in=list(fields))
    found: dict[int, dict[int, ProfileValue]] = {}
    for value in rows.order_by("enterprise", "field", "-as_of", "-pk"):
        found.setdefault(value.enterprise_id, {}).setdefault(value.field_id, value)
    return found


@dataclass(frozen=True)
class Said:
    """What a table says of one enterprise. values: by the field's key, as they are kept."""

    code: str
    name: str
    region: Region
    values: Mapping[int, str]
    source: str
    as_of: date


@dataclass
class Kept:
    """What came of a batch: enterprises by what was done with them, and values added."""

    created: int = 0
    changed: int = 0
    same: int = 0
    values: int = 0


def keep_batch(
    batch: list[Said],
    *,
    by: Actor,
    file: StoredFile | None = None,
    is_sample: bool = False,
    commit: bool = True,
) -> Kept:
    """Many enterprises at once, without an audit entry: the caller's says all of them.

    A value that was said for that very day, or for a later one and counts still, is not added again, so that
    a batch can be kept twice; the same value for a later day is added, for it is known to be true until then.
    commit False only counts. Codes are each once in a batch.
    """
    kept = Kept()
    with transaction.atomic():
        codes = [said.code for said in batch]
        there = {
            row.code: row
            for row in Enterprise.objects.select_for_update(of=("self",))
            .filter(code__in=codes)
            .order_by("pk")
        }
        made = [said for said in batch if said.code not in there]
        if commit:
            # In one order for everybody: two tables of the same codes wait for each other only one way.
            rows = [
                Enterprise(code=said.code, name=said.name, region=said.region, is_sample=is_sample)
                for said in sorted(made, key=lambda said: said.code)
            ]
            there |= {row.code: row for row in Enterprise.objects.bulk_create(rows)}
        kept.created = len(made)
        new_codes = {said.code for said in made}
        old_keys = [row.pk for code, row in there.items() if code not in new_codes]
        now = newest_values(old_keys, timezone.localdate())
        that_day = _said_for(old_keys, {said.as_of for said in batch})
        entered = entry(by)
        values: list[ProfileValue] = []
        for said in batch:
            row = there.get(said.code)
            has = now.get(row.pk, {}) if row is not None else {}
            added = {
                key: text
                for key, text in said.values.items()
                if (key not in has or has[key].text != text or has[key].as_of < said.as_of)
                and (row is None or that_day.get((row.pk, key, said.as_of)) != text)
            }
            kept.values += len(added)
            if said.code not in new_codes and row is not None:
                moved = row.name != said.name or row.region_id != said.region.pk
                kept.changed += bool(moved or added)
                kept.same += not (moved or added)
                if moved and commit:
                    row.name, row.region = said.name, said.region
                    row.revision += 1
                    row.save(update_fields=["name", "region", "revision"])
            values += [
                ProfileValue(
                    enterprise=row,
                    field_id=key,
                    text=text,
                    source=said.source,
                    as_of=said.as_of,
                    file=file,
                    **entered,
                )
                for key, text in added.items()
                if commit
            ]
        ProfileValue.objects.bulk_create(values, batch_size=2000)
    return kept


def _said_for(enterprises: list[int], days: set[date]) -> dict[tuple[int, int, date], str]:
    """What was said last for each of the days, by enterprise, field and day: older than what counts today."""
    rows = said_of_days(ProfileValue.objects.all(), enterprises, days)
    pairs = rows.values_list("enterprise", "field", "as_of", "text")
    return {(enterprise, key, day): text for enterprise, key, day, text in pairs}
