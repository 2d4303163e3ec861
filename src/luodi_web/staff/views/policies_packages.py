"""政策包: list, new, change."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from luodi_web.common.tables import Column, Search, Table
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.policies.domain.policies import change_package, create_package
from luodi_web.policies.domain.scope import packages_editable_by, packages_visible_to, policies_visible_to
from luodi_web.policies.forms.policies import PackageForm
from luodi_web.staff.views.going_back import is_ours


class PackageTable(Table):
    columns = [
        Column(
            "name",
            gettext_lazy("政策包"),
            sort="name",
            link=lambda row: f"{reverse('staff:policies')}?package={row.pk}",
            width=40,
        ),
        Column("summary", gettext_lazy("说明"), width=60),
        Column("owner", gettext_lazy("主管机构"), sort="owner__name", value=lambda row: row.owner.label),
        Column("visible", gettext_lazy("政策数"), sort="visible", align="end"),
    ]
    filters = [Search("name", "summary")]
    title = gettext_lazy("政策包")


class EditablePackageTable(PackageTable):
    """The same list for those who edit: with a way to the form of what is theirs."""

    columns = [
        *PackageTable.columns,
        Column(
            "edit",
            gettext_lazy("操作"),
            value=lambda row: _("修改") if row.is_editable else None,
            link=lambda row: reverse("staff:package_edit", args=[row.pk]) if row.is_editable else None,
            export=False,
        ),
    ]


@permission(Permission.POLICIES_VIEW)
@require_safe
def packages(request: HttpRequest) -> HttpResponse:
    may_edit = request.rights.may(Permission.POLICIES_EDIT)
    seen = Count("policies", filter=Q(policies__in=policies_visible_to(request.rights)), distinct=True)
    rows = packages_visible_to(request.rights).select_related("owner").annotate(visible=seen)
    if may_edit:
        mine = packages_editable_by(request.rights).values("pk")
        rows = rows.annotate(is_editable=Q(pk__in=mine))
    table = (EditablePackageTable if may_edit else PackageTable)(request.GET, rows)
    if table.wants_export:
        return table.export(by_name=request.actor.name)
    return render(
        request,
        "staff/policies/packages.html",
        {
            "page_title": _("政策包"),
            "breadcrumb": [{"label": _("政策"), "url": reverse("staff:policies")}, {"label": _("政策包")}],
            "table": table,
            "may_edit": may_edit,
        },
    )


@permission(Permission.POLICIES_EDIT)
@require_http_methods(["GET", "POST"])
def package_new(request: HttpRequest) -> HttpResponse:
    form = PackageForm(request.POST or None, rights=request.rights)
    if form.is_valid():
        data = form.cleaned_data
        package = create_package(data["name"], data["summary"], owner=form.owner, by=request.actor)
        messages.success(request, _("已新建政策包“%(name)s”。") % {"name": package.name})
        after = request.GET.get("next", "")
        if is_ours(request, after):
            return redirect(f"{after}?package={package.pk}")
        return redirect("staff:packages")
    return _form_page(request, form, _("新建政策包"))


@permission(Permission.POLICIES_EDIT)
@require_http_methods(["GET", "POST"])
def package_edit(request: HttpRequest, pk: int) -> HttpResponse:
    package = get_object_or_404(packages_editable_by(request.rights), pk=pk)
    form = PackageForm(request.POST or None, instance=package, rights=request.rights)
    if form.is_valid():
        change_package(package, form.cleaned_data["name"], form.cleaned_data["summary"], by=request.actor)
        messages.success(request, _("已保存。"))
        return redirect("staff:packages")
    return _form_page(request, form, _("修改政策包"))


def _form_page(request: HttpRequest, form: PackageForm, title: str) -> HttpResponse:
    return render(
        request,
        "staff/policies/package_form.html",
        {
            "page_title": title,
            "breadcrumb": [
                {"label": _("政策"), "url": reverse("staff:policies")},
                {"label": _("政策包"), "url": reverse("staff:packages")},
                {"label": title},
            ],
            "form": form,
        },
    )
