from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BenefitsConfig(AppConfig):
    name = "luodi_web.benefits"
    label = "benefits"
    verbose_name = _("惠企兑现")
