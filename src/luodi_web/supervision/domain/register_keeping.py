"""Filters kept under a name, and workbooks of the register made in the background."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.common.domain.files import store_bytes
from luodi_web.common.tables import write_workbook
from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.notices import notify_people
from luodi_web.people.models import User
from luodi_web.supervision.enums import ExportState, SupervisionVerb
from luodi_web.supervision.models import RegisterExport, SavedView

MAX_VIEWS = 30
MAX_QUERY = 1000
# Asked for again within this time, the same workbook is the one that is already being made.
SAME_FOR = timedelta(minutes=10)
EXPORTS_KEPT = timedelta(days=7)
STEP = 2000
_PASSING = ("page", "export", "part", "csrfmiddlewaretoken")


def lasting(query: str) -> str:
    """A list's address without what belongs to one moment of it. Raises ValidationError for one too long."""
    params = QueryDict(query, mutable=True)
    for name in (*_PASSING, *(name for name in params if not any(params.getlist(name)))):
        params.pop(name, None)
    kept = params.urlencode()
    if len(kept) > MAX_QUERY:
        raise ValidationError(_("筛选条件太长，不能保存。"))
    return kept


@transaction.atomic
def save_view(user: User, name: str, query: str) -> SavedView:
    """Keep a query under a name; a name used before gets the new query. A person's own: not on record."""
    name = name.strip()
    if not name:
        raise ValidationError(_("请给这组筛选起个名称。"))
    if len(name) > 40:
        raise ValidationError(_("名称最多 40 个字。"))
    kept = lasting(query)
    User.objects.select_for_update().get(pk=user.pk)
    others = SavedView.objects.filter(user=user).exclude(name=name)
    if others.count() >= MAX_VIEWS:
        raise ValidationError(_("常用筛选最多 %(count)d 组，请先删除不用的。") % {"count": MAX_VIEWS})
    view, _created = SavedView.objects.update_or_create(user=user, name=name, defaults={"query": kept})
    return view


@transaction.atomic
def ask_export(user: User, query: str, *, by: Actor, start: Callable[[int], Any]) -> RegisterExport:
    """A workbook to be made of what the query shows; one that is on its way already is given back.

    start: is called with the export's key once this is committed, to have it made.
    """
    kept = lasting(query)
    User.objects.select_for_update().get(pk=user.pk)
    on_its_way = RegisterExport.objects.filter(
        user=user,
        query=kept,
        state__in=(ExportState.QUEUED, ExportState.RUNNING),
        asked_at__gt=timezone.now() - SAME_FOR,
    ).first()
    if on_its_way:
        return on_its_way
    export = RegisterExport.objects.create(user=user, query=kept, asked_at=timezone.now())
    record(by, SupervisionVerb.EXPORTED, after={"list": _("任务台账"), "filter": kept})
    transaction.on_commit(lambda: start(export.pk))
    return export


def write_export(
    export: RegisterExport,
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Any]],
    total: int,
    *,
    url: str,
) -> None:
    """Write the rows into a workbook, say how far it is on the way, and tell the person at the end.

    url: where the person finds it. Whatever stops it marks it as failed and is raised again.
    """
    begun = RegisterExport.objects.filter(pk=export.pk, state=ExportState.QUEUED)
    if not begun.update(state=ExportState.RUNNING, total=total):
        return  # A job delivered twice: the other one writes it.
    try:
        with tempfile.TemporaryFile() as out:
            write_workbook(
                out,
                title,
                columns,
                _counted(export, rows),
                by_name=export.user.name,
                at=timezone.localtime(),
            )
            out.seek(0)
            stored = store_bytes(out.read())
    except BaseException:
        RegisterExport.objects.filter(pk=export.pk).update(state=ExportState.FAILED)
        raise
    RegisterExport.objects.filter(pk=export.pk).update(state=ExportState.DONE, file=stored, written=total)
    notify_people([export.user], _("任务台账已导出，可以下载。"), url)


def _counted(export: RegisterExport, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(rows):
        if number % STEP == 0:
            RegisterExport.objects.filter(pk=export.pk).update(written=number)
        yield row


def forget_exports() -> int:
    """Drop workbooks older than EXPORTS_KEPT; the number. Their files go with the next tidying."""
    old = RegisterExport.objects.filter(asked_at__lt=timezone.now() - EXPORTS_KEPT)
    return old.delete()[0]
