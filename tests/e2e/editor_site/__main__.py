"""``python -m tests.e2e.editor_site``: serves the page on a free port and prints its address."""

from __future__ import annotations

import os
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

os.environ["DJANGO_SETTINGS_MODULE"] = "luodi_web.settings.test"

import django
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Says nothing: the first line is the address."""


settings.ROOT_URLCONF = "tests.e2e.editor_site.urls"
settings.TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
django.setup()
with make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), Server, Quiet) as server:
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
