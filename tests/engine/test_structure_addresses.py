"""Addresses of provisions and of paragraphs."""

from __future__ import annotations

from luodi.structure import addresses, find_part, find_span, paragraph_addresses, parse_document
from tests.engine.structure_texts import FORMS

RULES = """某办法
为管理，制定本办法。
第一章 总则
第一条 为管理，制定本办法。
市科技局负责管理。
第二条 下列情形可以申请：
（一）甲；
（二）乙。
前款所列情形由市科技局认定。
第三条 应当具备：
（一）丙；
（二）丁。
不予受理：
（一）戊；
（二）己。
附件1
清单
说明文字。
一、庚
"""


def test_paragraphs_of_an_article_are_counted() -> None:
    found = {
        address: RULES[slice(*span)] for address, span in paragraph_addresses(parse_document(RULES)).items()
    }

    assert found == {
        "引言/第1段": "为管理，制定本办法。",
        "附件1/第1段": "说明文字。",
        "第一章/第一条/第1款": "为管理，制定本办法。",
        "第一章/第一条/第2款": "市科技局负责管理。",
        "第一章/第二条/第1款": "下列情形可以申请：",
        "第一章/第二条/第2款": "前款所列情形由市科技局认定。",
        "第一章/第二条/一/第1段": "甲；",
        "第一章/第二条/二/第1段": "乙。",
        "第一章/第三条/第1款": "应当具备：",
        "第一章/第三条/第2款": "不予受理：",
        "第一章/第三条/一/第1段": "丙；",
        "第一章/第三条/二/第1段": "丁。",
        "第一章/第三条/一#2/第1段": "戊；",
        "第一章/第三条/二#2/第1段": "己。",
    }


def test_part_is_found_by_its_address() -> None:
    document = parse_document(RULES)

    assert find_part(document, "第一章/第三条/一#2") is document.parts[0].parts[2].parts[2]
    assert find_part(document, "附件1/一") is document.annexes[0].parts[0]
    assert find_part(document, "第一章/第九条") is None


def test_address_is_found_whatever_its_width_and_numerals() -> None:
    document = parse_document(RULES)

    assert find_span(document, "第一章 / 第二条 / 第二款") == find_span(document, "第一章/第二条/第2款")
    assert find_span(document, "第一章／第二条／第２款") == find_span(document, "第一章/第二条/第2款")
    assert find_span(document, "第一章/第二条/第7款") is None


def test_every_paragraph_of_a_part_has_one_address() -> None:
    for text in FORMS.values():
        document = parse_document(text)
        held = [span for part in addresses(document).values() for span in part.paragraphs]
        told = list(paragraph_addresses(document).values())

        assert [span for span in held if told.count(span) != 1] == []
