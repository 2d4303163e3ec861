"""What the tests of these screens have in common."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from luodi_web.supervision.domain.letters import draft_letter
from luodi_web.supervision.enums import AssignmentState
from luodi_web.supervision.models import (
    Assignment,
)
from tests.web.factories import (
    actor,
    make_report,
)

UNDER_WAY = AssignmentState.ACKNOWLEDGED


def day(days):
    return timezone.localdate() + timedelta(days=days)


def write(row, kind="reminder", **fields):
    values = {
        "subject": "关于加快办理的函",
        "body": "请加快。",
        "requirement": "请答复。",
        "answer_by": day(7),
    }
    return draft_letter([row], kind=kind, by=actor(), **{**values, **fields})


def finished(people, row):
    """The assignment as reported by its county and accepted."""
    Assignment.objects.filter(pk=row.pk).update(state=AssignmentState.DONE, percent=100)
    make_report(row, percent=100, state="accepted", by=people.county)
    row.refresh_from_db()
    return row


def count_queries(act):
    act()
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def letter_form(**fields):
    return {
        "subject": "标题",
        "body": "正文",
        "requirement": "要求",
        "answer_by": day(7).isoformat(),
        **fields,
    }


def file(name, content=b"%PDF-1.7 x"):
    return SimpleUploadedFile(name, content)
