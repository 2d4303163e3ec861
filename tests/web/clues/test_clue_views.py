"""The screens of clues: who sees what, the few fields, asking once, the acts."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from luodi_web.supervision.domain.clues_handling import accept_clue, answer_clue
from luodi_web.supervision.enums import AssignmentState, PlanState
from luodi_web.supervision.models import Assignment, Clue, Plan
from tests.web.clues.making import draft, sent
from tests.web.factories import actor, make_assignment, make_plan, make_task, make_user, signed_in

pytestmark = pytest.mark.django_db
TYPED = {"subject": "中试补助申报系统打不开", "text": "连续三天提交材料时提示超时。"}


def shown(response) -> str:
    return response.content.decode()


def listed(client) -> list[str]:
    return [row.subject for row in client.get("/clues/").context["table"].page.object_list]


def sheet(client, query: str = "") -> str:
    response = client.get(f"/clues/?export=xlsx{query}")
    data = b"".join(response) if response.streaming else response.content
    rows = load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    return "\n".join(str(row) for row in rows)


def test_county_sends_with_two_fields(client, people):
    county = signed_in(client, people.county)

    response = county.post("/clues/new/", {**TYPED, "act": "send"}, follow=True)

    clue = Clue.objects.get()
    assert response.redirect_chain == [(f"/clues/{clue.pk}/?sent=1", 302)]
    assert (clue.unit, clue.sender, clue.state) == (people.hanyang, people.county, "sent")
    assert clue.no in shown(response)


def test_nothing_typed_is_lost_when_a_field_is_wrong(client, people):
    response = signed_in(client, people.county).post(
        "/clues/new/", {"subject": "", "text": TYPED["text"], "act": "send"}
    )

    assert response.status_code == 422
    assert response.context["form"].errors == {"subject": ["请填写“主题”。"]}
    assert TYPED["text"] in shown(response)
    assert not Clue.objects.exists()


def test_a_draft_is_kept_with_its_files_and_only_its_writer_finds_it(client, people):
    colleague = make_user("colleague", "county", people.hanyang)
    file = SimpleUploadedFile("照片.png", b"\x89PNG\r\n\x1a\n0")
    county = signed_in(client, people.county)

    county.post("/clues/new/", {**TYPED, "act": "keep", "files": file})
    clue = Clue.objects.get()
    form = county.get(f"/clues/{clue.pk}/", follow=True)
    other = signed_in(client, colleague)

    assert (clue.state, [f.name for f in clue.files.all()]) == ("draft", ["照片.png"])
    assert TYPED["text"] in shown(form)
    assert (listed(other), other.get(f"/clues/{clue.pk}/edit/").status_code) == ([], 404)
    assert listed(signed_in(client, people.office)) == []


def test_similar_clues_are_asked_about_once_and_tell_no_other_units_words(client, people):
    sent(people.other_city, people.huangshi, "中试补助申报系统打不开了", text="黄石企业反映系统超时。")
    own = sent(people.county, people.hanyang, "中试补助申报系统打不开怎么办", text="企业问。")
    county = signed_in(client, people.county)

    asked = county.post("/clues/new/", {**TYPED, "act": "send"})
    kept = Clue.objects.get(state="draft")
    done = county.post(f"/clues/{kept.pk}/edit/", {**TYPED, "act": "send", "seen": "1"})

    assert asked.status_code == 200
    assert [one.pk for one in asked.context["similar"]] == [own.pk]
    assert asked.context["similar_others"] == 1
    assert "黄石企业" not in shown(asked)
    assert "打不开了" not in shown(asked)
    kept.refresh_from_db()
    assert (done.status_code, kept.state) == (302, "sent")


def test_each_sees_only_what_is_theirs(client, people):
    clue = sent(people.county, people.hanyang)
    other = sent(people.other_city, people.huangshi, "别市的问题", text="不相干。")
    subjects = [clue.subject, other.subject]

    seen = {
        user.username: sorted(listed(signed_in(client, user)))
        for user in (people.county, people.city, people.other_city, people.staff, people.office)
    }

    assert seen == {
        "hanyang": [clue.subject],
        "wuhan": [],
        "huangshi": [other.subject],
        "staff": [],
        "office": sorted(subjects),
    }
    assert signed_in(client, people.city).get(f"/clues/{clue.pk}/").status_code == 404
    assert other.subject not in sheet(signed_in(client, people.county))


def test_anonymous_sender_is_known_to_the_office_and_to_no_unit(client, people):
    by = people.county
    clue = accept_clue(sent(by, people.hanyang, anonymous=True), people.huangshi, by=actor(people.office))
    asked, office = people.other_city, people.office

    pages = {
        user.username: shown(signed_in(client, user).get(f"/clues/{clue.pk}/"))
        for user in (asked, office, by)
    }
    register = {user.username: sheet(signed_in(client, user)) for user in (asked, office)}
    found = signed_in(client, asked).get("/clues/", {"q": "汉阳"}).context["table"].page.object_list

    for words in ("汉阳区", "人员hanyang"):
        assert words not in pages["huangshi"].split("<main", 1)[1]
        assert words in pages["office"]
        assert words not in register["huangshi"]
    assert "汉阳区" in register["office"]
    assert "汉阳区" in pages["hanyang"]
    assert "（匿名）" in pages["huangshi"]
    assert list(found) == []


def test_office_accepts_passes_on_and_answers_on_screen(client, people):
    clue = sent(people.county, people.hanyang)
    url = f"/clues/{clue.pk}"

    signed_in(client, people.office).post(
        f"{url}/accept/", {"accept-referred_to": f"unit:{people.huangshi.pk}"}
    )
    signed_in(client, people.other_city).post(f"{url}/reply/", {"reply-text": "已修复。"})
    page = shown(signed_in(client, people.office).get(f"{url}/"))
    signed_in(client, people.office).post(f"{url}/answer/", {"answer-answer": "请重新提交。"})
    done = signed_in(client, people.county).post(f"{url}/rate/", {"rate-satisfaction": "satisfied"})

    clue.refresh_from_db()
    assert "已修复。" in page
    assert (done.status_code, clue.state, clue.satisfaction) == (302, "closed", "satisfied")


@pytest.mark.parametrize(
    ("act", "data", "field"),
    [
        ("refuse", {"refuse-reason": "重复"}, "turn_to"),
        ("answer", {}, "answer"),
        ("refer", {}, "referred_to"),
        ("refer", {"refer-referred_to": "unit:999999"}, "referred_to"),
    ],
)
def test_an_act_with_a_wrong_field_shows_the_page_again(client, people, act, data, field):
    clue = accept_clue(sent(people.county, people.hanyang), by=actor(people.office))

    response = signed_in(client, people.office).post(f"/clues/{clue.pk}/{act}/", data)

    assert response.status_code == 422
    if act != "refuse":  # an accepted clue is refused no more, so its form is not on the page
        [form] = [one["form"] for one in response.context["acts"] if one["form"].errors]
        assert list(form.errors) == [field]


def test_acts_can_be_sent_from_the_page(client, people):
    clue = sent(people.county, people.hanyang)
    strict = Client(enforce_csrf_checks=True)
    signed_in(strict, people.office)

    page = shown(strict.get(f"/clues/{clue.pk}/"))
    form = re.search(r'action="(/clues/\d+/accept/)".*?</form>', page, re.S)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form[0])[1]
    answer = strict.post(form[1], {"csrfmiddlewaretoken": token})

    assert answer.status_code == 302
    assert Clue.objects.get().state == "accepted"


def test_second_click_says_what_is_and_changes_nothing(client, people):
    clue = sent(people.county, people.hanyang)
    office = signed_in(client, people.office)

    office.post(f"/clues/{clue.pk}/accept/")
    again = office.post(f"/clues/{clue.pk}/accept/")

    assert again.status_code == 422
    assert Clue.objects.get().state == "accepted"


def test_only_the_office_and_the_asked_unit_act(client, people):
    clue = accept_clue(sent(people.county, people.hanyang), people.huangshi, by=actor(people.office))

    answers = {
        (user.username, act): signed_in(client, user).post(f"/clues/{clue.pk}/{act}/").status_code
        for user, act in (
            (people.county, "answer"),
            (people.city, "reply"),
            (people.other_city, "rate"),
            (people.staff, "accept"),
        )
    }

    assert answers == {
        ("hanyang", "answer"): 403,
        ("wuhan", "reply"): 404,
        ("huangshi", "rate"): 404,
        ("staff", "accept"): 403,
    }


def test_clue_becomes_a_task_and_each_leads_to_the_other(client, people):
    plan = make_plan(owner=people.department)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.PUBLISHED)
    clue = accept_clue(sent(people.county, people.hanyang), by=actor(people.office))
    office = signed_in(client, people.office)
    data = {"plan": plan.pk, "workstream": "线索办理", "text": "修复系统", "deadline": "2099-12-31"}

    without = office.post(f"/clues/{clue.pk}/task/", data)
    office.post(f"/clues/{clue.pk}/task/", {**data, "lead": f"unit:{people.wuhan.pk}"})

    row = Assignment.objects.get()
    clue.refresh_from_db()
    assert without.status_code == 422
    assert "修复系统" in shown(without)
    assert (row.unit, row.state, clue.task) == (people.wuhan, AssignmentState.SENT, row.task)
    assert reverse("staff:clue", args=[clue.pk]) in shown(office.get(f"/tasks/{row.task_id}/"))
    assert f"/tasks/{row.task_id}/" in shown(office.get(f"/clues/{clue.pk}/"))
    lead = signed_in(client, people.city)
    assert f"/clues/{clue.pk}/" not in shown(lead.get(f"/tasks/{row.task_id}/"))


def test_a_task_page_leads_to_a_clue_about_it(client, people):
    task = make_task(owner=people.department)
    make_assignment(task, people.hanyang)
    county = signed_in(client, people.county)

    link = f"/clues/new/?task={task.pk}"
    page, form = county.get(f"/tasks/{task.pk}/"), county.get(link)
    county.post("/clues/new/", {**TYPED, "about": task.pk, "act": "send"})

    assert link in shown(page)
    assert task.text in shown(form)
    assert Clue.objects.get().about == task


def test_a_task_of_others_cannot_be_named(client, people):
    task = make_task(owner=people.department)
    make_assignment(task, people.huangshi)
    county = signed_in(client, people.county)

    form = county.get(f"/clues/new/?task={task.pk}")
    wrong = county.post("/clues/new/", {**TYPED, "about": task.pk, "act": "send"})

    assert task.text not in shown(form)
    assert (wrong.status_code, Clue.objects.count()) == (422, 0)


def test_overdue_is_shown_and_filtered(client, people):
    late, fine = sent(people.county, people.hanyang), sent(people.county, people.hanyang, "另一件事情")
    Clue.objects.filter(pk=late.pk).update(accept_due=timezone.localdate() - timedelta(days=3))
    office = signed_in(client, people.office)

    rows = office.get("/clues/?overdue=1").context["table"].page.object_list
    page = shown(office.get(f"/clues/{late.pk}/"))

    assert list(rows) == [late]
    assert fine not in rows
    assert "已超过 3 天" in page
    assert "已超期" in shown(office.get("/clues/"))


def test_today_shows_each_their_next_step(client, people):
    office = actor(people.office)
    sent(people.county, people.hanyang, "甲事")
    accept_clue(sent(people.county, people.hanyang, "乙事"), people.huangshi, by=office)
    answer_clue(accept_clue(sent(people.county, people.hanyang, "丙事"), by=office), "好", by=office)
    draft(people.county, people.hanyang, "丁事")

    def queues(user):
        found = signed_in(client, user).get("/").context["queues"]
        return {q.name: [row.subject for row in q.rows] for q in found if q.name.startswith("clues")}

    assert queues(people.office) == {"clues_sent": ["甲事"]}
    assert queues(people.other_city) == {"clues_asked": ["乙事"]}
    assert queues(people.county) == {"clues_rate": ["丙事"], "clues_draft": ["丁事"]}


def test_terms_are_set_by_the_office(client, people):
    office = signed_in(client, people.office)

    wrong = office.post("/clues/terms/", {"accept_days": 0, "answer_days": 10})
    office.post("/clues/terms/", {"accept_days": 3, "answer_days": 10})

    assert wrong.status_code == 422
    assert office.get("/clues/terms/").context["form"].instance.accept_days == 3
    assert signed_in(client, people.county).get("/clues/terms/").status_code == 403


def test_files_are_given_only_to_who_sees_the_clue(client, people):
    county = signed_in(client, people.county)
    file = SimpleUploadedFile("材料.txt", "内容".encode())
    county.post("/clues/new/", {**TYPED, "act": "send", "files": file})
    url = f"/clues/files/{Clue.objects.get().files.get().pk}/"

    got = {
        user.username: signed_in(client, user).get(url).status_code
        for user in (people.county, people.office, people.city)
    }

    assert got == {"hanyang": 200, "office": 200, "wuhan": 404}


def test_queries_of_the_register_do_not_grow(client, people):
    office = signed_in(client, people.office)

    def count():
        with CaptureQueriesContext(connection) as queries:
            office.get("/clues/")
        return len(queries)

    sent(people.county, people.hanyang)
    count()
    with_one = count()
    for number in range(2):
        accept_clue(
            sent(people.county, people.hanyang, f"第{number}件不同的事"),
            people.huangshi,
            by=actor(people.office),
        )

    assert count() == with_one
