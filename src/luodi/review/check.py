"""The full check of a decision model before anyone relies on it: ``luodi check``.

Texts and types, names, tables by themselves, what is not used, caps of the provision, what engines refuse.
Nothing is run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from luodi.diagnostics import Diagnostic, Severity
from luodi.dmn.model import Definitions
from luodi.review.check_caps import Cap, check_caps
from luodi.review.check_engines import check_engines
from luodi.review.check_findings import Finding, Findings
from luodi.review.check_sources import Sources
from luodi.review.check_tables import check_table
from luodi.review.check_texts import TextChecker
from luodi.review.check_usage import check_usage

_ORDER: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def check_model(
    definitions: Definitions,
    *,
    read: Iterable[Diagnostic] = (),
    caps: Sequence[Cap] = (),
    units: Mapping[str, str] | None = None,
) -> list[Finding]:
    """All that is wrong with a model, or could be: errors first, then warnings, then notes, each by place.

    read: what reading the file found, which then stands with the rest. caps: those of the linked provision.
    units: of inputs and outputs by name, for columns whose labels say none; "" for a plain number.
    Imported models are used and not checked. Codes: docs/reference/check.md.
    """
    findings = Findings(definitions.file)
    for diagnostic in read:
        findings.take(diagnostic)
    texts = TextChecker(definitions, findings, units)
    texts.run()
    sources = Sources(texts.elements, texts.used)
    for table in texts.tables:
        check_table(table, findings, sources)
    check_usage(texts.elements, texts.used, findings)
    check_caps(texts, caps, findings)
    check_engines(definitions, findings)
    return sorted(findings.found, key=lambda each: _ORDER[each.diagnostic.severity])


def as_json(found: Iterable[Finding], lang: str = "zh") -> list[dict[str, object]]:
    """Findings in the format of diagnostics, with the text that the span is of, rule and column from 1."""
    return [
        {**each.diagnostic.as_json(lang), "text": each.text, "rule": each.rule, "column": each.column}
        for each in found
    ]
