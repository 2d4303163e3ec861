"""Every page that each role can reach by its links: axe finds nothing, nothing overflows, nothing fails."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page, expect

from demo.people import PEOPLE
from tests.e2e.axe import overflow, violations
from tests.e2e.conftest import NewPage, Platform, sign_in

pytestmark = pytest.mark.e2e

DESK, PHONE, SMALL_PHONE = 1440, 390, 320
# Addresses that give a file or end the session.
NOT_A_PAGE = re.compile(
    r"/(logout|export|download|original|template)|\.(xlsx|txt|json|md|docx)$|format=|export="
)
# One person of each role; two cities see the same pages.
ROLES = {role: username for username, _name, role, *_rest in reversed(PEOPLE)}


def test_sign_in_page_is_accessible_and_fits(new_page: NewPage) -> None:
    for width in (DESK, PHONE, SMALL_PHONE):
        page = new_page(width=width)
        page.goto("/")
        expect(page).to_have_url(re.compile("/accounts/login/"))

        assert (violations(page), overflow(page)) == ([], [])


def test_sign_in_with_a_wrong_password_says_so_and_keeps_the_name(page: Page) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill("hongshan")
    page.locator("input[name=password]").fill("wrong")
    page.locator("form button[type=submit]").first.click()

    expect(page.locator("input[name=login]")).to_have_value("hongshan")
    expect(page.locator("[role=alert], .ld-error-summary").first).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize(("role", "username"), ROLES.items(), ids=ROLES)
def test_every_page_of_a_role(new_page: NewPage, platform: Platform, role: str, username: str) -> None:
    desk = sign_in(new_page(width=DESK), username)
    phone = sign_in(new_page(width=PHONE), username)

    faults = {}
    visited = crawl(desk, platform.url)
    for route, address in visited.items():
        faults |= {f"{DESK} {route} {fault}": address for fault in look_at(desk, address)}
        faults |= {f"{PHONE} {route} {fault}": address for fault in look_at(phone, address)}
        phone.set_viewport_size({"width": SMALL_PHONE, "height": 700})
        faults |= {f"{SMALL_PHONE} {route} {fault}": address for fault in overflow(phone)}
        phone.set_viewport_size({"width": PHONE, "height": 844})

    assert "/" in visited
    assert faults == {}


def look_at(page: Page, address: str) -> list[str]:
    page.goto(address, wait_until="networkidle")
    return [*violations(page), *(f"overflows: {element}" for element in overflow(page))]


def crawl(page: Page, root: str) -> dict[str, str]:
    """Every kind of page that links lead to, from the first: route with numbers taken out → address."""
    found = {"/": f"{root}/"}
    waiting = [f"{root}/"]
    while waiting:
        page.goto(waiting.pop(), wait_until="networkidle")
        for link in page.locator("a[href]:not([download])").evaluate_all("all => all.map(a => a.href)"):
            address = urljoin(page.url, link).split("#")[0]
            parts = urlsplit(address)
            route = re.sub(r"\d+", "N", parts.path)
            if not address.startswith(f"{root}/") or NOT_A_PAGE.search(parts.path + "?" + parts.query):
                continue
            if route not in found:
                found[route] = address
                waiting.append(address)
    return found
