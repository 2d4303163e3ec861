"""A post changes hands: what passes over is shown, both hear of it, nothing is lost."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from luodi_web.people.domain.handover import hand_over, preview_handover
from luodi_web.people.enums import Role, UnitKind
from luodi_web.people.models import AuditEntry, Notification, PostHolding
from luodi_web.supervision.models import Assignment
from tests.web.factories import (
    actor,
    make_assignment,
    make_plan,
    make_post,
    make_report,
    make_task,
    make_unit,
    make_user,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit("武汉市科技创新局", UnitKind.CITY, make_unit("湖北省人民政府", UnitKind.GOVERNMENT))


@pytest.fixture
def holding(unit):
    make_post(unit, holder=make_user("zhang", Role.CITY, unit, "张三"))
    return PostHolding.objects.get()


@pytest.fixture
def work(unit):
    owed = make_assignment(make_task(text="建设实验室"), unit, state="acknowledged")
    make_report(owed, state="returned")
    make_assignment(make_task(text="引进人才"), unit)
    make_assignment(make_task(text="已经办完"), unit, state="done")
    make_plan(owner=unit, title="武汉分解表")


def passing(handover):
    return {str(one.label): (one.count, [text for text, _url in one.first]) for one in handover.passing}


def test_preview_names_what_passes_over(holding, work):
    assert passing(preview_handover(holding)) == {
        "承办任务": (2, ["建设实验室", "引进人才"]),
        "本期待报进展": (1, ["建设实验室"]),
        "被退回的进展": (1, ["建设实验室"]),
        "任务分解表草稿": (1, ["武汉分解表"]),
        "待办函件": (0, []),
    }


def test_post_passes_on_and_both_hear_of_it(unit, holding, work, django_capture_on_commit_callbacks):
    other = make_user("li", None, name="李四")
    today = timezone.localdate()
    kept = Assignment.objects.values_list("pk", "unit", "state")
    before = list(kept)

    with django_capture_on_commit_callbacks(execute=True):
        made = hand_over(holding, other, last_day=today, note="台账在柜子里。", by=actor())

    holding.refresh_from_db()
    assert (holding.ends_on, made.post, made.starts_on) == (today, holding.post, today + timedelta(days=1))
    assert list(kept) == before
    told = dict(Notification.objects.values_list("user__username", "text"))
    assert told == {
        "li": (
            "您接任武汉市科技创新局联络员（原任张三）。接手承办任务 2 项、本期待报进展 1 项、"
            "被退回的进展 1 项、"
            "任务分解表草稿 1 项。台账在柜子里。您还没有本机构的角色，请联系安全管理员。"
        ),
        "zhang": "武汉市科技创新局联络员已交接给李四。",
    }
    entry = AuditEntry.objects.get(verb="people.handed_over")
    assert entry.after["from_user"] == "张三"
    assert entry.after["to_user"] == "李四"


def test_second_hand_over_of_the_same_is_refused(holding):
    today = timezone.localdate()
    hand_over(holding, make_user("li", None), last_day=today, note="", by=actor())

    with pytest.raises(ValidationError, match="可能刚刚交接过"):
        hand_over(holding, make_user("wang", None), last_day=today, note="", by=actor())
    assert PostHolding.objects.count() == 2


@pytest.mark.parametrize(("days", "words"), [(-31, "早于原任职的第一天"), (93, "前后三个月以内")])
def test_impossible_days_are_refused(holding, days, words):
    day = timezone.localdate() + timedelta(days=days)

    with pytest.raises(ValidationError, match=words):
        hand_over(holding, make_user("li", None), last_day=day, note="", by=actor())
    holding.refresh_from_db()
    assert holding.ends_on is None


def test_post_is_not_handed_to_its_holder(holding):
    with pytest.raises(ValidationError, match="接任人就是现任"):
        hand_over(holding, holding.user, last_day=timezone.localdate(), note="", by=actor())


def test_page_shows_and_does_it(client, unit, holding, work):
    other = make_user("li", None, name="李四")
    signed_in(client, make_user("admin", Role.SYSTEM_ADMIN, _root(unit)))

    page = client.get(f"/holdings/{holding.pk}/hand-over").content.decode()
    wrong = client.post(f"/holdings/{holding.pk}/hand-over", {"last_day": "2026-02-30", "note": "柜子"})
    done = client.post(
        f"/holdings/{holding.pk}/hand-over",
        {"user": f"user:{other.pk}", "last_day": timezone.localdate().isoformat(), "note": ""},
    )

    assert "建设实验室" in page
    assert "市州经办" in page
    assert (wrong.status_code, done.status_code) == (422, 302)
    assert "柜子" in wrong.content.decode()
    assert PostHolding.objects.filter(user=other).exists()


def _root(unit):
    return type(unit).objects.get(path=unit.path[: unit.steplen])
