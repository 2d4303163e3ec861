"""A plan's alerts: its reminder ladder, how long units have to sign, when a delay turns the light."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.enums import ReminderEvent, ReminderStep, SupervisionVerb
from luodi_web.supervision.models import Assignment, Plan, ReminderRule
from luodi_web.supervision.rules import OPEN_STATES
from luodi_web.supervision.rules_reminders import DEFAULT_LADDER, Rung

SETTINGS = ("acknowledge_days", "behind_points", "yellow_when_owed")


def ladder_of(plan: Plan) -> list[Rung]:
    """The rungs in force: the plan's own, maybe none, where it has a ladder of its own; else the default."""
    if not plan.own_ladder:
        return list(DEFAULT_LADDER)
    return [
        Rung(ReminderEvent(row.event), row.days, ReminderStep(row.step), row.every_days)
        for row in plan.reminder_rules.all()
    ]


@transaction.atomic
def change_alerts(
    plan: Plan,
    *,
    acknowledge_days: int,
    behind_points: int | None,
    yellow_when_owed: bool,
    ladder: Sequence[Rung],
    by: Actor,
) -> Plan:
    """Other alerts for a plan, dispatched or not. A ladder that is the default follows the default.

    What was reminded of stays and is not repeated. Raises ValidationError for two rungs of one kind.
    """
    keys = [rung[:3] for rung in ladder]
    if len(set(keys)) != len(keys):
        raise ValidationError(_("有两条提醒规则的时点、天数和对象相同，请删去一条。"))
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    values = {
        "acknowledge_days": acknowledge_days,
        "behind_points": behind_points,
        "yellow_when_owed": yellow_when_owed,
    }
    before = _words(plan)
    lights_change = any(getattr(plan, name) != values[name] for name in SETTINGS[1:])
    plan.own_ladder = set(ladder) != set(DEFAULT_LADDER)
    for name, value in values.items():
        setattr(plan, name, value)
    plan.save(update_fields=[*SETTINGS, "own_ladder"])
    plan.reminder_rules.all().delete()
    if plan.own_ladder:
        ReminderRule.objects.bulk_create(ReminderRule(plan=plan, **rung._asdict()) for rung in ladder)
    after = _words(plan)
    if before != after:
        record(by, SupervisionVerb.ALERTS_CHANGED, plan, before=before, after=after)
    if lights_change:
        rows = Assignment.objects.filter(task__workstream__plan=plan, state__in=OPEN_STATES)
        refresh_lights(rows.only("pk"))
    return plan


def rung_words(event: str, days: int) -> str:
    """When a rung is reached, in words."""
    values = {"days": days}
    match ReminderEvent(event):
        case ReminderEvent.BEFORE:
            return _("完成时限前 %(days)d 个工作日") % values if days else _("完成时限当天")
        case ReminderEvent.AFTER:
            return _("超过完成时限 %(days)d 个工作日") % values
        case ReminderEvent.UNSIGNED:
            return _("超过签收期限 %(days)d 个工作日") % values
        case ReminderEvent.OWED:
            return _("超过报送日 %(days)d 个工作日") % values


def _words(plan: Plan) -> dict[str, object]:
    rungs = [
        f"{rung_words(rung.event, rung.days)}：{rung.step.label}"
        + (_("，每 %(days)d 个工作日重复") % {"days": rung.every_days} if rung.every_days else "")
        for rung in ladder_of(plan)
    ]
    return {**{name: getattr(plan, name) for name in SETTINGS}, "ladder": rungs}
