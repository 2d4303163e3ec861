"""Paragraphs of one provision to its tasks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from luodi.decompose.actors import acts_itself, lacks_act, opens_scope, stays_in_scope
from luodi.decompose.clauses import Clause, Segment, split_sentences
from luodi.decompose.lexicon import KIND_BY_VERB, TaskKind
from luodi.decompose.margins import Margin
from luodi.decompose.means import find_inner_means
from luodi.decompose.roles import Reading, Role, frames_payment, is_unfinished, read_clause
from luodi.decompose.terms import find_deadline
from luodi.decompose.unlisted import can_stand_alone, read_alone, read_by_place
from luodi.source import Span


@dataclass
class Draft:
    """A task while the clauses that belong to it are still being read."""

    start: int
    end: int
    verb: str
    verb_at: int
    opened_at: int
    context: list[Span] = field(default_factory=list)
    measures: list[Span] = field(default_factory=list)
    results: list[Span] = field(default_factory=list)
    deadline_words: str = ""
    lead: tuple[str, ...] = ()
    joint: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    # What the margins say: whether one names units, and the words of one that says when.
    is_answered: bool = False
    margin_words: str = ""
    # The year that the sentence named before the task: 2025年6月底前甲，12月底前乙.
    year: int | None = None
    # What a task table's own columns say of when and of which result, in exact words.
    due_words: str = ""
    result_words: str = ""

    @property
    def words(self) -> Span:
        return Span(self.start, self.end)

    def starts_in(self, spans: Sequence[Span]) -> bool:
        return any(span.start <= self.start < span.end for span in spans)

    def kind(self) -> TaskKind:
        # A verb found only by its adverb is an act of pushing something on.
        return KIND_BY_VERB.get(self.verb, TaskKind.PROMOTE)


_NEWS_FRAME = re.compile(
    r"(?:会议|活动|报告会|培训班?|推进会|座谈会)?(?:由.{2,20}主持|指出|认为)|会议(?:听取|传达|审议|讨论|充分肯定|通报)|参加(?:会议|活动|培训)|.{2,30}(?:负责人|负责同志|人员)(?:参加|出席|列席)|出席|据悉|据了解|(?:本报|本网)?记者|通讯员|近日|日前|会上|与会|会后|"
    r"(?:供稿|来源|作者|编辑|审核|列席|参会|出席|主持|记录)(?:人员?)?[:：]"
)
# How long a document is in force, and who explains it: nobody is held to that.
_VALIDITY = re.compile(
    r"自.{2,20}起(?:正式)?(?:施行|实施|执行|生效|试行(?![\u4e00-\u9fff]))|负责解释|(?:同时|予以)废止|从其规定|"
    r"政策.{0,24}(?:重叠|重复|不一致)的"
)
# 为规范…，制定本办法: why there is a document.
_PURPOSE = re.compile(r"(?:现|特)?(?:制定|制订|修订|提出|出台)(?:了)?(?:本|如下|以下)[^，。；]{0,16}")
_CARRIES_OUT = re.compile(r"(?:负责)?(?:具体)?(?:组织实施|抓好落实|组织落实|实施|落实|执行)")
_IN_FORCE = re.compile(
    r"(?:(?:本|试行|暂行)[^。]{0,60}?)?(?:有效|试行|施行|执行)期(?:限)?(?:至|为|暂定|\d|[一二三五两]年)"
)
# Who gets what only once, who answers for the papers of an application: rules for those who apply.
_FOR_APPLICANTS = re.compile(
    r"(?:(?:同一|多项|多个|已(?:经)?(?:享受|获得|取得)|以上|上述|所有|各项|有关|相关|与|凡|若|如|符合|本)(?:(?!给予|予以|万元)[^。；]){0,60}?)?"
    r"(?:按(?:照)?)?[^，。；]{0,12}?(?:(?:不|不得|不予|不再|避免)重复(?:享受|支持|补[助贴]|奖[励补]|资助|兑现|计算)"
    r"|(?:从优|就高|从高|择高|择优)(?:[、，]?(?:从优|就高|从高))*[、，]?(?:不重复|原则))"
    r"|(?:构成|涉嫌)(?:犯罪|违法)[^。；]{0,30}依法[^。；]{0,30}"
    r"|[^。；]{0,40}由[\u4e00-\u9fff]{1,8}自行(?:分配|承担|决定|协商|解决|负担|选择)"
    r"|[^。；]{0,30}(?:真实性|合法性|完整性|准确性)[^。；]{0,12}负责"
)
# A deadline that begins so near to the head of a clause counts for those after it too.
_HEAD = 2
_YEAR = re.compile(r"(20\d\d)年(?!度)")
_PAYMENT = re.compile(
    r"(?:按(?:照)?(?:有关|相关)?(?:规定|标准|比例|程序)?|一次性|分阶段|分年度|分期|每年|最高|再|优先|择优)*(?:给予|予以|奖励|补助|补贴|资助|按[^，,]{2,30}(?:给予|补助|奖励))"
    r"(?!.{0,6}(?:支持|保障)$)"
)
_LIST_INTRO = re.compile(
    r"(?:以下|如下|下列|条件|情形|要求|职责|事项|包括|方面|工作|原则|任务)[^，,。；;]{0,12}[:：]$"
)


def read_tasks(
    text: str,
    blocks: Sequence[Span],
    section: tuple[str, ...] = (),
    margins: Sequence[Margin] = (),
    *,
    law: bool = False,
) -> list[Draft]:
    """The tasks in the paragraphs of one provision, in reading order, with their units.

    law: the provision stands in a rule (第X条), whose sentences mostly say what is and what one may:
    there, what no rule of the language knows is no duty.
    A margin counts for what stands before it in the provision, since the last that follows a task.
    What is said in it and asks nothing is context of the task before it, or of the first.
    """
    drafts: list[Draft] = []
    asides: list[Span] = []
    settled = answered = reached = 0
    waiting = deque(margins)
    for block in blocks:
        start = max(block.start, min(reached, block.end))
        while waiting and waiting[0].span.start < block.end:
            margin = waiting.popleft()
            drafts.extend(_read_range(text, Span(start, margin.span.start), section, asides, law=law))
            if len(drafts) > answered:
                settled, answered = answered, len(drafts)
            for draft in drafts[settled:]:
                answer(draft, margin)
            # A list of lines goes on through the paragraphs after this one.
            reached = max(start, margin.span.end)
            start = min(reached, block.end)
        drafts.extend(_read_range(text, Span(start, block.end), section, asides, law=law))
    for aside in asides if drafts else []:
        after = bisect_right(drafts, aside.start, key=lambda draft: draft.start)
        drafts[max(0, after - 1)].context.append(aside)
    return drafts


def answer(draft: Draft, margin: Margin) -> None:
    """Give a task the units and the deadline of a margin."""
    draft.margin_words = f"{draft.margin_words}\n{margin.words}"
    draft.is_answered = draft.is_answered or bool(margin.lead or margin.joint)
    if draft.lead:
        # The sentence itself, or the line before, names who leads; the margin adds the others.
        joint = (*draft.joint, *margin.lead, *margin.joint)
        draft.joint = tuple(dict.fromkeys(unit for unit in joint if unit not in draft.lead))
    else:
        draft.lead = margin.lead
        draft.joint = tuple(unit for unit in (*draft.joint, *margin.joint) if unit not in margin.lead)


def _read_range(
    text: str, span: Span, section: tuple[str, ...], asides: list[Span], *, law: bool
) -> list[Draft]:
    drafts: list[Draft] = []
    for sentence in split_sentences(text, span):
        first = sentence[0][0]
        last = sentence[-1][-1]
        if _NEWS_FRAME.match(text, first.start, first.end):
            continue
        if _VALIDITY.search(text, first.start, last.end) or _IN_FORCE.match(text, first.start, last.end):
            continue
        if _PURPOSE.fullmatch(text, last.start, last.end):
            continue
        if _LIST_INTRO.search(text, first.start, min(span.end, last.end + 1)) or last.mark in ("？", "?"):
            asides.append(Span(last.start, last.end))
            # 市科技局负责甲，并履行下列职责：…: what stands before the list's own clause may be a duty.
            sentence[-1].pop()
            sentence = [segment for segment in sentence if segment]
            if not sentence:
                continue
        reader = _SentenceReader(text, section, law=law)
        found = reader.read(sentence)
        if drafts and len(found) == 1 and found[0].lead and _CARRIES_OUT.fullmatch(text, *found[0].words):
            # 建设甲。由市经信局会同市科技局组织实施。 says who answers for what stands before it.
            for draft in drafts:
                answer(draft, Margin(found[0].words, found[0].lead, found[0].joint))
            continue
        drafts.extend(found)
        asides.extend(reader.asides)
    return drafts


class _SentenceReader:
    """Reads the clauses of one sentence into drafts.

    Keeps what waits for the next task (context, measures) and whether a supported party is acting.
    """

    def __init__(self, text: str, section: tuple[str, ...], *, law: bool) -> None:
        self.text = text
        self.law = law
        self.section = section
        self.drafts: list[Draft] = []
        self.asides: list[Span] = []
        self.deadline_words = ""
        self.frame_words = ""
        self.recurs = False
        self.party: Span | None = None
        self.year: int | None = None
        self.lead: tuple[str, ...] = ()
        self.joint: tuple[str, ...] = ()

    def read(self, sentence: list[Segment]) -> list[Draft]:
        for segment in sentence:
            self.deadline_words = self.frame_words
            aside = _FOR_APPLICANTS.match(self.text, segment[0].start, segment[-1].end)
            if aside:
                # What an office does about it stands behind: …由申报单位负责，市科技局组织抽查.
                rest = [clause for clause in segment if clause.start >= aside.end()]
                told = segment[: len(segment) - len(rest)]
                self.asides.append(Span(told[0].start, told[-1].end))
                if not rest:
                    continue
                segment = rest
            fact = self._read_segment(segment)
            if fact is not None:
                self.asides.append(Span(fact.start, sentence[-1][-1].end))
                break
        return self.drafts

    def _read_segment(self, segment: Segment) -> Clause | None:
        """None, or the clause from which on the sentence states a fact, not a duty."""
        waiting: list[Reading] = []
        scope = False
        unfinished = False
        cause = Span(0, 0)
        first_of_segment = len(self.drafts)
        for index, clause in enumerate(segment):
            none_yet = len(self.drafts) == first_of_segment
            reading = read_clause(self.text, clause, opens=not self.drafts, first=none_yet)
            current = self.drafts[-1] if not none_yet and not waiting else None
            following = segment[index + 1] if index + 1 < len(segment) else None
            if reading.role is Role.FACT:
                return waiting[0].clause if waiting else clause
            if following and frames_payment(self.text, reading, following):
                reading = reading._replace(role=Role.FRAME)
            # 对进展缓慢的项目，下达督办函: the frame is whole, what follows is the act.
            framed = bool(waiting) and all(self.text.startswith("对", each.start) for each in waiting)
            opens_segment = none_yet and (framed or not waiting) and not self.law
            if opens_segment and can_stand_alone(self.text, reading, following):
                reading = read_by_place(self.text, reading)
            elif reading.role is Role.RESULT and not index and self.drafts and none_yet:
                # 建设甲；力争到2027年达到乙: after ； a goal stands by itself.
                if _YEAR.search(self.text, clause.start, clause.end):
                    reading = read_by_place(self.text, reading)
            elif reading.role is Role.RESULT and waiting and waiting[-1].role is Role.MEANS:
                # 运用甲、乙等手段，实现丙: with a way to it, the result is the duty.
                reading = read_by_place(self.text, reading)
            if reading.lead:
                # Who acts stays the same until the sentence names somebody else.
                self.lead, self.joint = reading.lead, reading.joint
            if reading.role is Role.UNITS:
                self._name_units(reading)
                continue
            self._note_deadline(reading, current)
            if current is not None and self._belongs(reading, scope=scope, unfinished=unfinished):
                self._extend(current, (reading,))
                current.measures.extend(Span(*span) for span in reading.measures)
                # A frame or means inside the duty is followed by what it frames.
                unfinished = reading.role in (Role.FRAME, Role.MEANS)
            elif reading.role is Role.TASK:
                draft = self._open(reading, waiting)
                self.drafts.append(draft)
                waiting = []
                opened = opens_scope(self.text, reading.start, clause)
                self._say_who_is_paid(draft, clause, opened=opened)
                if scope and not opened and not acts_itself(self.text, reading.start, clause):
                    # The act of a supported party: who supports it, and what in, is said before.
                    draft.context.append(cause)
                else:
                    scope, cause = opened, clause.span
                unfinished = is_unfinished(self.text, reading) or lacks_act(self.text, reading.start, clause)
            elif reading.role is Role.RESULT and self.drafts and not waiting:
                self.drafts[-1].results.append(Span(reading.start, clause.end))
                self.drafts[-1].deadline_words = self.drafts[-1].deadline_words or self.deadline_words
            else:
                waiting.append(reading)
        self._settle(waiting, first_of_segment)
        return None

    def _say_who_is_paid(self, draft: Draft, clause: Clause, *, opened: bool) -> None:
        """支持企业组建中心，…，给予100万元: the party is context of a payment that names none."""
        if opened:
            self.party = clause.span
        elif self.party and not draft.context and _PAYMENT.match(self.text, draft.start, draft.end):
            draft.context.append(self.party)

    def _name_units(self, reading: Reading) -> None:
        """…，由甲牵头，乙配合: before its duty or after it."""
        self.joint = tuple(dict.fromkeys((*self.joint, *reading.joint)))
        if self.drafts and not self.drafts[-1].lead:
            self.drafts[-1].lead = reading.lead
        if self.drafts and self.drafts[-1].lead:
            self.drafts[-1].joint = self.joint

    def _belongs(self, reading: Reading, *, scope: bool, unfinished: bool) -> bool:
        """Whether a clause is more of the duty before it."""
        if reading.role in (Role.MORE, Role.BAN) or (unfinished and reading.role is not Role.RESULT):
            return True
        if not scope or reading.role not in (Role.TASK, Role.FRAME, Role.MEANS):
            return False
        return stays_in_scope(self.text, reading.start, reading.clause)

    def _note_deadline(self, reading: Reading, current: Draft | None) -> None:
        """Keep the words of a deadline: to the next ；, or for the sentence where they stand by themselves.

        每年, 30日内 and the like say something of their own clause only.
        """
        words = self.text[reading.clause.start : reading.clause.end]
        years = _YEAR.findall(words)
        self.year = int(years[-1]) if years else self.year
        deadline = find_deadline(words, None)
        if deadline is None:
            if self.recurs:
                self.deadline_words, self.recurs = self.frame_words, False
            return
        if current is not None and reading.role is Role.MORE:
            # 建设甲，6月底前上线: of the task before it alone.
            current.deadline_words = current.deadline_words or words
            return
        # 对甲6月底前清零，对乙…: behind its object a day is of its own clause only.
        inside = words.find(deadline.text) > reading.start - reading.clause.start + _HEAD
        self.deadline_words = words
        self.recurs = reading.role is Role.TASK and (deadline.due is None or inside)
        if reading.role is Role.FRAME and deadline.due is not None:
            self.frame_words = words

    def _open(self, reading: Reading, waiting: Sequence[Reading]) -> Draft:
        clause = reading.clause
        draft = Draft(reading.start, clause.end, reading.verb, reading.verb_at, clause.start)
        draft.section = self.section
        draft.lead, draft.joint = self.lead, self.joint or reading.joint
        draft.deadline_words = self.deadline_words
        draft.year = self.year
        draft.measures = []
        means_open = False
        for earlier in waiting:
            if earlier.role is Role.MEANS:
                draft.measures.extend(Span(*span) for span in earlier.measures)
                means_open = True
            elif earlier.role is Role.MORE and means_open:
                draft.measures.append(earlier.clause.span)
            else:
                draft.context.append(earlier.clause.span)
                means_open = False
        inner = reading.measures or find_inner_means(self.text, reading.start, clause.end)
        draft.measures.extend(Span(*span) for span in inner)
        return draft

    def _extend(self, draft: Draft, readings: Sequence[Reading]) -> None:
        start, end = readings[0].clause.start, readings[-1].clause.end
        if not draft.results:
            draft.end = end
        elif readings[-1].role is Role.MORE and not re.search(r"\d", self.text[start:end]):
            # After what is to be reached, words without a figure only explain.
            draft.context.append(Span(start, end))
        else:
            draft.results[-1] = Span(draft.results[-1].start, end)

    def _settle(self, waiting: list[Reading], first_of_segment: int) -> None:
        """What still waits when a segment ends belongs to the task before it, or is one itself."""
        if not waiting:
            return
        if len(self.drafts) == first_of_segment:
            duty = None if self.law else read_alone(self.text, waiting)
            if duty is None:
                self.asides.append(Span(waiting[0].clause.start, waiting[-1].clause.end))
            else:
                self.drafts.append(self._open(duty, ()))
            return
        draft = self.drafts[-1]
        if all(reading.role is Role.MEANS for reading in waiting):
            draft.measures.extend(Span(*span) for reading in waiting for span in reading.measures)
            return
        self._extend(draft, waiting)
