"""The DMN Technology Compatibility Kit: what passes, and a strict list of what does not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from luodi.review.conformance import Conformance, KitCase, run_folder
from luodi.review.run_cases import Outcome

KIT = Path(__file__).resolve().parents[3] / "shared" / "dmn-tck"
GAPS = Path(__file__).with_name("gaps.toml")
# External Java functions are out of scope: a diagnostic instead.
JAVA = "0076-feel-external-java"

pytestmark = pytest.mark.skipif(not KIT.is_dir(), reason="absent: ../shared/dmn-tck")


@pytest.fixture(scope="module")
def kit() -> Conformance:
    return run_folder(KIT)


def test_every_case_passes_or_is_a_listed_gap(kit: Conformance) -> None:
    """A gap that is not listed, and a listed one that has closed, both fail here."""
    listed = {
        (gap["test"], gap["case"]): gap["reason"] for gap in tomllib.loads(GAPS.read_text("utf-8"))["gap"]
    }
    failed = {(each.test, each.case): _said(each) for each in kit.cases if each.result is not Outcome.OK}

    assert {key: failed[key] for key in failed.keys() - listed.keys()} == {}
    assert sorted(listed.keys() - failed.keys()) == []
    assert all(reason.strip() for reason in listed.values())


def test_nothing_of_the_kit_is_left_unread(kit: Conformance) -> None:
    assert [each.render() for each in kit.diagnostics] == []
    assert len(kit.cases) == 2710


def test_level_2_is_complete_and_level_3_nearly(kit: Conformance) -> None:
    two = [each for each in kit.cases if each.test.startswith("compliance-level-2/")]
    three = [
        each for each in kit.cases if each.test.startswith("compliance-level-3/") and JAVA not in each.test
    ]
    valued = [each for each in three if not each.ran.case.expects_null]

    assert (len(two), _share(two)) == (116, 1)
    assert _share(three) >= 0.995
    assert _share(valued) >= 0.995


def _share(cases: list[KitCase]) -> float:
    return sum(each.result is Outcome.OK for each in cases) / len(cases)


def _said(each: KitCase) -> list[tuple[str, str | None]]:
    return [
        (node.name, node.error.message() if node.error else node.actual)
        for node in each.ran.nodes
        if not node.passed
    ]
