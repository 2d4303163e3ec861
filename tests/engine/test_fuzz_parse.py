"""Any text is read: hypothesis on the language of documents, atheris on its own, both bounded."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.source import Span
from luodi.structure import Part, addresses, parse_document, regions, to_akoma_ntoso, to_json, to_markdown
from tests.engine.test_structure_keeps_all import between

HARNESS = Path(__file__).parents[1] / "fuzz" / "fuzz_parse.py"
_LABELS = """
第一编 第一章 第二章 第一节 第一条 第二条 第二条之一 第三条规定 一、 二、 三、 十、 （一） （二）
(三) （一）项 1. 2． 3、 １． （1） 1） ① ② ㈠ ⑴ ⒈ 1.5 2、3月 一、二级 一是 二是 首先， 其次， 第一， 第二，
"""
_WORDS = """
建设平台 布局实验室。 建设平台。布局。 责任单位：市科技局 ； 。 ： ，到2025年 （责任单位：甲、乙）
**建设** 《办法》 〈 》 【总则】 一是甲；二是乙。 第一，甲；第二，乙。一要丙；二要丁。
"""
_LINES = """
目录 | 第一章 总则....3 | 附件 | 附件1 | 附件：1.甲 | 2.乙 | 附件2：丙 | 某市科技局
| 某市科技局　某市财政局 | 2021年3月1日 | 二〇二一年三月一日 | 各单位： | 特此通知。
| 关于印发《甲办法》的通知 | 甲办法 | 某科〔2021〕3号
| （2021年3月1日印发） | 抄送：甲 | --- | # 甲方案 | **发布日期**: 2021-03-01
| 某省人民政府令 | 第5号 | 版权所有 | （责任编辑：甲） | 　　某局
"""
LABELS = st.sampled_from(_LABELS.split())
WORDS = st.sampled_from(_WORDS.split())
LINES = st.sampled_from([line.strip(" \n") for line in _LINES.split("|")])
DOCUMENTS = st.lists(
    st.one_of(
        LINES,
        st.builds("{}{}{}".format, LABELS, st.sampled_from(["", " ", "　", "**"]), WORDS),
        WORDS,
        st.text(),
    ),
    max_size=40,
).map("\n".join)


def assert_nested(part: Part, whole: Span) -> None:
    assert whole.start <= part.span.start <= part.span.end <= whole.end
    end = part.span.start
    for child in part.parts:
        assert child.span.start >= end
        assert child.path[:-1] == part.path
        assert_nested(child, part.span)
        end = child.span.end


@settings(max_examples=250, deadline=None)
@given(DOCUMENTS)
def test_any_text_has_ordered_nested_spans_and_every_form_of_output(text: str) -> None:
    document = parse_document(text)
    groups = [document.parts, *(annex.parts for annex in document.annexes)]

    for parts in groups:
        end = 0
        for part in parts:
            assert part.span.start >= end
            assert_nested(part, Span(0, len(text)))
            end = part.span.end
    end = 0
    for region in regions(document):
        assert end <= region.span.start <= region.span.end <= len(text)
        end = region.span.end
    assert between(text, document) == []
    found = addresses(document)
    assert len(found) == sum(1 for parts in groups for part in parts for _ in part.walk())
    json.dumps(to_json(document))
    to_markdown(document, text)
    to_akoma_ntoso(document, text)


def test_atheris_finds_no_text_that_cannot_be_read(tmp_path: Path) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("missing: atheris")

    done = subprocess.run(
        [
            sys.executable,
            str(HARNESS),
            "-runs=1500",
            "-max_len=400",
            "-seed=7",
            "-timeout=20",
            f"-artifact_prefix={tmp_path}/",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=tmp_path,
    )

    assert (done.returncode, "Done 1500" in done.stderr) == (0, True), done.stderr[-2000:]
