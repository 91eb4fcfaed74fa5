"""The asynchronous entry point: everything, streams included."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arena_backend.settings")
django_application = get_asgi_application()

from arena_backend import connections  # noqa: E402 -- after Django is set up
from arena_backend.edge import Edge  # noqa: E402
from arena_backend.lifespan import Lifespan  # noqa: E402
from arena_backend.stalling import StallGuard  # noqa: E402
from arena_backend.starting import refuse_wrong_container  # noqa: E402

refuse_wrong_container("asgi")
connections.take_over()
application = Lifespan(StallGuard(Edge(django_application)))
