"""Every address of the platform: who may open it, and what it answers to an id that is nobody's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from luodi_web.people.enums import Role
from luodi_web.people.permissions import PUBLIC
from luodi_web.people.rules import ROLE_PERMISSIONS, Permission
from tests.web.factories import make_user, signed_in

pytestmark = pytest.mark.django_db

SIGNED_IN = "signed in"
# Views of django-allauth cannot carry our decorator: who may open them is said here.
ALLAUTH = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,  # asks a stranger nothing and sends them to the sign-in page
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "mfa_authenticate": PUBLIC,  # between password and second factor nobody is signed in yet
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
}
# Ids that belong to nobody: one that is never given, and one past the largest a database column holds.
NOBODYS = {"int": (0, 2**63), "str": ("无此对象", "%00"), "slug": ("none",), "path": ("无/此",)}
# What a curious or broken browser sends to any page.
JUNK_QUERIES = (
    {"page": str(2**63), "sort": "-无此列", "q": "\x00"},
    {"page": "x", "sort": "", "q": "%' OR 1=1 --" + "字" * 3000},
)


@dataclass(frozen=True)
class Address:
    """One URL pattern: its full name, the view, and the converter of each parameter."""

    name: str
    view: Any
    converters: tuple[tuple[str, str], ...]

    @property
    def permission(self) -> str | None:
        return getattr(self.view, "permission", None) or ALLAUTH.get(self.name)

    def url(self, which: int = 0) -> str:
        values = {name: NOBODYS[kind][which % len(NOBODYS[kind])] for name, kind in self.converters}
        return reverse(self.name, kwargs=values)


def addresses(
    patterns: list[Any], namespace: str = "", inherited: tuple[tuple[str, str], ...] = ()
) -> Iterator[Address]:
    for pattern in patterns:
        converters = inherited + tuple(
            (name, type(converter).__name__.removesuffix("Converter").lower().replace("string", "str"))
            for name, converter in pattern.pattern.converters.items()
        )
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner, converters)
        elif isinstance(pattern, URLPattern):
            yield Address(f"{namespace}{pattern.name}", pattern.callback, converters)


ALL = list(addresses(get_resolver().url_patterns))
GUARDED = [address for address in ALL if address.permission != PUBLIC]
NAMES = [address.name for address in GUARDED]


def test_every_address_has_a_name_of_its_own() -> None:
    names = [address.name for address in ALL]

    assert sorted(names) == sorted(set(names))
    assert [name for name in names if name.endswith("None")] == []


def test_every_view_declares_who_may_open_it() -> None:
    known = {PUBLIC, SIGNED_IN, *Permission.values}

    undeclared = [address.name for address in ALL if address.permission not in known]

    assert undeclared == []


def test_the_table_of_foreign_views_names_only_views_that_are_served() -> None:
    served = {address.name for address in ALL}

    assert ALLAUTH.keys() - served == set()


@pytest.mark.parametrize("address", GUARDED, ids=NAMES)
def test_a_stranger_is_led_to_the_sign_in_page(client: Client, address: Address) -> None:
    response = client.get(address.url())

    assert response.status_code == 302
    assert response["Location"].startswith(reverse(settings.LOGIN_URL))


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_user_without_a_grant_is_refused_everywhere(client: Client, method: str) -> None:
    signed_in(client, make_user("nobody", role=None))

    answers = {
        address.name: getattr(client, method)(address.url()).status_code
        for address in GUARDED
        if address.permission != SIGNED_IN
    }

    assert answers == dict.fromkeys(answers, 403)


def open_to(role: str) -> list[Address]:
    """The addresses whose permission a role has."""
    return [address for address in ALL if address.permission in {PUBLIC, SIGNED_IN, *ROLE_PERMISSIONS[role]}]


@pytest.mark.parametrize("role", Role.values)
def test_a_role_is_refused_what_its_permissions_do_not_name(client: Client, role: str) -> None:
    signed_in(client, make_user(role, role=role))
    allowed = {address.name for address in open_to(role)}

    opened = [a.name for a in ALL if a.name not in allowed and client.get(a.url()).status_code != 403]

    assert opened == []


@pytest.mark.parametrize("role", Role.values)
def test_an_id_that_is_nobodys_is_not_found(client: Client, role: str) -> None:
    signed_in(client, make_user(role, role=role))
    with_ids = [address for address in open_to(role) if address.converters]

    wrong = {
        (method, url): status
        for address in with_ids
        for method, which in (("get", 0), ("get", 1), ("post", 1))
        if (status := getattr(client, method)(url := address.url(which)).status_code) not in {403, 404, 405}
        and not (status == 302 and address.permission == SIGNED_IN)
    }

    assert wrong == {}


@pytest.mark.parametrize("role", Role.values)
def test_a_page_without_an_id_answers_whatever_is_asked(client: Client, role: str) -> None:
    signed_in(client, make_user(role, role=role))
    pages = [each for each in open_to(role) if not each.converters and each.name != "account_logout"]

    wrong = {
        (address.name, tuple(query)): response.status_code
        for address in pages
        for query in ({}, *JUNK_QUERIES)
        if (response := client.get(address.url(), query)).status_code not in {200, 302, 400, 404, 405}
    }

    assert wrong == {}


def test_every_page_opens_for_some_role() -> None:
    """The walks above would pass if everything were refused."""
    opened = {address.name for role in Role.values for address in open_to(role)}

    assert {address.name for address in ALL} - opened == set()
