"""Taking snapshots: from the profiles or from a file that somebody brings; then frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.common.domain.files import is_whole, making_path, store_path, stored_as
from luodi_web.enterprises.domain.snapshot_files import Described, describe_file, one_moment, write_profiles
from luodi_web.enterprises.domain.snapshot_lists import (
    DescribedList,
    describe_list,
    freeze_lists,
    written_details,
)
from luodi_web.enterprises.enums import EnterpriseVerb, SnapshotSource, SnapshotState
from luodi_web.enterprises.models import Snapshot
from luodi_web.enterprises.rules import SNAPSHOT_MAX_BYTES, STUCK_AFTER
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.models import Region, Unit


@transaction.atomic
def begin_snapshot(
    *, name: str, region: Region, owner: Unit, as_of: date, note: str = "", by: Actor
) -> Snapshot:
    """Hand the taking of all profiles of a region to the worker. Raises ValidationError for a day to come."""
    if as_of > timezone.localdate():
        raise ValidationError({"as_of": _("数据日期不能晚于今天。")})
    snapshot = Snapshot.objects.create(
        name=name,
        source=SnapshotSource.PROFILES,
        region=region,
        owner=owner,
        as_of=as_of,
        note=note,
        by=by.user,
        started_at=timezone.now(),
    )
    record(by, EnterpriseVerb.SNAPSHOT_BEGUN, snapshot, after={"region": str(region), "day": as_of})
    _enqueue(snapshot)
    return snapshot


def run_snapshot(key: int) -> Snapshot | None:
    """The worker's part. Returns the snapshot if this run brought it to its end, good or bad.

    A later run takes over from an earlier one, which then leaves the row alone.
    """
    start = timezone.now()
    if not Snapshot.objects.filter(pk=key, state=SnapshotState.MAKING).update(started_at=start):
        return None
    snapshot = Snapshot.objects.select_related("region", "by", "owner").get(pk=key)
    by = Actor(snapshot.by, snapshot.by.name if snapshot.by else "", snapshot.owner)
    path = making_path(".parquet")
    try:
        with ExitStack() as stack:
            with one_moment():
                write_profiles(path, snapshot.region, snapshot.as_of)
                lists = stack.enter_context(written_details(snapshot.region, snapshot.as_of))
            return _freeze(snapshot, path, _described(path, lists), lists, start, by)
    except ValidationError as error:
        return _fail(snapshot, start, " ".join(error.messages), by)
    except Exception:
        _fail(snapshot, start, _("程序出错，请联系系统管理员。"), by)
        raise
    finally:
        path.unlink(missing_ok=True)


def register_snapshot(
    path: Path,
    *,
    name: str,
    region: Region,
    owner: Unit,
    as_of: date,
    note: str = "",
    by: Actor,
    lists: Mapping[str, Path] | None = None,
    is_sample: bool = False,
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
            name=name,
            source=SnapshotSource.FILE,
            region=region,
            owner=owner,
            as_of=as_of,
            note=note,
            by=by.user,
            is_sample=is_sample,
            started_at=start,
        )
        made = _freeze(snapshot, path, described, lists, start, by)
        assert made is not None
    return made


def register_upload(
    upload: UploadedFile, *, name: str, region: Region, owner: Unit, as_of: date, note: str = "", by: Actor
) -> Snapshot:
    """A snapshot of an uploaded Parquet file. Raises ValidationError for what is none or too large."""
    if upload.size is None or upload.size > SNAPSHOT_MAX_BYTES:
        raise ValidationError(
            {"file": _("文件超过 %(limit)d MB 的上限。") % {"limit": SNAPSHOT_MAX_BYTES // 2**20}}
        )
    path = making_path(".parquet")
    try:
        with path.open("wb") as out:
            for chunk in upload.chunks():
                out.write(chunk)
        return register_snapshot(path, name=name, region=region, owner=owner, as_of=as_of, note=note, by=by)
    except ValidationError as error:
        raise error if hasattr(error, "error_dict") else ValidationError({"file": error}) from error
    finally:
        path.unlink(missing_ok=True)


def is_snapshot_stuck(snapshot: Snapshot) -> bool:
    """Whether it has been waited for so long that its worker must be gone."""
    return snapshot.state == SnapshotState.MAKING and timezone.now() - snapshot.started_at > STUCK_AFTER


def retry_snapshot(snapshot: Snapshot) -> None:
    """Hand one whose worker is gone to another."""
    with transaction.atomic():
        locked = Snapshot.objects.select_for_update(of=("self",)).get(pk=snapshot.pk)
        if is_snapshot_stuck(locked):
            locked.started_at = timezone.now()
            locked.save(update_fields=["started_at"])
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
        kept = freeze_lists(snapshot, of_lists, lists)
        snapshot.refresh_from_db()
        told: dict[str, object] = {"rows": described.rows, "digest": stored.sha256}
        if kept:
            told["lists"] = [f"{each.name} {each.rows} {each.digest}" for each in kept]
        record(by, EnterpriseVerb.SNAPSHOT_MADE, snapshot, after=told)
    return snapshot


def _fail(snapshot: Snapshot, start: datetime, words: str, by: Actor) -> Snapshot | None:
    with transaction.atomic():
        mine = Snapshot.objects.filter(pk=snapshot.pk, started_at=start, state=SnapshotState.MAKING)
        if not mine.update(state=SnapshotState.FAILED, problem=words[:500]):
            return None
        snapshot.refresh_from_db()
        record(by, EnterpriseVerb.SNAPSHOT_FAILED, snapshot, after={"reason": words[:200]})
    return snapshot


def _enqueue(snapshot: Snapshot) -> None:
    from luodi_web.enterprises.jobs import make_snapshot

    transaction.on_commit(lambda: make_snapshot.enqueue(snapshot.pk))
