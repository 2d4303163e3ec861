"""A version given out: its text, the report of its repair, Markdown."""

from __future__ import annotations

from typing import Any

from luodi.repair.model import Edit, Lost, Repaired
from luodi.structure import parse_document, to_markdown
from luodi_web.policies.domain.pieces import current_text, edits_in_force, lost_in_force
from luodi_web.policies.models import PolicyVersion


def repair_report(version: PolicyVersion) -> dict[str, Any]:
    """The ``luodi repair --report`` format, of the edits as decided; what was filled in is lost no more.

    Corrections by hand are edits of kind "person". Lost characters that were filled are listed under
    ``filled`` with what was put for them.
    """
    edits = (
        edits_in_force(version)
        .filter(accepted=True)
        .values_list("start", "end", "was", "now", "kind", "is_certain")
    )
    lost = list(lost_in_force(version))
    gaps = [item for item in lost if item.chosen in (None, "\ufffd")]
    repaired = Repaired(
        source=version.original,
        text=current_text(version),
        edits=tuple(Edit(*row) for row in edits),
        lost=tuple(Lost(item.start, item.near, tuple(item.candidates)) for item in gaps),
    )
    report = repaired.to_report(version.file_name or str(version.policy))
    report["filled"] = [{"start": item.start, "now": item.chosen} for item in lost if item not in gaps]
    return report


def markdown_of(version: PolicyVersion) -> str:
    text = current_text(version)
    return to_markdown(parse_document(text), text)
