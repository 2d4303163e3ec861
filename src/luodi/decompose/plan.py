"""Document → Plan: which provisions are workstreams, and the tasks of each.

A plan or opinion (一、（一）1.): every top-level section that holds a duty is a workstream, one named
总体要求, 基本原则 or the like only where it names responsible units, one named 主要目标 also where one of its
numbered goals is an act (建设甲) and no mere figure or state (达到, 形成): then every goal is a row. A rule
(第X章 第X条): every chapter, 总则 and 附则 only with what a named office is to do; lists of conditions,
rights and bans are none. An article: every item of a running list (一是…二是…) that looks ahead, and what
stands below the lists and names an office; without a list, the sentences after 下一步 or 会议要求. What an
issuing notice asks of named offices and every task table (``tables``) are workstreams after these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from luodi.decompose.evidence import Evidence
from luodi.decompose.forms import is_form
from luodi.decompose.lexicon import KIND_BY_VERB
from luodi.decompose.margins import Margin
from luodi.decompose.model import Plan, Workstream
from luodi.decompose.rows import to_rows
from luodi.decompose.subjects import read_actor, read_units
from luodi.decompose.tables import TaskTable, find_task_tables
from luodi.decompose.tasks import Draft, answer, read_tasks
from luodi.diagnostics import Diagnostic, LuodiError, Severity
from luodi.source import Span
from luodi.structure import Document, Part, in_whole_paragraphs, parse_document
from luodi.structure.numerals import numeral_value

# 发展基础 tells what there is, 夯实基础 asks for it.
_NO_WORKSTREAM = re.compile(
    r"(?:总体(?:要求|思路|目标|考虑|情况)|基本情况|指导思想|基本原则|工作原则|建设原则|(?:主要|总体|工作|发展|建设|具体|阶段|年度)?目标(?!任务)|总则|附则|适用范围|"
    r"背景|形势|现状|^(?:现有|现实|良好|产业|工作|建设|改革|发展|的)*基础|名词解释|有关说明|重要意义|重大意义|功能定位|背景意义|概述|前言)$"
)
# General provisions say who does what for the whole: 市数据局负责统筹.
_GENERAL = re.compile(r"(?:总则|附则)$")
_CONDITIONS = re.compile(
    r"(?:条件|情形|情况|事项|权利|纪律|要求|行为|材料|方式|范围|标准|处理|报告|回避|之一的?[^：:]*)(?:之一)?(?:的[^：:]{0,20})?[:：]\s*$|分为[^。]*。\s*$"
)
# 市科委是主管部门，主要职责是： … names who bears the duties listed under it.
_DUTIES_OF = re.compile(
    r"([\u4e00-\u9fff]{2,30}?(?:厅|局|委|办|部门|政府|委员会|中心|办公室|领导小组))(?:[（(][^（()）]*[)）])?(?:是[^。]*)?(?:主要)?职责(?:是|为|包括|如下)?[：:]"
)
_LISTS_DUTIES = re.compile(r"(?:下列|以下|如下)[^，,。：:]{0,12}(?:职责|任务|工作|义务)(?:如下)?[:：]\s*$")
_BACKWARD = re.compile(
    r"成效|成绩|取得|做法|经验|问题|不足|困难|短板|差距|原因|特点|亮点|意义|体现在|回顾|以来|上半年|去年|过去|总的看"
)
_FORWARD = re.compile(
    r"下一步|下步|下一阶段|接下来|今后|将|重点|要求|强调|部署|安排|打算|举措|抓好|做好|落实"
)
_FORWARD_SENTENCE = re.compile(
    r"下一步|下步|下一阶段|接下来|会议(?:要求|强调)|强调[，,:：]|要求[，,:：]|[厅局委办]将"
)


# Verbs that say what will be, not what is to be done.
_OUTCOME_WORDS = """
    达到 实现 形成 取得 力争 确保 成为 增长 突破 提升 提高 增强 扩大 优化 完成 迈向 跨越 领跑 巩固
"""
_OUTCOMES = frozenset(_OUTCOME_WORDS.split())
_ARTICLE = re.compile(r"第.+条(?:之.+)?")
_SLOGAN = re.compile(r"抓|突出|聚焦|着力|紧盯|在.+上")
# A text may hold duties and not name them.
_UNNAMED = "工作任务"
_BESIDE = "其他要求"
_NOTICE = "印发通知的要求"


def decompose_text(text: str, name: str = "") -> Plan:
    """The task decomposition of a repaired text. Raises LuodiError PLAN001 where it holds no task."""
    return decompose_document(parse_document(text, name), text, name)


def decompose_document(document: Document, text: str, name: str = "") -> Plan:
    """The task decomposition of a document; ``text`` is what the document was parsed from.

    name: what to call the source where the document has no title; also the file in a diagnostic.
    Raises LuodiError PLAN001 where it holds no task.
    """
    return in_whole_paragraphs(document, text, lambda whole, words: _decompose(whole, words, name))


def _decompose(document: Document, text: str, name: str) -> Plan:
    evidence = Evidence(document, text)
    tables = find_task_tables(document, evidence)
    parts = _parts_that_ask(document, text)
    if not parts:
        streams = _from_sentences(document, evidence)
    elif parts[0].running:
        streams = [*_from_running(parts, evidence), *_beside_running(document, text)]
    else:
        streams = _from_sections(parts, evidence)
    streams += _from_notice(document, text)
    streams = [stream._replace(drafts=_outside(tables, stream.drafts)) for stream in streams]
    streams = [stream for stream in streams if stream.drafts]
    last = max((_number(stream.no) or 0 for stream in streams), default=0)
    streams += [
        _Stream(_han(last + i), table.title, table.drafts, table.title) for i, table in enumerate(tables, 1)
    ]
    if not streams:
        raise LuodiError(Diagnostic("PLAN001", Severity.ERROR, file=name))
    workstreams = tuple(
        Workstream(no, stream.name, to_rows(evidence, stream.drafts, _number(no) or 0), stream.clause)
        for no, stream in zip(_numbers(streams), streams, strict=True)
    )
    return Plan(document.title or name, workstreams)


def _parts_that_ask(document: Document, text: str) -> list[Part]:
    """The provisions of a document and of its annexes but those of blank forms."""
    forms = [annex for annex in document.annexes if is_form(annex, text)]
    own = [] if any(form.carries_body for form in forms) else document.parts
    return [*own, *(part for annex in document.annexes if annex not in forms for part in annex.parts)]


class _Stream(NamedTuple):
    """A workstream to be: its numeral in the text, its name, its tasks, the words the text heads it with."""

    no: str
    name: str
    drafts: list[Draft]
    clause: str = ""


def _numbers(streams: Sequence[_Stream]) -> list[str]:
    """A number for every workstream: that of the text; one that comes again gets the next free one."""
    if any(_number(stream.no) is None for stream in streams):
        return [_han(i) for i, _ in enumerate(streams, 1)]
    free = max(_number(stream.no) or 0 for stream in streams) + 1
    given: dict[int | None, str] = {}
    for stream in streams:
        number = _number(stream.no)
        if number in given:
            given[free] = _han(free)
            free += 1
        else:
            given[number] = stream.no
    return list(given.values())


def _outside(tables: Sequence[TaskTable], drafts: list[Draft]) -> list[Draft]:
    """The tasks of sentences; a row of a task table is one task, whatever sentences its cells hold."""
    spans = [table.span for table in tables]
    return [draft for draft in drafts if not draft.starts_in(spans)]


def _from_sections(parts: Sequence[Part], evidence: Evidence) -> list[_Stream]:
    if parts[0].label.startswith("第") and parts[0].label.endswith("条"):
        # A short rule without chapters is one workstream, not one for every article.
        drafts = [draft for part in parts for draft in _part_tasks(part, evidence, ())]
        return [_Stream("一", _UNNAMED, drafts)]
    streams: list[_Stream] = []
    for part in parts:
        drafts = _part_tasks(part, evidence, (), top=True)
        if _is_no_workstream(part, evidence) and not _sets_duties(part, drafts):
            drafts = [draft for draft in drafts if draft.lead and _GENERAL.search(part.heading or "")]
        name = _name(part, evidence.text)
        streams.append(_Stream(_bare(part), name, drafts, _clause(part, name)))
    return streams


def _from_running(parts: Sequence[Part], evidence: Evidence) -> list[_Stream]:
    text = evidence.text
    streams: list[_Stream] = []
    for group in _groups(parts, text):
        intro = _intro(text, group[0].span.start)
        if _BACKWARD.search(intro) and not _FORWARD.search(intro):
            continue
        for part in group:
            name = _name(part, text)
            drafts = _part_tasks(_without_slogan(part, text, name), evidence, (), top=True)
            drafts = drafts or _part_tasks(part, evidence, (), top=True)
            streams.append(_Stream(_bare(part), name, drafts, _clause(part, name)))
    return streams


def _beside_running(document: Document, text: str) -> list[_Stream]:
    """What an article asks of offices that it names, below its lists: 市科技局将建立月调度制度."""
    end = document.parts[-1].span.end
    below = [block for block in document.preamble if block.start >= end]
    drafts = [draft for draft in read_tasks(text, below) if draft.lead and draft.verb in KIND_BY_VERB]
    return [_Stream(_han(1 + len(document.parts)), _BESIDE, drafts)]


def _from_sentences(document: Document, evidence: Evidence) -> list[_Stream]:
    drafts: list[Draft] = []
    for block in document.preamble:
        match = _FORWARD_SENTENCE.search(evidence.text, block.start, block.end)
        if match:
            drafts.extend(read_tasks(evidence.text, [Span(match.start(), block.end)]))
    return [_Stream("一", document.title or _UNNAMED, drafts)]


def _from_notice(document: Document, text: str) -> list[_Stream]:
    """What an issuing notice itself asks of offices that it names: 各牵头单位要于每季度末报送进展."""
    drafts = [
        draft
        for draft in read_tasks(text, document.notice)
        # 修订了甲 tells what has been done.
        if draft.lead and draft.verb and not text.startswith("了", draft.verb_at + len(draft.verb))
    ]
    number = _han(1 + max((_number(part.path[0]) or 0 for part in document.parts), default=0))
    return [_Stream(number, _NOTICE, drafts)]


def _part_tasks(
    part: Part, evidence: Evidence, above: tuple[str, ...], *, top: bool = False, law: bool = False
) -> list[Draft]:
    """The tasks of a provision and everything under it; conditions and the like under it have none."""
    text = evidence.text
    section = above if top else (*above, f"{part.label}{part.heading or ''}")
    law = law or _ARTICLE.fullmatch(part.label) is not None
    heading = part.heading_span or Span(part.span.start, part.span.start)
    margins = evidence.margins_of(part)
    # Units in the heading, or in a line that nothing comes before, count for all that is under it.
    whole = [margin for margin in margins if margin.span.start < heading.end]
    drafts = read_tasks(text, _blocks_with_running(part), section, margins[len(whole) :], law=law)
    if not drafts and heading and not part.parts:
        # A provision that is only its heading, or whose text only explains it, is the task itself.
        blocks = [heading, *part.own_blocks]
        drafts = read_tasks(text, blocks, section, margins, law=law)
    elif not drafts:
        whole = margins
    bearer = _bearer(part, text)
    for draft in drafts:
        draft.path = evidence.path_of(part)
        draft.lead = draft.lead or bearer
    if not (part.text and _CONDITIONS.search(part.text)):
        for child in part.parts:
            if child.running or _is_no_workstream(child, evidence):
                continue
            under = _part_tasks(child, evidence, section, law=law)
            for draft in under:
                draft.lead = draft.lead or bearer
            for margin in _below_all(part, child, evidence):
                for draft in drafts:
                    answer(draft, margin)
            drafts.extend(under)
    for draft in drafts:
        for margin in [] if draft.is_answered else whole:
            answer(draft, margin)
    return sorted(drafts, key=lambda draft: draft.start)


def _below_all(part: Part, child: Part, evidence: Evidence) -> list[Margin]:
    """The lines 责任单位：… below the last item of a list where no other item has any: they are of all."""
    if child is not part.parts[-1] or len(part.parts) < 2 or child.parts:
        return []
    lines = {block.start for block in child.own_blocks[1:]}
    margins = evidence.margins_of(child)
    if not margins or any(margin.span.start not in lines for margin in margins):
        return []
    others = (each for sibling in part.parts[:-1] for each in sibling.walk())
    return [] if any(evidence.margins_of(each) for each in others) else margins


def _bearer(part: Part, text: str) -> tuple[str, ...]:
    """Who bears the duties under a provision: （三）市住建局：…; 市科委的主要职责是：…; …履行下列职责：…"""
    if part.heading_span and text[part.heading_span.end : part.heading_span.end + 1] in ("：", ":"):
        return read_units(part.heading or "")
    named = _DUTIES_OF.match(part.text)
    if named:
        return (named.group(1),)
    if part.blocks and _LISTS_DUTIES.search(part.text):
        actor = read_actor(text, part.blocks[0].start, part.blocks[0].end)
        return actor.lead if actor else ()
    return ()


def _without_slogan(part: Part, text: str, name: str) -> Part:
    """An item without the slogan that names it: 一是抓谋划，编制…."""
    if part.heading is not None or not part.blocks or not _SLOGAN.match(name):
        return part
    first = part.blocks[0]
    after = first.start + len(name) + 1
    if (
        not text.startswith(name, first.start)
        or text[after - 1 : after] not in ("，", ",")
        or after >= first.end
    ):
        return part
    return replace(part, blocks=(Span(after, first.end), *part.blocks[1:]))


def _blocks_with_running(part: Part) -> list[Span]:
    """A provision's paragraphs with its running items, which share the bracket of units at its end."""
    blocks = list(part.own_blocks)
    for child in part.parts:
        if child.running:
            own = _blocks_with_running(child)
            blocks.extend(own or ([child.heading_span] if child.heading_span else []))
    return sorted(blocks)


def _is_no_workstream(part: Part, evidence: Evidence) -> bool:
    heading = (part.heading or "").strip()
    return _NO_WORKSTREAM.search(heading) is not None and not _has_units(part, evidence)


def _sets_duties(part: Part, drafts: list[Draft]) -> bool:
    """Whether a section of goals numbers acts among them: (一)引进培养50名科学家。(二)建设创新体系。"""
    if not (part.heading or "").rstrip().endswith("目标"):
        return False
    spans = [child.span for child in part.parts]
    return any(
        draft.verb in KIND_BY_VERB and draft.verb not in _OUTCOMES and draft.starts_in(spans)
        for draft in drafts
    )


def _has_units(part: Part, evidence: Evidence) -> bool:
    return any(margin.lead or margin.joint for each in part.walk() for margin in evidence.margins_of(each))


def _groups(parts: Sequence[Part], text: str) -> list[list[Part]]:
    """Items list by list: those of one list follow each other without a word between them."""
    groups: list[list[Part]] = []
    for part in parts:
        follows = groups and not text[groups[-1][-1].span.end : part.span.start].strip()
        if follows and _number(_bare(part)) != 1:
            groups[-1].append(part)
        else:
            groups.append([part])
    return groups


def _intro(text: str, start: int) -> str:
    """The sentence that leads into a list, and the paragraph's sentence before it."""
    begin = max(text.rfind("\n", 0, start - 1), start - 160)
    return text[begin + 1 : start]


def _name(part: Part, text: str) -> str:
    if part.heading is not None:
        return part.heading
    first = part.text or (part.parts[0].text if part.parts else "")
    return re.split(r"[，,。；;：:\n]", first, maxsplit=1)[0]


def _clause(part: Part, name: str) -> str:
    """The label and the name of a section as the text has them: 二、重点任务; 第二章 申请. "" for 一是…"""
    if part.running:
        return ""
    gap = " " if part.label.startswith("第") else ""
    return f"{part.label}{gap}{name}"


def _bare(part: Part) -> str:
    return (
        re.sub(r"^第|[章节编篇条部分]+$", "", part.path[0]) if part.label.startswith("第") else part.path[0]
    )


def _number(numeral: str) -> int | None:
    if numeral in ("首先", "其次", "再次", "最后"):
        return None
    try:
        return numeral_value(numeral)
    except ValueError:
        return None


def _han(number: int) -> str:
    """A Chinese numeral up to 99, digits above: nobody writes 一百零三、."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else "一二三四五六七八九"[tens - 1] + "十"
    return head + ("一二三四五六七八九"[ones - 1] if ones else "")
