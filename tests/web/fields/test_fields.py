"""The dictionary's own rules: names, allowed values, changes, retiring."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from luodi_web.fields.domain.allowed import allowed_text, allowed_words, parse_allowed
from luodi_web.fields.domain.fields import (
    FieldValues,
    change_field,
    create_field,
    fields_editable_by,
    fields_in_use,
    fields_named,
    fields_visible_to,
    restore_field,
    retire_field,
)
from luodi_web.fields.domain.naming import parse_name
from luodi_web.fields.enums import FieldType, FieldVerb
from luodi_web.fields.models import Field, FieldName
from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import Role
from luodi_web.people.models import AuditEntry
from tests.web.factories import actor, make_unit, make_user
from tests.web.fields.making import make_field, values

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("研发费用", "研发费用"),
        (" 近3年  研发占比 ", "近3年 研发占比"),
        ("employee_count", "employee_count"),
        ("是否高企", "是否高企"),
    ],
)
def test_name_is_kept_with_single_spaces(typed: str, kept: str) -> None:
    assert parse_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "请填写名称。"),
        ("3年研发费用", "名称不能以数字开头，例如“3年研发费用”请写成“近3年研发费用”。"),
        ("营业收入（万元）", "名称里不能有括号；计量单位请填在“计量单位”一栏。"),
        ("count", "“count”是规则语言的保留词，请换一个名称。"),
        ("date", "“date”是规则语言的保留词，请换一个名称。"),
        ("and", "“and”是规则语言的保留词，请换一个名称。"),
        ("长" * 61, "名称不能超过 60 个字。"),
    ],
)
def test_name_that_is_none_is_refused_with_its_reason(typed: str, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        parse_name(typed)

    assert refused.value.messages == [words]


@pytest.mark.parametrize(
    "typed", ["研发-费用", "研发/收入", "企业.收入", "占比%", "甲 and 乙", "“研发”", "a＞1"]
)
def test_name_that_only_reads_as_one_where_it_is_declared_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="不能读作一个名称"):
        parse_name(typed)


@pytest.mark.parametrize(
    ("typed", "kind", "kept", "shown"),
    [
        ("国有、民营；外资\n民营", FieldType.STRING, '"国有","民营","外资"', "国有、民营、外资"),
        ('"甲、乙","丙"', FieldType.STRING, '"甲、乙","丙"', '"甲、乙","丙"'),
        ("[0..100]", FieldType.NUMBER, "[0..100]", "[0..100]"),
        ("-", FieldType.NUMBER, "", ""),
        ("路径\\名、乙", FieldType.STRING, '"路径\\\\名","乙"', "路径\\名、乙"),
    ],
)
def test_allowed_values_are_kept_as_tests_and_shown_as_typed(
    typed: str, kind: str, kept: str, shown: str
) -> None:
    allowed = parse_allowed(typed, kind)

    assert allowed == kept
    assert allowed_text(allowed) == shown
    assert parse_allowed(shown, kind) == kept


def test_allowed_words_only_of_closed_lists() -> None:
    assert allowed_words('"国有","民营"') == ["国有", "民营"]
    assert allowed_words('"国有",>"民"') == []
    assert allowed_words('not("国有")') == []
    assert allowed_words("[0..100]") == []


@pytest.mark.parametrize(("typed", "kind"), [("[0..", FieldType.NUMBER), ("＞0", FieldType.NUMBER)])
def test_allowed_values_that_cannot_be_read_are_refused(typed: str, kind: str) -> None:
    with pytest.raises(ValidationError, match="取值范围读不懂"):
        parse_allowed(typed, kind)


def test_created_field_is_audited_with_what_was_said() -> None:
    unit = make_unit("省科技厅")

    row = create_field(values("企业类型", unit=unit, allowed="国有、民营", aliases=["企业性质"]), by=actor())

    assert (row.name, row.allowed, row.revision) == ("企业类型", '"国有","民营"', 0)
    assert [alias.name for alias in row.aliases.all()] == ["企业性质"]
    entry = AuditEntry.objects.get(verb=FieldVerb.CREATED)
    assert entry.after == {
        "name": "企业类型",
        "type": "string",
        "owner": "省科技厅",
        "subject": "enterprise",
        "allowed": '"国有","民营"',
        "aliases": ["企业性质"],
    }


def test_everything_wrong_is_said_at_once() -> None:
    make_field("研发费用", aliases=["研发投入"])

    with pytest.raises(ValidationError) as refused:
        create_field(
            values("研发投入", type=FieldType.BOOLEAN, measure="元", allowed="是", aliases=["研发费用"]),
            by=actor(),
        )

    assert refused.value.message_dict == {
        "name": ["“研发投入”是字段“研发费用”的别名。"],
        "allowed": ["“是否”只有是、否两个值，取值范围请留空。"],
        "measure": ["只有数值才有计量单位。"],
        "aliases": ["字典里已有字段“研发费用”。"],
    }


def test_change_is_audited_and_an_older_page_is_refused() -> None:
    row = make_field("研发费用", measure="元", aliases=["研发投入"])
    same = values("研发费用", unit=row.owner, type=FieldType.NUMBER, measure="元", aliases=["研发投入"])
    other = values("研发费用", unit=row.owner, type=FieldType.NUMBER, measure="万元", aliases=["研发经费"])

    change_field(row, same, 0, by=actor())
    changed = change_field(row, other, 0, by=actor())

    assert changed.revision == 1
    entry = AuditEntry.objects.get(verb=FieldVerb.CHANGED)
    assert entry.before == {"measure": "元", "aliases": ["研发投入"]}
    assert entry.after == {"measure": "万元", "aliases": ["研发经费"]}
    with pytest.raises(ValidationError, match="刚被他人修改"):
        change_field(row, same, 0, by=actor())
    assert Field.objects.get().measure == "万元"


def test_retired_field_stays_readable_and_is_no_longer_offered() -> None:
    old, new = make_field("研发费"), make_field("研发费用")

    retire_field(old, new, 0, by=actor())

    assert [row.name for row in fields_in_use()] == ["研发费用"]
    assert fields_named(["研发费"])["研发费"].successor == new
    with pytest.raises(ValidationError, match="已经停用"):
        retire_field(old, None, 1, by=actor())
    restored = restore_field(old, 1, by=actor())
    assert (restored.is_active, restored.successor) == (True, None)
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))[-2:] == [
        FieldVerb.RETIRED,
        FieldVerb.RESTORED,
    ]


def test_field_is_not_replaced_by_itself_or_by_a_retired_one() -> None:
    row, gone = make_field("甲字段"), make_field("乙字段")
    retire_field(gone, None, 0, by=actor())

    for successor in (row, gone):
        with pytest.raises(ValidationError, match="另一个在用的字段"):
            retire_field(row, successor, 0, by=actor())


def test_fields_are_found_by_alias_in_two_queries(django_assert_num_queries: object) -> None:
    row = make_field("研发费用", aliases=["研发投入"])
    make_field("营业收入")

    with django_assert_num_queries(2):
        found = fields_named(["研发投入", "营业收入", "无此字段"])

    assert found["研发投入"] == row
    assert sorted(found) == ["研发投入", "营业收入"]


def test_dictionary_is_seen_whole_and_changed_by_the_unit_that_owns_it() -> None:
    mine, other = make_unit("甲厅"), make_unit("乙厅")
    make_field("甲字段", unit=mine)
    make_field("乙字段", unit=other)
    staff = Rights.of(make_user(unit=mine))
    enterprise = Rights.of(make_user(role=Role.ENTERPRISE, unit=mine))

    assert [row.name for row in fields_visible_to(staff)] == ["甲字段", "乙字段"]
    assert [row.name for row in fields_editable_by(staff)] == ["甲字段"]
    assert not fields_visible_to(enterprise).exists()
    assert not fields_editable_by(enterprise).exists()


def test_alias_means_one_field_only() -> None:
    make_field("研发费用", aliases=["研发投入"])

    with pytest.raises(ValidationError, match="是字段“研发费用”的别名"):
        make_field("研发支出", aliases=["研发投入"])

    assert FieldName.objects.count() == 1


def test_values_leave_aliases_alone_where_they_say_nothing_of_them() -> None:
    row = make_field("研发费用", aliases=["研发投入"])

    change_field(row, FieldValues("研发费用", FieldType.NUMBER, row.owner, measure="元"), 0, by=actor())

    assert [alias.name for alias in row.aliases.all()] == ["研发投入"]
