"""Overrides while lights are refreshed: what is shown, what the rule says, and their end."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.supervision.enums import SupervisionVerb
from luodi_web.supervision.models import Assignment, LightOverride, RuleReading
from luodi_web.supervision.rules import OPEN_STATES, LightReading


class Overrides:
    """The overrides in force of a batch of locked assignments. One query, two where there are any."""

    def __init__(self, keys: list[int]) -> None:
        rows = LightOverride.objects.filter(assignment__in=keys, lifted_at__isnull=True)
        self._found = {row.assignment_id: row for row in rows}
        self._readings: dict[int, RuleReading] = {}
        if self._found:
            readings = RuleReading.objects.filter(override__in=self._found.values()).order_by("pk")
            self._readings = {reading.override_id: reading for reading in readings}

    def shown(self, row: Assignment, rule: LightReading, day: date, now: datetime) -> LightReading:
        """The light to show on a day: the rule's, or the one set by hand while it lasts.

        What the rule says is noted. An override ends the day after its last one, and with the work.
        """
        override = self._found.get(row.pk)
        if override is None:
            return rule
        if override.until < day or row.state not in OPEN_STATES:
            override.lifted_at = now
            override.save(update_fields=["lifted_at"])
            reason = _("有效期已满") if override.until < day else row.get_state_display()
            record(
                Actor.system(_("系统")),
                SupervisionVerb.LIGHT_LIFTED,
                row,
                before={"light": override.light},
                after={"reason": reason},
            )
            return rule
        self._note(override, rule, now)
        return LightReading(override.light, override_words(override))

    def _note(self, override: LightOverride, rule: LightReading, now: datetime) -> None:
        newest = self._readings.get(override.pk)
        if newest is None or newest.light != rule.light:
            RuleReading.objects.create(override=override, at=now, light=rule.light, reason=rule.reason)
        elif newest.reason != rule.reason:
            newest.reason = rule.reason
            newest.save(update_fields=["reason"])


def override_words(override: LightOverride) -> str:
    """The reason that stands beside the light."""
    day = override.until
    until = _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}
    return _("人工调整：%(reason)s（至%(until)s）") % {"reason": override.reason, "until": until}
