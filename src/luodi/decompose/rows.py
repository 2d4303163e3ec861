"""Drafts to the rows of a plan: deadline, target, amount, deliverable, and what a person must decide."""

from __future__ import annotations

import re
from collections.abc import Sequence

from luodi.decompose.doubts import doubts_of
from luodi.decompose.evidence import Evidence
from luodi.decompose.lexicon import NOMINAL, match_verb
from luodi.decompose.model import PlanTask
from luodi.decompose.tasks import Draft
from luodi.decompose.terms import Deadline, find_cell_deadline, find_deadline, find_deliverable
from luodi.source import Span


def to_rows(evidence: Evidence, drafts: Sequence[Draft], number: int) -> tuple[PlanTask, ...]:
    """The tasks of one workstream, numbered; ``number`` is the workstream's."""
    text = evidence.text
    answered = {draft.path for draft in drafts if draft.is_answered}
    rows: list[PlanTask] = []
    for index, draft in enumerate(drafts, 1):
        deadline = _deadline_of(evidence, draft)
        rows.append(
            PlanTask(
                no=f"{number}.{index}",
                task=text[slice(*draft.words)],
                kind=draft.kind(),
                span=draft.words,
                measures=tuple(text[span.start : span.end] for span in draft.measures),
                lead=draft.lead,
                joint=draft.joint,
                deadline=deadline.due if deadline else None,
                deadline_text=deadline.text if deadline else None,
                deliverable=deliverable_of(text, draft),
                target=targets_of(evidence, draft),
                amount=amount_of(evidence, draft),
                context="，".join(text[span.start : span.end] for span in draft.context) or None,
                section=draft.section,
                path=draft.path,
                doubts=doubts_of(draft, deadline, answered),
            )
        )
    return tuple(rows)


def _deadline_of(evidence: Evidence, draft: Draft) -> Deadline | None:
    if draft.due_words:
        return find_cell_deadline(draft.due_words, evidence.date)
    own = evidence.text[draft.start : draft.end]
    for words in (own, draft.deadline_words, draft.margin_words):
        found = find_deadline(words, evidence.date, draft.year) if words else None
        if found:
            return found
    return None


def targets_of(evidence: Evidence, draft: Draft) -> str | None:
    """The words that say what counts as done: measured goals in the task itself, then results."""
    text = evidence.text
    parts: list[str] = []
    goals = evidence.targets_in(Span(draft.start, draft.end))
    if goals:
        measured = _measured(evidence, draft, goals)
        if measured:
            # 可办率达到98%，时限压缩至1日: what stands before the verb that was found.
            parts.extend(text[slice(*goal)] for goal in goals if goal.end <= measured.start)
        words = text[slice(*measured)] if measured else ""
        parts.extend([words] if words else [])
        # 建成15个，2028年底前建成60个: the figures of later clauses stand by themselves.
        parts.extend(text[slice(*goal)] for goal in goals if measured is None or goal.start >= measured.end)
    parts.extend(text[span.start : span.end] for span in draft.results)
    return "；".join(dict.fromkeys(parts)) or None


def _measured(evidence: Evidence, draft: Draft, goals: Sequence[Span]) -> Span | None:
    """The object of the verb where the figures belong to it: 概念验证中心5家、中试基地10家."""
    if draft.verb_at < 0:
        return None
    text = evidence.text
    at = draft.verb_at + len(draft.verb)
    # 培育引进…30家: two verbs, one object.
    if text[at : at + 1] in "和并及" and match_verb(text, at + 1, draft.end):
        at += 1
    while (
        (second := match_verb(text, at, draft.end))
        and text[at + len(second) : at + len(second) + 1] != "性"
        and (second not in NOMINAL or text[at + len(second) : at + len(second) + 1].isdigit())
    ):
        at += len(second)
    thing = re.split(r"[，,]", text[at : draft.end])[0]
    within = any(at <= goal.end - 1 < at + len(thing) for goal in goals)
    return Span(at, at + len(thing)) if within and not re.match(r"[至到为了]", thing) else None


def amount_of(evidence: Evidence, draft: Draft) -> str | None:
    """The sums and rates in the task's own words."""
    found = evidence.amounts_in(Span(draft.start, draft.end))
    return "；".join(dict.fromkeys(evidence.text[slice(*span)] for span in found)) or None


def deliverable_of(text: str, draft: Draft) -> str | None:
    if draft.result_words:
        return draft.result_words
    if draft.verb_at < 0:
        return None
    words = text[draft.start : draft.end]
    return find_deliverable(words, draft.verb, draft.verb_at + len(draft.verb) - draft.start)
