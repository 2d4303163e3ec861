"""Lights follow the calendar: once a day, and whenever somebody changes a holiday."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from luodi_web.common.schedule import SCHEDULES
from luodi_web.people.enums import Role
from luodi_web.supervision.jobs import refresh_all_lights
from tests.web.factories import make_unit, make_user, signed_in

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_refresh_is_due_after_midnight_in_shanghai():
    schedule = SCHEDULES[refresh_all_lights.module_path]

    due = [
        schedule.last_due(datetime(2026, 11, 26, hour, minute, tzinfo=SHANGHAI))
        for hour, minute in ((0, 4), (0, 5), (23, 59))
    ]

    assert due == [datetime(2026, 11, day, 0, 5, tzinfo=SHANGHAI) for day in (25, 26, 26)]


@pytest.mark.django_db
def test_a_changed_holiday_refreshes_all_lights():
    admin = signed_in(Client(), make_user(None, Role.SYSTEM_ADMIN, make_unit()))

    admin.post(reverse("staff:holiday_new"), {"day": "2027-01-01", "name": "元旦"})

    assert [row.task_path for row in DBTaskResult.objects.all()] == [refresh_all_lights.module_path]
