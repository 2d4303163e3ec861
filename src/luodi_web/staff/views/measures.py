"""What the pages of letters, extensions, closings and referrals share: acts with their forms, downloads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import FileField, Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from luodi_web.common.domain.files import file_response
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.attachments import attachments_visible_to
from luodi_web.supervision.models import Paper


@dataclass(frozen=True)
class Act:
    """One thing the person may do on a page: a button, or a form that opens below its words.

    tone: "primary", "danger" or "". confirm: asked before a plain button is believed.
    """

    label: str
    url: str
    form: Form | None = None
    help: str = ""
    icon: str = ""
    tone: str = ""
    confirm: str = ""
    is_open: bool = False

    @property
    def takes_files(self) -> bool:
        fields = self.form.fields.values() if self.form else ()
        return any(isinstance(field, FileField) for field in fields)


def left_over(acts: Sequence[Act], forms: Mapping[str, Form]) -> list[Form]:
    """Forms sent from a page that had gone stale: their act is no longer there to show the errors at.

    The page shows why, and the words that were typed, so that they can be copied.
    """
    shown = [act.form for act in acts]
    return [form for form in forms.values() if form not in shown]


def press(request: HttpRequest, do: Callable[[], Any], said: str, url: str) -> HttpResponse:
    """An act without a form: do it, or say why not; back to the page either way."""
    try:
        do()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect(url)


def hand_in(
    request: HttpRequest,
    form: Form,
    do: Callable[[dict[str, Any]], Any],
    said: str,
    url: str,
    again: Callable[[Form], HttpResponse],
) -> HttpResponse:
    """An act with a form: do it with what was entered, or ``again`` the page with the form and its errors."""
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except ValidationError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, said)
            return redirect(url)
    return again(form)


@permission(Permission.TASKS_VIEW)
@require_GET
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    found = get_object_or_404(attachments_visible_to(request.rights).select_related("file"), pk=pk)
    return file_response(found.file, found.name)


def paper_response(paper: Paper | None, kind: str, name: str) -> FileResponse:
    """A paper's ``docx``, ``pdf`` or ``json`` as a download; not found where there is none."""
    stored = {"docx": paper.docx, "pdf": paper.pdf, "json": paper.data}.get(kind) if paper else None
    if stored is None:
        raise Http404
    return file_response(stored, f"{name}.{kind}")
