"""The paragraphs that close a text are of no item, and have an address of their own."""

from __future__ import annotations

import pytest

from luodi.decompose import decompose_text
from luodi.facts import extract_facts
from luodi.structure import (
    addresses,
    find_span,
    parse_document,
    regions,
    to_json,
    to_markdown,
)

HEAD = "楚江市促进低空经济发展若干措施\n\n一、夯实基础\n\n"
LAST = "（一）建设起降场。2026年底前建成起降场10个。\n\n"
CLOSING = "本措施自2026年1月1日起施行，有效期3年。与其他政策重复的，按就高不重复原则执行。"


def test_closing_paragraph_is_an_element_of_its_own() -> None:
    text = f"{HEAD}{LAST}{CLOSING}\n\n楚江市人民政府\n2025年12月1日\n"

    document = parse_document(text)

    span = document.closing[0]
    item = document.parts[0].parts[0]
    assert (text[slice(*span)], len(document.closing)) == (CLOSING, 1)
    assert (item.text, len(item.paragraphs)) == ("2026年底前建成起降场10个。", 1)
    assert find_span(document, "结语/第一段") == span
    assert to_json(document)["closing"] == [{"address": "结语/第1段", "span": list(span)}]
    assert [text[slice(*each.span)] for each in regions(document) if each.kind == "closing"] == [CLOSING]
    assert addresses(parse_document(to_markdown(document, text))).keys() == addresses(document).keys()


def test_facts_of_a_closing_paragraph_are_cited_with_the_last_item() -> None:
    text = f"{HEAD}{LAST}{CLOSING}\n"

    facts = extract_facts(parse_document(text), text)

    assert (str(facts.valid_from), str(facts.valid_to)) == ("2026-01-01", "2028-12-31")
    assert [item.path for item in facts.items if item.stacking] == [("一", "一")]
    assert [task.task for task in decompose_text(text).tasks()] == ["2026年底前建成起降场10个"]


@pytest.mark.parametrize(
    "closing",
    [
        "本意见自印发之日起施行，由市科技局负责解释。",
        "原《关于支持低空经济的意见》（楚政发〔2022〕3号）同时废止。",
        "《楚江市通用航空扶持办法》停止执行。",
        "自印发之日起实施。",
    ],
)
def test_paragraph_that_says_how_long_a_text_holds_closes_it(closing: str) -> None:
    document = parse_document(f"{HEAD}{LAST}{closing}\n")

    assert len(document.closing) == 1


@pytest.mark.parametrize(
    "text",
    [
        # What a heading stands above is its own.
        f"{HEAD}{LAST}二、附则\n\n{CLOSING}\n",
        # A paragraph of an article.
        f"楚江市低空管理办法\n\n第一条 市交通局负责管理。\n\n第二条 建设起降场。\n\n{CLOSING}\n",
        f"{HEAD}（一）{CLOSING}\n",
        f"{HEAD}{LAST}各县要结合实际制定方案，有效期内不得重复申报。\n",
        f"楚江市低空经济通知\n\n{CLOSING}\n",
    ],
)
def test_what_an_item_or_article_holds_is_no_closing(text: str) -> None:
    assert parse_document(text).closing == ()
