"""One process tree on one machine, no service to install: what ``make run`` starts."""

import warnings

from luodi_web.settings.base import *  # noqa: F403
from luodi_web.settings.base import LOGGING

# Served by our own process straight from the package: nothing to collect.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None

# The terminal shows the address and the sign-ins; a page not found or a refused form is the person's
# to know, and they are told on screen. Failures of ours are still written here.
LOGGING = {**LOGGING, "loggers": {"django.request": {"level": "ERROR"}, "axes": {"level": "ERROR"}}}
# Files are read in a thread of the server, which is what the warning suggests doing.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
