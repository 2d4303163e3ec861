from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DecisionsConfig(AppConfig):
    name = "luodi_web.decisions"
    label = "decisions"
    verbose_name = _("判定模型")
