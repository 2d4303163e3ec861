"""No word of a text is lost, none is read twice, and Markdown read again is the same tree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from luodi.structure import Document, addresses, parse_document, regions, to_json, to_markdown
from tests.engine.structure_texts import FORMS

CORPUS = sorted((Path(__file__).parents[3] / "shared" / "corpus").glob("*.md"))
ARTICLES = sorted((Path(__file__).parent / "texts").glob("*.txt"))
OWN = [*FORMS.values(), *(path.read_text(encoding="utf-8") for path in ARTICLES)]
OWN_NAMES = [*FORMS, *(path.stem for path in ARTICLES)]
# What may stand between two regions: white space, Markdown's marks, brackets and stops about a heading.
BETWEEN = re.compile(r"[\s*#。：:、，,.（）【】]*")
needs_corpus = pytest.mark.skipif(not CORPUS, reason="absent: ../shared/corpus")


def between(text: str, document: Document) -> list[str]:
    """The words of a text that are in no region; fails where two regions share some."""
    left: list[str] = []
    end = 0
    for region in regions(document):
        assert region.span.start >= end, f"read twice: {text[slice(*region.span)]}"
        left.append(text[end : region.span.start])
        end = region.span.end
    return [words for words in [*left, text[end:]] if not BETWEEN.fullmatch(words)]


def paths(document: Document) -> list[str]:
    return list(addresses(document))


@pytest.mark.parametrize("text", OWN, ids=OWN_NAMES)
def test_every_word_is_in_one_region(text: str) -> None:
    assert between(text, parse_document(text)) == []


@needs_corpus
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem[-16:])
def test_every_word_of_a_real_document_is_in_one_region(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert between(text, parse_document(text)) == []


@pytest.mark.parametrize("text", OWN, ids=OWN_NAMES)
def test_markdown_read_again_has_the_same_addresses(text: str) -> None:
    document = parse_document(text)

    again = parse_document(to_markdown(document, text))

    assert paths(again) == paths(document)
    assert (again.title, again.date, again.kind) == (document.title, document.date, document.kind)


@needs_corpus
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem[-16:])
def test_markdown_of_a_real_document_read_again_is_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    document = parse_document(text)

    again = parse_document(to_markdown(document, text))

    assert paths(again) == paths(document)
    assert [part.heading for part in again.walk()] == [part.heading for part in document.walk()]
    assert (again.title, again.doc_no, again.issuers, again.date) == (
        document.title,
        document.doc_no,
        document.issuers,
        document.date,
    )


@pytest.mark.parametrize("text", OWN, ids=OWN_NAMES)
def test_json_gives_every_part_its_address(text: str) -> None:
    document = parse_document(text)
    told: list[str] = []

    def collect(parts: list[dict[str, object]]) -> None:
        for part in parts:
            told.append(str(part["address"]))
            collect(part["parts"])  # type: ignore[arg-type]

    result = to_json(document)
    collect(result["parts"])
    for annex in result["annexes"]:
        collect(annex["parts"])

    assert told == paths(document)
    assert len(set(told)) == len(told)


def test_line_that_is_no_label_stays_in_the_item_above_it() -> None:
    text = FORMS["prose_like_labels"]

    last = parse_document(text).parts[1]

    assert last.text.split("\n") == [
        "资金安排如下：",
        "1.5亿元用于平台。",
        "2023.年度计划另行下达。",
        "2、3月份集中受理。",
        "一、二级市场联动。",
        "一、二、三产业融合。",
        "2021、2022、2023年连续支持。",
        "本办法",
        "第十七条执行的，从其规定。",
    ]
