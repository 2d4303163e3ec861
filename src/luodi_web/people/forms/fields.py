"""Form fields that pick a unit or a person by typing part of a name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


class PickerWidget(forms.TextInput):
    """An ``<ld-unit-picker>`` over an endpoint of options; the chosen ones are hidden inputs."""

    template_name = "people/picker.html"

    def __init__(self, multiple: bool, placeholder: Any) -> None:
        super().__init__()
        self.multiple = multiple
        self.placeholder = placeholder
        self.src = ""
        self.options: Any = None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, []))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def format_value(self, value: Any) -> list[str]:
        if value is None:
            return []
        return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        attrs = self.build_attrs(self.attrs, attrs)
        return render_to_string(
            self.template_name,
            {
                "name": name,
                "src": self.src,
                "chosen": self.options(self.format_value(value)) if self.options else [],
                "multiple": self.multiple,
                "placeholder": self.placeholder,
                "attrs": attrs,
                "describedby": attrs.get("aria-describedby"),
                "invalid": attrs.get("aria-invalid") == "true",
            },
        )


class PickerField(forms.Field):
    """Rows of ``queryset`` picked by value "kind:key". Clean value: the row, or a list of rows if multiple.

    The view gives ``queryset`` and ``src``: what may be picked depends on who asks.
    """

    default_error_messages = {"invalid": _("请从候选中选择。")}
    kind = ""
    placeholder: Any = ""

    def __init__(self, *, multiple: bool = False, **kwargs: Any) -> None:
        self.multiple = multiple
        self.queryset: QuerySet[Any] | None = None
        super().__init__(widget=PickerWidget(multiple, self.placeholder), **kwargs)

    def bind(self, queryset: QuerySet[Any], src: str) -> None:
        self.queryset = queryset
        self.widget.src = src
        self.widget.options = self._options

    def _key(self, value: str) -> int | None:
        kind, _colon, key = value.partition(":")
        # A key longer than a database integer is nobody's.
        return int(key) if kind == self.kind and key.isdecimal() and len(key) < 19 else None

    def _options(self, values: list[str]) -> list[dict[str, str]]:
        keys = [key for value in values if (key := self._key(value)) is not None]
        rows = self.queryset.filter(pk__in=keys) if keys and self.queryset is not None else []
        return [{"value": f"{self.kind}:{row.pk}", "label": str(row)} for row in rows]

    def prepare_value(self, value: Any) -> Any:
        if value is None:
            return []
        rows = value if isinstance(value, list | tuple) else [value]
        return [f"{self.kind}:{row.pk}" if hasattr(row, "pk") else str(row) for row in rows]

    def clean(self, value: Any) -> Any:
        given = [item for item in (value or []) if item]
        if not given:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return [] if self.multiple else None
        keys = [self._key(item) for item in given]
        rows = {row.pk: row for row in self.queryset.filter(pk__in=[key for key in keys if key])}
        if any(key not in rows for key in keys) or (len(keys) > 1 and not self.multiple):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return [rows[key] for key in keys] if self.multiple else rows[keys[0]]


class UnitField(PickerField):
    kind = "unit"
    placeholder = _("输入机构名称中的几个字")


class UserField(PickerField):
    kind = "user"
    placeholder = _("输入姓名或登录名")


class DayField(forms.DateField):
    """A day, by the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


def add_domain_error(form: forms.Form, error: ValidationError) -> None:
    """Put what a domain function refused at its field, or above the form."""
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error)
