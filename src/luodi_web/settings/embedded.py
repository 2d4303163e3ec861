"""One process tree on one machine, no service to install: what ``make run`` starts."""

from luodi_web.settings.base import *  # noqa: F403

# Served by our own process straight from the package: nothing to collect.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None
