"""Taking snapshots: from the profiles or from a file that somebody brings; then frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, NotRequired, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.common.domain.files import copy_stored, is_whole, making_path, store_path, stored_as
from luodi_web.common.models import StoredFile
from luodi_web.enterprises.domain.snapshot_files import (
    Described,
    count_profiles,
    count_rows,
    describe_file,
    has_parquet_marks,
    one_moment,
    write_profiles,
)
from luodi_web.enterprises.domain.snapshot_list_checks import faults_of_list
from luodi_web.enterprises.domain.snapshot_lists import (
    DescribedList,
    describe_list,
    freeze_lists,
    written_details,
)
from luodi_web.enterprises.domain.snapshot_places import count_places
from luodi_web.enterprises.enums import EnterpriseVerb, SnapshotSource, SnapshotState
from luodi_web.enterprises.models import Snapshot, SnapshotPlace, SnapshotUpload
from luodi_web.enterprises.rules import PROBLEM_CHARS, SNAPSHOT_MAX_BYTES, STUCK_AFTER
from luodi_web.fields.domain.lists import lists_named
from luodi_web.fields.models import DetailList
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import changes, record
from luodi_web.people.models import Region, Unit


class About(TypedDict):
    """What a person says of a snapshot. region: the area that it covers; as_of: the day of its data."""

    name: str
    region: Region
    owner: Unit
    as_of: date
    note: NotRequired[str]


@transaction.atomic
def begin_snapshot(*, by: Actor, **about: Unpack[About]) -> Snapshot:
    """Hand the taking of all profiles of a region to the worker. Raises ValidationError for a day to come."""
    _check_day(about["as_of"])
    return _begin(Snapshot(source=SnapshotSource.PROFILES, **about), by)


def _begin(snapshot: Snapshot, by: Actor, lists: Mapping[str, StoredFile] | None = None) -> Snapshot:
    """Keep a new one, with the files of details that were brought, and hand it to the worker."""
    lists = lists or {}
    snapshot.by, snapshot.started_at = by.user, timezone.now()
    snapshot.save()
    SnapshotUpload.objects.bulk_create(
        SnapshotUpload(snapshot=snapshot, name=name, file=file) for name, file in lists.items()
    )
    told: dict[str, object] = {"region": str(snapshot.region), "day": snapshot.as_of}
    if snapshot.file is not None:
        told["sha256"] = snapshot.file.sha256
    if lists:
        told["lists"] = [f"{name} {file.sha256}" for name, file in lists.items()]
    record(by, EnterpriseVerb.SNAPSHOT_BEGUN, snapshot, after=told)
    _enqueue(snapshot)
    return snapshot


def _check_day(as_of: date) -> None:
    if as_of > timezone.localdate():
        raise ValidationError({"as_of": _("数据日期不能晚于今天。")})


def run_snapshot(key: int) -> Snapshot | None:
    """The worker's part: take the profiles, or look through the file that was brought.

    Returns the snapshot if this run brought it to its end, good or bad. A later run takes
    over from an earlier one, which then leaves the row alone.
    """
    start = timezone.now()
    if not Snapshot.objects.filter(pk=key, state=SnapshotState.MAKING).update(started_at=start):
        return None
    snapshot = Snapshot.objects.select_related("region", "by", "owner", "file").get(pk=key)
    by = Actor(snapshot.by, snapshot.by.name if snapshot.by else "", snapshot.owner)
    mine = Snapshot.objects.filter(pk=key, started_at=start, state=SnapshotState.MAKING)
    path = making_path(".parquet")
    try:
        with ExitStack() as stack:
            lists: dict[str, Path] = {}
            if snapshot.file is not None:
                copy_stored(snapshot.file, path)
                mine.update(rows=count_rows(path))
                lists = stack.enter_context(_brought_lists(snapshot))
            else:
                mine.update(rows=count_profiles(snapshot.region))
                with one_moment():
                    write_profiles(path, snapshot.region, snapshot.as_of)
                    lists = stack.enter_context(written_details(snapshot.region, snapshot.as_of))
            found = _described(path, lists)
            if snapshot.file is not None:
                _check_columns(lists, found[0].key)
            return _freeze(snapshot, path, found, lists, start, by)
    except ValidationError as error:
        return _fail(snapshot, start, "\n".join(error.messages), by)
    except Exception:
        _fail(snapshot, start, _("程序出错，请联系系统管理员。"), by)
        raise
    finally:
        path.unlink(missing_ok=True)


def register_snapshot(
    path: Path,
    *,
    by: Actor,
    lists: Mapping[str, Path] | None = None,
    is_sample: bool = False,
    **about: Unpack[About],
) -> Snapshot:
    """A snapshot of a Parquet file, frozen at once; the paths are gone afterwards.

    lists: a file for each detail, by name, with any number of rows an enterprise and the same key column.
    Raises ValidationError for a file that is no population: no key, a key twice, unreadable columns; and for
    a detail with rows of no enterprise in it.
    """
    lists = lists or {}
    described = _described(path, lists)
    start = timezone.now()
    with transaction.atomic():
        snapshot = Snapshot.objects.create(
            source=SnapshotSource.FILE, by=by.user, is_sample=is_sample, started_at=start, **about
        )
        made = _freeze(snapshot, path, described, lists, start, by)
        assert made is not None
    return made


def begin_upload(
    upload: UploadedFile,
    *,
    lists: Mapping[DetailList, UploadedFile] | None = None,
    by: Actor,
    **about: Unpack[About],
) -> Snapshot:
    """Keep an uploaded Parquet file, with one for each of these details, and hand them to the worker.

    Raises ValidationError for a day to come, and, at the field of the form (``file``, ``list_`` and the
    detail's key), for a file that is too large or, by its first and last bytes, no Parquet.
    """
    lists = lists or {}
    _check_day(about["as_of"])
    uploads = {"file": upload, **{f"list_{detail.pk}": each for detail, each in lists.items()}}
    if sum(each.size or 0 for each in uploads.values()) > SNAPSHOT_MAX_BYTES:
        words = _("文件合计超过 %(limit)d MB 的上限。") if lists else _("文件超过 %(limit)d MB 的上限。")
        raise ValidationError({"file": words % {"limit": SNAPSHOT_MAX_BYTES // 2**20}})
    stored: dict[str, StoredFile] = {}
    wrong: dict[str, Any] = {}
    for name, each in uploads.items():
        try:
            stored[name] = _store_parquet(each)
        except ValidationError as error:
            wrong[name] = error
    if wrong:
        raise ValidationError(wrong)
    with transaction.atomic():
        snapshot = Snapshot(source=SnapshotSource.FILE, file=stored["file"], **about)
        files = {detail.name: stored[f"list_{detail.pk}"] for detail in lists}
        return _begin(snapshot, by, files)


def _store_parquet(upload: UploadedFile) -> StoredFile:
    path = making_path(".parquet")
    try:
        with path.open("wb") as out:
            for chunk in upload.chunks():
                out.write(chunk)
        if not has_parquet_marks(path):
            raise ValidationError(_("这不是可以读的 Parquet 文件。"))
        return store_path(path)
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _brought_lists(snapshot: Snapshot) -> Iterator[dict[str, Path]]:
    """The details' files that were brought with a snapshot's, by name; the paths are gone afterwards."""
    with ExitStack() as stack:
        found = {}
        for each in snapshot.uploads.select_related("file"):
            found[each.name] = path = making_path(".parquet")
            stack.callback(path.unlink, missing_ok=True)
            copy_stored(each.file, path)
        yield found


def _check_columns(lists: Mapping[str, Path], key: str) -> None:
    """Raises ValidationError with all that is wrong in the columns of details, as the dictionary has them.

    A detail is found by a name that it had when the file was brought, too.
    """
    faults: list[str] = []
    details = lists_named(lists)
    for name, path in lists.items():
        if name in details:
            faults += faults_of_list(path, details[name], key)
        else:
            faults.append(_("字典里没有明细“%(name)s”，它的文件没有核对，不能使用。") % {"name": name})
    if faults:
        raise ValidationError(faults)


def is_snapshot_stuck(snapshot: Snapshot) -> bool:
    """Whether it has been waited for so long that its worker must be gone."""
    return snapshot.state == SnapshotState.MAKING and timezone.now() - snapshot.started_at > STUCK_AFTER


def retry_snapshot(snapshot: Snapshot, *, by: Actor) -> None:
    """Hand one whose worker is gone to another."""
    with transaction.atomic():
        locked = Snapshot.objects.select_for_update(of=("self",)).get(pk=snapshot.pk)
        if is_snapshot_stuck(locked):
            again = {"started_at": timezone.now()}
            before, after = changes(locked, again)
            Snapshot.objects.filter(pk=snapshot.pk).update(**again)
            record(by, EnterpriseVerb.SNAPSHOT_RETRIED, locked, before=before, after=after)
            _enqueue(locked)


@contextmanager
def open_snapshot(snapshot: Snapshot) -> Iterator[Path]:
    """A path to the snapshot's Parquet file, to be read.

    Raises ValidationError for one that is not done, and for a file that is not what was frozen.
    """
    if snapshot.state != SnapshotState.DONE or snapshot.file is None:
        raise ValidationError(_("数据快照还没有固定。"))
    if snapshot.file.sha256 != snapshot.digest or not is_whole(snapshot.file):
        raise ValidationError(_("数据快照的文件与固定时不一致，已停止使用，请联系系统管理员核对审计记录。"))
    with stored_as(snapshot.file, ".parquet") as path:
        yield path


def _described(path: Path, lists: Mapping[str, Path]) -> tuple[Described, dict[str, DescribedList]]:
    described = describe_file(path)
    of_lists = {name: describe_list(name, each, path, described.key) for name, each in lists.items()}
    return described, of_lists


def _freeze(
    snapshot: Snapshot,
    path: Path,
    found: tuple[Described, dict[str, DescribedList]],
    lists: Mapping[str, Path],
    start: datetime,
    by: Actor,
) -> Snapshot | None:
    described, of_lists = found
    places = count_places(path, described.city, described.county)
    stored = store_path(path)
    with transaction.atomic():
        mine = Snapshot.objects.filter(pk=snapshot.pk, started_at=start, state=SnapshotState.MAKING)
        done = mine.update(
            state=SnapshotState.DONE,
            file=stored,
            digest=stored.sha256,
            rows=described.rows,
            columns=described.columns,
            key=described.key,
            name_column=described.name,
            city_column=described.city,
            county_column=described.county,
            made_at=timezone.now(),
        )
        if not done:
            return None
        SnapshotPlace.objects.bulk_create(
            SnapshotPlace(snapshot=snapshot, city=city, county=county, rows=rows)
            for city, county, rows in places
        )
        kept = freeze_lists(snapshot, of_lists, lists)
        snapshot.uploads.all().delete()
        snapshot.refresh_from_db()
        told: dict[str, object] = {"rows": described.rows, "digest": stored.sha256}
        if kept:
            told["lists"] = [f"{each.name} {each.rows} {each.digest}" for each in kept]
        record(by, EnterpriseVerb.SNAPSHOT_MADE, snapshot, after=told)
    return snapshot


def _fail(snapshot: Snapshot, start: datetime, words: str, by: Actor) -> Snapshot | None:
    with transaction.atomic():
        mine = Snapshot.objects.filter(pk=snapshot.pk, started_at=start, state=SnapshotState.MAKING)
        if not mine.update(state=SnapshotState.FAILED, problem=words[:PROBLEM_CHARS], rows=0, file=None):
            return None
        snapshot.uploads.all().delete()
        snapshot.refresh_from_db()
        record(by, EnterpriseVerb.SNAPSHOT_FAILED, snapshot, after={"reason": words[:200]})
    return snapshot


def _enqueue(snapshot: Snapshot) -> None:
    from luodi_web.enterprises.jobs import make_snapshot

    transaction.on_commit(lambda: make_snapshot.enqueue(snapshot.pk))
