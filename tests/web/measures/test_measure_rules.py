"""Each state and each act: what is allowed, and the words of what is not."""

from datetime import date

import pytest

from luodi.workdays import HolidayTable
from luodi_web.supervision.enums import (
    AssignmentState,
    ClosingState,
    ExtensionState,
    LetterKind,
    LetterState,
    Light,
    ReferralState,
)
from luodi_web.supervision.rules_closing import (
    can_ask_closing,
    can_ask_extension,
    can_check_closing,
    can_decide_extension,
    can_look_back,
    can_refuse_closing,
    can_sign_closing,
    can_take_closing_back,
    can_take_extension_back,
    months_after,
)
from luodi_web.supervision.rules_letters import (
    can_acknowledge_letter,
    can_answer,
    can_close_letter,
    can_edit,
    can_issue,
    can_return_answer,
    can_send_back,
    can_submit,
    can_void,
)
from luodi_web.supervision.rules_referral import (
    NEXT_STAGES,
    RedFor,
    can_approve,
    can_ask_review,
    can_order,
    can_prepare,
    can_record,
    can_withdraw_referral,
    red_for,
)

TODAY = date(2026, 11, 25)
REMINDER, SUPERVISION = LetterKind.REMINDER, LetterKind.SUPERVISION
LETTER_ACTS = {
    "edit": can_edit,
    "submit": lambda state: can_submit(SUPERVISION, state),
    "send back": can_send_back,
    "issue reminder": lambda state: can_issue(REMINDER, state, None, 1),
    "issue supervision": lambda state: can_issue(SUPERVISION, state, 1, 2),
    "void": can_void,
    "acknowledge": can_acknowledge_letter,
    "answer": can_answer,
    "return answer": can_return_answer,
    "close": can_close_letter,
}
LETTER_ALLOWED = {
    LetterState.DRAFT: {"edit", "submit", "issue reminder", "void"},
    LetterState.SIGNING: {"send back", "issue supervision", "void"},
    LetterState.ISSUED: {"acknowledge"},
    LetterState.ACKNOWLEDGED: {"answer"},
    LetterState.ANSWERED: {"return answer", "close"},
    LetterState.CLOSED: set(),
    LetterState.VOID: set(),
}


@pytest.mark.parametrize("state", LetterState)
def test_letter_state_allows_these_acts_and_says_why_not_the_others(state):
    verdicts = {name: act(state) for name, act in LETTER_ACTS.items()}

    assert {name for name, verdict in verdicts.items() if verdict} == LETTER_ALLOWED[state]
    assert [name for name, verdict in verdicts.items() if not verdict and not verdict.reason] == []


def test_reminder_needs_no_signature():
    assert can_submit(REMINDER, LetterState.DRAFT).reason == "提醒函由办公室直接发出，不需要报签。"


def test_nobody_signs_what_they_asked_to_have_signed():
    assert can_issue(SUPERVISION, LetterState.SIGNING, 7, 7).reason == "不能签发自己报签的函件。"
    assert can_issue(SUPERVISION, LetterState.SIGNING, 7, 8)


@pytest.mark.parametrize(
    ("state", "deadline", "asked", "waiting", "reason"),
    [
        ("acknowledged", TODAY, 0, False, ""),
        ("acknowledged", date(2026, 11, 24), 0, False, "任务已经超过时限；延期要在时限之前申请。"),
        ("acknowledged", TODAY, 1, False, "这项任务申请过 1 次延期，不能再申请。"),
        ("acknowledged", TODAY, 0, True, "延期申请正在审批。"),
        ("acknowledged", None, 0, False, "任务没有定完成时限，不需要申请延期。"),
        *[
            (state, TODAY, 0, False, "只有办理中的任务才能申请延期。")
            for state in AssignmentState
            if state != AssignmentState.ACKNOWLEDGED
        ],
    ],
)
def test_extension_is_asked_in_time_and_once(state, deadline, asked, waiting, reason):
    assert can_ask_extension(state, deadline, TODAY, asked, 1, waiting).reason == reason


def test_plan_without_extensions_refuses_the_first():
    assert not can_ask_extension(AssignmentState.ACKNOWLEDGED, TODAY, TODAY, 0, 0, False)
    assert can_ask_extension(AssignmentState.ACKNOWLEDGED, TODAY, TODAY, 1, 2, False)


@pytest.mark.parametrize("state", ExtensionState)
def test_extension_is_decided_and_taken_back_only_while_it_waits(state):
    waiting = state == ExtensionState.WAITING

    assert bool(can_decide_extension(state, 1, 2)) == waiting
    assert bool(can_take_extension_back(state)) == waiting
    assert not can_decide_extension(state, 1, 1)


@pytest.mark.parametrize("state", AssignmentState)
def test_closing_is_asked_for_what_is_done(state):
    assert bool(can_ask_closing(state, False)) == (state == AssignmentState.DONE)
    assert not can_ask_closing(state, True)


CLOSING_ALLOWED = {
    ClosingState.ASKED: {"check", "refuse", "take back"},
    ClosingState.CHECKED: {"sign", "refuse", "take back"},
    ClosingState.CLOSED: {"look back"},
    ClosingState.REFUSED: set(),
    ClosingState.TAKEN_BACK: set(),
}


@pytest.mark.parametrize("state", ClosingState)
def test_closing_state_allows_these_acts(state):
    acts = {
        "check": can_check_closing(state, {1}, 2),
        "sign": can_sign_closing(state, {1}, 2),
        "refuse": can_refuse_closing(state, {1}, 2),
        "take back": can_take_closing_back(state),
        "look back": can_look_back(state, TODAY, "", TODAY),
    }

    assert {name for name, verdict in acts.items() if verdict} == CLOSING_ALLOWED[state]
    assert [name for name, verdict in acts.items() if not verdict and not verdict.reason] == []


def test_who_had_a_hand_in_it_neither_checks_nor_signs_nor_refuses():
    assert not can_check_closing(ClosingState.ASKED, {1, 2}, 2)
    assert not can_refuse_closing(ClosingState.ASKED, {1, 2}, 2)
    assert not can_sign_closing(ClosingState.CHECKED, {1, 2, 3}, 3)
    assert not can_refuse_closing(ClosingState.CHECKED, {1, 2, 3}, 3)


@pytest.mark.parametrize(
    ("due", "result", "allowed"),
    [
        (TODAY, "", True),
        (date(2026, 11, 26), "", False),
        (date(2026, 11, 1), "", True),
        (None, "", False),
        (TODAY, "holds", False),
    ],
)
def test_look_back_on_its_day_once(due, result, allowed):
    assert bool(can_look_back(ClosingState.CLOSED, due, result, TODAY)) == allowed


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 25), 6, date(2027, 5, 25)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 31), 12, date(2027, 1, 31)),
    ],
)
def test_months_after(day, months, then):
    assert months_after(day, months) == then


def test_red_days_are_working_days_after_the_day_it_turned():
    table = HolidayTable(rest=frozenset({date(2026, 11, 19)}), covers=(date(2026, 1, 1), date(2026, 12, 31)))

    # Monday the 16th to Wednesday the 25th: seven working days, one of them a holiday.
    assert red_for(Light.RED, date(2026, 11, 16), TODAY, table) == RedFor(6, False)
    assert red_for(Light.YELLOW, date(2026, 11, 16), TODAY, table) == RedFor(0, False)
    assert red_for(Light.RED, None, TODAY, table) == RedFor(0, False)


@pytest.mark.parametrize(
    ("days", "ordered", "has_open", "allowed"),
    [(10, False, False, False), (11, False, False, True), (0, True, False, True), (11, True, True, False)],
)
def test_referral_after_more_than_so_many_days_or_by_order(days, ordered, has_open, allowed):
    verdict = can_prepare(AssignmentState.ACKNOWLEDGED, RedFor(days, False), 10, ordered, has_open)

    assert bool(verdict) == allowed


@pytest.mark.parametrize("state", AssignmentState)
def test_referral_and_order_only_of_open_matters(state):
    is_open = state in (AssignmentState.SENT, AssignmentState.ACKNOWLEDGED)

    assert bool(can_prepare(state, RedFor(99, False), 10, False, False)) == is_open
    assert bool(can_order(state, False, False)) == is_open
    assert not can_order(state, True, False)
    assert not can_order(state, False, True)


@pytest.mark.parametrize("state", ReferralState)
def test_every_referral_state_says_what_may_follow(state):
    allowed = {stage for stage in ReferralState if can_record(state, stage, TODAY, TODAY, TODAY)}

    assert allowed == set(NEXT_STAGES[state])
    assert bool(can_approve(state, 1, 2)) == (state == ReferralState.PREPARED)
    assert bool(can_withdraw_referral(state)) == (state in (ReferralState.PREPARED, ReferralState.REFERRED))


def test_every_step_of_an_inspection_leads_to_its_end():
    reached, waiting = set(), [ReferralState.REFERRED]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += NEXT_STAGES[state]

    ours = {ReferralState.PREPARED, ReferralState.REFUSED, ReferralState.WITHDRAWN}
    asked_by_the_unit = {ReferralState.REVIEW, ReferralState.REVIEWED}
    assert set(ReferralState) - reached == ours | asked_by_the_unit


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 11, 26), "日期还没有到。"),
        (date(2026, 11, 9), "日期不能早于上一环节的 2026-11-10。"),
        (date(2026, 11, 10), ""),
    ],
)
def test_step_is_neither_before_the_last_nor_in_the_future(day, reason):
    verdict = can_record(ReferralState.REFERRED, ReferralState.FILED, day, date(2026, 11, 10), TODAY)

    assert verdict.reason == reason


@pytest.mark.parametrize(
    ("state", "day", "asked", "allowed"),
    [
        ("feedback", date(2026, 11, 25), False, True),  # the thirtieth day after the 26th of October
        ("rectifying", date(2026, 11, 25), False, True),
        ("feedback", date(2026, 11, 25), True, False),
        ("concluded", date(2026, 11, 25), False, False),
        ("finished", date(2026, 11, 25), False, False),
    ],
)
def test_review_is_asked_within_thirty_days_once(state, day, asked, allowed):
    feedback = date(2026, 10, 26)

    assert bool(can_ask_review(state, feedback, asked, day, feedback, TODAY)) == allowed


def test_review_on_the_thirty_first_day_is_too_late():
    feedback = date(2026, 10, 25)

    verdict = can_ask_review(ReferralState.FEEDBACK, feedback, False, TODAY, feedback, TODAY)

    assert verdict.reason == "复核要在收到结论之日起三十日内申请，期限到 2026-11-24。"
