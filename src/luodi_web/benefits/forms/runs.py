"""Forms of match runs: what to run on what, and which rows to see."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from luodi_web.benefits.domain.results import STANDINGS, Asked
from luodi_web.benefits.domain.scope import snapshots_to_run, versions_to_run
from luodi_web.common.forms.words import OwnWords
from luodi_web.decisions.models import ModelVersion
from luodi_web.enterprises.models import Snapshot
from luodi_web.people.domain.scope import Rights
from luodi_web.people.forms.fields import DayField
from luodi_web.people.rules import Permission

MAX_SEARCH = 100


class RunForm(OwnWords, forms.Form):
    version = forms.ModelChoiceField(
        label=pgettext_lazy("one", "判定模型"),
        queryset=ModelVersion.objects.none(),
        help_text=gettext_lazy("只能用已发布的版本。"),
    )
    snapshot = forms.ModelChoiceField(
        label=pgettext_lazy("one", "数据快照"),
        queryset=Snapshot.objects.none(),
        help_text=gettext_lazy("只能用覆盖地区都归您管理的快照。"),
    )
    as_of = DayField(label=gettext_lazy("计算日期"), help_text=gettext_lazy("规则里的“今天”按这一天计算。"))

    def __init__(self, *args: Any, rights: Rights, snapshot: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"as_of": timezone.localdate(), "snapshot": snapshot})
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions_to_run(rights)
        self.fields["snapshot"].queryset = snapshots_to_run(rights, Permission.MATCHES_RUN)
        for name in ("version", "snapshot"):
            self.fields[name].empty_label = _("请选择")


def asked_of(params: Any) -> Asked:
    """What an address asks for; what makes no sense is left out, and numbers that are none are told."""

    def text(name: str) -> str:
        return str(params.get(name, ""))[:MAX_SEARCH].replace("\x00", "")

    def figure(name: str) -> Decimal | None:
        plain = text(name).replace(",", "").replace("，", "").strip()
        whole, _point, rest = plain.partition(".")
        digits = whole.removeprefix("-")
        fits = digits.isascii() and digits.isdecimal() and len(digits) <= 20
        return Decimal(plain) if fits and (not rest or (rest.isdecimal() and len(rest) <= 4)) else None

    bounds = {name: figure(name) for name in ("least", "most")}
    page = text("page")
    standing = text("standing")
    return Asked(
        decision=text("decision"),
        standing=standing if standing in STANDINGS else "",
        value=text("value"),
        **bounds,
        place=text("place"),
        missing=text("missing"),
        words=tuple(text("q").split()),
        sort=text("sort"),
        unread={name: text(name).strip() if found is None else "" for name, found in bounds.items()},
        page=int(page) if page.isdecimal() and page.isascii() and len(page) < 8 else 1,
    )
