"""Notices as their reader sees them."""

import re

import pytest
from django.urls import reverse

from luodi_web.people.domain.notices import mark_read, notify_people
from luodi_web.people.enums import Role
from tests.web.factories import make_user, signed_in

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


def test_notices_are_ones_own(client, province):
    mine, theirs = make_user("a", Role.CITY, province[2]), make_user("b", Role.CITY, province[3])
    notify_people([theirs], "别人的通知")
    notify_people([mine], "我的通知", "/units/")
    signed_in(client, mine)

    page = text_of(client.get(reverse("staff:notifications")))
    foreign = client.post(reverse("staff:notification_open", args=[theirs.notifications.get().pk]))
    opened = client.post(reverse("staff:notification_open", args=[mine.notifications.get().pk]))

    assert ("我的通知" in page, "别人的通知" in page) == (True, False)
    assert foreign.status_code == 404
    assert opened["Location"] == "/units/"
    assert mine.notifications.filter(read_at__isnull=True).count() == 0


def test_bell_lists_the_newest_unread_only(client, province):
    person = make_user("a", Role.CITY, province[2])
    for number in range(10):
        notify_people([person], f"第{number}条")
    mark_read(person.notifications.filter(text="第9条"))
    signed_in(client, person)

    bell = text_of(client.get(reverse("staff:notifications_bell")))

    assert re.findall("第[0-9]条", bell) == [f"第{number}条" for number in range(8, 0, -1)]


def test_notice_leads_nowhere_outside(client, province):
    person = make_user("a", Role.CITY, province[2])
    notify_people([person], "坏通知", "https://example.com/")
    signed_in(client, person)

    response = client.post(reverse("staff:notification_open", args=[person.notifications.get().pk]))

    assert response["Location"] == reverse("staff:notifications")


def test_one_notice_is_marked_in_place_and_all_at_once(client, province):
    person = make_user("a", Role.CITY, province[2])
    notify_people([person, person, person], "通知")
    signed_in(client, person)
    first = person.notifications.first()

    row = client.post(reverse("staff:notification_open", args=[first.pk]), headers={"HX-Request": "true"})
    left = person.notifications.filter(read_at__isnull=True).count()
    client.post(reverse("staff:notifications_read_all"))

    assert text_of(row).strip().startswith(f'<li class="ld-notice-row" id="notice-{first.pk}">')
    assert "未读" not in text_of(row)
    assert (left, person.notifications.filter(read_at__isnull=True).count()) == (2, 0)
