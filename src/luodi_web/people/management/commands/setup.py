"""``luodi_web setup``: everything that a data folder needs before the platform starts; safe to repeat."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from luodi_web.people.actor import Actor
from luodi_web.people.domain.holidays import load_holidays
from luodi_web.people.domain.reference import load_reference


class Command(BaseCommand):
    help = "建立或升级数据库，并装入行政区划、机构、节假日等基础数据。可重复执行。"

    def handle(self, *args: Any, **options: Any) -> None:
        verbosity = max(0, options["verbosity"] - 1)
        call_command("migrate", verbosity=verbosity, interactive=False)
        call_command("createcachetable", verbosity=verbosity)
        by = Actor.system(_("系统初始化"))
        added = load_reference(by)
        days = load_holidays(by)
        if options["verbosity"]:
            words = _("基础数据新增：行政区划 %(regions)d、部门 %(departments)d、市县机构 %(offices)d。")
            self.stdout.write(words % added)
            self.stdout.write(_("节假日新增 %(days)d 天。") % {"days": days})
