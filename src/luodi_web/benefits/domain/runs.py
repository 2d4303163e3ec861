"""Match runs: begun by a person, made by the worker, kept as they came out."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import duckdb
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.engines.children import ChildFile
from luodi.relational import wanted_children
from luodi.review.population_run import Options, run_population
from luodi_web.benefits.domain.result_files import Place, decisions_of, measure_places, summarise, with_places
from luodi_web.benefits.enums import BenefitVerb, RunState
from luodi_web.benefits.models import MatchRun, RunPlace
from luodi_web.benefits.rules import RUN_MEMORY, STUCK_AFTER, TOLD_EVERY
from luodi_web.common.domain.files import making_path, store_path
from luodi_web.decisions.domain.content import Content, content_of
from luodi_web.decisions.domain.inputs import results_of
from luodi_web.decisions.enums import ModelState
from luodi_web.decisions.models import ModelVersion
from luodi_web.enterprises.domain.snapshot_lists import list_digests, open_lists
from luodi_web.enterprises.domain.snapshots import open_snapshot
from luodi_web.enterprises.enums import SnapshotState
from luodi_web.enterprises.models import Snapshot
from luodi_web.fields.domain.naming import feel_language
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import changes, record
from luodi_web.people.enums import RegionLevel
from luodi_web.people.models import Unit

logger = logging.getLogger(__name__)

AT_WORK = (RunState.WAITING, RunState.CHECKING, RunState.RUNNING, RunState.COUNTING)


class Overtaken(Exception):
    """A later run of the worker, or whoever cancelled, has the row now."""


@transaction.atomic
def begin_run(version: ModelVersion, snapshot: Snapshot, *, owner: Unit, as_of: date, by: Actor) -> MatchRun:
    """Hand a released version and a frozen snapshot to the worker.

    The same again while one waits or runs is that one: a double click makes no second. Raises ValidationError
    for a version that is not released, a snapshot that is not done or lacks a detail that the model asks for,
    and content that was tampered with.
    """
    version = ModelVersion.objects.select_for_update(of=("self",)).select_related("model").get(pk=version.pk)
    if version.state != ModelState.RELEASED:
        raise ValidationError({"version": _("只有已发布的版本才能用来匹配。")})
    if snapshot.state != SnapshotState.DONE:
        raise ValidationError({"snapshot": _("数据快照还没有固定。")})
    content = content_of(version)
    lists = list_digests(snapshot, wanted_children(content.definitions))
    if lacking := lacking_lists(content, lists):
        raise ValidationError({"snapshot": lacking})
    same = MatchRun.objects.filter(version=version, snapshot=snapshot, as_of=as_of, state__in=AT_WORK)
    waiting = same.filter(by=by.user).first()
    if waiting is not None and not is_run_stuck(waiting):
        return waiting
    run = MatchRun.objects.create(
        version=version,
        snapshot=snapshot,
        owner=owner,
        as_of=as_of,
        model_digest=version.digest,
        snapshot_digest=snapshot.digest,
        list_digests=lists,
        started_at=timezone.now(),
        by=by.user,
    )
    told: dict[str, Any] = {
        "version": str(version),
        "digest": version.digest,
        "sha256": snapshot.digest,
        "day": as_of,
    }
    if lists:
        told["lists"] = [f"{name} {digest}" for name, digest in lists.items()]
    record(by, BenefitVerb.RUN_BEGUN, run, after=told)
    _enqueue(run)
    return run


def lacking_lists(content: Content, names: Collection[str]) -> str:
    """Words for a model whose details are not all among these; empty where they are."""
    lacking = [name for name in wanted_children(content.definitions) if name not in names]
    if not lacking:
        return ""
    words = _(
        "这个模型要用明细“%(names)s”，这份快照里没有。请先在企业档案里导入或登记这些明细，再生成新的快照。"
    )
    return words % {"names": "、".join(lacking)}


def is_run_stuck(run: MatchRun) -> bool:
    """Whether it has been waited for so long that its worker must be gone."""
    return run.state in AT_WORK and timezone.now() - run.started_at > STUCK_AFTER


@transaction.atomic
def cancel_run(run: MatchRun, *, by: Actor) -> None:
    """Give a run up; the worker leaves it at its next step. Raises ValidationError once it has ended."""
    run = (
        MatchRun.objects.select_for_update(of=("self",))
        .select_related("version__model", "snapshot")
        .get(pk=run.pk)
    )
    if run.state not in AT_WORK:
        raise ValidationError(_("这次匹配已经结束。"), code="refused")
    run.state, run.finished_at = RunState.CANCELLED, timezone.now()
    run.save(update_fields=["state", "finished_at"])
    record(by, BenefitVerb.RUN_CANCELLED, run)


def retry_run(run: MatchRun, *, by: Actor) -> None:
    """Hand one whose worker is gone to another."""
    with transaction.atomic():
        locked = (
            MatchRun.objects.select_for_update(of=("self",))
            .select_related("version__model", "snapshot")
            .get(pk=run.pk)
        )
        if is_run_stuck(locked):
            again = {"state": RunState.WAITING, "started_at": timezone.now()}
            before, after = changes(locked, again)
            MatchRun.objects.filter(pk=run.pk).update(**again, percent=None)
            record(by, BenefitVerb.RUN_RETRIED, locked, before=before, after=after)
            _enqueue(locked)


def run_match(key: int) -> MatchRun | None:
    """The worker's part. Returns the run if this call brought it to its end, good or bad.

    Nothing half-made is left: the file is kept when it is whole, and the row says DONE only with it.
    """
    start = timezone.now()
    if not MatchRun.objects.filter(pk=key, state__in=AT_WORK).update(started_at=start):
        return None
    run = MatchRun.objects.select_related(
        "version__model", "snapshot__file", "snapshot__region", "by", "owner"
    )
    row = run.get(pk=key)
    by = Actor(row.by, row.by.name if row.by else "", row.owner)
    raw, out = making_path(".parquet"), making_path(".parquet")
    try:
        with _failing(row, start, by):
            _make(row, start, raw, out, by)
    except Overtaken:
        return None
    finally:
        raw.unlink(missing_ok=True)
        out.unlink(missing_ok=True)
    row.refresh_from_db()
    return row


def _make(row: MatchRun, start: datetime, raw: Path, out: Path, by: Actor) -> None:
    _step(row, start, RunState.CHECKING)
    content = _content(row)
    snapshot = row.snapshot
    if snapshot.digest != row.snapshot_digest:
        raise ValidationError(_("数据快照与提交时不一致。"))
    with open_snapshot(snapshot) as population, open_frozen_lists(row) as children:
        _step(row, start, RunState.RUNNING)
        watch = _Watch(row, start)
        options = Options(
            keys=[snapshot.key],
            as_of=row.as_of,
            memory=RUN_MEMORY,
            children=children,
            counted=watch.counted,
            progress=watch.progress,
        )
        ran = run_population(content.definitions, population, raw, options)
        notes = _words(ran.diagnostics, Severity.WARNING)
        if ran.rows is None:
            raise ValidationError(_words(ran.diagnostics, Severity.ERROR)[:6] or notes[:6])
        _step(row, start, RunState.COUNTING)
        names = [snapshot.name_column, snapshot.city_column, snapshot.county_column]
        with_places(raw, population, out, snapshot.key, [name for name in names if name])
    decisions = decisions_of(out, set(results_of(content)))
    summary = summarise(out, decisions, place_of(snapshot))
    places = measure_places(out, decisions, snapshot.city_column, snapshot.county_column)
    stored = store_path(out)
    with transaction.atomic():
        done = MatchRun.objects.filter(pk=row.pk, started_at=start, state=RunState.COUNTING).update(
            state=RunState.DONE,
            file=stored,
            result_digest=stored.sha256,
            rows=ran.rows,
            decisions=decisions,
            summary=summary,
            notes=notes[:50],
            engine=f"DuckDB {duckdb.__version__} · Luodi {metadata.version('luodi')}",
            finished_at=timezone.now(),
        )
        if not done:
            raise Overtaken
        RunPlace.objects.bulk_create(
            RunPlace(run=row, city=city, county=county, won=won, amount=amount)
            for city, county, won, amount in places
        )
        told = {"rows": ran.rows, "digest": row.model_digest, "sha256": row.snapshot_digest}
        record(by, BenefitVerb.RUN_DONE, row, after={**told, "file": stored.sha256})


@contextmanager
def open_frozen_lists(row: MatchRun) -> Iterator[dict[str, ChildFile]]:
    """The details that a run was begun with, by name, to be read.

    Raises ValidationError where the snapshot has other ones by now, or a file is not what was frozen.
    """
    if list_digests(row.snapshot, row.list_digests) != row.list_digests:
        raise ValidationError(_("数据快照与提交时不一致。"))
    with open_lists(row.snapshot, row.list_digests) as children:
        yield children


def place_of(snapshot: Snapshot) -> Place:
    """By which column results are summed up: cities of a province, counties of a city."""
    whole = snapshot.region.level == RegionLevel.PROVINCE
    first, second = snapshot.city_column, snapshot.county_column
    return (first or second) if whole else (second or first)


def _content(row: MatchRun) -> Content:
    content = content_of(row.version)
    if row.version.digest != row.model_digest:
        raise ValidationError(_("模型的内容与提交时不一致。"))
    return content


def _words(found: tuple[Diagnostic, ...], severity: Severity) -> list[str]:
    return list(dict.fromkeys(engine_words(each) for each in found if each.severity is severity))


def engine_words(said: Diagnostic) -> str:
    """What the engine says, in the language of the screen.

    Of a database that gave up, only that it did: its own words are English and name places on this machine.
    """
    if said.code in ("POP008", "POP009", "POP084"):
        logger.warning("a population could not be run: %s", said.message())
        return _("计算没有完成，没有留下结果。请稍后再试；仍不成功时请联系系统管理员检查磁盘和内存。")
    return said.message(feel_language())


def _step(row: MatchRun, start: datetime, state: str) -> None:
    """Say how far it is. Raises Overtaken where the row is somebody else's by now."""
    mine = MatchRun.objects.filter(pk=row.pk, started_at=start, state__in=AT_WORK)
    if not mine.update(state=state):
        raise Overtaken


class _Watch:
    """Keeps with the row how much is computed, for whoever looks. Ends the engine's work with Overtaken when
    the row is cancelled, or somebody else's."""

    def __init__(self, row: MatchRun, start: datetime) -> None:
        self.mine = MatchRun.objects.filter(pk=row.pk, started_at=start, state=RunState.RUNNING)
        self.next = time.monotonic()

    def counted(self, rows: int) -> None:
        self._keep(rows=rows)

    def progress(self, share: float | None) -> None:
        if time.monotonic() >= self.next:
            self.next = time.monotonic() + TOLD_EVERY.total_seconds()
            self._keep(percent=None if share is None else int(share * 100))

    def _keep(self, **values: int | None) -> None:
        if not self.mine.update(**values):
            raise Overtaken


@contextmanager
def _failing(row: MatchRun, start: datetime, by: Actor) -> Iterator[None]:
    """Whatever fails, the page says so; the worker's log gets what nobody foresaw."""
    try:
        yield
    except Overtaken:
        raise
    except ValidationError as error:
        _fail(row, start, "\n".join(error.messages), by)
    except LuodiError as error:
        _fail(row, start, engine_words(error.diagnostic), by)
    except Exception:
        _fail(row, start, _("程序出错，请联系系统管理员。"), by)
        raise


def _fail(row: MatchRun, start: datetime, words: str, by: Actor) -> None:
    values: dict[str, Any] = {
        "state": RunState.FAILED,
        "problem": words[:1000],
        "finished_at": timezone.now(),
    }
    with transaction.atomic():
        if MatchRun.objects.filter(pk=row.pk, started_at=start, state__in=AT_WORK).update(**values):
            record(by, BenefitVerb.RUN_FAILED, row, after={"reason": words[:200]})


def _enqueue(run: MatchRun) -> None:
    from luodi_web.benefits.jobs import match_enterprises

    transaction.on_commit(lambda: match_enterprises.enqueue(run.pk))
