"""``luodi read`` and ``luodi repair`` as processes: exact bytes out, exit status, report."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from luodi.cli import read, repair
from luodi.diagnostics import LuodiError

Captured = pytest.CaptureFixture[bytes]
PAGE = "科技創(chuàng)新網(wǎng)\r\nCopyright ? 2021\r\n"


def run(command: object, arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.set_defaults(lang="zh")
    command.add_arguments(parser)  # type: ignore[attr-defined]
    return int(command.run(parser.parse_args(arguments)))  # type: ignore[attr-defined]


def test_read_writes_the_text_and_nothing_else(tmp_path: Path, capfdbinary: Captured) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("第一行\n没有行尾".encode("gb18030"))

    status = run(read, [str(path)])

    assert (status, capfdbinary.readouterr().out) == (0, "第一行\n没有行尾".encode())


def test_repair_writes_text_with_the_line_ends_of_the_file(tmp_path: Path, capfdbinary: Captured) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(PAGE.encode())

    status = run(repair, [str(path)])

    assert (status, capfdbinary.readouterr().out) == (0, "科技创新网\r\nCopyright \ufffd 2021\r\n".encode())


def test_repair_report_is_written_beside(tmp_path: Path, capfdbinary: Captured) -> None:
    path, report = tmp_path / "a.txt", tmp_path / "r.json"
    path.write_bytes(PAGE.encode())

    run(repair, [str(path), "--report", str(report), "--script", "keep"])

    found = json.loads(report.read_text(encoding="utf-8"))
    assert found["source"] == str(path)
    assert [(edit["kind"], edit["was"]) for edit in found["edits"]] == [
        ("pinyin", "(chuàng)"),
        ("pinyin", "(wǎng)"),
        ("lost", "?"),
    ]
    assert [lost["candidates"] for lost in found["lost"]] == [["©", "\u00a0"]]


def test_repair_refuses_a_report_that_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("正文", encoding="utf-8")

    with pytest.raises(LuodiError) as caught:
        run(repair, [str(path), "--report", str(tmp_path / "none" / "r.json")])

    assert caught.value.diagnostic.code == "CLI002"
