"""Saved cases of a model: what is handed in and what must come out, in the format of the DMN TCK.

Values are as they are written, with their XML Schema type; ``luodi.review`` turns them into FEEL values.
The day a case is decided for, of which the format knows nothing, is an attribute of a namespace of our own,
as the schema allows: ``luodi:asOf="2026-03-01"``.
Source: testCases.xsd of the DMN Technology Compatibility Kit.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeAlias

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.dmn.elements import NOWHERE, Place
from luodi.dmn.xml import Log, Node, as_text, load, local_name, namespace_of, parse_xml

NAMESPACE: Final = "http://www.omg.org/spec/DMN/20160719/testcase"
XSD: Final = "http://www.w3.org/2001/XMLSchema"
OWN: Final = "urn:luodi:cases"
AS_OF: Final = f"{{{OWN}}}asOf"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Lists and contexts one inside the other in a value.
_MAX_DEPTH: Final = 60


class ScalarType(StrEnum):
    """Types of XML Schema that a value may have; the FEEL type follows from them."""

    STRING = "string"
    BOOLEAN = "boolean"
    DECIMAL = "decimal"
    DOUBLE = "double"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "dateTime"
    DURATION = "duration"


# What tools write beside those, and what it means.
_ALIASES: Final = {
    "integer": ScalarType.DECIMAL,
    "int": ScalarType.DECIMAL,
    "long": ScalarType.DECIMAL,
    "float": ScalarType.DOUBLE,
    "dayTimeDuration": ScalarType.DURATION,
    "yearMonthDuration": ScalarType.DURATION,
}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as it is written."""

    type: ScalarType
    text: str


@dataclass(frozen=True, slots=True)
class ListValue:
    items: tuple[CaseValue, ...] = ()


@dataclass(frozen=True, slots=True)
class ContextValue:
    entries: tuple[tuple[str, CaseValue], ...] = ()


# None is null.
CaseValue: TypeAlias = Scalar | ListValue | ContextValue | None


class Invokes(StrEnum):
    """What a case runs: decisions of the model, a knowledge model, or a decision service."""

    DECISION = "decision"
    BKM = "bkm"
    SERVICE = "decisionService"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A value that is handed in. namespace: of an imported model, where the name is not enough."""

    name: str
    value: CaseValue = None
    namespace: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A value that must come out. may_fail: it comes of an error, so that null is right (errorResult)."""

    name: str
    value: CaseValue = None
    may_fail: bool = False
    type: str | None = None
    namespace: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case. id: may be None in files written by hand; invocable: the name of what is run.

    as_of: the day it is decided for; None: whichever it is run for.
    """

    id: str | None = None
    name: str | None = None
    description: str | None = None
    invokes: Invokes = Invokes.DECISION
    invocable: str | None = None
    namespace: str | None = None
    given: tuple[Given, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    as_of: datetime.date | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    @property
    def expects_null(self) -> bool:
        """Whether null is all that must come out."""
        return all(each.value is None for each in self.wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A file of cases. model_name: the model's file, beside this one."""

    cases: tuple[Case, ...] = ()
    name: str | None = None
    model_name: str | None = None
    labels: tuple[str, ...] = ()
    namespace: str | None = None
    file: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ReadCases:
    """What a file gave; cases: None where it is no file of cases."""

    cases: CaseFile | None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def has_errors(self) -> bool:
        return any(each.severity is Severity.ERROR for each in self.diagnostics)


def read_cases(source: str | Path | bytes, *, name: str = "") -> ReadCases:
    """The cases in a file. Faults: DMN001 to DMN010 as for models, TCK001 to TCK003 for values, TCK011 for
    a day that there is none of."""
    try:
        if isinstance(source, bytes):
            root = parse_xml(source, name)
        else:
            name = str(source)
            root = parse_xml(load(Path(source)), name)
    except LuodiError as error:
        return ReadCases(None, (error.diagnostic,))
    log = Log(name)
    node = Node(root, log)
    if local_name(root) != "testCases" or namespace_of(root) != NAMESPACE:
        node.add("TCK001", Severity.ERROR, root=local_name(root))
        return ReadCases(None, tuple(log.found))
    labels = node.child("labels")
    cases = CaseFile(
        name=node.child_text("testCasesName"),
        model_name=node.child_text("modelName"),
        labels=tuple(each.text() for each in labels.children("label")) if labels else (),
        cases=tuple(_case(each, number) for number, each in enumerate(node.children("testCase"), 1)),
        namespace=node.attribute("namespace"),
        file=name,
    )
    node.foreign_attributes()  # schemaLocation, a hint for editors
    node.finish()
    return ReadCases(cases, tuple(log.found))


def _case(node: Node, number: int) -> Case:
    id_ = node.attribute("id")
    node.path = (id_ or f"案例 {number}",)
    case = Case(
        id=id_,
        name=node.attribute("name"),
        description=node.child_text("description"),
        invokes=node.choice("type", Invokes) or Invokes.DECISION,
        invocable=node.attribute("invocableName"),
        namespace=node.attribute("namespace"),
        given=tuple(_given(each) for each in node.children("inputNode")),
        wanted=tuple(_wanted(each) for each in node.children("resultNode")),
        as_of=_day(node),
        place=node.place,
    )
    _leave_extensions(node)
    node.finish()
    return case


def _day(node: Node) -> datetime.date | None:
    written = node.attribute(AS_OF)
    if written is None:
        return None
    try:
        if _DAY.fullmatch(written):
            return datetime.date.fromisoformat(written)
    except ValueError:  # 2026-02-30
        pass
    node.add("TCK011", Severity.ERROR, was=written)
    return None


def _given(node: Node) -> Given:
    name = node.required("name")
    node.path = node.inward(name)
    namespace = node.attribute("namespace")
    return Given(name=name, namespace=namespace, value=_value(node, 0))


def _wanted(node: Node) -> Wanted:
    name = node.required("name")
    node.path = node.inward(name)
    expected = node.child("expected")
    wanted = Wanted(
        name=name,
        value=_value(expected, 0) if expected else None,
        may_fail=node.flag("errorResult"),
        type=node.attribute("type"),
        namespace=node.attribute("namespace"),
    )
    node.finish()
    return wanted


def _value(node: Node, depth: int) -> CaseValue:
    """A valueType: a value, a list, or any number of components; none at all is a context without entries."""
    if depth > _MAX_DEPTH:
        node.add("DMN012", Severity.ERROR, limit=_MAX_DEPTH)
        return None
    value: CaseValue = None
    scalar, items = node.child("value"), node.child("list")
    components = node.children("component")
    if scalar is not None:
        value = _scalar(scalar)
    elif items is not None:
        if not _is_nil(items):
            value = ListValue(tuple(_value(each, depth + 1) for each in items.children("item")))
        items.finish()
    else:
        value = ContextValue(tuple(_component(each, depth) for each in components))
    _leave_extensions(node)
    node.foreign_attributes()
    node.finish()
    return value


def _component(node: Node, depth: int) -> tuple[str, CaseValue]:
    name = node.required("name")
    nil = _is_nil(node)
    value = _value(node, depth + 1)
    return name, None if nil else value


def _scalar(node: Node) -> CaseValue:
    if _is_nil(node):
        node.text()
        return None
    written = node.element.get(f"{{{XSI}}}type")
    node.foreign_attributes()
    text = node.text()
    if written is None:
        node.add("TCK002", Severity.WARNING)
        return Scalar(ScalarType.STRING, text)
    name = written.rpartition(":")[2]
    try:
        return Scalar(_ALIASES.get(name) or ScalarType(name), text)
    except ValueError:
        node.add("TCK003", Severity.ERROR, type=written, allowed=", ".join(ScalarType))
        return None


def _is_nil(node: Node) -> bool:
    nil = node.element.get(f"{{{XSI}}}nil", "")
    node.foreign_attributes()
    return nil.strip() in ("true", "1")


def _leave_extensions(node: Node) -> None:
    """Extensions say nothing about the case; that they are there is said, for they are not kept."""
    extension = node.child("extensionElements")
    if extension is not None:
        node.add("TCK004", Severity.INFO, xml=as_text(extension.element)[:80])
