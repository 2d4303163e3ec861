"""Filters under a name, and workbooks made in the background."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone

from luodi_web.people.models import AuditEntry, Notification
from luodi_web.staff.jobs import export_register, tidy_exports
from luodi_web.staff.views.board import BoardTable
from luodi_web.supervision.domain import register_keeping
from luodi_web.supervision.enums import ExportState, Light, SupervisionVerb
from luodi_web.supervision.models import Assignment, RegisterExport, SavedView
from tests.web.factories import make_assignment, make_plan, make_task, make_unit, signed_in

SAVE = "/board/saved/"


def saved(user):
    return list(SavedView.objects.filter(user=user).values_list("name", "query"))


def test_filters_are_kept_under_a_name_and_led_back_to(client, people):
    office = signed_in(client, people.office)

    response = office.post(SAVE, {"name": " 红灯 ", "query": "light=red&page=3&q=&col=text&export=xlsx"})
    page = office.get("/board/")

    assert response["Location"] == "/board/?light=red&col=text"
    assert saved(people.office) == [("红灯", "light=red&col=text")]
    assert 'href="/board/?light=red&amp;col=text"' in page.content.decode()
    office.post(SAVE, {"name": "红灯", "query": "light=red&view=cards"})
    assert saved(people.office) == [("红灯", "light=red&view=cards")]


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        ("", "light=red", "请给这组筛选起个名称"),
        ("名" * 41, "light=red", "名称最多 40 个字"),
        ("长", "q=" + "字" * 600, "筛选条件太长"),
        ("新", "light=red\r\nX: 1", None),
    ],
)
def test_what_cannot_be_kept_says_why(client, people, name, query, words):
    response = signed_in(client, people.office).post(SAVE, {"name": name, "query": query}, follow=True)

    assert response.status_code == 200
    if words:
        assert words in response.content.decode()
        assert saved(people.office) == []


def test_there_is_a_limit_to_what_is_kept(client, people, monkeypatch):
    monkeypatch.setattr(register_keeping, "MAX_VIEWS", 2)
    office = signed_in(client, people.office)

    for name in ("甲", "乙", "丙", "乙"):
        office.post(SAVE, {"name": name, "query": f"q={name}"})

    assert [name for name, _query in saved(people.office)] == ["乙", "甲"]


def test_only_ones_own_can_be_deleted(client, people):
    view = SavedView.objects.create(user=people.office, name="甲", query="")

    refused = signed_in(client, people.city).post(f"{SAVE}{view.pk}/delete/")
    assert (refused.status_code, saved(people.office)) == (404, [("甲", "")])
    signed_in(client, people.office).post(f"{SAVE}{view.pk}/delete/")
    assert saved(people.office) == []


@pytest.fixture
def many(people, monkeypatch):
    monkeypatch.setattr(BoardTable, "count_limit", 2)
    plan = make_plan({"抓平台建设": []}, people.department)
    for number in range(4):
        light = Light.RED if number < 3 else Light.GREEN
        make_assignment(make_task(plan, f"任务{number}"), people.wuhan, light=light)
    return plan


def ask(client, **query):
    """The export begun, as its page's key; the same for a double click."""
    response = client.get("/board/", {"export": "xlsx", **query})
    assert response.status_code == 302
    return RegisterExport.objects.get(pk=int(response["Location"].rstrip("/").rpartition("/")[2]))


def test_a_large_register_is_written_in_the_background(
    client, people, many, django_capture_on_commit_callbacks
):
    office = signed_in(client, people.office)
    with django_capture_on_commit_callbacks(execute=False) as queued:
        export = ask(office, light="red")
        again = ask(office, light="red")
    waiting = office.get(f"/board/exports/{export.pk}/")

    export_register.call(export.pk)
    export_register.call(export.pk)

    done = office.get(f"/board/exports/{export.pk}/", {"part": "state"})
    file = office.get(f"/board/exports/{export.pk}/", {"download": "1"})
    rows = list(openpyxl.load_workbook(BytesIO(file.getvalue())).active.values)
    assert (again, len(queued)) == (export, 1)
    assert 'hx-get="?part=state"' in waiting.content.decode()
    assert "共 3 行" in done.content.decode()
    assert [row[0] for row in rows] == ["工作任务", "任务0", "任务1", "任务2"]
    assert Notification.objects.filter(user=people.office).count() == 1
    assert AuditEntry.objects.filter(verb=SupervisionVerb.EXPORTED).count() == 1


def test_it_holds_what_its_person_may_see_when_it_is_written(client, people, many):
    export = ask(signed_in(client, people.city))
    elsewhere = make_unit(parent=people.department)
    Assignment.objects.filter(task__text="任务0").update(unit=elsewhere)

    export_register.call(export.pk)

    export.refresh_from_db()
    assert (export.state, export.total, export.written) == (ExportState.DONE, 3, 3)
    assert signed_in(client, people.office).get(f"/board/exports/{export.pk}/").status_code == 404


def test_one_that_fails_says_so_and_can_be_asked_for_again(client, people, many, monkeypatch):
    office = signed_in(client, people.office)
    export = ask(office)

    def full(_data):
        raise OSError("no space left on device")

    monkeypatch.setattr(register_keeping, "store_bytes", full)
    with pytest.raises(OSError, match="no space"):
        export_register.call(export.pk)

    assert "没有生成" in office.get(f"/board/exports/{export.pk}/").content.decode()
    assert ask(office) != export


def test_old_workbooks_are_forgotten(client, people, many):
    office = signed_in(client, people.office)
    old, new = ask(office), ask(office, light="red")
    RegisterExport.objects.filter(pk=old.pk).update(asked_at=timezone.now() - timedelta(days=8))

    tidy_exports.call()

    assert list(RegisterExport.objects.all()) == [new]
