"""目标台账: targets by year and region, values with their corrections, out and in by Excel."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demo.targets import load_targets
from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry
from luodi_web.supervision.domain.targets import (
    current_standings,
    enter_value,
    read_standings,
    save_indicator,
    set_target,
)
from luodi_web.supervision.domain.targets_tables import import_targets, parse_targets_sheet
from luodi_web.supervision.enums import SupervisionVerb, TargetOperator
from luodi_web.supervision.models import Indicator, IndicatorTarget, IndicatorValue
from tests.web.factories import actor, make_package, make_region, make_unit, make_user, signed_in
from tests.web.plans.screen import words

pytestmark = pytest.mark.django_db
BY = actor()


def make_indicator(name: str = "高新技术企业数", owner=None, package=None) -> Indicator:
    owner = owner or make_unit()
    package = package or make_package(owner)
    return save_indicator(None, package=package, name=name, unit="家", owner=owner, by=BY)


def standing(target: str | None, value: str | None, op: str = TargetOperator.AT_LEAST):
    indicator = make_indicator()
    if target is not None:
        set_target(indicator, 2025, None, op=op, value=Decimal(target), by=BY)
    if value is not None:
        enter_value(
            indicator, 2025, None, value=Decimal(value), source="统计公报", as_of=date(2025, 12, 31), by=BY
        )
    [found] = read_standings(Indicator.objects.all(), year=2025)
    return found


@pytest.mark.parametrize(
    ("target", "value", "op", "share", "reached"),
    [
        ("20000", "15000", "ge", Decimal("75.0"), False),
        ("20000", "20000", "ge", Decimal("100.0"), True),
        ("20000", "20000", "gt", Decimal("100.0"), False),
        ("30000", "29999", "ge", Decimal("99.9"), False),
        ("10", "12", "le", None, False),
        ("10", "9", "le", None, True),
        ("0", "5", "ge", None, True),
        ("10", None, "ge", None, None),
        (None, "10", "ge", None, None),
    ],
)
def test_share_says_how_far_and_never_rounds_up_to_done(target, value, op, share, reached):
    found = standing(target, value, op)

    assert (found.share, found.is_reached) == (share, reached)


def test_correction_needs_a_reason_and_keeps_the_old_value():
    indicator = make_indicator()
    day = date(2025, 6, 30)
    first = enter_value(indicator, 2025, None, value=Decimal(100), source="快报", as_of=day, by=BY)

    with pytest.raises(ValidationError, match="已登记 100"):
        enter_value(indicator, 2025, None, value=Decimal(101), source="年报", as_of=day, by=BY)
    second = enter_value(
        indicator, 2025, None, value=Decimal(101), source="年报", as_of=day, reason="核减重复", by=BY
    )

    first.refresh_from_db()
    assert (first.replaced_by, second.reason, second.replaced_by) == (second, "核减重复", None)
    assert [row.value.value for row in read_standings(Indicator.objects.all())] == [Decimal(101)]
    entries = AuditEntry.objects.filter(verb=SupervisionVerb.VALUE_ENTERED)
    assert [entry.before for entry in entries] == [{"value": "100", "source_note": "快报"}, None]


def test_value_sent_twice_is_kept_once():
    indicator = make_indicator()
    values = {"value": Decimal(100), "source": "快报", "as_of": date(2025, 6, 30)}

    enter_value(indicator, 2025, None, **values, by=BY)
    enter_value(indicator, 2025, None, **values, by=BY)

    assert IndicatorValue.objects.count() == 1


def test_latest_value_is_that_of_the_latest_day():
    indicator = make_indicator()
    for day, value in ((date(2025, 9, 30), 90), (date(2025, 6, 30), 60)):
        enter_value(indicator, 2025, None, value=Decimal(value), source="快报", as_of=day, by=BY)

    assert read_standings(Indicator.objects.all())[0].value.value == 90


def test_places_have_targets_of_their_own():
    indicator, region = make_indicator(), make_region("武汉市")
    set_target(indicator, 2025, None, op="ge", value=Decimal(20000), by=BY)
    set_target(indicator, 2025, region, op="gt", value=Decimal(3500), by=BY)
    set_target(indicator, 2025, region, op="ge", value=Decimal(3600), by=BY)

    assert IndicatorTarget.objects.count() == 2
    assert [row.target.value for row in read_standings(Indicator.objects.all(), region=region)] == [3600]
    both = read_standings(Indicator.objects.all(), places="all")
    assert [(row.region, row.target.value) for row in both] == [(None, 20000), (region, 3600)]


def test_current_target_is_the_next_to_be_reached_or_else_the_last():
    def year_shown(name: str, targets: list[int], values: list[int]) -> int:
        indicator = make_indicator(name)
        for year in targets:
            set_target(indicator, year, None, op="ge", value=Decimal(1), by=BY)
        for year in values:
            enter_value(
                indicator, year, None, value=Decimal(1), source="快报", as_of=date(year, 6, 30), by=BY
            )
        [row] = current_standings(read_standings(Indicator.objects.filter(pk=indicator.pk)), 2026)
        return row.year

    assert year_shown("甲", [2025, 2027, 2030], [2026]) == 2027
    assert year_shown("乙", [2026, 2027], []) == 2026
    assert year_shown("丙", [2020, 2025], [2024, 2026]) == 2025
    assert year_shown("丁", [], [2019, 2024]) == 2024


def test_current_targets_of_places_stand_beside_the_provinces():
    indicator, region = make_indicator(), make_region("武汉市")
    for place, year in ((None, 2025), (region, 2025), (region, 2027)):
        set_target(indicator, year, place, op="ge", value=Decimal(1), by=BY)

    rows = current_standings(read_standings(Indicator.objects.all(), places="all"), 2026)

    assert [(row.region, row.year) for row in rows] == [(None, 2025), (region, 2027)]


def test_list_shows_every_indicator_at_first_and_a_years_when_asked(editor, office):
    package = make_package(office)
    for name, year in (("甲指标", 2025), ("乙指标", 2027)):
        set_target(make_indicator(name, office, package), year, None, op="ge", value=Decimal(1), by=BY)

    first = editor.get(reverse("staff:targets")).content.decode()
    of_year = editor.get(reverse("staff:targets"), {"year": 2025}).content.decode()

    assert ("甲指标" in first, "乙指标" in first, 'data-label="年度">2027<' in first) == (True, True, True)
    assert ("甲指标" in of_year, "乙指标" in of_year, 'data-label="年度"' in of_year) == (True, False, False)


def test_list_costs_the_same_for_many_indicators(editor, office):
    package = make_package(office)

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            editor.get(reverse("staff:targets"), {"year": 2025})
        return len(found)

    def add(name: str) -> None:
        indicator = make_indicator(name, office, package)
        set_target(indicator, 2025, None, op="ge", value=Decimal(1), by=BY)
        enter_value(indicator, 2025, None, value=Decimal(1), source="快报", as_of=date(2025, 6, 30), by=BY)

    add("甲")
    one = cost()
    add("乙")
    add("丙")
    assert cost() == one


def test_screens_take_an_indicator_from_nothing_to_a_corrected_value(editor, office):
    make_region("武汉市", "420100")
    data = {"package": make_package(office).pk, "name": "技术合同成交额", "unit": "亿元", "owner": office.pk}
    made = editor.post(reverse("staff:indicator_new"), data)
    indicator = Indicator.objects.get()
    page = reverse("staff:indicator", args=[indicator.pk])
    assert made["Location"] == page
    twin = editor.post(reverse("staff:indicator_new"), data)
    assert (twin.status_code, "已有同名指标" in words(twin)) == (422, True)

    target = {"target-year": 2025, "target-region": "420100", "target-op": "ge", "target-value": "2700"}
    editor.post(reverse("staff:target_set", args=[indicator.pk]), target)
    value = {
        "value-year": 2025,
        "value-region": "420100",
        "value-value": "1350",
        "value-as_of": "2025-06-30",
        "value-source": "市科技局",
    }
    editor.post(reverse("staff:value_enter", args=[indicator.pk]), value)
    again = editor.post(reverse("staff:value_enter", args=[indicator.pk]), {**value, "value-value": "1400"})
    assert (again.status_code, "要更正请写明原因" in words(again)) == (422, True)
    assert 'value="1400"' in again.content.decode()
    impossible = {**value, "value-as_of": "2025-02-30", "value-value": "很多"}
    wrong = editor.post(reverse("staff:value_enter", args=[indicator.pk]), impossible)
    assert (wrong.status_code, "日期不存在" in words(wrong)) == (422, True)

    region = words(editor.get(reverse("staff:region_targets", args=["420100"])))
    assert "不低于 2,700" in region
    assert "50.0%" in region
    assert editor.get(reverse("staff:region_targets", args=["999999"])).status_code == 404


def test_county_reads_targets_and_changes_none(client, office):
    indicator = make_indicator(owner=office)
    county = signed_in(client, make_user(role=Role.COUNTY))

    assert county.get(reverse("staff:indicator", args=[indicator.pk])).status_code == 200
    data = {"target-year": 2025, "target-op": "ge", "target-value": "1"}
    assert county.post(reverse("staff:target_set", args=[indicator.pk]), data).status_code == 403
    assert not IndicatorTarget.objects.exists()


def test_indicator_of_another_office_is_not_found_for_changing(editor):
    indicator = make_indicator()
    data = {"target-year": 2025, "target-op": "ge", "target-value": "1"}

    assert editor.post(reverse("staff:target_set", args=[indicator.pk]), data).status_code == 404


def exported(editor) -> BytesIO:
    answer = editor.get(reverse("staff:targets_export"))
    out = BytesIO(b"".join(answer.streaming_content))
    out.name = "目标.xlsx"
    return out


def snapshot() -> list[tuple]:
    rows = read_standings(Indicator.objects.all(), places="all")
    return [
        (
            row.indicator.name,
            row.year,
            str(row.region),
            row.target and (row.target.op, row.target.value),
            row.value and (row.value.value, row.value.as_of, row.value.source),
        )
        for row in rows
    ]


def test_export_comes_in_again_unchanged(editor, office):
    make_region("武汉市", "420100")
    load_targets(make_package(office), office, by=BY)
    before, file = snapshot(), exported(editor)
    IndicatorValue.objects.all().delete()
    Indicator.objects.all().delete()

    answer = editor.post(reverse("staff:targets_import"), {"package": make_package(office).pk, "file": file})

    assert answer.status_code == 302
    assert sorted(snapshot(), key=str) == sorted(before, key=str)


def test_sheet_with_faults_stores_nothing_and_names_each(editor, office):
    make_indicator(owner=office)
    file = exported(editor)
    book = openpyxl.load_workbook(file)
    page = book.active
    good = ["指标一", "家", 2025, "全省", "≥", 10, None, None, None, None, None, None, office.name]
    page.append(good)
    page.append(
        ["指标二", "家", "去年", "火星", "大约", "很多", 5, "2025-02-30", None, None, None, None, "某局"]
    )
    page.append(good)
    out = BytesIO()
    book.save(out)
    out.seek(0)

    found = parse_targets_sheet(out)

    assert [(e.row, e.column) for e in found.errors] == [
        (3, "年度"),
        (3, "地区"),
        (3, "要求"),
        (3, "目标值"),
        (3, "截止日期"),
        (3, "责任机构"),
        (3, "数据来源"),
        (3, "截止日期"),
        (4, "指标"),
    ]
    with pytest.raises(ValidationError):
        import_targets(found, package=make_package(office), owners={office.pk}, by=BY)
    assert Indicator.objects.count() == 1


def test_import_for_an_office_that_is_not_ones_own_is_refused(editor, office):
    load_targets(make_package(), make_unit("别的机构"), by=BY)
    before = snapshot()

    data = {"package": make_package(office).pk, "file": exported(editor)}
    answer = editor.post(reverse("staff:targets_import"), data)

    assert (answer.status_code, "您不能编辑“别的机构”的指标" in words(answer)) == (422, True)
    assert snapshot() == before


def test_demonstration_gives_each_figure_its_source():
    office = make_unit()
    package = make_package(office)

    load_targets(package, office, by=BY)
    load_targets(package, office, by=BY)

    assert not Indicator.objects.filter(source="").exists()
    assert not IndicatorValue.objects.filter(source="").exists()
    assert IndicatorValue.objects.filter(replaced_by__isnull=False).count() == 0
    [tech] = read_standings(Indicator.objects.filter(name="高新技术企业数"), year=2025)
    assert (tech.target.op, tech.target.value) == ("gt", 20000)
