"""``luodi parse``: the three formats, and the warning where a text has too many provisions."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from luodi.cli import parse
from luodi.structure import parse_document, to_akoma_ntoso, to_json, to_markdown
from tests.engine.structure_notices import NOTICE_WITH_ANNEXES

Captured = pytest.CaptureFixture[str]


def run(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lang", default="zh")
    parse.add_arguments(parser)
    return parse.run(parser.parse_args(arguments))


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "notice.txt"
    path.write_text(NOTICE_WITH_ANNEXES, encoding="utf-8")
    return path


def test_parse_writes_each_format(notice: Path, capfd: Captured) -> None:
    document = parse_document(NOTICE_WITH_ANNEXES)

    written = {}
    for name in ("json", "akn", "md"):
        assert run([str(notice), "--to", name]) == 0
        written[name] = capfd.readouterr().out

    assert json.loads(written["json"]) == to_json(document)
    assert written["akn"] == to_akoma_ntoso(document, NOTICE_WITH_ANNEXES)
    assert written["md"] == to_markdown(document, NOTICE_WITH_ANNEXES)


def test_parse_says_where_it_stops_numbering(
    notice: Path, capfd: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("luodi.structure.tree.MAX_LABELS", 1)
    monkeypatch.setattr("luodi.cli.parse.MAX_LABELS", 1)

    status = run([str(notice)])

    told = capfd.readouterr()
    assert (status, [part["label"] for part in json.loads(told.out)["parts"]]) == (0, ["第一条"])
    assert told.err.splitlines() == [
        f"PARSE002  {notice}",
        "编号的条款超过 1 条，之后的编号按正文处理。",
        "请确认文件是一份政策文件；确有这么多条款的，请拆分后再解析。",
    ]
