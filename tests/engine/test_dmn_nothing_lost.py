"""Whatever a file holds is in the file that is written, or a diagnostic says what is not."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from luodi.dmn import export, read
from luodi.dmn.model import Version
from luodi.dmn.namespaces import NAMESPACES
from tests.engine.dmn_files import decision, literal, model
from tests.engine.dmn_trees import canonical
from tests.engine.test_dmn_reading import TABLE
from tests.engine.test_dmn_round_trip import FULL, MORE

URI = NAMESPACES[Version.V1_5].model
BOXED = (
    f"<conditional><if>{literal('a')}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>",
    f"<filter><in>{literal('a')}</in><match>{literal('true')}</match></filter>",
    f"<for iteratorVariable='x'><in>{literal('a')}</in><return>{literal('x')}</return></for>",
    f"<some iteratorVariable='x'><in>{literal('a')}</in><satisfies>{literal('x')}</satisfies></some>",
    f"<invocation>{literal('f')}<binding><parameter name='p'/>{literal('1')}</binding></invocation>",
    f"<relation><column name='c'/><row>{literal('1')}</row></relation>",
    "<functionDefinition kind='FEEL'><formalParameter name='y' typeRef='number'/>"
    f"{literal('y')}</functionDefinition>",
    f"<context><contextEntry><variable name='k'/>{literal('1')}</contextEntry></context>",
    TABLE,
)
TYPES = """<itemDefinition name="t" isCollection="true"><typeRef>number</typeRef><allowedValues><text>1</text>
</allowedValues><typeConstraint><text>2</text></typeConstraint></itemDefinition><itemDefinition name="u">
<itemComponent name="v"><typeRef>t</typeRef></itemComponent></itemDefinition><itemDefinition name="w">
<functionItem outputTypeRef="t"><parameters name="z"/></functionItem></itemDefinition>"""
FUNCTIONS = f"""<businessKnowledgeModel name="f" id="f"><variable name="f"/><encapsulatedLogic>
<formalParameter name="y"/>{literal("y")}</encapsulatedLogic></businessKnowledgeModel>"""
WHOLE = etree.fromstring(
    model(
        FULL.replace("<inputData", TYPES + "<inputData", 1).replace(
            "<decisionService", FUNCTIONS + "".join(map(decision, BOXED, "abcdefghi")) + "<decisionService", 1
        ),
        more=MORE,
    )
)
TAGS = sorted({str(each.tag).rpartition("}")[2] for each in WHOLE.iter(f"{{{URI}}}*")} | {"other"})
ATTRIBUTES = sorted(
    {name for each in WHOLE.iter() for name in map(str, each.attrib)} | {"other", "{urn:o}other"}
)
VALUES = ("", "x", "true", "false", "1", "UNIQUE", "FIRST", "SUM", "Java", "Rule-as-Column", "#d", " a ")
# They say that something is not in the model, or stands in place of what could not be read.
LOSSES = {f"DMN{number:03}" for number in (1, 3, 6, 7, 8, 9, 10, 11, 12, 18, 38)}

steps = st.lists(
    st.tuples(
        st.sampled_from(("delete", "copy", "rename", "attribute", "text", "comment", "move")),
        st.integers(0, 10_000),
        st.integers(0, 10_000),
    ),
    max_size=4,
)


def _changed(changes: list[tuple[str, int, int]]) -> bytes:
    root = copy.deepcopy(WHOLE)
    for kind, at, other in changes:
        elements = [each for each in root.iter(f"{{{URI}}}*") if each is not root]
        element = elements[at % len(elements)]
        parent = element.getparent()
        assert parent is not None
        if kind == "delete":
            parent.remove(element)
        elif kind == "copy":
            parent.insert(parent.index(element), copy.deepcopy(element))
        elif kind == "rename":
            element.tag = f"{{{URI}}}{TAGS[other % len(TAGS)]}"
        elif kind == "attribute":
            element.set(ATTRIBUTES[other % len(ATTRIBUTES)], VALUES[(at + other) % len(VALUES)])
        elif kind == "text":
            element.text = VALUES[other % len(VALUES)]
        elif kind == "comment":
            element.insert(0, etree.Comment("注"))
        elif not any(each is element for each in elements[other % len(elements)].iterancestors()):
            target = elements[other % len(elements)]
            if target is not element:
                target.append(element)
    return etree.tostring(root)


def _sorted(tree: Any) -> Any:
    """Children by name, those of one name in order: the writer puts kinds in the order of the schema."""
    name, attributes, text, children, tails = tree
    inner = [(child, tail) for child, tail in zip(map(_sorted, children), tails, strict=True)]
    return (name, attributes, text, sorted(inner, key=lambda each: each[0][0]))


@given(steps)
@settings(deadline=None, max_examples=200)
def test_what_is_not_written_again_was_said_to_be_lost(changes: list[tuple[str, int, int]]) -> None:
    before = _changed(changes)

    found = read(before)

    if {each.code for each in found.diagnostics} & LOSSES:
        return
    assert found.definitions is not None
    after = export(found.definitions, version=Version.V1_5).data
    assert _sorted(canonical(after)) == _sorted(canonical(before))


def test_the_file_that_is_changed_is_itself_read_whole() -> None:
    before = _changed([])

    found = read(before)

    assert not {each.code for each in found.diagnostics} & LOSSES
    assert found.definitions is not None
    assert canonical(export(found.definitions, version=Version.V1_5).data) == canonical(before)
