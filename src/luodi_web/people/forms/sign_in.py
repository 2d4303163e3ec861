"""allauth's forms in our words: one name for a thing wherever it is asked for."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("登录名")
        self.fields["login"].widget.attrs.update({"autocapitalize": "none", "spellcheck": "false"})
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class CodeFormMixin:
    """The field of a code: digits, given by an app, filled in by the browser where it can."""

    label: Any = _("动态口令或恢复码")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = self.label
        code.widget.attrs.pop("placeholder", None)
        code.widget.attrs.update({"autocomplete": "one-time-code", "spellcheck": "false"})


class SignInCodeForm(CodeFormMixin, AuthenticateForm):
    pass


class ConfirmCodeForm(CodeFormMixin, ReauthenticateForm):
    pass


class ActivateCodeForm(CodeFormMixin, ActivateTOTPForm):
    label = _("动态口令")
