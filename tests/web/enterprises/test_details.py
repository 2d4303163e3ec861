"""Details (明细): rows with source and day that are never overwritten, and what of them counts."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from luodi_web.enterprises.domain.details import (
    SaidRow,
    counting_rows,
    keep_row,
    keep_rows,
    withdraw_row,
)
from luodi_web.enterprises.domain.layout import CODE, DAY, FAULT, NAME, REGION, SOURCE
from luodi_web.enterprises.models import DetailRow, Enterprise
from luodi_web.fields.domain.lists import ColumnValues
from luodi_web.fields.enums import FieldType
from luodi_web.fields.models import DetailList
from luodi_web.fields.rules import TABLE_HEADS
from luodi_web.people.models import AuditEntry
from tests.web.at_once import at_once
from tests.web.enterprises.making import Area, make_enterprise, make_row
from tests.web.factories import actor, make_user
from tests.web.fields.making import make_detail

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 1)


@pytest.fixture
def contracts(area: Area) -> DetailList:
    return make_detail()


@pytest.fixture
def devices(area: Area) -> DetailList:
    return make_detail(
        "仪器设备", [ColumnValues("设备名称"), ColumnValues("单台套价值", FieldType.NUMBER, "元")]
    )


@pytest.fixture
def firm(area: Area) -> Enterprise:
    return make_enterprise(area.hongshan, "甲公司", "SL00000001")


def contents(row: Enterprise, detail: DetailList, day: date = TODAY) -> list[dict[str, str]]:
    return [each.values for each in counting_rows([row.pk], detail, day)]


def test_row_says_value_source_day_and_who_and_is_audited(
    area: Area, contracts: DetailList, firm: Enterprise
) -> None:
    person = make_user(unit=area.hongshan_office)

    row = keep_row(
        firm,
        contracts,
        {
            "合同编号": " HT1 ",
            "到账金额": "1,200.50",
            "是否认定登记": "是",
            "到账日期": "2025/3/1",
            "合同类别": "",
        },
        source="登记系统",
        as_of=date(2025, 12, 31),
        by=actor(person, area.hongshan_office),
    )

    assert row.values == {
        "合同编号": "HT1",
        "到账金额": "1200.5",
        "是否认定登记": "true",
        "到账日期": "2025-03-01",
    }
    assert (row.key, row.entered_by, row.entered_unit) == ("HT1", person, area.hongshan_office)
    entry = AuditEntry.objects.get(verb="enterprises.detail_kept")
    assert entry.after["detail"] == "技术合同"
    assert (
        entry.after["value"] == "合同编号：HT1；是否认定登记：是；到账日期：2025-03-01；到账金额：1,200.50 元"
    )


def test_faults_are_told_by_column_and_nothing_is_kept(contracts: DetailList, firm: Enterprise) -> None:
    texts = {"合同编号": "", "合同类别": "买卖", "到账金额": "-1"}

    with pytest.raises(ValidationError) as refused:
        keep_row(firm, contracts, texts, source="表", as_of=date(2999, 1, 1), by=actor())

    assert set(refused.value.error_dict) == {"c0", "c1", "c5", "as_of"}
    assert not DetailRow.objects.exists()


def test_newest_of_a_key_counts_and_the_older_stays(contracts: DetailList, firm: Enterprise) -> None:
    make_row(firm, contracts, {"合同编号": "HT1", "到账金额": "1"}, date(2025, 6, 1))
    newer = make_row(firm, contracts, {"合同编号": "HT1", "到账金额": "2"}, date(2025, 12, 1))
    make_row(firm, contracts, {"合同编号": "HT2"}, date(2025, 7, 1))

    assert contents(firm, contracts) == [{"合同编号": "HT2"}, {"合同编号": "HT1", "到账金额": "2"}]
    assert contents(firm, contracts, date(2025, 6, 30)) == [{"合同编号": "HT1", "到账金额": "1"}]

    withdraw_row(newer, "填错", by=actor())

    assert contents(firm, contracts) == [{"合同编号": "HT1", "到账金额": "1"}, {"合同编号": "HT2"}]
    assert DetailRow.objects.count() == 3
    with pytest.raises(ValidationError, match="已经撤回"):
        withdraw_row(newer, "再撤", by=actor())


def test_row_past_its_day_counts_no_more(devices: DetailList, firm: Enterprise) -> None:
    make_row(firm, devices, {"设备名称": "甲"}, date(2025, 1, 1), valid_to=date(2025, 6, 30))

    assert contents(firm, devices, date(2025, 6, 30)) == [{"设备名称": "甲"}]
    assert contents(firm, devices) == []


def test_click_twice_is_one_row_with_or_without_a_key(
    contracts: DetailList, devices: DetailList, firm: Enterprise
) -> None:
    for _each in range(2):
        make_row(firm, contracts, {"合同编号": "HT1"})
        make_row(firm, devices, {"设备名称": "甲"})

    assert DetailRow.objects.count() == 2


def test_table_kept_again_adds_nothing_and_equal_rows_without_a_key_are_several(
    devices: DetailList, contracts: DetailList, firm: Enterprise
) -> None:
    said = partial(SaidRow, firm, source="表", as_of=date(2025, 12, 31))
    twins = [said({"设备名称": "甲"}), said({"设备名称": "甲"}), said({"设备名称": "乙"})]

    first = keep_rows(devices, twins, by=actor())
    again = keep_rows(devices, twins, by=actor())
    more = keep_rows(devices, [*twins, said({"设备名称": "甲"})], by=actor(), commit=False)

    assert (first.created, first.same) == (3, 0)
    assert (again.created, again.same) == (0, 3)
    assert (more.created, more.same) == (1, 3)
    assert DetailRow.objects.count() == 3

    keep_rows(contracts, [said({"合同编号": "HT1", "到账金额": "1"})], by=actor())
    changed = keep_rows(contracts, [said({"合同编号": "HT1", "到账金额": "2"})], by=actor())
    back = keep_rows(contracts, [said({"合同编号": "HT1", "到账金额": "2"})], by=actor())
    assert (changed.created, changed.changed, changed.same) == (0, 1, 0)
    assert (back.changed, back.same) == (0, 1)
    assert contents(firm, contracts) == [{"合同编号": "HT1", "到账金额": "2"}]


def test_equal_rows_in_two_parts_of_a_table_are_two_and_stay_two(
    devices: DetailList, firm: Enterprise
) -> None:
    said = SaidRow(firm, {"设备名称": "甲"}, "表", date(2025, 12, 31))

    for _each in range(2):
        counted: Counter[object] = Counter()
        for _part in range(2):
            keep_rows(devices, [said], by=actor(), counted=counted)

    assert contents(firm, devices) == [{"设备名称": "甲"}, {"设备名称": "甲"}]


@pytest.mark.django_db(transaction=True)
def test_two_who_enter_the_same_contract_at_once_enter_it_once(
    contracts: DetailList, firm: Enterprise
) -> None:
    enter = partial(make_row, firm, contracts, {"合同编号": "HT1", "到账金额": "5"})

    at_once(enter, enter)

    assert DetailRow.objects.count() == 1


def test_heads_that_tables_have_can_be_no_columns(area: Area) -> None:
    assert set(TABLE_HEADS) == {CODE, NAME, REGION, SOURCE, DAY, FAULT}
    with pytest.raises(ValidationError) as refused:
        make_detail("专利", [ColumnValues("数据来源"), ColumnValues("类型"), ColumnValues("类型")])
    assert refused.value.message_dict["columns"] == [
        "有两列都叫“类型”。",
        "“数据来源”是表格里另有用处的列名，请换一个。",
    ]
