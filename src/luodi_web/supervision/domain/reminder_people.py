"""Who is reminded: by the duty of posts in the unit, past empty posts upwards, in the end who reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from luodi_web.people.domain.delegations import stand_ins
from luodi_web.people.models import PostHolding, User
from luodi_web.supervision.domain.notices import people_by_unit
from luodi_web.supervision.rules_reminders import STEP_DUTIES, steps_from


class Recipient(NamedTuple):
    """A person and the post by which they are reminded; no post: because they report for the unit."""

    user: User
    post_name: str


class Recipients:
    """Those to remind in some units, read at once: posts, reporting rights, who stands in for whom."""

    def __init__(self, unit_ids: Iterable[int], day: date) -> None:
        units = set(unit_ids)
        self._by_duty: dict[tuple[int, str], list[Recipient]] = defaultdict(list)
        rows = PostHolding.objects.on(day).filter(post__unit__in=units, user__is_active=True)
        for row in rows.select_related("post", "user").order_by("pk"):
            self._by_duty[row.post.unit_id, row.post.duty].append(Recipient(row.user, row.post.name))
        self._reporting = people_by_unit(units)
        holders = [one.user for group in self._by_duty.values() for one in group]
        self._stand_ins = stand_ins(holders)

    def on_step(self, unit_id: int, step: str) -> list[Recipient]:
        """The people of a step, those who stand in for them added; each once, an empty list for nobody."""
        for one in steps_from(step):
            found = [
                recipient for duty in STEP_DUTIES[one] for recipient in self._by_duty.get((unit_id, duty), [])
            ]
            if found:
                return self._with_stand_ins(found)
        return self._with_stand_ins([Recipient(user, "") for user in self._reporting.get(unit_id, [])])

    def _with_stand_ins(self, found: list[Recipient]) -> list[Recipient]:
        people = {one.user.pk: one for one in found}
        for one in found:
            for other in self._stand_ins.get(one.user.pk, []):
                people.setdefault(other.pk, Recipient(other, one.post_name))
        return list(people.values())
