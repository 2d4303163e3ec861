"""Forms of profiles: an enterprise, one value, a table to be imported, a snapshot."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.common.domain.files import check_upload
from luodi_web.common.forms.revisions import Revised
from luodi_web.common.forms.words import OwnWords
from luodi_web.enterprises.domain.scope import place_words, regions_editable_by, regions_of
from luodi_web.enterprises.domain.values import Described
from luodi_web.enterprises.models import Enterprise, Snapshot
from luodi_web.enterprises.rules import CODE_CHARS, NAME_CHARS, SOURCE_CHARS, VALUE_CHARS
from luodi_web.fields.domain.allowed import allowed_text, allowed_words
from luodi_web.fields.domain.lists import lists_in_use
from luodi_web.fields.enums import FieldType
from luodi_web.fields.models import DetailList, Field
from luodi_web.people.domain.scope import Rights
from luodi_web.people.forms.fields import DayField
from luodi_web.people.models import Region
from luodi_web.people.rules import Permission


class RegionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Region) -> str:
        return place_words(obj)


class EnterpriseForm(OwnWords, Revised):
    """Who an enterprise is. With ``row`` for one that has a profile; its code stays."""

    code = forms.CharField(
        label=gettext_lazy("统一社会信用代码"),
        max_length=CODE_CHARS,
        help_text=gettext_lazy("营业执照上的 18 位代码，建档后不能修改。"),
    )
    name = forms.CharField(label=gettext_lazy("企业名称"), max_length=NAME_CHARS)
    region = RegionField(
        label=gettext_lazy("注册地区"),
        queryset=Region.objects.none(),
        help_text=gettext_lazy("决定哪些部门能看到这家企业。"),
    )

    def __init__(self, *args: Any, rights: Rights, row: Enterprise | None = None, **kwargs: Any) -> None:
        if row is not None:
            kwargs["initial"] = {"name": row.name, "region": row.region_id, "revision": row.revision}
        super().__init__(*args, **kwargs)
        if row is not None:
            del self.fields["code"]
        regions = regions_editable_by(rights).select_related("parent").order_by("code")
        self.fields["region"].queryset = regions
        self.fields["region"].empty_label = _("请选择")


class ValueForm(OwnWords, forms.Form):
    """One value of a field, in a box that suits its type."""

    source = forms.CharField(
        label=gettext_lazy("数据来源"),
        max_length=SOURCE_CHARS,
        help_text=gettext_lazy("从哪里得来，例如：2025 年度企业所得税汇算清缴申报表。"),
    )
    as_of = DayField(
        label=gettext_lazy("数据日期"),
        help_text=gettext_lazy("这个数是哪一天的，例如年度数据填 12 月 31 日。"),
    )
    valid_to = DayField(
        label=gettext_lazy("有效期至"),
        required=False,
        help_text=gettext_lazy("证书、资质填有效期；过期后按未知处理。长期有效的不填。"),
    )

    def __init__(self, *args: Any, field: Field, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"source": field.source[:SOURCE_CHARS], "as_of": timezone.localdate()})
        super().__init__(*args, **kwargs)
        self.fields = {"text": value_box(field), **self.fields}


def value_box(field: Described, *, required: bool = True) -> forms.Field:
    """A box that suits the type of a field, or of a column of a detail."""
    label = field.name
    if field.measure:
        label = _("%(words)s（%(more)s）") % {"words": field.name, "more": field.measure}
    words = allowed_words(field.allowed)
    box: forms.Field
    if field.type == FieldType.BOOLEAN:
        pairs = [("", _("请选择")), ("true", _("是")), ("false", _("否"))]
        box = forms.ChoiceField(label=label, choices=pairs)
    elif words:
        box = forms.ChoiceField(label=label, choices=[("", _("请选择")), *((word, word) for word in words)])
    elif field.type == FieldType.DATE:
        # As text: what is typed is told apart from what is no day by the domain, in its words.
        box = forms.CharField(label=label, widget=forms.DateInput(attrs={"type": "date"}), max_length=40)
    else:
        box = forms.CharField(label=label, max_length=VALUE_CHARS, strip=True)
        if field.allowed:
            box.help_text = _("取值范围：%(allowed)s") % {"allowed": _escaped(allowed_text(field.allowed))}
    box.required = required
    return box


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class WithdrawForm(OwnWords, forms.Form):
    reason = forms.CharField(label=gettext_lazy("撤回原因"), max_length=200)


_ORIGIN = ("source", "as_of", "valid_to")


class DetailForm(OwnWords, forms.Form):
    """One row of a detail: a box for each column, ``c0`` and so on, then source and days."""

    def __init__(self, *args: Any, detail: DetailList, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"source": detail.source[:SOURCE_CHARS], "as_of": timezone.localdate()})
        super().__init__(*args, **kwargs)
        self.columns = list(detail.columns.all())
        boxes = {f"c{at}": value_box(each, required=each.is_key) for at, each in enumerate(self.columns)}
        words = ValueForm.base_fields
        self.fields = {**boxes, **{name: deepcopy(words[name]) for name in _ORIGIN}}
        self.fields["valid_to"].help_text = _("过了这一天，这条明细不再计算。长期有效的不填。")

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by column."""
        return {each.name: self.cleaned_data[f"c{at}"] for at, each in enumerate(self.columns)}

    @property
    def origin(self) -> dict[str, Any]:
        """Source and days."""
        return {name: self.cleaned_data[name] for name in _ORIGIN}


class ImportForm(OwnWords, forms.Form):
    detail = forms.ModelChoiceField(
        label=gettext_lazy("导入内容"),
        queryset=lists_in_use(),
        required=False,
        empty_label=gettext_lazy("企业数据（一家企业一行）"),
    )
    file = forms.FileField(
        label=gettext_lazy("Excel 或 CSV 表格"),
        help_text=gettext_lazy("用模板，或用列表导出的表格。空着的格子不改动已有的数据。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"empty": gettext_lazy("文件是空的。"), "required": gettext_lazy("请选择文件。")},
    )
    source = forms.CharField(
        label=gettext_lazy("数据来源"),
        max_length=SOURCE_CHARS,
        help_text=gettext_lazy("表中没有逐行写明来源的，都用这里的。"),
    )
    as_of = DayField(
        label=gettext_lazy("数据日期"), help_text=gettext_lazy("表中没有逐行写明日期的，都用这一天。")
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        check_upload(file)
        return file


class SnapshotForm(OwnWords, forms.Form):
    """A snapshot of the profiles; with a file, of that file. like: one that was not made, to begin from."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=100)
    region = RegionField(
        label=gettext_lazy("覆盖地区"),
        queryset=Region.objects.none(),
        help_text=gettext_lazy("这个地区及以下的企业。"),
    )
    as_of = DayField(label=gettext_lazy("数据日期"), help_text=gettext_lazy("取这一天有效的最新数据。"))
    note = forms.CharField(
        label=gettext_lazy("说明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        *args: Any,
        rights: Rights,
        with_file: bool = False,
        like: Snapshot | None = None,
        **kwargs: Any,
    ) -> None:
        mine = regions_of(rights, Permission.SNAPSHOTS_MAKE)
        self.details: dict[str, DetailList] = {}
        if like is not None:
            names = ("name", "region", "as_of", "note")
            kwargs["initial"] = {name: getattr(like, name) for name in names}
        kwargs.setdefault("initial", {"as_of": timezone.localdate(), "region": mine[0].pk if mine else None})
        super().__init__(*args, **kwargs)
        keys = [region.pk for region in mine]
        regions = Region.objects.filter(pk__in=keys) | Region.objects.filter(parent__in=keys)
        regions |= Region.objects.filter(parent__parent__in=keys)
        self.fields["region"].queryset = regions.select_related("parent").order_by("code")
        self.fields["region"].empty_label = _("请选择")
        if with_file:
            self.fields["as_of"].help_text = _("文件里的数据是哪一天的。")
            file = forms.FileField(
                label=_("Parquet 数据文件"),
                help_text=_("每行一家企业，列名用字段字典里的名称，“统一社会信用代码”为主键。"),
                widget=forms.ClearableFileInput(attrs={"accept": ".parquet"}),
                error_messages={"empty": _("文件是空的。"), "required": _("请选择文件。")},
            )
            self.details = {f"list_{each.pk}": each for each in lists_in_use().prefetch_related("columns")}
            boxes = {name: _list_box(each) for name, each in self.details.items()}
            self.fields = {"file": file, **boxes, **self.fields}

    @property
    def list_boxes(self) -> list[forms.BoundField]:
        """The boxes for files of details, by the detail's name."""
        return [self[name] for name in self.details]

    @property
    def lists(self) -> dict[DetailList, Any]:
        """The files of details that were brought."""
        return {each: file for name, each in self.details.items() if (file := self.cleaned_data[name])}

    @property
    def about(self) -> dict[str, Any]:
        """What is said of the snapshot itself."""
        return {name: self.cleaned_data[name] for name in ("name", "region", "as_of", "note")}


def _list_box(detail: DetailList) -> forms.FileField:
    columns = "、".join(each.name for each in detail.columns.all())
    return forms.FileField(
        label=detail.name,
        required=False,
        help_text=_("列：%(columns)s。") % {"columns": _escaped(columns)},
        widget=forms.ClearableFileInput(attrs={"accept": ".parquet"}),
        error_messages={"empty": _("文件是空的。")},
    )
