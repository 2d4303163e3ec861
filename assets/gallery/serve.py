"""The design system on one page, drawn by the real partials: ``.venv/bin/python assets/gallery/serve.py [PORT]``.

Port 0 takes a free one; the first line printed is the address.

Needs a build (``npm run build``) and no database. Units, ordering and uploads answer for real, from memory.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from wsgiref.simple_server import make_server

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from whitenoise import WhiteNoise

HERE = Path(__file__).resolve().parent
WEB = HERE.parent.parent / "src" / "luodi_web"

CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'"
)


def set_up() -> None:
    """Configure Django for the gallery alone; does nothing where settings are already there."""
    if settings.configured:
        return
    sys.path.insert(0, str(HERE))
    settings.configure(
        SECRET_KEY="gallery",  # noqa: S106 -- signs nothing that is kept
        ALLOWED_HOSTS=["localhost", "127.0.0.1", "testserver"],
        ROOT_URLCONF="gallery_pages",
        STATIC_URL="/static/",
        STATICFILES_DIRS=[WEB / "static"],
        INSTALLED_APPS=["django.contrib.staticfiles", "template_partials"],
        MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware", "gallery_pages.with_csp"],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [HERE, WEB / "staff" / "templates"],
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": ["django.template.context_processors.request"],
                    "libraries": {
                        "luodi_assets": "luodi_web.common.templatetags.luodi_assets",
                        "luodi_ui": "luodi_web.common.templatetags.luodi_ui",
                    },
                },
            }
        ],
        LANGUAGE_CODE="zh-hans",
        TIME_ZONE="Asia/Shanghai",
        USE_TZ=True,
    )
    django.setup()


def main() -> None:
    set_up()
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8765
    site = WhiteNoise(WSGIHandler(), root=WEB / "static", prefix="static/", autorefresh=True)
    with make_server("127.0.0.1", port, site) as server:
        print(f"http://localhost:{server.server_port}/", flush=True)
        with suppress(KeyboardInterrupt):
            server.serve_forever()


if __name__ == "__main__":
    main()
