"""Tags that put the bundled front end on a page: ``{% asset "main" %}``, ``{% asset_url "icons.svg" %}``."""

from __future__ import annotations

import json
import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
logger = logging.getLogger(__name__)

MANIFEST = "build/manifest.json"


@lru_cache(maxsize=2)
def _read(path: str, _changed_ns: int) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(Path(path).read_text("utf-8"))
    return manifest


def _entry(name: str) -> dict[str, Any] | None:
    """The manifest's entry, or None when the front end has not been built."""
    path = finders.find(MANIFEST)
    if not path:
        logger.warning("The front end is not built: run `npm ci && npm run build`.")
        return None
    manifest = _read(str(path), Path(path).stat().st_mtime_ns)
    if name not in manifest:
        raise KeyError(f"{name} is not in {MANIFEST}; it has {', '.join(sorted(manifest))}")
    entry: dict[str, Any] = manifest[name]
    return entry


def _address(file: str) -> str:
    # Not static(): the names already carry a hash, and the chunks import one another by these names.
    return f"{settings.STATIC_URL}build/{file}"


@register.simple_tag
def asset(name: str) -> SafeString:
    """Style sheet and module script of one entry of vite.config.ts, for <head>."""
    entry = _entry(f"src/{name}.ts")
    if entry is None:
        return mark_safe("<!-- front end not built: npm ci && npm run build -->")
    styles = [format_html('<link rel="stylesheet" href="{}">', _address(css)) for css in entry.get("css", [])]
    script = format_html('<script type="module" src="{}"></script>', _address(entry["file"]))
    return mark_safe("\n".join([*styles, script]))  # noqa: S308 -- joined from escaped parts


@register.simple_tag
def asset_url(name: str) -> str:
    """Address of one bundled file, "" when the front end has not been built."""
    entry = _entry(name)
    return _address(entry["file"]) if entry else ""
