"""XML of decision models, which are untrusted files: no document types, no entities, no network.

``Node`` is an element that remembers what has been taken from it, so that whatever the reader does not know
is said instead of being dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from lxml import etree

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.dmn.elements import Place
from luodi.dmn.xml_faults import XmlFault
from luodi.messages import SystemReason
from luodi.source import Span

# The largest model seen in the wild is under 2 MB; 3,700 rules with ten columns make 8 MB.
MAX_BYTES: Final = 32 * 1024 * 1024
# Opening and closing ones together; 3,700 rules with twenty columns have 310,000.
MAX_TAGS: Final = 1_500_000
_DOCTYPES: Final = tuple("<!DOCTYPE".encode(charset) for charset in ("ascii", "utf-16-le", "utf-16-be"))
# Findings that are kept of one file: who has more corrects these first.
_MAX_FOUND: Final = 500
_Choice = TypeVar("_Choice", bound=StrEnum)


def load(path: Path) -> bytes:
    """The bytes of a file. Raises LuodiError: CLI001 where it is missing, DMN003 where it is too large."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise LuodiError(too_large(size, str(path)))
        return path.read_bytes()
    except FileNotFoundError as error:
        raise LuodiError(
            Diagnostic("CLI001", Severity.ERROR, values={"file": path}, file=str(path))
        ) from error
    except OSError as error:
        values = {"reason": SystemReason.of(error)}
        raise LuodiError(Diagnostic("CLI003", Severity.ERROR, values=values, file=str(path))) from error


def too_large(size: int, name: str) -> Diagnostic:
    values = {"size_mb": -(-size // (1024 * 1024)), "limit_mb": MAX_BYTES // (1024 * 1024)}
    return Diagnostic("DMN003", Severity.ERROR, values=values, file=name)


def parse_xml(data: bytes, name: str = "") -> etree._Element:
    """The root element. Depth is bounded by libxml2 (256 levels).

    Raises LuodiError: DMN001 not well-formed, with its line; DMN002 a document type; DMN003 too large,
    DMN039 too many elements.
    """
    if len(data) > MAX_BYTES:
        raise LuodiError(too_large(len(data), name))
    # Counted before anything is parsed: each element takes a hundred times the room of its tag.
    if data.count(b"<") > MAX_TAGS:
        raise LuodiError(Diagnostic("DMN039", Severity.ERROR, None, {"limit": MAX_TAGS}, name))
    if any(doctype in data for doctype in _DOCTYPES):
        raise LuodiError(Diagnostic("DMN002", Severity.ERROR, file=name))
    try:
        root = etree.fromstring(data, safe_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise LuodiError(_syntax_error(error, data, name)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise LuodiError(Diagnostic("DMN002", Severity.ERROR, file=name))
    return root


def safe_parser() -> etree.XMLParser:
    # Comments are kept by the parser so that their loss can be counted and said.
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _syntax_error(error: Exception, data: bytes, name: str) -> Diagnostic:
    line, column = error.position if isinstance(error, etree.XMLSyntaxError) else (1, 1)
    reason = XmlFault.of(error) if isinstance(error, etree.XMLSyntaxError) else XmlFault(str(error))
    values: dict[str, object] = {"line": line or 1, "reason": reason}
    return Diagnostic("DMN001", Severity.ERROR, _span_at(data, line, column), values, name)


def _span_at(data: bytes, line: int, column: int) -> Span | None:
    """The character a line and column point to, where the file is UTF-8."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
        if start == 0:
            return None
    start = min(start + max(0, column - 1), max(0, len(text) - 1))
    return Span(start, min(start + 1, len(text)))


def line_of(element: etree._Element) -> int:
    """The line of the start tag; 0 where the parser lost it."""
    line = element.sourceline
    return line if isinstance(line, int) else 0


def local_name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def namespace_of(element: etree._Element) -> str:
    return str(element.tag)[1:].partition("}")[0] if str(element.tag).startswith("{") else ""


def as_text(element: etree._Element) -> str:
    """The XML of an element, with every namespace it may use declared on it."""
    return etree.tostring(element, encoding="unicode", with_tail=False)


def _parted(
    elements: Iterable[etree._Element], wanted: Callable[[etree._Element], bool]
) -> tuple[list[etree._Element], list[etree._Element]]:
    """Those that are wanted, and the others, each in order."""
    parts: tuple[list[etree._Element], list[etree._Element]] = ([], [])
    for element in elements:
        parts[0 if wanted(element) else 1].append(element)
    return parts


@dataclass(slots=True)
class Log:
    """What is found while a file is read; file: what the user calls it."""

    file: str = ""
    found: list[Diagnostic] = field(default_factory=list)

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep a finding; of a file with very many the first, and that there are more (DMN038)."""
        if len(self.found) < _MAX_FOUND:
            self.found.append(diagnostic)
        elif len(self.found) == _MAX_FOUND:
            self.found.append(Diagnostic("DMN038", Severity.ERROR, None, {"limit": _MAX_FOUND}, self.file))


class Node:
    """An element being read. What is not taken until ``finish`` is reported: DMN007, DMN008, DMN018."""

    def __init__(self, element: etree._Element, log: Log, path: tuple[str, ...] = ()) -> None:
        self.element = element
        self.log = log
        self._prefix, bracket, self.tag = str(element.tag).rpartition("}")
        self._prefix += bracket
        self.path = path
        self._children = [child for child in element if isinstance(child.tag, str)]
        self._attributes = {str(name): str(value) for name, value in element.attrib.items()}

    @property
    def place(self) -> Place:
        return Place(line_of(self.element), self.path)

    def add(self, code: str, severity: Severity, **values: object) -> None:
        """A diagnostic about this element; the line is always among its values."""
        where = str(self.place)
        self.log.add(
            Diagnostic(code, severity, None, {"line": self.place.line, **values}, self.log.file, where)
        )

    def inward(self, *steps: str) -> tuple[str, ...]:
        return (*self.path, *steps)

    def attribute(self, name: str) -> str | None:
        return self._attributes.pop(name, None)

    def required(self, name: str) -> str:
        """An attribute that must be there; "" with DMN006 where it is not."""
        value = self.attribute(name)
        if value is None:
            self.add("DMN006", Severity.ERROR, attribute=name, element=self.tag)
            return ""
        return value

    def flag(self, name: str) -> bool:
        """An XML boolean, false where absent."""
        value = self.attribute(name)
        if value is not None and value.strip() not in ("true", "false", "1", "0"):
            self.add("DMN009", Severity.ERROR, attribute=name, was=value, allowed="true, false")
        return value is not None and value.strip() in ("true", "1")

    def choice(self, name: str, kinds: type[_Choice]) -> _Choice | None:
        """One of the values of an enumeration; None where absent, or with DMN009 where it is none."""
        value = self.attribute(name)
        if value is None:
            return None
        try:
            return kinds(value)
        except ValueError:
            allowed = ", ".join(kinds)
            self.add("DMN009", Severity.ERROR, attribute=name, was=value, allowed=allowed)
            return None

    def foreign_attributes(self) -> tuple[tuple[str, str], ...]:
        """Attributes of other namespaces, which DMN allows everywhere and nobody here reads."""
        found = tuple((name, value) for name, value in self._attributes.items() if name.startswith("{"))
        for name, _ in found:
            del self._attributes[name]
        return found

    def children(self, name: str, path: Callable[[int], tuple[str, ...]] | None = None) -> list[Node]:
        """All children of a name, in order; path gives the place of each by its number from 1."""
        if not self._children:
            return []
        found, self._children = _parted(self._children, lambda child: self._is(child, name))
        return [
            Node(child, self.log, path(number) if path else self.path)
            for number, child in enumerate(found, 1)
        ]

    def child(self, name: str, *steps: str) -> Node | None:
        """The child of a name; a second one is left over and so reported."""
        for index, child in enumerate(self._children):
            if self._is(child, name):
                del self._children[index]
                return Node(child, self.log, self.inward(*steps))
        return None

    def child_text(self, name: str) -> str | None:
        node = self.child(name)
        return node.text() if node else None

    def one_of(self, names: frozenset[str], *steps: str) -> Node | None:
        """The first child whose name is among these."""
        for index, child in enumerate(self._children):
            prefix, bracket, name = str(child.tag).rpartition("}")
            if name in names and prefix + bracket == self._prefix:
                del self._children[index]
                return Node(child, self.log, self.inward(*steps))
        return None

    def rest(self, wanted: Callable[[etree._Element], bool]) -> list[etree._Element]:
        """Children that are left and wanted, as they stand in the file."""
        found, self._children = _parted(self._children, wanted)
        return found

    def text(self) -> str:
        """The text of an element that holds nothing else, white space included."""
        text = self._own_text()
        self._report_children()
        self._report_attributes()
        return text

    def finish(self) -> None:
        """Say what has not been taken."""
        stray = self._own_text().strip()
        if stray:
            self.add("DMN018", Severity.WARNING, element=self.tag, text=stray[:40])
        self._report_children()
        self._report_attributes()

    def _own_text(self) -> str:
        text = self.element.text or ""
        return text + "".join(child.tail or "" for child in self.element) if len(self.element) else text

    def _report_children(self) -> None:
        for child in self._children:
            line = line_of(child)
            self.add("DMN007", Severity.WARNING, child=local_name(child), element=self.tag, line=line)
        self._children = []

    def _report_attributes(self) -> None:
        for name, value in self._attributes.items():
            self.add("DMN008", Severity.WARNING, attribute=name, element=self.tag, was=value)
        self._attributes = {}

    def _is(self, child: etree._Element, name: str) -> bool:
        return bool(child.tag == self._prefix + name)
