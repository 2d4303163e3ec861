"""A report half typed, kept on the server: another device goes on where this one stopped."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.supervision.models import Assignment, ReportDraft

# Three texts of MAX_TEXT characters and some choices; more is not typed by a person.
MAX_CHARS = 40_000
Values = dict[str, list[str]]


class StaleDraft(Exception):
    """Another device saved since this one read the draft, or the report has been sent. draft: the newest."""

    def __init__(self, draft: ReportDraft | None) -> None:
        super().__init__()
        self.draft = draft


def find_draft(assignment: Assignment, period: str, by: Actor) -> ReportDraft | None:
    return ReportDraft.objects.filter(assignment=assignment, period=period, user=by.user).first()


def save_draft(
    assignment: Assignment, period: str, values: Values, version: int, *, by: Actor
) -> ReportDraft:
    """Keep what has been typed. No audit entry: nothing has been said to anybody yet.

    version: what the device has seen, 0 for no draft. Raises StaleDraft, and ValidationError when it is
    more than a report can hold.
    """
    if len(json.dumps(values, ensure_ascii=False)) > MAX_CHARS:
        raise ValidationError(_("内容太长，草稿没有保存。"))
    fields: dict[str, Any] = {"values": values, "saved_at": timezone.now()}
    with transaction.atomic():
        rows = ReportDraft.objects.select_for_update().filter(
            assignment=assignment, period=period, user=by.user
        )
        draft = rows.first()
        if (draft.version if draft else 0) != version:
            raise StaleDraft(draft)
        if draft is not None:
            draft.values, draft.saved_at = fields["values"], fields["saved_at"]
            draft.version += 1
            draft.save()
            return draft
        try:
            with transaction.atomic():
                return ReportDraft.objects.create(
                    assignment=assignment, period=period, user=by.user, **fields
                )
        except IntegrityError:  # the other device's first saving, at this very moment
            raise StaleDraft(rows.first()) from None


def drop_draft(assignment: Assignment, period: str, *, by: Actor) -> None:
    """Forget one's own draft: it has been sent, or is not wanted."""
    ReportDraft.objects.filter(assignment=assignment, period=period, user=by.user).delete()


def forget_drafts(before: datetime) -> int:
    """Delete what nobody has touched since; the number deleted."""
    return ReportDraft.objects.filter(saved_at__lt=before).delete()[0]
