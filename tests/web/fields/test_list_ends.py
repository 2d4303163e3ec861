"""Details renamed and taken out of use: what is kept, what models and snapshots still find, the way back."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from luodi_web.enterprises.domain.details import keep_row, newest_rows, row_words
from luodi_web.enterprises.domain.snapshot_lists import list_digests
from luodi_web.enterprises.domain.snapshots import begin_snapshot, run_snapshot
from luodi_web.enterprises.models import Snapshot
from luodi_web.fields.domain.column_names import former_names, names_moved
from luodi_web.fields.domain.lists import ColumnValues, ListValues, change_list, restore_list, retire_list
from luodi_web.fields.models import DetailList
from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry
from tests.web.enterprises.making import DAY, Area, make_enterprise, make_row
from tests.web.factories import actor, make_user, signed_in
from tests.web.fields.making import make_detail, make_field

pytestmark = pytest.mark.django_db

COLUMNS = [ColumnValues("专利号", is_key=True), ColumnValues("类型")]


@pytest.fixture
def area(db: None) -> Area:
    return Area()


@pytest.fixture
def patents(area: Area) -> DetailList:
    return make_detail("专利", COLUMNS, unit=area.department)


@pytest.fixture
def staff(client: Client, area: Area) -> Client:
    return signed_in(client, make_user("zhengce", Role.PROVINCE, area.department))


def said(area: Area, name: str, columns: list[ColumnValues] = COLUMNS) -> ListValues:
    return ListValues(name, area.department, columns)


def taken(area: Area) -> Snapshot:
    begun = begin_snapshot(
        name="快照", region=area.province, owner=area.department, as_of=DAY, by=actor(unit=area.department)
    )
    made = run_snapshot(begun.pk)
    assert made is not None, made
    return made


def test_renamed_detail_is_found_by_either_name_in_either_snapshot(area: Area, patents: DetailList) -> None:
    make_row(make_enterprise(area.wuhan), patents, {"专利号": "A", "类型": "发明"})
    before = taken(area)
    change_list(patents, said(area, "有效专利"), 0, by=actor())
    after = taken(area)

    assert [each.name for each in (*before.lists.all(), *after.lists.all())] == ["专利", "有效专利"]
    for snapshot in (before, after):
        [digest] = snapshot.lists.values_list("digest", flat=True)
        assert list_digests(snapshot, ["专利", "有效专利"]) == {"专利": digest, "有效专利": digest}
    assert list_digests(after, ["成果"]) == {}


def test_name_that_a_detail_had_stays_its_own_and_leads_back(area: Area, patents: DetailList) -> None:
    patents = change_list(patents, said(area, "有效专利"), 0, by=actor())

    with pytest.raises(ValidationError, match="“专利”是明细“有效专利”用过的名称"):
        make_detail("专利", unit=area.department)
    with pytest.raises(ValidationError, match="“专利”是明细“有效专利”用过的名称"):
        make_field("专利")
    patents = change_list(patents, said(area, "专利"), 1, by=actor())

    assert [each.name for each in patents.former_names.all()] == ["有效专利"]
    entries = AuditEntry.objects.filter(verb="fields.list_changed").order_by("pk")
    assert [(each.before["name"], each.after["name"]) for each in entries] == [
        ("专利", "有效专利"),
        ("有效专利", "专利"),
    ]


def test_renamed_column_keeps_what_was_entered(area: Area, patents: DetailList) -> None:
    row = make_row(make_enterprise(area.wuhan), patents, {"专利号": "A", "类型": "发明"})
    renamed = [ColumnValues("编号", is_key=True, was="专利号"), ColumnValues("专利类型", was="类型")]

    patents = change_list(patents, said(area, "专利", renamed), 0, by=actor())
    newer = keep_row(
        row.enterprise, patents, {"编号": "A", "专利类型": "外观"}, source="登记", as_of=DAY, by=actor()
    )

    row.refresh_from_db()
    assert row_words(patents, row.values) == "编号：A；专利类型：发明"
    assert row_words(patents, newer.values) == "编号：A；专利类型：外观"
    # Of one key, and so the newer one counts.
    assert list(newest_rows(date(2026, 1, 1))) == [newer]


def test_name_that_a_column_had_is_given_to_no_other_and_leads_back(
    area: Area, patents: DetailList, staff: Client
) -> None:
    columns = [COLUMNS[0], ColumnValues("专利类型", was="类型")]
    swapped = [ColumnValues("类型", is_key=True, was="专利号"), ColumnValues("专利号", was="类型")]

    for wrong in ([*columns, ColumnValues("类型")], swapped):
        with pytest.raises(ValidationError, match=r"“类型”是“专利(类型|号)”列用过的名称，不能再给别的列。"):
            change_list(patents, said(area, "专利", wrong), 0, by=actor())
    patents = change_list(patents, said(area, "专利", columns), 0, by=actor())
    with pytest.raises(ValidationError, match="“类型”是“专利类型”列用过的名称"):
        change_list(patents, said(area, "专利", [*columns, ColumnValues("类型")]), 1, by=actor())
    assert "用过的名称：类型" in staff.get(reverse("staff:field_list", args=[patents.pk])).content.decode()
    back = [COLUMNS[0], ColumnValues("类型", was="专利类型")]
    patents = change_list(patents, said(area, "专利", back), 1, by=actor())

    assert former_names(patents) == {"类型": ["专利类型"]}


@pytest.mark.parametrize(
    ("former", "had", "renamed", "names", "moved"),
    [
        ({}, ["甲"], {"乙": "甲"}, ["乙"], {"甲": "乙"}),
        ({"乙": ["甲"]}, ["乙"], {"丙": "乙"}, ["丙"], {"甲": "丙", "乙": "丙"}),
        ({"丙": ["甲", "乙"]}, ["丙"], {"甲": "丙"}, ["甲"], {"乙": "甲", "丙": "甲"}),
        # A column that is gone leaves its names, until another has them.
        ({"乙": ["甲"]}, ["乙", "丁"], {}, ["丁"], {"甲": "乙"}),
        ({"乙": ["甲"]}, ["丁"], {}, ["丁", "乙"], {"甲": "乙"}),
        ({"乙": ["甲"]}, ["丁"], {}, ["丁", "甲"], {}),
        ({"乙": ["甲"]}, ["丁"], {"乙": "丁"}, ["乙"], {"丁": "乙"}),
        ({"乙": ["甲"]}, ["乙"], {}, ["乙", "甲"], {"甲": "乙"}),
    ],
)
def test_former_names_move_with_their_column(
    former: dict[str, list[str]],
    had: list[str],
    renamed: dict[str, str],
    names: list[str],
    moved: dict[str, str],
) -> None:
    assert names_moved(former, had, renamed, names) == moved


def test_names_that_columns_kept_their_content_under_are_known(area: Area) -> None:
    """Of details changed before names of columns were followed."""
    row = make_detail("专利", [ColumnValues(name) for name in ("种类", "类型", "编号", "日期")])
    for name, kept_as in (("种类", "类型"), ("类型", "类型#2"), ("编号", "专利号")):
        row.columns.filter(name=name).update(kept_as=kept_as)

    import_module("luodi_web.fields.migrations.0005_former_columns_known").seed_names(apps, None)

    assert former_names(row) == {"编号": ["专利号"]}


def test_retired_detail_takes_nothing_new_and_what_was_there_goes_on(
    area: Area, patents: DetailList, staff: Client
) -> None:
    row = make_row(make_enterprise(area.wuhan), patents, {"专利号": "A", "类型": "发明"})
    page = reverse("staff:field_list", args=[patents.pk])
    retire = reverse("staff:field_list_retire", args=[patents.pk])

    assert staff.post(retire, {"revision": 0, "reason": ""}).status_code == 422
    staff.post(retire, {"revision": 0, "reason": "改由知识产权局提供"})

    patents.refresh_from_db()
    assert (patents.is_active, patents.retired_reason) == (False, "改由知识产权局提供")
    shown = staff.get(page).content.decode()
    assert "这个明细已停用" in shown
    assert "改由知识产权局提供" in shown
    with pytest.raises(ValidationError, match="已停用"):
        make_row(row.enterprise, patents, {"专利号": "B"})
    assert [each.name for each in taken(area).lists.all()] == ["专利"]
    form = staff.get(reverse("staff:enterprise_import_new")).context["form"]
    assert list(form.fields["detail"].queryset) == []
    rows = staff.get(reverse("staff:detail_rows", args=[row.enterprise_id, patents.pk]))
    assert rows.context["form"] is None
    [shown_list] = staff.get(reverse("staff:enterprise", args=[row.enterprise_id])).context["details"]
    assert shown_list["count"] == 1
    other = make_enterprise(area.wuhan)
    assert staff.get(reverse("staff:enterprise", args=[other.pk])).context["details"] == []
    entry = AuditEntry.objects.get(verb="fields.list_retired")
    assert entry.after["retired_reason"] == "改由知识产权局提供"


def test_retired_detail_comes_back(area: Area, patents: DetailList, staff: Client) -> None:
    patents = retire_list(patents, "误建", 0, by=actor())
    with pytest.raises(ValidationError, match="已经停用"):
        retire_list(patents, "再停", 1, by=actor())

    restore = reverse("staff:field_list_restore", args=[patents.pk])
    staff.post(restore, {"revision": 0})
    patents.refresh_from_db()
    assert not patents.is_active
    staff.post(restore, {"revision": 1})

    patents.refresh_from_db()
    assert (patents.is_active, patents.retired_reason) == (True, "")
    assert AuditEntry.objects.get(verb="fields.list_restored").before["retired_reason"] == "误建"
    with pytest.raises(ValidationError, match="正在使用"):
        restore_list(patents, 2, by=actor())


def test_page_of_a_detail_offers_its_acts_to_who_answers_for_it(
    area: Area, patents: DetailList, client: Client
) -> None:
    page = reverse("staff:field_list", args=[patents.pk])
    retire = reverse("staff:field_list_retire", args=[patents.pk])
    reader = signed_in(client, make_user("shi", Role.CITY, area.wuhan_office))

    assert "停用这个明细" not in reader.get(page).content.decode()
    assert reader.post(retire, {"revision": 0, "reason": "x"}).status_code == 403
    editor = signed_in(Client(), make_user("sheng", Role.PROVINCE, area.department))
    assert "停用这个明细" in editor.get(page).content.decode()


def test_name_and_columns_are_changed_on_the_screen(area: Area, patents: DetailList, staff: Client) -> None:
    edit = reverse("staff:field_list_edit", args=[patents.pk])
    lines = staff.get(edit).context["lines"]
    assert [line["was"].value() for line in lines][:2] == ["专利号", "类型"]
    values = {"name": "有效专利", "subject": "project", "owner": area.department.pk, "revision": 0}
    values |= {"columns-TOTAL_FORMS": 2, "columns-INITIAL_FORMS": 0}
    values |= {"columns-0-name": "专利号", "columns-0-was": "专利号", "columns-0-type": "string"}
    values |= {"columns-1-name": "种类", "columns-1-was": "类型", "columns-1-type": "string"}

    staff.post(edit, values)

    patents.refresh_from_db()
    assert patents.name == "有效专利"
    assert [(each.name, each.kept_name) for each in patents.columns.all()] == [
        ("专利号", "专利号"),
        ("种类", "类型"),
    ]
