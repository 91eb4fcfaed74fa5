"""The synchronous entry point: everything but streams."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arena_backend.settings")
django_application = get_wsgi_application()

from arena_backend import starting  # noqa: E402 -- once Django is set up
from arena_backend.proxies import ClientAddress  # noqa: E402
from arena_backend.whole_bodies import WholeBody  # noqa: E402

starting.refuse_wrong_container("wsgi")
starting.refuse_bad_settings()
starting.refuse_missing_database()
starting.begin_tracing()
starting.settle()
application = ClientAddress(WholeBody(django_application))
