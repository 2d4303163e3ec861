"""Provisions of confirmed texts, as search finds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from luodi_web.common.search.kinds import Entry, Kind, Shown, register
from luodi_web.people.domain.scope import Rights
from luodi_web.people.rules import Permission
from luodi_web.policies.domain.scope import versions_visible_to
from luodi_web.policies.enums import VersionState
from luodi_web.policies.models import PolicyVersion, Provision

# Confirmed texts are for all who may read policies at all.
_ALL = "confirmed"


def _entries(keys: Iterable[int] | None) -> Iterator[Entry]:
    rows = Provision.objects.filter(version__state=VersionState.CONFIRMED)
    rows = rows.select_related("version__policy").defer("version__text", "version__original")
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    for row in rows.order_by("pk").iterator(chunk_size=2000):
        yield Entry(row.pk, f"{row.label}{row.heading}", row.text, (_ALL,))


def _visible(rights: Rights) -> QuerySet[Provision]:
    rows = Provision.objects.filter(version__in=versions_visible_to(rights))
    return rows.select_related("version__policy").defer("version__text", "version__original")


def _show(row: Provision) -> Shown:
    url = f"{reverse('staff:version_structure', args=[row.version_id])}#p-{row.order}"
    return Shown(f"{row.label}{row.heading}" or str(row), url, row.text, str(row.version))


def _scopes(rights: Rights) -> list[str]:
    return [_ALL] if rights.may(Permission.POLICIES_VIEW) else []


def _of_versions(keys: list[int]) -> Iterable[int]:
    return Provision.objects.filter(version__in=keys).values_list("pk", flat=True)


register(
    Kind(
        "provisions",
        _("条款"),
        entries=_entries,
        visible=_visible,
        show=_show,
        scopes=_scopes,
        follows={PolicyVersion._meta.label_lower: _of_versions},
    )
)
