"""``luodi_web restore FILE``: a backup in the place of what is here, then the audit chain checked."""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from luodi_web.common.domain.backups import BackupError, read_backup


class Command(BaseCommand):
    help = "从归档恢复。请先停止平台；已有数据时须加 --replace。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument("--replace", action="store_true", help="覆盖现有数据")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["replace"] and connection.introspection.table_names():
            raise CommandError(_("这里已有数据。要用归档覆盖它，请加 --replace。"))
        try:
            read_backup(options["archive"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("已恢复，正在核验审计链。"))
        # New processes: this one still holds the keys that were here before.
        for command in (("migrate", "-v0"), ("createcachetable", "-v0"), ("audit", "verify")):
            done = subprocess.run([sys.executable, "-m", "luodi_web", *command], check=False)  # noqa: S603
            if done.returncode:
                raise CommandError(_("恢复后的核验没有通过，请看上面的信息。"))
