"""Full-width punctuation switched on and off under a review that goes on."""

from __future__ import annotations

import pytest

from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry
from luodi_web.policies.domain import punctuation as setting
from luodi_web.policies.domain.pieces import compose_text
from luodi_web.policies.domain.punctuation import set_punctuation
from luodi_web.policies.domain.reading import read_pasted
from luodi_web.policies.domain.repairing import run_repair
from luodi_web.policies.domain.review import Passage, correct_passage, decide_edits, fill_lost
from luodi_web.policies.domain.steps import REVIEW, StaleRevisionError, undo_step
from luodi_web.policies.domain.uploading import PolicyFacts, create_policy, create_version
from luodi_web.policies.enums import Decision, PolicyKind, PolicyVerb, Punctuation, RepairState, VersionState
from luodi_web.policies.models import PolicyVersion
from tests.web.factories import actor, make_unit, make_user, signed_in
from tests.web.policies.texts import make_package

pytestmark = pytest.mark.django_db

# Half-width marks, traditional characters with their readings, and a character that is lost.
TEXT = (
    "會(huì)議部署“1+4”創(chuàng)新政策,時(shí)間跨度長(cháng)?!?+4”創(chuàng)新政策關(guān)鍵看落實.\n"
    "會(huì)議要求,抓好落實.\n"
)
REPAIRED = "会议部署“1+4”创新政策,时间跨度长。“\ufffd+4”创新政策关键看落实.\n会议要求,抓好落实.\n"
FULL = "会议部署“1+4”创新政策，时间跨度长。“\ufffd+4”创新政策关键看落实。\n会议要求，抓好落实。\n"
SECOND = TEXT.index("\n") + 1


@pytest.fixture
def unit():
    return make_unit("省科技厅")


@pytest.fixture
def by(unit):
    return actor(make_user("policy", Role.PROVINCE, unit, name="李文"))


@pytest.fixture
def version(unit, by):
    facts = PolicyFacts(make_package(unit), "会议", PolicyKind.OTHER)
    version = create_policy(read_pasted(TEXT), facts, owner=unit, by=by)
    version.refresh_from_db()
    assert compose_text(version) == REPAIRED
    return version


def test_switching_on_and_off_gives_both_texts(version, by):
    set_punctuation(version, 0, Punctuation.FULL, by=by)
    full = compose_text(version)

    set_punctuation(version, 1, Punctuation.KEEP, by=by)

    version.refresh_from_db()
    entry = AuditEntry.objects.filter(verb=PolicyVerb.PUNCTUATION_CHANGED).order_by("pk").first()
    assert (full, compose_text(version)) == (FULL, REPAIRED)
    assert (entry.before, entry.after) == ({"punctuation": "keep"}, {"punctuation": "full"})
    assert (version.punctuation, version.revision) == (Punctuation.KEEP, 2)


def test_what_was_decided_stands(version, by):
    decide_edits(version, 0, [version.edits.get(was="關").pk], Decision.REJECT, by=by)
    fill_lost(version, 1, version.lost.get().pk, "1", by=by)
    correct_passage(version, 2, Passage(SECOND, 0, 5, "会议要求,"), "会议强调,", by=by)

    set_punctuation(version, 3, Punctuation.FULL, by=by)

    assert (
        compose_text(version)
        == "会议部署“1+4”创新政策，时间跨度长。“1+4”创新政策關键看落实。\n会议强调,抓好落实。\n"
    )
    assert version.edits.get(was="關").decided_by == by.user
    assert version.examples.count() == 3


def test_steps_before_the_switch_can_still_be_undone(version, by):
    decide_edits(version, 0, [version.edits.get(was="關").pk], Decision.REJECT, by=by)
    correct_passage(version, 1, Passage(SECOND, 0, 5, "会议要求,"), "会议强调,", by=by)
    set_punctuation(version, 2, Punctuation.FULL, by=by)

    undo_step(REVIEW, version, 3, by=by)
    undo_step(REVIEW, version, 4, by=by)

    assert compose_text(version) == FULL


def test_switch_on_an_older_page_changes_nothing(version, by):
    decide_edits(version, 0, [version.edits.get(was="關").pk], Decision.REJECT, by=by)

    with pytest.raises(StaleRevisionError):
        set_punctuation(version, 0, Punctuation.FULL, by=by)

    version.refresh_from_db()
    assert version.punctuation == Punctuation.KEEP


def test_long_text_is_left_to_the_worker_which_keeps_what_was_decided(version, by, monkeypatch):
    monkeypatch.setattr(setting, "BACKGROUND_CHARS", 10)
    decide_edits(version, 0, [version.edits.get(was="關").pk], Decision.REJECT, by=by)
    set_punctuation(version, 1, Punctuation.FULL, by=by)
    version.refresh_from_db()
    waiting = version.repair_state

    run_repair(version.pk)

    version.refresh_from_db()
    assert (waiting, version.repair_state) == (RepairState.QUEUED, RepairState.DONE)
    assert compose_text(version) == FULL.replace("关", "關")


def test_new_version_keeps_the_setting(version, by):
    set_punctuation(version, 0, Punctuation.FULL, by=by)
    PolicyVersion.objects.filter(pk=version.pk).update(state=VersionState.CONFIRMED)

    fresh = create_version(version.policy, read_pasted(TEXT[SECOND:]), by=by)

    assert compose_text(fresh) == FULL[FULL.index("\n") + 1 :]


# On screen


def post(client, version: PolicyVersion, **fields):
    url = f"/versions/{version.pk}/review/punctuation/"
    return client.post(url, {"revision": 0, "page": 1, **fields}, headers={"HX-Request": "true"})


def test_switch_shows_the_page_anew(client, version, by):
    response = post(signed_in(client, by.user), version, full="1")

    version.refresh_from_db()
    assert (response.status_code, response.headers["HX-Refresh"]) == (200, "true")
    assert compose_text(version) == FULL
    page = client.get(f"/versions/{version.pk}/review/").content.decode()
    assert 'name="full" value="1" checked' in page and "恢复全角标点" in page


def test_switch_is_for_editors_of_the_unit(client, version):
    other = signed_in(client, make_user("other", Role.PROVINCE, make_unit("另一厅")))

    assert post(other, version, full="1").status_code == 404
