"""Results of a match run: browsing, one enterprise with its reasons, and taking them along."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from luodi_web.benefits.domain.explaining import explain
from luodi_web.benefits.domain.results import (
    Asked,
    all_rows,
    count_rows,
    find_rows,
    result_columns,
    stored_row,
    summary_for,
    table_heads,
    units_of_results,
)
from luodi_web.benefits.domain.scope import places_of
from luodi_web.benefits.enums import BenefitVerb, RunState
from luodi_web.benefits.forms.runs import asked_of
from luodi_web.benefits.models import MatchRun
from luodi_web.benefits.rules import PAGES_REACHED, WORKBOOK_ROWS
from luodi_web.common.tables import workbook_response
from luodi_web.decisions.domain.dictionary import units_by_name
from luodi_web.decisions.domain.words import input_words
from luodi_web.decisions.models import ModelProvision
from luodi_web.enterprises.domain.scope import enterprises_visible_to
from luodi_web.people.domain.audit import record
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.matches import YES_NO, crumbs, find_run, lost_words, won_words

OPEN_WORDS = gettext_lazy("尚不能判定")


def _told_at_the_run(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Results that cannot be read any more: the run's page says why."""

    @wraps(view)
    def told(request: HttpRequest, pk: int) -> HttpResponseBase:
        try:
            return view(request, pk)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect("staff:match", pk=pk)

    return told


@permission(Permission.MATCHES_VIEW)
@require_GET
@_told_at_the_run
def match_results(request: HttpRequest, pk: int) -> HttpResponse:
    run = find_run(request, pk)
    if run.state != RunState.DONE:
        return redirect("staff:match", pk=pk)
    asked = _asked(request, run)
    places = places_of(request.rights, run)
    units = units_of_results(run, units_by_name())
    found = find_rows(run, asked, places, units)
    summary = summary_for(run, places)
    kinds = dict(result_columns(run))
    kind = kinds.get(asked.decision, "")
    told = summary["decisions"].get(asked.decision, {})
    context = {
        "page_title": _("匹配结果"),
        "breadcrumb": [*crumbs(run), {"label": _("匹配结果")}],
        "run": run,
        "asked": asked,
        "found": found,
        "heads": _heads(request, run, asked, found.columns),
        "decisions": [name for name, _kind in result_columns(run)],
        "kind": kind,
        "standings": [("won", won_words(kind)), ("lost", lost_words(kind)), ("open", OPEN_WORDS)],
        "values": [(said, YES_NO.get(said, said)) for said, _count in told.get("values", ()) if said],
        "lacking": [(name, input_words(name)) for name, _count in told.get("missing", ())],
        "place_names": [place["place"] for place in summary["places"] if place["place"]],
        "unit": units.get(asked.decision, ""),
        "is_narrowed": _is_narrowed(request),
        "previous": _query(request, page=found.page - 1) if found.page > 1 else "",
        "following": _query(request, page=found.page + 1) if found.page < found.pages else "",
        "reached": PAGES_REACHED,
        "xlsx": _export(request, pk, "xlsx"),
        "csv": _export(request, pk, "csv"),
        "row_url": reverse("staff:match_row", args=[pk]),
        "back": request.GET.urlencode(),
    }
    return render(request, "staff/benefits/results.html", context)


def _asked(request: HttpRequest, run: MatchRun) -> Asked:
    """What the address asks for; about the first result where it names none."""
    asked = asked_of(request.GET)
    names = [name for name, _kind in result_columns(run)]
    if asked.decision not in names and names:
        params = request.GET.copy()
        params["decision"] = names[0]
        asked = asked_of(params)
    return asked


def _query(request: HttpRequest, **changes: Any) -> str:
    params = request.GET.copy()
    for name, value in changes.items():
        params.pop(name, None)
        if value is not None:
            params[name] = str(value)
    return f"?{params.urlencode()}"


def _is_narrowed(request: HttpRequest) -> bool:
    names = ("standing", "value", "least", "most", "place", "missing", "q")
    return any(request.GET.get(name) for name in names)


def _export(request: HttpRequest, pk: int, form: str) -> str:
    return reverse("staff:match_export", args=[pk]) + _query(request, page=None, format=form)


def _heads(request: HttpRequest, run: MatchRun, asked: Asked, names: list[str]) -> list[dict[str, str]]:
    """Column heads, each with the address that sorts by it."""
    snapshot = run.snapshot
    place = snapshot.county_column or snapshot.city_column
    kinds = dict(result_columns(run))
    sortable = [(_("企业"), snapshot.name_column, ""), (_("地区"), place, "")]
    sortable += [
        (name, name if kinds[name] not in ("list", "context") else "", kinds[name]) for name in names
    ]
    heads = []
    for words, name, kind in sortable:
        state = {name: "ascending", f"-{name}": "descending"}.get(asked.sort, "") if name else ""
        # Amounts are looked for from the top.
        turn = {"": "-" if kind == "number" else "", "ascending": "-", "descending": ""}[state]
        url = _query(request, sort=f"{turn}{name}", page=None) if name else ""
        heads.append({"label": words, "state": state, "url": url, "kind": kind})
    return heads


@permission(Permission.MATCHES_VIEW)
@require_GET
@_told_at_the_run
def match_export(request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """The rows found, as a workbook or, of any number, as CSV."""
    run = find_run(request, pk)
    if run.state != RunState.DONE:
        return redirect("staff:match", pk=pk)
    asked, places = _asked(request, run), places_of(request.rights, run)
    form = "csv" if request.GET.get("format") == "csv" else "xlsx"
    count = count_rows(run, asked, places)
    if form != "csv" and count > WORKBOOK_ROWS:
        words = _("有 %(count)s 行，Excel 表格最多导出 %(limit)s 行；请缩小范围，或导出 CSV。")
        messages.warning(request, words % {"count": f"{count:,}", "limit": f"{WORKBOOK_ROWS:,}"})
        return redirect(reverse("staff:match_results", args=[pk]) + _query(request, format=None))
    record(request.actor, BenefitVerb.EXPORTED, run, after={"rows": count, "format": form})
    title = _("%(name)s匹配结果") % {"name": run.version.model.name}
    heads, rows = table_heads(run), all_rows(run, asked, places)
    now = timezone.localtime()
    if form != "csv":
        return workbook_response(title, heads, rows, by_name=request.actor.name, at=now)
    response = StreamingHttpResponse(_csv(heads, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{_quoted(f'{title}{now:%Y%m%d}.csv')}"
    return response


def _quoted(name: str) -> str:
    from urllib.parse import quote

    return quote(name)


def _csv(heads: list[tuple[str, int]], rows: Iterator[list[Any]]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out)
    # The mark by which Excel knows that the text is UTF-8.
    out.write("\ufeff")
    writer.writerow([_safe(label) for label, _width in heads])
    for number, row in enumerate(rows, 1):
        writer.writerow([_safe(value) for value in row])
        if number % 1000 == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula, with a mark before it."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


@permission(Permission.MATCHES_VIEW)
@require_GET
@_told_at_the_run
def match_row(request: HttpRequest, pk: int) -> HttpResponse:
    """``?key=``: why one enterprise came out so, by the interpreter, with the clause."""
    run = find_run(request, pk)
    if run.state != RunState.DONE:
        return redirect("staff:match", pk=pk)
    key = request.GET.get("key", "")[:200].replace("\x00", "")
    kept = stored_row(run, key, places_of(request.rights, run))
    if kept is None:
        raise Http404
    explained, problem = None, ""
    try:
        explained = explain(run, key, kept, units_by_name())
    except ValidationError as error:
        problem = " ".join(error.messages)
    snapshot = run.snapshot
    name = kept.get(snapshot.name_column) or key
    profile = None
    if request.rights.may(Permission.ENTERPRISES_VIEW):
        profile = enterprises_visible_to(request.rights).filter(code=key).first()
    params = request.GET.copy()
    params.pop("key", None)
    back = f"{reverse('staff:match_results', args=[pk])}?{params.urlencode()}"
    context = {
        "page_title": name,
        "breadcrumb": [*crumbs(run), {"label": _("匹配结果"), "url": back}, {"label": name}],
        "run": run,
        "key": key,
        "place": " ".join(
            dict.fromkeys(
                kept[column]
                for column in (snapshot.city_column, snapshot.county_column)
                if column and kept[column]
            )
        ),
        "explained": explained,
        "trial": explained.trial if explained else None,
        "problem": problem,
        "profile": profile,
        "links": ModelProvision.objects.filter(model=run.version.model_id).select_related("provision"),
    }
    return render(request, "staff/benefits/row.html", context, status=409 if problem else 200)
