"""Forms for units, their names, posts and groups."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luodi_web.common.forms.words import OwnWords
from luodi_web.people.domain.imports import parse_names
from luodi_web.people.domain.units import can_move_unit, can_stand_under, name_taken
from luodi_web.people.enums import Duty, UnitKind
from luodi_web.people.forms.fields import DayField, UnitField, UserField
from luodi_web.people.models import Post, Region, Unit, UnitGroup


class AliasesField(forms.CharField):
    """Names separated by 、 or on lines of their own."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text", _("文件里对它的其他叫法，用顿号分开。每个别名只能指一个机构或机构组。")
        )
        super().__init__(
            label=_("别名"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            max_length=2000,
            **kwargs,
        )

    def clean(self, value: Any) -> list[str]:
        return list(dict.fromkeys(parse_names(super().clean(value))))


def check_aliases(
    form: forms.Form, aliases: list[str], unit: Unit | None = None, group: UnitGroup | None = None
) -> None:
    for name in aliases:
        if len(name) > 80:
            form.add_error("aliases", _("别名不能超过 80 个字。"))
        elif taken := name_taken(name, unit, group):
            form.add_error("aliases", taken)


class UnitForm(OwnWords, forms.Form):
    """Particulars of a unit. With ``unit`` it is changed; without, ``parent`` says where it goes."""

    parent = UnitField(label=_("上级机构"))
    name = forms.CharField(label=_("名称"), max_length=80, help_text=_("全称，全省不能重复。"))
    short_name = forms.CharField(label=_("简称"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("类别"), choices=UnitKind.choices)
    region = forms.ModelChoiceField(
        label=_("所在地区"),
        queryset=Region.objects.all(),
        required=False,
        to_field_name="code",
        empty_label=_("不填"),
    )
    aliases = AliasesField()

    def __init__(
        self, *args: Any, unit: Unit | None = None, parents: Any = None, src: str = "", **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.unit = unit
        if unit is None:
            self.fields["parent"].bind(parents, src)
        else:
            del self.fields["parent"]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if taken := name_taken(name, self.unit):
            raise forms.ValidationError(taken)
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        check_aliases(self, data.get("aliases", []), self.unit)
        parent = Unit.objects.get_parent(self.unit) if self.unit else data.get("parent")
        if parent is not None and "kind" in data:
            verdict = can_stand_under(data["kind"], parent)
            if not verdict:
                self.add_error("kind", verdict.reason)
        return data


class MoveForm(OwnWords, forms.Form):
    parent = UnitField(label=_("新的上级机构"))

    def __init__(self, *args: Any, unit: Unit, parents: Any, src: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.fields["parent"].bind(parents, src)

    def clean_parent(self) -> Unit:
        parent = self.cleaned_data["parent"]
        for verdict in (can_move_unit(self.unit, parent), can_stand_under(self.unit.kind, parent)):
            if not verdict:
                raise forms.ValidationError(verdict.reason)
        return parent


class PostForm(OwnWords, forms.Form):
    name = forms.CharField(label=_("岗位"), max_length=60)
    duty = forms.ChoiceField(label=_("职责"), choices=Duty.choices)

    def __init__(self, *args: Any, unit: Unit, post: Post | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.post = unit, post

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if Post.objects.filter(unit=self.unit, name=name).exclude(pk=self.post and self.post.pk).exists():
            raise forms.ValidationError(_("本机构已有同名岗位。"))
        return name


class HoldingForm(OwnWords, forms.Form):
    user = UserField(label=_("人员"))
    starts_on = DayField(label=_("任职起"))
    ends_on = DayField(label=_("任职止"), required=False, help_text=_("不填表示仍在任。"))

    def __init__(self, *args: Any, users: Any, src: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].bind(users, src)


class GroupForm(OwnWords, forms.Form):
    name = forms.CharField(
        label=_("名称"), max_length=80, help_text=_("文件里对一批机构的统称，如“各市、州”。")
    )
    members = UnitField(label=_("成员"), multiple=True)
    aliases = AliasesField()

    def __init__(self, *args: Any, group: UnitGroup | None, units: Any, src: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        self.fields["members"].bind(units, src)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if taken := name_taken(name, group=self.group):
            raise forms.ValidationError(taken)
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        check_aliases(self, data.get("aliases", []), group=self.group)
        return data
