"""Reading what people hand in: DMN files, Excel workbooks, the editor's text."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.core.files.uploadedfile import UploadedFile

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.dmn import read
from luodi.dmn.identify import with_table_ids
from luodi.dmn.layout import with_layout
from luodi.dmn.links import linked
from luodi.dmn.model import Decision, Definitions
from luodi.dmn.plain import plain_cells
from luodi.dmn.workbook import from_workbook
from luodi_web.decisions.domain.content import written
from luodi_web.decisions.domain.dictionary import units_by_name
from luodi_web.decisions.domain.read_cells import Reading, stored_reading
from luodi_web.decisions.enums import SaveSource


@dataclass(frozen=True)
class Incoming:
    """What a file gave. xml: None where it is no model; notes: what was read otherwise than written."""

    xml: str | None
    source: str
    file_name: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
    notes: tuple[Reading, ...] = field(default=())

    @property
    def errors(self) -> list[Diagnostic]:
        return [each for each in self.diagnostics if each.severity is Severity.ERROR]


def read_upload(upload: UploadedFile) -> Incoming:
    """A model from an uploaded file, told by its content, not by its name."""
    name = (upload.name or "")[:200]
    upload.seek(0)
    return read_bytes(upload.read(), name)


def read_bytes(data: bytes, name: str = "") -> Incoming:
    """A model from the bytes of a DMN file or a workbook."""
    if data.startswith(b"PK\x03\x04"):
        return _read_workbook(data, name)
    found = read(data, name=name)
    return _incoming(found.definitions, SaveSource.DMN, name, found.diagnostics)


def read_text(xml: str) -> Incoming:
    """A model from the editor."""
    found = read(xml.encode("utf-8", "replace"))
    return _incoming(found.definitions, SaveSource.EDITOR, "", found.diagnostics)


def _read_workbook(data: bytes, name: str) -> Incoming:
    found = from_workbook(data, name=name)
    if found.definitions is None:
        return Incoming(None, SaveSource.WORKBOOK, name, found.diagnostics)
    definitions, rewritten = plain_cells(found.definitions, units_by_name())
    # Bare words that were taken for names became texts: what is required is looked for again.
    definitions = with_table_ids(linked(_without_requirements(definitions)))
    notes = tuple(map(stored_reading, rewritten))
    return _incoming(definitions, SaveSource.WORKBOOK, name, found.diagnostics, notes)


def _without_requirements(definitions: Definitions) -> Definitions:
    return replace(
        definitions,
        elements=tuple(
            replace(each, information_requirements=(), knowledge_requirements=())
            if isinstance(each, Decision)
            else each
            for each in definitions.elements
        ),
    )


def _incoming(
    definitions: Definitions | None,
    source: str,
    name: str,
    diagnostics: tuple[Diagnostic, ...],
    notes: tuple[Reading, ...] = (),
) -> Incoming:
    if definitions is None:
        return Incoming(None, source, name, diagnostics)
    try:
        xml = written(with_layout(definitions))
    except LuodiError as error:
        return Incoming(None, source, name, (*diagnostics, error.diagnostic))
    return Incoming(xml, source, name, diagnostics, notes)
