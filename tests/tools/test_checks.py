"""The rules of ``make check`` find what they are for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.check_addresses import faults_in
from tools.check_documents import commands_in, faults_of
from tools.check_sizes import LIMIT, check_sizes


def test_sizes_pass_at_the_limit_and_fail_one_line_above() -> None:
    faults = check_sizes({"a.py": LIMIT, "b.py": LIMIT + 1}, {})

    assert faults == [f"b.py: {LIMIT + 1} lines; split it by subject at {LIMIT}"]


def test_sizes_let_a_listed_file_shrink_but_not_grow() -> None:
    exceptions = {name: {"lines": 700, "reason": "one table"} for name in ("same.py", "grown.py", "fits.py")}
    sizes = {"same.py": 700, "grown.py": 701, "fits.py": LIMIT}

    faults = check_sizes(sizes, exceptions)

    assert faults == [
        "grown.py: 701 lines, more than the 700 it is allowed",
        f"fits.py: {LIMIT} lines; it fits again, take it off the list",
    ]


def test_sizes_want_a_reason_and_a_file_for_every_exception() -> None:
    exceptions = {"big.py": {"lines": 700, "reason": " "}, "gone.py": {"lines": 700, "reason": "one table"}}

    faults = check_sizes({"big.py": 650}, exceptions)

    assert faults == ["big.py: its exception gives no reason", "gone.py: listed as an exception but absent"]


# Put together here, so that the rule does not find its own test.
HOME = "/ho" + "me/wang/luodi"
NPM = "registry." + "npmjs" + ".org"
PYPI = "py" + "pi.org"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (f'"resolved": "https://{NPM}/vite/-/vite-7.tgz"', NPM),
        (f"--index-url https://{PYPI}/simple", PYPI),
        (f"DATA={HOME}/data", HOME.removesuffix("/luodi")),
        ("/ro" + "ot/.cache", "/ro" + "ot/"),
        ("C:\\Us" + "ers\\wang", "C:\\Us" + "ers\\"),
    ],
)
def test_addresses_finds_registries_and_machine_paths(line: str, found: str) -> None:
    assert faults_in(f"first\n{line}\n") == [(2, found)]


@pytest.mark.parametrize(
    "line",
    ["/usr/bin/chromium", "see staff/work/today.html", "https://www.omg.org/spec/DMN/", "../shared/seed"],
)
def test_addresses_leaves_other_addresses_and_paths_alone(line: str) -> None:
    assert faults_in(line) == []


def test_documents_names_dead_links_and_unknown_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.check_documents.ROOT", tmp_path)
    (tmp_path / "there.md").write_text("")
    page = tmp_path / "page.md"
    page.write_text(
        "[a](there.md) [b](gone.md) [c](https://example.org)\n`make run` `make tea` `luodi fly x`\n"
    )

    faults = faults_of(page, targets={"run"}, commands={"read"})

    assert faults == [
        "page.md: link to gone.md leads nowhere",
        "page.md: no target make tea",
        "page.md: no command luodi fly",
    ]


def test_documents_compares_commands_without_their_comments() -> None:
    text = "Words\n```sh\nmake run  # starts\n# a line of words\nmake test\n```\n```\nnot a command\n```\n"

    assert commands_in(text) == ["make run", "make test"]
