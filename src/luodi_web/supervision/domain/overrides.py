"""人工调整灯号: the office shows another light for a while; the rule's is kept beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.domain.verdict import ALLOWED, Verdict
from luodi_web.supervision.domain.assignments import locked
from luodi_web.supervision.domain.lights import refresh_lights
from luodi_web.supervision.enums import Light, SupervisionVerb
from luodi_web.supervision.models import Assignment, LightOverride, RuleReading
from luodi_web.supervision.rules import OPEN_STATES

# Longer than this an override is no exception any more; it can be set anew.
LONGEST = timedelta(days=366)
# Grey means that a task is not under way, which no opinion changes.
SETTABLE = (Light.GREEN, Light.BLUE, Light.YELLOW, Light.RED)


def override_of(assignment: Assignment) -> LightOverride | None:
    """The override in force."""
    rows = assignment.light_overrides.filter(lifted_at__isnull=True)
    return rows.select_related("by").first()


def rule_reading(override: LightOverride) -> RuleReading | None:
    """What the rule says now, beside the light that is shown."""
    return override.readings.first()


def can_override(assignment: Assignment, in_force: LightOverride | None) -> Verdict:
    if assignment.state not in OPEN_STATES:
        return Verdict(False, _("任务不在办理中，灯号不能调整。"))
    if in_force is not None:
        return Verdict(False, _("灯号已经人工调整，请先恢复规则灯号再重新调整。"))
    return ALLOWED


@transaction.atomic
def override_light(
    assignment: Assignment, *, light: str, reason: str, until: date, by: Actor
) -> LightOverride:
    """Show another light up to and including a day, for a reason. Raises ValidationError if it may not be."""
    [assignment] = locked([assignment])
    can_override(assignment, override_of(assignment)).insist()
    today = timezone.localdate()
    if light not in SETTABLE:
        raise ValidationError({"light": _("请选择红、黄、蓝、绿中的一种。")})
    if until < today:
        raise ValidationError({"until": _("有效期不能早于今天。")})
    if until - today > LONGEST:
        raise ValidationError({"until": _("有效期不能超过一年。")})
    made = LightOverride.objects.create(
        assignment=assignment, light=light, reason=reason, until=until, at=timezone.now(), by=by.user
    )
    before = {"light": assignment.light, "light_reason": assignment.light_reason}
    after = {"light": light, "reason": reason, "until": until}
    record(by, SupervisionVerb.LIGHT_SET, assignment, before=before, after=after)
    refresh_lights([assignment])
    return made


@transaction.atomic
def lift_override(assignment: Assignment, *, by: Actor) -> Assignment:
    """Back to the rule's light before the day. Raises ValidationError when nothing is in force any more."""
    [assignment] = locked([assignment])
    found = override_of(assignment)
    if found is None:
        raise ValidationError(_("灯号已经恢复为规则灯号。"))
    found.lifted_at, found.lifted_by = timezone.now(), by.user
    found.save(update_fields=["lifted_at", "lifted_by"])
    record(by, SupervisionVerb.LIGHT_LIFTED, assignment, before={"light": found.light})
    refresh_lights([assignment])
    return assignment


def turns_of_rule(assignment: Assignment) -> Iterable[tuple[datetime, Light, str]]:
    """Every turn of the rule's light while another one was shown, for the history."""
    rows = RuleReading.objects.filter(override__assignment=assignment)
    return [(row.at, Light(row.light), row.reason) for row in rows]
