"""The screens of extensions, closings and referrals: who opens them, what they keep and say."""

from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone

from luodi_web.people.enums import Role
from luodi_web.supervision.domain.closings import ask_closing, check_closing
from luodi_web.supervision.domain.extensions import agree_extension, ask_extension, take_extension_back
from luodi_web.supervision.domain.letters import acknowledge_letter, issue_letter, submit_letter
from luodi_web.supervision.domain.referrals import approve_referral, prepare_referral, record_stage
from luodi_web.supervision.enums import AssignmentState, Light, ReferralState
from luodi_web.supervision.models import (
    Assignment,
    Attachment,
    Closing,
    Extension,
    Plan,
    Referral,
    ReferralStage,
)
from tests.web.factories import (
    actor,
    make_assignment,
    make_task,
    make_unit,
    make_user,
    signed_in,
)
from tests.web.measures.screen import UNDER_WAY, day, file, finished, write

# Extensions


@pytest.fixture
def near(people):
    return make_assignment(
        make_task(owner=people.department),
        people.hanyang,
        state=UNDER_WAY,
        deadline=day(2),
        light=Light.YELLOW,
    )


def test_extension_is_asked_and_decided_on_its_page(client, people, near):
    county = signed_in(client, people.county)
    page = county.get(f"/tasks/{near.task_id}/").content.decode()
    wrong = county.post(
        f"/assignments/{near.pk}/extension/", {"wanted": day(1).isoformat(), "reason": "征地"}
    )
    asked = county.post(
        f"/assignments/{near.pk}/extension/", {"wanted": day(40).isoformat(), "reason": "征地"}
    )
    wish = Extension.objects.get()
    office = signed_in(client, people.office)
    form = office.get(f"/extensions/{wish.pk}/").context["acts"][0].form
    agreed = office.post(
        f"/extensions/{wish.pk}/agree/", {"agree-granted": day(30).isoformat(), "agree-note": "同意"}
    )

    near.refresh_from_db()
    old = day(2).isoformat()
    assert "申请延期" in page
    assert wrong.context["form"].errors == {"wanted": [f"要晚于现在的时限 {old}。"]}
    assert "征地</textarea>" in wrong.content.decode()
    assert (asked.status_code, form["granted"].value(), agreed.status_code) == (302, day(40), 302)
    assert near.deadline == day(30)
    shown = signed_in(client, people.county).get(f"/tasks/{near.task_id}/").content.decode()
    assert f"<del>{old}</del>" in shown


def test_extension_refused_without_a_reason_keeps_the_page(client, people, near):
    wish = ask_extension(near, wanted=day(40), reason="征地", by=actor(people.county))
    office = signed_in(client, people.office)

    empty = office.post(f"/extensions/{wish.pk}/refuse/", {"refuse-reason": ""})

    assert empty.status_code == 422 and "请填写“原因”。" in empty.content.decode()
    assert office.post(f"/extensions/{wish.pk}/refuse/", {"refuse-reason": "不充分"}).status_code == 302
    wish.refresh_from_db()
    assert (wish.state, wish.note) == ("refused", "不充分")


def test_extension_of_others_is_not_found(client, people, near):
    wish = ask_extension(near, wanted=day(40), reason="征地", by=actor(people.county))

    assert signed_in(client, people.other_city).get(f"/extensions/{wish.pk}/").status_code == 404
    assert signed_in(client, people.city).post(f"/extensions/{wish.pk}/take-back/").status_code == 404
    assert signed_in(client, people.city).get(f"/assignments/{near.pk}/extension/").status_code == 404
    assert signed_in(client, people.county).post(f"/extensions/{wish.pk}/agree/").status_code == 403


def test_late_task_says_why_no_extension(client, people, late):
    county = signed_in(client, people.county)

    page = county.get(f"/tasks/{late.task_id}/").content.decode()
    response = county.get(f"/assignments/{late.pk}/extension/", follow=True)

    words = "任务已经超过时限；延期要在时限之前申请。"
    assert words in page and words in response.content.decode()


# Closings


def test_whole_way_of_a_closing(client, people, late, second):
    row = finished(people, late)
    county = signed_in(client, people.county)
    offered = "申请销号" in county.get(f"/tasks/{row.task_id}/").content.decode()
    empty = county.post(f"/assignments/{row.pk}/closing/", {"text": ""})
    county.post(f"/assignments/{row.pk}/closing/", {"text": "全部建成", "files": [file("验收.pdf")]})
    closing = Closing.objects.get()
    url = f"/closings/{closing.pk}/"
    early = signed_in(client, people.leader).post(f"{url}sign/", {"sign-note": ""})
    no_words = signed_in(client, second).post(f"{url}check/", {"check-note": ""})
    signed_in(client, second).post(f"{url}check/", {"check-note": "现场看过"})
    office = signed_in(client, people.office).post(f"{url}sign/", {"sign-note": ""}).status_code
    signed_in(client, people.leader).post(f"{url}sign/", {"sign-note": "同意"})

    row.refresh_from_db()
    assert (offered, empty.status_code, early.status_code, no_words.status_code, office) == (
        True,
        422,
        422,
        422,
        404,
    )
    assert "还没有核查，不能签批。" in early.content.decode()
    assert row.state == AssignmentState.CLOSED
    assert [item.name for item in closing.files.all()] == ["验收.pdf"]


def test_who_cannot_check_reads_why(client, people, late):
    closing = ask_closing(finished(people, late), "建成", by=actor(people.office))

    page = signed_in(client, people.office).get(f"/closings/{closing.pk}/")

    assert "报送完成或申请销号的人不能核查。" in page.content.decode()
    assert [act.label for act in page.context["acts"]] == ["撤回申请"]


def test_checker_no_longer_refuses_once_it_waits_for_a_signature(client, people, late, second):
    closing = ask_closing(finished(people, late), "建成", by=actor(people.county))
    check_closing(closing, "看过", by=actor(second))

    page = signed_in(client, people.office).post(
        f"/closings/{closing.pk}/refuse/", {"refuse-reason": "再核一次"}
    )

    shown = page.content.decode()
    assert page.status_code == 422
    assert "现在不由您退回" in shown and "再核一次" in shown
    closing.refresh_from_db()
    assert closing.state == "checked"


def test_look_back_waits_on_today_and_reopens(client, people, late, second):
    row = finished(people, late)
    closing = ask_closing(row, "建成", by=actor(people.county))
    check_closing(closing, "看过", by=actor(second))
    signed_in(client, people.leader).post(f"/closings/{closing.pk}/sign/", {"sign-note": ""})
    office = signed_in(client, people.office)
    before = [queue.name for queue in office.get("/").context["queues"]]
    Closing.objects.update(look_back_on=day(0))
    after = [queue.name for queue in office.get("/").context["queues"]]
    url = f"/closings/{closing.pk}/look-back/"
    half = office.post(url, {"look_back-result": "relapsed", "look_back-note": "设备闲置"})
    office.post(
        url,
        {
            "look_back-result": "relapsed",
            "look_back-note": "设备闲置",
            "look_back-deadline": day(90).isoformat(),
            "look_back-percent": "60",
        },
    )

    row.refresh_from_db()
    assert ("look_backs" in before, "look_backs" in after) == (False, True)
    assert (half.status_code, "设备闲置</textarea>" in half.content.decode()) == (422, True)
    assert (row.state, row.percent, row.deadline) == (UNDER_WAY, 60, day(90))


def test_closing_of_others_is_not_found(client, people, late):
    closing = ask_closing(finished(people, late), "建成", by=actor(people.county))

    assert signed_in(client, people.other_city).get(f"/closings/{closing.pk}/").status_code == 404
    assert signed_in(client, people.county).post(f"/closings/{closing.pk}/sign/").status_code == 404
    assert signed_in(client, people.city).get(f"/assignments/{late.pk}/closing/").status_code == 404


# Referrals


def test_whole_way_of_a_referral(client, people, late):
    office = signed_in(client, people.office)
    page = office.get(f"/assignments/{late.pk}/referral/")
    office.post(f"/assignments/{late.pk}/referral/", {"words": "多次督办无进展"})
    referral = Referral.objects.get()
    url = f"/referrals/{referral.pk}/"
    signed_in(client, people.leader).post(f"{url}approve/", {"approve-note": ""})
    ReferralStage.objects.update(day=day(-30))

    def stage(name, on, **fields):
        values = {"stage": name, "day": day(on).isoformat(), "words": f"{name}情况", **fields}
        data = {f"stage-{key}": value for key, value in values.items()}
        return signed_in(client, people.office).post(f"{url}stage/", data).status_code

    codes = [stage("filed", -25), stage("planned", -20), stage("concluded", -9)]
    hidden = signed_in(client, people.county).get(url).status_code
    codes.append(stage("feedback", -8))
    seen = signed_in(client, people.county).get(url)
    packet = signed_in(client, people.county).get(f"{url}paper/docx/").status_code
    review = {"review-day": day(-1).isoformat(), "review-words": "有出入"}
    signed_in(client, people.county).post(f"{url}review/", review)
    codes += [
        stage("reviewed", 0),
        stage("rectifying", 0),  # without a day to rectify by
        stage("rectifying", 0, rectify_by=day(30).isoformat(), moves_deadline="on"),
        stage("verified", 0),
        stage("finished", 0, result="rectified"),
    ]

    referral.refresh_from_db()
    late.refresh_from_db()
    whose = "督查由政府督查机构实施，本系统只准备提请材料、记录结果。"
    assert whose in page.content.decode() and whose in seen.content.decode()
    assert (hidden, seen.status_code, packet) == (404, 200, 404)
    assert codes == [302, 302, 302, 302, 302, 422, 302, 302, 302]
    assert (referral.state, referral.result, late.deadline) == (ReferralState.FINISHED, "rectified", day(30))
    shown = signed_in(client, people.office).get(f"/tasks/{late.task_id}/?unit={late.pk}").content.decode()
    assert "已整改" in shown


def test_short_red_says_why_not(client, people, late):
    Assignment.objects.update(light_since=timezone.now())
    office = signed_in(client, people.office)

    page = office.get(f"/assignments/{late.pk}/referral/", follow=True)

    assert "红灯超过 10 个工作日（现为 0 个），或者领导批示，才能提请督查。" in page.content.decode()
    assert not Referral.objects.exists()


def test_leader_orders_from_the_task_page(client, people, late):
    leader = signed_in(client, people.leader)
    offered = "批示提请督查" in leader.get(f"/tasks/{late.task_id}/?unit={late.pk}").content.decode()
    empty = leader.post(f"/assignments/{late.pk}/referral-order/", {"words": ""})
    leader.post(f"/assignments/{late.pk}/referral-order/", {"words": "请提请督查"})

    queues = signed_in(client, people.office).get("/").context["queues"]

    assert (offered, empty.status_code) == (True, 422)
    assert "orders" in [queue.name for queue in queues]
    assert signed_in(client, people.county).get(f"/assignments/{late.pk}/referral-order/").status_code == 403


def test_leaders_page_shows_what_waits_for_a_signature(client, people, late, second):
    submit_letter(write(late, "supervision"), by=actor(people.office))
    prepare_referral(late, "x", by=actor(people.office))
    done = finished(people, make_assignment(late.task, people.huangshi, state=UNDER_WAY))
    check_closing(ask_closing(done, "x", by=actor(people.other_city)), "y", by=actor(second))

    page = signed_in(client, people.leader).get("/")

    assert [queue.name for queue in page.context["queues"]] == [
        "letters_to_sign",
        "referrals_to_approve",
        "closings_to_sign",
    ]
    assert page.status_code == 200


def test_referral_of_another_departments_plan_is_not_found(client, people, late):
    referral = approve_referral(prepare_referral(late, "x", by=actor()), by=actor(people.leader))
    record_stage(referral, "filed", day=day(0), words="x", by=actor())
    stranger = make_user(role=Role.INNOVATION_OFFICE, unit=make_unit("省教育厅"))

    for url in ("", "paper/docx/"):
        assert signed_in(client, stranger).get(f"/referrals/{referral.pk}/{url}").status_code == 404
    assert signed_in(client, stranger).post(f"/referrals/{referral.pk}/stage/").status_code == 404
    assert signed_in(client, people.county).get(f"/referrals/{referral.pk}/").status_code == 404


# Attachments and the plan's rules


def test_attachment_is_for_who_sees_what_it_belongs_to(client, people, near):
    wish = ask_extension(near, wanted=day(40), reason="x", files=[file("函.pdf")], by=actor(people.county))
    url = f"/attachments/{wish.files.get().pk}/"

    codes = [signed_in(client, person).get(url).status_code for person in (people.county, people.office)]
    codes += [signed_in(client, person).get(url).status_code for person in (people.city, people.other_city)]

    assert codes == [200, 200, 200, 404]


def test_answer_file_is_for_both_sides(client, people, late):
    letter = acknowledge_letter(issue_letter(write(late), by=actor()), by=actor())
    signed_in(client, people.county).post(
        f"/letters/{letter.pk}/answer/", {"answer-text": "好", "answer-files": [file("计划.pdf")]}
    )
    url = f"/attachments/{Attachment.objects.get().pk}/"

    users = (people.county, people.office, people.other_city)
    assert [signed_in(client, user).get(url).status_code for user in users] == [200, 200, 404]


def test_plan_rules_may_change_after_dispatch(client, people, late):
    plan = late.task.workstream.plan
    url = f"/plans/{plan.pk}/rules/"
    office = signed_in(client, people.office)
    values = {"letter_word": "鄂科督", "extension_limit": "2", "referral_days": "5", "lookback_months": ""}

    wrong = office.post(url, {**values, "letter_word": "鄂科督〔2026〕", "extension_limit": "-1"})
    kept = Plan.objects.get()
    right = office.post(url, {**values, "office_closes": "on"})

    assert wrong.status_code == 422
    assert wrong.context["form"].errors == {
        "letter_word": ["发文代字只写代字，不写年份、序号和括号。"],
        "extension_limit": ["每项任务可延期次数填 0 到 9 的整数。"],
    }
    assert (kept.letter_word, kept.extension_limit) == ("鄂科创督", 1)
    plan.refresh_from_db()
    assert right.status_code == 302
    assert (
        plan.letter_word,
        plan.extension_limit,
        plan.referral_days,
        plan.lookback_months,
        plan.office_closes,
    ) == ("鄂科督", 2, 5, None, True)
    assert signed_in(client, people.county).get(url).status_code == 403


def test_register_keeps_the_record_of_extensions_and_closings(client, people, late):
    row = make_assignment(make_task(owner=people.department), people.wuhan, state=UNDER_WAY, deadline=day(2))
    agree_extension(ask_extension(row, wanted=day(60), reason="用地", by=actor()), day(50), "", by=actor())
    take_extension_back(
        ask_extension(
            make_assignment(row.task, people.huangshi, state=UNDER_WAY, deadline=day(2)),
            wanted=day(9),
            reason="误报",
            by=actor(),
        ),
        by=actor(),
    )
    closing = ask_closing(finished(people, late), "已办结", by=actor())
    Closing.objects.filter(pk=closing.pk).update(state="closed", decided_at=timezone.now())
    office = signed_in(client, people.office)

    rows = office.get("/board/", {"col": ["extensions", "closed_at"]}).context["table"].rows
    export = office.get("/board/", {"export": "xlsx"})

    shown = {row.unit: [str(cell.text).strip() for cell in cells[1:]] for row, cells in rows}
    words = f"{day(2)} → {day(50)}（同意）"
    assert shown[people.wuhan] == [words, "—"]
    assert shown[people.huangshi] == ["—", "—"]
    assert shown[people.hanyang][1].startswith(str(day(0)))
    sheet = openpyxl.load_workbook(BytesIO(export.getvalue())).active
    assert words in [str(cell.value) for line in sheet.iter_rows() for cell in line]


@pytest.mark.parametrize(
    ("address", "words", "leads_to"),
    [
        ("/extensions/", "还没有延期申请", "/board/?state=acknowledged&amp;sort=deadline"),
        ("/closings/", "还没有销号申请", "/board/?state=done"),
        ("/figures/", "还没有填报的数据", "/board/"),
    ],
)
def test_empty_register_says_where_to_begin(client, people, address, words, leads_to):
    page = signed_in(client, people.county).get(address).content.decode()

    assert words in page
    assert f'<a class="ld-button ld-button-primary" href="{leads_to}">' in page
