"""``luodi_web backup FILE``: everything in one archive, while the platform runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from luodi_web.common.domain.backups import BackupError, write_backup


class Command(BaseCommand):
    help = "把数据库、文件和密钥备份到一个归档（.tar.gz）。归档含密钥，请妥善保管。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["archive"]
        if out.exists():
            raise CommandError(_("%(file)s 已经存在，请换一个文件名。") % {"file": out})
        try:
            manifest = write_backup(out)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        words = _("已备份 %(count)d 个文件到 %(file)s。")
        self.stdout.write(words % {"count": len(manifest["files"]), "file": out})
