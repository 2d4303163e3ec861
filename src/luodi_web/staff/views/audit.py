"""The audit trail: reading, filtering, taking it out with a digest, checking the chain."""

from __future__ import annotations

import hashlib
import tempfile
from typing import Any

from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from luodi_web.common.tables import Choice, Column, DateRange, Search, Table, write_workbook
from luodi_web.common.tables.workbook import XLSX_TYPE
from luodi_web.people.domain.audit import chain_faults, record, seal_entries
from luodi_web.people.domain.audit_words import (
    entry_changes,
    fault_words,
    object_word,
    subject_word,
    verb_choices,
    verb_word,
    verbs_like,
)
from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import PeopleVerb
from luodi_web.people.models import AuditEntry, AuditHead
from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission

MAX_SHOWN_FAULTS = 200
NOWRAP = "staff/people/nowrap.html"


def entries_visible_to(rights: Rights) -> QuerySet[AuditEntry]:
    """Entries of units in the auditor's subtrees; those without a unit only from the root of the tree."""
    scope = rights.scope(Permission.AUDIT_VIEW, "unit")
    if any(top.is_root() for top in rights.units(Permission.AUDIT_VIEW)):
        scope |= Q(unit__isnull=True)
    return AuditEntry.objects.filter(scope)


def _changes_text(entry: AuditEntry) -> str:
    lines = []
    for name, before, after in entry_changes(entry):
        if before is not None and after is not None:
            lines.append(
                _("%(name)s：%(before)s → %(after)s") % {"name": name, "before": before, "after": after}
            )
        else:
            value = after if after is not None else before
            lines.append(_("%(name)s：%(value)s") % {"name": name, "value": value})
    return "\n".join(lines)


class AuditTable(Table):
    title = gettext_lazy("审计记录")
    order = "-at"
    empty = gettext_lazy("还没有审计记录。")
    columns = [
        Column(
            "at",
            gettext_lazy("时间"),
            sort="at",
            link=lambda entry: reverse("staff:audit_entry", args=[entry.pk]),
            width=18,
        ),
        Column("user_name", gettext_lazy("姓名"), sort="user_name", template=NOWRAP),
        Column("post_name", gettext_lazy("岗位"), screen=False),
        Column("unit_name", gettext_lazy("机构"), sort="unit_name", width=30),
        Column("address", gettext_lazy("地址"), template=NOWRAP),
        Column(
            "verb",
            gettext_lazy("操作"),
            value=lambda entry: verb_word(entry.verb),
            sort="verb",
            template=NOWRAP,
        ),
        Column(
            "object_type",
            gettext_lazy("对象类型"),
            value=lambda entry: object_word(entry.object_type),
            screen=False,
        ),
        Column("object_name", gettext_lazy("对象"), value=subject_word, width=36),
        Column("changes", gettext_lazy("内容"), value=_changes_text, width=60, screen=False),
        Column("sequence", gettext_lazy("封存序号"), screen=False),
        Column("digest", gettext_lazy("摘要"), screen=False, width=66),
    ]
    filters = [
        Search("user_name", "object_name", "unit_name", label=gettext_lazy("姓名、对象或机构")),
        Choice(
            "verb",
            gettext_lazy("操作"),
            verb_choices,
            condition=lambda chosen: Q(verb__in=verbs_like(chosen)),
        ),
        DateRange("day", gettext_lazy("日期"), lookup="at__date"),
    ]


@permission(Permission.AUDIT_VIEW)
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    table = AuditTable(request.GET, entries_visible_to(request.rights))
    if table.wants_export:
        return _export(request, table)
    return render(request, "staff/people/audit.html", {"table": table, "head": _head()})


def _head() -> AuditHead | None:
    return AuditHead.objects.filter(pk=1).first()


def _export(request: HttpRequest, table: AuditTable) -> FileResponse:
    """The workbook, and in the trail its digest: a copy shown later can be proved to be this one."""
    columns = [column for column in table.columns if column.export]
    out = tempfile.SpooledTemporaryFile(max_size=2_000_000)  # noqa: SIM115 -- FileResponse closes it
    now = timezone.localtime()
    count = table.found.count()
    write_workbook(
        out,
        str(table.title),
        [(str(column.label), column.width) for column in columns],
        ([column.value_of(row) for column in columns] for row in table.found.iterator(chunk_size=2000)),
        by_name=request.actor.name,
        at=now,
    )
    out.seek(0)
    digest = hashlib.file_digest(out, "sha256").hexdigest()
    out.seek(0)
    filters = _("；").join(str(chip["label"]) for chip in table.chips)
    record(
        request.actor,
        PeopleVerb.EXPORTED,
        after={"title": str(table.title), "rows": count, "filters": filters, "sha256": digest},
    )
    name = f"{table.title}{now:%Y%m%d-%H%M}-{digest[:8]}.xlsx"
    return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX_TYPE)


@permission(Permission.AUDIT_VIEW)
@require_GET
def audit_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry whole, with what else happened to the same thing."""
    entry = get_object_or_404(entries_visible_to(request.rights), pk=pk)
    same = AuditEntry.objects.none()
    if entry.object_type:
        same = (
            entries_visible_to(request.rights)
            .filter(object_type=entry.object_type, object_id=entry.object_id)
            .exclude(pk=entry.pk)[:20]
        )
    return render(
        request,
        "staff/people/audit_entry.html",
        {
            "entry": entry,
            "verb": verb_word(entry.verb),
            "subject": subject_word(entry),
            "object_word": object_word(entry.object_type),
            "changes": entry_changes(entry),
            "same": [(other, verb_word(other.verb)) for other in same],
        },
    )


@permission(Permission.AUDIT_VIEW)
@require_http_methods(["GET", "POST"])
def audit_verify(request: HttpRequest) -> HttpResponse:
    """Check the whole chain now (POST); a GET says how far it reaches."""
    context: dict[str, Any] = {
        "head": _head(),
        "waiting": AuditEntry.objects.filter(sequence__isnull=True).count(),
    }
    if request.method == "POST":
        seal_entries()
        faults = []
        for fault in chain_faults():
            faults.append(fault_words(fault))
            if len(faults) >= MAX_SHOWN_FAULTS:
                break
        record(
            request.actor,
            PeopleVerb.AUDIT_VERIFIED,
            after={"errors": len(faults)},
        )
        context |= {"checked": True, "faults": faults, "head": _head(), "waiting": 0}
    return render(request, "staff/people/audit_verify.html", context)
