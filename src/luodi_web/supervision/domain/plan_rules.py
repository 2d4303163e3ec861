"""How a plan's tasks are supervised: document word, extensions, referral, look-back, who closes."""

from __future__ import annotations

from django.db import transaction

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import changes, record
from luodi_web.supervision.enums import SupervisionVerb
from luodi_web.supervision.models import Plan


@transaction.atomic
def change_plan_rules(
    plan: Plan,
    *,
    letter_word: str,
    extension_limit: int,
    referral_days: int,
    lookback_months: int | None,
    office_closes: bool,
    by: Actor,
) -> Plan:
    """Also after dispatch: they hold for what is asked from now on, not for what was decided before."""
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    values = {
        "letter_word": letter_word,
        "extension_limit": extension_limit,
        "referral_days": referral_days,
        "lookback_months": lookback_months,
        "office_closes": office_closes,
    }
    before, after = changes(plan, values)
    if after:
        for name, value in values.items():
            setattr(plan, name, value)
        plan.save(update_fields=list(values))
        record(by, SupervisionVerb.PLAN_RULES, plan, before=before, after=after)
    return plan
