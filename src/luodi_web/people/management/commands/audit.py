"""``audit verify`` finds later changes in the trail; ``audit seal`` seals what is new."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from luodi_web.people.domain.audit import chain_faults, seal_entries
from luodi_web.people.domain.audit_words import fault_words
from luodi_web.people.models import AuditEntry


class Command(BaseCommand):
    help = "核验审计链（verify：有改动时逐条列出，退出码 1），或立即封存（seal）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=("verify", "seal"))

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "seal":
            self.stdout.write(_("已封存 %(count)d 条审计记录。") % {"count": seal_entries()})
            return
        found = 0
        for fault in chain_faults():
            found += 1
            self.stderr.write(fault_words(fault))
        if found:
            self.stderr.write(_("核验未通过：共 %(count)d 处。") % {"count": found})
            sys.exit(1)
        sealed = AuditEntry.objects.filter(sequence__isnull=False).count()
        waiting = AuditEntry.objects.filter(sequence__isnull=True).count()
        words = _("核验通过：已封存 %(sealed)d 条，待封存 %(waiting)d 条，没有发现改动。")
        self.stdout.write(words % {"sealed": sealed, "waiting": waiting})
