"""``luodi simulate`` from files to files."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from luodi.cli import main
from luodi.diagnostics import LuodiError
from luodi.dmn import write
from luodi.gazette.fonts import choose_fonts, installed_fonts
from tests.engine.simulated import rows, subsidy, written

ROWS = rows(
    ("武汉", "2000", "0.05", True),
    ("宜昌", "3000", "0.03", True),
    (None, None, "0.05", True),
)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for name, model in (("原.dmn", subsidy()), ("新.dmn", subsidy("0.04", "0.2"))):
        (tmp_path / name).write_bytes(write(model))
    path = written(tmp_path, ROWS)
    return [str(tmp_path / "原.dmn"), str(tmp_path / "新.dmn"), "--population", str(path)]


def run(files: Sequence[str], *more: str) -> int:
    return main(["simulate", *files, *more])


def test_the_document_has_totals_groups_curve_and_budget(
    files: list[str], capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    asked = ("--by", "地区", "地区+是否高企", "--sweep", "比例#1.占比=3%:5%:1%", "--budget", "300", "--json")

    code = run(files, *asked)

    found = json.loads(capsysbinary.readouterr().out, parse_float=Decimal)
    assert code == 0
    assert found["decision"] == "补贴金额"
    assert (found["totals"]["before"]["cost"], found["totals"]["after"]["cost"]) == (500, 400)
    assert [each["columns"] for each in found["distributions"]] == [["地区"], ["地区", "是否高企"]]
    assert [each["totals"]["after"]["cost"] for each in found["curve"]["points"]] == [1000, 400, 400]
    assert found["allocation"]["total"]["granted"] == 300


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("out.csv", b"\xef\xbb\xbf"),
        ("out.json", b"{"),
        ("out.svg", b"<svg"),
        ("out.html", b"<!DOCTYPE html>"),
        ("out.xlsx", b"PK"),
    ],
)
def test_files_of_each_kind_are_written(files: list[str], tmp_path: Path, name: str, start: bytes) -> None:
    assert run(files, "--by", "地区", "-o", str(tmp_path / name)) == 0

    data = (tmp_path / name).read_bytes()
    assert data.startswith(start)
    if name.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(data))
        assert book.sheetnames == ["总览", "按地区分布", "金额分布", "变化最大的"]


def test_a_picture_in_pixels_is_written_where_there_are_chinese_fonts(
    files: list[str], tmp_path: Path
) -> None:
    try:
        choose_fonts(installed_fonts().families())
    except LuodiError:
        pytest.skip("missing: a Chinese font")

    assert run(files, "-o", str(tmp_path / "out.png")) == 0

    assert (tmp_path / "out.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("-o", "out.docx"), "SIM012"),
        (("--by", "行业"), "SIM003"),
        (("--sweep", "比例"), "SIM009"),
        (("--budget", "很多"), "SIM011"),
        (("--budget", "5", "--allocate", "抽签"), "SIM015"),
        (("--key", "是否高企"), "POP005"),
        (("--decision", "没有"), "SIM002"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(
    files: list[str], more: Sequence[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(files, *more) == 1

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(code)


@pytest.mark.parametrize(
    ("rule", "losers"),
    [("rank:评分", ["乙", "丙"]), ("rank:评分:asc", ["甲", "乙"]), ("first:申报", ["甲", "丙"])],
)
def test_text_columns_of_numbers_and_days_rank_by_what_they_say(
    rule: str, losers: list[str], tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """In a CSV all is text: 99 would stand before 100, and March after November."""
    (tmp_path / "模.dmn").write_bytes(write(subsidy()))
    (tmp_path / "企业.csv").write_text(
        "号,研发费用,占比,是否高企,评分,申报\n"
        "甲,1000,0.05,true,100,2026/3/10\n乙,1000,0.05,true,99,2026/3/9\n丙,1000,0.05,true,9,2026/11/1\n",
        encoding="utf-8",
    )
    saved = str(tmp_path / "模.dmn")
    given = [saved, saved, "--population", str(tmp_path / "企业.csv"), "--budget", "100", "--allocate", rule]

    assert run(given, "--decision", "补贴金额", "--json") == 0

    found = json.loads(capsysbinary.readouterr().out)
    assert sorted(each["key"][0] for each in found["allocation"]["cuts"]) == sorted(losers)


def test_a_rank_of_numbers_and_other_texts_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "模.dmn").write_bytes(write(subsidy()))
    (tmp_path / "企业.csv").write_text(
        "号,研发费用,占比,是否高企,评分\n甲,1000,0.05,true,100\n乙,1000,0.05,true,99\n丙,1000,0.05,true,优\n",
        encoding="utf-8",
    )
    files = [str(tmp_path / "模.dmn"), str(tmp_path / "模.dmn"), "--population", str(tmp_path / "企业.csv")]

    status = run(
        files, "--budget", "100", "--allocate", "rank:评分", "--decision", "补贴金额", "--lang", "en"
    )

    said = capsys.readouterr().err
    assert (status, said.split()[0]) == (1, "POP063")
    assert "2 numbers, 0 dates (—), 1 other texts. Rows 3: 优" in said


@pytest.mark.parametrize(
    "days", [("2026-02-30", "2026-03-09", "2026-11-31"), ("2026/2/30", "2026/3/9", "2026/11/31")]
)
def test_days_that_are_none_are_not_ranked(
    days: Sequence[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without its rank a row would get nothing, and nobody would know."""
    (tmp_path / "模.dmn").write_bytes(write(subsidy()))
    texts = "".join(
        f"{name},1000,0.05,true,{day}\n" for name, day in zip("甲乙丙丁", [*days, ""], strict=True)
    )
    (tmp_path / "企业.csv").write_text(f"号,研发费用,占比,是否高企,申报\n{texts}", encoding="utf-8")
    files = [str(tmp_path / "模.dmn"), str(tmp_path / "模.dmn"), "--population", str(tmp_path / "企业.csv")]
    asked = ("--budget", "100", "--allocate", "first:申报", "--decision", "补贴金额", "--lang", "en")

    status = run(files, *asked)

    said = capsys.readouterr().err
    assert (status, said.split()[0]) == (1, "POP003")
    assert f"“申报” has 2 values that are no date: rows 1、3, such as {days[0]}、{days[2]}" in said


@pytest.mark.parametrize(
    ("more", "code"),
    [(("--allocate", "rank:地区"), "SIM017"), (("--budget", "5%"), "SIM018"), (("--cap", "5％"), "SIM018")],
)
def test_options_that_would_be_ignored_or_misread_are_told(
    more: tuple[str, ...], code: str, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(files, *more) == 1
    assert code in capsys.readouterr().err
