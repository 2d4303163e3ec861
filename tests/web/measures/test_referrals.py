"""Referral to inspection: long red or ordered, a frozen packet, approval, and the government's steps."""

import hashlib
import json
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from luodi import gazette
from luodi_web.common.domain.files import open_stored
from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import Notification
from luodi_web.supervision.domain.assignments_history import history_of
from luodi_web.supervision.domain.attachments import attach, attachments_visible_to
from luodi_web.supervision.domain.boards_measures import orders_to_carry_out, referrals_to_contest
from luodi_web.supervision.domain.extensions import ask_extension, refuse_extension
from luodi_web.supervision.domain.letters import (
    acknowledge_letter,
    answer_letter,
    draft_letter,
    issue_letter,
)
from luodi_web.supervision.domain.referrals import (
    approve_referral,
    ask_review,
    order_referral,
    prepare_referral,
    record_stage,
    refuse_referral,
    withdraw_referral,
)
from luodi_web.supervision.domain.referrals_scope import referrals_visible_to, stages_visible_to
from luodi_web.supervision.domain.reports import submit_report
from luodi_web.supervision.enums import (
    AssignmentState,
    Light,
    ReferralGround,
    ReferralResult,
    ReferralState,
)
from luodi_web.supervision.models import Assignment, Attachment, Referral, ReferralStage
from luodi_web.supervision.rules import period_of
from tests.web.at_once import at_once, told
from tests.web.factories import actor, make_assignment, make_report

pytestmark = pytest.mark.django_db


def day(days):
    return timezone.localdate() + timedelta(days=days)


def prepare(late, by=None):
    return prepare_referral(late, "多次督办仍无进展。", by=by or actor())


def step(referral, stage, on=0, **fields):
    return record_stage(referral, stage, day=day(on), words=f"{stage}。", by=actor(), **fields)


@pytest.fixture
def referred(people, late):
    return approve_referral(prepare(late, actor(people.office)), "同意", by=actor(people.leader))


@pytest.fixture
def fed_back(referred):
    """Approved long ago, and concluded: the conclusion reached the unit ten days ago."""
    ReferralStage.objects.update(day=day(-50))
    for stage, on in (("filed", -40), ("planned", -35), ("concluded", -12), ("feedback", -10)):
        referred = step(referred, stage, on)
    return referred


def packet(referral):
    with open_stored(referral.paper.data) as file:
        return file.read()


def words_of(blocks):
    for block in blocks:
        if block["type"] == "table":
            yield from (cell for row in block["rows"] for cell in row)
        else:
            yield block["text"]


def test_long_red_may_be_referred(people, late, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        referral = prepare(late, actor(people.office))

    assert (referral.state, referral.ground) == (ReferralState.PREPARED, ReferralGround.OVERDUE)
    assert list(Notification.objects.values_list("user", "url")) == [
        (people.leader.pk, f"/referrals/{referral.pk}/")
    ]


def test_short_red_is_refused_with_the_figure(late):
    Assignment.objects.update(light_since=timezone.now() - timedelta(days=1))

    with pytest.raises(ValidationError, match="红灯超过 10 个工作日"):
        prepare(late)


def test_limit_is_the_plans(late):
    plan = late.task.workstream.plan
    plan.referral_days = 250
    plan.save()

    with pytest.raises(ValidationError, match="红灯超过 250 个工作日"):
        prepare(late)


def test_leaders_order_needs_no_red_light(people, late, django_capture_on_commit_callbacks):
    Assignment.objects.update(light=Light.GREEN)
    with django_capture_on_commit_callbacks(execute=True):
        order = order_referral(late, "请提请督查。", by=actor(people.leader))

    waiting = list(orders_to_carry_out(Rights.of(people.office)))
    referral = prepare(late, actor(people.office))

    assert waiting == [order]
    assert (referral.ground, referral.order) == (ReferralGround.LEADER, order)
    assert not orders_to_carry_out(Rights.of(people.office)).exists()
    assert "请提请督查。" in json.dumps(json.loads(packet(referral)), ensure_ascii=False)
    assert Notification.objects.get(user=people.office).text == "领导批示提请督查，请准备材料：建设实验室"


def test_order_is_used_up_by_its_referral(people, late):
    Assignment.objects.update(light=Light.GREEN)
    order_referral(late, "提请。", by=actor(people.leader))
    refuse_referral(prepare(late, actor(people.office)), "再等等", by=actor(people.leader))

    with pytest.raises(ValidationError, match="才能提请督查"):
        prepare(late)


def test_packet_has_the_history_and_the_evidence(people, late):
    file = SimpleUploadedFile("会议纪要.pdf", b"%PDF-1.7 minutes")
    submit_report(
        late,
        period=period_of(timezone.localdate()),
        percent=30,
        text="完成选址",
        problem="缺钱",
        files=[file],
        by=actor(people.county),
    )
    letter = draft_letter(
        [late], kind="reminder", subject="提醒", body="快办", requirement="答复", answer_by=day(5), by=actor()
    )
    letter = acknowledge_letter(issue_letter(letter, by=actor()), by=actor())
    answer_letter(letter, "下月办", [SimpleUploadedFile("计划.pdf", b"%PDF-1.7 plan")], by=actor())
    Assignment.objects.update(deadline=day(1))
    wish = ask_extension(late, wanted=day(90), reason="征地未完", by=actor(people.county))
    refuse_extension(wish, "不充分", by=actor(people.office))
    Assignment.objects.update(
        deadline=day(-60), light=Light.RED, light_since=timezone.now() - timedelta(days=59)
    )
    draft_letter(
        [late], kind="reminder", subject="没有发出的", body="x", requirement="x", answer_by=day(5), by=actor()
    )

    referral = prepare(late, actor(people.office))

    document = json.loads(packet(referral))
    text = "\n".join(words_of(document["blocks"]))
    assert [block["text"] for block in document["blocks"] if block["type"] == "heading"] == [
        "一、提请理由",
        "二、任务和依据",
        "三、承办情况",
        "四、灯号变化",
        "五、进展报送",
        "六、督办函件和答复",
        "七、延期和时限变化",
    ]
    for words in (
        "多次督办仍无进展。",
        "建设实验室",
        "汉阳区科学技术局",
        "完成选址；缺钱",
        letter.doc_no,
        "下月办",
        "征地未完",
        "不充分",
    ):
        assert words in text
    assert "没有发出的" not in text
    [evidence] = document["annexes"][0]["blocks"]
    assert [row[1:] for row in evidence["rows"]] == [
        ["会议纪要.pdf", hashlib.sha256(b"%PDF-1.7 minutes").hexdigest()],
        ["计划.pdf", hashlib.sha256(b"%PDF-1.7 plan").hexdigest()],
    ]


@pytest.mark.parametrize(
    ("others", "words"), [(2, "黄石市科学技术局（待签收）、机构"), (9, "共9家：待签收9家")]
)
def test_packet_names_few_units_and_counts_many(people, late, others, words):
    make_assignment(late.task, people.huangshi)
    for _number in range(others - 1):
        make_assignment(late.task)

    text = "\n".join(words_of(json.loads(packet(prepare(late)))["blocks"]))

    assert words in text


def test_packet_is_frozen_with_its_digest(people, late):
    referral = prepare(late, actor(people.office))
    before = packet(referral)
    make_report(late, percent=99, text="后来的进展")
    referral = approve_referral(referral, by=actor(people.leader))

    assert packet(referral) == before
    assert referral.paper.digest == hashlib.sha256(before).hexdigest() == referral.paper.data.sha256
    with open_stored(referral.paper.docx) as file:
        assert file.read() == gazette.docx(gazette.read(before))


def test_one_open_referral_of_a_task_and_unit(people, late, referred):
    other = make_assignment(
        late.task,
        people.huangshi,
        state=AssignmentState.ACKNOWLEDGED,
        light=Light.RED,
        light_since=timezone.now() - timedelta(days=59),
    )

    with pytest.raises(ValidationError, match="已经有办理中的提请督查"):
        prepare(late)
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.create(
            assignment=late,
            ground="overdue",
            words="x",
            paper=prepare(other).paper,
            prepared_at=timezone.now(),
        )
    withdraw_referral(referred, "已开始办理", by=actor())

    assert prepare(late).state == ReferralState.PREPARED


def test_who_prepared_does_not_approve(people, late):
    referral = prepare(late, actor(people.leader))

    with pytest.raises(ValidationError, match="不能批准自己拟办"):
        approve_referral(referral, by=actor(people.leader))


def test_finished_matter_is_not_approved(people, late):
    referral = prepare(late, actor(people.office))
    Assignment.objects.update(state=AssignmentState.DONE)

    with pytest.raises(ValidationError, match="任务已经完成或撤回"):
        approve_referral(referral, by=actor(people.leader))
    assert refuse_referral(referral, "已完成", by=actor(people.leader)).state == ReferralState.REFUSED


def test_withdrawn_until_the_government_has_filed_it(referred):
    referral = step(referred, "filed")

    with pytest.raises(ValidationError, match="已经立项，不能撤回"):
        withdraw_referral(referral, "x", by=actor())


def test_steps_come_in_order(referred):
    with pytest.raises(ValidationError, match="现在不能记录这个环节"):
        step(referred, "concluded")
    with pytest.raises(ValidationError, match="日期还没有到"):
        step(referred, "filed", 1)

    referral = step(referred, "filed", files=[SimpleUploadedFile("立项.pdf", b"%PDF-1.7 f")])

    assert [row.stage for row in referral.stages.all()] == ["filed", "referred"]
    assert Attachment.objects.get().stage.stage == "filed"


def test_government_may_decline(late, referred):
    assert step(referred, "not_filed").state == ReferralState.NOT_FILED
    assert prepare(late).state == ReferralState.PREPARED


def test_unit_knows_from_the_feedback_on(people, late, referred, django_capture_on_commit_callbacks):
    rights = Rights.of(people.county)
    seen = [referrals_visible_to(rights).exists()]
    with django_capture_on_commit_callbacks(execute=True):
        for stage in ("filed", "planned", "concluded"):
            referred = step(referred, stage)
            seen.append(referrals_visible_to(rights).exists())
    told_before = Notification.objects.filter(user=people.county).count()
    told_in_history = {event.what for event in history_of(late)}
    with django_capture_on_commit_callbacks(execute=True):
        referred = step(referred, "feedback")

    assert (seen, told_before) == ([False] * 4, 0)
    assert not {what for what in told_in_history if "督查" in what}
    assert referrals_visible_to(rights).get() == referred
    assert referrals_to_contest(rights, day(0)).get() == referred
    assert referred.review_by == day(30)
    assert Notification.objects.get(user=people.county).url == f"/referrals/{referred.pk}/"


def test_unit_reads_the_conclusion_and_not_the_way_to_it(people, fed_back):
    file = SimpleUploadedFile("反馈意见.pdf", b"%PDF-1.7 f")
    step(fed_back, "rectifying", rectify_by=day(9), files=[file])
    plan = fed_back.stages.get(stage="planned")
    attach([SimpleUploadedFile("督查方案.pdf", b"%PDF-1.7 p")], stage=plan)
    unit, office = Rights.of(people.county), Rights.of(people.office)

    assert [row.stage for row in stages_visible_to(unit)] == ["rectifying", "feedback", "concluded"]
    assert [item.name for item in attachments_visible_to(unit)] == ["反馈意见.pdf"]
    assert stages_visible_to(office).count() == 6
    assert attachments_visible_to(office).count() == 2


def test_unit_asks_for_a_review_which_is_due_in_thirty_days(people, fed_back):
    referral = ask_review(fed_back, day=day(-2), words="事实有出入。", by=actor(people.county))

    assert (referral.state, referral.review_by) == (ReferralState.REVIEW, day(28))
    with pytest.raises(ValidationError, match="现在不能记录"):
        step(referral, "rectifying", rectify_by=day(9))
    referral = step(referral, "reviewed")
    assert referral.review_by is None
    with pytest.raises(ValidationError):
        ask_review(referral, day=day(0), words="再次。", by=actor())


def test_review_after_thirty_days_is_refused(fed_back):
    ReferralStage.objects.filter(stage="feedback").update(day=day(-31))

    with pytest.raises(ValidationError, match="三十日内申请"):
        ask_review(fed_back, day=day(0), words="晚了。", by=actor())


def test_rectification_may_become_the_deadline(late, fed_back):
    old = late.deadline
    with pytest.raises(ValidationError) as error:
        step(fed_back, "rectifying")
    assert list(error.value.message_dict) == ["rectify_by"]

    referral = step(fed_back, "rectifying", rectify_by=day(40), moves_deadline=True)

    late.refresh_from_db()
    assert (late.deadline, referral.rectify_by, referral.review_by) == (day(40), day(40), day(20))
    assert late.light in (Light.GREEN, Light.BLUE)
    assert list(late.deadline_changes.values_list("old", "new", "reason")) == [(old, day(40), "督查整改期限")]


def test_rectification_date_may_leave_the_deadline(late, fed_back):
    step(fed_back, "rectifying", rectify_by=day(40))

    old = late.deadline
    late.refresh_from_db()
    assert (late.deadline, late.light) == (old, Light.RED)


def test_result_ends_it(fed_back):
    referral = step(fed_back, "rectifying", rectify_by=day(40))
    referral = step(referral, "verified")
    with pytest.raises(ValidationError) as error:
        step(referral, "finished")
    assert list(error.value.message_dict) == ["result"]

    referral = step(referral, "finished", result=ReferralResult.RECTIFIED)

    assert (referral.state, referral.result) == (ReferralState.FINISHED, ReferralResult.RECTIFIED)
    assert [row.stage for row in reversed(referral.stages.all())] == [
        "referred",
        "filed",
        "planned",
        "concluded",
        "feedback",
        "rectifying",
        "verified",
        "finished",
    ]


def test_not_rectified_goes_round_again(fed_back):
    referral = step(fed_back, "rectifying", rectify_by=day(10))
    referral = step(step(referral, "verified"), "rectifying", rectify_by=day(30))

    assert (referral.state, referral.rectify_by) == (ReferralState.RECTIFYING, day(30))


@pytest.mark.django_db(transaction=True)
def test_prepared_twice_at_once_is_one(people, late, second):
    acts = [partial(prepare, late, actor(person)) for person in (people.office, second)]

    assert told(at_once(*acts)) == ["done", "这项任务已经有办理中的提请督查，一项任务同时只能提请一次。"]
    assert Referral.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_step_recorded_by_two_at_once_is_one(referred):
    results = told(at_once(*(partial(step, referred, "filed") for _number in range(2))))

    assert results == ["done", "现在不能记录这个环节，请刷新页面查看最新进展。"]
    assert ReferralStage.objects.filter(stage="filed").count() == 1
