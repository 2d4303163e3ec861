from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldsConfig(AppConfig):
    name = "luodi_web.fields"
    label = "fields"
    verbose_name = _("字段字典")
