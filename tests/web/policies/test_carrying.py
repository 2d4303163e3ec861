"""What was decided on one version, taken over by the next; and what could not be."""

from __future__ import annotations

import re

import pytest

from luodi_web.people.enums import Role
from luodi_web.policies.domain.carrying import carry_review, not_carried
from luodi_web.policies.domain.confirming import NotAllowedError, reopen_policy
from luodi_web.policies.domain.fact_deciding import add_fact, correct_fact, decide_fact
from luodi_web.policies.domain.pieces import compose_text
from luodi_web.policies.domain.reading import read_pasted
from luodi_web.policies.domain.review import Passage, correct_passage, decide_edits, fill_lost
from luodi_web.policies.domain.steps import FACT_CHECK, REVIEW, undo_step
from luodi_web.policies.domain.uploading import create_version
from luodi_web.policies.enums import Decision, ExampleKind, FactKind, FactState, VersionState
from luodi_web.policies.models import LostCharacter, PolicyVersion, RepairEdit
from tests.web.factories import actor, make_unit, make_user, signed_in
from tests.web.policies.fact_texts import TEXT, fact, make_read
from tests.web.policies.texts import EDITS, ORIGINAL, edit, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit("省科技厅")


@pytest.fixture
def by(unit):
    return actor(make_user("policy", Role.PROVINCE, unit, name="李文"))


def decided_version(unit, by) -> PolicyVersion:
    """A confirmed version: one edit refused, the lost character filled, one word corrected by hand."""
    version = make_version(unit)
    decide_edits(version, 0, [edit(version, "(區)").pk], Decision.REJECT, by=by)
    fill_lost(version, 1, version.lost.get().pk, "四", by=by)
    correct_passage(version, 2, Passage(0, 0, 2, "省厅"), "省科技厅", by=by)
    version.refresh_from_db()
    PolicyVersion.objects.filter(pk=version.pk).update(
        state=VersionState.CONFIRMED, text=compose_text(version)
    )
    version.refresh_from_db()
    return version


def next_version(last: PolicyVersion, original: str) -> PolicyVersion:
    """A version uploaded after another, repaired as the tests' text is, nothing decided."""
    version = PolicyVersion.objects.create(
        policy=last.policy, number=last.number + 1, original=original, text=original, started_from=last
    )
    at = 0
    for was, now, kind, certain in EDITS:
        found = original.find(was, at)
        if found < 0:
            continue
        at = found + len(was)
        RepairEdit.objects.create(
            version=version, start=found, end=at, was=was, now=now, kind=kind, is_certain=certain
        )
    gap = original.find("?!?")
    if gap >= 0:
        LostCharacter.objects.create(
            version=version,
            edit=version.edits.get(was="?!?"),
            start=gap + 1,
            near="共有“\ufffd”项任务",
            candidates=["三", "四"],
        )
    return version


def test_decisions_are_taken_over_where_the_same_words_stand(unit, by):
    last = decided_version(unit, by)
    version = next_version(last, "新增的一段，写在前面。\n" + ORIGINAL)

    count = carry_review(version, by=by)

    refused = edit(version, "(區)")
    assert count == 3
    assert compose_text(version) == "新增的一段，写在前面。\n" + last.text
    assert (refused.accepted, refused.is_carried, refused.carried_from) == (False, True, edit(last, "(區)"))
    assert refused.decided_by == by.user
    assert (version.lost.get().chosen, version.lost.get().is_carried) == ("四", True)
    assert not not_carried(version).exists()


def test_taking_over_is_one_step_that_can_be_undone(unit, by):
    last = decided_version(unit, by)
    version = next_version(last, ORIGINAL)
    before = compose_text(version)
    carry_review(version, by=by)
    assert compose_text(version) == last.text

    step = undo_step(REVIEW, version, 1, by=by)

    assert step.words == "沿用上一版的 3 处校订"
    assert compose_text(version) == before
    assert not version.edits.filter(is_carried=True).exists()
    assert not version.examples.exists()


def test_decision_changed_by_hand_is_no_longer_the_earlier_one_s(unit, by):
    version = next_version(decided_version(unit, by), ORIGINAL)
    carry_review(version, by=by)

    decide_edits(version, 1, [edit(version, "(區)").pk], Decision.ACCEPT, by=by)

    changed = edit(version, "(區)")
    assert (changed.accepted, changed.is_carried) == (True, False)
    assert not not_carried(version).exists()


def test_what_stands_in_another_context_is_left_and_listed(unit, by):
    last = decided_version(unit, by)
    version = next_version(last, ORIGINAL.replace("由縣(區)落實", "分市縣(區)抓好落實"))

    carry_review(version, by=by)

    assert (edit(version, "(區)").accepted, edit(version, "(區)").decided_at) == (True, None)
    assert [(row.kind, row.words) for row in not_carried(version)] == [
        (ExampleKind.LOST_FILLED, "!"),
        (ExampleKind.EDIT_REJECTED, "(區)"),
    ]


def test_decisions_stay_where_only_the_line_above_changed(unit, by):
    last = decided_version(unit, by)
    assert ORIGINAL.startswith("省廳(tīng)召開會議。\n共有?!?")
    version = next_version(last, ORIGINAL.replace("召開會議", "召開了一次會議"))

    carry_review(version, by=by)

    assert version.lost.get().chosen == "四"
    assert [(row.kind, row.words) for row in not_carried(version)] == [(ExampleKind.TEXT_CORRECTED, "省廳")]


def test_equal_places_are_told_apart_by_their_order(unit, by):
    line = "由縣(區)落實此項任務要求並報告結果。\n"
    first = next_version(make_version(unit), line * 2)
    RepairEdit.objects.filter(version=first).delete()
    starts = [line.index("(區)"), len(line) + line.index("(區)")]
    for start in starts:
        RepairEdit.objects.create(
            version=first, start=start, end=start + 3, was="(區)", now="(区)", kind="bytes", is_certain=False
        )
    inner = first.edits.get(start=starts[0])
    decide_edits(first, 0, [inner.pk], Decision.REJECT, by=by)
    second = PolicyVersion.objects.create(
        policy=first.policy, number=9, original=line * 2, text=line * 2, started_from=first
    )
    for start in starts:
        RepairEdit.objects.create(
            version=second, start=start, end=start + 3, was="(區)", now="(区)", kind="bytes", is_certain=False
        )

    carry_review(second, by=by)

    assert list(second.edits.order_by("start").values_list("accepted", "is_carried")) == [
        (False, True),
        (True, False),
    ]


def test_uploading_repairs_and_takes_over_in_one_go(unit, by):
    first = make_read(unit, "一、會議由省廳召開。\n")
    first.edits.all().delete()

    version = create_version(first.policy, read_pasted("一、會議由省廳召開。附則。\n"), by=by)

    assert (version.number, version.started_from) == (2, first)
    assert version.edits.exists() and version.repair_state == "done"


def test_second_open_version_is_refused(unit, by):
    first = make_read(unit)
    create_version(first.policy, read_pasted("一、新的文本。\n"), by=by)

    with pytest.raises(NotAllowedError) as refusal:
        create_version(first.policy, read_pasted("一、再新的文本。\n"), by=by)

    assert str(refusal.value) == "已有待校订的版本。"


def test_reopened_version_shows_its_decisions_as_taken_over(unit, by):
    last = decided_version(unit, by)

    fresh = reopen_policy(last.policy, by=by)

    assert fresh.started_from == last
    assert set(fresh.edits.filter(decided_at__isnull=False).values_list("is_carried", flat=True)) == {True}
    assert set(fresh.examples.values_list("is_carried", flat=True)) == {True}
    assert not not_carried(fresh).exists()


# Facts

CAP = {"kind": "cap", "value": "5000000", "unit": "元", "base": None, "grade": "新建平台", "years": None}


def decided_facts(unit, by) -> PolicyVersion:
    version = make_read(unit)
    correct_fact(version, 0, fact(version, "最高500万元").pk, CAP, by=by)
    decide_fact(version, 1, fact(version, "省科技厅").pk, Decision.ACCEPT, by=by)
    decide_fact(version, 2, fact(version, "就高不重复享受").pk, Decision.REJECT, by=by)
    start = TEXT.index("新建平台")
    add_fact(version, 3, FactKind.UNIT, {"name": "平台", "role": "joint"}, start, start + 4, by=by)
    version.refresh_from_db()
    return version


def test_decisions_on_facts_are_taken_over(unit, by):
    last = decided_facts(unit, by)

    version = make_read(unit, TEXT.replace("一、做强平台", "一、做大做强平台"), policy=last.policy, last=last)

    carried = {
        row.words: (row.state, row.values)
        for row in version.facts.filter(is_carried=True, decided_by=by.user)
    }
    assert carried == {
        "最高500万元": (FactState.CORRECTED, CAP),
        "省科技厅": (FactState.ACCEPTED, {"name": "省科技厅", "role": "lead"}),
        "就高不重复享受": (FactState.REJECTED, {"kind": "highest"}),
        "新建平台": (FactState.ACCEPTED, {"name": "平台", "role": "joint"}),
    }
    assert not not_carried(version).exists()


def test_taking_over_facts_is_undone_as_one(unit, by):
    last = decided_facts(unit, by)
    version = make_read(unit, policy=last.policy, last=last)

    undo_step(FACT_CHECK, version, version.revision, by=by)

    assert not version.facts.exclude(state=FactState.PROPOSED).exists()
    assert not version.facts.filter(is_carried=True).exists()
    assert fact(version, "最高500万元").values["grade"] is None


def test_fact_that_reads_otherwise_now_is_left_and_listed(unit, by):
    last = decided_facts(unit, by)

    changed = TEXT.replace("最高500万元", "最高800万元").replace("同一项目就高不重复享受", "按最高档享受")
    version = make_read(unit, changed, policy=last.policy, last=last)

    assert [(row.kind, row.words) for row in not_carried(version)] == [
        (ExampleKind.FACT_CORRECTED, "最高500万元"),
        (ExampleKind.FACT_REJECTED, "就高不重复享受"),
    ]
    assert fact(version, "省科技厅").is_carried


def test_facts_keep_their_decisions_where_only_a_heading_or_a_neighbour_changed(unit, by):
    last = decided_facts(unit, by)

    changed = (
        TEXT.replace("（一）建设中试平台。", "（一）布局建设一批试验平台。")
        .replace("到2027年", "到2028年")
        .replace("省科技厅、省财政厅", "省科技厅、省教育厅")
        .replace("同一项目就高", "同一企业就高")
    )
    version = make_read(unit, changed, policy=last.policy, last=last)

    assert not not_carried(version).exists()
    assert {row.words: row.state for row in version.facts.filter(is_carried=True)} == {
        "最高500万元": FactState.CORRECTED,
        "省科技厅": FactState.ACCEPTED,
        "就高不重复享受": FactState.REJECTED,
        "新建平台": FactState.ACCEPTED,
    }


def test_decision_stays_with_its_own_place_among_facts_of_the_same_words(unit, by):
    items = [
        f"（{n}）{name}。由企业申报。（责任单位：省科技厅）\n"
        for n, name in zip("一二三四", "甲乙丙丁", strict=True)
    ]
    last = make_read(unit, "一、总则\n" + "".join(items))
    third = last.facts.filter(words="省科技厅").order_by("start")[2]
    decide_fact(last, 0, third.pk, Decision.REJECT, by=by)

    text = "一、总则\n" + items[0] + items[2].replace("（三）", "（二）").replace("丙", "丙类") + items[3]
    version = make_read(unit, text, policy=last.policy, last=last)

    states = version.facts.filter(words="省科技厅").order_by("start").values_list("state", flat=True)
    assert list(states) == [FactState.PROPOSED, FactState.REJECTED, FactState.PROPOSED]


def test_decision_does_not_wander_to_another_sentence(unit, by):
    last = make_read(unit, "一、甲\n（一）培育企业。每家给予最高500万元补助。\n二、乙\n（一）其他。\n")
    decide_fact(last, 0, fact(last, "最高500万元").pk, Decision.REJECT, by=by)

    text = "一、甲\n（一）新设园区。园区按规划建成后可得最高500万元。\n二、乙\n（一）其他。\n"
    version = make_read(unit, text, policy=last.policy, last=last)

    assert version.facts.filter(words="最高500万元").exists()
    assert not version.facts.filter(is_carried=True).exists()


def test_corrected_fact_that_the_engine_reads_rightly_now_counts_as_accepted(unit, by, monkeypatch):
    last = decided_facts(unit, by)
    last.facts.filter(words="省科技厅").update(
        read_values={"name": "省科技厅", "role": "joint"}, state=FactState.CORRECTED
    )

    version = make_read(unit, policy=last.policy, last=last)

    assert (fact(version, "省科技厅").state, fact(version, "省科技厅").is_carried) == (
        FactState.ACCEPTED,
        True,
    )


# On screen


def test_upload_page_takes_a_new_text_and_says_what_was_taken_over(client, unit, by, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    last = make_version(unit)
    fill_lost(last, 0, last.lost.get().pk, "四", by=by)
    PolicyVersion.objects.filter(pk=last.pk).update(state=VersionState.CONFIRMED)
    office = signed_in(client, by.user)

    response = office.post(
        f"/policies/{last.policy_id}/upload/", {"text": "一、完全不同的文本。\n"}, follow=True
    )

    version = last.policy.versions.get(number=2)
    page = response.content.decode()
    assert response.redirect_chain == [(f"/versions/{version.pk}/review/", 302)]
    assert page.count('class="ld-notice') == 1
    assert "沿用上一版 0 处校订" in page
    assert f"/versions/{version.pk}/carried/" in page
    listed = office.get(f"/versions/{version.pk}/carried/").content.decode()
    assert "补全的缺字" in listed and "已沿用 0 处校订" in listed


def test_same_text_again_is_no_new_version(client, unit, by):
    last = make_read(unit)
    PolicyVersion.objects.filter(pk=last.pk).update(digest=read_pasted(TEXT).digest)

    response = signed_in(client, by.user).post(f"/policies/{last.policy_id}/upload/", {"text": TEXT})

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "text": ["这份文本和上一版的原文相同。要改校订结果，请用“重新校订”。"]
    }


def test_new_version_is_refused_to_others(client, unit):
    last = make_read(unit)
    other = signed_in(client, make_user("other", Role.PROVINCE, make_unit("另一厅")))

    assert other.get(f"/policies/{last.policy_id}/upload/").status_code == 404
    assert other.post(f"/policies/{last.policy_id}/upload/", {"text": "一、文本。"}).status_code == 404


def test_carried_page_of_an_open_version_is_for_its_editors(client, unit, by):
    fresh = reopen_policy(decided_version(unit, by).policy, by=by)
    other = signed_in(client, make_user("other", Role.PROVINCE, make_unit("另一厅")))

    assert other.get(f"/versions/{fresh.pk}/carried/").status_code == 404


def test_reopened_review_says_once_what_was_taken_over(client, unit, by):
    last = decided_version(unit, by)

    page = (
        signed_in(client, by.user).post(f"/policies/{last.policy_id}/reopen/", follow=True).content.decode()
    )

    assert len(re.findall(r"沿用上一版 [1-9]\d* 处校订", page)) == 1
    assert 'class="ld-messages"' not in page
