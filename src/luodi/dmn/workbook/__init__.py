"""Decision tables as an Excel workbook and back, one sheet a table; what has no place in it is named."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.dmn.compare import differences
from luodi.dmn.identify import with_table_ids
from luodi.dmn.links import linked
from luodi.dmn.model import Definitions
from luodi.dmn.reading import Read
from luodi.dmn.references import check_references
from luodi.dmn.type_references import check_types
from luodi.dmn.workbook.cells import read_grids
from luodi.dmn.workbook.left_out import left_out
from luodi.dmn.workbook.reading import definitions_from
from luodi.dmn.workbook.writing import write_workbook
from luodi.dmn.xml import load


@dataclass(frozen=True, slots=True)
class Workbook:
    """The workbook, and what of the model is not in it."""

    data: bytes
    diagnostics: tuple[Diagnostic, ...] = ()


def from_workbook(source: str | Path | bytes, *, name: str = "") -> Read:
    """The model that a workbook's sheets describe, with requirements drawn from the names it uses.

    Faults name the sheet and the cell: XLS001 to XLS023; then those of the model's references.
    """
    try:
        if isinstance(source, bytes):
            data = source
        else:
            name = str(source)
            data = load(Path(source))
        grids = read_grids(data, name)
    except LuodiError as error:
        return Read(None, (error.diagnostic,))
    definitions = definitions_from(grids, Path(name).stem or "模型")
    found = [each for grid in grids for each in grid.found]
    if not definitions.decisions:
        found.append(Diagnostic("XLS011", Severity.ERROR, file=name))
    if any(each.severity is Severity.ERROR for each in found):
        return Read(None, tuple(found))
    definitions = with_table_ids(linked(definitions))
    return Read(definitions, (*found, *check_references(definitions), *check_types(definitions)))


def to_workbook(definitions: Definitions) -> Workbook:
    """The model's inputs, types, literal expressions and tables as a workbook.

    What is left out is said (XLS019): the workbook is read again and compared with the model.
    Raises LuodiError: XLS006 for a text too long for a cell, XLS011 for a model without tables.
    """
    data = write_workbook(definitions)
    again = from_workbook(data, name=definitions.file)
    if again.definitions is None:
        raise LuodiError(again.diagnostics[0])
    # What a requirement points to is an id, and ids are made anew.
    lost = [
        each
        for each in differences(definitions, again.definitions)
        if each.before and each.path[-2:] != ("target", "href")
    ]
    return Workbook(data, tuple(left_out(each, definitions.file) for each in lost))
