"""Tests: a data folder that goes away, a quick password hasher, tasks run when asked."""

import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="luodi-test-")
# Set, not defaulted: parallel workers inherit the environment and must not share a folder.
os.environ["LUODI_DATA"] = _folder.name

from luodi_web.settings.base import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# The database of a test is rolled back; a note beside it would not be.
AUDIT_ANCHOR = None
