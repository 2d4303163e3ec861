"""XML of untrusted files: no entities, no document types, no network, bounded depth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from luodi.intake.archive import Archive
from luodi.intake.model import refusal

# As the declaration stands in the file: in UTF-8 and its kin, and in both UTF-16.
_DOCTYPES: Final = tuple("<!DOCTYPE".encode(charset) for charset in ("ascii", "utf-16-le", "utf-16-be"))


def read_xml(archive: Archive, part: str) -> etree._Element | None:
    """The root of a part; None where the part is missing or holds no element.

    What is not well-formed is read up to the fault (and what can be told after it), and the archive is
    marked as damaged. Depth is bounded by libxml2 (256).
    Raises LuodiError: READ016 where the part declares a document type, and what ``Archive.read`` raises.
    """
    data = archive.read(part)
    if not data.strip():
        return None
    if any(doctype in data for doctype in _DOCTYPES):
        raise refusal("READ016", archive.name, kind=archive.kind, part=part)
    try:
        root = etree.fromstring(data, _parser(recover=False))
    except (etree.XMLSyntaxError, ValueError):
        archive.damaged = True
        try:
            root = etree.fromstring(data, _parser(recover=True))
        except (etree.XMLSyntaxError, ValueError):
            return None
    if root is not None and root.getroottree().docinfo.internalDTD is not None:
        raise refusal("READ016", archive.name, kind=archive.kind, part=part)
    return root


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


def local(element: etree._Element) -> str:
    """The name without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element | None, name: str) -> str | None:
    """An attribute by its local name: Word's has a namespace, and Strict files another than usual."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first child of that local name, and so on down the path."""
    for name in path:
        if element is None:
            return None
        element = next((each for each in element if local(each) == name), None)
    return element


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    return (each for each in (element if element is not None else ()) if local(each) == name)
