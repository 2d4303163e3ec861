"""The check over every model of the kit: it ends, and calls no error what the kit expects a value from."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

from luodi.diagnostics import Severity
from luodi.dmn import read
from luodi.dmn.cases import read_cases
from luodi.review.case_values import feel_value
from luodi.review.check import check_model
from luodi.review.check_findings import Finding

KIT = Path(__file__).resolve().parents[3] / "shared" / "dmn-tck"
EXCEPTIONS = Path(__file__).with_name("checked.toml")

pytestmark = pytest.mark.skipif(not KIT.is_dir(), reason="absent: ../shared/dmn-tck")


@pytest.fixture(scope="module")
def kit() -> dict[str, list[Finding]]:
    """What is found in every model that can be read, by its path below the kit."""
    found = {}
    for path in sorted(KIT.rglob("*.dmn")):
        model = read(path)
        if model.definitions is not None:
            name = path.relative_to(KIT).as_posix()
            found[name] = check_model(model.definitions, read=model.diagnostics)
    return found


def test_every_model_is_checked(kit: dict[str, list[Finding]]) -> None:
    assert len(kit) == len(list(KIT.rglob("*.dmn")))
    for findings in kit.values():
        for each in findings:
            assert each.render("zh")
            assert each.render("en")


def test_errors_stand_only_where_the_kit_expects_null(kit: dict[str, list[Finding]]) -> None:
    """An exception that is not listed, and a listed one that is none any more, both fail here."""
    listed = {
        (each["model"], each["element"]): each["reason"]
        for each in tomllib.loads(EXCEPTIONS.read_text("utf-8"))["exception"]
    }
    called = {
        (name, each.diagnostic.where.partition(" › ")[0]): each.render()
        for name, findings in kit.items()
        for each in findings
        if each.diagnostic.severity is Severity.ERROR
    }
    wrong = {key: words for key, words in called.items() if key[1] in valued(key[0])}

    assert {key: wrong[key] for key in wrong.keys() - listed.keys()} == {}
    assert sorted(listed.keys() - wrong.keys()) == []
    assert all(reason.strip() for reason in listed.values())


def test_no_table_of_the_kit_is_called_an_error(kit: dict[str, list[Finding]]) -> None:
    tables = [
        each.render()
        for findings in kit.values()
        for each in findings
        if each.diagnostic.code in ("CHK012", "CHK013", "CHK014", "CHK015", "CHK016", "CHK017", "CHK018")
    ]

    assert tables == []


@cache
def valued(model: str) -> set[str]:
    """The decisions of a model from which a case of the kit expects something else than null."""
    names = set()
    for path in (KIT / model).parent.glob("*.xml"):
        saved = read_cases(path).cases
        for case in saved.cases if saved is not None else ():
            names |= {each.name for each in case.wanted if feel_value(each.value) is not None}
    return names
