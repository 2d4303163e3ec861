"""What the commands over decision models share: reading one, and saying what was found."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from luodi.diagnostics import Diagnostic
from luodi.dmn import Read, read
from luodi.dmn.workbook import from_workbook
from luodi.source import SourceText

WORKBOOKS = (".xlsx", ".xlsm")


def read_model(path: Path, lang: str) -> Read:
    """The model of a DMN file or of a workbook of tables; all diagnostics go to standard error."""
    found = from_workbook(path) if path.suffix.lower() in WORKBOOKS else read(path)
    print_diagnostics(found.diagnostics, lang)
    return found


def print_diagnostics(diagnostics: Iterable[Diagnostic], lang: str) -> None:
    """Each with its excerpt where it has a span of a file."""
    for each in diagnostics:
        source = None
        if each.span is not None and not each.text and Path(each.file).is_file():
            text = Path(each.file).read_text(encoding="utf-8", errors="replace")
            source = SourceText(text, each.file)
        print(each.render(source, lang), file=sys.stderr)
