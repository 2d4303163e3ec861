"""The screens of meetings: keeping, pasting, turning into tasks, issuing, and what is hidden from whom."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from luodi_web.supervision.domain.meetings import finish_meeting
from luodi_web.supervision.domain.meetings_minutes import issue_minutes
from luodi_web.supervision.domain.meetings_tasks import make_tasks
from luodi_web.supervision.enums import PlanState
from luodi_web.supervision.models import Assignment, Meeting, Plan
from tests.web.factories import actor, make_package, make_plan, make_user, signed_in
from tests.web.meetings.making import SECRET, meeting

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "第四次调度会",
    "kind": "dispatch",
    "held_at": "2026-11-24T09:30",
    "place": "",
    "chair": "张某",
    "recorder": "程某",
    "present": "武汉市科技创新局",
    "absent": "",
}


def shown(response) -> str:
    return response.content.decode()


def sheet(client, url: str) -> str:
    response = client.get(f"{url}?export=xlsx")
    data = b"".join(response) if response.streaming else response.content
    rows = load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    return "\n".join(str(row) for row in rows)


@pytest.fixture
def office(client, people):
    return signed_in(client, people.office)


def published(people) -> Plan:
    plan = make_plan(owner=people.department)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.PUBLISHED, published_at="2026-01-01T00:00Z")
    return plan


def test_meeting_is_begun_and_decisions_are_typed_one_by_one(office, people):
    office.post("/meetings/new/", {**TYPED, "owner": people.department.pk})
    found = Meeting.objects.get()
    texts = ("由武汉市科技创新局牵头，2026年12月31日前完成选址。", "黄石市科学技术局负责，尽快报送名单。")
    for text in texts:
        answer = office.post(f"/meetings/{found.pk}/decisions/", {"text": text})

    rows = [
        (row.text, [str(u) for u in row.units.all()], str(row.deadline), row.deadline_text)
        for row in found.decisions.all()
    ]
    assert answer.status_code == 302
    assert rows[0] == (texts[0], ["武汉市科技创新局"], "2026-12-31", "")
    assert rows[1] == (texts[1], ["黄石市科学技术局"], "None", "尽快")
    assert "autofocus" in shown(office.get(answer["Location"]))


def test_a_wrong_field_keeps_what_was_typed(office, people):
    response = office.post(
        "/meetings/new/", {**TYPED, "owner": people.department.pk, "held_at": "2026-13-45T09:30"}
    )

    assert response.status_code == 422
    assert response.context["form"].errors == {"held_at": ["日期或时间不存在，请重新选择。"]}
    assert "第四次调度会" in shown(response)


def test_an_empty_decision_is_refused_at_the_field(office, people):
    found = meeting(people)

    response = office.post(f"/meetings/{found.pk}/decisions/", {"text": " "})

    assert (response.status_code, found.decisions.count()) == (422, 3)


def test_stale_form_is_shown_once_more_and_then_saved(office, people):
    found = meeting(people)
    Meeting.objects.filter(pk=found.pk).update(revision=4)

    stale = office.post(f"/meetings/{found.pk}/edit/", {**TYPED, "revision": 0})
    again = office.post(f"/meetings/{found.pk}/edit/", {**TYPED, "revision": stale.context["revision"]})

    found.refresh_from_db()
    assert (stale.status_code, again.status_code, found.title) == (422, 302, "第四次调度会")
    assert "第四次调度会" in shown(stale)


def test_decision_is_corrected_with_pickers(office, people):
    row = meeting(people).decisions.last()
    url = f"/meetings/decisions/{row.pk}/"
    data = {"text": "研究人才公寓分配办法", "deadline": "2026-12-20", "revision": row.revision}

    two = office.post(url, {**data, "lead": [f"unit:{people.wuhan.pk}", f"unit:{people.huangshi.pk}"]})
    office.post(url, {**data, "lead": f"unit:{people.wuhan.pk}", "joint": "written:某某协会"})

    row.refresh_from_db()
    assert two.status_code == 422
    assert "研究人才公寓分配办法" in shown(two)
    assert (row.text, [str(u) for u in row.units.all()]) == (
        "研究人才公寓分配办法",
        ["武汉市科技创新局", "某某协会"],
    )


def test_pasted_minutes_are_proposed_corrected_and_recorded(office, people):
    found = meeting(people)
    before = found.decisions.count()
    text = "一、平台\n由武汉市科技创新局牵头，2026年12月31日前完成选址。\n黄石市科学技术局负责报送名单。\n"
    url = f"/meetings/{found.pk}/paste/"

    proposed = office.post(url, {"text": text})
    rows = proposed.context["rows"]
    data = {"rows": len(rows), "text": text, "d0-take": "1", "d0-text": "完成武汉选址"}
    data |= {"d0-lead": [one["value"] for one in rows[0]["lead"]], "d0-deadline": "2026-02-30"}
    wrong = office.post(url, data)
    unsaved = found.decisions.count()
    office.post(url, {**data, "d0-deadline": "2026-12-31"})

    new = found.decisions.last()
    assert [one["lead"][0]["label"] for one in rows] == ["武汉市科技创新局", "黄石市科学技术局"]
    assert (wrong.status_code, unsaved) == (422, before)
    assert "完成武汉选址" in shown(wrong)
    assert (found.decisions.count(), new.text, str(new.deadline)) == (
        before + 1,
        "完成武汉选址",
        "2026-12-31",
    )
    assert [u.unit for u in new.units.all()] == [people.wuhan]


def test_text_without_decisions_says_so(office, people):
    response = office.post(f"/meetings/{meeting(people).pk}/paste/", {"text": "今天天气很好。"})

    assert "没有从这段文字中读出议定事项" in shown(response)
    assert "今天天气很好。" in shown(response)


def test_decisions_go_to_a_dispatched_plan_after_a_preview(office, people):
    found, plan = meeting(people, final=True), published(people)
    first = found.decisions.first()
    url = f"/meetings/{found.pk}/tasks/"

    preview = office.get(url)
    refused = office.post(url, {"plan": plan.pk, "row": [row.pk for row in found.decisions.all()]})
    nothing = Assignment.objects.count()
    office.post(url, {"plan": plan.pk, "row": first.pk})

    first.refresh_from_db()
    page = shown(office.get(f"/meetings/{found.pk}/"))
    assert [bool(row.error) for row in preview.context["rows"]] == [False, True, False]
    assert (refused.status_code, nothing) == (422, 0)
    assert Assignment.objects.filter(task=first.task).count() == 2
    assert f"/tasks/{first.task_id}/" in page
    assert f"/meetings/{found.pk}/#decision-{first.pk}" in shown(office.get(f"/tasks/{first.task_id}/"))


def test_decisions_begin_a_new_plan(office, people):
    found = meeting(people, final=True)
    url = f"/meetings/{found.pk}/tasks/"
    rows = [row.pk for row in found.decisions.filter(confidential=False)]

    missing = office.post(url, {"title": "", "row": rows})
    office.post(url, {"package": make_package(people.department).pk, "title": "调度会任务", "row": rows})

    plan = Plan.objects.get()
    assert sorted(missing.context["form"].errors) == ["package", "title"]
    assert (plan.state, plan.title, found.decisions.filter(task__isnull=False).count()) == (
        "draft",
        "调度会任务",
        2,
    )


def test_department_staff_cannot_add_to_a_dispatched_plan(client, people):
    found, plan = meeting(people, final=True), published(people)
    staff = signed_in(client, people.staff)

    answer = staff.post(f"/meetings/{found.pk}/tasks/", {"plan": plan.pk, "row": found.decisions.first().pk})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["plan"])
    assert not Assignment.objects.exists()


def test_next_meeting_opens_with_what_came_of_the_last(office, people):
    last, plan = meeting(people, final=True), published(people)
    make_tasks(last, [last.decisions.first()], plan=plan, by=actor(people.office))
    Assignment.objects.update(percent=45)

    form = office.get(f"/meetings/new/?previous={last.pk}")
    office.post("/meetings/new/", {**TYPED, "owner": people.department.pk, "previous": last.pk})
    following = Meeting.objects.get(previous=last)
    page = shown(office.get(f"/meetings/{following.pk}/"))

    assert form.context["form"].initial["present"] == "武汉市科技创新局 人员wuhan\n黄石市科学技术局 王某"
    assert "上次议定事项落实情况" in page
    assert "出台中试平台认定办法" in page
    assert "45%" in page


def test_minutes_are_read_downloaded_and_issued(office, client, people):
    found = meeting(people, final=True)
    url = f"/meetings/{found.pk}"

    preview = shown(office.get(f"{url}/minutes/"))
    before = office.get(f"{url}/minutes/docx/").content
    office.post(f"{url}/issue/")
    again = office.post(f"{url}/issue/", follow=True)
    after = office.get(f"{url}/minutes/docx/")
    frozen = b"".join(after.streaming_content)
    Meeting.objects.filter(pk=found.pk).update(title="后来改的名称")

    found.refresh_from_db()
    assert "（未编号）" in preview
    assert "出席：武汉市科技创新局 人员wuhan" in preview.replace("</strong>", "")
    assert SECRET not in preview
    assert (before[:2], frozen[:2]) == (b"PK", b"PK")
    assert found.no == "〔2026〕1号"
    assert "已经印发" in shown(again)
    reader = signed_in(client, people.city)
    assert b"".join(reader.get(f"{url}/minutes/docx/").streaming_content) == frozen
    assert "后来改的名称" not in shown(reader.get(f"{url}/minutes/")).split("<article", 1)[1]


def test_what_is_confidential_shows_nowhere_to_others(client, people):
    found = meeting(people, final=True)
    issue_minutes(found, by=actor(people.office))
    colleague = make_user("colleague", "innovation_office", people.department)
    urls = (
        f"/meetings/{found.pk}/",
        f"/meetings/{found.pk}/minutes/",
        f"/meetings/{found.pk}/tasks/",
        "/meetings/decisions/",
        "/meetings/decisions/?q=骗补",
        "/meetings/?q=骗补",
    )
    secret = found.decisions.get(confidential=True)

    outsider = signed_in(client, colleague)
    pages = "".join(shown(outsider.get(url)) for url in urls)
    found_by_word = list(outsider.get("/meetings/?q=骗补").context["table"].page.object_list)
    exported = sheet(outsider, "/meetings/decisions/") + sheet(outsider, "/meetings/")
    edit = outsider.get(f"/meetings/decisions/{secret.pk}/").status_code
    insider = signed_in(client, people.city)

    assert SECRET not in pages
    assert "另有 1 项不公开" in pages
    assert (found_by_word, edit) == ([], 404)
    assert SECRET not in exported
    assert "出台中试平台认定办法" in exported
    assert SECRET in shown(insider.get(f"/meetings/{found.pk}/"))
    assert SECRET in sheet(insider, "/meetings/decisions/")
    assert list(insider.get("/meetings/?q=骗补").context["table"].page.object_list) == [found]


def test_who_was_not_asked_finds_no_meeting(client, people):
    found = meeting(people, final=True)
    county = signed_in(client, people.county)

    assert county.get(f"/meetings/{found.pk}/").status_code == 404
    assert county.get(f"/meetings/{found.pk}/minutes/docx/").status_code == 404
    assert list(county.get("/meetings/").context["table"].page.object_list) == []


def test_participants_read_and_do_not_write(client, people):
    found = meeting(people)
    city = signed_in(client, people.city)
    as_draft = city.get(f"/meetings/{found.pk}/").status_code
    finish_meeting(found, by=actor(people.office))

    assert as_draft == 404
    assert "定稿" in shown(city.get(f"/meetings/{found.pk}/"))
    assert city.post(f"/meetings/{found.pk}/issue/").status_code == 403


def test_today_shows_minutes_under_way(office, people):
    found = meeting(people)

    [queue] = [one for one in office.get("/").context["queues"] if one.name == "meetings"]

    assert queue.rows == [found]


@pytest.mark.parametrize("url", ["/meetings/", "/meetings/decisions/"])
def test_queries_of_the_registers_do_not_grow(office, people, url):
    def count():
        with CaptureQueriesContext(connection) as queries:
            office.get(url)
        return len(queries)

    meeting(people)
    count()
    with_one = count()
    meeting(people)
    meeting(people)

    assert count() == with_one
