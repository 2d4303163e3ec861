"""搜索: tasks, reports, provisions and whatever else registers, within one's own scope."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from luodi_web.common.search import KINDS, Kind, snippet
from luodi_web.common.search.index import MAX_QUERY, find, terms_of
from luodi_web.people.domain.scope import Rights
from luodi_web.people.domain.searching import catch_up
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission

# Results looked at of each kind: who finds more than this has to say more.
LIMIT = 200
FIRST = 5
PER_PAGE = 20


@permission(Permission.HOME)
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "")[:MAX_QUERY].replace("\x00", "").strip()
    terms = terms_of(query)
    chosen = KINDS.get(request.GET.get("kind", ""))
    groups = []
    if terms:
        # What was just done is found at once; much to catch up on is left to the job.
        catch_up(quick=True)
        groups = [_group(kind, query, terms, request.rights) for kind in KINDS.values()]
    page = None
    if chosen is not None and terms:
        rows = next(group["rows"] for group in groups if group["kind"] is chosen)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("搜索"),
        "query": query,
        "groups": [group for group in groups if group["count"]],
        "chosen": chosen,
        "page": page,
        "found": [_result(chosen, row, terms) for row in page.object_list] if page and chosen else [],
        "first": [
            {**group, "results": [_result(group["kind"], row, terms) for row in group["rows"][:FIRST]]}
            for group in groups
            if group["count"] and chosen is None
        ],
        "tabs": _tabs(groups, chosen, query),
        "limit": LIMIT,
    }
    return render(request, "staff/search/search.html", context)


def _group(kind: Kind, query: str, terms: list[str], rights: Rights) -> dict[str, Any]:
    """Rows of one kind in the index's order: only what the database lets this person see is counted."""
    hits = find(kind, query, kind.scopes(rights), LIMIT)
    rows = {row.pk: row for row in kind.visible(rights).filter(pk__in=hits.keys)} if hits.keys else {}
    ordered = [rows[key] for key in hits.keys if key in rows]
    return {
        "kind": kind,
        "rows": ordered,
        "count": len(ordered),
        "more": hits.more and len(ordered) == LIMIT,
        "url": f"?{urlencode({'q': query, 'kind': kind.name})}",
    }


def _result(kind: Kind, row: Any, terms: list[str]) -> dict[str, Any]:
    shown = kind.show(row)
    return {
        "title": snippet(shown.title, terms),
        "url": shown.url,
        "note": shown.note,
        "passage": snippet(shown.text, terms) if shown.text else [],
    }


def _tabs(groups: list[dict[str, Any]], chosen: Kind | None, query: str) -> list[dict[str, Any]]:
    found = [group for group in groups if group["count"]]
    if not found:
        return []
    return [
        {"label": _("全部"), "url": f"?{urlencode({'q': query})}", "current": chosen is None},
        *(
            {
                "label": group["kind"].label,
                "url": group["url"],
                "count": f"{group['count']}+" if group["more"] else group["count"],
                "current": group["kind"] is chosen,
            }
            for group in found
        ),
    ]
