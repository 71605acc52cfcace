"""The WSGI application that Granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
_usual = get_wsgi_application()

from motcua.api.quick import quickly

application = quickly(_usual)
