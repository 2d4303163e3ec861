"""会议纪要: read on screen, as Word and PDF, and issued."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from luodi.diagnostics import LuodiError
from luodi.gazette import docx, pdf
from luodi_web.common.domain.files import file_response
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.meetings import act_on_meeting
from luodi_web.supervision.domain.meetings_minutes import issue_minutes, minutes_document
from luodi_web.supervision.domain.meetings_scope import meetings_edited_by, meetings_visible_to
from luodi_web.supervision.enums import MeetingState
from luodi_web.supervision.models import Meeting

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    return get_object_or_404(meetings_visible_to(request.rights).select_related("owner", "previous"), pk=pk)


@permission(Permission.TASKS_VIEW)
@require_GET
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as they were issued, or would be now."""
    found = _meeting(request, pk)
    try:
        document = minutes_document(found)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("staff:meeting", pk=pk)
    context = {
        "page_title": _("会议纪要"),
        "page_lead": found.title,
        "meeting": found,
        "document": document,
        "blocks": [(type(block).__name__, block) for block in document.blocks],
        "annexes": [
            (annex.title, [(type(block).__name__, block) for block in annex.blocks])
            for annex in document.annexes
        ],
        "may_issue": found.state == MeetingState.FINAL
        and meetings_edited_by(request.rights).filter(pk=pk).exists(),
        "breadcrumb": [
            {"label": _("会议"), "url": reverse("staff:meetings")},
            {"label": found.title, "url": reverse("staff:meeting", args=[pk])},
            {"label": _("纪要"), "url": ""},
        ],
    }
    return render(request, "staff/meetings/minutes.html", context)


@permission(Permission.TASKS_VIEW)
@require_GET
def minutes_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """As Word: the frozen file once issued."""
    found = _meeting(request, pk)
    if found.docx is not None:
        return file_response(found.docx, _name(found, "docx"))
    try:
        data = docx(minutes_document(found))
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("staff:meeting", pk=pk)
    return _download(data, DOCX, _name(found, "docx"))


@permission(Permission.TASKS_VIEW)
@require_GET
def minutes_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """As PDF, made of the frozen data once issued."""
    found = _meeting(request, pk)
    try:
        data = pdf(minutes_document(found)).data
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("staff:meeting", pk=pk)
    except LuodiError:
        messages.warning(request, _("这台服务器没有中文字体，不能生成 PDF，请下载 Word。"))
        return redirect("staff:minutes", pk=pk)
    return _download(data, "application/pdf", _name(found, "pdf"))


@permission(Permission.MEETINGS_EDIT)
@require_POST
def meeting_issue(request: HttpRequest, pk: int) -> HttpResponse:
    return act_on_meeting(request, pk, issue_minutes, _("会议纪要已编号印发，参会单位会收到通知。"))


def _name(found: Meeting, extension: str) -> str:
    parts = ("会议纪要", found.no, found.title)
    return "".join(part for part in parts if part).replace("/", "／") + f".{extension}"


def _download(data: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(data, content_type=kind, headers=headers)
