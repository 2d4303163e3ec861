"""The audit trail in words: what verbs, objects, fields and faults are called."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.common.periods import period_words
from luodi_web.people.domain.audit import ChainFault
from luodi_web.people.enums import Duty, PeopleVerb, Role
from luodi_web.people.models import AuditEntry
from luodi_web.people.rules import Permission

# Names in ``before`` and ``after`` that are no field of the object.
FIELD_WORDS = {
    "accept_days": gettext_lazy("受理期限（工作日）"),
    "added": gettext_lazy("补充项数"),
    "aliases": gettext_lazy("别名"),
    "answer_days": gettext_lazy("答复期限（工作日）"),
    "applied_to": gettext_lazy("适用至"),
    "assignments": gettext_lazy("任务份数"),
    "at": gettext_lazy("位置"),
    "blue_days": gettext_lazy("亮蓝灯天数"),
    "by_version": gettext_lazy("替代它的版本"),
    "case": gettext_lazy("案例"),
    "changed": gettext_lazy("修改"),
    "changes": gettext_lazy("改动数"),
    "code": gettext_lazy("代码"),
    "characters": gettext_lazy("字数"),
    "chosen": gettext_lazy("选定文字"),
    "columns": gettext_lazy("列"),
    "content": gettext_lazy("内容"),
    "corrections": gettext_lazy("更正处数"),
    "count": gettext_lazy("数量"),
    "created": gettext_lazy("新建"),
    "day": gettext_lazy("日期"),
    "deadline": gettext_lazy("完成时限"),
    "decision": gettext_lazy("处理意见"),
    "departments": gettext_lazy("部门"),
    "detail": gettext_lazy("明细"),
    "digest": gettext_lazy("文件摘要"),
    "doc_no": gettext_lazy("文号"),
    "duty": gettext_lazy("职责"),
    "edit": gettext_lazy("编辑操作"),
    "edits": gettext_lazy("修复处数"),
    "email": gettext_lazy("电子邮箱"),
    "ends_on": gettext_lazy("截止日期"),
    "error": gettext_lazy("出错类型"),
    "errors": gettext_lazy("错误数"),
    "expires_at": gettext_lazy("有效期至"),
    "fact": gettext_lazy("要素"),
    "factor": gettext_lazy("第二因素"),
    "facts": gettext_lazy("要素"),
    "field": gettext_lazy("字段"),
    "figures": gettext_lazy("填报数据"),
    "file": gettext_lazy("文件"),
    "filter": gettext_lazy("筛选条件"),
    "filters": gettext_lazy("筛选条件"),
    "format": gettext_lazy("格式"),
    "from": gettext_lazy("沿用的版次"),
    "from_user": gettext_lazy("原办理人"),
    "groups": gettext_lazy("机构组"),
    "is_active": gettext_lazy("启用"),
    "is_workday": gettext_lazy("是否上班"),
    "issued_on": gettext_lazy("发布日期"),
    "issuer": gettext_lazy("发布机关"),
    "kind": gettext_lazy("类别"),
    "ladder": gettext_lazy("提醒规则"),
    "late": gettext_lazy("迟报"),
    "light": gettext_lazy("灯号"),
    "light_reason": gettext_lazy("灯号原因"),
    "list": gettext_lazy("列表"),
    "lists": gettext_lazy("明细"),
    "lost": gettext_lazy("缺字处数"),
    "makeup_periods": gettext_lazy("可补报期数"),
    "measure": gettext_lazy("计量单位"),
    "members": gettext_lazy("成员"),
    "moved": gettext_lazy("转交的工作"),
    "name": gettext_lazy("名称"),
    "near": gettext_lazy("前后文字"),
    "next_step": gettext_lazy("下步措施"),
    "no": gettext_lazy("编号"),
    "no_change": gettext_lazy("无变化"),
    "note": gettext_lazy("备注"),
    "now": gettext_lazy("改后文字"),
    "number": gettext_lazy("版次"),
    "offices": gettext_lazy("市县机构"),
    "op": gettext_lazy("要求"),
    "owner": gettext_lazy("所属机构"),
    "package": gettext_lazy("政策包"),
    "parent": gettext_lazy("上级机构"),
    "participants": gettext_lazy("参会单位和人员"),
    "passing": gettext_lazy("移交的工作"),
    "path": gettext_lazy("访问的地址"),
    "percent": gettext_lazy("完成率"),
    "period": gettext_lazy("报送期"),
    "period_kind": gettext_lazy("报送周期"),
    "permission": gettext_lazy("所需权限"),
    "phone": gettext_lazy("联系电话"),
    "post": gettext_lazy("岗位"),
    "problem": gettext_lazy("存在问题"),
    "provisions": gettext_lazy("对应条款"),
    "punctuation": gettext_lazy("标点"),
    "reached": gettext_lazy("已达到的节点"),
    "reason": gettext_lazy("原因"),
    "region": gettext_lazy("所在地区"),
    "regions": gettext_lazy("行政区划"),
    "report_day": gettext_lazy("报送日"),
    "reused": gettext_lazy("引自的任务"),
    "revision": gettext_lazy("修改次数"),
    "role": gettext_lazy("角色"),
    "rows": gettext_lazy("行数"),
    "satisfaction": gettext_lazy("评价"),
    "second_factor": gettext_lazy("第二因素"),
    "sha256": gettext_lazy("文件摘要"),
    "short_name": gettext_lazy("简称"),
    "source": gettext_lazy("来源"),
    "source_note": gettext_lazy("来源说明"),
    "starts_on": gettext_lazy("起始日期"),
    "state": gettext_lazy("状态"),
    "step": gettext_lazy("撤销的操作"),
    "successor": gettext_lazy("继任机构"),
    "summary": gettext_lazy("简介"),
    "taken": gettext_lazy("并入的进展"),
    "tasks": gettext_lazy("任务数"),
    "text": gettext_lazy("文字"),
    "title": gettext_lazy("标题"),
    "to": gettext_lazy("止"),
    "to_user": gettext_lazy("接办人"),
    "turn_to": gettext_lazy("可以向哪里反映"),
    "unit": gettext_lazy("机构"),
    "units": gettext_lazy("机构"),
    "until": gettext_lazy("有效期至"),
    "user": gettext_lazy("用户"),
    "username": gettext_lazy("登录名"),
    "value": gettext_lazy("内容"),
    "version": gettext_lazy("依据文本"),
    "was": gettext_lazy("原来文字"),
    "words": gettext_lazy("原文文字"),
    "year": gettext_lazy("年度"),
    "years": gettext_lazy("年份"),
    "yellow_days": gettext_lazy("亮黄灯天数"),
}


@cache
def verb_labels() -> dict[str, Any]:
    """Every verb that any app writes, with its words: all TextChoices named …Verb in the apps' enums."""
    labels: dict[str, Any] = {}
    for config in apps.get_app_configs():
        if not config.name.startswith("luodi_web.") or find_spec(f"{config.name}.enums") is None:
            continue
        enums = import_module(f"{config.name}.enums")
        for name, item in vars(enums).items():
            if name.endswith("Verb") and isinstance(item, type) and issubclass(item, models.TextChoices):
                labels.update(item.choices)
    return labels


def verb_word(verb: str) -> str:
    return str(verb_labels().get(verb, _("其他操作")))


def verb_choices() -> list[tuple[str, str]]:
    """Verbs for a choice list: of those that several apps write in the same words, the first one."""
    by_words: dict[str, str] = {}
    for verb, label in verb_labels().items():
        by_words.setdefault(str(label), verb)
    return [(verb, words) for words, verb in by_words.items()]


def verbs_like(chosen: list[str]) -> list[str]:
    """The chosen verbs and all that read the same."""
    words = {verb_word(verb) for verb in chosen}
    return [verb for verb, label in verb_labels().items() if str(label) in words]


def subject_word(entry: AuditEntry) -> str:
    """The name of what an entry is about; of a refusal the address that was asked for."""
    if entry.verb == PeopleVerb.DENIED:
        return str((entry.after or {}).get("path", ""))
    return entry.object_name


def object_word(object_type: str) -> str:
    """What kind of thing an entry is about; empty for none."""
    if not object_type:
        return ""
    try:
        return str(apps.get_model(object_type)._meta.verbose_name)
    except LookupError:
        return _("其他对象")


def _field(object_type: str, name: str) -> models.Field[Any, Any] | None:
    try:
        field = apps.get_model(object_type)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
    return field if isinstance(field, models.Field) else None


def field_word(object_type: str, name: str) -> str:
    field = _field(object_type, name)
    if field is not None:
        return str(field.verbose_name)
    return str(FIELD_WORDS.get(name, _("其他内容")))


# Values of closed lists that stand under a name which is no field of the object.
CHOICE_WORDS = {"role": Role, "duty": Duty, "permission": Permission}


def value_word(object_type: str, name: str, value: Any) -> str:
    """A stored value as a person reads it."""
    if value is None or value == "" or value == []:
        return _("（空）")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return _("、").join(value_word(object_type, name, item) for item in value)
    if isinstance(value, dict):
        return _("；").join(
            f"{field_word(object_type, key)} {value_word(object_type, key, item)}"
            for key, item in value.items()
        )
    field = _field(object_type, name)
    choices = dict(field.flatchoices) if field is not None and field.choices else {}
    if not choices and name in CHOICE_WORDS:
        choices = dict(CHOICE_WORDS[name].choices)
    if value in choices:
        return str(choices[value])
    if name == "period" and isinstance(value, str):
        return period_words(value)
    if isinstance(value, str) and "T" in value and (moment := _moment(value)):
        return moment
    return str(value)


def _moment(text: str) -> str:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return ""
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment and moment.tzinfo else ""


def entry_changes(entry: AuditEntry) -> list[tuple[str, str | None, str | None]]:
    """Each field of an entry: (its name, before, after) in words; None where that side says nothing."""
    before, after = entry.before or {}, entry.after or {}
    return [
        (
            field_word(entry.object_type, name),
            value_word(entry.object_type, name, before[name]) if name in before else None,
            value_word(entry.object_type, name, after[name]) if name in after else None,
        )
        for name in sorted({*before, *after}, key=lambda name: _field_order(entry.object_type, name))
    ]


def _field_order(object_type: str, name: str) -> tuple[int, str]:
    """The model's own order, then by name: jsonb does not keep the order in which names were written."""
    field = _field(object_type, name)
    return (field.creation_counter if field is not None else sys.maxsize, name)


def fault_words(fault: ChainFault) -> str:
    """What is wrong with the trail, where, for an auditor."""
    if fault.reason == "missing":
        if fault.last and fault.last > fault.sequence:
            return _("第 %(first)d 至 %(last)d 条缺失。") % {"first": fault.sequence, "last": fault.last}
        return _("第 %(first)d 条缺失。") % {"first": fault.sequence}
    if fault.reason == "changed":
        return _("第 %(place)d 条（记录号 %(entry)d）被改动过。") % {
            "place": fault.sequence,
            "entry": fault.entry or 0,
        }
    if fault.reason == "foreign":
        return _("记录号 %(entry)d 不是本平台写入的。") % {"entry": fault.entry or 0}
    return _("审计链的末端与封存时不符。")
