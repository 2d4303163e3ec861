"""The passage of the policy that a task comes from."""

from __future__ import annotations

from dataclasses import dataclass

from luodi_web.policies.models import PolicyVersion, Provision
from luodi_web.supervision.models import Task

# How much of the text around the passage is shown on either side, in characters.
AROUND = 120


@dataclass(frozen=True)
class Source:
    """``passage`` with a little of the same paragraph before and after it."""

    version: PolicyVersion
    provision: Provision | None
    before: str
    passage: str
    after: str


def source_of(task: Task) -> Source | None:
    """Where the task stands in its plan's text; None for a task written by hand."""
    version = task.workstream.plan.version
    if version is None or task.start is None or task.end is None:
        return None
    text = version.text
    begin = max(text.rfind("\n", 0, task.start) + 1, task.start - AROUND)
    newline = text.find("\n", task.end)
    finish = min(newline if newline >= 0 else len(text), task.end + AROUND)
    return Source(
        version,
        task.provision,
        text[begin : task.start],
        text[task.start : task.end],
        text[task.end : finish],
    )
