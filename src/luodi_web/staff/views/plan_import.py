"""A plan from Excel: upload, look at what was read or what is wrong, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from luodi_web.common.domain.files import open_stored, store_upload
from luodi_web.common.models import StoredFile
from luodi_web.common.tables.workbook import workbook_response
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.plan_tables import COLUMNS
from luodi_web.supervision.domain.plan_tables_import import PlanImport, import_plan, parse_plan_sheet
from luodi_web.supervision.forms.plans import ImportForm

SALT = "plan-import"
# Problems on one page: who has more corrects the file.
MAX_SHOWN = 200
MAX_FIXES = 4000
# How long a preview may stay open before the file must be chosen again.
PREVIEW_AGE_S = 2 * 60 * 60


@permission(Permission.PLANS_EDIT)
@require_http_methods(["GET", "POST"])
def plan_import(request: HttpRequest) -> HttpResponse:
    """The file is kept between preview and confirmation, so that it need not be chosen twice.

    Confirming reads it again: what is stored is what the register of units knows at that moment.
    """
    if request.method == "GET":
        return _page(request, ImportForm(rights=request.rights))
    data = request.POST.copy()
    stored = _kept_file(request)
    form = ImportForm(data, request.FILES, rights=request.rights)
    if stored and "file" not in request.FILES:
        form.fields["file"].required = False
    found = None
    # Another file, other cells: what was settled for the last one says nothing of it.
    fixes = {} if "file" in request.FILES else _fixes(request)
    if form.is_valid():
        try:
            if form.cleaned_data["file"]:
                stored = store_upload(form.cleaned_data["file"])
            with open_stored(stored) as file:
                found = parse_plan_sheet(file, fixes)
        except ValidationError as error:
            form.add_error("file", error)
            stored = None
    if found and not found.errors and "confirm" in data and "file" not in request.FILES:
        values = {name: form.cleaned_data[name] for name in ("package", "title", "owner")}
        plan = import_plan(found, **values, by=request.actor)
        words = _("已导入 %(count)d 项任务，请核对后下达。")
        messages.success(request, words % {"count": len(found.rows)})
        return redirect("staff:plan_edit", pk=plan.pk)
    return _page(request, form, found, stored, fixes)


def _fixes(request: HttpRequest) -> dict[str, str]:
    """What the person settled, by the problem's key: ``fix:KEY``; of two the searched one.

    ``pick-3`` is the picker's unit for the key in ``pickkey-3``.
    """
    posted = list(request.POST.items())[:MAX_FIXES]
    found = {name[4:]: value for name, value in posted if name.startswith("fix:") and value.strip()}
    for name, key in posted:
        if name.startswith("pickkey-") and (picked := request.POST.get(f"pick-{name[8:]}", "")):
            found[key] = picked
    return found


def _page(
    request: HttpRequest,
    form: ImportForm,
    found: PlanImport | None = None,
    stored: StoredFile | None = None,
    fixes: dict[str, str] | None = None,
) -> HttpResponse:
    open_keys = {problem.key for problem in found.errors[:MAX_SHOWN]} if found else set()
    context: dict[str, Any] = {
        "page_title": _("从 Excel 导入任务分解表"),
        "breadcrumb": [{"label": _("任务分解"), "url": reverse("staff:plans")}, {"label": _("导入")}],
        "form": form,
        "found": found,
        "problems": found.errors[:MAX_SHOWN] if found else [],
        "can_settle": any(problem.key for problem in found.errors) if found else False,
        # What is settled is sent along until the plan is stored.
        "settled": [(key, value) for key, value in (fixes or {}).items() if key not in open_keys],
        "token": signing.dumps([stored.pk, request.user.pk], salt=SALT) if stored else "",
    }
    wrong = form.errors or (found and found.errors)
    return render(request, "staff/plans/import.html", context, status=422 if wrong else 200)


def _kept_file(request: HttpRequest) -> StoredFile | None:
    """The file of this person's preview; null when there is none, or its token is old or not theirs."""
    try:
        pk, user = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=PREVIEW_AGE_S)
    except signing.BadSignature:
        return None
    return StoredFile.objects.filter(pk=pk).first() if user == request.user.pk else None


@permission(Permission.PLANS_EDIT)
@require_GET
def plan_import_template(request: HttpRequest) -> HttpResponse:
    """An empty workbook with the headers and one row that shows how they are filled."""
    sample = {
        "no": "1.1",
        "workstream": _("一、抓平台建设"),
        "text": _("（示例，请删除本行）加强湖北实验室建设"),
        "measures": _("每行写一条举措"),
        "target": _("新建 2 家"),
        "deliverable": _("建设方案"),
        "lead": _("省科学技术厅"),
        "joint": _("省财政厅、各市、州"),
        "milestones": _("2026-06-30 完成选址\n2026-09-30 开工"),
        "deadline": "2026-12-31",
        "deadline_text": _("2026年底前"),
    }
    return workbook_response(
        _("任务分解表模板"),
        [(str(label), width) for _name, label, width in COLUMNS],
        [[sample.get(name, "") for name, _label, _width in COLUMNS]],
        notes=[
            {
                "workstream": _("同一板块可合并单元格"),
                "lead": _("只写一个单位"),
                "joint": _("多个单位用顿号隔开"),
                "no": _("子任务写作 1.1.1，排在 1.1 下面"),
                "milestones": _("每行一个：日期在前，内容在后"),
                "deadline": _("写日期，例如 2026-12-31；“长期坚持”等写在时限原文"),
            }.get(name, "")
            for name, _label, _width in COLUMNS
        ],
    )
