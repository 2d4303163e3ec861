"""``luodi bulletin`` as a user calls it, on the samples of the demonstration too."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from luodi.cli import main
from luodi.gazette import read
from tests.engine import gazette_documents as make

SAMPLES = sorted((Path(__file__).parents[2] / "demo" / "gazette").glob("*.json"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "函.json"
    path.write_text(json.dumps(make.letter(), ensure_ascii=False), encoding="utf-8")
    return path


def needs_fonts() -> None:
    if (
        not shutil.which("fc-list")
        or not subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=True).stdout
    ):
        pytest.skip("missing: fonts-noto-cjk")


def test_a_docx_is_written(data: Path, tmp_path: Path) -> None:
    assert main(["bulletin", str(data), "-o", str(tmp_path / "函.docx")]) == 0

    assert (tmp_path / "函.docx").read_bytes().startswith(b"PK")


def test_a_pdf_is_written(data: Path, tmp_path: Path) -> None:
    needs_fonts()

    assert main(["bulletin", str(data), "-o", str(tmp_path / "函.PDF")]) == 0

    assert (tmp_path / "函.PDF").read_bytes().startswith(b"%PDF")


def test_another_ending_is_wrong_usage(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bulletin", str(data), "-o", str(tmp_path / "函.odt")]) == 2

    assert capsys.readouterr().err.startswith("GAZ105")


def test_every_mistake_is_printed_with_its_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "函.json"
    path.write_text(json.dumps(make.letter(titel="错", note=5)), encoding="utf-8")

    status = main(["--lang", "en", "bulletin", str(path), "-o", str(tmp_path / "out.docx")])

    heads = [line for line in capsys.readouterr().err.splitlines() if line.startswith("GAZ")]
    assert status == 1
    assert heads == [f"GAZ005  {path} › $.note", f"GAZ016  {path} › $"]
    assert not (tmp_path / "out.docx").exists()


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bulletin", str(tmp_path / "无.json"), "-o", str(tmp_path / "out.docx")]) == 1

    assert capsys.readouterr().err.startswith("CLI001")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_the_samples_are_marked_as_such_and_can_be_printed(sample: Path, tmp_path: Path) -> None:
    needs_fonts()

    document = read(sample.read_bytes(), name=sample.name)

    assert "示例" in document.title
    for ending in ("docx", "pdf"):
        assert main(["bulletin", str(sample), "-o", str(tmp_path / f"out.{ending}")]) == 0
