"""The holiday table on screen."""

import pytest
from django.urls import reverse
from django.utils import timezone

from luodi_web.common.models import Holiday
from luodi_web.people.domain.holidays import load_holidays
from luodi_web.people.models import AuditEntry
from tests.web.factories import actor

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


def test_holiday_table_warns_before_it_runs_out(system, monkeypatch):
    load_holidays(actor())
    url = reverse("staff:holidays")
    runs_out = "节假日表只到 2026年12月31日"
    november = text_of(system.get(url))

    system.post(reverse("staff:holiday_new"), {"day": "2027-01-01", "name": "元旦"})

    assert runs_out in november or timezone.localdate().year > 2026
    assert "节假日表只到" not in text_of(system.get(url)) or timezone.localdate().year > 2026
    assert Holiday.objects.get(day="2027-01-01").name == "元旦"


def test_loaded_years_are_the_administrators_own(system):
    load_holidays(actor())
    Holiday.objects.filter(day="2026-10-01").delete()

    assert load_holidays(actor()) == 0
    assert not Holiday.objects.filter(day="2026-10-01").exists()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"day": "2026-10-01", "name": "国庆节"}, "day"),
        ({"day": "2026-02-30", "name": "节"}, "day"),
        ({"day": "2026-11-23", "name": "上班", "is_workday": "on"}, "is_workday"),
        ({"day": "2026-11-28", "name": ""}, "name"),
    ],
)
def test_holiday_form_says_at_the_field_what_is_wrong(system, data, field):
    load_holidays(actor())

    response = system.post(reverse("staff:holiday_new"), data)

    assert list(response.context["form"].errors) == [field]


def test_holiday_is_removed(system):
    load_holidays(actor())
    day = Holiday.objects.get(day="2026-10-10")

    system.post(reverse("staff:holiday_remove", args=[day.pk]))

    assert not Holiday.objects.filter(day="2026-10-10").exists()
    assert AuditEntry.objects.latest("pk").before == {
        "day": "2026-10-10",
        "name": "国庆节调休上班",
        "is_workday": True,
    }
