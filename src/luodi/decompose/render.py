"""A plan as JSON (docs/reference/formats.md) and as Markdown."""

from __future__ import annotations

from typing import Any

from luodi.decompose.model import Plan, PlanTask
from luodi.messages import message_text

MARKDOWN_COLUMNS = ("序号", "工作任务", "方式", "目标值/成果形式", "牵头单位", "配合单位", "完成时限", "备注")
# What the platform keeps of a note; the words go on in the JSON and in the text itself.
_NOTE_LIMIT = 300


def to_json(plan: Plan) -> dict[str, Any]:
    """The format of ``luodi plan --to json``; the keys after ``span`` are additions to the interface."""
    return {
        "source": plan.source,
        "workstreams": [
            {
                "no": workstream.no,
                "name": workstream.name,
                "tasks": [_task_json(task) for task in workstream.tasks],
            }
            for workstream in plan.workstreams
        ],
    }


def _task_json(task: PlanTask) -> dict[str, Any]:
    return {
        "no": task.no,
        "task": task.task,
        "kind": task.kind.value,
        "measures": list(task.measures),
        "lead": list(task.lead),
        "joint": list(task.joint),
        "deadline": task.deadline,
        "deliverable": task.deliverable,
        "target": task.target,
        "span": list(task.span),
        "deadline_text": task.deadline_text,
        "context": task.context,
        "section": list(task.section),
        "path": list(task.path),
        "amount": task.amount,
        "doubts": list(task.doubts),
    }


def to_markdown(plan: Plan) -> str:
    """One table a workstream."""
    out = [f"# {plan.source}任务分解表" if plan.source else "# 任务分解表"]
    for workstream in plan.workstreams:
        out.append(f"## {workstream.no}、{workstream.name}")
        rows = [
            MARKDOWN_COLUMNS,
            ("---",) * len(MARKDOWN_COLUMNS),
            *(_row(task) for task in workstream.tasks),
        ]
        out.append("\n".join("| " + " | ".join(row) + " |" for row in rows))
    return "\n\n".join(out) + "\n"


def _row(task: PlanTask) -> tuple[str, ...]:
    cells = (
        task.no,
        task.task,
        "、".join(task.measures),
        outcome(task),
        "、".join(task.lead),
        "、".join(task.joint),
        task.deadline or task.deadline_text or "",
        note(task),
    )
    return tuple(cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ") for cell in cells)


def outcome(task: PlanTask) -> str:
    """What counts as done: the document to be produced, the target, the sums and rates."""
    words = [each for each in (task.deliverable, task.target, task.amount) if each]
    return "；".join(dict.fromkeys(words))


def note(task: PlanTask) -> str:
    """What a person must decide, the words of a deadline, then whom it is about; 300 characters at most."""
    first = [
        *(f"【待核】{words}" for words in doubt_words(task)),
        (task.deadline and task.deadline_text) or "",
    ]
    words = "；".join(words for words in (*first, task.context or "") if words)
    return words if len(words) <= _NOTE_LIMIT else words[: _NOTE_LIMIT - 1] + "…"


def doubt_words(task: PlanTask, lang: str = "zh") -> list[str]:
    """What a person must decide about a task, in words without the stop at their end."""
    return [message_text(code, lang).message.rstrip("。.") for code in task.doubts]
