"""The demonstration: what it shows is true, it loads once, and every sign-in it prints works."""

import re

import pytest
from django.conf import settings
from django.db.models import Count
from django.urls import reverse

from demo.load import DOCUMENTS, load_demo
from demo.people import PASSWORD, PEOPLE
from luodi.repair import repair_text
from luodi_web.people.models import User
from luodi_web.policies.models import Policy
from luodi_web.supervision.enums import Light, PlanState
from luodi_web.supervision.models import Assignment, Clue, Meeting, MeetingDecision, Plan, Report

REPORT = DOCUMENTS / "report.txt"
# Units that reported last month and not yet in this one: one click says that nothing changed.
REPORTERS = {"wuhan", "hongshan"}


def test_report_is_damaged_and_repaired_but_for_what_is_lost():
    clean = (DOCUMENTS / "report-clean.txt").read_text(encoding="utf-8")

    repaired = repair_text(REPORT.read_text(encoding="utf-8"))

    assert len(repaired.text) == len(clean)
    different = {i for i, (ours, true) in enumerate(zip(repaired.text, clean, strict=True)) if ours != true}
    assert {repaired.text[i] for i in different} == {"\ufffd"}
    assert len(different) == len(repaired.lost) <= 3
    assert [lost.candidates[0] for lost in repaired.lost][-2:] == ["1", "©"]


@pytest.mark.django_db
def test_demonstration_loads_once_and_everyone_can_sign_in(client):
    load_demo(REPORT)
    before = (Policy.objects.count(), Plan.objects.count(), Assignment.objects.count())
    load_demo(REPORT)

    assert (Policy.objects.count(), Plan.objects.count(), Assignment.objects.count()) == before
    assert sorted(Plan.objects.values_list("state", flat=True)) == [PlanState.DRAFT, PlanState.PUBLISHED]
    shown = set(Assignment.objects.values_list("light").annotate(Count("pk")).values_list("light", flat=True))
    assert shown >= {Light.GREEN, Light.BLUE, Light.YELLOW, Light.RED}
    assert Assignment.objects.values("unit").distinct().count() >= 116
    assert set(User.objects.filter(is_sample=True).values_list("username", flat=True)) == {
        username for username, *_rest in PEOPLE
    }
    assert not Report.objects.filter(is_late=True).exists()
    assert sorted(Clue.objects.values_list("state", flat=True)) == ["accepted", "answered", "sent"]
    assert list(Meeting.objects.order_by("held_at").values_list("state", flat=True)) == ["issued", "draft"]
    assert MeetingDecision.objects.filter(task__assignments__isnull=False).distinct().count() == 2
    printed = (settings.DATA_DIR / "welcome.txt").read_text(encoding="utf-8")
    assert set(re.findall(r"(\w+)（", printed)) >= {username for username, *_rest in PEOPLE}
    for username, *_rest in PEOPLE:
        answer = client.post(reverse("account_login"), {"login": username, "password": PASSWORD})
        assert answer.status_code == 302, username
        if username in REPORTERS:
            assert "无变化" in client.get("/").content.decode(), username
        client.post(reverse("account_logout"))
