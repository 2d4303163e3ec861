"""A list from a sheet: choose a file, see what it would do, confirm; and an empty sheet to begin from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luodi_web.common.domain.files import open_stored, store_upload
from luodi_web.common.models import StoredFile
from luodi_web.common.tables import Sheet, workbook_response
from luodi_web.people.domain.imports import ImportOutcome
from luodi_web.people.forms.sheets import SheetForm
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission

MAX_SHOWN_ERRORS = 500


@dataclass(frozen=True)
class Import:
    """One kind of import: who may, words, layout, the domain function, and the list that it fills."""

    name: str
    permission: Permission
    title: Any
    sheet: Sheet
    run: Callable[..., ImportOutcome]
    list_url: str
    list_title: Any
    note: Any


def import_paths(route: str, kind: Import) -> list[URLPattern]:
    """The addresses of an import below ``route``: its page, the confirmation, the empty sheet."""
    guarded = permission(kind.permission)
    tail = "/" if route.endswith("/") else ""
    below = route.rstrip("/")

    @guarded
    @require_http_methods(["GET", "POST"])
    def upload(request: HttpRequest) -> HttpResponse:
        return _upload(request, kind)

    @guarded
    @require_POST
    def confirm(request: HttpRequest) -> HttpResponse:
        return _confirm(request, kind)

    @guarded
    @require_GET
    def template(request: HttpRequest) -> HttpResponse:
        return _template(kind)

    return [
        path(route, upload, name=f"{kind.name}_import"),
        path(f"{below}/confirm{tail}", confirm, name=f"{kind.name}_import_confirm"),
        path(f"{below}/template{tail}", template, name=f"{kind.name}_import_template"),
    ]


def _page(request: HttpRequest, kind: Import, **more: Any) -> HttpResponse:
    back = reverse(kind.list_url)
    context = {
        "kind": kind,
        "page_title": kind.title,
        "breadcrumb": [{"label": kind.list_title, "url": back}, {"label": kind.title}],
        "back_url": back,
        "template_url": reverse(f"staff:{kind.name}_import_template"),
        "confirm_url": reverse(f"staff:{kind.name}_import_confirm"),
        **more,
    }
    return render(request, "staff/people/import.html", context)


def _key(kind: Import) -> str:
    return f"import_{kind.name}"


def _upload(request: HttpRequest, kind: Import) -> HttpResponse:
    """The page to choose a file on; once one is chosen, what it would do or what is wrong with it."""
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, kind, form=form)
    try:
        stored = store_upload(form.cleaned_data["file"])
        outcome = _run(request, kind, stored, commit=False)
    except ValidationError as error:
        form.add_error("file", error)
        return _page(request, kind, form=form)
    # What is confirmed is the file that was looked at, and only by who looked at it.
    request.session[_key(kind)] = [stored.pk, form.cleaned_data["file"].name[:100]]
    return _outcome(request, kind, outcome, form.cleaned_data["file"].name)


def _outcome(request: HttpRequest, kind: Import, outcome: ImportOutcome, name: str) -> HttpResponse:
    return _page(
        request,
        kind,
        form=SheetForm(),
        outcome=outcome,
        file_name=name,
        errors=outcome.errors[:MAX_SHOWN_ERRORS],
        wrong_rows=len({error.row for error in outcome.errors}),
    )


def _run(request: HttpRequest, kind: Import, stored: StoredFile, *, commit: bool) -> ImportOutcome:
    with open_stored(stored) as file:
        result = kind.sheet.read(file)
    return kind.run(result, request.actor, request.rights, commit=commit)


def _confirm(request: HttpRequest, kind: Import) -> HttpResponse:
    """Does what the person saw the file do; a file that has faults by now does nothing."""
    key, name = request.session.pop(_key(kind), (None, ""))
    stored = StoredFile.objects.filter(pk=key).first()
    if stored is None:
        messages.error(request, _("要导入的文件已经不在，请重新选择。"))
        return redirect(f"staff:{kind.name}_import")
    try:
        outcome = _run(request, kind, stored, commit=True)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(f"staff:{kind.name}_import")
    if outcome.errors:
        messages.error(request, _("预览之后数据有了变化，请看新的错误清单。没有导入任何内容。"))
        return _outcome(request, kind, outcome, name)
    words = _("已导入：新建 %(created)d 条，更新 %(changed)d 条，未变 %(same)d 条。")
    messages.success(
        request, words % {"created": outcome.created, "changed": outcome.changed, "same": outcome.same}
    )
    return redirect(kind.list_url)


def _template(kind: Import) -> HttpResponse:
    """An empty workbook in the import's layout."""
    columns = [
        (f"{column.label}＊" if column.required else str(column.label), column.width)
        for column in kind.sheet.columns
    ]
    notes = [str(column.note) for column in kind.sheet.columns]
    title = _("%(title)s模板") % {"title": kind.title}
    return workbook_response(title, columns, [], notes=notes)
