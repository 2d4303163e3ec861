"""What the environment says, read in one place.

LUODI_DATA        folder for the database, files, keys and logs (default ``./data``)
LUODI_DATABASE    ``postgres://user:password@host:port/name``; absent: SQLite in the data folder
LUODI_SECRET_KEY  signing key; absent: generated once and kept in the data folder
LUODI_HOSTS       host names served, separated by commas
LUODI_PROXIES     how many reverse proxies stand in front (default 0: X-Forwarded-For is not believed)
LUODI_DEMO        ``1`` relaxes the second factor for the demo people and says so on screen
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


def data_dir() -> Path:
    folder = Path(os.environ.get("LUODI_DATA", "data")).expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def key(name: str, folder: Path) -> str:
    """A secret from the environment, or one generated on the first run and kept with the data."""
    given = os.environ.get(f"LUODI_{name.upper()}")
    if given:
        return given
    file = folder / f"{name}.key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return file.read_text(encoding="ascii").strip()


def database(folder: Path) -> dict[str, Any]:
    url = os.environ.get("LUODI_DATABASE", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "luodi.sqlite3",
            "OPTIONS": {
                # WAL lets readers work while one writes; IMMEDIATE takes the write lock at BEGIN, so
                # a transaction that reads first cannot fail later with "database is locked".
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"LUODI_DATABASE: unknown scheme {parts.scheme!r}; use postgres://…")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        # Under ASGI a request's thread ends with it: a connection kept open would be nobody's.
        "CONN_MAX_AGE": 0,
    }


def hosts(default: str) -> list[str]:
    return [host.strip() for host in os.environ.get("LUODI_HOSTS", default).split(",") if host.strip()]


def flag(name: str) -> bool:
    return os.environ.get(name, "") == "1"


def number(name: str) -> int:
    text = os.environ.get(name, "0")
    if not text.isdecimal():
        raise ValueError(f"{name}: {text!r} is not a whole number")
    return int(text)
