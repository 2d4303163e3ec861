"""What went wrong is said in words, with a way on; and the page for the worst stands on nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from luodi_web.people.enums import Role
from tests.web.factories import make_user

pytestmark = pytest.mark.django_db


def test_page_without_the_right_names_what_it_needs(client):
    client.force_login(make_user(role=Role.EXPERT))

    page = client.get(reverse("staff:audit"))

    assert page.status_code == 403
    assert "查看和导出审计记录" in page.content.decode()


def test_unknown_address_says_so(client):
    page = client.get("/nowhere/")

    assert page.status_code == 404
    assert "没有找到这个页面" in page.content.decode()


def test_expired_form_says_that_nothing_was_sent():
    client = Client(enforce_csrf_checks=True)

    page = client.post(reverse("account_login"), {"login": "a", "password": "b"})

    assert page.status_code == 403
    assert "页面已过期" in page.content.decode()


def test_failure_page_needs_no_database(client, monkeypatch, django_db_blocker):
    client.raise_request_exception = False

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("luodi_web.staff.views.errors.render", broken)
    page = client.get("/nowhere/")

    assert page.status_code == 500
    assert "出错了" in page.content.decode()
