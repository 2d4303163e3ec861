"""``luodi_web run``: the whole platform on one machine, in one process tree."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from luodi_web.common.processes import ProcessTree, embedded_commands, free_port


class Command(BaseCommand):
    help = "启动整个平台：网页服务、后台任务、定时器。按 Ctrl-C 停止。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="首选端口；被占用时用下一个空闲端口")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("setup", verbosity=0)
        port = free_port(options["port"])
        url = f"http://localhost:{port}"
        tree = ProcessTree(embedded_commands(port), self.stderr.write)
        try:
            tree.start()
            if not tree.wait_until_answers(f"{url}/"):
                raise CommandError(_("网页服务没有启动，请看上面的错误信息。"))
            self.stdout.write(
                _("落地已启动：%(url)s  数据目录：%(folder)s") % {"url": url, "folder": settings.DATA_DIR}
            )
            welcome = settings.DATA_DIR / "welcome.txt"
            if welcome.exists():
                self.stdout.write(welcome.read_text(encoding="utf-8").strip().format(url=url))
            self.stdout.flush()
            tree.watch()
        finally:
            # Whatever ends this command, a closed pipe included, leaves no process behind.
            tree.end()
