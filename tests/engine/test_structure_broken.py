"""Paragraphs that the end of a page or of a line broke are read as one, and nothing else is."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from luodi.decompose import decompose_text
from luodi.facts import extract_facts
from luodi.structure import in_whole_paragraphs, parse_document
from luodi.structure.broken import find_breaks

TEXTS = sorted((Path(__file__).parent / "texts").glob("*.txt"))
CORPUS = sorted((Path(__file__).parents[3] / "shared" / "corpus").glob("*.md"))

BROKEN = """楚江市促进低空经济发展若干措施

一、夯实基础

（一）支持企业研发飞行控制、通信导航等关键技术，探

索低空飞行服务新模式，到2027年培育企业20家。（责任单位：市科技局，市发展改革

委）

（二）建设起降场。2026年底前建成起降场10个，
推动与公交站点衔接。
"""


def joined(text: str) -> list[tuple[str, str]]:
    return [(text[: each.start][-2:], text[each.end :][:2]) for each in find_breaks(text)]


def test_broken_words_are_one_task_with_spans_of_the_original() -> None:
    plan = decompose_text(BROKEN)

    tasks = list(plan.tasks())
    assert [task.task for task in tasks] == [
        "支持企业研发飞行控制、通信导航等关键技术",
        "探索低空飞行服务新模式",
        "到2027年培育企业20家",
        "2026年底前建成起降场10个",
        "推动与公交站点衔接",
    ]
    assert BROKEN[slice(*tasks[1].span)] == "探\n\n索低空飞行服务新模式"
    assert tasks[0].joint == ("市发展改革委",)


def test_facts_of_a_broken_bracket_have_spans_of_the_original() -> None:
    facts = in_whole_paragraphs(parse_document(BROKEN), BROKEN, extract_facts)

    units = {unit.name: BROKEN[slice(*unit.span)] for item in facts.items for unit in item.units}
    assert units == {"市科技局": "市科技局", "市发展改革委": "市发展改革\n\n委"}


def test_part_text_has_no_break_and_its_span_has() -> None:
    document = parse_document(BROKEN)

    first = document.parts[0].parts[0]
    assert first.text.split("，")[1] == "探索低空飞行服务新模式"
    assert "探\n\n索" in BROKEN[slice(*first.span)]
    assert [len(part.parts) for part in document.parts] == [2]


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        # Lines of one length, paragraphs told by their indent.
        (
            "　　各单位要加强领导，落实责任。对照清单抓好重点工\n作，按月报送。\n　　各县要制定方案。\n",
            [("点工", "作，")],
        ),
        ("支持企业建设研发中心、\n\n中试基地，给予补助。\n", [("心、", "中试")]),
        ("给予补助。对年度评价结果优秀的平台，到20\n\n27年底累计补助100万元。\n", [("20", "27")]),
        ("加强领导，压实责任。完善\n\n的工作机制，按月调度。\n", [("完善", "的工")]),
    ],
)
def test_sentence_goes_on_after_a_break(text: str, breaks: list[tuple[str, str]]) -> None:
    assert joined(text) == breaks


@pytest.mark.parametrize(
    "text",
    [
        "一、加强领导，压实责任\n\n各县要制定工作方案，明确分工。\n",
        "（一）提高认识，统一思想\n各单位要深入学习，抓好落实。\n",
        "各县人民政府，市政府各部门：\n\n现将方案印发给你们，请执行。\n",
        "　　各单位要加强领导，落实责任，按月报送进展\n　　各县要制定方案，明确分工。\n",
        "请认真执行，抓好落实\n\n楚江市科技局\n2026年1月5日\n",
        "序号|任务，要求|单位\n1|建设平台，完善功能|市科技局\n",
        "申请单位（盖章）：    年    月\n\n联系人，电话\n",
        "2.支持建设平台，给予补助\n\n3.支持引进人才，给予补贴。\n",
        "给予补助，最高100万元（不含配套）\n\n对年度考核优秀的，再给予奖励。\n",
        "制定工作方案，按月调度，压实各级责任，定期通报情况，落实落细\n\n本措施自印发之日起施行，有效期3年。\n",
    ],
)
def test_paragraph_without_its_stop_stays_apart(text: str) -> None:
    assert find_breaks(text) == ()


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_sound_text_has_no_breaks(path: Path) -> None:
    assert find_breaks(path.read_text(encoding="utf-8")) == ()


@pytest.mark.skipif(not CORPUS, reason="absent: ../shared/corpus")
def test_sound_document_has_no_breaks() -> None:
    assert [find_breaks(path.read_text(encoding="utf-8")) for path in CORPUS] == [()] * len(CORPUS)


@pytest.mark.skipif(not CORPUS, reason="absent: ../shared/corpus")
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem[-12:])
def test_document_broken_inside_its_sentences_reads_as_before(path: Path) -> None:
    """Every long paragraph is broken after its first comma, as the end of a page does."""
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    for at in range(len(lines)):
        head, mark, tail = lines[at].partition("，")
        if mark and len(head) > 20 and len(tail) > 20:
            lines[at] = f"{head}，\n\n{tail}"
    broken = "\n".join(lines)

    assert broken != text
    tasks = [task.task for task in decompose_text(broken).tasks()]
    assert tasks == [task.task for task in decompose_text(text).tasks()]


def test_breaks_of_a_hostile_text_are_found_in_linear_time() -> None:
    took = []
    for size in (20_000, 80_000):
        text = "支持建设，探\n索平台，探\n" * (size // 12)
        times = []
        for _ in range(3):
            start = time.process_time()
            parse_document(text)
            times.append(time.process_time() - start)
        took.append(min(times))

    assert took[1] < 12 * max(took[0], 0.01)
