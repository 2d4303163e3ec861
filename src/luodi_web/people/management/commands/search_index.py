"""``search_index rebuild`` makes this node's index anew; ``search_index update`` brings it up to date."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from luodi_web.common.search import KINDS
from luodi_web.common.search.index import IndexBusy
from luodi_web.people.domain.searching import catch_up, rebuild


class Command(BaseCommand):
    help = "重建本节点的搜索索引（rebuild），或补上最近的变化（update）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=("rebuild", "update"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["act"] == "update":
                self.stdout.write(_("已更新 %(count)d 条。") % {"count": catch_up()})
                return
            for name, count in rebuild().items():
                words = _("%(kind)s：已编入 %(count)d 条。")
                self.stdout.write(words % {"kind": KINDS[name].label, "count": count})
        except IndexBusy as error:
            raise CommandError(_("另一个进程正在写索引，请稍后再试。")) from error
