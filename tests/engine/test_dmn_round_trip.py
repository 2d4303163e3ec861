"""A model that is read and written says the same, and is valid against the schema of its version."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from luodi.dmn import export, read, write
from luodi.dmn.model import Version
from luodi.dmn.namespaces import NAMESPACES
from tests.engine.dmn_files import KIT, codes, decision, literal, model, read_one
from tests.engine.dmn_trees import canonical, prefixes

FILES = sorted(KIT.glob("compliance-level-*/*/*.dmn"))
needs_kit = pytest.mark.skipif(not FILES, reason="absent: ../shared/dmn-tck")
# Boxed kinds of DMN 1.4: not in 1.3 unless they are rewritten.
NEWER = ("1151-boxed-filter", "1153-boxed-some", "1154-boxed-every")


@pytest.fixture(scope="module")
def schemas() -> dict[Version, etree.XMLSchema]:
    files = {Version.V1_3: "DMN13.xsd", Version.V1_5: "DMN15.xsd"}
    return {version: etree.XMLSchema(etree.parse(KIT / file)) for version, file in files.items()}


@needs_kit
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("version", [Version.V1_3, Version.V1_5])
def test_the_kit_comes_back_whole(
    path: Path, version: Version, schemas: dict[Version, etree.XMLSchema]
) -> None:
    before = path.read_bytes()
    definitions = read(path).definitions
    assert definitions is not None

    written = export(definitions, version=version)

    assert written.version is (Version.V1_5 if path.parent.name in NEWER else version)
    assert canonical(written.data) == canonical(before)
    assert prefixes(before).items() <= prefixes(written.data).items()
    schema = schemas[written.version]
    assert schema.validate(etree.fromstring(written.data)), schema.error_log
    again = read(written.data).definitions
    assert again is not None
    assert export(again, version=version).data == written.data


@needs_kit
@pytest.mark.parametrize("name", NEWER)
def test_newer_kinds_of_the_kit_are_rewritten_for_1_3_where_asked(
    name: str, schemas: dict[Version, etree.XMLSchema]
) -> None:
    (path,) = (each for each in FILES if each.parent.name == name)
    definitions = read(path).definitions
    assert definitions is not None

    kept = export(definitions)
    lowered = export(definitions, lower=True)

    assert (kept.version, {note.code for note in kept.diagnostics}) == (Version.V1_5, {"DMN030"})
    assert (lowered.version, {note.code for note in lowered.diagnostics}) == (Version.V1_3, {"DMN031"})
    assert schemas[Version.V1_3].validate(etree.fromstring(lowered.data))


def _texts(data: bytes) -> Iterator[str]:
    return (each.text or "" for each in etree.fromstring(data).iter("{*}text"))


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (
            f"<conditional><if>{literal('a')}</if><then>{literal('1')}</then><else>{literal('2')}</else>"
            "</conditional>",
            "if (a) then (1) else (2)",
        ),
        (
            f"<filter><in>{literal('a')}</in><match>{literal('item &gt; 1')}</match></filter>",
            "(a)[(item > 1)]",
        ),
        (
            f"<filter><in>{literal('a')}</in><match>{literal('contains(item, b)')}</match></filter>",
            "(a)[(contains(item, b))]",
        ),
        (
            f"<filter><in>{literal('a')}</in><match>{literal('ok')}</match></filter>",
            "if count((a)[not((ok) = null or (ok) instance of boolean or (ok) instance of number)]) = 0"
            " then (a)[(ok)] else null",
        ),
        (
            f"<some iteratorVariable='x'><in>{literal('a')}</in><satisfies>{literal('x')}</satisfies></some>",
            "if every x in (a) satisfies ((x) = null or (x) instance of boolean)"
            " then (some x in (a) satisfies (x)) else null",
        ),
        (
            f"<for iteratorVariable='x'><in>{literal('1..3')}</in>"
            f"<return><list>{literal('x')}</list></return></for>",
            "for x in (1..3) return ([(x)])",
        ),
        (
            f"<every iteratorVariable='x'><in>{literal('a')}</in>"
            f"<satisfies>{literal('x = 1 // 注')}</satisfies></every>",
            "every x in (a) satisfies (x = 1 // 注\n)",
        ),
        (
            "<for iteratorVariable='x'><in><relation><column name='a b'/><row>"
            f"{literal('1')}</row></relation></in><return><context><contextEntry><variable name='年'/>"
            f"{literal('x.年')}</contextEntry><contextEntry>{literal('年+1')}</contextEntry></context></return></for>",
            'for x in ([{"a b": (1)}]) return ({年: (x.年), result: (年+1)}.result)',
        ),
        (
            f"<for iteratorVariable='x'><in><invocation>{literal('f')}"
            f"<binding><parameter name='p q'/>{literal('1')}</binding>"
            "</invocation></in><return><functionDefinition><formalParameter name='y' typeRef='number'/>"
            f"{literal('y')}</functionDefinition></return></for>",
            "for x in (f(p q: (1))) return (function(y: number) (y))",
        ),
    ],
)
def test_a_boxed_expression_is_rewritten_as_text(xml: str, text: str) -> None:
    definitions = read_one(decision(xml)).definitions
    assert definitions is not None

    written = export(definitions, lower=True)

    assert written.version is Version.V1_3
    assert [note.code for note in written.diagnostics] == ["DMN031"]
    assert list(_texts(written.data)) == [text]


def test_what_holds_a_table_stays_boxed_and_says_so() -> None:
    table = "<decisionTable><output/></decisionTable>"
    xml = f"<for iteratorVariable='x'><in>{literal('a')}</in><return>{table}</return></for>"
    definitions = read_one(decision(xml)).definitions
    assert definitions is not None

    written = export(definitions, lower=True)

    assert (written.version, [note.code for note in written.diagnostics]) == (Version.V1_5, ["DMN032"])
    assert canonical(written.data) == canonical(model(decision(xml)))


@pytest.mark.parametrize(
    ("collection", "version", "code"), [("false", Version.V1_3, "DMN034"), ("true", Version.V1_5, "DMN033")]
)
def test_a_constraint_of_a_type_is_written_for_1_3_where_it_means_the_same(
    collection: str, version: Version, code: str
) -> None:
    xml = f"""<itemDefinition name="t" isCollection="{collection}"><typeRef>number</typeRef>
    <typeConstraint><text>[1..9]</text></typeConstraint></itemDefinition>"""
    definitions = read_one(xml).definitions
    assert definitions is not None

    written = export(definitions, lower=True)

    assert (written.version, [note.code for note in written.diagnostics]) == (version, [code])
    assert list(_texts(written.data)) == ["[1..9]"]


FULL = """<description>全部</description>
<extensionElements><x:note xmlns:x="urn:x" at="1"><x:deep>文字<x:b/>尾</x:deep></x:note></extensionElements>
<import name="m" namespace="urn:m" importType="http://www.dmg.org/PMML-4_1" locationURI="m.pmml" id="im"/>
<inputData name="输入" id="i" label="标签"><description> 两端有空格 </description>
<variable name="输入" typeRef="number"/>
</inputData>
<knowledgeSource name="办法" id="k" locationURI="https://example.org/doc"><authorityRequirement id="a1">
<requiredInput href="#i"/></authorityRequirement><type>规章</type><owner href="#o"/></knowledgeSource>
<decision name="定" id="d"><question>给多少？</question><allowedAnswers>数</allowedAnswers>
<variable name="定"/>
<informationRequirement id="ir"><requiredInput href="#i"/></informationRequirement>
<authorityRequirement><requiredAuthority href="#k"/></authorityRequirement>
<supportedObjective href="#z"/><impactedPerformanceIndicator href="#p"/><decisionMaker href="#o"/>
<decisionOwner href="#o"/><usingProcess href="#q"/><usingTask href="#r"/>
<literalExpression id="le" typeRef="number" expressionLanguage="https://www.omg.org/spec/DMN/20230324/FEEL/">
<text>输入 &lt; 3 &amp; "甲"</text></literalExpression></decision>
<decision name="外" id="w"><variable name="外"/><literalExpression><importedValues name="v" namespace="urn:v"
 importType="urn:csv" locationURI="v.csv" expressionLanguage="urn:l"><importedElement>e</importedElement>
</importedValues></literalExpression></decision>
<decisionService name="服务" id="s"><variable name="服务"/><outputDecision href="#d"/>
<encapsulatedDecision href="#w"/>
<inputData href="#i"/></decisionService>
<group id="g" name="组"/><textAnnotation id="t" textFormat="text/plain"><text>批注</text></textAnnotation>
<association id="as" associationDirection="One"><sourceRef href="#t"/><targetRef href="#d"/></association>
<elementCollection name="集" id="ec"><drgElement href="#d"/></elementCollection>
<performanceIndicator name="指标" id="p"><impactingDecision href="#d"/></performanceIndicator>
<organizationUnit name="处室" id="o"><decisionMade href="#d"/></organizationUnit>
<dmndi:DMNDI><dmndi:DMNDiagram id="di"><dmndi:DMNShape id="sh" dmnElementRef="far:d"><dc:Bounds x="1" y="2"
 width="3" height="4"/></dmndi:DMNShape></dmndi:DMNDiagram></dmndi:DMNDI>"""
MORE = (
    'xmlns:dmndi="https://www.omg.org/spec/DMN/20230324/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/"'
    ' xmlns:far="urn:far" xmlns:own="urn:own" own:mark="是" exporter="某软件" exporterVersion="1" id="def"'
)


@pytest.mark.parametrize("version", [Version.V1_3, Version.V1_5])
def test_every_part_of_a_model_is_kept(version: Version) -> None:
    before = model(FULL, more=MORE)
    found = read(before)
    assert set(codes(found)) == {"DMN024", "DMN028"}
    assert found.definitions is not None

    written = export(found.definitions, version=version)

    assert canonical(written.data) == canonical(before)
    assert prefixes(before).items() <= prefixes(written.data).items()
    assert written.diagnostics == ()
    if FILES:
        schema = etree.XMLSchema(etree.parse(KIT / f"DMN{version.replace('.', '')}.xsd"))
        assert schema.validate(etree.fromstring(written.data)), schema.error_log


@pytest.mark.parametrize("version", [Version.V1_2, Version.V1_4])
def test_models_of_other_versions_are_written_as_1_3(version: Version) -> None:
    newest, older = NAMESPACES[Version.V1_5], NAMESPACES[version]
    text = model(FULL, more=MORE).decode()
    for new, old in zip(newest, older, strict=True):
        text = text.replace(new, old)
    before = text.encode()
    definitions = read(before).definitions
    assert definitions is not None
    assert definitions.version is version

    after = write(definitions)

    assert canonical(after) == canonical(before)
    assert NAMESPACES[Version.V1_3].model.encode() in after
    assert not any(uri.encode() in after for uri in older if uri not in NAMESPACES[Version.V1_3])


def test_a_diagram_attribute_of_1_5_is_named_when_1_3_loses_it() -> None:
    more = 'xmlns:dmndi="https://www.omg.org/spec/DMN/20230324/DMNDI/"'
    body = '<dmndi:DMNDI><dmndi:DMNDiagram useAlternativeInputDataShape="true"/></dmndi:DMNDI>'
    definitions = read(model(body, more=more)).definitions
    assert definitions is not None

    assert [note.code for note in export(definitions).diagnostics] == ["DMN035"]
    assert b"useAlternative" not in write(definitions)
    assert canonical(export(definitions, version=Version.V1_5).data) == canonical(model(body, more=more))


@pytest.mark.parametrize("version", [Version.V1_2, Version.V1_4])
def test_only_1_3_and_1_5_are_written(version: Version) -> None:
    definitions = read(model("")).definitions
    assert definitions is not None

    with pytest.raises(ValueError, match="not written"):
        export(definitions, version=version)
