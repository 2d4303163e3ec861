import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luodi_web.settings.embedded")
application = get_asgi_application()
