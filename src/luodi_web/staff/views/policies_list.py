"""政策: the list."""

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from luodi_web.common.tables import Choice, Column, Search, Table
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.policies.domain.scope import policies_visible_to, versions_visible_to
from luodi_web.policies.enums import PolicyKind, VersionState
from luodi_web.policies.models import Package, Policy


def _package_choices() -> list[tuple[int, str]]:
    return list(Package.objects.values_list("pk", "name"))


def _in_state(chosen: list[str]) -> Q:
    return Q(last_state__in=chosen)


class PolicyTable(Table):
    columns = [
        Column(
            "title",
            gettext_lazy("标题"),
            sort="title",
            link=lambda row: reverse("staff:policy", args=[row.pk]),
            width=50,
        ),
        Column("doc_no", gettext_lazy("文号"), sort="doc_no", width=24),
        Column("kind", gettext_lazy("文种"), sort="kind", value=lambda row: row.get_kind_display(), width=10),
        Column("package", gettext_lazy("政策包"), sort="package__name", width=30),
        Column("issuer", gettext_lazy("发文机关"), width=30),
        Column(
            "issued_on",
            gettext_lazy("成文日期"),
            sort="issued_on",
            template="staff/policies/day_cell.html",
            width=12,
        ),
        Column(
            "state",
            gettext_lazy("状态"),
            sort="last_state",
            value=lambda row: VersionState(row.last_state).label,
            template="staff/policies/state_cell.html",
            width=10,
        ),
    ]
    filters = [
        Search("title", "doc_no", "issuer"),
        Choice("package", gettext_lazy("政策包"), _package_choices),
        Choice("state", gettext_lazy("状态"), VersionState.choices, condition=_in_state),
        Choice("kind", gettext_lazy("文种"), PolicyKind.choices),
    ]
    title = gettext_lazy("政策")


def _rows(request: HttpRequest) -> QuerySet[Policy]:
    """The policies a person sees, with the state of the last version they see."""
    last = versions_visible_to(request.rights).filter(policy=OuterRef("pk")).order_by("-number")
    return (
        policies_visible_to(request.rights)
        .select_related("package")
        .annotate(last_state=Subquery(last.values("state")[:1]))
    )


@permission(Permission.POLICIES_VIEW)
@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    table = PolicyTable(request.GET, _rows(request))
    if table.wants_export:
        return table.export(by_name=request.actor.name)
    return render(
        request,
        "staff/policies/list.html",
        {
            "page_title": _("政策"),
            "table": table,
            "may_edit": request.rights.may(Permission.POLICIES_EDIT),
        },
    )
