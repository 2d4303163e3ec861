"""Files handed in with an act, and who may fetch them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet

from luodi_web.common.domain.files import store_upload
from luodi_web.people.domain.scope import Rights
from luodi_web.supervision.domain.assignments_scope import assignments_visible_to
from luodi_web.supervision.domain.letters_scope import letters_visible_to
from luodi_web.supervision.domain.referrals_scope import stages_visible_to
from luodi_web.supervision.models import Attachment


def attach(files: Sequence[UploadedFile], **owner: Any) -> None:
    """Keep the files with their owner, e.g. ``closing=closing``; ValidationError where one is refused."""
    for upload in files:
        Attachment.objects.create(file=store_upload(upload), name=upload.name[:200], **owner)


def attachments_visible_to(rights: Rights) -> QuerySet[Attachment]:
    """Those of the letters, extensions, closings and referrals that the person sees."""
    mine = assignments_visible_to(rights).values("pk")
    return Attachment.objects.filter(
        Q(extension__assignment__in=mine)
        | Q(closing__assignment__in=mine)
        | Q(answer__letter__in=letters_visible_to(rights).values("pk"))
        | Q(stage__in=stages_visible_to(rights).values("pk"))
    )
