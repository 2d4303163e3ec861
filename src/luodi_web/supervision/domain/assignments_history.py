"""What has happened to an assignment, newest first: acts of people and turns of the light."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from luodi_web.common.periods import period_words
from luodi_web.people.models import AuditEntry
from luodi_web.supervision.domain.overrides import turns_of_rule
from luodi_web.supervision.enums import Light, SupervisionVerb
from luodi_web.supervision.models import Assignment


@dataclass(frozen=True)
class Event:
    """One thing that happened. who: person and unit, empty for the platform; light: set for a turn of it."""

    at: datetime
    what: str
    who: str = ""
    text: str = ""
    light: str = ""


def history_of(assignment: Assignment) -> list[Event]:
    """The acts on the assignment as the audit trail has them, its light's turns, and its dispatch."""
    plan = assignment.task.workstream.plan
    events = [
        Event(change.at, Light(change.new).label, text=change.reason, light=change.new)
        for change in assignment.light_changes.all()
    ]
    events += [
        Event(at, _("规则灯号：%(light)s") % {"light": light.label}, text=reason)
        for at, light, reason in turns_of_rule(assignment)
    ]
    events += events_about(assignment)
    # Sent again moves sent_at on; the first dispatch is then the plan's.
    moved_on = (SupervisionVerb.RESENT.label, SupervisionVerb.UNIT_TAKEN_OVER.label)
    resent = any(event.what in moved_on for event in events)
    first = plan.published_at if resent and plan.published_at else assignment.sent_at
    events.append(Event(first, _("下达任务"), text=assignment.get_role_display()))
    return sorted(events, key=lambda event: event.at, reverse=True)


def events_about(obj: models.Model, verbs: Collection[str] | None = None) -> list[Event]:
    """The acts on a row as the audit trail has them; only those of ``verbs`` where some are given."""
    entries = AuditEntry.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))
    if verbs is not None:
        entries = entries.filter(verb__in=verbs)
    return [_event_of(entry) for entry in entries.order_by("pk")]


def _event_of(entry: AuditEntry) -> Event:
    after = entry.after or {}
    words = [period_words(after["period"])] if after.get("period") else []
    words += [str(after[name]) for name in ("unit", "reason", "note") if after.get(name)]
    if entry.verb == SupervisionVerb.LIGHT_SET:
        words = [str(Light(after["light"]).label), *words, _("至 %(day)s") % {"day": after["until"]}]
    if "percent" in after:
        words.append(_("完成率 %(percent)d%%") % {"percent": after["percent"]})
    who = " · ".join(part for part in (entry.unit_name, entry.user_name) if part)
    return Event(entry.at, SupervisionVerb(entry.verb).label, who=who, text="；".join(words))
