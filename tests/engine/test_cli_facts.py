"""``luodi facts`` as a command, and what every command says of a file read in part."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest

from luodi.cli import main

MEASURE = "示例市若干措施\n一、支持研发。按研发费用的5%给予补助，最高50万元。（责任单位：市科技局）\n"
Captured = pytest.CaptureFixture[str]


def test_facts_writes_json_on_standard_output(tmp_path: Path, capfd: Captured) -> None:
    path = tmp_path / "measure.txt"
    path.write_text(MEASURE, encoding="utf-8")

    status = main(["facts", str(path), "--json"])

    item = json.loads(capfd.readouterr().out)["items"][0]
    assert status == 0
    assert item["units"] == {"lead": ["市科技局"], "joint": []}
    assert [(one["kind"], one["value"], one["text"]) for one in item["amounts"]] == [
        ("rate", 0.05, "按研发费用的5%"),
        ("cap", 500000, "最高50万元"),
    ]


def test_facts_repairs_first_unless_told_not_to(tmp_path: Path, capfd: Captured) -> None:
    path = tmp_path / "page.txt"
    path.write_text(
        "一、支持研發。給(jǐ)予50萬元獎(jiǎng)勵(lì)。科技創(chuàng)新網(wǎng)。\n", encoding="utf-8"
    )

    main(["facts", str(path)])
    repaired = json.loads(capfd.readouterr().out)
    main(["facts", str(path), "--no-repair"])
    as_it_is = json.loads(capfd.readouterr().out)

    assert [one["value"] for one in repaired["items"][0]["amounts"]] == [500000]
    assert as_it_is["items"][0]["amounts"] == []


@pytest.mark.parametrize("command", ["facts", "parse", "plan", "repair", "read"])
def test_command_names_a_missing_file(command: str, tmp_path: Path, capfd: Captured) -> None:
    status = main([command, str(tmp_path / "none.txt")])

    assert status == 1
    assert "CLI001" in capfd.readouterr().err


@pytest.mark.parametrize("command", ["facts", "parse", "plan", "repair", "read"])
def test_command_says_what_of_a_file_was_not_read(command: str, tmp_path: Path, capfd: Captured) -> None:
    document = docx.Document()
    for number in range(400):
        document.add_paragraph(f"{number}.建设创新平台{number}家，制定实施方案{number * 7919 % 10007}。")
    whole = BytesIO()
    document.save(whole)
    text_only = BytesIO()
    with zipfile.ZipFile(whole) as parts, zipfile.ZipFile(text_only, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", parts.read("word/document.xml"))
    path = tmp_path / "cut.docx"
    path.write_bytes(text_only.getvalue()[: len(text_only.getvalue()) // 2])

    status = main([command, str(path)])

    captured = capfd.readouterr()
    assert status == 0
    assert "READ013" in captured.err
    assert "创新平台7家" in captured.out
