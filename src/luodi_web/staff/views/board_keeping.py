"""常用筛选 and large workbooks of the register."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luodi_web.common.domain.files import file_response
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.register_keeping import save_view
from luodi_web.supervision.enums import ExportState
from luodi_web.supervision.models import RegisterExport, SavedView


@permission(Permission.TASKS_VIEW)
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    query = request.POST.get("query", "")
    try:
        view = save_view(request.user, request.POST.get("name", ""), query)
    except ValidationError as error:
        messages.error(request, error.message)
        return redirect(f"{reverse('staff:board')}?{QueryDict(query[:1000]).urlencode()}")
    messages.success(request, _("已保存为常用筛选“%(name)s”。") % {"name": view.name})
    return redirect(f"{reverse('staff:board')}?{view.query}")


@permission(Permission.TASKS_VIEW)
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, pk=pk, user=request.user)
    view.delete()
    messages.success(request, _("已删除常用筛选“%(name)s”。") % {"name": view.name})
    return redirect("staff:board")


@permission(Permission.TASKS_VIEW)
@require_GET
def export(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(RegisterExport.objects.select_related("file"), pk=pk, user=request.user)
    if request.GET.get("download") == "1" and found.file:
        day = timezone.localtime(found.asked_at)
        return file_response(found.file, _("任务台账%(day)s.xlsx") % {"day": f"{day:%Y%m%d}"})
    context = {
        "page_title": _("导出任务台账"),
        "export": found,
        "is_waiting": found.state in (ExportState.QUEUED, ExportState.RUNNING),
        "back_url": f"{reverse('staff:board')}?{found.query}",
        "breadcrumb": [
            {"label": _("任务台账"), "url": reverse("staff:board")},
            {"label": _("导出"), "url": ""},
        ],
    }
    name = "staff/register/export_state.html" if request.GET.get("part") else "staff/register/export.html"
    return render(request, name, context)
