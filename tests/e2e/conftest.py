"""A real platform with the demonstration in it, a real browser, and what every page must keep to."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

pytest.importorskip("playwright", reason="missing: playwright")
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    expect,
    sync_playwright,
)

from demo.people import PASSWORD
from tests.e2e.axe import AXE

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "src" / "luodi_web" / "static" / "build" / "manifest.json"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
START_S = 180.0

WAIT_MS = 15_000  # for a page or what a page shows, on a machine that has other work too

NewPage = Callable[..., Page]

expect.set_options(timeout=WAIT_MS)


@dataclass(frozen=True)
class Platform:
    """A running platform. url: without a slash at the end. log: what its processes have said."""

    url: str
    data: Path
    log: Path


@dataclass
class Watch:
    """What a browser complained of: scripts that threw, refused by the security policy, failed requests."""

    faults: list[str] = field(default_factory=list)
    # Status codes that the test provokes on purpose.
    expected: set[int] = field(default_factory=set)

    def page(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # Failed requests are seen by _response, which knows their status.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.faults.append(f"{response.status} {response.request.method} {response.url}")


class ByFile(LoadScopeScheduling):
    """A file's tests run on one worker; but those that only walk through pages go to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid if file.endswith("test_pages.py") else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile | None:
    return ByFile(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """What ``make run`` starts, with its worker and scheduler, in a data folder of its own."""
    folder = tmp_path_factory.mktemp("platform")
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with running_platform(folder, port=18000 + 100 * worker(), loaded=shared / "demo") as started:
        yield started


def worker() -> int:
    """Which of the processes that run the tests this is, so that each takes ports of its own."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


@contextmanager
def running_platform(
    folder: Path, *, port: int, environment: Mapping[str, str] | None = None, loaded: Path | None = None
) -> Iterator[Platform]:
    """The platform with the demonstration, its data and log in the folder; stopped afterwards.

    loaded: a data folder with the demonstration that several processes copy; the first of them fills it.
    """
    data, log = folder / "data", folder / "platform.log"
    variables = {
        **os.environ,
        "LUODI_DATA": str(data),
        "LUODI_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "luodi_web.settings.embedded",
        "PYTHONUNBUFFERED": "1",
        **(environment or {}),
    }
    variables.pop("LUODI_DATABASE", None)
    if not BUILD.exists():
        pytest.skip("missing: the built front end (make setup)")
    if loaded is None:
        _load_demo(variables)
    else:
        with loaded.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not loaded.exists():
                unfinished = loaded.with_suffix(".part")
                _load_demo({**variables, "LUODI_DATA": str(unfinished)})
                unfinished.rename(loaded)
        shutil.copytree(loaded, data)
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "luodi_web", "run", "--port", str(port)],
            cwd=ROOT,
            env=variables,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Platform(wait_for_address(server, log), data, log)
    finally:
        server.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=30)
        server.kill()


def _load_demo(variables: Mapping[str, str]) -> None:
    subprocess.run([sys.executable, "-m", "demo", "load"], cwd=ROOT, env=variables, check=True)


def wait_for_address(server: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and server.poll() is None:
        if found := re.search(r"http://localhost:\d+", log.read_text(errors="replace")):
            return found.group()
        time.sleep(0.2)
    raise RuntimeError(f"the platform did not start:\n{log.read_text(errors='replace')}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = next((path for name in BROWSERS if (path := which(name))), None)
    if found is None:
        pytest.skip("missing: chromium")
    if not AXE.exists():
        pytest.skip("missing: axe-core (make setup)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def new_page(browser: Browser, platform: Platform, watch: Watch) -> Iterator[NewPage]:
    """Makes pages, each with cookies of its own; the test fails if any of them had a fault."""
    contexts: list[BrowserContext] = []

    def make(width: int = 1440, height: int = 900) -> Page:
        context = browser.new_context(
            base_url=platform.url,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            accept_downloads=True,
            reduced_motion="reduce",
        )
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        page = context.new_page()
        watch.page(page)
        return page

    yield make
    for context in contexts:
        context.close()
    assert watch.faults == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


def sign_in(page: Page, username: str) -> Page:
    """The page, on the person's *today*."""
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url("**/")
    return page
