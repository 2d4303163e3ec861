"""Files that are broken or meant to harm: bounded, with a diagnostic, and never fetched from anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from luodi.dmn import read
from luodi.dmn import xml as dmn_xml
from luodi.dmn.model import Version
from luodi.dmn.namespaces import NAMESPACES
from tests.engine.dmn_files import codes, decision, importing, literal, model, only, read_one, resolver


def test_malformed_xml_names_its_line() -> None:
    data = model(decision(literal("1"))).replace(b"</decision>", b"</decsion>")

    found = only(read(data, name="坏.dmn"))

    assert found.code == "DMN001"
    assert found.values["line"] == 3
    assert found.span is not None
    assert data.decode()[: found.span.start].count("\n") == 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "文件是空的，或者不是以标签开头"),
        (b"<a><b></a>", "开始标签 b 和结束标签 a 不配对"),
        (b"<a><b>", "文件没有写完，标签 b 没有结束"),
        (b"<a>R&D</a>", "以“&”开头的写法缺少分号；“&”本身要写成 &amp;"),
        (b"<a b=c/>", "属性的值没有放在引号里"),
        (b"<p:a/>", "标签名称的前缀没有声明命名空间"),
        ("<a>é</a>".encode("latin1"), "文件的字符与声明的编码不符"),
        (b"<a>" * 300, "标签一层套一层，太深了"),
        (b'<?xml version="1.0" standalone="no way"?><a/>', "不符合 XML 的写法"),
    ],
)
def test_why_it_is_no_xml_is_said_in_chinese(data: bytes, reason: str) -> None:
    found = only(read(data))

    assert found.message().partition("：")[2] == f"{reason}。"
    assert found.message("en").isascii()


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"<definitions", "<定义>".encode("gbk")])
def test_what_is_no_xml_is_refused(data: bytes) -> None:
    assert codes(read(data)) == ["DMN001"]


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-32"])
def test_entities_are_refused_whatever_the_charset(charset: str) -> None:
    text = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><definitions>&x;</definitions>'

    assert codes(read(text.encode(charset)))[0] in ("DMN001", "DMN002")


def test_a_file_over_the_limit_is_not_read_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "big.dmn"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)  # sparse: takes no room

    found = only(read(path))

    assert (found.code, found.values["size_mb"]) == ("DMN003", 200)


def test_more_elements_than_any_model_has_are_not_parsed() -> None:
    assert codes(read_one("<x/>" * 1_500_000)) == ["DMN039"]


def test_bytes_over_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dmn_xml, "MAX_BYTES", 10)

    assert codes(read(model(""))) == ["DMN003"]


def test_a_missing_file_and_a_folder_are_said(tmp_path: Path) -> None:
    assert codes(read(tmp_path / "none.dmn")) == ["CLI001"]
    assert codes(read(tmp_path)) == ["CLI003"]


def test_expressions_nested_too_deep_are_refused() -> None:
    def nested(levels: int) -> str:
        return "<list>" * levels + literal("1") + "</list>" * levels

    assert codes(read_one(decision(nested(60)))) == []
    assert codes(read_one(decision(nested(61)))) == ["DMN012"]
    assert codes(read_one(decision(nested(10_000)))) == ["DMN001"]  # libxml2 stops at 256


def test_imports_are_read_with_what_they_import() -> None:
    files = {
        "urn:b": model(importing("c", "urn:c"), namespace="urn:b"),
        "urn:c": model("<inputData name='x' id='x'/>", namespace="urn:c"),
    }

    found = read(model(importing("b", "urn:b"), namespace="urn:a"), resolver(files))

    assert found.diagnostics == ()
    assert found.definitions is not None
    assert [each.namespace for each in found.definitions.imported_models()] == ["urn:b", "urn:c"]


def test_imports_that_go_in_a_circle_are_named() -> None:
    files = {
        "urn:a": model(importing("b", "urn:b"), namespace="urn:a"),
        "urn:b": model(importing("a", "urn:a"), namespace="urn:b"),
    }

    found = read(files["urn:a"], resolver(files))

    assert only(found).code == "DMN015"
    assert only(found).values["circle"] == "urn:a → urn:b → urn:a"
    assert only(found).file == "urn:b.dmn"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, ["DMN014"]),
        ({"urn:b": b"<broken"}, ["DMN001", "DMN016"]),
        ({"urn:b": model("", namespace="urn:other")}, ["DMN014"]),
    ],
)
def test_imports_that_cannot_be_used_are_named(files: dict[str, bytes], expected: list[str]) -> None:
    found = read(model(importing("乙", "urn:b")), resolver(files))

    assert sorted(codes(found)) == expected
    assert all(each.values["name"] == "乙" for each in found.diagnostics if each.code != "DMN001")


def test_an_import_of_another_kind_is_kept() -> None:
    found = read_one(importing("p", "urn:p", "http://www.dmg.org/PMML-4_1"))

    assert codes(found) == ["DMN028"]
    assert found.definitions is not None
    assert [each.name for each in found.definitions.imports] == ["p"]


def test_imports_are_found_in_the_folder_and_nowhere_else(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    kind = NAMESPACES[Version.V1_5].model
    (tmp_path / "out.dmn").write_bytes(model("", namespace="urn:out"))
    (folder / "near.dmn").write_bytes(model("", namespace="urn:near"))
    (folder / "broken.dmn").write_bytes(b"<")

    def importing_from(location: str, namespace: str) -> list[str]:
        tag = f'<import name="n" namespace="{namespace}" locationURI="{location}" importType="{kind}"/>'
        (folder / "main.dmn").write_bytes(model(tag))
        return codes(read(folder / "main.dmn"))

    assert importing_from("near.dmn", "urn:near") == []
    assert importing_from("elsewhere.dmn", "urn:near") == []  # by its namespace
    assert importing_from("../out.dmn", "urn:out") == ["DMN014"]
    assert importing_from(str(tmp_path / "out.dmn"), "urn:out") == ["DMN014"]
    assert importing_from("http://localhost/out.dmn", "urn:out") == ["DMN014"]
