"""The screens of letters: who opens them, what they keep and say; and what all lists cost."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from luodi_web.supervision.domain.closings import ask_closing
from luodi_web.supervision.domain.extensions import ask_extension
from luodi_web.supervision.domain.letters import acknowledge_letter, issue_letter, submit_letter
from luodi_web.supervision.domain.referrals import prepare_referral
from luodi_web.supervision.enums import Light
from luodi_web.supervision.models import (
    Attachment,
    Letter,
)
from tests.web.factories import (
    actor,
    make_assignment,
    make_task,
    make_unit,
    signed_in,
)
from tests.web.measures.screen import UNDER_WAY, count_queries, day, file, finished, letter_form, write


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

    assert (response.status_code, response["Location"]) == (302, "/letters/begin/")


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
