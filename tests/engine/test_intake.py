"""Reading files: charsets, kinds by content, and clear refusals."""

from __future__ import annotations

import errno
from pathlib import Path
from unittest.mock import Mock

import opencc
import pytest

from luodi.diagnostics import LuodiError
from luodi.intake import MAX_BYTES, ReadResult, read_bytes, read_file
from luodi.messages import REASONS

ROOT = Path(__file__).parents[2]
ARTICLE = (ROOT / "bench" / "texts" / "articles" / "harbor.txt").read_text(encoding="utf-8")
SHORT = "请于9月10日前报送。\n"
PAGE = (
    '<!DOCTYPE html><html><head><meta charset="{charset}"><title>推进会召开_某某网</title></head><body>'
    '<div class="nav"><a href="/">首页</a> <a href="/zwgk">政务公开</a></div><div class="article">'
    "<h1>推进会召开</h1>{body}</div><div class=footer><a href=/about>关于我们</a></div>"
    "<script>var a = '不是正文';</script></body></html>"
)
BODY = "".join(f"<p>{line}</p>" for line in ARTICLE.splitlines())


def refusal(data: bytes, name: str = "a.txt") -> str:
    with pytest.raises(LuodiError) as caught:
        read_bytes(data, name)
    # The words must be there in both languages, their placeholders filled.
    assert caught.value.diagnostic.file == name
    assert caught.value.diagnostic.render(lang="zh") and caught.value.diagnostic.render(lang="en")
    return caught.value.diagnostic.code


@pytest.mark.parametrize("text", [ARTICLE, SHORT, "a", "What?\n"], ids=["article", "short", "a", "english"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32"])
def test_read_txt_gives_the_text_whatever_the_charset(text: str, charset: str) -> None:
    read = read_bytes(text.encode(charset), "a.txt")

    assert (read.text, read.kind, read.title) == (text, "txt", None)


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [ARTICLE, SHORT], ids=["article", "short"])
def test_read_txt_knows_utf16_without_a_mark(text: str, charset: str) -> None:
    assert read_bytes(text.encode(charset), "a.txt") == ReadResult(text, None, charset, "txt")


@pytest.mark.parametrize("text", [ARTICLE, SHORT], ids=["article", "short"])
def test_read_txt_knows_big5(text: str) -> None:
    data = opencc.OpenCC("s2t").convert(text).encode("big5hkscs", "ignore")

    assert read_bytes(data, "a.txt").text == data.decode("big5hkscs")


@pytest.mark.parametrize(
    ("text", "charset"),
    [("L'été à Genève, où l'on décide.\n", "cp1252"), ("日本語のテキストです。あいうえお。\n", "cp932")],
)
def test_read_txt_knows_other_charsets(text: str, charset: str) -> None:
    assert read_bytes((text * 20).encode(charset), "a.txt").text == text * 20


def test_read_keeps_a_text_cut_in_the_middle_of_a_character() -> None:
    data = ARTICLE.encode()[:1001]

    assert read_bytes(data, "a.txt").text == data.decode(errors="replace")


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_read_warns_of_a_text_cut_in_the_middle_of_a_character(name: str, charset: str) -> None:
    text = ARTICLE[: ARTICLE.index("奖励") + 2]
    data = text.encode(charset)[:-1]

    read = read_bytes(data, name)

    assert read.text == text[:-1] + "\ufffd"
    assert [note.code for note in read.notes] == ["READ013"]


def test_read_does_not_warn_of_a_replacement_character_that_the_file_has() -> None:
    assert read_bytes((ARTICLE + "\ufffd").encode(), "a.txt").notes == ()


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_read_ends_lines_with_a_newline(end: str) -> None:
    read = read_bytes(f"第一行{end}第二行{end}".encode(), "a.txt")

    assert (read.text, read.newline) == ("第一行\n第二行\n", "\r\n" if end == "\r\n" else "\n")


def test_read_md_keeps_its_marks_and_gives_the_heading() -> None:
    text = "说明\n\n# 关于印发《办法》的通知 #\n\n**一、总体要求**\n"

    assert read_bytes(text.encode(), "a.md") == ReadResult(text, "关于印发《办法》的通知", "utf-8", "md")


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("gb18030", "gb2312"),
        ("gb18030", "gbk"),
        ("utf-8", "utf-8"),
        ("utf-16", "utf-16"),
        ("gb18030", "x-none"),
    ],
)
@pytest.mark.parametrize("name", ["a.html", "a.txt"])
def test_read_html_gives_the_main_text_and_the_title(charset: str, declared: str, name: str) -> None:
    data = PAGE.format(charset=declared, body=BODY).encode(charset)

    read = read_bytes(data, name)

    assert (read.kind, read.title) == ("html", "推进会召开")
    lines = read.text.splitlines()
    assert [line for line in ARTICLE.splitlines() if line not in lines] == []
    assert not {"首页", "关于我们", "政务公开"} & set(lines)
    assert "不是正文" not in read.text


def test_read_html_of_a_line_gives_the_line() -> None:
    assert read_bytes("<html><body><p>短文。</p></body></html>".encode(), "a.html").text == "短文。"


def test_read_text_that_speaks_of_tags_is_text() -> None:
    text = "网页以 <html> 开头，段落用 <p> 标记。\n"

    assert read_bytes(text.encode(), "a.html") == ReadResult(text, None, "utf-8", "txt")


@pytest.mark.parametrize("data", [b"", b" \n\t\n", "\ufeff".encode(), b"<html><body> </body></html>"])
def test_read_refuses_what_has_no_text(data: bytes) -> None:
    assert refusal(data) == "READ001"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "Word XML"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
    ],
)
def test_read_refuses_a_binary_file_called_txt(data: bytes, kind: str) -> None:
    with pytest.raises(LuodiError) as caught:
        read_bytes(data, "a.txt")

    assert (caught.value.diagnostic.code, dict(caught.value.diagnostic.values)) == ("READ002", {"kind": kind})


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 20,
        "正文".encode() + b"\x01\x02\x03\x04" * 30,
        "正文正文正文".encode() + b"\x00" * 3,
    ],
)
def test_read_says_of_bytes_of_no_format_that_they_are_none(data: bytes) -> None:
    assert refusal(data) == "READ019"


def test_read_refuses_what_is_too_large() -> None:
    assert refusal(b"a" * (MAX_BYTES + 1)) == "READ003"


def test_read_refuses_bytes_of_no_charset() -> None:
    assert refusal(bytes(0x80 + (7 * i * i + i // 3) % 0x7F for i in range(4000))) == "READ004"


def test_read_file_refuses_a_large_file_before_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)

    with pytest.raises(LuodiError) as caught:
        read_file(path)

    assert caught.value.diagnostic.message("zh") == "文件有 50 MB，超过 20 MB 的上限。"


@pytest.mark.parametrize(("name", "code"), [("none.txt", "CLI001"), (".", "READ005")])
def test_read_file_refuses_what_cannot_be_opened(tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(LuodiError) as caught:
        read_file(tmp_path / name)

    assert caught.value.diagnostic.code == code
    assert str(tmp_path) in caught.value.diagnostic.render()


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (errno.EISDIR, "这是文件夹，不是文件", "it is a folder, not a file"),
        (errno.EACCES, "没有权限", "permission denied"),
        (errno.ENOTDIR, "路径中有一段不是文件夹", "a part of the path is not a folder"),
        (errno.EIO, "系统拒绝了读写", "the system refused it"),
        (None, "系统拒绝了读写", "the system refused it"),
    ],
)
def test_read_file_gives_the_reason_in_the_language_of_the_message(
    number: int | None, zh: str, en: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(SHORT, encoding="utf-8")
    error = OSError() if number is None else OSError(number, "words of the system")
    monkeypatch.setattr(Path, "read_bytes", Mock(side_effect=error))

    with pytest.raises(LuodiError) as caught:
        read_file(path)

    diagnostic = caught.value.diagnostic
    assert (diagnostic.message(), diagnostic.message("en")) == (
        f"文件打不开：{zh}。",
        f"The file cannot be opened: {en}.",
    )


def test_reasons_are_the_same_in_both_languages() -> None:
    assert REASONS["zh"].keys() == REASONS["en"].keys()
