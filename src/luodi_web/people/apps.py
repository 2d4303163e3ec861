from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "luodi_web.people"
    label = "people"
    verbose_name = _("人员与机构")

    def ready(self) -> None:
        """allauth tells of factors only by signals; its own pages change them, and the trail must know."""
        from allauth.mfa import signals

        from luodi_web.people import accounts

        signals.authenticator_added.connect(accounts.note_factor_added)
        signals.authenticator_removed.connect(accounts.note_factor_removed)
