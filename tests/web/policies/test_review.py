"""Deciding on repairs: every act changes the text as said, and undoing puts everything back."""

from __future__ import annotations

from functools import partial

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luodi_web.people.models import AuditEntry
from luodi_web.policies.domain.blocks import Layout, blocks_between
from luodi_web.policies.domain.pieces import compose_text, edits_in_force
from luodi_web.policies.domain.review import (
    EditGroup,
    Left,
    Passage,
    correct_passage,
    decide_edits,
    decide_group,
    fill_lost,
    next_to_look_at,
    what_is_left,
)
from luodi_web.policies.domain.steps import REVIEW, ReviewClosedError, StaleRevisionError, undo_step
from luodi_web.policies.enums import Decision, PolicyVerb, VersionState
from luodi_web.policies.models import PolicyVersion
from tests.web.at_once import at_once
from tests.web.factories import actor, make_unit, make_user
from tests.web.policies.texts import LOST_AT, ORIGINAL, REPAIRED, edit, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> PolicyVersion:
    return make_version(make_unit("省科技厅"))


@pytest.fixture
def by():
    user = make_user("reviewer", unit=make_unit())
    return actor(user)


def text_of(version: PolicyVersion) -> str:
    version.refresh_from_db()
    return compose_text(version)


def rows_of(version: PolicyVersion) -> tuple:
    """Every decision as stored."""
    edits = version.edits.order_by("pk").values_list(
        "pk", "start", "end", "now", "accepted", "decided_by", "decided_at", "covered_by"
    )
    lost = version.lost.order_by("pk").values_list("pk", "chosen", "decided_by", "decided_at", "covered_by")
    return list(edits), list(lost)


def test_text_composed_from_edits_equals_the_repair(version):
    assert compose_text(version) == REPAIRED


def test_rejected_edit_puts_the_original_back(version, by):
    decide_edits(version, 0, [edit(version, "會議").pk], Decision.REJECT, by=by)

    assert text_of(version) == REPAIRED.replace("会议", "會議")


def test_rejected_edit_with_a_lost_character_asks_for_it_no_more(version, by):
    decide_edits(version, 0, [edit(version, "?!?").pk], Decision.REJECT, by=by)

    assert text_of(version) == REPAIRED.replace("“\ufffd”", "?!?")
    assert what_is_left(version) == Left(lost=0, uncertain=1)


def test_decision_keeps_who_and_writes_the_trail(version, by):
    decide_edits(version, 0, [edit(version, "廳").pk], Decision.ACCEPT, by=by)

    row = edit(version, "廳")
    entry = AuditEntry.objects.get(verb=PolicyVerb.EDITS_DECIDED)
    assert (row.accepted, row.decided_by) == (True, by.user)
    assert (entry.user, entry.after["count"], entry.after["edits"]) == (
        by.user,
        1,
        [{"was": "廳", "now": "厅", "kind": "script"}],
    )


def test_reset_opens_an_edit_again(version, by):
    key = edit(version, "廳").pk
    decide_edits(version, 0, [key], Decision.REJECT, by=by)

    decide_edits(version, 1, [key], Decision.RESET, by=by)

    row = edit(version, "廳")
    assert (row.accepted, row.decided_by, row.decided_at) == (True, None, None)
    assert text_of(version) == REPAIRED


def test_group_decision_keeps_what_a_person_decided_before(version, by):
    decide_edits(version, 0, [edit(version, "縣").pk], Decision.ACCEPT, by=by)

    changed = decide_group(version, 1, EditGroup("script"), Decision.REJECT, by=by)

    assert changed == 6
    assert text_of(version) == "省廳召開會議。\n共有“\ufffd”項任務,由县(区)落實。\n"


def test_group_of_one_character_leaves_the_rest_of_its_kind(version, by):
    decide_group(version, 0, EditGroup("script", "廳", "厅"), Decision.REJECT, by=by)

    assert text_of(version) == REPAIRED.replace("厅", "廳")


def test_filled_character_stands_in_the_text(version, by):
    fill_lost(version, 0, version.lost.get().pk, "三", by=by)

    assert text_of(version) == REPAIRED.replace("\ufffd", "三")
    assert what_is_left(version) == Left(lost=0, uncertain=1)


def test_gap_kept_is_decided_and_stays_a_gap(version, by):
    fill_lost(version, 0, version.lost.get().pk, "\ufffd", by=by)

    assert text_of(version) == REPAIRED
    assert what_is_left(version).lost == 0


@pytest.mark.parametrize("words", ["", "一" * 21, "三\ufffd", "\x07"])
def test_words_that_no_character_could_have_been_are_refused(version, by, words):
    with pytest.raises(ValidationError):
        fill_lost(version, 0, version.lost.get().pk, words, by=by)

    assert text_of(version) == REPAIRED


def second_line(version: PolicyVersion) -> int:
    return ORIGINAL.index("共有")


def test_correction_inside_an_edit_keeps_the_edit_s_other_words(version, by):
    # 会议 stands at 4 of the first line; only 议 is selected.
    correct_passage(version, 0, Passage(0, 5, 6, "议"), "计", by=by)

    assert text_of(version) == REPAIRED.replace("会议", "会计")


def test_correction_over_several_edits_covers_them_until_it_is_taken_back(version, by):
    made = correct_passage(version, 0, Passage(0, 1, 6, "厅召开会议"), "政府召开大会", by=by)
    shown = [(row.was, row.kind) for row in edits_in_force(version)[:1]]
    corrected = text_of(version)

    decide_edits(version, 1, [made.pk], Decision.REJECT, by=by)

    assert corrected == REPAIRED.replace("厅召开会议", "政府召开大会")
    assert shown == [("廳(tīng)召開會議", "person")]
    assert text_of(version) == REPAIRED
    assert edits_in_force(version).count() == 10


def test_correction_of_a_correction_covers_it(version, by):
    correct_passage(version, 0, Passage(0, 1, 4, "厅召开"), "政府举行", by=by)

    correct_passage(version, 1, Passage(0, 3, 6, "举行会"), "办会", by=by)

    assert text_of(version) == REPAIRED.replace("厅召开会议", "政府办会议")


def test_correction_beside_a_lost_character_leaves_it_to_be_filled(version, by):
    start = second_line(version)
    correct_passage(version, 0, Passage(start, 2, 3, "“"), "「", by=by)
    left = what_is_left(version)

    fill_lost(version, 1, version.lost.get().pk, "三", by=by)

    assert left.lost == 1
    assert text_of(version) == REPAIRED.replace("“\ufffd", "「三")


def test_correction_over_a_lost_character_settles_it(version, by):
    correct_passage(version, 0, Passage(second_line(version), 2, 5, "“\ufffd”"), "“五”", by=by)

    assert text_of(version) == REPAIRED.replace("\ufffd", "五")
    assert what_is_left(version).lost == 0


def test_correction_keeps_a_character_filled_before(version, by):
    fill_lost(version, 0, version.lost.get().pk, "三", by=by)

    correct_passage(version, 1, Passage(second_line(version), 4, 6, "”项"), "”大项", by=by)

    assert text_of(version) == REPAIRED.replace("\ufffd”项", "三”大项")


def test_correction_to_nothing_deletes(version, by):
    correct_passage(version, 0, Passage(0, 0, 1, "省"), "", by=by)

    assert text_of(version) == REPAIRED.removeprefix("省")


@pytest.mark.parametrize(
    "passage",
    [
        Passage(0, 0, 2, "市厅"),  # not what stands there
        Passage(0, 3, 3, ""),
        Passage(0, 5, 99, "议"),
        Passage(7, 0, 1, "省"),  # no paragraph begins there
    ],
)
def test_correction_of_a_passage_that_is_not_there_is_refused(version, by, passage):
    with pytest.raises(ValidationError):
        correct_passage(version, 0, passage, "新", by=by)

    assert (text_of(version), version.revision) == (REPAIRED, 0)


def test_second_reviewer_on_an_old_page_is_told_and_changes_nothing(version, by):
    decide_edits(version, 0, [edit(version, "廳").pk], Decision.REJECT, by=by)
    other = actor(make_user("other", unit=make_unit()))
    before = rows_of(version)

    with pytest.raises(StaleRevisionError) as stale:
        decide_edits(version, 0, [edit(version, "開").pk], Decision.REJECT, by=other)

    assert stale.value.step.by == by.user
    assert rows_of(version) == before


def test_confirmed_version_cannot_be_decided(version, by):
    PolicyVersion.objects.filter(pk=version.pk).update(state=VersionState.CONFIRMED)

    with pytest.raises(ReviewClosedError):
        fill_lost(version, 0, version.lost.get().pk, "三", by=by)


def test_undo_with_nothing_done_says_so(version, by):
    assert undo_step(REVIEW, version, 0, by=by) is None


def test_next_to_look_at_goes_by_what_is_shown(version):
    assert next_to_look_at(version, 0, "left") == LOST_AT
    assert next_to_look_at(version, 0, "pinyin") == ORIGINAL.index("(tīng)")
    assert next_to_look_at(version, LOST_AT + 1, "left") == ORIGINAL.index("(區)")
    assert next_to_look_at(version, len(ORIGINAL), "all") is None


def test_last_to_look_at_before_a_place(version):
    assert next_to_look_at(version, len(ORIGINAL), "left", backwards=True) == ORIGINAL.index("(區)")
    assert next_to_look_at(version, LOST_AT + 1, "left", backwards=True) == LOST_AT
    assert next_to_look_at(version, LOST_AT, "left", backwards=True) is None
    assert next_to_look_at(version, LOST_AT, "pinyin", backwards=True) == ORIGINAL.index("(tīng)")


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["accept", "reject", "reset", "group", "fill", "correct"]), st.integers(0, 10_000)
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_undoing_everything_gives_every_row_back(by, acts):
    """Whatever was done, in whatever order, undo restores all rows and the text."""
    version = make_version(make_unit())
    states = [rows_of(version)]
    for name, number in acts:
        version.refresh_from_db()
        revision = version.revision
        do(version, name, number, by)
        version.refresh_from_db()
        if version.revision > revision:
            states.append(rows_of(version))
    while True:
        version.refresh_from_db()
        assert rows_of(version) == states.pop()
        if undo_step(REVIEW, version, version.revision, by=by) is None:
            break
    assert (states, text_of(version)) == ([], REPAIRED)


def do(version: PolicyVersion, name: str, number: int, by) -> None:
    """One act on something that the number picks."""
    revision = version.revision
    edits = list(edits_in_force(version))
    one = edits[number % len(edits)]
    lost = version.lost.get()
    if name == "group":
        decision = [Decision.ACCEPT, Decision.REJECT, Decision.RESET][number % 3]
        decide_group(version, revision, EditGroup(one.kind), decision, by=by)
    elif name == "fill":
        try:
            fill_lost(version, revision, lost.pk, ["三", "\ufffd", None][number % 3], by=by)
        except type(lost).DoesNotExist:
            return
    elif name == "correct":
        layout = Layout.of(version)
        blocks = blocks_between(version, layout, 0, len(ORIGINAL))
        block = blocks[number % len(blocks)]
        start = number % len(block.text)
        end = min(len(block.text), start + 1 + number % 4)
        passage = Passage(block.start, start, end, block.text[start:end])
        correct_passage(version, revision, passage, f"改{revision}次", by=by)
    else:
        decide_edits(version, revision, [one.pk], Decision(name), by=by)


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_one_is_told(version):
    """Both saw revision 0 and act at the same moment: the lock lets one through, the other learns of it."""
    key = version.lost.get().pk
    reviewers = [actor(make_user(f"reviewer{number}", unit=make_unit())) for number in range(4)]

    acts = [partial(fill_lost, version, 0, key, "三", by=by) for by in reviewers]
    outcomes = at_once(*acts, refusals=(StaleRevisionError,))

    version.refresh_from_db()
    assert sum(isinstance(outcome, StaleRevisionError) for outcome in outcomes) == 3
    assert (version.revision, version.steps.count()) == (1, 1)
