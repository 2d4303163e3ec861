"""What the pages of a field's values and of a detail's rows share: their lines, taking one back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from luodi_web.enterprises.forms.enterprises import WithdrawForm
from luodi_web.enterprises.models import Enterprise
from luodi_web.enterprises.models.entries import Entry
from luodi_web.staff.views.acts import done_by_button


def entry_crumbs(row: Enterprise, name: str) -> list[dict[str, str]]:
    """The way to a page of one enterprise's entries."""
    return [
        {"label": _("企业档案"), "url": reverse("staff:enterprises")},
        {"label": row.name, "url": reverse("staff:enterprise", args=[row.pk])},
        {"label": name},
    ]


def entry_line(
    entry: Entry, today: date, *, is_now: bool, refused: WithdrawForm | None, **more: Any
) -> dict[str, Any]:
    """One entry for its line, with the form that takes it back; refused: that one with its faults."""
    prefix = _prefix(entry)
    return {
        "entry": entry,
        "is_now": is_now,
        "is_past": entry.valid_to is not None and entry.valid_to < today,
        "form": refused if refused is not None and refused.prefix == prefix else WithdrawForm(prefix=prefix),
        **more,
    }


def take_back(request: HttpRequest, entry: Entry, withdraw: Callable[..., Entry]) -> WithdrawForm | None:
    """Take an entry back as the posted form says, and tell what came of it.

    Returns the form where it says no reason, to be shown again.
    """
    form = WithdrawForm(request.POST, prefix=_prefix(entry))
    if not form.is_valid():
        return form
    reason = form.cleaned_data["reason"]
    done_by_button(request, lambda: withdraw(entry, reason, by=request.actor), _("已撤回；历史里仍可查看。"))
    return None


def _prefix(entry: Entry) -> str:
    """Apart for every entry of a page."""
    return f"e{entry.pk}"
