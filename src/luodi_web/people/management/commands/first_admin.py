"""``luodi_web first_admin``: the one-time link by which the first administrators are made."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from luodi_web.people.domain.first_run import first_run_token, is_first_run


class Command(BaseCommand):
    help = "首次使用时给出建立三位管理员的一次性链接；已有用户时什么也不做。"

    def handle(self, *args: Any, **options: Any) -> None:
        welcome = settings.DATA_DIR / "welcome.txt"
        if not is_first_run():
            welcome.unlink(missing_ok=True)
            self.stdout.write(_("已有用户，不需要建立首批管理员。"))
            return
        # ``luodi_web run`` prints this file with the address it got: the port is not known yet.
        words = _("首次使用，请打开 %(link)s 建立首批管理员（链接只能用一次）。")
        path = f"/first-run?token={first_run_token()}"
        welcome.write_text(words % {"link": "{url}" + path}, encoding="utf-8")
        welcome.chmod(0o600)
        self.stdout.write(_("启动后会显示建立首批管理员的一次性链接。"))
