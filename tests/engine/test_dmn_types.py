"""Types that a model names must be defined, here or in a model that it imports."""

from __future__ import annotations

import pytest

from luodi.diagnostics import Severity
from luodi.dmn import read
from tests.engine.dmn_files import codes, decision, importing, literal, model, only, read_one, resolver

FAR = {
    "urn:b": model(
        '<itemDefinition name="等 级"><typeRef>string</typeRef></itemDefinition>', namespace="urn:b"
    )
}


@pytest.mark.parametrize(
    "reference",
    ["number", "date and time", "dateTime", "feel:string", "Any", "list", " 等级 ", "", "&lt;Undefined&gt;"],
)
def test_types_that_are_there(reference: str) -> None:
    body = (
        f'<itemDefinition name="等级"><typeRef>{reference or "string"}</typeRef></itemDefinition>'
        if reference.strip() != "等级"
        else '<itemDefinition name="等级"><typeRef>string</typeRef></itemDefinition>'
    )

    assert (
        read_one(
            f'{body}<inputData name="a"><variable name="a" typeRef="{reference}"/></inputData>'
        ).diagnostics
        == ()
    )


@pytest.mark.parametrize(
    "body",
    [
        '<inputData name="甲"><variable name="甲" typeRef="登级"/></inputData>',
        "<itemDefinition name='乙'><typeRef>登级</typeRef></itemDefinition>",
        "<itemDefinition name='丙'><itemComponent name='丁'><typeRef>登级</typeRef></itemComponent>"
        "</itemDefinition>",
        "<itemDefinition name='戊'><functionItem outputTypeRef='登级'/></itemDefinition>",
        decision("<decisionTable><output typeRef='登级'/></decisionTable>"),
        decision(f"<list><list typeRef='登级'>{literal('1')}</list></list>"),
    ],
)
def test_a_type_that_is_not_there_is_named_with_a_near_one(body: str) -> None:
    found = read_one(f'<itemDefinition name="等级"><typeRef>string</typeRef></itemDefinition>{body}')

    assert only(found).code == "DMN025"
    assert (only(found).values["name"], only(found).values["near"]) == ("登级", "等级")
    assert only(found).where != ""


@pytest.mark.parametrize(
    ("reference", "expected"), [("远.等 级", []), ("远.等级", ["DMN025"]), ("等 级", ["DMN025"])]
)
def test_types_of_an_import_stand_behind_its_name(reference: str, expected: list[str]) -> None:
    data = f'<inputData name="a"><variable name="a" typeRef="{reference}"/></inputData>'

    assert codes(read(model(importing("远", "urn:b") + data), resolver(FAR))) == expected


def test_types_of_an_import_that_is_missing_are_passed_over() -> None:
    body = f'{importing("远", "urn:c")}<inputData name="a"><variable name="a" typeRef="远.x"/></inputData>'

    assert codes(read(model(body), resolver(FAR))) == ["DMN014"]


def test_types_that_lead_back_to_themselves_are_named() -> None:
    def type_(name: str, reference: str) -> str:
        return f'<itemDefinition name="{name}"><typeRef>{reference}</typeRef></itemDefinition>'

    found = read_one(type_("甲", "乙") + type_("乙", "丙") + type_("丙", "乙") + type_("丁", "丁"))

    assert [(each.code, each.values["circle"]) for each in found.diagnostics] == [
        ("DMN037", "乙 → 丙 → 乙"),
        ("DMN037", "丁 → 丁"),
    ]


def test_a_structure_that_holds_itself_in_no_list_is_noted() -> None:
    def holds(name: str, other: str) -> str:
        entry = f'<itemComponent name="下级"><typeRef>{other}</typeRef></itemComponent>'
        return f'<itemDefinition name="{name}">{entry}</itemDefinition>'

    found = read_one(holds("甲", "乙") + holds("乙", "甲") + holds("丙", "丙") + holds("丁", "丙"))

    assert [(each.code, each.severity, each.values["circle"]) for each in found.diagnostics] == [
        ("DMN040", Severity.INFO, "甲 → 乙 → 甲"),
        ("DMN040", Severity.INFO, "丙 → 丙"),
    ]


def test_a_structure_may_hold_itself() -> None:
    tree = """<itemDefinition name="树"><itemComponent name="枝" isCollection="true"><typeRef>树</typeRef>
    </itemComponent></itemDefinition>"""

    assert read_one(tree).diagnostics == ()


def test_of_very_many_faults_the_first_are_kept() -> None:
    found = read_one("<x/>" * 3000)

    assert codes(found)[:500] == ["DMN007"] * 500
    assert codes(found)[500:] == ["DMN038"]
