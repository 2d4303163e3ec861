"""Plans to read: who sees which, and what they can take away."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from luodi_web.people.enums import Role
from luodi_web.supervision.domain.plan_tables import COLUMNS
from luodi_web.supervision.domain.plans import tasks_of
from luodi_web.supervision.enums import PlanState
from luodi_web.supervision.models import Plan
from tests.web.factories import make_plan, make_unit, make_user, make_version, signed_in
from tests.web.plans.screen import outline, send, words

pytestmark = pytest.mark.django_db


def test_drafts_of_other_offices_are_not_seen_and_dispatched_plans_are(editor, office):
    mine = make_plan(owner=office, title="本厅草稿")
    foreign = make_plan(title="外厅草稿")
    out = make_plan(title="外厅已下达")
    Plan.objects.filter(pk=out.pk).update(state=PlanState.PUBLISHED)

    page = words(editor.get(reverse("staff:plans")))

    assert ("本厅草稿" in page, "外厅草稿" in page, "外厅已下达" in page) == (True, False, True)
    assert editor.get(reverse("staff:plan", args=[mine.pk])).status_code == 200
    assert editor.get(reverse("staff:plan", args=[foreign.pk])).status_code == 404
    assert editor.get(reverse("staff:plan", args=[out.pk])).status_code == 200


@pytest.mark.parametrize("name", ["plan_edit", "plan_tree", "plan_side", "plan_publish", "plan_settings"])
def test_foreign_plan_is_neither_edited_nor_dispatched(editor, name):
    foreign = make_plan()
    Plan.objects.filter(pk=foreign.pk).update(state=PlanState.PUBLISHED)

    assert editor.get(reverse(f"staff:{name}", args=[foreign.pk])).status_code == 404


def test_task_of_a_foreign_plan_is_not_reached_through_ones_own(editor, office):
    mine, foreign = make_plan(owner=office), make_plan({"乙": ["别人的任务"]})
    task = tasks_of(foreign).get()

    read = editor.get(reverse("staff:plan_task_form", args=[mine.pk, task.pk]))
    saved = send(editor, "plan_task_save", mine, task.pk, **{f"t{task.pk}-text": "改"})
    bulk = send(editor, "plan_bulk", mine, action="delete", row=[task.pk])

    assert (read.status_code, saved.status_code, bulk.status_code) == (404, 404, 200)
    assert outline(foreign) == {"乙": ["别人的任务"]}


def test_county_may_not_open_plans(client):
    signed_in(client, make_user(role=Role.COUNTY, unit=make_unit()))

    assert client.get(reverse("staff:plans")).status_code == 403


def test_policy_staff_edit_but_do_not_dispatch(client, office):
    signed_in(client, make_user(role=Role.PROVINCE, unit=office))
    plan = make_plan(owner=office)

    assert client.get(reverse("staff:plan_edit", args=[plan.pk])).status_code == 200
    assert client.post(reverse("staff:plan_publish", args=[plan.pk])).status_code == 403


def test_list_takes_the_same_queries_for_one_and_three_plans(editor, office):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(reverse("staff:plans")).status_code == 200
        return len(queries)

    make_plan(owner=office)
    count()  # content types and the like are cached by the first request
    one = count()
    make_plan(owner=office)
    make_plan(owner=office)

    assert count() == one


@pytest.mark.parametrize("name", ["plan", "plan_edit"])
def test_plan_takes_the_same_queries_for_one_and_three_tasks(editor, office, name):
    version = make_version("一、推进平台建设。", owner=office)

    def count(texts: list[str]) -> int:
        plan = make_plan({"甲": texts}, owner=office, version=version)
        for task in tasks_of(plan):
            task.task_units.create(role="lead", unit=office)
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(reverse(f"staff:{name}", args=[plan.pk])).status_code == 200
        return len(queries)

    count(["一"])
    assert count(["一"]) == count(["一", "二", "三"])


def test_plan_goes_out_as_workbook_and_markdown(editor, office):
    plan = make_plan({"抓平台": ["建设实验室"]}, owner=office, title="分解表")

    book = editor.get(reverse("staff:plan_export", args=[plan.pk]))
    text = editor.get(reverse("staff:plan_text", args=[plan.pk]))

    sheet = openpyxl.load_workbook(BytesIO(b"".join(book.streaming_content))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == tuple(str(label) for _name, label, _width in COLUMNS)
    assert rows[1][:3] == ("1.1", "一、抓平台", "建设实验室")
    assert text.content.decode().startswith("# 分解表\n")
