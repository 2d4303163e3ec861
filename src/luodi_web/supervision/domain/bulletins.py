"""Writing a bulletin: begun over a snapshot, edited, brought up to date, given up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.audit import record
from luodi_web.people.models import Unit, UnitGroup
from luodi_web.policies.models import Package
from luodi_web.supervision.domain.bulletin_document import make_document
from luodi_web.supervision.domain.bulletin_draft import renew_parts, sections_of, write_parts
from luodi_web.supervision.domain.bulletin_figures import Data, Scope, read_figures
from luodi_web.supervision.domain.bulletin_merge import merge
from luodi_web.supervision.domain.bulletin_periods import period_words
from luodi_web.supervision.enums import BulletinState, BulletinTemplate, SignVerdict, SupervisionVerb
from luodi_web.supervision.models import Bulletin, BulletinAddressee, Plan, Workstream

PRACTICES = 10


class StaleBulletin(ValidationError):
    """What the page shows is no longer what there is."""

    def __init__(self) -> None:
        super().__init__(
            _("这份通报刚被别人改过，您看到的不是最新内容。您写的没有保存，请核对后再存。"), code="stale"
        )


def default_title(
    template: str, package: Package, period: str, workstream: Workstream | None, plan: Plan | None = None
) -> str:
    """The title a new bulletin begins with: it names what the bulletin is about, no more than that."""
    subject = package.name
    if workstream is not None:
        subject = workstream.name
    elif plan is not None:
        subject = f"《{plan.title.strip('《》')[:58]}》"
    if template == BulletinTemplate.BRIEF:
        return _("%(subject)s落实情况（%(period)s）") % {
            "subject": subject[:60],
            "period": period_words(period),
        }
    return _("关于%(period)s%(subject)s落实情况的通报") % {
        "subject": subject[:60],
        "period": period_words(period),
    }


def begin_bulletin(
    *,
    template: str,
    owner: Unit,
    package: Package,
    period: str,
    plan: Plan | None = None,
    workstream: Workstream | None = None,
    unit: Unit | None = None,
    title: str = "",
    corrects: Bulletin | None = None,
    by: Actor,
) -> Bulletin:
    """A draft written by the platform over the figures of this moment.

    corrects: an issued one; ValidationError where it is being corrected already. Not to be called
    inside a transaction: the snapshot has its own.
    """
    scope = Scope(owner, package, plan, workstream, unit)
    data = read_figures(scope, template=template, period=period, corrects=corrects)
    with transaction.atomic():
        if corrects is not None:
            # Queue behind the same row: two corrections begun at once would both be the first.
            corrects = Bulletin.objects.select_for_update(of=("self",)).get(pk=corrects.pk)
            if corrects.corrections.exclude(state=BulletinState.VOID).exists():
                raise ValidationError(_("这份通报已经有更正，请在那一份上处理。"))
        bulletin = Bulletin(
            template=template,
            owner=owner,
            package=package,
            plan=plan,
            workstream=workstream,
            unit=unit,
            period=period,
            title=title or default_title(template, package, period, workstream, plan),
            corrects=corrects,
            taken_at=datetime.fromisoformat(data["taken_at"]),
            data=data,
            created_by=by.user,
        )
        renew_parts(bulletin)
        bulletin.save()
        if corrects is not None:
            _copy_addressees(corrects, bulletin)
        bulletin.document = make_document(bulletin, timezone.localdate())
        bulletin.save(update_fields=["document"])
        _note_writer(bulletin, by)
        record(
            by, SupervisionVerb.BULLETIN_CREATED, bulletin, after={"title": bulletin.title, "period": period}
        )
    return bulletin


def correct_bulletin(issued: Bulletin, *, by: Actor) -> Bulletin:
    """A new draft that puts an issued bulletin right; the issued one stays as it is."""
    if issued.state != BulletinState.ISSUED:
        raise ValidationError(_("只有已签发的通报才用新的一期更正。"))
    title = issued.title if issued.corrects_id else _("关于更正“%(title)s”的通报") % {"title": issued.title}
    return begin_bulletin(
        template=issued.template,
        owner=issued.owner,
        package=issued.package,
        period=issued.period,
        plan=issued.plan,
        workstream=issued.workstream,
        unit=issued.unit,
        title=title[:120],
        corrects=issued,
        by=by,
    )


def _copy_addressees(old: Bulletin, new: Bulletin) -> None:
    BulletinAddressee.objects.bulk_create(
        BulletinAddressee(
            bulletin=new, is_copy=one.is_copy, order=one.order, unit_id=one.unit_id, group_id=one.group_id
        )
        for one in old.addressees.all()
    )


@transaction.atomic
def save_words(
    bulletin: Bulletin,
    *,
    revision: int,
    title: str,
    texts: dict[str, str],
    main: Sequence[Unit | UnitGroup],
    copies: Sequence[Unit | UnitGroup],
    practices: Iterable[int],
    by: Actor,
) -> Bulletin:
    """Keep what was written. texts: by section. practices: keys of reports among the data's candidates.

    Raises StaleBulletin when somebody saved meanwhile, ValidationError when it is no draft or a text has
    characters that cannot be printed; nothing is kept then.
    """
    bulletin = locked_draft(bulletin, revision)
    before = {"title": bulletin.title}
    known = [item["id"] for item in bulletin.data["candidates"]]
    wanted = set(practices)
    chosen = [key for key in known if key in wanted][:PRACTICES]
    for key in sections_of(bulletin.template):
        # Browsers send CRLF; a text that only differs in that was not changed.
        bulletin.parts[key]["text"] = texts.get(key, "").replace("\r\n", "\n").strip("\n")
    if chosen != bulletin.practices and "practice" in bulletin.parts:
        bulletin.practices = chosen
        fresh, old = write_parts(bulletin)["practice"], bulletin.parts["practice"]
        merged = merge(old["auto"], old["text"], fresh["auto"])
        # Where both changed the same words the choice is what was just made: the new text comes below.
        text = f"{old['text']}\n{fresh['auto']}".strip() if merged.has_conflict else merged.text
        bulletin.parts["practice"] = {**fresh, "text": text}
    bulletin.title = title
    bulletin.addressees.all().delete()
    BulletinAddressee.objects.bulk_create(
        BulletinAddressee(
            bulletin=bulletin,
            is_copy=is_copy,
            order=order,
            unit=one if isinstance(one, Unit) else None,
            group=one if isinstance(one, UnitGroup) else None,
        )
        for is_copy, chosen_ones in ((False, main), (True, copies))
        for order, one in enumerate(chosen_ones)
    )
    _keep(bulletin, by)
    record(by, SupervisionVerb.BULLETIN_EDITED, bulletin, before=before, after={"title": title})
    return bulletin


def refresh_figures(bulletin: Bulletin, *, revision: int, by: Actor) -> Bulletin:
    """Take a new snapshot: figures in the texts follow, what people wrote stays; ``changes`` says what moved.

    Raises like ``save_words``. Not to be called inside a transaction.
    """
    data = read_figures(
        Scope.of(bulletin),
        template=bulletin.template,
        period=bulletin.period,
        corrects=bulletin.corrects,
        practices=bulletin.practices,
    )
    with transaction.atomic():
        bulletin = locked_draft(bulletin, revision)
        old = bulletin.data
        bulletin.data = data
        bulletin.taken_at = datetime.fromisoformat(data["taken_at"])
        known = {item["id"] for item in data["candidates"]}
        bulletin.practices = [key for key in bulletin.practices if key in known]
        conflicts = renew_parts(bulletin)
        bulletin.changes = {
            "since": old["taken_at"],
            "figures": figures_moved(old, data),
            "conflicts": conflicts,
        }
        _keep(bulletin, by)
        count = {"changed": len(bulletin.changes["figures"])}
        record(by, SupervisionVerb.BULLETIN_REFRESHED, bulletin, after=count)
    return bulletin


def figures_moved(old: Data, new: Data) -> list[dict[str, object]]:
    """Figures whose value or share is another now: key, label, was, now; null where there was or is none."""
    moved = []
    for key in [*new["figures"], *(key for key in old["figures"] if key not in new["figures"])]:
        # Groups of units are numbered as they come; what moved in them shows in the units' own figures.
        if key.startswith(("problem.", "stuck.", "city.")):
            continue
        was, now = old["figures"].get(key), new["figures"].get(key)
        values = [None if figure is None else figure["value"] for figure in (was, now)]
        if values[0] != values[1]:
            label = (now or was)["label"]
            moved.append({"key": key, "label": label, "was": values[0], "now": values[1]})
    return moved


@transaction.atomic
def void_bulletin(bulletin: Bulletin, reason: str, *, by: Actor) -> Bulletin:
    """Give a bulletin up before its issue; it stays in the register with the reason."""
    bulletin = locked_bulletin(bulletin)
    if bulletin.state in (BulletinState.ISSUED, BulletinState.VOID):
        raise ValidationError(_("通报%(state)s，不能作废。") % {"state": bulletin.get_state_display()})
    before = {"state": bulletin.get_state_display()}
    bulletin.state, bulletin.void_reason = BulletinState.VOID, reason
    bulletin.save(update_fields=["state", "void_reason"])
    bulletin.signs.filter(verdict=SignVerdict.WAITING).delete()
    after = {"state": bulletin.get_state_display(), "reason": reason}
    record(by, SupervisionVerb.BULLETIN_VOIDED, bulletin, before=before, after=after)
    return bulletin


def locked_bulletin(bulletin: Bulletin) -> Bulletin:
    """The row as it is now, held until the transaction ends."""
    rows = Bulletin.objects.select_for_update(of=("self",))
    return rows.select_related(
        "owner", "package", "plan", "workstream", "unit", "corrects", "created_by"
    ).get(pk=bulletin.pk)


def locked_draft(bulletin: Bulletin, revision: int) -> Bulletin:
    found = locked_bulletin(bulletin)
    if found.state != BulletinState.DRAFT:
        raise ValidationError(_("通报%(state)s，不能修改。") % {"state": found.get_state_display()})
    if found.revision != revision:
        raise StaleBulletin
    return found


def _keep(bulletin: Bulletin, by: Actor) -> None:
    bulletin.document = make_document(bulletin, timezone.localdate())
    bulletin.preview = None
    bulletin.revision += 1
    bulletin.save()
    _note_writer(bulletin, by)


def _note_writer(bulletin: Bulletin, by: Actor) -> None:
    if by.user is not None:
        bulletin.writers.add(by.user)
