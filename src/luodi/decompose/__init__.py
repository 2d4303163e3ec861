"""Document → Plan: workstreams and tasks that someone can be held to."""

from __future__ import annotations

from luodi.decompose.doubts import doubts_after
from luodi.decompose.lexicon import KIND_NAMES, TaskKind
from luodi.decompose.model import Plan, PlanTask, Workstream
from luodi.decompose.plan import decompose_document, decompose_text
from luodi.decompose.render import doubt_words, to_json, to_markdown
from luodi.decompose.workbook import to_xlsx

__all__ = [
    "KIND_NAMES",
    "Plan",
    "PlanTask",
    "TaskKind",
    "Workstream",
    "decompose_document",
    "decompose_text",
    "doubt_words",
    "doubts_after",
    "to_json",
    "to_markdown",
    "to_xlsx",
]
