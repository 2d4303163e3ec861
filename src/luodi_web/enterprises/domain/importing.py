"""Importing profiles: the worker looks through a table, a person sees what it would do, then it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Protocol, TypeVar

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.common.domain.files import open_stored, store_upload
from luodi_web.enterprises.domain.detail_layout import DetailReader, detail_heads, read_details
from luodi_web.enterprises.domain.details import insist_in_use, keep_rows
from luodi_web.enterprises.domain.layout import CODE, FAULT, Grid, RowReader, by_head, heads, read_table
from luodi_web.enterprises.domain.profiles import Kept, keep_batch, profile_fields
from luodi_web.enterprises.domain.scope import regions_editable_by
from luodi_web.enterprises.enums import EnterpriseVerb, ImportState
from luodi_web.enterprises.models import Enterprise, ProfileImport
from luodi_web.enterprises.rules import IMPORT_BATCH, IMPORT_FAULTS, STUCK_AFTER
from luodi_web.fields.models import DetailList, Field
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import changes, record
from luodi_web.people.domain.scope import Rights
from luodi_web.people.rules import Permission

S = TypeVar("S", covariant=True)


class _Reads(Protocol[S]):
    def read(
        self, number: int, cells: list[str], there: dict[str, Enterprise]
    ) -> tuple[S | None, list[list[Any]]]: ...


Reader = RowReader | DetailReader

_AT_WORK = (ImportState.CHECKING, ImportState.IMPORTING)


def begin_import(
    upload: UploadedFile, *, source: str, as_of: date, detail: DetailList | None = None, by: Actor
) -> ProfileImport:
    """Keep the table, of profiles or of one detail, and hand it to the worker.

    Raises ValidationError for a file that is none.
    """
    name = (upload.name or "")[:200]
    if not name.lower().endswith((".xlsx", ".csv")):
        raise ValidationError(_("请选择 Excel（.xlsx）或 CSV 文件。"))
    if as_of > timezone.localdate():
        raise ValidationError({"as_of": _("数据日期不能晚于今天。")})
    if by.unit is None:
        # Whose import it is says who may look at it and confirm it.
        raise ValidationError(_("您没有所属机构。"))
    if detail is not None:
        insist_in_use(detail)
    stored = store_upload(upload)
    with transaction.atomic():
        row = ProfileImport.objects.create(
            file=stored,
            detail=detail,
            file_name=name,
            source=source,
            as_of=as_of,
            by=by.user,
            unit=by.unit,
            started_at=timezone.now(),
        )
        told = {"file": name, "source": source} | ({"detail": detail.name} if detail else {})
        record(by, EnterpriseVerb.IMPORT_BEGUN, row, after=told)
        _enqueue(row)
    return row


@transaction.atomic
def confirm_import(row: ProfileImport, *, by: Actor) -> ProfileImport:
    """Let the worker keep what the person saw. Raises ValidationError unless it waits for that."""
    row = ProfileImport.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.state != ImportState.READY:
        raise ValidationError(_("这次导入已经处理过了。"), code="refused")
    if row.detail is not None:
        insist_in_use(row.detail)
    if not row.counts.get("created", 0) + row.counts.get("changed", 0):
        raise ValidationError(_("没有可以导入的内容。"), code="refused")
    row.state, row.done_rows, row.started_at = ImportState.IMPORTING, 0, timezone.now()
    row.save(update_fields=["state", "done_rows", "started_at"])
    record(by, EnterpriseVerb.IMPORT_CONFIRMED, row, after={"sha256": row.file.sha256})
    _enqueue(row)
    return row


@transaction.atomic
def cancel_import(row: ProfileImport, *, by: Actor) -> None:
    """Give it up before anything is kept. Raises ValidationError once it is being kept."""
    row = ProfileImport.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.state not in (ImportState.CHECKING, ImportState.READY, ImportState.FAILED):
        raise ValidationError(_("这次导入已经处理过了。"), code="refused")
    row.state, row.finished_at = ImportState.CANCELLED, timezone.now()
    row.save(update_fields=["state", "finished_at"])
    record(by, EnterpriseVerb.IMPORT_CANCELLED, row)


def is_import_stuck(row: ProfileImport) -> bool:
    """Whether it has been waited for so long that its worker must be gone."""
    return row.state in _AT_WORK and timezone.now() - row.started_at > STUCK_AFTER


def retry_import(row: ProfileImport, *, by: Actor) -> None:
    """Hand an import whose worker is gone to another; what is kept already stays and is not kept twice."""
    with transaction.atomic():
        locked = ProfileImport.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if is_import_stuck(locked):
            again = {"started_at": timezone.now()}
            before, after = changes(locked, again)
            ProfileImport.objects.filter(pk=row.pk).update(**again, done_rows=0)
            record(by, EnterpriseVerb.IMPORT_RETRIED, locked, before=before, after=after)
            _enqueue(locked)


def run_import(key: int) -> ProfileImport | None:
    """The worker's part: look through what is to be checked, keep what was confirmed.

    Returns the import if this run brought it to its next state; None for one that is gone, done, or taken
    over by a later run.
    """
    start = timezone.now()
    waiting = ProfileImport.objects.filter(pk=key, state__in=_AT_WORK)
    if not waiting.update(started_at=start):
        return None
    row = ProfileImport.objects.select_related("file", "by", "unit", "detail").get(pk=key)
    commit = row.state == ImportState.IMPORTING
    mine = ProfileImport.objects.filter(pk=key, started_at=start, state=row.state)
    with _failing(mine):
        reader = _opened(row)
        total, faults, wrong = Kept(), [], set()
        rows = list(reader.grid.rows)
        mine.update(all_rows=len(rows))
        by = Actor(row.by, row.by.name if row.by else "", row.unit)
        for begin in range(0, len(rows), IMPORT_BATCH):
            part = rows[begin : begin + IMPORT_BATCH]
            try:
                kept, more = _keep_part(reader, part, row, by, commit=commit)
            except IntegrityError:
                # Somebody else has just made a profile of the same code: now it is there to be read.
                kept, more = _keep_part(reader, part, row, by, commit=commit)
            faults += more
            wrong |= {fault[0] for fault in more}
            for name in ("created", "changed", "same", "values"):
                setattr(total, name, getattr(total, name) + getattr(kept, name))
            if not mine.update(done_rows=min(len(rows), begin + IMPORT_BATCH)):
                return None
        counts = {"wrong": len(wrong), "faults": len(faults), **vars(total)}
        with transaction.atomic():
            state = ImportState.DONE if commit else ImportState.READY
            done = {"state": state, "counts": counts, "finished_at": timezone.now() if commit else None}
            if not commit:
                done |= {"faults": faults[:IMPORT_FAULTS], "notes": _notes(reader.grid)}
            if not mine.update(**done):
                return None
            row.refresh_from_db()
            if commit:
                told = {"created": total.created, "changed": total.changed, "count": total.values}
                record(by, EnterpriseVerb.IMPORTED, row, after={**told, "sha256": row.file.sha256})
        return row
    # It failed, or a later run has it.
    row.refresh_from_db()
    return row if row.state == ImportState.FAILED and row.started_at == start else None


@transaction.atomic
def _keep_part(
    reader: Reader, part: list[tuple[int, list[str]]], row: ProfileImport, by: Actor, *, commit: bool
) -> tuple[Kept, list[list[Any]]]:
    """Read and keep under one lock: whose an enterprise is cannot change in between."""
    there = _there(reader, part)
    faults: list[list[Any]] = []
    if isinstance(reader, DetailReader):
        rows = _read(reader, part, there, faults)
        counted = reader.counted.copy()
        kept = keep_rows(reader.detail, rows, by=by, file=row.file, counted=counted, commit=commit)
        reader.counted = counted
        return kept, faults
    return keep_batch(_read(reader, part, there, faults), by=by, file=row.file, commit=commit), faults


@contextmanager
def _failing(mine: Any) -> Iterator[None]:
    """Whatever fails, the page says so; the worker's log gets what nobody foresaw."""
    try:
        yield
    except ValidationError as error:
        mine.update(
            state=ImportState.FAILED, problem=" ".join(error.messages)[:300], finished_at=timezone.now()
        )
    except Exception:
        mine.update(
            state=ImportState.FAILED, problem=_("程序出错，请联系系统管理员。"), finished_at=timezone.now()
        )
        raise


def _opened(row: ProfileImport) -> Reader:
    rights = Rights.of(row.by) if row.by is not None else Rights(())
    found = regions_editable_by(rights)
    # Four regions are prefecture and county at once; else a name stands for one region.
    regions = {each.code: each for each in found} | {each.name: each for each in found}
    with open_stored(row.file) as file:
        if row.detail is not None:
            return DetailReader(read_details(file, row.file_name, row.detail), row, regions, row.detail)
        return RowReader(read_table(file, row.file_name, by_head(_fields())), row, regions)


def _fields() -> list[Field]:
    keys = [each.pk for each in profile_fields()]
    return list(Field.objects.filter(pk__in=keys).prefetch_related("aliases"))


def _there(reader: Reader, rows: list[tuple[int, list[str]]]) -> dict[str, Enterprise]:
    """The enterprises that the rows name, by code, locked."""
    place = reader.grid.places[CODE]
    codes = {cells[place].replace(" ", "").upper() for _number, cells in rows if place < len(cells)}
    found = Enterprise.objects.select_for_update(of=("self",)).filter(code__in=codes)
    return {row.code: row for row in found.select_related("region").order_by("pk")}


def _read(
    reader: _Reads[S],
    rows: list[tuple[int, list[str]]],
    there: dict[str, Enterprise],
    faults: list[list[Any]],
) -> list[S]:
    """What the rows say; faults are added to."""
    said = []
    for number, cells in rows:
        one, wrong = reader.read(number, cells, there)
        faults += wrong
        if one is not None:
            said.append(one)
    return said


def _notes(grid: Grid[Any]) -> list[str]:
    if not grid.unknown:
        return []
    names = _("、").join(grid.unknown[:20])
    return [_("这些列不在字段字典里，没有读：%(names)s。") % {"names": names}]


def fault_table(row: ProfileImport) -> tuple[list[tuple[str, int]], list[list[Any]]]:
    """The rows with faults as they were written, each with what is wrong with it: to be corrected and
    imported again.
    """
    grid: Grid[Any] = _opened(row).grid
    words: dict[int, list[str]] = {}
    for number, column, said, _value in row.faults:
        words.setdefault(number, []).append(
            _("%(name)s：%(value)s") % {"name": column, "value": said} if column else said
        )
    labels = [label.strip() for label in grid.cells[grid.head]]
    keep = [place for place, label in enumerate(labels) if label and label != FAULT]
    widths = dict(heads(_fields()) if row.detail is None else detail_heads(row.detail))
    columns = [(FAULT, 50)] + [(labels[place], widths.get(labels[place], 16)) for place in keep]
    cells = dict(grid.rows)
    rows = [
        [
            _("；").join(said),
            *((cells[number][place] if place < len(cells[number]) else "") for place in keep),
        ]
        for number, said in sorted(words.items())
        if number in cells
    ]
    return columns, rows


def _enqueue(row: ProfileImport) -> None:
    from luodi_web.enterprises.jobs import import_profiles

    transaction.on_commit(lambda: import_profiles.enqueue(row.pk))


def may_confirm(rights: Rights, row: ProfileImport) -> bool:
    return row.state == ImportState.READY and rights.may(Permission.ENTERPRISES_EDIT)
