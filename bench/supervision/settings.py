"""Settings of the measurement: those in production, answering the test client."""

from luodi_web.settings.base import *  # noqa: F403

ALLOWED_HOSTS = ["testserver"]
# A measurement is no audience: nothing of it is kept beside the database.
AUDIT_ANCHOR = None
