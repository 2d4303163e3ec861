"""The setting of a version's punctuation: as in the original, or full-width by GB/T 15834."""

from __future__ import annotations

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.policies.domain.repairing import queue_repair, repair_version_text
from luodi_web.policies.domain.repeating import keep_again
from luodi_web.policies.domain.steps import reviewing
from luodi_web.policies.enums import PolicyVerb, Punctuation
from luodi_web.policies.models import PolicyVersion
from luodi_web.policies.rules import BACKGROUND_CHARS


def set_punctuation(version: PolicyVersion, revision: int, punctuation: str, *, by: Actor) -> PolicyVersion:
    """Repair the version anew with this setting; what was decided stands. A long text is left to the worker.

    Switching back undoes it. Raises as ``steps.reviewing`` does.
    """
    with reviewing(version, revision) as locked:
        if locked.punctuation == punctuation:
            return locked
        before = locked.punctuation
        locked.punctuation = Punctuation(punctuation)
        locked.save(update_fields=["punctuation"])
        record(
            by,
            PolicyVerb.PUNCTUATION_CHANGED,
            locked,
            before={"punctuation": before},
            after={"punctuation": punctuation},
        )
        if len(locked.original) > BACKGROUND_CHARS:
            queue_repair(locked)
        else:
            keep_again(locked, repair_version_text(locked))
    return locked
