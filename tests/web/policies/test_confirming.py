"""定稿, its provisions, opening again, deleting."""

from __future__ import annotations

import pytest

from luodi_web.people.models import AuditEntry
from luodi_web.policies.domain.confirming import (
    NotAllowedError,
    confirm_version,
    provisions_of,
    reopen_policy,
)
from luodi_web.policies.domain.pieces import compose_text
from luodi_web.policies.domain.policies import can_delete, delete_policy, discard_version
from luodi_web.policies.domain.reports import repair_report
from luodi_web.policies.domain.review import Passage, correct_passage, decide_edits, fill_lost
from luodi_web.policies.domain.steps import ReviewClosedError, StaleRevisionError
from luodi_web.policies.enums import Decision, PolicyVerb, RepairState, VersionState
from luodi_web.policies.models import Policy, PolicyVersion
from tests.web.factories import actor, make_unit, make_user
from tests.web.policies.texts import edit, make_confirmed, make_policy, make_version

pytestmark = pytest.mark.django_db

TEXT = """关于推进科技创新的意见

一、总体要求
坚持创新驱动。
二、重点任务
（一）建设平台。加强实验室建设。
（二）引育人才。完善激励机制。
1. 领军人才。
2. 青年人才。
三、组织保障
加强督办落实。
"""


@pytest.fixture
def by():
    return actor(make_user("reviewer", unit=make_unit()))


def test_lost_character_undecided_stops_confirming(by):
    version = make_version(make_unit())

    with pytest.raises(NotAllowedError) as refusal:
        confirm_version(version, 0, by=by)

    version.refresh_from_db()
    assert str(refusal.value) == "还有 1 处缺字未处理，请补字或选“留作缺字”。"
    assert (version.state, version.provisions.count()) == (VersionState.REVIEW, 0)


def test_confirming_freezes_the_text_and_keeps_its_provisions(by):
    version = PolicyVersion.objects.create(
        policy=make_policy(make_unit()), number=1, original=TEXT, text=TEXT
    )

    confirm_version(version, 0, by=by)

    version.refresh_from_db()
    rows = version.provisions.order_by("order")
    assert (version.state, version.confirmed_by) == (VersionState.CONFIRMED, by.user)
    assert [(row.path, row.level, row.parent.path if row.parent else None) for row in rows] == [
        ("一", 1, None),
        ("二", 1, None),
        ("二/一", 2, "二"),
        ("二/二", 2, "二"),
        ("二/二/1", 3, "二/二"),
        ("二/二/2", 3, "二/二"),
        ("三", 1, None),
    ]
    assert [version.text[row.start :].startswith(row.label) for row in rows] == [True] * 7
    assert AuditEntry.objects.filter(verb=PolicyVerb.CONFIRMED, user=by.user).count() == 1


def test_repeated_number_gets_an_address_of_its_own():
    text = "一、甲。\n内容。\n一、乙。\n内容。\n"
    version = make_confirmed(make_unit(), text=text)

    paths = [row.path for row in provisions_of(version)]

    assert len(paths) == len(set(paths))


def test_confirming_from_an_old_page_is_refused(by):
    version = make_version(make_unit())
    fill_lost(version, 0, version.lost.get().pk, "三", by=by)

    with pytest.raises(StaleRevisionError):
        confirm_version(version, 0, by=by)

    version.refresh_from_db()
    assert version.state == VersionState.REVIEW


def test_confirming_twice_is_refused(by):
    version = make_confirmed(make_unit())

    with pytest.raises(ReviewClosedError):
        confirm_version(version, 0, by=by)

    assert version.provisions.count() == 0


def test_version_still_in_repair_cannot_be_confirmed(by):
    version = make_version(make_unit())
    PolicyVersion.objects.filter(pk=version.pk).update(repair_state=RepairState.RUNNING)

    with pytest.raises(ReviewClosedError):
        confirm_version(version, 0, by=by)

    version.refresh_from_db()
    assert version.state == VersionState.REVIEW


def reviewed(by) -> PolicyVersion:
    version = make_version(make_unit())
    fill_lost(version, 0, version.lost.get().pk, "三", by=by)
    decide_edits(version, 1, [edit(version, "縣").pk], Decision.REJECT, by=by)
    correct_passage(version, 2, Passage(0, 1, 6, "厅召开会议"), "政府召开大会", by=by)
    version.refresh_from_db()
    return confirm_version(version, 3, by=by)


def test_reopened_version_starts_from_the_decisions_of_the_last(by):
    first = reviewed(by)

    second = reopen_policy(first.policy, by=by)

    first.refresh_from_db()
    assert (first.state, second.state, second.number) == (VersionState.CONFIRMED, VersionState.REVIEW, 2)
    assert compose_text(second) == first.text == compose_text(first)
    assert repair_report(second) == repair_report(first)
    made = second.edits.get(kind="person")
    assert sorted(made.covered.values_list("was", flat=True)) == ["(tīng)", "廳", "會議", "開"]


def test_taking_back_a_correction_in_the_reopened_version_leaves_the_confirmed_one(by):
    first = reviewed(by)
    second = reopen_policy(first.policy, by=by)

    decide_edits(second, 0, [second.edits.get(kind="person").pk], Decision.REJECT, by=by)

    first.refresh_from_db()
    second.refresh_from_db()
    assert compose_text(second) == first.text.replace("政府召开大会", "厅召开会议")


def test_policy_under_review_cannot_be_reopened(by):
    version = make_version(make_unit())

    with pytest.raises(NotAllowedError):
        reopen_policy(version.policy, by=by)

    assert version.policy.versions.count() == 1


def test_discarding_a_reopened_version_leaves_the_confirmed_one(by):
    first = reviewed(by)
    second = reopen_policy(first.policy, by=by)

    discard_version(second, by=by)

    assert list(first.policy.versions.values_list("number", "state")) == [(1, VersionState.CONFIRMED)]


def test_first_version_is_not_discarded(by):
    version = make_version(make_unit())

    with pytest.raises(NotAllowedError):
        discard_version(version, by=by)

    assert PolicyVersion.objects.filter(pk=version.pk).exists()


def test_confirmed_policy_is_not_deleted(by):
    version = make_confirmed(make_unit())

    with pytest.raises(NotAllowedError):
        delete_policy(version.policy, by=by)

    assert can_delete(version.policy).reason == "已定稿的政策不能删除。"
    assert Policy.objects.filter(pk=version.policy_id).exists()


def test_deleted_policy_leaves_its_name_in_the_trail(by):
    version = make_version(make_unit(), title="错传的文件")

    delete_policy(version.policy, by=by)

    assert not Policy.objects.exists()
    assert AuditEntry.objects.get(verb=PolicyVerb.DELETED).before["title"] == "错传的文件"


def test_report_says_what_was_decided(by):
    version = make_version(make_unit())
    fill_lost(version, 0, version.lost.get().pk, "三", by=by)
    decide_edits(version, 1, [edit(version, "縣").pk], Decision.REJECT, by=by)
    version.refresh_from_db()

    report = repair_report(version)

    assert report["lost"] == []
    assert [item["now"] for item in report["filled"]] == ["三"]
    assert "縣" not in [item["was"] for item in report["edits"]]
