"""Forms of packages and policies."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luodi_web.common.forms.words import OwnWords
from luodi_web.people.domain.scope import Rights
from luodi_web.people.models import Unit, User
from luodi_web.people.rules import Permission
from luodi_web.policies.domain.reading import Preview, preview_source
from luodi_web.policies.domain.scope import packages_editable_by, versions_visible_to
from luodi_web.policies.domain.uploading import PolicyFacts
from luodi_web.policies.enums import PolicyKind
from luodi_web.policies.forms.sources import SourceFields
from luodi_web.policies.models import Package, Policy, PolicyVersion

# How people write a day.
DAY_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
FACTS = ("title", "doc_no", "issuer", "issued_on", "kind")


def editing_units(rights: Rights) -> list[Unit]:
    """The units a person may own packages for: the tops of what they edit, each once."""
    return list({unit.pk: unit for unit in rights.units(Permission.POLICIES_EDIT)}.values())


class PackageForm(OwnWords, forms.ModelForm):
    class Meta:
        model = Package
        fields = ("name", "summary")
        widgets = {"summary": forms.Textarea({"rows": 3})}
        error_messages = {"name": {"unique": gettext_lazy("已有同名的政策包。")}}

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = editing_units(rights)
        if self.instance.pk is None and len(units) > 1:
            self.fields["owner"] = forms.ModelChoiceField(
                Unit.objects.filter(pk__in=[unit.pk for unit in units]), label=gettext_lazy("主管机构")
            )
        self.default_owner = units[0] if units else None

    @property
    def owner(self) -> Unit:
        return self.cleaned_data.get("owner") or self.default_owner


class PolicyForm(OwnWords, forms.ModelForm):
    """What is known of a policy besides its text."""

    class Meta:
        model = Policy
        fields = ("package", "title", "kind", "doc_no", "issuer", "issued_on", "source_note")
        widgets = {
            "title": forms.TextInput({"autocomplete": "off"}),
            # As text: a browser's own date field speaks the browser's language and order of numbers.
            "issued_on": forms.DateInput(
                {"autocomplete": "off", "placeholder": "2026-03-01"}, format="%Y-%m-%d"
            ),
        }
        help_texts = {
            "source_note": gettext_lazy("例如网页地址、来文单位。"),
            "issued_on": gettext_lazy("年-月-日，例如 2026-03-01。"),
        }

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["package"].queryset = packages_editable_by(rights)
        self.fields["issued_on"].input_formats = DAY_FORMATS
        self.fields["package"].empty_label = _("请选择")

    @property
    def facts(self) -> PolicyFacts:
        return PolicyFacts(**{name: self.cleaned_data[name] for name in self._meta.fields})


class UploadForm(PolicyForm, SourceFields):
    """A text, by file or pasted, with what is known of it.

    What the person left empty is taken from the text. After validation ``source`` and ``preview`` say
    what was read, and ``upload`` or ``pending_upload`` from which file.
    suggested: what was filled in from the text last time, so that another text may replace it, and
    nothing that a person typed.
    """

    suggested = forms.CharField(required=False, widget=forms.HiddenInput)
    allow_same = forms.BooleanField(label=gettext_lazy("仍然另存为一项新政策"), required=False)

    def __init__(self, *args: Any, user: User, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, rights=rights, **kwargs)
        self.fields["title"].required = False
        self.fields["title"].help_text = _("读取文本后从文中取来，可以修改。")
        self.fields["kind"].required = False
        # Without an empty choice a browser sends the first, as if a person had chosen it.
        self.fields["kind"].choices = [("", _("按文本判断")), *PolicyKind.choices]
        self.user, self.rights = user, rights
        self.preview: Preview | None = None
        self.same: PolicyVersion | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.read_source(data)
        if self.source is None:
            return data
        self.preview = preview_source(self.source)
        for name in FACTS:
            if not data.get(name) and name not in self.errors:
                data[name] = getattr(self.preview.head, name)
        if not data.get("title") and "title" not in self.errors:
            self.add_error("title", ValidationError(self.no_title, code="required"))
        data["kind"] = data.get("kind") or PolicyKind.OTHER
        self._find_same(data)
        return data

    def _find_same(self, data: dict[str, Any]) -> None:
        same = versions_visible_to(self.rights).filter(digest=self.source.digest)
        self.same = same.select_related("policy").order_by("pk").first()
        if self.same and not data.get("allow_same"):
            words = _("这份文本已经上传过，请先查看已有的政策。")
            self.add_error(self.source_field, ValidationError(words, code="same"))

    def filled(self) -> dict[str, str]:
        """The values to show again: the person's own, and the text's where they left a field as it was."""
        shown = {name: self.data.get(name, "") for name in FACTS}
        try:
            before = json.loads(self.data.get("suggested") or "{}")
        except ValueError:
            before = {}
        before = before if isinstance(before, dict) else {}
        found = self.found
        for name in FACTS:
            if shown[name] in ("", str(before.get(name, ""))):
                shown[name] = found[name]
        return shown

    @property
    def file_title(self) -> str:
        """The file's name without its ending: a title to begin with, where the text has none."""
        file = self.upload or self.pending_upload
        return PurePath(file.name).stem.strip()[:200] if file else ""

    @property
    def no_title(self) -> str:
        if self.file_title:
            return _("文中没有找到标题，这里先用文件名，请核对。")
        return _("文中没有找到标题，请填写。")

    def say_where_the_title_is_from(self) -> None:
        """After a text was read, the hint at the title says what happened, not what would happen."""
        if self.preview is not None:
            has_title = bool(self.preview.head.title)
            self.fields["title"].help_text = _("从文中取来，可以修改。") if has_title else self.no_title

    @property
    def found(self) -> dict[str, str]:
        """What the text says of itself, as form values; its file's name as title where it has none."""
        if self.preview is None:
            return dict.fromkeys(FACTS, "")
        head = self.preview.head
        day = head.issued_on.isoformat() if head.issued_on else ""
        found = {name: str(getattr(head, name) or "") for name in FACTS}
        return {**found, "title": found["title"] or self.file_title, "issued_on": day}
