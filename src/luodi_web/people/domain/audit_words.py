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

from luodi_web.people.domain.audit import ChainFault
from luodi_web.people.enums import Duty, Role
from luodi_web.people.models import AuditEntry
from luodi_web.people.rules import Permission

# Names in ``before`` and ``after`` that are no field of the object.
FIELD_WORDS = {
    "aliases": gettext_lazy("别名"),
    "assignments": gettext_lazy("任务份数"),
    "content": gettext_lazy("内容"),
    "count": gettext_lazy("数量"),
    "departments": gettext_lazy("部门"),
    "duty": gettext_lazy("职责"),
    "edit": gettext_lazy("修改"),
    "email": gettext_lazy("电子邮箱"),
    "ends_on": gettext_lazy("截止日期"),
    "errors": gettext_lazy("错误数"),
    "expires_at": gettext_lazy("有效期至"),
    "factor": gettext_lazy("第二因素"),
    "file": gettext_lazy("文件"),
    "filters": gettext_lazy("筛选条件"),
    "format": gettext_lazy("格式"),
    "groups": gettext_lazy("机构组"),
    "kind": gettext_lazy("类别"),
    "list": gettext_lazy("列表"),
    "members": gettext_lazy("成员"),
    "name": gettext_lazy("名称"),
    "offices": gettext_lazy("市县机构"),
    "parent": gettext_lazy("上级机构"),
    "path": gettext_lazy("访问的地址"),
    "permission": gettext_lazy("所需权限"),
    "phone": gettext_lazy("联系电话"),
    "post": gettext_lazy("岗位"),
    "reason": gettext_lazy("原因"),
    "region": gettext_lazy("所在地区"),
    "regions": gettext_lazy("行政区划"),
    "role": gettext_lazy("角色"),
    "rows": gettext_lazy("行数"),
    "second_factor": gettext_lazy("第二因素"),
    "sha256": gettext_lazy("文件摘要"),
    "starts_on": gettext_lazy("起始日期"),
    "tasks": gettext_lazy("任务数"),
    "title": gettext_lazy("标题"),
    "unit": gettext_lazy("机构"),
    "units": gettext_lazy("机构"),
    "user": gettext_lazy("用户"),
    "username": gettext_lazy("登录名"),
    "version": gettext_lazy("依据文本"),
    "years": gettext_lazy("年份"),
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


def verb_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Verbs for a choice list, by the app that writes them: (app's words, [(verb, words)])."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for verb, label in verb_labels().items():
        config = apps.get_app_config(verb.split(".")[0])
        groups.setdefault(str(config.verbose_name), []).append((verb, str(label)))
    return list(groups.items())


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
        return "、".join(value_word(object_type, name, item) for item in value)
    if isinstance(value, dict):
        return "；".join(
            f"{field_word(object_type, key)} {value_word(object_type, key, item)}"
            for key, item in value.items()
        )
    field = _field(object_type, name)
    choices = dict(field.flatchoices) if field is not None and field.choices else {}
    if not choices and name in CHOICE_WORDS:
        choices = dict(CHOICE_WORDS[name].choices)
    if value in choices:
        return str(choices[value])
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
