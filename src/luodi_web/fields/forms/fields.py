"""Forms of the dictionary: what is said of everything in it; one field, and taking it out of use."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.common.forms.revisions import Revised
from luodi_web.common.forms.words import OwnWords
from luodi_web.fields.domain.allowed import allowed_text
from luodi_web.fields.domain.fields import FieldValues, fields_in_use
from luodi_web.fields.enums import FieldSubject, FieldType
from luodi_web.fields.models import DetailList, Field
from luodi_web.fields.rules import NAME_CHARS
from luodi_web.people.domain.imports import parse_names
from luodi_web.people.domain.scope import Rights
from luodi_web.people.enums import UnitKind
from luodi_web.people.models import Unit
from luodi_web.people.rules import Permission

# Who can answer for a figure: offices, not those whom it is about.
OWNER_KINDS = frozenset(UnitKind) - {UnitKind.ENTERPRISE, UnitKind.INSTITUTION}


class DictionaryForm(OwnWords, Revised):
    """What is said of everything in the dictionary. Without ``row`` for something new.

    The owner is one of those for whom the person may act.
    """

    name = forms.CharField(
        label=gettext_lazy("名称"),
        max_length=NAME_CHARS,
        help_text=gettext_lazy("规则里就用这个名称，只用汉字、字母、数字和下划线，例如“研发费用”。"),
    )
    subject = forms.ChoiceField(label=gettext_lazy("描述对象"), choices=FieldSubject.choices)
    owner = forms.ModelChoiceField(
        label=gettext_lazy("主管机构"),
        queryset=Unit.objects.none(),
        help_text=gettext_lazy("对含义和口径负责的机构。"),
    )
    source = forms.CharField(
        label=gettext_lazy("数据来源"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("数据从哪里来，例如：企业所得税年度申报表。"),
    )
    description = forms.CharField(
        label=gettext_lazy("说明"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("口径、期间、包含和不包含什么。"),
    )

    def __init__(
        self, *args: Any, rights: Rights, row: Field | DetailList | None = None, **kwargs: Any
    ) -> None:
        if row is not None:
            said = {name: getattr(row, name) for name in self.base_fields if hasattr(row, name)}
            kwargs["initial"] = said | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        owners = Unit.objects.filter(rights.scope(Permission.FIELDS_EDIT), kind__in=OWNER_KINDS)
        self.fields["owner"].queryset = owners.filter(is_active=True).order_by("path")
        self.fields["owner"].empty_label = _("请选择")

    @property
    def said(self) -> dict[str, Any]:
        """What a valid form says, by field."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class FieldForm(DictionaryForm):
    """Particulars of a field."""

    field_order = ("name", "aliases", "subject", "type", "measure", "allowed", "owner")

    aliases = forms.CharField(
        label=gettext_lazy("别名"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("文件里的其他叫法，用顿号分开，便于查找。"),
    )
    type = forms.ChoiceField(label=gettext_lazy("类型"), choices=FieldType.choices)
    measure = forms.CharField(
        label=gettext_lazy("计量单位"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("数值才填，例如：元、%、人、项。金额一律用元。"),
    )
    allowed = forms.CharField(
        label=gettext_lazy("取值范围"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("文本的可选值用顿号或换行分开；数值写成 [0..100] 或 &gt;=0；不限的留空。"),
    )

    def __init__(self, *args: Any, row: Field | None = None, **kwargs: Any) -> None:
        if row is not None:
            kwargs["initial"] = {
                "allowed": allowed_text(row.allowed),
                "aliases": "、".join(alias.name for alias in row.aliases.all()),
            }
        super().__init__(*args, row=row, **kwargs)

    def clean_aliases(self) -> list[str]:
        return list(dict.fromkeys(parse_names(self.cleaned_data["aliases"])))

    @property
    def values(self) -> FieldValues:
        return FieldValues(**self.said)


class RetireForm(OwnWords, forms.Form):
    successor = forms.ModelChoiceField(
        label=gettext_lazy("替代字段"),
        queryset=Field.objects.none(),
        required=False,
        help_text=gettext_lazy("以后应改用哪个字段；没有可以不选。"),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, row: Field, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"revision": row.revision})
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = fields_in_use().exclude(pk=row.pk)
        self.fields["successor"].empty_label = _("没有")
