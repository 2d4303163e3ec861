"""``luodi plan`` and ``luodi facts`` name the same units for the same provision."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.decompose import Plan, decompose_document, decompose_text
from luodi.facts import extract_facts
from luodi.facts.passages import passages
from luodi.facts.units import find_unit_groups
from luodi.structure import parse_document

ROOT = Path(__file__).parents[2]
OWN = [
    *sorted((Path(__file__).parent / "texts").glob("plan_*.txt")),
    *sorted((Path(__file__).parent / "texts").glob("measures_*.txt")),
    Path(__file__).parent / "texts" / "article_lines.txt",
]
CORPUS = sorted((ROOT.parent / "shared" / "corpus").glob("*.md"))


def check_same_units(text: str) -> int:
    """Compare every provision that names units and has tasks; returns how many there were.

    A sentence may name who acts besides (省科技厅会同…): such names are the plan's own.
    """
    document = parse_document(text)
    plan = decompose_document(document, text)
    compared = 0
    for item in extract_facts(document, text).items:
        tasks = [task for task in plan.tasks() if task.path == item.path]
        if not item.units or not tasks:
            continue
        compared += 1
        named = {unit.name for unit in item.units}
        found = {name for task in tasks for name in (*task.lead, *task.joint)}
        assert named <= found, item.path
        for name in found - named:
            # Said in the words of the provision, before the act itself.
            assert name in text[slice(*item.span)], (item.path, name)
        leads = {unit.name for unit in item.units if unit.role == "lead"}
        assert leads & {task.lead[0] for task in tasks if task.lead} or found - named, item.path
    return compared


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_units_of_an_own_text_are_those_of_its_facts(path: Path) -> None:
    assert check_same_units(path.read_text(encoding="utf-8")) > 0


@pytest.mark.skipif(not CORPUS, reason="absent: ../shared")
def test_units_of_real_texts_are_those_of_their_facts() -> None:
    assert sum(check_same_units(path.read_text(encoding="utf-8")) for path in CORPUS) > 30


def only(plan: Plan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    (task,) = plan.tasks()
    return task.lead, task.joint


@pytest.mark.parametrize(
    ("words", "units"),
    [
        ("建设平台。（责任单位：市科委〈含市外专局，下同〉、市财政局）", (("市科委",), ("市财政局",))),
        ("建设平台。（市科技局牵头，市财政局配合）", (("市科技局",), ("市财政局",))),
        ("建设平台。（市国资委（牵头）、市财政局）", (("市国资委",), ("市财政局",))),
        ("建设平台，市科技局牵头、市财政局配合。", (("市科技局",), ("市财政局",))),
        ("建设平台。\n牵头单位：市科技局\n配合单位：市财政局", (("市科技局",), ("市财政局",))),
        ("建设平台。（责任科室：规划科，办公室）", (("规划科",), ("办公室",))),
        ("建设平台。（责任单 位：市科技局、市财政局）", (("市科技局",), ("市财政局",))),
        ("建设平台（含中试基地）。", ((), ())),
        ("市科技局要会同市财政局建设平台。", (("市科技局",), ("市财政局",))),
    ],
)
def test_form_of_units(words: str, units: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    assert only(decompose_text(f"一、任务\n（一）推进工作\n{words}")) == units


def test_units_in_a_heading_count_for_all_under_it() -> None:
    plan = decompose_text(
        "一、任务\n（一）抓平台（责任单位：市科技局）\n1.建设平台。\n2.完善机制。（责任单位：市财政局）"
    )

    assert [(task.task, task.lead) for task in plan.tasks()] == [
        ("建设平台", ("市科技局",)),
        ("完善机制", ("市财政局",)),
    ]


def test_line_with_a_deadline_is_no_task_and_counts_for_those_above_it() -> None:
    plan = decompose_text(
        "一、任务\n（一）推进工作\n建设平台。2025年6月底前开展评估。\n完成时限：2026年12月\n责任领导：张某"
    )

    assert [(task.task, task.deadline) for task in plan.tasks()] == [
        ("建设平台", "2026-12-31"),
        ("2025年6月底前开展评估", "2025-06-30"),
    ]


def test_group_knows_where_it_stands() -> None:
    text = "一、任务\n（一）建设平台。（责任单位：市科技局）\n配合单位：市财政局"
    (passage,) = [each for each in passages(parse_document(text), text) if each.blocks[1:]]

    groups = find_unit_groups(passage, text, text.replace("：", ":").replace("（", "(").replace("）", ")"))

    assert [(text[slice(*group.span)], [unit.role for unit in group.units]) for group in groups] == [
        ("（责任单位：市科技局）", ["lead"]),
        ("配合单位：市财政局", ["joint"]),
    ]


@pytest.mark.parametrize(
    ("words", "lead", "joint", "task"),
    [
        ("清江大学、清江学院要建成实训基地。", ("清江大学", "清江学院"), (), "建成实训基地"),
        ("市城投集团负责建设管网。", ("市城投集团",), (), "负责建设管网"),
        ("市税务局、市财政局分别制定办法。", ("市税务局", "市财政局"), (), "制定办法"),
        ("市住建局：编制专项规划。", ("市住建局",), (), "编制专项规划"),
        (
            "由市科技局牵头，市财政局、市教育局按职责分工负责，编制规划。",
            ("市科技局",),
            ("市财政局", "市教育局"),
            "编制规划",
        ),
        ("国有公司要建立台账。", (), (), "国有公司要建立台账"),
        (
            "市住建局会同市财政局于每年1月底前下达计划。",
            ("市住建局",),
            ("市财政局",),
            "于每年1月底前下达计划",
        ),
        (
            "各县（市、区）人民政府、市直各单位应于每季度末月25日前将进展情况报送市科技局。",
            ("各县（市、区）人民政府", "市直各单位"),
            (),
            "于每季度末月25日前将进展情况报送市科技局",
        ),
        ("力争2026年，打造3个园区。", (), (), "打造3个园区"),
    ],
)
def test_who_is_told_leads_whatever_kind_of_body(
    words: str, lead: tuple[str, ...], joint: tuple[str, ...], task: str
) -> None:
    [row] = list(decompose_text(f"一、任务\n先行先试。{words}").tasks())[-1:]

    assert (row.lead, row.joint, row.task) == (lead, joint, task)
