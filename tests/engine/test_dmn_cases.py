"""Saved cases in the format of the TCK: read, written, read again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from luodi.diagnostics import LuodiError
from luodi.dmn.cases import (
    Case,
    CaseFile,
    CaseValue,
    ContextValue,
    Given,
    Invokes,
    ListValue,
    Scalar,
    ScalarType,
    Wanted,
    read_cases,
)
from luodi.dmn.write_cases import write_cases
from tests.engine.dmn_files import KIT

FILES = sorted(KIT.glob("compliance-level-*/*/*.xml"))

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
)
scalars = st.builds(Scalar, st.sampled_from(ScalarType), texts)
values: st.SearchStrategy[CaseValue] = st.recursive(
    st.none() | scalars,
    lambda inner: (
        st.builds(ListValue, st.lists(inner, max_size=3).map(tuple))
        | st.builds(ContextValue, st.lists(st.tuples(texts, inner), max_size=3).map(tuple))
    ),
    max_leaves=8,
)
maybe = st.none() | texts.filter(bool)
cases = st.builds(
    Case,
    id=maybe,
    name=maybe,
    description=maybe,
    invokes=st.sampled_from(Invokes),
    invocable=maybe,
    namespace=maybe,
    given=st.lists(st.builds(Given, name=texts, value=values, namespace=maybe), max_size=3).map(tuple),
    wanted=st.lists(
        st.builds(Wanted, name=texts, value=values, may_fail=st.booleans(), type=maybe, namespace=maybe),
        max_size=3,
    ).map(tuple),
    as_of=st.none() | st.dates(),
)
files = st.builds(
    CaseFile,
    cases=st.lists(cases, max_size=3).map(tuple),
    name=maybe,
    model_name=maybe,
    labels=st.lists(texts, max_size=3).map(tuple),
    namespace=maybe,
)


@given(files)
def test_cases_that_are_written_are_read_as_they_were(file: CaseFile) -> None:
    found = read_cases(write_cases(file))

    assert found.diagnostics == ()
    assert found.cases == file


@pytest.mark.skipif(not FILES, reason="absent: ../shared/dmn-tck")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_the_kits_cases_are_read_and_written_valid(path: Path) -> None:
    found = read_cases(path)
    assert found.diagnostics == ()
    assert found.cases is not None
    assert len(found.cases.cases) == len(etree.parse(path).findall("{*}testCase"))

    written = write_cases(found.cases)

    schema = etree.XMLSchema(etree.parse(KIT / "testCases.xsd"))
    assert schema.validate(etree.fromstring(written)), schema.error_log
    assert read_cases(written).cases == found.cases


@pytest.mark.skipif(not FILES, reason="absent: ../shared/dmn-tck")
def test_the_day_of_a_case_is_written_as_the_schema_allows() -> None:
    case = Case(id="1", wanted=(Wanted(name="值"),), as_of=date(2026, 8, 1))
    written = write_cases(CaseFile(model_name="m.dmn", cases=(case,)))

    schema = etree.XMLSchema(etree.parse(KIT / "testCases.xsd"))
    assert schema.validate(etree.fromstring(written)), schema.error_log
    assert b'luodi:asOf="2026-08-01"' in written


@pytest.mark.parametrize("day", ["2026-02-30", "20260801", "明天", ""])
def test_a_day_that_is_none_is_told(day: str) -> None:
    data = _file("").replace(b'id="1"', f'id="1" xmlns:l="urn:luodi:cases" l:asOf="{day}"'.encode())

    found = read_cases(data)

    assert [(each.code, each.values["was"]) for each in found.diagnostics] == [("TCK011", day)]


def _file(body: str) -> bytes:
    return (
        '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
        f'<testCase id="1">{body}</testCase></testCases>'
    ).encode()


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        ('<value xsi:type="xsd:decimal">1</value>', Scalar(ScalarType.DECIMAL, "1")),
        ('<value xsi:type="xsd:integer">1</value>', Scalar(ScalarType.DECIMAL, "1")),
        ('<value xsi:type="xsd:string"/>', Scalar(ScalarType.STRING, "")),
        ('<value xsi:nil="true"/>', None),
        ('<list xsi:nil="true"/>', None),
        ("<list/>", ListValue()),
        ("", ContextValue()),
        ('<component name="a" xsi:nil="true"/>', ContextValue((("a", None),))),
        (
            '<list><item><list/></item><item><value xsi:nil="1"/></item></list>',
            ListValue((ListValue(), None)),
        ),
    ],
)
def test_values_of_every_form(xml: str, value: CaseValue) -> None:
    found = read_cases(_file(f'<inputNode name="x">{xml}</inputNode>'))

    assert found.diagnostics == ()
    assert found.cases is not None
    assert found.cases.cases[0].given == (Given(name="x", value=value),)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<inputNode name='x'><value>1</value></inputNode>", "TCK002"),
        ("<inputNode name='x'><value xsi:type='xsd:anyURI'>1</value></inputNode>", "TCK003"),
        ("<extensionElements/>", "TCK004"),
        ("<resultNode><expected/></resultNode>", "DMN006"),
        ("<inputnode/>", "DMN007"),
        ("<inputNode name='x'>" + "<list><item>" * 70 + "</item></list>" * 70 + "</inputNode>", "DMN012"),
    ],
)
def test_what_is_wrong_with_a_case_is_said(body: str, code: str) -> None:
    found = read_cases(_file(body), name="案例.xml")

    assert [each.code for each in found.diagnostics] == [code]
    assert found.diagnostics[0].file == "案例.xml"
    for lang in ("zh", "en"):
        assert "{" not in found.diagnostics[0].message(lang)


def test_other_files_are_refused() -> None:
    assert [each.code for each in read_cases(b"<testCases/>").diagnostics] == ["TCK001"]
    assert [each.code for each in read_cases(b"<").diagnostics] == ["DMN001"]
    assert [each.code for each in read_cases(Path("none.xml")).diagnostics] == ["CLI001"]


def test_a_character_that_xml_cannot_hold_is_named() -> None:
    file = CaseFile(cases=(Case(id="1", description="前\x0b后"),))

    with pytest.raises(LuodiError) as refused:
        write_cases(file)

    assert refused.value.diagnostic.code == "DMN036"
    assert refused.value.diagnostic.values == {"char": "U+000B", "near": "前"}
