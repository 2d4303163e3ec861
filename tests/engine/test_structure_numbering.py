"""Numbers of three digits: a long list goes on past 99, and a telephone number begins none."""

from __future__ import annotations

import pytest

from luodi.structure import parse_document


@pytest.mark.parametrize("form", ["（{}）", "({})", "{}.", "{}、", "{}）"])
def test_list_goes_on_past_ninety_nine(form: str) -> None:
    lines = "".join(f"{form.format(number)}建设平台，完善功能。\n" for number in range(1, 121))

    document = parse_document(f"楚江市任务清单\n\n一、任务\n\n{lines}")

    assert [part.path[-1] for part in document.parts[0].parts] == [str(number) for number in range(1, 121)]


def test_items_past_ninety_nine_in_one_line_are_provisions() -> None:
    line = "".join(f"（{number}）建设平台；" for number in range(1, 105))

    document = parse_document(f"楚江市任务清单\n\n一、任务\n\n{line}\n")

    assert [part.path[-1] for part in document.parts[0].parts][-2:] == ["103", "104"]


@pytest.mark.parametrize(
    "line", ["（110）报警电话保持畅通。", "120.急救中心负责保障。", "（300）人以上的单位。"]
)
def test_number_of_three_digits_begins_no_list(line: str) -> None:
    document = parse_document(f"楚江市工作办法\n\n一、任务\n\n（1）建设平台。\n{line}\n")

    assert [part.path[-1] for part in document.parts[0].parts] == ["1"]
