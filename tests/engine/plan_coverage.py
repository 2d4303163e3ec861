"""What of a text's duty-bearing provisions a plan does not hold: the check behind "nothing is lost"."""

from __future__ import annotations

import re

from luodi.decompose import Plan, PlanTask
from luodi.decompose.evidence import Evidence
from luodi.source import Span
from luodi.structure import Part, parse_document

# Words that join, open or frame what a plan holds and say nothing by themselves.
_JOINING = re.compile(
    r"以下简称[\u4e00-\u9fff]{1,20}|等[^，,。；;]{0,10}?(?:手段|方式|形式|模式)|按规定|按照规定|并且|并将|并|同时|此外|另外|以及|还要|还将|还应|还|也要|也|且|又要|又|再就是|尤其是|特别是|"
    r"通过|采取|采用|运用|利用|借助|依靠|用好|以|按照|按|综合|积极|充分|灵活|探索|"
    r"等|多种|各种|各类|市场化|线上|线下|一系列|系列|方式|形式|途径|渠道|手段|载体|办法|模式|方法|举措|措施|技术|的|和|与|及|"
    r"由|要|会同|联合|商|应当|应|须|必须|需要|务必|将|牵头|配合|参与|负责|落实|推进|力争|争取|确保|到|至|在"
)
# A report goes on after its list; a text says how long it holds. Neither is part of the workstream.
_BESIDE = re.compile(
    r"(?:会后|与会|据悉|据了解|会上|(?:本报|本网)?记者|通讯员|(?:供稿|来源|作者|编辑|审核)[:：]|(?:会议|活动)由.{2,20}主持)|"
    r".*(?:自.{2,20}起(?:施行|实施|执行|生效)|有效期(?:至|为|\d|[一二三五]年)|负责解释|(?:同时|予以)废止|从其规定|"
    r"政策.{0,24}(?:重叠|重复|不一致)的)"
)


def uncovered(text: str, plan: Plan) -> list[str]:
    """The words of every provision with a task that no field of its tasks and no name holds.

    A rule's provisions are taken one by one, a running item and a section with everything under it.
    """
    tasks = list(plan.tasks())
    names = [stream.name for stream in plan.workstreams]
    document = parse_document(text)
    evidence = Evidence(document, text)
    parts = [*document.parts, *(part for annex in document.annexes for part in annex.parts)]
    lost: list[str] = []
    margins = [margin.span for top in parts for each in top.walk() for margin in evidence.margins_of(each)]
    for part in (each for top in parts for each in top.walk()):
        inside = [task for task in tasks if any(b.start <= task.span.start < b.end for b in _own(part))]
        if inside:
            lost.extend(_left(text, part, inside, names, margins))
    return lost


def _own(part: Part) -> list[Span]:
    running = [block for child in part.parts if child.running for block in _own(child)]
    return [*part.blocks, *running]


def _left(text: str, part: Part, tasks: list[PlanTask], names: list[str], margins: list[Span]) -> list[str]:
    blocks = _own(part)
    begin, end = min(b.start for b in blocks), max(b.end for b in blocks)
    held = [True] * (end - begin)
    for block in blocks:
        held[block.start - begin : block.end - begin] = [False] * (block.end - block.start)
    for margin in margins:
        first, last = max(margin.start, begin) - begin, min(margin.end, end) - begin
        held[first:last] = [True] * max(0, last - first)
    for task in tasks:
        first = max(task.span.start, begin) - begin
        held[first : task.span.end - begin] = [True] * (task.span.end - begin - first)
    words = [*names, *(each for task in tasks for each in _words(task))]
    for word in sorted(set(filter(None, words)), key=len, reverse=True):
        _hold(text, begin, end, word, held)
    return [
        left
        for found in re.finditer(
            r"[^\0]+", "".join("\0" if h else text[begin + i] for i, h in enumerate(held))
        )
        if (left := re.sub(r"[^\u4e00-\u9fff]", "", _JOINING.sub("", found.group())))
        and not _BESIDE.match(_sentence(text, begin + found.start()))
    ]


def _words(task: PlanTask) -> list[str]:
    """Every field that holds source text, cut where the plan joins pieces."""
    targets = re.split("；", task.target or "")
    contexts = re.split("，", task.context or "")
    return [*task.measures, *targets, *contexts, *task.lead, *task.joint, task.deadline_text or ""]


def _hold(text: str, begin: int, end: int, word: str, held: list[bool]) -> None:
    at = text.find(word, begin, end)
    while at >= 0:
        held[at - begin : at - begin + len(word)] = [True] * len(word)
        at = text.find(word, at + len(word), end)


def _sentence(text: str, at: int) -> str:
    start = max(text.rfind(mark, 0, at) for mark in "。\n") + 1
    stops = [stop for mark in "。\n" if (stop := text.find(mark, at)) >= 0]
    return text[start : min(stops, default=len(text))]
