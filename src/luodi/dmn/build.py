"""Elements of a DMN file being built: one version's namespace, kept parts brought into it."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Final

from lxml import etree

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.dmn.elements import Element, Named
from luodi.dmn.model import Version
from luodi.dmn.namespaces import NAMESPACES, in_version, is_diagram
from luodi.dmn.xml import local_name, namespace_of, safe_parser

_SCHEMA_LOCATION: Final = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
# Attributes of diagram elements that came with DMN 1.5.
_NEW_IN_DIAGRAM_1_5: Final = ("useAlternativeInputDataShape",)


# What XML 1.0 cannot hold, however it is written (its clause 2.2).
NOT_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """The text, if XML can hold it; else LuodiError DMN036, which names the character."""
    match = NOT_XML.search(text)
    if match is not None:
        values = {"char": f"U+{ord(match[0]):04X}", "near": text[max(0, match.start() - 12) : match.start()]}
        raise LuodiError(Diagnostic("DMN036", Severity.ERROR, values=values))
    return text


class Builder:
    """Makes elements of one version. lost: attributes of kept parts that the version does not know."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.namespaces = NAMESPACES[version]
        self.lost: list[str] = []

    def root(self, tag: str, prefixes: tuple[tuple[str, str], ...]) -> etree._Element:
        """The root, with the prefixes that the file declared and one for the model's namespace."""
        declared = {prefix or None: in_version(uri, self.version) for prefix, uri in prefixes}
        if self.namespaces.model not in declared.values():
            free = next(
                each for each in (None, "dmn", *(f"dmn{n}" for n in range(99))) if each not in declared
            )
            declared[free] = self.namespaces.model
        return _element(self._name(tag), declared)

    def add(self, parent: etree._Element, tag: str, text: str | None = None) -> etree._Element:
        element = etree.SubElement(parent, self._name(tag))
        element.text = writable(text) if text is not None else None
        return element

    def add_text(self, parent: etree._Element, tag: str, text: str | None) -> None:
        """An element with a text, unless there is none. "" is written, as an empty element."""
        if text is not None:
            self.add(parent, tag, text or None)

    def common(self, element: etree._Element, source: Element, **attributes: str | None) -> None:
        """Identity and attributes, then description and extension: to be called before other children."""
        if isinstance(source, Named):
            element.set("name", writable(source.name))
        for name, value in (("id", source.id), ("label", source.label), *attributes.items()):
            if value is not None:
                element.set(name, writable(value))
        for name, value in source.attributes:
            element.set(name, self._located(value) if name == _SCHEMA_LOCATION else value)
        self.add_text(element, "description", source.description)
        if source.extension is not None:
            kept = etree.fromstring(source.extension, safe_parser())
            extension = _element(self._name("extensionElements"), self._prefixes(kept))
            extension.text = kept.text
            extension.attrib.update(kept.attrib)
            extension.extend(list(kept))
            # Appended when complete: only then does lxml drop the declarations that the parent has already.
            element.append(extension)

    def add_kept(self, parent: etree._Element, xml: str) -> None:
        """A part that was kept as XML, with the names of DMN in this version."""
        parent.append(self._in_version(etree.fromstring(xml, safe_parser())))

    def uri(self, uri: str | None) -> str | None:
        """A namespace or language of DMN as this version names it; any other as it is."""
        return in_version(uri, self.version) if uri is not None else None

    def _name(self, tag: str) -> str:
        return f"{{{self.namespaces.model}}}{tag}"

    def _located(self, value: str) -> str:
        """A schema location: pairs of namespace and place; the place is a hint and stays."""
        return " ".join(in_version(part, self.version) for part in value.split())

    def _in_version(self, kept: etree._Element) -> etree._Element:
        if not isinstance(kept.tag, str):
            return deepcopy(kept)
        namespace = in_version(namespace_of(kept), self.version)
        tag = f"{{{namespace}}}{local_name(kept)}" if namespace else str(kept.tag)
        element = _element(tag, self._prefixes(kept))
        element.text = kept.text
        element.tail = kept.tail
        for name, value in kept.attrib.items():
            if self._is_unknown(kept, str(name)):
                if value != "false":  # what 1.3 assumes
                    self.lost.append(str(name))
            else:
                element.set(str(name), str(value))
        for child in kept:
            element.append(self._in_version(child))
        return element

    def _prefixes(self, kept: etree._Element) -> dict[str | None, str]:
        return {prefix: in_version(uri, self.version) for prefix, uri in kept.nsmap.items()}

    def _is_unknown(self, kept: etree._Element, attribute: str) -> bool:
        return (
            self.version is not Version.V1_5
            and attribute in _NEW_IN_DIAGRAM_1_5
            and is_diagram(namespace_of(kept))
        )


def _element(name: str, prefixes: dict[str | None, str]) -> etree._Element:
    return etree.Element(name, nsmap=prefixes)  # type: ignore[arg-type] # the stubs forget the default prefix


def indent(element: etree._Element, level: int = 0) -> None:
    """White space between elements for people to read; none is put where there is text, nor in kept parts."""
    children = list(element)
    if not children or (element.text and element.text.strip()):
        return
    kept = is_diagram(namespace_of(element)) or local_name(element) == "extensionElements"
    if kept and element.text:
        return
    element.text = "\n" + "  " * (level + 1)
    for child in children:
        if isinstance(child.tag, str):
            indent(child, level + 1)
        if not (child.tail and child.tail.strip()):
            child.tail = "\n" + "  " * (level + 1)
    if not (children[-1].tail and children[-1].tail.strip()):
        children[-1].tail = "\n" + "  " * level
