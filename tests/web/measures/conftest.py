"""The small province of the task screens, with an overdue assignment of one of its counties."""

from datetime import timedelta

import pytest
from django.utils import timezone

from luodi_web.people.enums import Role
from luodi_web.people.models import User
from luodi_web.supervision.enums import AssignmentState, Light
from luodi_web.supervision.models import Assignment
from tests.web.factories import make_assignment, make_task, make_user
from tests.web.tasks.conftest import people  # noqa: F401 -- the fixture itself


@pytest.fixture
def late(people) -> Assignment:  # noqa: F811 -- the fixture by its name
    """Signed for by 汉阳区, overdue for 60 days and red as long."""
    row = make_assignment(
        make_task(owner=people.department),
        people.hanyang,
        state=AssignmentState.ACKNOWLEDGED,
        deadline=timezone.localdate() - timedelta(days=60),
        light=Light.RED,
        light_reason="已逾期 60 天",
        light_since=timezone.now() - timedelta(days=59),
    )
    return Assignment.objects.select_related("task__workstream__plan__owner", "unit").get(pk=row.pk)


@pytest.fixture
def second(people) -> User:  # noqa: F811 -- the fixture by its name
    """Another person of the innovation office."""
    return make_user("second", Role.INNOVATION_OFFICE, people.department)
