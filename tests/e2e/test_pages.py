"""Every page that each role can reach by its links: axe finds nothing, nothing overflows, nothing fails.

A page is opened as a phone opens it and then widened; the other tests open theirs at a desk. Whether it fits
its window is asked of each page of each role. Axe, which takes most of the time, looks at each kind of page
once on a phone and once at a desk, as the role that comes to it first (those who may do most begin), and at
今日 for each role.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from demo.people import PEOPLE
from tests.e2e.axe import overflow, violations
from tests.e2e.conftest import NewPage, Platform, sign_in

pytestmark = pytest.mark.e2e

DESK, PHONE, SMALL_PHONE = 1440, 390, 320
# Addresses that give a file or end the session.
NOT_A_PAGE = re.compile(
    r"/logout|/template|/(xlsx|markdown|json|pdf|docx)/|/versions/\d+/(original|text|report)|format=|export="
)
# One person of each role; two cities see the same pages.
ROLES = {role: username for username, _name, role, *_rest in reversed(PEOPLE)}
MAY_DO_MOST = ["innovation_office", "province"]
IN_ORDER = [*MAY_DO_MOST, *(role for role in ROLES if role not in MAY_DO_MOST)]


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


@dataclass(frozen=True)
class LookedAt:
    """The kinds of pages that axe has looked at, by all workers of this run: an empty file for each."""

    folder: Path

    def first(self, width: int, route: str) -> bool:
        """Whether nobody has looked at it in this width; whoever asks first is to do it."""
        try:
            (self.folder / quote(f"{width}{route}", safe="")).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


@pytest.fixture(scope="session")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> LookedAt:
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "looked-at"
    folder.mkdir(exist_ok=True)
    return LookedAt(folder)


@pytest.mark.parametrize("role", IN_ORDER)
def test_every_page_of_a_role(new_page: NewPage, platform: Platform, looked_at: LookedAt, role: str) -> None:
    page = sign_in(new_page(width=PHONE), ROLES[role])

    faults = {}
    seen = {}
    for route, address in crawl(page, platform.url):
        seen[route] = address
        for width, height in ((PHONE, 844), (SMALL_PHONE, 700), (DESK, 900)):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_function("width => innerWidth === width", arg=width)
            found = [f"overflows: {element}" for element in overflow(page)]
            if width != SMALL_PHONE and (route == "/" or looked_at.first(width, route)):
                found += violations(page)
            faults |= {f"{width} {route} {fault}": address for fault in found}
        page.set_viewport_size({"width": PHONE, "height": 844})

    assert {"/", "/notifications/"} <= seen.keys()
    assert not faults, "\n".join(f"{fault} @ {address}" for fault, address in faults.items())


def crawl(page: Page, root: str) -> Iterator[tuple[str, str]]:
    """Opens every kind of page that links lead to, from the first: route with numbers taken out, address."""
    known = {"/"}
    waiting = [("/", f"{root}/")]
    while waiting:
        route, address = waiting.pop(0)
        page.goto(address, wait_until="load")
        links = page.locator("a[href]:not([download])").evaluate_all("all => all.map(a => a.href)")
        yield route, address
        for link in links:
            parts = urlsplit(link)
            found = re.sub(r"\d+", "N", parts.path)
            if not link.startswith(f"{root}/") or NOT_A_PAGE.search(f"{parts.path}?{parts.query}"):
                continue
            if found not in known:
                known.add(found)
                waiting.append((found, link.split("#")[0]))
