"""What supervision measures tell of a task: letters, the reminders sent, and what inspection fed back.

Only what the task's own units know as well: no draft of a letter, no referral before its conclusion was fed
back (政府督查工作条例).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.supervision.domain.addresses import letter_url, referral_url
from luodi_web.supervision.domain.story import Matter, StoryEvent, story_source
from luodi_web.supervision.enums import LetterState, ReferralState, ReminderStep
from luodi_web.supervision.models import Assignment, Letter, Referral, ReferralStage, Reminder

_NOT_SENT = (LetterState.DRAFT, LetterState.SIGNING, LetterState.VOID)
# The steps that the inspected unit hears of.
_FED_BACK = (
    ReferralState.FEEDBACK,
    ReferralState.REVIEW,
    ReferralState.REVIEWED,
    ReferralState.RECTIFYING,
    ReferralState.VERIFIED,
    ReferralState.FINISHED,
)


@story_source("letters", gettext_lazy("督办函件"))
def letters_in_story(matter: Matter) -> Iterable[StoryEvent]:
    """Each letter when it was issued, acknowledged, answered and closed; once, whatever it names."""
    shown = Prefetch("assignments", Assignment.objects.filter(pk__in=matter.by_key))
    letters = Letter.objects.filter(assignments__in=matter.by_key).exclude(state__in=_NOT_SENT).distinct()
    for letter in letters.select_related("unit", "acknowledged_by").prefetch_related(shown, "answers"):
        unit, url = letter.unit.label, letter_url(letter)
        values = {"kind": letter.get_kind_display(), "number": letter.doc_no}
        if letter.issued_at:
            what = _("发出%(kind)s %(number)s") % values
            yield StoryEvent(letter.issued_at, what, unit, text=letter.subject, url=url)
        if letter.acknowledged_at:
            who = str(letter.acknowledged_by or "")
            yield StoryEvent(letter.acknowledged_at, _("签收%(kind)s") % values, unit, who, url=url)
        for answer in letter.answers.all():
            yield StoryEvent(answer.at, _("答复%(kind)s") % values, unit, text=answer.text, url=url)
        if letter.closed_at:
            yield StoryEvent(letter.closed_at, _("%(kind)s办结") % values, unit, text=letter.note, url=url)


@story_source("referrals", gettext_lazy("提请督查"))
def referrals_in_story(matter: Matter) -> Iterable[StoryEvent]:
    stages = ReferralStage.objects.filter(stage__in=_FED_BACK)
    referrals = Referral.objects.filter(assignment__in=matter.by_key)
    for referral in referrals.prefetch_related(Prefetch("stages", stages)):
        unit, url = matter.by_key[referral.assignment_id].unit.label, referral_url(referral)
        for stage in referral.stages.all():
            what = _("督查%(stage)s") % {"stage": stage.get_stage_display()}
            yield StoryEvent(stage.at, what, unit, text=stage.words, url=url)


@story_source("reminders", gettext_lazy("提醒"))
def reminders_in_story(matter: Matter) -> Iterable[StoryEvent]:
    sent = Reminder.objects.filter(assignment__in=matter.by_key, sent_at__isnull=False)
    for reminder in sent.select_related("user").order_by("pk"):
        what = _("提醒%(step)s") % {"step": ReminderStep(reminder.step).label}
        unit = matter.by_key[reminder.assignment_id].unit.label
        yield StoryEvent(reminder.sent_at, what, unit, str(reminder.user))
