"""Reading web pages: saved whole, as an archive, and as pieces; tables; nothing of the navigation."""

from __future__ import annotations

import quopri
import time

import pytest

from luodi.intake import read_bytes
from tests.engine.intake_files import notice, printed

PARAGRAPHS = "".join(f"<p>{line}</p>" for line in notice.SECTION_LINES[:6])
ROWS = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in notice.TABLE)


def lines(html: str, name: str = "a.html") -> list[str]:
    read = read_bytes(html.encode(), name)
    assert read.kind == "html"
    return read.text.splitlines()


def test_html_of_a_whole_page_gives_text_table_and_heading() -> None:
    read = read_bytes(printed.notice_html().encode(), "notice.txt")

    assert (read.kind, read.title, read.notes) == ("html", notice.TITLE, ())
    assert read.text.splitlines() == notice.LINES


def test_html_drops_navigation_and_keeps_every_paragraph_and_annex() -> None:
    page = (
        "<html><head><title>推进会_某某网</title><style>p{}</style></head><body>"
        "<div class='top-nav'><a href=/>首页</a>"
        "<a href=/a>公开</a></div><div class=main><div class=crumbs>当前位置：首页</div>"
        f"<h1>{notice.TITLE}</h1>"
        f"<div class=TRS_Editor>{PARAGRAPHS}<p>短。</p><table>{ROWS}</table>"
        "<p><a href='/files/1.docx'>附件：任务表</a></p></div><div class=share-box>分享到</div></div>"
        "<ul class=related><li><a href=/1>相关新闻一</a></li></ul><div id=footer>版权所有</div></body></html>"
    )

    assert lines(page) == [
        notice.TITLE,
        *notice.SECTION_LINES[:6],
        "短。",
        *notice.TABLE_LINES,
        "附件：任务表",
    ]


def test_html_that_word_saved_is_read_without_what_stands_around_it() -> None:
    page = (
        "<html><head><meta name=ArticleTitle content='关于印发方案的通知'>"
        "<title>关于印发方案的通知_某厅</title></head>"
        "<body><div class=header>某厅门户</div><div class=position>您当前的位置：<a href=/>首页</a></div>"
        "<div class=article-header><p class=MsoNormal><b>关于印发方案的通知<o:p></o:p></b></p></div>"
        "<div id=zoom>"
        "<p class=MsoNormal><![if !supportLists]><span>一、<span>&nbsp;</span></span><![endif]>"
        "<span>各市要成立\n专班，<span lang=EN-US>2025</span>年底前完成。</span></p>"
        "<p class=MsoNormal><span lang=EN-US>&nbsp;</span></p></div>"
        "<div class=print>【打印本页】</div></body></html>"
    )

    assert lines(page) == ["关于印发方案的通知", "一、\xa0各市要成立专班，2025年底前完成。"]


def test_html_of_an_old_page_laid_out_by_tables_is_text() -> None:
    page = (
        "<html><body><table><tr><td><a href=/>首页</a></td></tr><tr><td><table><tr><td>"
        f"{PARAGRAPHS}</td></tr></table></td></tr></table></body></html>"
    )

    assert lines(page) == notice.SECTION_LINES[:6]


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ("<p>一、总体要求</p>\n<p>（一）坚持创新。</p>", ["一、总体要求", "（一）坚持创新。"]),
        ("<!-- 稿件 -->\n<div><p>短文。</p></div>", ["短文。"]),
        ("关于开展申报的通知<br/>各市：<br>请于9月10日前报送。<br/>联系人：张某<br/></p>",
         ["关于开展申报的通知", "各市：", "请于9月10日前报送。", "联系人：张某"]),
        ("<table><tr><th>指标</th><th>2025年</th></tr><tr><td rowspan=2>研发</td><td>3%</td></tr>"
         "<tr><td>4%</td></tr><tr><td colspan=2>合计</td></tr></table>",
         ["| 指标 | 2025年 |", "| 研发 | 3% |", "|  | 4% |", "| 合计 |  |"]),
        ("<p>第一行\n接着的<span>一句</span>。</p><p>R&amp;D\nservices</p>",
         ["第一行接着的一句。", "R&D services"]),
        ("<p>正文<sup><a href='#_ftn1'>[1]</a></sup>。</p>"
         "<div style='mso-element:footnote' id=ftn1><p>注释</p></div>",
         ["正文。"]),
        ("<p>甲<span style='display: none'>不见</span>乙</p><script>var a='<p>';</script><p>丙</p>",
         ["甲乙", "丙"]),
    ],
    ids=["paragraphs", "comment", "breaks", "table", "wrapped", "footnote", "hidden"],
)  # fmt: skip
def test_html_of_a_piece_of_a_page_is_read_as_one(piece: str, expected: list[str]) -> None:
    assert lines(piece, "a.txt") == expected


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("网页的段落用 <p> 标记，换行用 <br> 标记。\n", "a.html", "txt"),
        ("若 a<b 且 c>d，则不予支持。\n<br>\n", "a.txt", "txt"),
        ("<2021>年度申报\n", "a.txt", "txt"),
        ("<p align=center>\n\n# 说明\n\n</p>\n", "a.md", "md"),
    ],
)
def test_text_that_speaks_of_marks_is_no_page(text: str, name: str, kind: str) -> None:
    read = read_bytes(text.encode(), name)

    assert (read.kind, read.text) == (kind, text)


def test_html_in_a_web_archive_is_read() -> None:
    page = f"<html><head><meta charset='utf-8'></head><body>{PARAGRAPHS}</body></html>"
    archive = (
        b"From: <Saved by Blink>\r\nSubject: =?utf-8?Q?=E9=80=9A?=\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--B"\r\n\r\n'
        b"----B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + quopri.encodestring(page.encode())
        + b"\r\n----B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
        + b"----B--\r\n"
    )

    read = read_bytes(archive, "page.mhtml")

    assert (read.kind, read.text.splitlines()) == ("html", notice.SECTION_LINES[:6])


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div>" * 50_000 + "深" + "</div>" * 50_000, "深"),
        ("<table><tr><td>" * 3000 + "<script>不见</script><!-- 注 -->深" + "</table>" * 9, "深"),
    ],
    ids=["blocks", "tables"],
)
def test_html_nested_too_deeply_is_read_flat_and_says_so(html: str, text: str) -> None:
    read = read_bytes(html.encode(), "a.html")

    assert (read.text, [note.code for note in read.notes]) == (text, ["READ018"])


@pytest.mark.parametrize(
    "html",
    [
        "<!---->" * 9000 + "x<p>",
        "<div>" * 400 + "<script>" * 200_000 + "正文",
        "<p>" + "<a" * 500_000,
        "<html>" + "&" * 1_000_000,
        "<html><body>" + "<a href=x>链接</a>" * 20_000,
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n" * 20_000,
    ],
    ids=["comments", "scripts", "open marks", "ampersands", "links", "parts"],
)
def test_html_that_is_hostile_is_read_in_little_time(html: str) -> None:
    start = time.monotonic()
    read_bytes(html.encode(), "a.html")

    assert time.monotonic() - start < 10
