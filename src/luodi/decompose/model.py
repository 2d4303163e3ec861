"""A task decomposition (任务分解表) as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from luodi.decompose.lexicon import TaskKind
from luodi.source import Span


@dataclass(frozen=True, slots=True)
class PlanTask:
    """One thing that someone can be held to.

    task, measures, target, deliverable, context, deadline_text: exact words of the text.
    deadline: the ISO date the words settle, else None (每年, 尽快, a day without a year).
    context: its occasion, its basis, who it is about; also the facts that stand beside it.
    amount: the sums and rates in its words, as ``luodi facts`` finds them.
    section: label and heading of the provision the task stands in, outermost first.
    path: that provision's address, as in ``luodi facts``.
    doubts: codes of what a person must decide (``luodi.decompose.doubts``).
    """

    no: str
    task: str
    kind: TaskKind
    span: Span
    measures: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    joint: tuple[str, ...] = ()
    deadline: str | None = None
    deadline_text: str | None = None
    deliverable: str | None = None
    target: str | None = None
    context: str | None = None
    section: tuple[str, ...] = ()
    amount: str | None = None
    path: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workstream:
    """no: its number in the plan. clause: the label and name the text has; '' where it numbers none."""

    no: str
    name: str
    tasks: tuple[PlanTask, ...]
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """source: the document's title, or the name of the text where it has none."""

    source: str
    workstreams: tuple[Workstream, ...]

    def tasks(self) -> Iterator[PlanTask]:
        for workstream in self.workstreams:
            yield from workstream.tasks
