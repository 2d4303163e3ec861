"""数据快照: the list, one snapshot with its columns, taking one, registering a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.common.domain.files import file_response
from luodi_web.common.tables import Choice, Column, Search, Table
from luodi_web.enterprises.domain.scope import (
    covers,
    places_seen,
    regions_of,
    snapshots_editable_by,
    snapshots_visible_to,
    with_rows_seen,
)
from luodi_web.enterprises.domain.shares import PlaceUntold, Share, share_of, share_of_list
from luodi_web.enterprises.domain.snapshot_lists import check_list, digest_over_all
from luodi_web.enterprises.domain.snapshots import (
    begin_snapshot,
    begin_upload,
    is_snapshot_stuck,
    open_snapshot,
    retry_snapshot,
)
from luodi_web.enterprises.enums import EnterpriseVerb, SnapshotSource, SnapshotState
from luodi_web.enterprises.forms.enterprises import SnapshotForm
from luodi_web.enterprises.models import Snapshot
from luodi_web.fields.domain.fields import fields_named
from luodi_web.fields.domain.lists import units_of_columns
from luodi_web.fields.enums import FieldType
from luodi_web.people.domain.audit import record
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.acts import exported
from luodi_web.staff.views.form_pages import picked


class SnapshotTable(Table):
    title = gettext_lazy("数据快照")
    empty = gettext_lazy("还没有数据快照")
    empty_text = gettext_lazy("快照把某一天的企业数据固定成一个文件，政策匹配和沙盘都在快照上运行。")
    filters = [
        Search("name", label=gettext_lazy("搜索名称")),
        Choice("source", gettext_lazy("来源"), SnapshotSource.choices),
        Choice("state", gettext_lazy("状态"), SnapshotState.choices),
    ]
    columns = [
        Column(
            "name",
            gettext_lazy("名称"),
            sort="name",
            link=lambda row: reverse("staff:snapshot", args=[row.pk]),
            width=34,
        ),
        Column("region", gettext_lazy("覆盖地区"), value=lambda row: row.region.name, fit=True),
        Column("source", gettext_lazy("来源"), value=lambda row: row.get_source_display(), fit=True),
        Column("as_of", gettext_lazy("数据日期"), sort="as_of", fit=True),
        Column(
            "rows",
            gettext_lazy("企业数"),
            value=lambda row: rows_words(row.rows_seen),
            sort="rows_seen",
            align="end",
        ),
        Column("state", gettext_lazy("状态"), value=lambda row: row.get_state_display(), fit=True),
        Column("digest", gettext_lazy("摘要"), screen=False, width=66),
        Column("made_at", gettext_lazy("固定时间"), sort="made_at", fit=True),
    ]


def rows_words(count: int | None) -> str:
    """How many enterprises a list tells, of a larger area than one governs one's own."""
    return "—" if count is None else f"{count:,}"


@permission(Permission.ENTERPRISES_VIEW)
@require_GET
def snapshots(request: HttpRequest) -> HttpResponse:
    rows = snapshots_visible_to(request.rights).select_related("region")
    governed = regions_of(request.rights, Permission.ENTERPRISES_VIEW)
    table = SnapshotTable(request.GET, with_rows_seen(rows, governed, ""))
    if table.wants_export:
        return exported(request, table, EnterpriseVerb.EXPORTED)
    may_make = request.rights.may(Permission.SNAPSHOTS_MAKE)
    table.empty_url, table.empty_act = reverse("staff:snapshot_new"), _("生成快照") if may_make else ""
    context = {"page_title": _("数据快照"), "table": table, "may_make": may_make}
    return render(request, "staff/enterprises/snapshots.html", context)


@permission(Permission.SNAPSHOTS_MAKE)
@require_http_methods(["GET", "POST"])
def snapshot_new(request: HttpRequest) -> HttpResponse:
    return _form_page(request, with_file=False)


@permission(Permission.SNAPSHOTS_MAKE)
@require_http_methods(["GET", "POST"])
def snapshot_upload(request: HttpRequest) -> HttpResponse:
    return _form_page(request, with_file=True)


def _form_page(request: HttpRequest, *, with_file: bool) -> HttpResponse:
    form = SnapshotForm(
        request.POST or None,
        request.FILES or None,
        rights=request.rights,
        with_file=with_file,
        like=_failed(request),
    )
    if request.method == "POST" and form.is_valid():
        given, file = form.about, form.cleaned_data.get("file")
        try:
            if not covers(request.rights, Permission.SNAPSHOTS_MAKE, given["region"]):
                raise ValidationError({"region": _("这个地区不在您的管理范围内。")})
            owner = request.actor.unit
            if owner is None:
                raise ValidationError(_("您没有所属机构。"))
            if file is not None:
                made = begin_upload(file, lists=form.lists, **given, owner=owner, by=request.actor)
            else:
                made = begin_snapshot(**given, owner=owner, by=request.actor)
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            return redirect("staff:snapshot", pk=made.pk)
    title = _("登记数据文件") if with_file else _("生成数据快照")
    context = {
        "page_title": title,
        "breadcrumb": [{"label": _("数据快照"), "url": reverse("staff:snapshots")}, {"label": title}],
        "form": form,
        "with_file": with_file,
    }
    return render(request, "staff/enterprises/snapshot_new.html", context, status=422 if form.errors else 200)


def _failed(request: HttpRequest) -> Snapshot | None:
    """The snapshot that was not made and is asked for anew: ``?like=``, of one's own area."""
    rows = snapshots_editable_by(request.rights).filter(state=SnapshotState.FAILED)
    return picked(rows, request.GET.get("like", ""))


@permission(Permission.ENTERPRISES_VIEW)
@require_GET
def snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    stuck = is_snapshot_stuck(row)
    waits = row.state == SnapshotState.MAKING and not stuck
    if request.htmx and not waits:
        # What may be done now stands beside the title too.
        return HttpResponse(headers={"HX-Refresh": "true"})
    places = places_seen(request.rights, Permission.ENTERPRISES_VIEW, row.region)
    context: dict[str, Any] = {
        "page_title": row.name,
        "breadcrumb": [{"label": _("数据快照"), "url": reverse("staff:snapshots")}, {"label": row.name}],
        "snapshot": row,
        "stuck": stuck,
        "waits": waits,
        "is_file": row.source == SnapshotSource.FILE,
        "is_whole": places is None,
        "may_make": snapshots_editable_by(request.rights).filter(pk=pk).exists(),
        "may_run": request.rights.may(Permission.MATCHES_RUN)
        and covers(request.rights, Permission.MATCHES_RUN, row.region),
        "may_try": request.rights.may(Permission.SANDBOX)
        and covers(request.rights, Permission.SANDBOX, row.region),
    }
    if row.state == SnapshotState.DONE:
        try:
            context |= _shown(row, places)
        except PlaceUntold as error:
            context |= {**_shown(row, None, counted=False), "untold": error.message}
        except ValidationError as error:
            context["problem"] = " ".join(error.messages)
    page = "staff/enterprises/snapshot.html"
    return render(request, f"{page}#progress" if request.htmx else page, context)


def _shown(row: Snapshot, places: list[tuple[str, str]] | None, *, counted: bool = True) -> dict[str, Any]:
    """What a snapshot and its details hold. counted: else without figures, which are null."""
    share = share_of(row, places) if counted else None
    lists = [
        {
            "list": each,
            "share": (of_list := share_of_list(each, places) if counted else None),
            "columns": _columns(each.columns, of_list, units_of_columns(each.name)),
        }
        for each in row.lists.all()
    ]
    return {
        "whole_digest": digest_over_all(row),
        "rows": share.rows if share else None,
        "columns": _columns(row.columns, share),
        "lists": lists,
    }


def _columns(
    columns: list[list[Any]], share: Share | None, units: dict[str, str] | None = None
) -> list[dict[str, Any]]:
    """Each column with its type in words, in how much of the share it is known, and its field of the
    dictionary.

    share: None where it is unknown; then so is of how much. units: of a detail's columns, which are no
    fields.
    """
    fields = fields_named([name for name, _kind, _nulls in columns]) if units is None else {}
    types = dict(FieldType.choices)
    return [
        {
            "name": name,
            "type": types.get(kind, kind) or _("其他"),
            **_known(share, name),
            "field": fields.get(name),
            "measure": (units or {}).get(name, ""),
        }
        for name, kind, _nulls in columns
    ]


def _known(share: Share | None, name: str) -> dict[str, Any]:
    if share is None:
        return {"nulls": None, "known": None}
    nulls = share.nulls[name]
    return {
        "nulls": nulls,
        "known": round(100 * (share.rows - nulls) / share.rows, 1) if share.rows else 0,
    }


@permission(Permission.SNAPSHOTS_MAKE)
@require_POST
def snapshot_retry(request: HttpRequest, pk: int) -> HttpResponse:
    retry_snapshot(get_object_or_404(snapshots_editable_by(request.rights), pk=pk), by=request.actor)
    return redirect("staff:snapshot", pk=pk)


@permission(Permission.SNAPSHOTS_MAKE)
@require_GET
def snapshot_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file itself, for who works for the whole area."""
    rows = snapshots_editable_by(request.rights).select_related("file")
    row = get_object_or_404(rows, pk=pk)
    if row.state != SnapshotState.DONE or row.file is None:
        messages.warning(request, _("数据快照还没有固定。"))
        return redirect("staff:snapshot", pk=pk)
    try:
        with open_snapshot(row):
            pass
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("staff:snapshot", pk=pk)
    record(request.actor, EnterpriseVerb.SNAPSHOT_DOWNLOADED, row, after={"digest": row.digest})
    return file_response(row.file, f"{row.name}.parquet")


@permission(Permission.SNAPSHOTS_MAKE)
@require_GET
def snapshot_list_file(request: HttpRequest, pk: int, one: int) -> HttpResponse:
    """The file of one detail, for who works for the whole area."""
    row = get_object_or_404(snapshots_editable_by(request.rights), pk=pk)
    found = get_object_or_404(row.lists.select_related("file"), pk=one)
    try:
        check_list(found)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("staff:snapshot", pk=pk)
    told = {"detail": found.name, "digest": found.digest}
    record(request.actor, EnterpriseVerb.SNAPSHOT_DOWNLOADED, row, after=told)
    return file_response(found.file, f"{row.name}-{found.name}.parquet")


def _find(request: HttpRequest, pk: int) -> Snapshot:
    rows = snapshots_visible_to(request.rights).select_related("region__parent", "owner", "by", "file")
    return get_object_or_404(rows, pk=pk)
