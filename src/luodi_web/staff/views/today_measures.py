"""今日: letters, extensions, referrals and closings that wait for a person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from luodi_web.people.domain.scope import Rights
from luodi_web.people.rules import Permission
from luodi_web.staff.views.today_queues import Queue, make_queue
from luodi_web.supervision.domain import boards_measures

LETTER_ROW = "staff/today/row_letter.html"
MEASURE_ROW = "staff/today/row_measure.html"


def measure_queues(rights: Rights, day: date) -> list[Queue]:
    """In the order of the right that gives them: the unit's, the leader's, the office's."""
    return [*_unit(rights, day), *signing_queues(rights), *_office(rights, day)]


def _unit(rights: Rights, day: date) -> list[Queue]:
    if not rights.may(Permission.TASKS_REPORT):
        return []
    url = reverse("staff:letters")
    return [
        _letters("letters_to_sign_for", _("待签收函件"), boards_measures.letters_to_acknowledge(rights), url),
        _letters("letters_to_answer", _("待答复函件"), boards_measures.letters_to_answer(rights), url),
        _others(
            "referrals_to_contest",
            _("督查结论（可申请复核）"),
            boards_measures.referrals_to_contest(rights, day),
        ),
    ]


def signing_queues(rights: Rights) -> list[Queue]:
    """What waits for a leader's signature."""
    queues = []
    if rights.may(Permission.SIGN_OFF):
        queues += [
            _letters(
                "letters_to_sign",
                _("待签发督办函"),
                boards_measures.letters_to_sign(rights),
                reverse("staff:letters"),
            ),
            _others(
                "referrals_to_approve",
                _("待批准提请督查"),
                boards_measures.referrals_to_approve(rights),
                reverse("staff:referrals"),
            ),
        ]
    if rights.may(Permission.SIGN_OFF) or rights.may(Permission.TASKS_REVIEW):
        rows = boards_measures.closings_to_sign(rights)
        queues.append(_others("closings_to_sign", _("待签批销号"), rows, reverse("staff:closings")))
    return queues


def _office(rights: Rights, day: date) -> list[Queue]:
    queues = []
    letters_url, closings_url = reverse("staff:letters"), reverse("staff:closings")
    if rights.may(Permission.TASKS_REVIEW):
        rows = boards_measures.extensions_to_decide(rights)
        queues.append(_others("extensions", _("待审批延期"), rows, reverse("staff:extensions")))
        rows = boards_measures.closings_to_check(rights)
        queues.append(_others("closings_to_check", _("待核查销号"), rows, closings_url))
        rows = boards_measures.closings_to_look_back_at(rights, day)
        queues.append(_others("look_backs", _("到期应回头看"), rows, f"{closings_url}?due=1"))
    if rights.may(Permission.LETTERS_EDIT):
        queues += [
            _letters("answers", _("待办结的函件答复"), boards_measures.answers_to_read(rights), letters_url),
            _letters(
                "unanswered",
                _("超期未答复的函件"),
                boards_measures.letters_unanswered(rights, day),
                letters_url,
            ),
            _letters(
                "letter_drafts", _("未发出的函件"), boards_measures.letters_in_draft(rights), letters_url
            ),
        ]
    if rights.may(Permission.REFERRALS_EDIT):
        rows = boards_measures.orders_to_carry_out(rights)
        queues.append(_others("orders", _("批示提请督查，待准备材料"), rows))
    return queues


def _letters(name: str, title: str, rows: QuerySet[Any], url: str = "") -> Queue:
    return make_queue(name, title, "", rows, url, LETTER_ROW)


def _others(name: str, title: str, rows: QuerySet[Any], url: str = "") -> Queue:
    return make_queue(name, title, "", rows, url, MEASURE_ROW)
