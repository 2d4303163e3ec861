"""The form of one detail of the dictionary: its particulars, and a line for each of its columns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from luodi_web.common.forms.revisions import Revised
from luodi_web.common.forms.words import OwnWords
from luodi_web.fields.domain.allowed import allowed_text
from luodi_web.fields.domain.lists import ColumnValues, ListValues
from luodi_web.fields.enums import FieldSubject, FieldType
from luodi_web.fields.forms.fields import DictionaryForm
from luodi_web.fields.models import DetailColumn, DetailList
from luodi_web.fields.rules import COLUMN_TYPES, COLUMNS_LIMIT, NAME_CHARS


class ListForm(DictionaryForm):
    """Particulars of a detail."""

    name = forms.CharField(
        label=gettext_lazy("名称"),
        max_length=NAME_CHARS,
        help_text=gettext_lazy("规则里就用这个名称，例如“技术合同”。改名后，用旧名称的规则仍取到它的数据。"),
    )
    subject = forms.ChoiceField(
        label=gettext_lazy("描述对象"), choices=FieldSubject.choices, initial=FieldSubject.PROJECT
    )
    description = forms.CharField(
        label=gettext_lazy("说明"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("一条是什么，包含和不包含什么。"),
    )

    def values(self, columns: list[ColumnValues]) -> ListValues:
        """What a valid form says, with these columns."""
        return ListValues(**self.said, columns=columns)


class ListEndForm(OwnWords, Revised):
    """Taking a detail out of use."""

    reason = forms.CharField(label=gettext_lazy("停用原因"), max_length=200)

    def __init__(self, *args: Any, row: DetailList, **kwargs: Any) -> None:
        super().__init__(*args, initial={"revision": row.revision}, **kwargs)


_BOX = {"class": "ld-input"}


class ColumnForm(OwnWords, forms.Form):
    """One line; without a name it is none."""

    name = forms.CharField(
        label=gettext_lazy("列名"), required=False, max_length=NAME_CHARS, widget=forms.TextInput(_BOX)
    )
    type = forms.ChoiceField(
        label=gettext_lazy("类型"),
        choices=[(each.value, each.label) for each in COLUMN_TYPES],
        initial=FieldType.STRING,
        widget=forms.Select(_BOX),
    )
    measure = forms.CharField(
        label=gettext_lazy("计量单位"), required=False, max_length=20, widget=forms.TextInput(_BOX)
    )
    allowed = forms.CharField(
        label=gettext_lazy("取值范围"), required=False, max_length=4000, widget=forms.TextInput(_BOX)
    )
    description = forms.CharField(
        label=gettext_lazy("说明"), required=False, max_length=300, widget=forms.TextInput(_BOX)
    )
    is_key = forms.BooleanField(label=gettext_lazy("用来区分"), required=False)
    was = forms.CharField(required=False, max_length=NAME_CHARS, widget=forms.HiddenInput)

    @property
    def column(self) -> ColumnValues | None:
        return ColumnValues(**self.cleaned_data) if self.cleaned_data.get("name") else None


class ColumnFormSetBase(forms.BaseFormSet):
    @property
    def columns(self) -> list[ColumnValues]:
        return [column for form in self.forms if (column := form.column) is not None]


ColumnFormSet = forms.formset_factory(
    ColumnForm,
    ColumnFormSetBase,
    extra=6,
    max_num=COLUMNS_LIMIT,
    absolute_max=COLUMNS_LIMIT,
    validate_max=True,
)


def lines_of(row: DetailList | None) -> list[dict[str, Any]]:
    """The columns of a detail as the lines of the form begin."""
    columns: list[DetailColumn] = list(row.columns.all()) if row is not None else []
    names = ("name", "type", "measure", "description", "is_key")
    return [
        {name: getattr(each, name) for name in names}
        | {"allowed": allowed_text(each.allowed), "was": each.name}
        for each in columns
    ]
