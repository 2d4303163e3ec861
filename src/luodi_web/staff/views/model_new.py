"""New models: a blank table from the field dictionary, or a file."""

from __future__ import annotations

from io import BytesIO

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from luodi_web.common.tables.workbook import XLSX_TYPE
from luodi_web.decisions.domain.content import content_from
from luodi_web.decisions.domain.new_table import (
    ColumnChoice,
    blank_table,
    incoming_table,
    template_workbook,
)
from luodi_web.decisions.domain.tables import placed
from luodi_web.decisions.domain.uploads import Incoming, read_upload
from luodi_web.decisions.domain.versions import create_model
from luodi_web.decisions.forms.models import ModelInfoForm, NewTableForm, NewUploadForm
from luodi_web.decisions.models import ModelVersion
from luodi_web.fields.domain.fields import fields_in_use
from luodi_web.people.forms.fields import add_domain_error
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.policies.domain.scope import versions_visible_to
from luodi_web.policies.enums import VersionState
from luodi_web.policies.models import Provision

_OPTIONS = 20


def _provisions(request: HttpRequest) -> list[Provision]:
    """The provisions the new model is for: ``?provision=`` or the form's, those within sight."""
    keys = [key for key in request.GET.getlist("provision") if key.isdecimal() and len(key) < 19][:50]
    texts = versions_visible_to(request.rights).filter(state=VersionState.CONFIRMED)
    rows = Provision.objects.filter(pk__in=keys, version__in=texts).select_related("version__policy")
    return list(rows.order_by("version", "order"))


def _create(request: HttpRequest, form: ModelInfoForm, incoming: Incoming) -> ModelVersion | None:
    data = form.cleaned_data
    try:
        return create_model(
            **form.info(),
            owner=form.chosen_owner,
            incoming=incoming,
            provisions=_provisions(request),
            effective_from=data["effective_from"],
            effective_to=data["effective_to"],
            by=request.actor,
        )
    except ValidationError as error:
        add_domain_error(form, error)
        return None


def _page(request: HttpRequest, form: ModelInfoForm, template: str, **more: object) -> HttpResponse:
    query = request.GET.urlencode()
    tail = f"?{query}" if query else ""
    context = {
        "page_title": _("新建判定模型"),
        "breadcrumb": [
            {"label": _("判定模型"), "url": reverse("staff:models")},
            {"label": _("新建"), "url": ""},
        ],
        "form": form,
        "provisions": _provisions(request),
        "tabs": [
            {
                "label": _("从空白表开始"),
                "url": reverse("staff:model_new") + tail,
                "current": template.endswith("new_table.html"),
            },
            {
                "label": _("上传 Excel 或 DMN"),
                "url": reverse("staff:model_new_upload") + tail,
                "current": template.endswith("new_upload.html"),
            },
        ],
        **more,
    }
    return render(request, template, context, status=422 if form.errors else 200)


@permission(Permission.MODELS_EDIT)
@require_http_methods(["GET", "POST"])
def model_new(request: HttpRequest) -> HttpResponse:
    """A blank table; ``?provision=`` says for which provisions."""
    form = NewTableForm(request.POST or None, rights=request.rights, src=reverse("staff:model_field_options"))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        table = blank_table(data["name"], form.conditions(), form.results(), data["policy"])
        made = _create(request, form, incoming_table(table))
        if made is not None:
            messages.success(request, _("空白判定表已建好。下载 Excel 填写规则，再传回来。"))
            return redirect("staff:model_version", pk=made.pk)
    return _page(request, form, "staff/models/new_table.html")


@permission(Permission.MODELS_EDIT)
@require_http_methods(["GET", "POST"])
def model_new_upload(request: HttpRequest) -> HttpResponse:
    """A model from a DMN file or a workbook."""
    form = NewUploadForm(request.POST or None, request.FILES or None, rights=request.rights)
    faults = []
    if request.method == "POST" and form.is_valid():
        incoming = read_upload(form.cleaned_data["file"])
        content = content_from(incoming.xml) if incoming.xml else None
        if content is None:
            faults = incoming.errors or list(incoming.diagnostics)
            form.add_error("file", _("文件读不出判定模型，请按下面的提示改正后再传。"))
        else:
            made = _create(request, form, incoming)
            if made is not None:
                errors = [each for each in placed(content) if each.found.severity == "error"]
                if errors:
                    messages.warning(
                        request, _("模型已建好，有 %(count)d 处要改，见下面的清单。") % {"count": len(errors)}
                    )
                else:
                    messages.success(request, _("模型已建好。"))
                return redirect("staff:model_version", pk=made.pk)
    return _page(request, form, "staff/models/new_upload.html", faults=faults)


@permission(Permission.MODELS_EDIT)
@require_GET
def model_template(request: HttpRequest) -> FileResponse:
    """A workbook to fill in: a table with two conditions and one result as an example of the layout."""
    example = blank_table(
        _("示例判定表"),
        [ColumnChoice(_("研发投入占比"), "number", "%"), ColumnChoice(_("企业类型"), "string")],
        [ColumnChoice(_("补助比例"), "number", "%")],
        "highest",
    )
    return FileResponse(
        BytesIO(template_workbook(example)),
        as_attachment=True,
        filename=_("判定表模板") + ".xlsx",
        content_type=XLSX_TYPE,
    )


@permission(Permission.MODELS_EDIT)
@require_GET
def model_field_options(request: HttpRequest) -> JsonResponse:
    """Fields in use for a picker, by part of their name or another name for them."""
    word = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    rows = fields_in_use()
    if word:
        named = Q(name__icontains=word) | Q(aliases__name__icontains=word)
        rows = rows.filter(named).distinct()
    options = [
        {
            "value": f"field:{row.pk}",
            "label": row.name,
            "hint": _("，").join(part for part in (row.get_type_display(), row.measure) if part),
        }
        for row in rows.order_by("name")[:_OPTIONS]
    ]
    return JsonResponse(options, safe=False)
