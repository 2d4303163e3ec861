"""Signing in and out: what is recorded, when an account locks, how long a session lasts."""

import time
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from luodi_web.people.address import address_of
from luodi_web.people.domain.locks import current_locks
from luodi_web.people.domain.users import set_user_active
from luodi_web.people.enums import PeopleVerb, Role
from luodi_web.people.middleware import STARTED_AT
from luodi_web.people.models import AuditEntry
from tests.web.factories import PASSWORD, actor, make_unit, make_user, signed_in

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


def sign_in(client: Client, username: str, password: str = PASSWORD, **extra: str):
    return client.post(LOGIN, {"login": username, "password": password}, **extra)


def verbs() -> list[tuple[str, str, str | None]]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", "user_name", "address"))


def test_sign_in_leads_to_today_and_is_recorded_with_unit_and_address(client):
    unit = make_unit("省科技厅")
    make_user("zhang", unit=unit, name="张示例")

    response = sign_in(client, "zhang")

    assert (response.status_code, response["Location"]) == (302, "/")
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.user_name, entry.unit_name, entry.address) == (
        PeopleVerb.SIGNED_IN,
        "张示例",
        "省科技厅",
        "127.0.0.1",
    )


def test_person_without_rights_is_told_so_on_their_own_page(client):
    make_user("zhang", role=None)

    response = client.post(LOGIN, {"login": "zhang", "password": PASSWORD}, follow=True)

    assert response.request["PATH_INFO"] == "/account/"
    assert "还没有角色，请联系安全管理员" in response.content.decode()


@pytest.mark.parametrize("typed", ["ZHANG", " zhang ", "ｚｈａｎｇ"])
def test_user_name_is_known_however_it_is_typed(client, typed):
    make_user("zhang")

    assert sign_in(client, typed).status_code == 302


def test_failed_sign_in_says_nothing_of_whether_the_account_exists(client):
    make_user("zhang", name="张示例")
    set_user_active(make_user("gone"), False, actor())

    answers = {
        name: sign_in(Client(), name, password).content.decode().replace(name, "NAME")
        for name, password in (("zhang", "wrong"), ("nobody", "wrong"), ("gone", PASSWORD))
    }

    tokens = {name: text.split('name="csrfmiddlewaretoken"')[0] for name, text in answers.items()}
    assert tokens["zhang"] == tokens["nobody"] == tokens["gone"]
    assert "不正确" in answers["zhang"]


def test_failed_sign_in_is_recorded_under_the_name_that_was_tried(client):
    sign_in(client, "Nobody\u3000", "wrong")

    assert verbs() == [(PeopleVerb.SIGN_IN_FAILED, "nobody", "127.0.0.1")]


def test_fifth_failure_locks_and_the_page_says_until_when(client):
    make_user("zhang")
    for _again in range(4):
        assert sign_in(client, "zhang", "wrong").status_code == 200

    response = sign_in(client, "Zhang", "wrong")

    until = timezone.localtime(timezone.now() + timedelta(minutes=30))
    assert response.status_code == 429
    assert f"{until.month}月{until.day}日 {until.hour}:{until:%M}" in response.content.decode()
    assert [verb for verb, *_rest in verbs()][-2:] == [PeopleVerb.SIGN_IN_FAILED, PeopleVerb.LOCKED]


def test_locked_account_refuses_the_right_password_and_records_the_lock_once(client):
    make_user("zhang")
    for _again in range(7):
        sign_in(client, "zhang", "wrong")

    response = sign_in(client, "zhang")

    assert response.status_code == 429
    assert [verb for verb, *_rest in verbs()].count(PeopleVerb.LOCKED) == 1
    assert "_auth_user_id" not in client.session


def test_lock_ends_by_itself_and_trying_on_does_not_move_it(client):
    make_user("zhang")
    for _again in range(5):
        sign_in(client, "zhang", "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=29))
    sign_in(client, "zhang", "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=31))

    assert sign_in(client, "zhang").status_code == 302
    assert current_locks() == []


def test_administrator_sees_the_lock_and_lifts_it(client):
    root = make_unit("省政府")
    person = make_user("zhang", unit=root, name="张示例")
    for _again in range(5):
        sign_in(Client(), "zhang", "wrong")
    signed_in(client, make_user("sys", Role.SYSTEM_ADMIN, root))
    page = client.get(reverse("staff:locks")).content.decode()

    client.post(reverse("staff:user_unlock", args=[person.pk]), {"back": "locks"})

    assert "张示例" in page
    assert current_locks() == []
    assert sign_in(Client(), "zhang").status_code == 302


def test_sign_out_is_recorded_and_ends_the_session(client):
    make_user("zhang", name="张示例")
    sign_in(client, "zhang")

    client.post("/accounts/logout/")

    assert [verb for verb, *_rest in verbs()] == [PeopleVerb.SIGNED_IN, PeopleVerb.SIGNED_OUT]
    assert client.get("/").status_code == 302


def test_session_ends_after_its_lifetime_however_busy(client):
    make_user("zhang")
    sign_in(client, "zhang")
    session = client.session
    session[STARTED_AT] = time.time() - 8 * 3600 - 1
    session.save()

    response = client.get("/account/")

    assert response.status_code == 302
    assert response["Location"].startswith(LOGIN)


def test_session_is_idle_for_half_an_hour_at_most(client, settings):
    make_user("zhang")
    sign_in(client, "zhang")

    assert client.session.get_expiry_age() <= 30 * 60


def test_sign_out_everywhere_ends_the_other_sessions_too(client):
    make_user("zhang")
    other = Client()
    sign_in(client, "zhang")
    sign_in(other, "zhang")

    client.post(reverse("staff:account_leave_everywhere"))

    assert client.get("/account/").status_code == 302
    assert other.get("/account/").status_code == 302
    assert sign_in(Client(), "zhang").status_code == 302


def test_disabled_account_is_out_at_its_next_request(client):
    person = make_user("zhang")
    sign_in(client, "zhang")

    set_user_active(person, False, actor())

    assert client.get("/account/").status_code == 302


def test_old_password_is_asked_to_be_changed(client):
    person = make_user("zhang")
    person.password_changed_at = timezone.now() - timedelta(days=91)
    person.save()

    sign_in(client, "zhang")

    assert "您的密码已使用超过 90 天" in client.get("/account/").content.decode()


def test_changed_password_ends_other_sessions_and_is_not_used_again(client):
    make_user("zhang")
    other = Client()
    sign_in(client, "zhang")
    sign_in(other, "zhang")
    new = "Xin-mima-2026!"
    url = reverse("account_change_password")

    changed = client.post(url, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    again = client.post(url, {"oldpassword": new, "password1": new, "password2": new})

    assert changed.status_code == 302
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
    assert "不能使用最近 5 次用过的密码" in again.content.decode()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (2, "203.0.113.9", "203.0.113.9"),
        (1, "<script>", None),
        (1, "", "192.0.2.1"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "2001:DB8:0:0::1", "2001:db8::1"),
    ],
)
def test_forwarded_address_is_believed_only_from_our_own_proxies(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}

    assert address_of(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", **headers)) == address


def test_lock_counts_by_the_real_address_not_by_a_header_the_client_writes(client):
    make_user("zhang")
    for number in range(4):
        sign_in(client, "zhang", "wrong", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")

    assert sign_in(client, "zhang", "wrong", HTTP_X_FORWARDED_FOR="203.0.113.99").status_code == 429
