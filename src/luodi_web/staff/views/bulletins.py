"""通报: the register, one bulletin with its pages, and its files."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from luodi_web.common.domain.files import file_response
from luodi_web.common.tables import Choice, Column, DateRange, Search, Table
from luodi_web.people.domain.audit import record
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.policies.models import Package
from luodi_web.staff.views.acts import exported
from luodi_web.supervision.domain.bulletin_files import is_untouched, json_bytes, page_picture, preview_of
from luodi_web.supervision.domain.bulletin_periods import period_words
from luodi_web.supervision.domain.bulletin_steps import can_sign, can_submit
from luodi_web.supervision.domain.bulletins_scope import (
    bulletins_editable_by,
    bulletins_listed,
    bulletins_visible_to,
    receipts_of,
    sees_inside,
    signs_open_to,
)
from luodi_web.supervision.enums import BulletinState, BulletinTemplate, SignStep, SupervisionVerb
from luodi_web.supervision.forms.bulletins import AgreeForm, GiveBackForm, SubmitForm
from luodi_web.supervision.forms.reports import ReasonForm
from luodi_web.supervision.models import Bulletin

PDF, DOCX, JSON = "pdf", "docx", "json"
UNITS = "?for=tasks"


class BulletinTable(Table):
    title = gettext_lazy("通报")
    order = "-issued_at,-pk"
    empty = gettext_lazy("还没有通报。")
    filters = [
        Search("title", label=gettext_lazy("标题")),
        Choice("template", gettext_lazy("种类"), BulletinTemplate.choices),
        Choice("state", gettext_lazy("状态"), BulletinState.choices),
        Choice(
            "package",
            gettext_lazy("政策包"),
            lambda: Package.objects.order_by("name").values_list("pk", "name"),
            lookup="package_id",
        ),
        DateRange("issued", gettext_lazy("签发日期"), lookup="issued_at__date"),
    ]
    columns = [
        Column(
            "title",
            gettext_lazy("标题"),
            sort="title",
            link=lambda row: reverse("staff:bulletin", args=[row.pk]),
            width=50,
        ),
        Column("template", gettext_lazy("种类"), value=lambda row: row.get_template_display(), fit=True),
        Column(
            "number", gettext_lazy("期号"), value=lambda row: row.issue_words, sort="year,number", fit=True
        ),
        Column(
            "period",
            gettext_lazy("通报期"),
            value=lambda row: period_words(row.period),
            sort="period",
            fit=True,
        ),
        Column("owner", gettext_lazy("编写机构"), value=lambda row: row.owner.label, sort="owner__name"),
        Column(
            "state",
            gettext_lazy("状态"),
            value=lambda row: row.get_state_display(),
            sort="state",
            template="staff/bulletins/cell_state.html",
            fit=True,
        ),
        Column("taken_at", gettext_lazy("数据时点"), sort="taken_at", fit=True),
        Column("issued_at", gettext_lazy("签发时间"), sort="issued_at", fit=True),
    ]


@permission(Permission.TASKS_VIEW)
@require_GET
def bulletins(request: HttpRequest) -> HttpResponse:
    mine = receipts_of(request.rights).filter(bulletin=OuterRef("pk"))
    rows = bulletins_listed(bulletins_visible_to(request.rights)).annotate(
        is_unread=Exists(mine.filter(read_at__isnull=True)),
        is_read=Exists(mine.filter(read_at__isnull=False)),
    )
    table = BulletinTable(request.GET, rows)
    if table.wants_export:
        return exported(request, table, SupervisionVerb.EXPORTED)
    context = {
        "page_title": _("通报"),
        "table": table,
        "may_write": request.rights.may(Permission.BULLETINS_EDIT),
    }
    return render(request, "staff/bulletins/list.html", context)


def visible_bulletin(request: HttpRequest, pk: int) -> Bulletin:
    rows = bulletins_visible_to(request.rights).select_related(
        "owner", "package", "plan", "workstream", "unit", "corrects", "created_by", "pdf", "docx", "preview"
    )
    return get_object_or_404(rows, pk=pk)


@permission(Permission.TASKS_VIEW)
@require_GET
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    return bulletin_screen(request, visible_bulletin(request, pk))


def bulletin_screen(request: HttpRequest, found: Bulletin, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of one bulletin with the acts that are open to the person. forms: those with errors."""
    is_issued = found.state == BulletinState.ISSUED
    writes = bulletins_editable_by(request.rights).filter(pk=found.pk).exists()
    sign = signs_open_to(request.rights).filter(bulletin=found).first()
    verdict = can_sign(sign, request.user.pk) if sign else None
    receipts = receipts_of(request.rights).filter(bulletin=found).select_related("unit", "read_by")
    addressees = found.addressees.select_related("unit", "group")
    context = {
        "page_title": found.title,
        "breadcrumb": [{"label": _("通报"), "url": reverse("staff:bulletins")}, {"label": found.title}],
        "bulletin": found,
        "period": period_words(found.period),
        "is_issued": is_issued,
        "is_inside": sees_inside(request.rights, found),
        "untouched": is_untouched(found) if is_issued else None,
        "preview": preview_of(found) if is_issued else None,
        "main": [str(one) for one in addressees if not one.is_copy],
        "copies": [str(one) for one in addressees if one.is_copy],
        "signs": found.signs.select_related("unit", "by"),
        "correction": found.corrections.exclude(state=BulletinState.VOID)
        .filter(state=BulletinState.ISSUED)
        .first()
        if is_issued
        else None,
        "may_edit": writes and found.state == BulletinState.DRAFT,
        "may_void": writes and found.state not in (BulletinState.ISSUED, BulletinState.VOID),
        "may_correct": writes
        and is_issued
        and not found.corrections.exclude(state=BulletinState.VOID).exists(),
        "submit_verdict": can_submit(found) if writes and found.state == BulletinState.DRAFT else None,
        "receipts": found.receipts.select_related("unit", "read_by").order_by("is_copy", "unit__path")
        if writes and is_issued
        else [],
        "my_receipts": receipts,
        "unread": [receipt for receipt in receipts if receipt.read_at is None],
        "sign": sign if verdict else None,
        "why_not": verdict.reason if verdict is not None and not verdict else "",
        "is_issue_step": sign is not None and sign.step == SignStep.ISSUE,
        "submit_form": forms.get("submit_form") or submit_form(found),
        "agree_form": forms.get("agree_form") or AgreeForm(initial={"revision": found.revision}),
        "return_form": forms.get("return_form")
        or GiveBackForm(initial={"revision": found.revision}, auto_id="return_%s"),
        "void_form": forms.get("void_form") or ReasonForm(prefix="void"),
    }
    context["read_count"] = sum(receipt.read_at is not None for receipt in context["receipts"])
    return render(request, "staff/bulletins/bulletin.html", context, status=status)


def submit_form(found: Bulletin, data: Any = None) -> SubmitForm:
    src = reverse("staff:unit_options") + "?for=tasks&groups=0"
    return SubmitForm(data, initial={"revision": found.revision}, units_src=src)


@permission(Permission.TASKS_VIEW)
@require_GET
def bulletin_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The pages as pictures: part of a page for the script, a page of its own without it."""
    found = visible_bulletin(request, pk)
    context = {
        "page_title": _("版面预览"),
        "breadcrumb": [
            {"label": _("通报"), "url": reverse("staff:bulletins")},
            {"label": found.title, "url": reverse("staff:bulletin", args=[pk])},
            {"label": _("版面预览")},
        ],
        "bulletin": found,
        "preview": preview_of(found),
    }
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, f"staff/bulletins/{'pages' if is_part else 'preview'}.html", context)


@permission(Permission.TASKS_VIEW)
@require_GET
def bulletin_page(request: HttpRequest, pk: int, page: int) -> HttpResponse:
    """One page as PNG. The address carries the revision, so a browser may keep it."""
    rows = bulletins_listed(bulletins_visible_to(request.rights)).select_related("pdf", "preview")
    found = get_object_or_404(rows, pk=pk)
    preview = preview_of(found)
    picture = page_picture(preview.file, page) if preview.file is not None and page <= preview.pages else None
    if picture is None:
        raise Http404
    response = HttpResponse(picture, content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=600"
    return response


@permission(Permission.TASKS_VIEW)
@require_GET
def bulletin_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The issued document: ``docx``, ``pdf``, its JSON (``json``), or its figures and rows (``data``)."""
    found = visible_bulletin(request, pk)
    if found.state != BulletinState.ISSUED:
        raise Http404
    name = f"{found.issue_words} {found.title}".replace("/", " ").replace("\\", " ")
    stored = {DOCX: found.docx, PDF: found.pdf}.get(form)
    values = {JSON: found.document, "data": found.data}.get(form)
    if stored is None and values is None:
        raise Http404
    if form == "data" and not sees_inside(request.rights, found):
        raise Http404
    record(request.actor, SupervisionVerb.EXPORTED, found, after={"format": form})
    if stored is not None:
        return file_response(stored, f"{name}.{form}")
    response = HttpResponse(json_bytes(values), content_type="application/json")
    title = name if form == JSON else _("%(name)s 数字明细") % {"name": name}
    response["Content-Disposition"] = content_disposition_header(True, f"{title}.json")
    response["X-Content-Type-Options"] = "nosniff"
    return response
