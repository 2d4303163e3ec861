"""Who sees which bulletins, writes them and signs them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from luodi_web.people.domain.scope import Rights
from luodi_web.people.rules import Permission
from luodi_web.supervision.enums import BulletinState, SignStep, SignVerdict
from luodi_web.supervision.models import Bulletin, BulletinReceipt, BulletinSign

WAITING_STATES = {
    SignStep.REVIEW: BulletinState.REVIEW,
    SignStep.COUNTERSIGN: BulletinState.COUNTERSIGN,
    SignStep.ISSUE: BulletinState.READY,
}
SIGN_PERMISSIONS = {
    SignStep.REVIEW: Permission.BULLETINS_REVIEW,
    SignStep.COUNTERSIGN: Permission.BULLETINS_REVIEW,
    SignStep.ISSUE: Permission.SIGN_OFF,
}


def bulletins_visible_to(rights: Rights) -> QuerySet[Bulletin]:
    """Those one may write; those one may sign, once they are sent round; issued ones sent to one's unit."""
    writes = rights.scope(Permission.BULLETINS_EDIT, "owner")
    reviews = rights.scope(Permission.BULLETINS_REVIEW, "owner") | rights.scope(Permission.SIGN_OFF, "owner")
    asked = BulletinSign.objects.filter(
        rights.scope(Permission.BULLETINS_REVIEW, "unit"),
        step=SignStep.COUNTERSIGN,
        bulletin=OuterRef("pk"),
    )
    sent = BulletinReceipt.objects.filter(
        rights.scope(Permission.TASKS_VIEW, "unit"), bulletin=OuterRef("pk")
    )
    not_draft = ~Q(state__in=(BulletinState.DRAFT, BulletinState.VOID))
    return Bulletin.objects.filter(
        writes | ((reviews | Q(Exists(asked))) & not_draft) | Q(Exists(sent), state=BulletinState.ISSUED)
    )


def bulletins_editable_by(rights: Rights) -> QuerySet[Bulletin]:
    """In any state; the domain refuses those that are no draft."""
    return Bulletin.objects.filter(rights.scope(Permission.BULLETINS_EDIT, "owner"))


def sees_inside(rights: Rights, bulletin: Bulletin) -> bool:
    """Whether a person is one of those who write, review or sign it and so know what units reported.

    Addressed units see the document and the rows it counts, not what others wrote in their reports.
    """
    inside = (Permission.BULLETINS_EDIT, Permission.BULLETINS_REVIEW, Permission.SIGN_OFF)
    return any(rights.covers(permission, bulletin.owner) for permission in inside)


def signs_open_to(rights: Rights) -> QuerySet[BulletinSign]:
    """Steps of this moment that the person's rights reach; who wrote the bulletin is refused by the rules."""
    condition = Q(pk__in=[])
    for step, state in WAITING_STATES.items():
        here = Q(step=step, bulletin__state=state)
        if step == SignStep.COUNTERSIGN:
            # For a unit its own people answer, not those above it.
            own = [unit.pk for unit in rights.units(SIGN_PERMISSIONS[step])]
            condition |= here & Q(unit__in=own)
        else:
            condition |= here & rights.scope(SIGN_PERMISSIONS[step], "unit")
    rows = BulletinSign.objects.filter(condition, verdict=SignVerdict.WAITING)
    return rows.select_related("bulletin__owner", "unit")


def signs_waiting_for(rights: Rights, user_id: int) -> QuerySet[BulletinSign]:
    """Those the person can decide on: not on what they wrote themselves."""
    written = Bulletin.writers.through.objects.filter(bulletin=OuterRef("bulletin"), user=user_id)
    return signs_open_to(rights).filter(~Exists(written)).order_by("pk")


def receipts_of(rights: Rights) -> QuerySet[BulletinReceipt]:
    """Issued bulletins as the person's own units have them: of the very units of their grants."""
    units = [unit.pk for unit in rights.units(Permission.TASKS_REPORT)]
    return BulletinReceipt.objects.filter(unit__in=units)


def unread_by(rights: Rights) -> QuerySet[BulletinReceipt]:
    rows = receipts_of(rights).filter(read_at__isnull=True)
    return rows.select_related("bulletin__owner", "unit").order_by("-bulletin__issued_at", "pk")


def bulletins_listed(rows: QuerySet[Bulletin]) -> QuerySet[Bulletin]:
    """The same rows without what no list needs: documents and data are large."""
    rows = rows.select_related("owner", "package", "plan", "corrects")
    return rows.defer("parts", "document", "data", "changes", "practices")
