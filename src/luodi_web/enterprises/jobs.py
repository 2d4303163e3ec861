"""Background work of the enterprises app: ids in, one domain call."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from luodi_web.enterprises.domain.importing import run_import
from luodi_web.enterprises.domain.snapshots import run_snapshot
from luodi_web.enterprises.enums import ImportState, SnapshotState
from luodi_web.people.domain.notices import notify_people


@task()
def import_profiles(key: int) -> None:
    """Look through a table or keep it, and tell who brought it."""
    row = run_import(key)
    if row is None or row.by is None:
        return
    said = {
        ImportState.READY: _("“%(name)s”已检查，请确认是否导入。"),
        ImportState.DONE: _("“%(name)s”已导入。"),
        ImportState.FAILED: _("“%(name)s”没有导入，请看原因。"),
    }.get(ImportState(row.state))
    if said:
        url = reverse("staff:enterprise_import", args=[row.pk])
        notify_people([row.by], said % {"name": row.file_name[:100]}, url)


@task()
def make_snapshot(key: int) -> None:
    """Take a snapshot of the profiles, and tell who asked for it."""
    snapshot = run_snapshot(key)
    if snapshot is not None and snapshot.by is not None:
        done = snapshot.state == SnapshotState.DONE
        words = _("数据快照“%(name)s”已固定。") if done else _("数据快照“%(name)s”没有生成，请看原因。")
        url = reverse("staff:snapshot", args=[snapshot.pk])
        notify_people([snapshot.by], words % {"name": snapshot.name}, url)
