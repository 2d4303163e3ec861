"""How provisions are cited, and where things are found again in another text."""

from __future__ import annotations

import pytest

from luodi_web.policies.domain.confirming import keep_provisions
from luodi_web.policies.domain.nearest import place_map, sentence_around
from luodi_web.policies.domain.places import place_words
from luodi_web.supervision.domain.plans import ProvisionsByPlace
from tests.web.factories import make_unit
from tests.web.policies.texts import make_confirmed

TEXT = """关于建设试验田的意见
一、主要任务
（一）建设平台。
1.建设中试平台。
2.建设检测平台。
（二）培育企业。
二、保障措施
加强领导。
附件1
分工表
一、平台
建设平台。
"""
RULES = """试验田管理办法
第一章 总则
第一条 为规范管理，制定本办法。
第二条 下列事项适用本办法：
（一）建设；
（二）验收。
"""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            TEXT,
            [
                "第一部分",
                "第一部分第（一）项",
                "第一部分第（一）项第1点",
                "第一部分第（一）项第2点",
                "第一部分第（二）项",
                "第二部分",
                "附件1",
                "附件1第一部分",
            ],
        ),
        (
            RULES,
            ["第一章", "第一章第一条", "第一章第二条", "第一章第二条第（一）项", "第一章第二条第（二）项"],
        ),
    ],
    ids=["opinion", "rules"],
)
def test_provisions_are_cited_as_documents_do(text, words):
    version = make_confirmed(make_unit(), text=text)
    keep_provisions(version)
    rows = list(version.provisions.order_by("order"))

    cited = place_words(rows)

    assert [cited[row.pk] for row in rows] == words


@pytest.mark.django_db
def test_smallest_provision_around_a_span_is_found():
    version = make_confirmed(make_unit(), text=TEXT)
    keep_provisions(version)
    places = ProvisionsByPlace(version.provisions.all())

    def covering(words: str) -> str | None:
        start = TEXT.index(words)
        row = places.covering(start, start + len(words))
        return row.path if row else None

    assert covering("关于建设") is None
    assert covering("中试平台") == "一/一/1"
    assert covering("建设中试平台。\n2.建设检测平台") == "一/一"
    assert covering("加强领导") == "二"
    # No provision holds all of it: the smallest around its start.
    assert covering("培育企业。\n二、保障") == "一/二"


def test_sentence_leaves_out_the_heading_above_and_the_next_sentence():
    text = "（一）平台\n甲。给予最高500万元补助，分期拨付。另行通知"
    start = text.index("最高500万元")

    assert sentence_around(text, start, start + 7) == ("给予", "补助，分期拨付")
    assert sentence_around(text, 0, 3) == ("", "平台")


def test_place_is_expected_by_the_lines_that_both_texts_have():
    old = "甲行\n乙行\n丙行\n"
    new = "新的一行\n甲行\n换过的一行\n丙行\n"
    expected = place_map(old, new)

    assert [expected(old.index(line)) for line in ("甲行", "丙行")] == [new.index("甲行"), new.index("丙行")]
    assert new.index("换过") - 1 <= expected(old.index("乙行")) <= new.index("丙行")
    assert expected(len(old)) == len(new)
