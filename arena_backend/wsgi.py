"""The synchronous entry point: everything but streams."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arena_backend.settings")
django_application = get_wsgi_application()

from arena_backend.proxies import ClientAddress  # noqa: E402 -- once Django is set up
from arena_backend.starting import refuse_bad_settings, refuse_missing_database, refuse_wrong_container  # noqa: E402

refuse_wrong_container("wsgi")
refuse_bad_settings()
refuse_missing_database()
application = ClientAddress(django_application)
