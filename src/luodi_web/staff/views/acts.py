"""How a page does one thing and tells what came of it: by a form, by a button, a list as a workbook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from luodi_web.common.tables import Table
from luodi_web.people.domain.audit import record
from luodi_web.people.forms.fields import add_domain_error

Made = TypeVar("Made")


def done_by_form(
    request: HttpRequest, form: forms.Form, act: Callable[[], Made], done: str = ""
) -> Made | None:
    """What the act gave, told in the words of ``done``; null where the form is not posted or is wrong.

    What the act refuses stands at the form then.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        made = act()
    except ValidationError as error:
        add_domain_error(form, error)
        return None
    if done:
        messages.success(request, done)
    return made


def done_by_button(request: HttpRequest, act: Callable[[], Any], done: str) -> bool:
    """Whether the act was done; either way the next page tells."""
    try:
        act()
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return False
    messages.success(request, done)
    return True


def exported(request: HttpRequest, table: Table, verb: str) -> HttpResponse:
    """The list as a workbook; the audit trail says who took it."""
    record(request.actor, verb, after={"list": str(table.title)})
    return table.export(by_name=request.actor.name)
