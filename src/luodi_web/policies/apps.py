from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "luodi_web.policies"
    label = "policies"
    verbose_name = _("政策")

    def ready(self) -> None:
        """Search finds what registers itself."""
        from luodi_web.policies.domain import search_kinds  # noqa: F401 -- registers its kinds
        from luodi_web.policies.domain.indicators import register_indicators

        register_indicators()
