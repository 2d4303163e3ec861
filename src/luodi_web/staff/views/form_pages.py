"""A form on a page of its own: what it begins with, and what its page shows."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)

# Less than any database's largest key.
KEY_DIGITS = 18


def picked(rows: QuerySet[Row], text: str) -> Row | None:
    """The row whose key an address names; null where it names none of these."""
    if not (text.isascii() and text.isdecimal() and len(text) <= KEY_DIGITS):
        return None
    return rows.filter(pk=int(text)).first()


def form_page(form: forms.Form, title: str, back: str, above: dict[str, str], **more: Any) -> dict[str, Any]:
    """Context of ``staff/people/form.html``. above: the list that the page is reached from."""
    crumbs = [above, {"label": title}]
    return {"form": form, "page_title": title, "back_url": back, "breadcrumb": crumbs, **more}
