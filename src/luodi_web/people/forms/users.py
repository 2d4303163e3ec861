"""Forms for accounts, passwords and grants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from luodi_web.common.forms.words import OwnWords
from luodi_web.people.domain.first_run import FIRST_ROLES
from luodi_web.people.domain.locks import plain_username
from luodi_web.people.domain.users import USERNAME_RULE
from luodi_web.people.enums import Duty, Role
from luodi_web.people.forms.fields import DayField, UnitField
from luodi_web.people.models import User


class UsernameField(forms.CharField):
    """A user name as it is kept."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("登录名"))
        super().__init__(max_length=60, validators=[USERNAME_RULE], **kwargs)
        self.widget.attrs.update({"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"})

    def to_python(self, value: Any) -> str:
        return plain_username(super().to_python(value))


class PhoneField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=_("联系电话"),
            max_length=20,
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "tel"}),
        )


class UserForm(OwnWords, forms.Form):
    username = UsernameField(help_text=_("字母、数字或汉字，不区分大小写，建立后不能修改。"))
    name = forms.CharField(label=_("姓名"), max_length=40)
    unit = UnitField(label=_("机构"))
    post_name = forms.CharField(
        label=_("岗位"), max_length=60, required=False, help_text=_("不填时用职责的名称。")
    )
    duty = forms.ChoiceField(label=_("职责"), choices=Duty.choices, initial=Duty.LIAISON)
    phone = PhoneField()
    email = forms.EmailField(label=_("电子邮箱"), required=False)

    def __init__(self, *args: Any, units: Any, src: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].bind(units, src)

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        if User.objects.filter(username=username).exists():
            raise forms.ValidationError(_("登录名已有人用，请换一个。"))
        return username


class UserEditForm(OwnWords, forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=40)
    phone = PhoneField()
    email = forms.EmailField(label=_("电子邮箱"), required=False)


class GrantForm(OwnWords, forms.Form):
    role = forms.ChoiceField(label=_("角色"), choices=[("", _("请选择")), *Role.choices])
    unit = UnitField(label=_("机构"), help_text=_("授权对该机构及其所有下级有效。"))
    starts_on = DayField(label=_("生效日期"), initial=timezone.localdate)
    ends_on = DayField(label=_("截止日期"), required=False, help_text=_("不填表示长期；当日仍有效。"))

    def __init__(self, *args: Any, units: Any, src: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].bind(units, src)


class NewPasswordForm(OwnWords, forms.Form):
    """A new password, twice, by the rules; for whom has a one-time link."""

    password = forms.CharField(
        label=_("新密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label=_("再输一次"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.rules = password_validators_help_texts()

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "password" in data and data.get("repeated") != data["password"]:
            self.add_error("repeated", _("两次输入的密码不一致。"))
        return data


class FirstRunForm(OwnWords, forms.Form):
    """User name and name of each of the three first administrators, who must be three people."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for role in FIRST_ROLES:
            label = Role(role).label
            self.fields[f"{role}_name"] = forms.CharField(
                label=_("%(role)s姓名") % {"role": label}, max_length=40
            )
            self.fields[f"{role}_username"] = UsernameField(label=_("%(role)s登录名") % {"role": label})

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        seen: set[str] = set()
        for role in FIRST_ROLES:
            username = data.get(f"{role}_username")
            if username and username in seen:
                self.add_error(f"{role}_username", _("三位管理员必须是三个账号。"))
            seen.add(username or "")
        return data

    @property
    def sections(self) -> list[tuple[str, list[Any]]]:
        """The fields of each role, under the role's words."""
        return [
            (str(Role(role).label), [self[f"{role}_name"], self[f"{role}_username"]]) for role in FIRST_ROLES
        ]

    @property
    def people(self) -> dict[str, tuple[str, str]]:
        data = self.cleaned_data
        return {role: (data[f"{role}_username"], data[f"{role}_name"]) for role in FIRST_ROLES}
