"""Chinese unless a person chose otherwise; never because of how a browser was set up."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_page_is_chinese_whatever_the_browser_prefers(client):
    page = client.get(reverse("account_login"), headers={"accept-language": "en-US"})

    assert page.headers["Content-Language"] == "zh-hans"
    assert '<html lang="zh-CN"' in page.content.decode()


def test_chosen_language_stays(client):
    client.post(reverse("set_language"), {"language": "en", "next": "/"})

    page = client.get(reverse("account_login"))

    assert page.headers["Content-Language"] == "en"


def test_unknown_language_in_the_cookie_is_chinese(client):
    client.cookies["django_language"] = "xx"

    assert client.get(reverse("account_login")).headers["Content-Language"] == "zh-hans"
