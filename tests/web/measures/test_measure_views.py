"""The screens of letters, extensions, referrals and closings: who opens them, what they keep and say."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi_web.people.enums import Role
from luodi_web.supervision.domain.closings import ask_closing, check_closing
from luodi_web.supervision.domain.extensions import ask_extension
from luodi_web.supervision.domain.letters import acknowledge_letter, draft_letter, issue_letter, submit_letter
from luodi_web.supervision.domain.referrals import approve_referral, prepare_referral, record_stage
from luodi_web.supervision.enums import AssignmentState, Light, ReferralState
from luodi_web.supervision.models import (
    Assignment,
    Attachment,
    Closing,
    Extension,
    Letter,
    Plan,
    Referral,
    ReferralStage,
)
from tests.web.factories import (
    actor,
    make_assignment,
    make_report,
    make_task,
    make_unit,
    make_user,
    signed_in,
)

UNDER_WAY = AssignmentState.ACKNOWLEDGED


def day(days):
    return timezone.localdate() + timedelta(days=days)


def write(row, kind="reminder", **fields):
    values = {
        "subject": "关于加快办理的函",
        "body": "请加快。",
        "requirement": "请答复。",
        "answer_by": day(7),
    }
    return draft_letter([row], kind=kind, by=actor(), **{**values, **fields})


def finished(people, row):
    """The assignment as reported by its county and accepted."""
    Assignment.objects.filter(pk=row.pk).update(state=AssignmentState.DONE, percent=100)
    make_report(row, percent=100, state="accepted", by=people.county)
    row.refresh_from_db()
    return row


def count_queries(act):
    act()
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def letter_form(**fields):
    return {
        "subject": "标题",
        "body": "正文",
        "requirement": "要求",
        "answer_by": day(7).isoformat(),
        **fields,
    }


# Letters


def test_new_letter_comes_with_its_words(client, people, late):
    office = signed_in(client, people.office)

    page = office.get("/letters/new/", {"kind": "supervision", "assignment": late.pk})
    made = office.post("/letters/new/", letter_form(kind="supervision", assignment=late.pk))

    form = page.context["form"]
    assert form["subject"].value() == "关于加快办理“建设实验室”的督办函"
    letter = Letter.objects.get()
    assert (made.status_code, made["Location"]) == (302, f"/letters/{letter.pk}/")
    assert (letter.kind, letter.drafted_by, letter.issuer) == (
        "supervision",
        people.office,
        people.department,
    )


def test_half_filled_letter_is_kept(client, people, late):
    office = signed_in(client, people.office)

    page = office.post(
        "/letters/new/", letter_form(kind="reminder", assignment=late.pk, subject="", answer_by="2020-01-01")
    )

    assert page.status_code == 422
    assert page.context["form"].errors == {
        "subject": ["请填写“标题”。"],
        "answer_by": ["请选择今天以后的日期。"],
    }
    shown = page.content.decode()
    assert ">\n正文</textarea>" in shown and f'name="assignment" value="{late.pk}"' in shown
    assert not Letter.objects.exists()


def test_day_in_the_words_is_the_day_that_counts(client, people, late):
    office = signed_in(client, people.office)
    values = letter_form(kind="reminder", assignment=late.pk)

    page = office.post("/letters/new/", {**values, "requirement": "请于2099年1月2日前答复。"})

    written = f"{day(7).year}年{day(7).month}月{day(7).day}日"
    assert page.context["form"].errors == {
        "requirement": [f"办理要求里写的是2099年1月2日，与答复时限{written}不一致。"]
    }
    right = office.post("/letters/new/", {**values, "requirement": f"请于{written}前答复。"})
    assert right.status_code == 302


@pytest.mark.parametrize("asked", [{}, {"assignment": "x"}, {"assignment": 2**70}])
def test_letter_without_a_task_leads_back(client, people, late, asked):
    response = signed_in(client, people.office).get("/letters/new/", asked)

    assert (response.status_code, response["Location"]) == (302, "/letters/")


def test_letter_about_a_task_of_others_cannot_be_begun(client, people):
    foreign = make_assignment(make_task(owner=make_unit("省教育厅")), people.hanyang)

    response = signed_in(client, people.office).post("/letters/new/", letter_form(assignment=foreign.pk))

    assert response.status_code == 302 and not Letter.objects.exists()


def test_stale_editor_keeps_what_was_typed(client, people, late):
    letter = write(late)
    office = signed_in(client, people.office)
    office.post(f"/letters/{letter.pk}/edit/", letter_form(subject="先到的", revision=0))

    page = office.post(f"/letters/{letter.pk}/edit/", letter_form(subject="后到的", revision=0))

    assert page.status_code == 422
    assert "别人改过这份函件" in page.content.decode() and 'value="后到的"' in page.content.decode()
    assert Letter.objects.get().subject == "先到的"


def test_whole_way_of_a_supervision_letter(client, people, late):
    letter = write(late, "supervision")
    url = f"/letters/{letter.pk}/"

    def post(person, act, **values):
        return signed_in(client, person).post(f"{url}{act}/", values).status_code

    hidden = signed_in(client, people.county).get(url).status_code
    codes = [
        post(people.office, "submit"),
        post(people.office, "issue"),  # the office's own kind only
        post(people.leader, "sign"),
        post(people.county, "acknowledge"),
        post(people.county, "answer", **{"answer-text": "月底前完成。", "answer-files": [file("计划.pdf")]}),
        post(people.office, "close", **{"close-note": ""}),
    ]

    letter.refresh_from_db()
    assert (hidden, codes) == (404, [302, 404, 302, 302, 302, 302])
    assert (letter.state, letter.number) == ("closed", 1)
    page = signed_in(client, people.county).get(url)
    assert [event.what for event in page.context["events"]] == [
        "办结函件",
        "答复函件",
        "签收函件",
        "发出函件",
    ]
    whole = signed_in(client, people.office).get(url).context["events"]
    assert [event.what for event in whole][-2:] == ["报请签发函件", "草拟函件"]


def file(name, content=b"%PDF-1.7 x"):
    return SimpleUploadedFile(name, content)


def test_answer_keeps_its_words_when_a_file_is_refused(client, people, late):
    letter = acknowledge_letter(issue_letter(write(late), by=actor()), by=actor())

    page = signed_in(client, people.county).post(
        f"/letters/{letter.pk}/answer/",
        {"answer-text": "月底前完成。", "answer-files": [file("a.exe", b"MZ")]},
    )

    assert page.status_code == 422
    assert "月底前完成。</textarea>" in page.content.decode()
    assert "这是程序文件，不能上传。" in page.content.decode()
    assert not Attachment.objects.exists()


def test_stale_page_says_why_instead_of_failing(client, people, late):
    letter = acknowledge_letter(issue_letter(write(late), by=actor()), by=actor(people.county))

    page = signed_in(client, people.county).post(f"/letters/{letter.pk}/acknowledge/", follow=True)

    assert (page.status_code, "函件已经签收。" in page.content.decode()) == (200, True)


@pytest.mark.parametrize("kind", ["docx", "pdf", "json"])
def test_paper_is_given_to_both_sides_only(client, people, late, kind):
    letter = issue_letter(write(late), by=actor())
    url = f"/letters/{letter.pk}/paper/{kind}/"

    mine = signed_in(client, people.county).get(url)
    others = signed_in(client, people.other_city).get(url)
    unknown = signed_in(client, people.county).get(f"/letters/{letter.pk}/paper/exe/")

    has_pdf = letter.paper.pdf is not None
    assert (mine.status_code, others.status_code, unknown.status_code) == (
        404 if kind == "pdf" and not has_pdf else 200,
        404,
        404,
    )
    if mine.status_code == 200:
        assert mine["Content-Disposition"].startswith("attachment;")
        assert b"".join(mine.streaming_content)


def test_office_cannot_sign_and_leader_cannot_write(client, people, late):
    letter = submit_letter(write(late, "supervision"), by=actor(people.office))

    assert signed_in(client, people.office).post(f"/letters/{letter.pk}/sign/").status_code == 403
    assert signed_in(client, people.leader).get("/letters/new/").status_code == 403
    assert signed_in(client, people.city).post(f"/letters/{letter.pk}/answer/").status_code == 404


def test_register_of_letters_finds_and_exports(client, people, late):
    issue_letter(write(late, subject="甲函"), by=actor())
    other = make_assignment(late.task, people.huangshi)
    write(other, "supervision", subject="乙函")
    office = signed_in(client, people.office)

    def found(**query):
        return [row.subject for row in office.get("/letters/", query).context["table"].page]

    assert found() == ["乙函", "甲函"]
    assert found(q="黄石") == ["乙函"]
    assert found(kind="reminder") == ["甲函"]
    assert found(state="draft") == ["乙函"]
    book = office.get("/letters/", {"export": "xlsx"})
    assert book.status_code == 200 and b"".join(book).startswith(b"PK")


# Query counts: a list costs the same whatever its length, and so does a page with its story.


@pytest.mark.parametrize("url", ["/letters/", "/extensions/", "/closings/", "/referrals/", "/"])
def test_queries_do_not_grow_with_the_rows(client, people, url):
    def one_more():
        task = make_task(owner=people.department)
        red = {"light": Light.RED, "light_since": timezone.now() - timedelta(days=60)}
        row = make_assignment(task, people.hanyang, state=UNDER_WAY, deadline=day(20), **red)
        ask_extension(row, wanted=day(50), reason="x", by=actor(people.county))
        write(row)
        submit_letter(write(row, "supervision"), by=actor(people.office))
        prepare_referral(row, "x", by=actor(people.office))
        done = finished(people, make_assignment(task, people.huangshi, state=UNDER_WAY))
        ask_closing(done, "x", by=actor(people.other_city))

    office = signed_in(client, people.office)
    one_more()
    with_one = count_queries(partial(office.get, url))
    one_more()
    one_more()

    assert count_queries(partial(office.get, url)) == with_one


def test_queries_of_a_task_page_do_not_grow_with_its_measures(client, people, late):
    office = signed_in(client, people.office)
    url = f"/tasks/{late.task_id}/?unit={late.pk}"
    issue_letter(write(late), by=actor())
    late.deadline_changes.create(at=timezone.now(), old=day(1), new=day(2), reason="x")
    with_one = count_queries(partial(office.get, url))
    for number in range(3):
        issue_letter(write(late, subject=f"第{number}份"), by=actor())
        late.deadline_changes.create(at=timezone.now(), old=day(1), new=day(2), reason="x")

    assert count_queries(partial(office.get, url)) == with_one


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
