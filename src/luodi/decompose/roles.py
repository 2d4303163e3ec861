"""What a clause does in its sentence: a duty, a means, a result, a frame, or more of the one before.

The rules are of the language and tried in order; the first that holds decides.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import NamedTuple

from luodi.decompose import sentence_forms as forms
from luodi.decompose.clauses import Clause, protected_ranges
from luodi.decompose.lexicon import (
    KIND_BY_VERB,
    NOMINAL,
    head_verb,
    match_verb,
    skip_adverbs,
    skip_conjunctions,
)
from luodi.decompose.means import HEAD, Means, read_means
from luodi.decompose.subjects import (
    read_actor,
    read_bearer,
    read_lead,
    read_modal,
    read_office,
    read_partners,
    read_passive,
    read_told,
)
from luodi.source import Span


class Role(Enum):
    """TASK: a duty. MEANS: how. RESULT: what the duty before it leads to. FRAME: occasion or basis.

    MORE: belongs to the words before it. FACT: states what is. BAN: says what must not be.
    """

    TASK = auto()
    MEANS = auto()
    RESULT = auto()
    FRAME = auto()
    MORE = auto()
    FACT = auto()
    BAN = auto()
    UNITS = auto()


class Reading(NamedTuple):
    """A clause and its role.

    start: where the words that count begin, after 并, 同时, 要 and a department that acts.
    verb, verb_at: of a task. measures: spans of the means it names. lead, joint: departments that act.
    """

    clause: Clause
    role: Role
    start: int
    verb: str = ""
    verb_at: int = -1
    measures: tuple[tuple[int, int], ...] = ()
    lead: tuple[str, ...] = ()
    joint: tuple[str, ...] = ()


def read_clause(text: str, clause: Clause, *, opens: bool, first: bool) -> Reading:
    """The role of one clause.

    opens: no duty stands before it in its sentence; first: none since the last ；.
    """
    end = clause.end
    start = skip_conjunctions(text, clause.start, end)
    time = forms.TIME.match(text, start, end)
    if start >= end or (time and time.end() == end):
        return Reading(clause, Role.FRAME, clause.start)
    # 到2026年培养…: the time stays with the words of the task, the verb comes after it.
    at = skip_conjunctions(text, time.end(), end) if time else start
    words = text[at:end]
    responsible = read_lead(text, at, end)
    if responsible is not None:
        return Reading(clause, Role.UNITS, at, lead=responsible.lead, joint=responsible.joint)
    if time and not opens and (forms.HAPPENS.fullmatch(words) or forms.COUNTS.fullmatch(words)):
        # 建设甲，6月底前上线运行: when what stands before it is to be done.
        return Reading(clause, Role.MORE, start)
    if not opens:
        if forms.ANAPHORIC.match(words) or forms.BARE_GIVE.fullmatch(words):
            return Reading(clause, Role.MORE, clause.start)
        if forms.RESULT.match(words) or forms.SERVES.fullmatch(words):
            return Reading(clause, Role.RESULT, start)
        reaches = forms.REACHES.match(words) or (
            not first and forms.REACHES_TOO.match(words) and not forms.REPEATS.match(words)
        )
        if reaches and (forms.REACHES.match(words) or not _heads_duty(text, at, end)):
            return Reading(clause, Role.RESULT, start)
    office = read_office(text, at, end)
    if office is not None:
        return Reading(clause, Role.FRAME, start, lead=office)
    if forms.BAN.match(words):
        return Reading(clause, Role.BAN, start)
    if words.endswith("的") or forms.OCCASION.fullmatch(words):
        return Reading(clause, Role.FRAME, clause.start)
    means = read_means(text, at, end)
    if means is not None:
        return _read_means_clause(text, clause, at, means)
    if words.startswith("由") or read_told(text, at, end) is not None:
        bearer = _read_with_subject(text, clause, at)
        if bearer is not None and bearer.lead:
            return bearer
    duty = _read_duty(text, clause, at)
    if duty is not None:
        return duty._replace(start=start, joint=duty.joint or read_partners(text, at, end))
    if not opens and forms.STATE.fullmatch(words):
        return Reading(clause, Role.RESULT, start)
    if forms.FRAME.match(words) or forms.ARGUMENT.match(words):
        return Reading(clause, Role.FRAME, start)
    if opens and (forms.FACT.match(words) or forms.CONDITION.match(words)):
        return Reading(clause, Role.FACT, start)
    acts = _read_with_subject(text, clause, at)
    if acts is not None:
        return acts if acts.lead or acts.start > at else acts._replace(start=start)
    return Reading(clause, Role.MORE, start)


def frames_payment(text: str, reading: Reading, following: Clause) -> bool:
    """Whether 对…增长 only says what the next clause pays for (按10%给予补助), and asks nothing itself."""
    start, clause = reading.start, reading.clause
    if reading.role is not Role.TASK or not text.startswith("对", start):
        return False
    verb_end = reading.verb_at + len(reading.verb)
    ends = verb_end == clause.end and not forms.LIGHT_VERB.search(text, start, verb_end)
    names = ends or forms.PAID_FOR.search(text, start, clause.end) is not None
    return names and forms.PAYS.match(text, following.start, following.end) is not None


def _heads_duty(text: str, at: int, end: int) -> bool:
    """Whether a clause with a figure opens with a verb (开展活动不少于20场), not with a noun (交流教师…)."""
    found = head_verb(text, at, end)
    return found is not None and (found[0] not in NOMINAL or found[1] > at)


def is_unfinished(text: str, reading: Reading) -> bool:
    """Whether a duty's clause stops before its object: 支持在张江等区域，…; 支持企业通过并购等方式，…"""
    words = text[reading.verb_at + len(reading.verb) : reading.clause.end]
    if re.match(r"在|对|围绕|针对|面向", words) and forms.LOCATIVE_TAIL.search(words):
        return True
    # Two searches: one with .* between them costs the square of a hostile text.
    if re.search(rf"{HEAD}$", words) and re.search(r"通过|采取|采用|以|利用", words):
        return True
    through = re.search(r"通过(?!验收|审核|评审)(?P<how>.+)$", words)
    return (
        through is not None and re.search(r"推动|促进|加强|提升|提高|支持|开展|加快", through["how"]) is None
    )


def _read_means_clause(text: str, clause: Clause, start: int, means: Means) -> Reading:
    if means.rest < clause.end:
        rest = skip_conjunctions(text, means.rest, clause.end)
        duty = _read_duty(text, Clause(rest, clause.end, clause.mark), rest)
        if duty is not None:
            # 采用…形式予以支持 says nothing without its means.
            bare = forms.BARE_GIVE.fullmatch(text, rest, clause.end) or forms.LIGHT_ONLY.fullmatch(
                text, rest, clause.end
            )
            begin = start if bare else rest
            return duty._replace(clause=clause, start=begin, measures=means.named)
        if clause.end - rest >= 4:
            return Reading(clause, Role.TASK, start, measures=means.named)
    return Reading(clause, Role.MEANS, start, measures=means.named)


def _read_duty(text: str, clause: Clause, start: int) -> Reading | None:
    """A clause headed by a verb, or by a preposition (将…纳入…, 对…进行…) and then its verb."""
    end = clause.end
    adverbs, _ = skip_adverbs(text, start, end)
    for head in sorted({start, adverbs}):
        preposition = forms.ARGUMENT.match(text, head, end)
        if preposition and match_verb(text, head, end) is None:
            if preposition.group() == "为" and forms.FRAME.match(text, head, end):
                return None
            verb = _verb_after(text, preposition, end)
            if verb is not None:
                return _task_of(text, clause, start, verb)
            helped = forms.FOR_WHOM.fullmatch(text, head, end)
            if helped and match_verb(text, helped.start("act"), end):
                return Reading(clause, Role.TASK, start, helped["act"][:2], helped.start("act"))
            act = _act_after_relative(text, preposition, end) or _act_at_end(text, preposition, end)
            return Reading(clause, Role.TASK, start, *act) if act else None
    reported = forms.REPORT.match(text, start, end)
    if reported is not None:
        return Reading(clause, Role.TASK, start, "报", reported.start("verb"))
    by = forms.BY.match(text, start, end)
    if by is not None:
        return Reading(clause, Role.TASK, start, by["verb"], by.start("verb"))
    if forms.FRAME.match(text, start, end):
        settled = forms.FRAME_TAIL.search(text, start, end) or forms.AS.fullmatch(text, start, end)
        means = text.startswith(("依托", "利用"), start)
        inner = None if settled else _verb_inside(text, start + 3, end, nominal=means)
        return Reading(clause, Role.TASK, start, *inner) if inner else None
    found = head_verb(text, start, end)
    if found is None:
        return None
    word, at = found
    if at + len(word) >= end and (
        (word in NOMINAL and at == start) or (word in forms.EVENTS and not skip_adverbs(text, start, at)[1])
    ):
        return None
    return Reading(clause, Role.TASK, start, word, at)


def _verb_after(text: str, preposition: re.Match[str], end: int) -> re.Match[str] | None:
    """The verb of a clause that opens with a preposition; None where it has none of its own."""
    at = preposition.end()
    if preposition.group() in ("在", "从", "为", "赴", "前往", "到"):
        second = forms.SECOND_PREPOSITION.search(text, at, end)
        if second:
            return _verb_after(text, second, end)
        if preposition.group() != "为" and forms.LOCATIVE_TAIL.search(text, at, end):
            return None
        # After a list of places the verb follows its last member.
        last = 0
        if preposition.group() != "为":
            last = max(text.rfind("、", at, end), _place_end(text, at, end)) + 1
        verb = forms.STRONG.search(text, last or at + 1, end)
        return verb if verb and (verb.end() < end or verb.group() == "列支") else None
    relative = forms.RELATIVE.match(text, at, end) if preposition.group() in ("对", "与", "向") else None
    begin = relative.end() if relative else at + 1
    verb = forms.LIGHT_VERB.search(text, begin, end) or forms.ARGUMENT_VERB.search(text, begin, end)
    if verb is None or preposition.group() not in ("对", "向", "与", "同") or verb.end() < end or relative:
        return verb
    # 对…及时审核 is a duty; 对…的审核 names a thing.
    return verb if text[verb.start() - 1] != "的" else None


def _verb_inside(text: str, start: int, end: int, *, nominal: bool) -> tuple[str, int] | None:
    """The first verb with an object inside a clause that opens with 围绕, 面向, 依托…, outside quotes.

    nominal: 依托甲建设乙 acts, 围绕甲建设乙 hardly ever does.
    """
    holes = protected_ranges(text, Span(start, end))
    at = start
    for hole in [*holes, Span(end, end)]:
        while at < hole.start:
            verb = match_verb(text, at, end)
            if verb and len(verb) > 1 and _takes_object(text, verb, at + len(verb), end, nominal):
                return verb, at
            at += 1
        at = max(at, hole.end)
    return None


def _takes_object(text: str, verb: str, after: int, end: int, nominal: bool) -> bool:
    if (verb in NOMINAL and not nominal) or verb in forms.EVENTS or end - after < 4:
        return False
    return re.match(r"[的和与及等中、者力型后前性化]", text[after:end]) is None


def _act_after_relative(text: str, preposition: re.Match[str], end: int) -> tuple[str, int] | None:
    """对落实不力的严肃追责: what is done to those whom the words before 的 describe."""
    de = text.rfind("的", preposition.end(), end)
    if preposition.group() != "对" or de < 0:
        return None
    found = head_verb(text, de + 1, end)
    return found if found and found[0] not in NOMINAL else None


def _act_at_end(text: str, preposition: re.Match[str], end: int) -> tuple[str, int] | None:
    """对进度滞后的单位发函提醒, 对超标企业一律顶格处罚: the verb that closes the clause, or the adverb's."""
    if preposition.group() != "对":
        return None
    begin = preposition.end() + 2
    repeated = forms.WHENEVER.search(text, begin, end)
    if repeated:
        return repeated["verb"], repeated.start()
    for at in range(begin, end - 2):
        after, effort = skip_adverbs(text, at, end)
        if effort and after < end - 1 and text[at - 1] not in "、的":
            verb = match_verb(text, after, end) or text[after : after + 2]
            return verb, after
    for length in (4, 3, 2):
        word = text[end - length : end]
        if end - length > begin and word in KIND_BY_VERB and word not in NOMINAL | forms.EVENTS:
            return None if text[end - length - 1] in "的和与及、" else (word, end - length)
    return None


def _task_of(text: str, clause: Clause, start: int, verb: re.Match[str]) -> Reading:
    """A duty whose verb stands after its object; 进行约谈 is about 约谈."""
    act = (
        match_verb(text, verb.end(), clause.end) if verb.group() in ("进行", "开展", "予以", "实施") else None
    )
    if act is not None:
        return Reading(clause, Role.TASK, start, act, verb.end())
    return Reading(clause, Role.TASK, start, verb.group(), verb.start())


def _place_end(text: str, at: int, end: int) -> int:
    places = list(forms.PLACE.finditer(text, at, end))
    return places[-1].end() - 1 if places else -1


def _read_with_subject(text: str, clause: Clause, start: int) -> Reading | None:
    """A department, or another subject with 应, 要, 须, and then what it is to do."""
    end = clause.end
    actor = read_actor(text, start, end)
    if actor is not None:
        inner = _read_act(text, clause, actor.end)
        if inner is not None:
            begin = inner.start if actor.lead else start
            return inner._replace(start=begin, lead=actor.lead, joint=actor.joint)
        if actor.lead and forms.FRAME.match(text, actor.end, end):
            # 各县要紧盯主导产业，…: who acts, before what they are to do.
            return Reading(clause, Role.FRAME, actor.end, lead=actor.lead, joint=actor.joint)
        told = read_told(text, start, end)
        if told is not None and not forms.LOCATES.match(text, told.end, end):
            # 市自然资源局要提前介入选址: what a body must do, whatever the verb.
            at, _ = skip_adverbs(text, told.end, end)
            return Reading(
                clause, Role.TASK, told.end, text[at : at + 2], at, lead=told.lead, joint=told.joint
            )
    bearer = read_bearer(text, start, end)
    borne = _read_act(text, clause, bearer.end) if bearer else None
    if bearer and borne:
        return borne._replace(start=start, lead=bearer.lead, joint=bearer.joint)
    passive = read_passive(text, start, end)
    if passive is not None:
        return Reading(clause, Role.TASK, start, *passive)
    modal = read_modal(text, start, end)
    if modal is None:
        body = forms.BODY_ACTS.match(text, start, end)
        done = _read_duty(text, Clause(body.end(), end, clause.mark), body.end()) if body else None
        if done is not None:
            return done._replace(clause=clause, start=start)
        repeats = forms.REPEATS.match(text, start, end)
        if repeats is None or head_verb(text, start, repeats.end("who")):
            return None
        found = _first_act(text, repeats.end(), end)
        return Reading(clause, Role.TASK, start, *found) if found else None
    at = skip_conjunctions(text, modal.end, end)
    duty = _read_duty(text, Clause(at, end, clause.mark), at)
    # The subject is no department: it stays in the words of the task.
    if duty is not None:
        return duty._replace(clause=clause, start=start)
    if forms.LOCATIVE_TAIL.search(text, at, end):
        return None
    if modal.binding and not forms.FRAME.match(text, at, end) and not forms.ARGUMENT.match(text, at, end):
        return Reading(clause, Role.TASK, start, text[at : at + 2], at)
    return None


def _first_act(text: str, at: int, end: int) -> tuple[str, int] | None:
    """The first verb of some words: 外出招商不少于2次, 至少联系2名专家."""
    for place in range(at, min(end - 2, at + 12)):
        found = head_verb(text, place, end)
        if found:
            return found
    return None


def _read_act(text: str, clause: Clause, at: int) -> Reading | None:
    """What a department does: a duty, or the means of the duty that follows."""
    at = skip_conjunctions(text, at, clause.end)
    # 将 before a verb is the future (将制定…), before a thing it takes an object (将…纳入…).
    if text.startswith("将", at) and not forms.LIGHT_VERB.search(text, at + 2, clause.end):
        after = skip_conjunctions(text, at + 1, clause.end)
        moves = forms.ARGUMENT_VERB.search(text, after + 1, clause.end)
        ahead = head_verb(text, after, clause.end) or forms.ARGUMENT.match(text, after, clause.end)
        at = at if moves and not ahead else after
    begin = at
    may = forms.MAY.match(text, at, clause.end)
    at = may.end() if may else at
    within = forms.WITHIN.match(text, at, clause.end)
    at = within.end() if within else at
    time = forms.TIME.match(text, at, clause.end)
    # 应当在15个工作日内核实处理: the time stays with the words of the task.
    at = time.end() if time and time.end() < clause.end else at
    means = read_means(text, at, clause.end)
    if means is not None:
        return _read_means_clause(text, clause, at, means)
    duty = _read_duty(text, Clause(at, clause.end, clause.mark), at)
    return duty._replace(clause=clause, start=begin) if duty else None
