"""Saved cases as a file in the format of the DMN TCK."""

from __future__ import annotations

from typing import assert_never

from lxml import etree

from luodi.dmn.build import writable
from luodi.dmn.cases import (
    AS_OF,
    NAMESPACE,
    OWN,
    XSD,
    XSI,
    Case,
    CaseFile,
    CaseValue,
    ContextValue,
    Given,
    Invokes,
    ListValue,
    Scalar,
    Wanted,
)


def write_cases(cases: CaseFile) -> bytes:
    """The file, UTF-8, valid against testCases.xsd; reading it gives the same cases.

    Raises LuodiError DMN036 for a character that XML cannot hold.
    """
    prefixes: dict[str | None, str] = {None: NAMESPACE, "xsi": XSI, "xsd": XSD}
    if any(case.as_of is not None for case in cases.cases):
        prefixes["luodi"] = OWN
    # The stubs forget the default prefix.
    root = etree.Element(f"{{{NAMESPACE}}}testCases", nsmap=prefixes)  # type: ignore[arg-type]
    if cases.namespace is not None:
        root.set("namespace", writable(cases.namespace))
    if cases.name is not None:
        _add(root, "testCasesName", cases.name)
    if cases.model_name is not None:
        _add(root, "modelName", cases.model_name)
    if cases.labels:
        labels = _add(root, "labels")
        for label in cases.labels:
            _add(labels, "label", label)
    for case in cases.cases:
        _case(root, case)
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _case(root: etree._Element, case: Case) -> None:
    element = _add(root, "testCase")
    kind = None if case.invokes is Invokes.DECISION else case.invokes.value
    _set(
        element,
        id=case.id,
        type=kind,
        invocableName=case.invocable,
        name=case.name,
        namespace=case.namespace,
    )
    if case.as_of is not None:
        element.set(AS_OF, case.as_of.isoformat())
    if case.description is not None:
        _add(element, "description", case.description)
    for given in case.given:
        _given(element, given)
    for wanted in case.wanted:
        _wanted(element, wanted)


def _given(parent: etree._Element, given: Given) -> None:
    element = _add(parent, "inputNode")
    _set(element, name=given.name, namespace=given.namespace)
    _value(element, given.value)


def _wanted(parent: etree._Element, wanted: Wanted) -> None:
    element = _add(parent, "resultNode")
    may_fail = "true" if wanted.may_fail else None
    _set(element, name=wanted.name, type=wanted.type, errorResult=may_fail, namespace=wanted.namespace)
    _value(_add(element, "expected"), wanted.value)


def _value(parent: etree._Element, value: CaseValue) -> None:
    match value:
        case None:
            _add(parent, "value").set(f"{{{XSI}}}nil", "true")
        case Scalar():
            _add(parent, "value", value.text).set(f"{{{XSI}}}type", f"xsd:{value.type}")
        case ListValue():
            items = _add(parent, "list")
            for item in value.items:
                _value(_add(items, "item"), item)
        case ContextValue():
            # A context without entries is an element without children, as the schema has it.
            for name, entry in value.entries:
                component = _add(parent, "component")
                component.set("name", writable(name))
                _value(component, entry)
        case _:
            assert_never(value)


def _add(parent: etree._Element, tag: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}")
    element.text = writable(text) if text else None
    return element


def _set(element: etree._Element, **attributes: str | None) -> None:
    for name, value in attributes.items():
        if value is not None:
            element.set(name, writable(value))
