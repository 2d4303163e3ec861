"""Deciding on facts: one by one, a kind or a provision at once, corrected, and added by hand."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from luodi_web.people.actor import Actor
from luodi_web.policies.domain.fact_values import Values
from luodi_web.policies.domain.fact_words import describe
from luodi_web.policies.domain.places import innermost
from luodi_web.policies.domain.steps import FACT_CHECK, Act, deciding_facts, finish_act
from luodi_web.policies.enums import Decision, FactSource, FactState, PolicyVerb
from luodi_web.policies.models import Fact, PolicyVersion
from luodi_web.policies.rules import FACT_CHARS


def decide_fact(version: PolicyVersion, revision: int, key: int, decision: str, *, by: Actor) -> Fact:
    """Accept or reject one fact, or open it again with what the engine read.

    Raises Fact.DoesNotExist, and as ``steps.deciding_facts`` does.
    """
    with deciding_facts(version, revision) as locked:
        fact = locked.facts.get(pk=key)
        act = _act_on(fact, PolicyVerb.FACTS_DECIDED, by)
        match decision:
            case Decision.ACCEPT:
                changed = fact.read_values is not None and fact.values != fact.read_values
                fact.state = FactState.CORRECTED if changed else FactState.ACCEPTED
            case Decision.REJECT:
                fact.state = FactState.REJECTED
            case Decision.RESET:
                if fact.source == FactSource.ENGINE:
                    fact.values = fact.read_values
                fact.state = FactState.PROPOSED
        act.words = _("%(decision)s“%(fact)s”") % {
            "decision": _DECISIONS[Decision(decision)],
            "fact": describe(fact.kind, fact.values),
        }
        _finish(act, fact, reset=decision == Decision.RESET)
    return fact


@dataclass(frozen=True)
class FactGroup:
    """Facts of one kind, of one provision, or both; None means any."""

    kind: str | None = None
    provision: int | None = None

    def narrow(self, facts: QuerySet[Fact]) -> QuerySet[Fact]:
        if self.kind is not None:
            facts = facts.filter(kind=self.kind)
        return facts.filter(provision=self.provision) if self.provision is not None else facts


def accept_facts(version: PolicyVersion, revision: int, group: FactGroup, *, by: Actor) -> int:
    """Accept every fact of a group that nobody decided on yet; how many.

    Raises as ``steps.deciding_facts`` does.
    """
    with deciding_facts(version, revision) as locked:
        waiting = group.narrow(locked.facts.filter(state=FactState.PROPOSED))
        facts = list(waiting)
        if not facts:
            return 0
        act = Act(locked, by, timezone.now(), PolicyVerb.FACTS_DECIDED, track=FACT_CHECK)
        act.words = ngettext("认可 %(count)d 项要素", "认可 %(count)d 项要素", len(facts)) % {
            "count": len(facts)
        }
        act.audit_after = {
            "decision": str(FactState.ACCEPTED.label),
            "count": len(facts),
            "facts": [describe(fact.kind, fact.values) for fact in facts[:20]],
        }
        act.remember(facts=waiting)
        waiting.update(state=FactState.ACCEPTED, **act.stamp)
        finish_act(act)
    return len(facts)


def correct_fact(version: PolicyVersion, revision: int, key: int, values: Values, *, by: Actor) -> Fact:
    """Say what a fact's words really mean; back to what the engine read, it counts as accepted.

    Raises Fact.DoesNotExist, and as ``steps.deciding_facts`` does.
    """
    with deciding_facts(version, revision) as locked:
        fact = locked.facts.get(pk=key)
        act = _act_on(fact, PolicyVerb.FACT_CORRECTED, by)
        fact.values = values
        by_person = fact.source == FactSource.PERSON
        fact.state = FactState.ACCEPTED if by_person or values == fact.read_values else FactState.CORRECTED
        act.words = _("更正为“%(fact)s”") % {"fact": describe(fact.kind, fact.values)}
        _finish(act, fact)
    return fact


def add_fact(
    version: PolicyVersion, revision: int, kind: str, values: Values, start: int, end: int, *, by: Actor
) -> Fact:
    """A fact that the engine did not see, said by ``text[start:end]``.

    Raises ValidationError if there are no such words or the same fact is there, and as
    ``steps.deciding_facts`` does.
    """
    with deciding_facts(version, revision) as locked:
        words = check_passage(locked, start, end)
        same = locked.facts.filter(kind=kind, start=start, end=end).exclude(state=FactState.REJECTED)
        if any(fact.values == values for fact in same):
            raise ValidationError(_("这段文字已有相同的要素。"), code="same")
        act = Act(locked, by, timezone.now(), PolicyVerb.FACT_ADDED, track=FACT_CHECK)
        fact = Fact(
            version=locked,
            provision=innermost(list(locked.provisions.order_by("start", "order")), start),
            kind=kind,
            values=values,
            words=words,
            start=start,
            end=end,
            source=FactSource.PERSON,
            state=FactState.ACCEPTED,
            **act.stamp,
        )
        fact.save()
        act.words = _("补充“%(fact)s”") % {"fact": describe(fact.kind, fact.values)}
        act.made = (fact.pk,)
        act.audit_after = _said(fact) | {"words": words, "at": start}
        finish_act(act)
    return fact


def check_passage(version: PolicyVersion, start: int, end: int) -> str:
    """The words at a place of the text. Raises ValidationError where there are none, or too many."""
    words = version.text[start:end] if 0 <= start < end <= len(version.text) else ""
    if not words.strip():
        raise ValidationError(_("请先在原文中选中说明这项要素的文字。"), code="empty")
    if len(words) > FACT_CHARS:
        raise ValidationError(
            _("选中的文字太长，请只选说明这项要素的文字，不超过 %(limit)d 个字。") % {"limit": FACT_CHARS},
            code="too_long",
        )
    return words


_DECISIONS = {
    Decision.ACCEPT: gettext_lazy("认可"),
    Decision.REJECT: gettext_lazy("不认可"),
    Decision.RESET: gettext_lazy("重新核对"),
}


def _said(fact: Fact) -> dict[str, object]:
    said = FactState(fact.state).label
    return {"fact": describe(fact.kind, fact.values), "decision": str(said)}


def _act_on(fact: Fact, verb: str, by: Actor) -> Act:
    """An act that is about to change one fact, with how it was."""
    act = Act(fact.version, by, timezone.now(), verb, track=FACT_CHECK, audit_before=_said(fact))
    rows = Fact.objects.filter(pk=fact.pk)
    act.remember(facts=rows, values=rows)
    return act


def _finish(act: Act, fact: Fact, *, reset: bool = False) -> None:
    fact.is_carried = False
    fact.decided_by, fact.decided_at = (None, None) if reset else (act.by.user, act.at)
    fact.save(update_fields=["state", "values", "decided_by", "decided_at", "is_carried"])
    act.audit_after = _said(fact)
    finish_act(act)
