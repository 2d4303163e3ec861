"""Where a task stands among all plans, as one word that an index can sort by."""

from __future__ import annotations

from luodi_web.supervision.models import Assignment, Task

# Digits hold every order a plan can have; the plan's key comes first, as the register always sorted.
_FORM = "{plan:010d}{stream:05d}{task:06d}"
BATCH = 1000


def position_of(task: Task) -> str:
    """Plan, workstream and task in their order; 21 digits that sort as text. Wants ``workstream`` loaded."""
    stream = task.workstream
    return _FORM.format(plan=stream.plan_id, stream=stream.order, task=task.order)


def keep_positions() -> int:
    """Write every position that is not what its plan says; the number written.

    Publishing writes it with the assignment. This is for rows that came another way, and for a plan put
    in another order.
    """
    wrong: list[Assignment] = []
    rows = Assignment.objects.select_related("task__workstream").only(
        "position", "task__order", "task__workstream__order", "task__workstream__plan_id"
    )
    for row in rows.order_by("pk").iterator(chunk_size=BATCH):
        position = position_of(row.task)
        if row.position != position:
            row.position = position
            wrong.append(row)
    Assignment.objects.bulk_update(wrong, ["position"], batch_size=BATCH)
    return len(wrong)
