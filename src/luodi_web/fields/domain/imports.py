"""The dictionary from a workbook in the layout of its export: tried out first, kept only as a whole."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.common.tables.sheets import Sheet, SheetColumn, SheetResult, SheetRow
from luodi_web.fields.domain.fields import (
    FieldValues,
    change_field,
    create_field,
    restore_field,
    retire_field,
)
from luodi_web.fields.domain.naming import parse_name
from luodi_web.fields.enums import FieldSubject, FieldType, FieldVerb
from luodi_web.fields.models import Field
from luodi_web.fields.rules import IMPORT_ROWS
from luodi_web.people.actor import Actor
from luodi_web.people.domain.imports import (
    ColumnError,
    ImportOutcome,
    choice_parser,
    column_of,
    max_length,
    parse_names,
    refuse_repeats,
    run_rows,
    unit_of,
)
from luodi_web.people.domain.scope import Rights
from luodi_web.people.rules import Permission

IN_USE, RETIRED = gettext_lazy("在用"), gettext_lazy("停用")


def parse_state(text: str) -> bool:
    """Whether the field is in use."""
    if text in (str(IN_USE), str(RETIRED)):
        return text == str(IN_USE)
    raise ValidationError(_("请填“在用”或“停用”。"))


FIELDS_SHEET = Sheet(
    [
        SheetColumn("name", gettext_lazy("名称"), required=True, parse=parse_name, width=22),
        SheetColumn(
            "aliases", gettext_lazy("别名"), parse=parse_names, note=gettext_lazy("多个用顿号分开"), width=24
        ),
        SheetColumn("subject", gettext_lazy("描述对象"), parse=choice_parser(FieldSubject), width=12),
        SheetColumn("type", gettext_lazy("类型"), required=True, parse=choice_parser(FieldType), width=16),
        SheetColumn("measure", gettext_lazy("计量单位"), parse=max_length(20), width=10),
        SheetColumn(
            "allowed",
            gettext_lazy("取值范围"),
            note=gettext_lazy("文本的可选值用顿号分开；数值写成 [0..100] 或 >=0；不限的留空"),
            width=30,
        ),
        SheetColumn("owner", gettext_lazy("主管机构"), required=True, width=20),
        SheetColumn("source", gettext_lazy("数据来源"), parse=max_length(300), width=36),
        SheetColumn("description", gettext_lazy("说明"), parse=max_length(2000), width=44),
        SheetColumn(
            "state", gettext_lazy("状态"), parse=parse_state, note=gettext_lazy("不填即不变"), width=8
        ),
    ]
)


def import_fields(result: SheetResult, by: Actor, rights: Rights, *, commit: bool) -> ImportOutcome:
    """Fields made or changed by name; an empty cell of aliases or state says nothing of them.

    Raises ValidationError beyond IMPORT_ROWS.
    """
    if len(result.rows) > IMPORT_ROWS:
        raise ValidationError(_("表格超过 %(count)d 行，请拆分后再导入。") % {"count": IMPORT_ROWS})
    refuse_repeats(result, FIELDS_SHEET, "name")
    return run_rows(
        FIELDS_SHEET, result, _import_row, _("字段字典"), by, rights, commit, verb=FieldVerb.IMPORTED
    )


def _import_row(row: SheetRow, by: Actor, rights: Rights) -> str:
    given = row.values
    owner = unit_of(FIELDS_SHEET, given["owner"], "owner", rights, Permission.FIELDS_EDIT)
    found = Field.objects.filter(name=given["name"]).first()
    aliases = given["aliases"]
    values = FieldValues(
        name=given["name"],
        type=given["type"],
        owner=owner,
        subject=given["subject"] or (found.subject if found else FieldSubject.ENTERPRISE),
        measure=given["measure"] or "",
        allowed=given["allowed"] or "",
        source=given["source"] or "",
        description=given["description"] or "",
        aliases=list(dict.fromkeys(aliases)) if aliases is not None else None,
    )
    if found is None:
        made = _at_column(create_field, values, by=by)
        if given["state"] is False:
            retire_field(made, None, made.revision, by=by)
        return "created"
    if not rights.covers(Permission.FIELDS_EDIT, found.owner):
        words = _("“%(name)s”由“%(owner)s”主管，不在您的管理范围内。")
        raise ColumnError(column_of(FIELDS_SHEET, "name"), words % {"name": found.name, "owner": found.owner})
    row_before = found.revision
    found = _at_column(change_field, found, values, found.revision, by=by)
    if given["state"] is not None and given["state"] != found.is_active:
        if given["state"]:
            found = restore_field(found, found.revision, by=by)
        else:
            found = retire_field(found, None, found.revision, by=by)
    return "same" if found.revision == row_before else "changed"


def _at_column(act: Any, *args: Any, by: Actor) -> Field:
    """What the act gives; its first refusal at the column that it is about."""
    try:
        return act(*args, by=by)
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            raise
        name, errors = next(iter(error.error_dict.items()))
        raise ColumnError(column_of(FIELDS_SHEET, name), " ".join(errors[0].messages)) from error
