"""What is done with a letter, one address an act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luodi_web.people.permissions import permission
from luodi_web.people.rules import Permission
from luodi_web.staff.views.letters import letter_page, visible_letter
from luodi_web.staff.views.measures import hand_in, press
from luodi_web.supervision.domain.letters import (
    acknowledge_letter,
    answer_letter,
    close_letter,
    issue_letter,
    return_answer,
    send_letter_back,
    submit_letter,
    void_letter,
)
from luodi_web.supervision.domain.letters_scope import letters_edited_by, letters_signed_by, own_letters
from luodi_web.supervision.enums import LetterKind
from luodi_web.supervision.forms.measures import AnswerForm, NoteForm
from luodi_web.supervision.forms.reports import ReasonForm
from luodi_web.supervision.models import Letter


def _found(rows: QuerySet[Letter], pk: int) -> Letter:
    return get_object_or_404(rows.select_related("issuer", "unit"), pk=pk)


def _press(request: HttpRequest, found: Letter, do: Callable[..., Any], said: str) -> HttpResponse:
    return press(request, lambda: do(found, by=request.actor), said, reverse("staff:letter", args=[found.pk]))


def _hand_in(
    request: HttpRequest,
    found: Letter,
    name: str,
    form: Form,
    do: Callable[[dict[str, Any]], Any],
    said: str,
) -> HttpResponse:
    def again(form: Form) -> HttpResponse:
        return letter_page(request, visible_letter(request, found.pk), 422, **{name: form})

    return hand_in(request, form, do, said, reverse("staff:letter", args=[found.pk]), again)


@permission(Permission.LETTERS_EDIT)
@require_POST
def letter_submit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(letters_edited_by(request.rights), pk)
    return _press(request, found, submit_letter, _("已报请领导签发。"))


@permission(Permission.LETTERS_EDIT)
@require_POST
def letter_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """The office's own kind only: a supervision letter goes out by ``letter_sign``."""
    found = _found(letters_edited_by(request.rights).filter(kind=LetterKind.REMINDER), pk)
    return _press(request, found, issue_letter, _("提醒函已发出，对方会收到通知。"))


@permission(Permission.SIGN_OFF)
@require_POST
def letter_sign(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(letters_signed_by(request.rights).filter(kind=LetterKind.SUPERVISION), pk)
    return _press(request, found, issue_letter, _("督办函已签发，对方会收到通知。"))


@permission(Permission.SIGN_OFF)
@require_POST
def letter_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(letters_signed_by(request.rights), pk)
    form = ReasonForm(request.POST, prefix="send_back")

    def do(values: dict[str, Any]) -> None:
        send_letter_back(found, values["reason"], by=request.actor)

    return _hand_in(request, found, "send_back", form, do, _("已退回办公室修改。"))


@permission(Permission.LETTERS_EDIT)
@require_POST
def letter_void(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(letters_edited_by(request.rights), pk)
    form = ReasonForm(request.POST, prefix="void")

    def do(values: dict[str, Any]) -> None:
        void_letter(found, values["reason"], by=request.actor)

    return _hand_in(request, found, "void", form, do, _("函件已作废。"))


@permission(Permission.TASKS_REPORT)
@require_POST
def letter_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(own_letters(request.rights), pk)
    return _press(request, found, acknowledge_letter, _("函件已签收，请按时答复。"))


@permission(Permission.TASKS_REPORT)
@require_POST
def letter_answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(own_letters(request.rights), pk)
    form = AnswerForm(request.POST, request.FILES, prefix="answer")

    def do(values: dict[str, Any]) -> None:
        answer_letter(found, values["text"], values["files"], by=request.actor)

    return _hand_in(request, found, "answer", form, do, _("答复已送出。"))


@permission(Permission.LETTERS_EDIT)
@require_POST
def letter_return_answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(letters_edited_by(request.rights), pk)
    form = ReasonForm(request.POST, prefix="return")

    def do(values: dict[str, Any]) -> None:
        return_answer(found, values["reason"], by=request.actor)

    return _hand_in(request, found, "return", form, do, _("答复已退回，对方会收到通知。"))


@permission(Permission.LETTERS_EDIT)
@require_POST
def letter_close(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(letters_edited_by(request.rights), pk)
    form = NoteForm(request.POST, prefix="close")

    def do(values: dict[str, Any]) -> None:
        close_letter(found, values["note"], by=request.actor)

    return _hand_in(request, found, "close", form, do, _("函件已办结。"))
