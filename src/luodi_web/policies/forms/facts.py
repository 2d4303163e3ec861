"""What a reader's clicks on facts send, and the forms of each kind's values."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.common.forms.words import OwnWords
from luodi_web.policies.domain.fact_deciding import FactGroup
from luodi_web.policies.domain.fact_pages import FactFilter
from luodi_web.policies.domain.fact_values import Values, plain_decimal
from luodi_web.policies.domain.fact_words import (
    AMOUNT_KINDS,
    CURRENCIES,
    DEADLINE_KINDS,
    STACKING_KINDS,
    TARGET_OPS,
    TERM_UNITS,
    UNIT_ROLES,
    money_parts,
)
from luodi_web.policies.enums import Decision, FactKind, FactState
from luodi_web.policies.forms.review import SeenForm

_LONG = 200
_KEY = {"min_value": 1, "max_value": 2**63 - 1}
_PLACE = {"min_value": 0, "max_value": 2**31 - 1}


class FactSeenForm(SeenForm):
    """With what the reader filters by."""

    kind_shown = forms.ChoiceField(choices=[("", ""), *FactKind.choices], required=False)
    state_shown = forms.ChoiceField(choices=[("", ""), *FactState.choices], required=False)

    @property
    def asked(self) -> FactFilter:
        data = self.cleaned_data
        return FactFilter(data.get("kind_shown") or "", data.get("state_shown") or "")


class FactDecideForm(FactSeenForm):
    fact = forms.IntegerField(**_KEY)
    decision = forms.ChoiceField(choices=Decision.choices)


class FactGroupForm(FactSeenForm):
    kind = forms.ChoiceField(choices=[("", ""), *FactKind.choices], required=False)
    provision = forms.IntegerField(**_KEY, required=False)

    @property
    def group(self) -> FactGroup:
        return FactGroup(self.cleaned_data["kind"] or None, self.cleaned_data["provision"])


class PassageForm(forms.Form):
    """A stretch of the text that a fact is to be read from."""

    start = forms.IntegerField(**_PLACE)
    end = forms.IntegerField(**_PLACE)


class FactForm(OwnWords, forms.Form):
    """The values of one kind of fact; ``values`` after validation is what is kept."""

    # Whether the fields depend on the kind chosen: the form is asked for anew when that changes.
    by_kind = False

    def __init__(
        self,
        *args: Any,
        kept: Values | None = None,
        words: str = "",
        typed: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """kept: the values to correct; words: what a new fact is read from; typed: what stood in the form
        when it was asked for anew, by the fields' names in it."""
        super().__init__(*args, initial=self.shown(kept) if kept else self.guess(words), **kwargs)
        typed = typed or {}
        self.initial |= {
            name: typed[self.add_prefix(name)] for name in self.fields if self.add_prefix(name) in typed
        }

    @classmethod
    def shown(cls, kept: Values) -> dict[str, Any]:
        """Kept values as the form's fields."""
        return dict(kept)

    @classmethod
    def guess(cls, words: str) -> dict[str, Any]:
        """What the words of a new fact already say."""
        return {}

    @property
    def values(self) -> Values:
        return {name: _kept(self.cleaned_data[name]) for name in self.fields}


def _kept(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return None if value == "" else value


def _choices(words: dict[str, Any]) -> list[tuple[str, Any]]:
    return list(words.items())


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


def _number(label: Any, **kwargs: Any) -> forms.DecimalField:
    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    kwargs["error_messages"] = {"invalid": gettext_lazy("请填写数字，例如 3000 或 0.5。")}
    # 18 digits: the largest sum a policy names is some 10^13 yuan.
    return forms.DecimalField(label=label, max_digits=18, decimal_places=6, widget=widget, **kwargs)


class UnitForm(FactForm):
    name = forms.CharField(label=gettext_lazy("单位名称"), max_length=120)
    role = forms.ChoiceField(label=gettext_lazy("分工"), choices=_choices(UNIT_ROLES))

    @classmethod
    def guess(cls, words: str) -> dict[str, Any]:
        return {"name": words[:120]}


class DeadlineForm(FactForm):
    by_kind = True

    kind = forms.ChoiceField(label=gettext_lazy("时限的种类"), choices=_choices(DEADLINE_KINDS))
    date = _day(gettext_lazy("起始日期"))
    until = _day(gettext_lazy("到哪一天"))
    amount = _number(gettext_lazy("多久"), required=False, min_value=Decimal("0.5"))
    unit = forms.ChoiceField(
        label=gettext_lazy("时间单位"), choices=[("", "—"), *_choices(TERM_UNITS)], required=False
    )

    _NEEDS = {
        "by": ("date",),
        "from": ("date",),
        "within": ("amount", "unit"),
        "every": ("amount", "unit"),
        "period": ("date", "until", "amount", "unit"),
        "ongoing": (),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self["kind"].value()
        needed = self._NEEDS.get(kind, self._NEEDS["by"])
        for name in ("date", "until", "amount", "unit"):
            if name not in needed:
                del self.fields[name]
        if "date" in self.fields and kind not in ("from", "period"):
            self.fields["date"].label = _("截止日期")
        if kind == "every":
            self.fields["amount"].label = _("每隔多久")
        if kind == "period":
            self.fields["until"].help_text = _("填起止日期；原文只说多久的，只填多久。")

    @property
    def values(self) -> Values:
        return dict.fromkeys(("kind", "date", "until", "amount", "unit")) | super().values

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        kind = data.get("kind")
        if kind in ("by", "from"):
            self._need("date", _("请填写日期。"))
        elif kind in ("within", "every") or (kind == "period" and not data.get("date")):
            self._need("amount", _("请填写多久。"))
            self._need("unit", _("请选择时间单位。"))
        elif kind == "period":
            self._need("until", _("请填写到哪一天。"))
        if data.get("date") and data.get("until") and data["until"] < data["date"]:
            self.add_error("until", _("不能早于起始日期。"))
        return data

    def _need(self, name: str, words: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, ValidationError(words, code="required"))


# What people write sums in: words, how many of the kept unit, the kept unit.
MONEY_UNITS = {
    "元": (Decimal(1), "元"),
    "万元": (Decimal(10_000), "元"),
    "亿元": (Decimal(100_000_000), "元"),
    "美元": (Decimal(1), "美元"),
    "万美元": (Decimal(10_000), "美元"),
    "亿美元": (Decimal(100_000_000), "美元"),
    "%": (Decimal("0.01"), "比例"),
    "1∶": (Decimal(1), "比例"),
}
SUMS = {name: said for name, said in MONEY_UNITS.items() if said[1] in CURRENCIES}


class TargetForm(FactForm):
    indicator = forms.CharField(label=gettext_lazy("指标"), max_length=_LONG)
    op = forms.ChoiceField(label=gettext_lazy("要求"), choices=_choices(TARGET_OPS))
    value = _number(
        gettext_lazy("数值"), help_text=gettext_lazy("百分数直接填数字，例如 15% 填 15；下降填负数。")
    )
    unit = forms.CharField(
        label=gettext_lazy("单位"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("例如 %、家、亿元。"),
    )
    by = forms.IntegerField(label=gettext_lazy("到哪一年"), required=False, min_value=1949, max_value=2999)

    @classmethod
    def shown(cls, kept: Values) -> dict[str, Any]:
        if kept["unit"] not in CURRENCIES:
            return dict(kept)
        value, unit = money_parts(Decimal(kept["value"]), kept["unit"])
        return {**kept, "value": plain_decimal(value), "unit": unit}

    @property
    def values(self) -> Values:
        size, unit = SUMS.get(self.cleaned_data["unit"], (Decimal(1), self.cleaned_data["unit"]))
        return super().values | {"value": plain_decimal(self.cleaned_data["value"] * size), "unit": unit}


class AmountForm(FactForm):
    kind = forms.ChoiceField(label=gettext_lazy("金额的种类"), choices=_choices(AMOUNT_KINDS))
    value = _number(gettext_lazy("数额"))
    unit = forms.ChoiceField(
        label=gettext_lazy("单位"), choices=[(name, name) for name in MONEY_UNITS], initial="万元"
    )
    base = forms.CharField(
        label=gettext_lazy("按什么计算"), max_length=_LONG, required=False,
        help_text=gettext_lazy("比例的基数，例如“研发投入”。"),
    )  # fmt: skip
    grade = forms.CharField(
        label=gettext_lazy("哪种情形"), max_length=_LONG, required=False,
        help_text=gettext_lazy("分档给予的，写明这一档，例如“国家级”。"),
    )  # fmt: skip
    years = forms.IntegerField(label=gettext_lazy("连续几年"), required=False, min_value=1, max_value=99)

    @classmethod
    def shown(cls, kept: Values) -> dict[str, Any]:
        value, unit = Decimal(kept["value"]), kept["unit"]
        if unit == "比例":
            match = kept["kind"] == "match"
            value, unit = (value, "1∶") if match else (value * 100, "%")
        else:
            value, unit = money_parts(value, unit)
        return {**kept, "value": plain_decimal(value), "unit": unit}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        kind, unit = data.get("kind"), data.get("unit")
        if kind == "match" and unit and MONEY_UNITS[unit][1] != "比例":
            self.add_error("unit", _("配套的单位请选“1∶”或百分号。"))
        elif kind == "rate" and unit and unit != "%":
            self.add_error("unit", _("按比例的，单位请选百分号。"))
        elif kind not in ("match", None) and unit == "1∶":
            self.add_error("unit", _("1∶ 只用于配套。"))
        return data

    @property
    def values(self) -> Values:
        size, unit = MONEY_UNITS[self.cleaned_data["unit"]]
        value = plain_decimal(self.cleaned_data["value"] * size)
        return super().values | {"value": value, "unit": unit}


class StackingForm(FactForm):
    kind = forms.ChoiceField(label=gettext_lazy("规则"), choices=_choices(STACKING_KINDS))


class RepealForm(FactForm):
    title = forms.CharField(label=gettext_lazy("文件名称"), max_length=300)
    doc_no = forms.CharField(label=gettext_lazy("文号"), max_length=60, required=False)

    @classmethod
    def guess(cls, words: str) -> dict[str, Any]:
        return {"title": words.strip("《》")[:300]}


class ReferenceForm(RepealForm):
    article = forms.CharField(
        label=gettext_lazy("第几条"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("照原文写，例如“第二十一条第一款”。"),
    )


class ValidityForm(FactForm):
    valid_from = _day(gettext_lazy("从哪一天起"))
    valid_to = _day(gettext_lazy("到哪一天止"))
    trial = forms.BooleanField(label=gettext_lazy("试行或暂行"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not (data.get("valid_from") or data.get("valid_to") or data.get("trial")) and not self.errors:
            self.add_error("valid_from", ValidationError(_("请至少填写一项。"), code="required"))
        if data.get("valid_from") and data.get("valid_to") and data["valid_to"] < data["valid_from"]:
            self.add_error("valid_to", _("不能早于起始日期。"))
        return data


FACT_FORMS: dict[str, type[FactForm]] = {
    FactKind.UNIT: UnitForm,
    FactKind.DEADLINE: DeadlineForm,
    FactKind.TARGET: TargetForm,
    FactKind.AMOUNT: AmountForm,
    FactKind.STACKING: StackingForm,
    FactKind.REFERENCE: ReferenceForm,
    FactKind.REPEAL: RepealForm,
    FactKind.VALIDITY: ValidityForm,
}
