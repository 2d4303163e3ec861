"""One-time links: activation, password reset, and the first administrators."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from luodi_web.people.domain.first_run import first_run_token, is_first_run_token
from luodi_web.people.domain.invitations import accept_invitation, find_invitation, issue_invitation
from luodi_web.people.domain.users import create_user, set_user_active
from luodi_web.people.enums import PeopleVerb, Role
from luodi_web.people.models import AuditEntry, Grant, Invitation, User
from tests.web.factories import PASSWORD, actor, make_unit, make_user, signed_in

pytestmark = pytest.mark.django_db

GOOD = "Xin-mima-2026!"


@pytest.fixture
def newcomer():
    return create_user("xin", "新示例", actor(), unit=make_unit("省科技厅"))


def url_of(token: str) -> str:
    return reverse("staff:account_activate", args=[token])


def verbs_of(user: User) -> list[str]:
    entries = AuditEntry.objects.filter(object_type="people.user", object_id=str(user.pk))
    return list(entries.order_by("pk").values_list("verb", flat=True))


def test_link_sets_the_password_and_activates(client, newcomer):
    _invitation, token = issue_invitation(newcomer, actor())

    response = client.post(url_of(token), {"password": GOOD, "repeated": GOOD}, follow=True)

    newcomer.refresh_from_db()
    assert "密码已设置，请登录。" in response.content.decode()
    assert newcomer.check_password(GOOD)
    assert newcomer.activated_at is not None
    assert verbs_of(newcomer) == [
        PeopleVerb.USER_CREATED,
        PeopleVerb.INVITED,
        PeopleVerb.ACTIVATED,
        PeopleVerb.PASSWORD_CHANGED,
    ]


def test_link_works_once(client, newcomer):
    _invitation, token = issue_invitation(newcomer, actor())
    client.post(url_of(token), {"password": GOOD, "repeated": GOOD})

    again = client.post(url_of(token), {"password": "Bie-de-mima-2026", "repeated": "Bie-de-mima-2026"})

    newcomer.refresh_from_db()
    assert again.status_code == 404
    assert newcomer.check_password(GOOD)


def test_link_ends_after_72_hours(client, newcomer):
    invitation, token = issue_invitation(newcomer, actor())
    lasts = invitation.expires_at - invitation.created_at
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    response = client.get(url_of(token))

    assert round(lasts / timedelta(hours=1)) == 72
    assert response.status_code == 404
    assert "链接已失效" in response.content.decode()


def test_newer_link_ends_the_older_one(newcomer):
    _first, older = issue_invitation(newcomer, actor())

    _second, newer = issue_invitation(newcomer, actor())

    assert find_invitation(older) is None
    assert find_invitation(newer).user == newcomer


def test_only_a_digest_of_the_token_is_kept(newcomer):
    _invitation, token = issue_invitation(newcomer, actor())

    rows = str(list(Invitation.objects.values())) + str(list(AuditEntry.objects.values()))
    assert token not in rows


def test_link_of_a_disabled_account_does_not_open(newcomer):
    _invitation, token = issue_invitation(newcomer, actor())
    set_user_active(newcomer, False, actor())

    assert find_invitation(token) is None
    with pytest.raises(ValidationError, match="链接已失效"):
        accept_invitation(token, GOOD, None)


@pytest.mark.parametrize(
    ("password", "repeated", "said"),
    [
        ("short-1A", "short-1A", "密码至少要有 12 个字符"),
        ("onlylowercaseletters", "onlylowercaseletters", "至少三种"),
        (GOOD, "Xin-mima-2027!", "两次输入的密码不一致"),
        ("", "", "必填"),
    ],
)
def test_weak_or_mistyped_password_is_said_at_the_field(client, newcomer, password, repeated, said):
    _invitation, token = issue_invitation(newcomer, actor())

    response = client.post(url_of(token), {"password": password, "repeated": repeated})

    assert response.status_code == 200
    assert said in response.content.decode()
    assert find_invitation(token) is not None


def test_reset_link_lets_a_person_in_again_and_ends_their_sessions(client):
    person = make_user("zhang")
    signed_in(client, person)
    invitation, token = issue_invitation(person, actor())
    before = client.get("/account/").status_code

    Client().post(url_of(token), {"password": GOOD, "repeated": GOOD})

    assert invitation.purpose == "reset"
    assert (before, client.get("/account/").status_code) == (200, 302)
    assert verbs_of(person)[0] == PeopleVerb.RESET_ISSUED


def test_link_is_shown_once_to_the_system_administrator(client, newcomer):
    root_admin = make_user("sys", Role.SYSTEM_ADMIN, newcomer.holdings.get().post.unit)
    signed_in(client, root_admin)

    shown = client.post(reverse("staff:user_invite", args=[newcomer.pk]))
    later = client.get(reverse("staff:user", args=[newcomer.pk]))

    page = shown.content.decode()
    assert "http://testserver/activate/" in page
    token = page.split("http://testserver/activate/")[1].split('"')[0]
    assert find_invitation(token).user == newcomer
    assert "/activate/" not in later.content.decode()
    assert shown["Cache-Control"].count("no-store") == 1


def test_security_administrator_gives_no_links(client, newcomer):
    signed_in(client, make_user("sec", Role.SECURITY_ADMIN, newcomer.holdings.get().post.unit))

    assert client.post(reverse("staff:user_invite", args=[newcomer.pk])).status_code == 403
    assert Invitation.objects.count() == 0


def test_link_page_lets_its_own_form_through(client, newcomer):
    """Without a referrer browsers send ``Origin: null``, which the check for forged requests refuses."""
    _invitation, token = issue_invitation(newcomer, actor())

    assert client.get(url_of(token))["Referrer-Policy"] == "same-origin"


def test_page_for_a_lost_password_names_no_account(client):
    make_user("zhang", name="张示例")

    page = client.get(reverse("staff:account_forgotten")).content.decode()

    assert "系统管理员" in page
    assert "张示例" not in page


@pytest.fixture
def own_data(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


THREE = {
    "system_admin_name": "席示例",
    "system_admin_username": "xitong",
    "security_admin_name": "安示例",
    "security_admin_username": "anquan",
    "auditor_name": "沈示例",
    "auditor_username": "shenji",
}


def test_first_run_makes_three_administrators_with_a_link_each(
    client, own_data, django_capture_on_commit_callbacks
):
    call_command("first_admin")
    token = first_run_token()
    welcome = (own_data / "welcome.txt").read_text(encoding="utf-8")

    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(reverse("staff:first_run"), {**THREE, "token": token}).content.decode()

    links = [part.split('"')[0] for part in page.split("http://testserver/activate/")[1:]]
    held = list(Grant.objects.in_force().order_by("pk").values_list("user__username", "role", "unit__name"))
    assert f"{{url}}/first-run?token={token}" in welcome
    assert held == [
        ("xitong", Role.SYSTEM_ADMIN, "湖北省人民政府"),
        ("anquan", Role.SECURITY_ADMIN, "湖北省人民政府"),
        ("shenji", Role.AUDITOR, "湖北省人民政府"),
    ]
    assert [find_invitation(link).user.username for link in links] == ["xitong", "anquan", "shenji"]
    assert list(own_data.iterdir()) == []


def test_first_run_is_closed_without_the_token_and_once_there_are_users(client, own_data):
    token = first_run_token()
    without = client.get(reverse("staff:first_run")).status_code
    wrong = client.get(reverse("staff:first_run"), {"token": "x" * 43}).status_code
    right = client.get(reverse("staff:first_run"), {"token": token}).status_code
    make_user("zhang")

    after = client.post(reverse("staff:first_run"), {**THREE, "token": token}).status_code

    assert (without, wrong, right, after) == (404, 404, 200, 404)
    assert not is_first_run_token(token)
    assert User.objects.count() == 1


def test_first_run_wants_three_people(client, own_data):
    data = {**THREE, "auditor_username": "Xitong", "token": first_run_token()}

    response = client.post(reverse("staff:first_run"), data)

    assert "三位管理员必须是三个账号" in response.content.decode()
    assert User.objects.count() == 0


def test_first_admin_command_does_nothing_once_there_are_users(own_data, capsys):
    make_user("zhang", "province")

    call_command("first_admin")

    assert "已有用户" in capsys.readouterr().out
    assert not (own_data / "welcome.txt").exists()


def test_password_is_the_tests_own(client):
    """The factories' password passes the rules that people's passwords must pass."""
    from django.contrib.auth.password_validation import validate_password

    validate_password(PASSWORD, make_user("zhang"))
