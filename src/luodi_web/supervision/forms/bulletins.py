"""Forms of the bulletin screens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.common.forms.words import OwnWords
from luodi_web.people.domain.scope import Rights
from luodi_web.people.forms.fields import UnitField
from luodi_web.people.models import Unit, UnitGroup
from luodi_web.people.rules import Permission
from luodi_web.supervision.domain.bulletin_draft import sections_of
from luodi_web.supervision.domain.bulletin_periods import check_period, period_choices
from luodi_web.supervision.domain.bulletins import PRACTICES
from luodi_web.supervision.enums import BulletinTemplate, PlanState
from luodi_web.supervision.models import Bulletin, Plan, Workstream

TEXT_CHARS = 20_000
MOST_ADDRESSEES = 150


class NewBulletinForm(OwnWords, forms.Form):
    """What a bulletin is about. Clean values are those of ``begin_bulletin``, without ``by``."""

    template = forms.ChoiceField(label=gettext_lazy("种类"), choices=BulletinTemplate.choices)
    scope = forms.ChoiceField(
        label=gettext_lazy("范围"),
        help_text=gettext_lazy("整个政策包、一份任务分解表，或者其中一个工作板块；专项通报要选一个板块。"),
    )
    unit = UnitField(
        label=gettext_lazy("只看某机构"),
        required=False,
        help_text=gettext_lazy("只通报该机构及其下属机构的任务；不选就是全部。"),
    )
    period = forms.ChoiceField(label=gettext_lazy("通报期"))
    title = forms.CharField(
        label=gettext_lazy("标题"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("不填就由平台拟写，之后可以改。"),
    )

    def __init__(self, *args: Any, rights: Rights, units_src: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tops = rights.units(Permission.BULLETINS_EDIT)
        plans = Plan.objects.filter(rights.scope(Permission.BULLETINS_EDIT, "owner"))
        self.plans = plans.exclude(state=PlanState.DRAFT).select_related("package", "owner")
        self.fields["scope"].choices = [("", _("请选择")), *self._scopes()]
        self.fields["period"].choices = period_choices(timezone.localdate())
        self.fields["unit"].bind(Unit.objects.all(), units_src)

    def _scopes(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Choices by package: the whole, each plan, each of its workstreams."""
        groups: dict[Any, list[tuple[str, str]]] = {}
        for plan in self.plans.order_by("package__name", "-pk").prefetch_related("workstreams"):
            whole = [(f"package:{plan.package_id}", _("全部任务分解表"))]
            options = groups.setdefault(plan.package, whole)
            options.append((f"plan:{plan.pk}", plan.title))
            options += [
                (f"stream:{stream.pk}", _("　板块：%(name)s") % {"name": stream.name})
                for stream in plan.workstreams.all()
            ]
        return [(package.name, options) for package, options in groups.items()]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if {"template", "scope", "period"} - values.keys():
            return values
        kind, _colon, key = values.pop("scope").partition(":")
        stream = Workstream.objects.select_related("plan").get(pk=key) if kind == "stream" else None
        if values["template"] == BulletinTemplate.SPECIAL and stream is None:
            self.add_error("scope", _("专项通报请选一个工作板块。"))
        plan = stream.plan if stream else self.plans.get(pk=key) if kind == "plan" else None
        one = plan or self.plans.filter(package=key).first()
        values |= {"workstream": stream, "plan": plan, "package": one.package}
        values["owner"] = next(top for top in self.tops if one.owner.path.startswith(top.path))
        try:
            check_period(values["template"], values["period"])
        except ValidationError as error:
            self.add_error("period", error)
        return values


class AddresseesField(UnitField):
    """Units and groups, picked together. Clean value: a list of Unit and UnitGroup, in the order picked."""

    placeholder = gettext_lazy("输入机构或机构组名称中的几个字")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(multiple=True, **kwargs)

    def _rows(self, values: list[str]) -> dict[str, Unit | UnitGroup]:
        keys: dict[str, list[int]] = {"unit": [], "group": []}
        for value in values:
            kind, _colon, key = value.partition(":")
            if kind in keys and key.isdecimal() and len(key) < 19:
                keys[kind].append(int(key))
        units = Unit.objects.filter(pk__in=keys["unit"], is_active=True)
        groups = UnitGroup.objects.filter(pk__in=keys["group"])
        return {f"unit:{row.pk}": row for row in units} | {f"group:{row.pk}": row for row in groups}

    def _options(self, values: list[str]) -> list[dict[str, str]]:
        rows = self._rows(values)
        return [{"value": value, "label": str(rows[value])} for value in values if value in rows]

    def prepare_value(self, value: Any) -> Any:
        return value or []

    def clean(self, value: Any) -> list[Unit | UnitGroup]:
        given = list(dict.fromkeys(item for item in (value or []) if item))
        if len(given) > MOST_ADDRESSEES:
            raise ValidationError(_("最多选 %(count)d 个；多的请选机构组。") % {"count": MOST_ADDRESSEES})
        rows = self._rows(given)
        if any(item not in rows for item in given):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return [rows[item] for item in given]


class BulletinForm(OwnWords, forms.Form):
    """All that is written by hand in a draft. Section texts are fields ``text_KEY``."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    title = forms.CharField(label=gettext_lazy("标题"), max_length=120)
    main = AddresseesField(label=gettext_lazy("主送"), required=False)
    copies = AddresseesField(label=gettext_lazy("抄送"), required=False)

    def __init__(self, *args: Any, bulletin: Bulletin, units_src: str, **kwargs: Any) -> None:
        addressees = list(bulletin.addressees.all())
        sections = sections_of(bulletin.template)
        initial = {
            "revision": bulletin.revision,
            "title": bulletin.title,
            "main": [one.value for one in addressees if not one.is_copy],
            "copies": [one.value for one in addressees if one.is_copy],
            "practices": [str(key) for key in bulletin.practices],
            **{f"text_{key}": bulletin.parts[key]["text"] for key in sections},
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.sections = sections
        for name in ("main", "copies"):
            self.fields[name].bind(Unit.objects.all(), units_src)
        if bulletin.is_brief:
            # One page for a leader goes to nobody else.
            del self.fields["main"], self.fields["copies"]
        for key, label in sections.items():
            rows = min(14, max(3, len(bulletin.parts[key]["text"]) // 45 + 2))
            self.fields[f"text_{key}"] = forms.CharField(
                label=label,
                required=key == "lead",
                max_length=TEXT_CHARS,
                widget=forms.Textarea(attrs={"rows": rows}),
            )
        if "practice" in sections:
            units = {unit["id"]: unit["name"] for unit in bulletin.data["units"]}
            self.fields["practices"] = forms.MultipleChoiceField(
                label=gettext_lazy("选用的进展"),
                required=False,
                choices=[
                    (str(item["id"]), _candidate_words(item, units)) for item in bulletin.data["candidates"]
                ],
                widget=forms.CheckboxSelectMultiple,
            )

    def clean_practices(self) -> list[int]:
        chosen = [int(key) for key in self.cleaned_data["practices"]]
        if len(chosen) > PRACTICES:
            raise ValidationError(_("最多选 %(count)d 份。") % {"count": PRACTICES})
        return chosen

    def values(self) -> dict[str, Any]:
        """What ``save_words`` takes, without ``by``."""
        clean = self.cleaned_data
        return {
            "revision": clean["revision"],
            "title": clean["title"],
            "main": clean.get("main", []),
            "copies": clean.get("copies", []),
            "practices": clean.get("practices", []),
            "texts": {key: clean[f"text_{key}"] for key in self.sections},
        }


def _candidate_words(item: dict[str, Any], units: dict[int, str]) -> str:
    text = " ".join(item["text"].split())
    values = {
        "unit": units[item["unit"]],
        "no": item["no"],
        "text": text if len(text) <= 90 else text[:90] + "…",
        "early": _("提前 %(days)d 天完成　") % {"days": item["early"]} if item["early"] else "",
    }
    return _("%(unit)s %(no)s：%(early)s%(text)s") % values


class SubmitForm(OwnWords, forms.Form):
    """Sending a draft round, with the units that countersign it."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    countersigners = UnitField(
        label=gettext_lazy("会签单位"),
        multiple=True,
        required=False,
        help_text=gettext_lazy("不需要会签就不选。审核由编写人以外的人进行。"),
    )

    def __init__(self, *args: Any, units_src: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["countersigners"].bind(Unit.objects.filter(is_active=True), units_src)


class AgreeForm(OwnWords, forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    note = forms.CharField(
        label=gettext_lazy("意见（可不填）"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class GiveBackForm(OwnWords, forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    note = forms.CharField(
        label=gettext_lazy("要改什么"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
