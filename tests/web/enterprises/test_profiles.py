"""Profiles: the newest valid value counts, the history stays, and who sees them hangs on the region."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from luodi_web.enterprises.domain.profiles import (
    change_enterprise,
    create_enterprise,
    newest_values,
    withdraw_value,
)
from luodi_web.enterprises.domain.scope import enterprises_editable_by, enterprises_visible_to
from luodi_web.enterprises.domain.values import parse_value, value_words
from luodi_web.enterprises.models import Enterprise, ProfileValue
from luodi_web.fields.enums import FieldType
from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry, Region, Unit
from tests.web.enterprises.making import Area, make_enterprise, make_value
from tests.web.factories import actor, make_user
from tests.web.fields.making import make_field

pytestmark = pytest.mark.django_db


def counted(row: Enterprise, day: date | None = None) -> dict[str, str]:
    values = newest_values([row.pk], day or timezone.localdate()).get(row.pk, {})
    return {value.field.name: value.text for value in values.values()}


@pytest.mark.parametrize(
    ("type_", "measure", "written", "kept", "words"),
    [
        (FieldType.NUMBER, "元", " 1,234,567.50 ", "1234567.50", "1,234,567.50 元"),
        (FieldType.NUMBER, "比例", "5%", "0.05", "5%"),
        (FieldType.NUMBER, "人", "007", "7", "7 人"),
        (FieldType.NUMBER, "元", "1.5E+05", "150000", "150,000 元"),
        (FieldType.NUMBER, "比例", ".5", "0.5", "50%"),
        (FieldType.BOOLEAN, "", "是", "true", "是"),
        (FieldType.BOOLEAN, "", "否", "false", "否"),
        (FieldType.DATE, "", "2025年3月1日", "2025-03-01", "2025-03-01"),
        (FieldType.STRING, "", "武汉市", "武汉市", "武汉市"),
    ],
)
def test_value_is_kept_as_data_and_read_as_words(
    area: Area, type_: str, measure: str, written: str, kept: str, words: str
) -> None:
    field = make_field("数据", type=type_, measure=measure)

    assert parse_value(field, written) == kept
    assert value_words(field, kept) == words


@pytest.mark.parametrize(
    ("type_", "allowed", "written", "said"),
    [
        (FieldType.NUMBER, "", "五万", "“五万”不是数字；计量单位不要写在格子里。"),
        (FieldType.NUMBER, "", "1E+20", "“1E+20”的位数太多：整数最多 20 位，小数最多 16 位。"),
        (FieldType.NUMBER, "", "12万元", "“12万元”不是数字；计量单位不要写在格子里。"),
        (FieldType.NUMBER, ">= 0", "-1", "“-1”不在取值范围内：>= 0。"),
        (FieldType.BOOLEAN, "", "不知道", "请填“是”或“否”；不知道的留空。"),
        (FieldType.STRING, "规上、规下", "规模以上", "“规模以上”不在取值范围内：规上、规下。"),
        (FieldType.DATE, "", "2025-02-30", "“2025-02-30”不是有效的日期，请写成 2026-11-05 的样子。"),
        (
            FieldType.NUMBER,
            "",
            "9" * 21,
            f"“{'9' * 21}”的位数太多：整数最多 20 位，小数最多 16 位。",
        ),
        (
            FieldType.NUMBER,
            "",
            f"0.{'1' * 17}",
            f"“0.{'1' * 17}”的位数太多：整数最多 20 位，小数最多 16 位。",
        ),
    ],
)
def test_what_is_no_value_is_told(area: Area, type_: str, allowed: str, written: str, said: str) -> None:
    field = make_field("数据", type=type_, allowed=allowed)

    with pytest.raises(ValidationError) as refused:
        parse_value(field, written)

    assert refused.value.messages == [said]


def test_newest_day_counts_whatever_was_entered_last(area: Area) -> None:
    row, field = make_enterprise(area.hongshan), make_field("研发费用")
    make_value(row, field, "200", date(2025, 12, 31))
    make_value(row, field, "100", date(2024, 12, 31))

    assert counted(row) == {"研发费用": "200"}
    assert counted(row, date(2025, 6, 1)) == {"研发费用": "100"}
    assert counted(row, date(2020, 1, 1)) == {}
    assert ProfileValue.objects.count() == 2


def test_past_its_validity_a_value_is_unknown_and_not_false(area: Area) -> None:
    row, field = make_enterprise(area.hongshan), make_field("是否有效高企", type=FieldType.BOOLEAN)
    yesterday = timezone.localdate() - timedelta(days=1)
    make_value(row, field, "是", date(2023, 1, 1), valid_to=yesterday)

    assert counted(row, yesterday) == {"是否有效高企": "true"}
    assert counted(row) == {}


def test_withdrawn_value_gives_way_to_the_one_before_it_and_stays_in_the_history(area: Area) -> None:
    row, field = make_enterprise(area.hongshan), make_field("研发费用")
    make_value(row, field, "100", date(2024, 12, 31))
    wrong = make_value(row, field, "999", date(2025, 12, 31))

    withdraw_value(wrong, "填错了", by=actor())

    assert counted(row) == {"研发费用": "100"}
    assert ProfileValue.objects.get(pk=wrong.pk).withdrawn_reason == "填错了"
    with pytest.raises(ValidationError):
        withdraw_value(wrong, "再撤", by=actor())


def test_the_same_value_twice_is_one(area: Area) -> None:
    row, field = make_enterprise(area.hongshan), make_field("研发费用")

    first, second = make_value(row, field, "100"), make_value(row, field, "100")

    assert first == second
    assert AuditEntry.objects.filter(verb="enterprises.value_kept").count() == 1


def test_day_to_come_and_validity_before_the_day_are_refused_at_their_fields(area: Area) -> None:
    row, field = make_enterprise(area.hongshan), make_field("研发费用")
    tomorrow = timezone.localdate() + timedelta(days=1)

    with pytest.raises(ValidationError) as refused:
        make_value(row, field, "", tomorrow, valid_to=date(2020, 1, 1))

    assert set(refused.value.message_dict) == {"text", "as_of", "valid_to"}


def test_code_has_one_profile_and_an_old_page_changes_nothing(area: Area) -> None:
    row = make_enterprise(area.hongshan, "甲公司", "SL1234567890123456")

    with pytest.raises(ValidationError):
        create_enterprise("sl 1234567890123456", "乙公司", area.wuhan, by=actor())
    changed = change_enterprise(row, "甲新公司", area.wuhan, 0, by=actor())
    with pytest.raises(ValidationError):
        change_enterprise(row, "甲旧公司", area.wuhan, 0, by=actor())

    assert (changed.name, changed.region, changed.revision) == ("甲新公司", area.wuhan, 1)
    assert Enterprise.objects.get().name == "甲新公司"


def test_enterprises_are_seen_by_who_works_for_their_region(area: Area) -> None:
    rows = {
        name: make_enterprise(region, name)
        for name, region in (("洪山", area.hongshan), ("武汉", area.wuhan), ("宜昌", area.yichang))
    }

    def seen(role: str, unit: Unit) -> set[str]:
        rights = Rights.of(make_user(role=role, unit=unit))
        return {row.name for row in enterprises_visible_to(rights)}

    assert seen(Role.PROVINCE, area.department) == set(rows)
    assert seen(Role.CITY, area.wuhan_office) == {"洪山", "武汉"}
    assert seen(Role.COUNTY, area.hongshan_office) == {"洪山"}
    assert seen(Role.CITY, area.yichang_office) == {"宜昌"}
    assert seen(Role.ENTERPRISE, area.department) == set()
    assert seen(Role.PROVINCE, Unit.objects.get(pk=_without_region().pk)) == set()
    leader = Rights.of(make_user(role=Role.LEADER, unit=area.department))
    assert enterprises_visible_to(leader).count() == 3
    assert enterprises_editable_by(leader).count() == 0


def _without_region() -> Unit:
    from tests.web.factories import make_unit

    unit = make_unit("没有地区的机构")
    assert not Region.objects.filter(pk=unit.region_id or "").exists()
    return unit


def test_longest_share_is_kept_to_its_last_digit(area: Area) -> None:
    field = make_field("占比", measure="比例")

    kept = parse_value(field, f"{'9' * 20}.{'1' * 16}%")

    assert kept == f"{'9' * 18}.99{'1' * 16}"
    assert value_words(field, kept) == f"{'9' * 20}.{'1' * 16}%"
