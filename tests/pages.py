"""A client for pages within this process: what a request leaves in the context ends with it, as in a server."""

from contextvars import copy_context
from typing import Any

from django.test import Client


class PageClient(Client):
    def request(self, **request: Any) -> Any:
        return copy_context().run(super().request, **request)
