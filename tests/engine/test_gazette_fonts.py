"""Which font stands for which, and what is said about it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from luodi.diagnostics import LuodiError
from luodi.gazette import docx, pdf, read
from luodi.gazette.fonts import Face, choose_fonts
from tests.engine import gazette_documents as make

NOTO = ["Noto Serif CJK SC", "Noto Sans CJK SC", "DejaVu Sans"]


def needs_fonts() -> None:
    if (
        not shutil.which("fc-list")
        or not subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=True).stdout
    ):
        pytest.skip("missing: fonts-noto-cjk")


def test_without_a_chinese_font_a_pdf_is_refused_by_name_and_a_docx_is_made() -> None:
    document = read(make.document())

    with pytest.raises(LuodiError) as caught:
        pdf(document, system_fonts=False)

    assert caught.value.diagnostic.code == "GAZ101"
    assert docx(document).startswith(b"PK")


def test_western_fonts_are_no_chinese_ones() -> None:
    with pytest.raises(LuodiError) as caught:
        choose_fonts(["DejaVu Sans", "Libertinus Serif"])

    assert caught.value.diagnostic.code == "GAZ101"


def test_a_substitute_is_named_by_the_official_name() -> None:
    choice = choose_fonts(NOTO)

    assert choice.substitutes == {
        "方正小标宋简体": "Noto Serif CJK SC",
        "仿宋_GB2312": "Noto Serif CJK SC",
        "楷体_GB2312": "Noto Serif CJK SC",
    }
    assert choice.chains[Face.HEI][0] == "Noto Sans CJK SC"


def test_the_genuine_fonts_come_first_and_the_rest_fill_their_gaps() -> None:
    choice = choose_fonts([*NOTO, "FangSong", "KaiTi", "SimHei", "SimSun", "FZXiaoBiaoSong-B05S"])

    assert choice.substitutes == {}
    assert [choice.chains[face][0] for face in Face] == [
        "FZXiaoBiaoSong-B05S",
        "FangSong",
        "SimHei",
        "KaiTi",
        "SimSun",
    ]
    assert all("Noto Serif CJK SC" in chain for chain in choice.chains.values())


def test_one_chinese_font_is_enough() -> None:
    choice = choose_fonts(["FangSong"])

    assert set(choice.chains.values()) == {("FangSong",)}
    assert "黑体" in choice.substitutes


def test_characters_without_a_glyph_are_named() -> None:
    needs_fonts()
    rendered = pdf(read(make.document(blocks=[make.paragraph("办结\U0001f600\ue000\ue001\U0010fffd。")])))

    lost = [item for item in rendered.diagnostics if item.code == "GAZ103"]

    assert [item.values["codes"] for item in lost] == ["U+E000 U+E001 U+1F600 U+10FFFD"]


def test_a_folder_without_fonts_changes_nothing(tmp_path: Path) -> None:
    needs_fonts()
    document = read(make.letter())

    assert pdf(document, fonts=[tmp_path]).data == pdf(document).data
