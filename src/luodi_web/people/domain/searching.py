"""The search index kept in step with the database: the audit trail says what changed.

Every act is recorded in its own transaction (ADR 0012), so what a committed act touched is always in the
trail; nothing has to be hooked into the acts, and a node that was down finds what it missed.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from django.db.models import Max

from luodi_web.common.search import KINDS
from luodi_web.common.search.index import IndexBusy, add, read_state, remove, write_state, writing
from luodi_web.people.models import AuditEntry

# A transaction may commit after one that got a larger key: so far back the trail is read again.
OVERLAP = timedelta(minutes=2)
# More acts than this are left to the job, not done while somebody waits for an answer.
QUICK_ACTS = 300


def rebuild() -> dict[str, int]:
    """The index anew from the database; how many rows of each kind. Raises IndexBusy."""
    seen = _last()
    with writing(anew=True) as writer:
        counts = {name: add(writer, kind, kind.entries(None)) for name, kind in KINDS.items()}
    write_state(seen)
    return counts


def catch_up(*, quick: bool = False) -> int:
    """Write what changed since the index was last written; the number of rows looked at.

    quick: nothing when there is much to do or another process is at it; else IndexBusy is raised.
    An index that is not there, or is ahead of the database (a backup was restored), is made anew.
    """
    state = read_state()
    last = _last()
    try:
        if state is None or state["seen"] > last:
            return 0 if quick else sum(rebuild().values())
        if state["seen"] == last:
            return 0
        changed = _changed_since(state["seen"], QUICK_ACTS if quick else None)
        if changed is None:
            return 0
        if any(changed.values()):
            with writing() as writer:
                for name, keys in changed.items():
                    remove(writer, KINDS[name], keys)
                    add(writer, KINDS[name], KINDS[name].entries(keys))
        write_state(last)
    except IndexBusy:
        if quick:
            return 0
        raise
    return sum(map(len, changed.values()))


def _last() -> int:
    return AuditEntry.objects.aggregate(last=Max("pk"))["last"] or 0


def _changed_since(seen: int, limit: int | None) -> dict[str, set[int]] | None:
    """Keys by kind that acts after ``seen`` may have changed; None for more acts than the limit."""
    newest = AuditEntry.objects.filter(pk=seen).values_list("at", flat=True).first()
    entries = AuditEntry.objects.filter(pk__gt=seen)
    if limit is not None and entries[: limit + 1].count() > limit:
        return None
    if newest is not None:
        entries = AuditEntry.objects.filter(at__gte=newest - OVERLAP)
    touched: dict[str, set[int]] = defaultdict(set)
    for label, key in entries.exclude(object_id="").values_list("object_type", "object_id"):
        if key.isdecimal():
            touched[label].add(int(key))
    changed: dict[str, set[int]] = defaultdict(set)
    for kind in KINDS.values():
        for label, follow in kind.follows.items():
            if touched.get(label):
                changed[kind.name].update(follow(sorted(touched[label])))
    return dict(changed)
