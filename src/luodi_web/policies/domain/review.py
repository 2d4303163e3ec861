"""Deciding on repairs: edits one by one or by group, lost characters, corrections by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luodi.repair.model import REPLACEMENT_CHARACTER
from luodi_web.people.actor import Actor
from luodi_web.policies.domain.blocks import Block, Layout, blocks_between
from luodi_web.policies.domain.pieces import Piece, edits_in_force, lost_in_force
from luodi_web.policies.domain.steps import Act, finish_act, reviewing
from luodi_web.policies.enums import Decision, PolicyVerb
from luodi_web.policies.models import LostCharacter, PolicyVersion, RepairEdit
from luodi_web.policies.rules import ALL_KINDS, CORRECTION_CHARS, PERSON


@dataclass(frozen=True)
class EditGroup:
    """Edits that say the same: a kind, and within it what was and what it became; None means any."""

    kind: str
    was: str | None = None
    now: str | None = None

    def condition(self) -> Q:
        condition = Q(kind=self.kind)
        if self.was is not None:
            condition &= Q(was=self.was, now=self.now or "")
        return condition


def decide_edits(
    version: PolicyVersion, revision: int, keys: Sequence[int], decision: str, *, by: Actor
) -> int:
    """Accept, reject or leave open single edits; the number that changed.

    Keys of edits that are gone or covered are passed over. Raises as ``steps.reviewing`` does.
    """
    with reviewing(version, revision) as locked:
        edits = edits_in_force(locked).filter(pk__in=keys)
        return _decide(locked, edits, decision, by)


def decide_group(version: PolicyVersion, revision: int, group: EditGroup, decision: str, *, by: Actor) -> int:
    """The same for every edit of a group in the whole text; those decided one by one before are kept.

    An earlier word on a single edit stands: a group says what to do with what nobody looked at. RESET
    opens all of the group again.
    """
    with reviewing(version, revision) as locked:
        edits = edits_in_force(locked).filter(group.condition())
        if decision != Decision.RESET:
            edits = edits.filter(decided_at__isnull=True)
        return _decide(locked, edits, decision, by)


def _decide(version: PolicyVersion, edits: QuerySet[RepairEdit], decision: str, by: Actor) -> int:
    # A correction by hand is the reviewer's own word already: it can only be taken back.
    if decision != Decision.REJECT:
        edits = edits.exclude(kind=PERSON)
    rows = list(edits.values_list("was", "now", "kind"))
    if not rows:
        return 0
    act = Act(version, by, timezone.now(), PolicyVerb.EDITS_DECIDED)
    act.words = _decision_words(Decision(decision), rows)
    accepted = decision != Decision.REJECT
    act.audit_after = {
        "decision": decision,
        "count": len(rows),
        "edits": [{"was": was, "now": now, "kind": kind} for was, now, kind in rows[:20]],
    }
    touched = RepairEdit.objects.filter(version=version, pk__in=_subquery(edits))
    act.remember(edits=touched)
    stamp = act.stamp
    if decision == Decision.RESET:
        stamp |= {"decided_by": None, "decided_at": None}
    touched.update(accepted=accepted, **stamp)
    finish_act(act)
    return len(rows)


def _subquery(edits: QuerySet[RepairEdit]) -> QuerySet[RepairEdit]:
    return edits.order_by().values("pk")


def _decision_words(decision: Decision, edits: list[tuple[str, str, str]]) -> str:
    was, now, kind = edits[0]
    if len(edits) == 1:
        return _("%(decision)s“%(was)s→%(now)s”") % {"decision": decision.label, "was": was, "now": now}
    name = _(ALL_KINDS[kind])
    return ngettext(
        "%(decision)s %(count)d 处“%(kind)s”", "%(decision)s %(count)d 处“%(kind)s”", len(edits)
    ) % {"decision": decision.label, "count": len(edits), "kind": name}


def fill_lost(
    version: PolicyVersion, revision: int, key: int, chosen: str | None, *, by: Actor
) -> LostCharacter:
    """Say what a lost character was; U+FFFD: nobody knows, it stays a gap; None: open again.

    Raises ValidationError for words no character could have been, LostCharacter.DoesNotExist if it is
    gone or covered, and as ``steps.reviewing`` does.
    """
    if chosen is not None:
        check_words(chosen, limit=20, gap_allowed=True)
        if not chosen:
            raise ValidationError(_("请填写缺的字，或选“留作缺字”。"), code="empty")
    with reviewing(version, revision) as locked:
        lost = lost_in_force(locked).get(pk=key)
        act = Act(locked, by, timezone.now(), PolicyVerb.LOST_FILLED)
        act.words = _lost_words(chosen)
        act.audit_before, act.audit_after = {"chosen": lost.chosen}, {"chosen": chosen, "near": lost.near}
        act.remember(lost=LostCharacter.objects.filter(pk=key))
        lost.chosen = chosen
        lost.is_carried = False
        lost.decided_by, lost.decided_at = (None, None) if chosen is None else (by.user, act.at)
        lost.save(update_fields=["chosen", "decided_by", "decided_at", "is_carried"])
        finish_act(act)
    return lost


def _lost_words(chosen: str | None) -> str:
    if chosen is None:
        return _("缺字重新待定")
    if chosen == REPLACEMENT_CHARACTER:
        return _("留作缺字")
    return _("缺字补为“%(chosen)s”") % {"chosen": chosen}


def check_words(words: str, *, limit: int, gap_allowed: bool = False) -> None:
    """Raises ValidationError for words that cannot stand in a text."""
    if len(words) > limit:
        raise ValidationError(_("一次最多填写 %(limit)d 个字。") % {"limit": limit}, code="too_long")
    if REPLACEMENT_CHARACTER in words and not (gap_allowed and words == REPLACEMENT_CHARACTER):
        raise ValidationError(_("请把“�”换成正确的字。"), code="gap")
    if any(ord(char) < 32 and char not in "\n\t" for char in words):
        raise ValidationError(_("含有不可见的控制字符，请重新输入。"), code="control")


@dataclass(frozen=True)
class Passage:
    """What a reviewer selected in the repaired text: characters ``start`` to ``end`` of the block at
    ``block`` (an offset of the original), which read ``words`` on their page."""

    block: int
    start: int
    end: int
    words: str


def correct_passage(
    version: PolicyVersion, revision: int, passage: Passage, words: str, *, by: Actor
) -> RepairEdit:
    """Put a person's words for a passage. The edits it touches are covered until it is taken back.

    Raises ValidationError if the words cannot stand there or the passage is not what the reviewer saw, and
    as ``steps.reviewing`` does.
    """
    check_words(words, limit=CORRECTION_CHARS)
    if words == passage.words:
        raise ValidationError(_("没有改动。"), code="same")
    with reviewing(version, revision) as locked:
        block = _block_of(locked, passage)
        touched, prefix, suffix = _touched(block, passage)
        start, end = touched[0].start, touched[-1].end
        # Unedited text at either end is cut where the selection ends, so it needs no keeping.
        if touched[0].edit is None and _is_words(touched[0]):
            start, prefix = touched[0].start + len(prefix), ""
        if touched[-1].edit is None and _is_words(touched[-1]):
            end, suffix = touched[-1].end - len(suffix), ""
        now = prefix + words + suffix
        act = Act(locked, by, timezone.now(), PolicyVerb.TEXT_CORRECTED)
        act.words = _("“%(was)s”更正为“%(now)s”") % {"was": passage.words[:60], "now": words[:60]}
        act.audit_before, act.audit_after = {"text": passage.words}, {"text": words, "at": start}
        edits = RepairEdit.objects.filter(pk__in=[piece.edit.pk for piece in touched if piece.edit])
        lost = LostCharacter.objects.filter(pk__in=_settled_lost(touched, prefix, suffix))
        act.remember(edits=edits, lost=lost)
        edit = RepairEdit.objects.create(
            version=locked,
            start=start,
            end=end,
            was=locked.original[start:end],
            now=now,
            kind=PERSON,
            **act.stamp,
        )
        edits.update(covered_by=edit)
        lost.update(covered_by=edit)
        act.made = (edit.pk,)
        finish_act(act)
    return edit


def _block_of(version: PolicyVersion, passage: Passage) -> Block:
    layout = Layout.of(version)
    try:
        start, end = layout.block_at(passage.block)
    except ValueError:
        raise ValidationError(_("选中的段落已有变化，请重新选择。"), code="stale") from None
    block = blocks_between(version, layout, start, end)[0]
    if not 0 <= passage.start < passage.end or block.text[passage.start : passage.end] != passage.words:
        raise ValidationError(_("选中的文字与现在的文本不一致，请重新选择。"), code="stale")
    return block


def _touched(block: Block, passage: Passage) -> tuple[list[Piece], str, str]:
    """The pieces a passage reaches into, and the words of the first and last that lie outside it."""
    touched: list[Piece] = []
    prefix = suffix = ""
    at = 0
    for piece in block.pieces:
        words = piece.now
        first, last = at, at + len(words)
        at = last
        if last <= passage.start:
            continue
        if first >= passage.end:
            break
        if not touched:
            prefix = words[: passage.start - first]
        suffix = words[max(0, passage.end - first) :]
        touched.append(piece)
    return touched, prefix, suffix


def _is_words(piece: Piece) -> bool:
    return isinstance(piece.parts[0], str)


def _settled_lost(touched: list[Piece], prefix: str, suffix: str) -> list[int]:
    """Lost characters that the correction settles: all it reaches, but those still open in its kept ends."""
    lost = [part for piece in touched for part in piece.parts if not isinstance(part, str)]
    open_before = prefix.count(REPLACEMENT_CHARACTER)
    open_after = suffix.count(REPLACEMENT_CHARACTER)
    unknown = [item for item in lost if item.chosen in (None, REPLACEMENT_CHARACTER)]
    kept = unknown[:open_before] + (unknown[-open_after:] if open_after else [])
    return [item.pk for item in lost if item not in kept]


@dataclass(frozen=True)
class Left:
    """What still waits for a person."""

    lost: int
    uncertain: int

    @property
    def total(self) -> int:
        return self.lost + self.uncertain


def what_is_left(version: PolicyVersion) -> Left:
    return Left(
        lost=lost_in_force(version).filter(chosen__isnull=True).count(),
        uncertain=uncertain_edits(version).filter(decided_at__isnull=True).count(),
    )


def uncertain_edits(version: PolicyVersion) -> QuerySet[RepairEdit]:
    """Edits that a person should look at; those that only hold a lost character are asked about as such."""
    return edits_in_force(version).filter(is_certain=False).exclude(now__contains=REPLACEMENT_CHARACTER)


def next_to_look_at(version: PolicyVersion, place: int, show: str, *, backwards: bool = False) -> int | None:
    """Where the next thing to look at begins, from an offset of the original on; None if there is none.

    backwards: the last one before it. show: a kind of edit, "uncertain", "carried", "all", or anything else
    for what still waits for a person.
    """
    side = Q(start__lt=place) if backwards else Q(start__gte=place)
    edits, lost = edits_in_force(version).filter(side), lost_in_force(version).filter(side)
    if show == "all":
        pass
    elif show == "uncertain":
        edits, lost = edits.filter(is_certain=False), lost.none()
    elif show == "carried":
        edits, lost = edits.filter(is_carried=True), lost.filter(is_carried=True)
    elif show in ALL_KINDS:
        edits, lost = edits.filter(kind=show), lost.none()
    else:
        edits = uncertain_edits(version).filter(side, decided_at__isnull=True)
        lost = lost.filter(chosen__isnull=True)
    order, best = ("-start", max) if backwards else ("start", min)
    found = [rows.order_by(order).values_list("start", flat=True).first() for rows in (edits, lost)]
    return best((start for start in found if start is not None), default=None)
