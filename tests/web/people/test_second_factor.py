"""Second factors: who must set one up, signing in with it, and losing it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from luodi_web.people.enums import PeopleVerb, Role
from luodi_web.people.models import AuditEntry
from tests.web.factories import PASSWORD, make_unit, make_user, signed_in

pytestmark = pytest.mark.django_db


def sign_in(client: Client, username: str):
    return client.post("/accounts/login/", {"login": username, "password": PASSWORD})


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def set_up(client: Client, run_on_commit) -> tuple[str, list[str]]:
    """Set a factor up on its pages: the secret and the recovery codes shown."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'id="totp-secret"[^>]*value="(\w+)"', page)[1]
    with run_on_commit(execute=True):
        done = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    codes = re.findall(r"<li><code>(\w+)</code>", client.get(done["Location"]).content.decode())
    return secret, codes


@pytest.mark.parametrize(
    "role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.INNOVATION_OFFICE]
)
def test_roles_that_need_a_factor_are_led_to_set_one_up(client, role):
    make_user("admin", role)
    sign_in(client, "admin")

    response = client.get("/")

    assert (response.status_code, response["Location"]) == (302, reverse("mfa_index"))


def test_roles_that_need_none_go_on(client):
    make_user("zhang", Role.COUNTY)
    sign_in(client, "zhang")

    assert client.get("/").status_code == 200


def test_demonstration_relaxes_the_factor_and_says_so_before_the_sign_in(client, settings):
    settings.DEMO = True
    make_user("admin", Role.AUDITOR)
    page = client.get("/accounts/login/").content.decode()

    sign_in(client, "admin")

    assert "管理员不要求第二因素" in page
    assert client.get("/").status_code == 200


def test_nothing_is_relaxed_or_said_outside_the_demonstration(client):
    assert "第二因素" not in client.get("/accounts/login/").content.decode()


def test_factor_is_set_up_on_its_pages_and_then_asked_for(client, django_capture_on_commit_callbacks):
    make_user("admin", Role.AUDITOR)
    sign_in(client, "admin")
    secret, codes = set_up(client, django_capture_on_commit_callbacks)
    opened = client.get("/").status_code

    fresh = Client()
    asked = sign_in(fresh, "admin")
    refused = fresh.get("/").status_code
    wrong = fresh.post(reverse("mfa_authenticate"), {"code": "000000"})
    Authenticator.objects.filter(type="totp").update(last_used_at=None)
    entered = fresh.post(reverse("mfa_authenticate"), {"code": codes[0]})

    assert opened == 200
    assert asked["Location"].startswith(reverse("mfa_authenticate"))
    assert (refused, wrong.status_code, entered.status_code) == (302, 200, 302)
    assert fresh.get("/").status_code == 200
    added = AuditEntry.objects.filter(verb=PeopleVerb.FACTOR_ADDED).values_list("after", flat=True)
    assert sorted(after["factor"] for after in added) == ["动态口令", "恢复码"]
    assert len(codes) == 10
    assert secret not in str(Authenticator.objects.values_list("data", flat=True))


def test_recovery_code_opens_only_once(client, django_capture_on_commit_callbacks):
    make_user("admin", Role.AUDITOR)
    sign_in(client, "admin")
    _secret, codes = set_up(client, django_capture_on_commit_callbacks)
    for expected in (302, 200):
        fresh = Client()
        sign_in(fresh, "admin")
        assert fresh.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == expected


def test_codes_cannot_be_tried_on_and_on(client, django_capture_on_commit_callbacks):
    make_user("admin", Role.AUDITOR)
    sign_in(client, "admin")
    _secret, codes = set_up(client, django_capture_on_commit_callbacks)
    fresh = Client()
    sign_in(fresh, "admin")
    for number in range(5):
        fresh.post(reverse("mfa_authenticate"), {"code": f"00000{number}"})

    assert fresh.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 200
    assert fresh.get("/").status_code == 302


def test_last_factor_of_an_administrator_cannot_be_given_up(client, django_capture_on_commit_callbacks):
    make_user("admin", Role.AUDITOR)
    sign_in(client, "admin")
    set_up(client, django_capture_on_commit_callbacks)

    response = client.post(reverse("mfa_deactivate_totp"))

    assert "您的角色需要第二因素" in response.content.decode()
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_password_is_asked_again_when_the_sign_in_is_a_while_ago(client):
    make_user("zhang", Role.COUNTY)
    sign_in(client, "zhang")
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 3600
    session.save()

    response = client.get(reverse("mfa_activate_totp"))

    assert response["Location"].startswith(reverse("account_reauthenticate"))


def test_lost_factor_is_taken_away_by_the_security_administrator_only(client):
    root = make_unit("省政府")
    person = make_user("audit", Role.AUDITOR, root)
    signed_in(Client(), person)
    url = reverse("staff:user_factors", args=[person.pk])

    by_system = signed_in(Client(), make_user("sys", Role.SYSTEM_ADMIN, root)).post(url)
    kept = Authenticator.objects.filter(user=person).count()
    by_security = signed_in(client, make_user("sec", Role.SECURITY_ADMIN, root)).post(url)

    assert (by_system.status_code, kept) == (403, 2)
    assert by_security.status_code == 302
    assert Authenticator.objects.filter(user=person).count() == 0


def test_security_administrator_does_not_take_their_own_factor_away(client):
    person = make_user("sec", Role.SECURITY_ADMIN)
    signed_in(client, person)

    client.post(reverse("staff:user_factors", args=[person.pk]))

    assert Authenticator.objects.filter(user=person).count() == 2


def test_every_page_of_the_second_factor_is_in_chinese(client, django_capture_on_commit_callbacks):
    make_user("zhang", Role.COUNTY)
    sign_in(client, "zhang")
    pages = [client.get(reverse("mfa_activate_totp")), client.get(reverse("mfa_add_webauthn"))]
    set_up(client, django_capture_on_commit_callbacks)
    for name in (
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_deactivate_totp",
        "account_change_password",
        "account_logout",
        "mfa_reauthenticate",
        "account_reauthenticate",
    ):
        pages.append(client.get(reverse(name)))
    fresh = Client()
    sign_in(fresh, "zhang")
    pages.append(fresh.get(reverse("mfa_authenticate")))

    assert {page.status_code for page in pages} == {200}
    for page in pages:
        text = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>|USB", " ", page.content.decode(), flags=re.S)
        assert re.findall(r"[A-Za-z]{4,}(?: [A-Za-z]+)+", text) == [], page.request["PATH_INFO"]
