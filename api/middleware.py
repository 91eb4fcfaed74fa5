"""What happens around every request. All of it runs on the event loop, so a stream never pins a thread."""

import logging
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware

from api import request_ids

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], Any]

# Behind these comes the token of a shared page, or what somebody meant to be a query.
SECRET = re.compile(r"(/(?:shared|s)/|\?).+", re.IGNORECASE | re.DOTALL)


class Around:
    """Middleware of two quick hooks, the same under ASGI and WSGI."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self.is_async:
            return self._call_async(request)
        self.before(request)
        return self.after(request, self.get_response(request))

    async def _call_async(self, request: HttpRequest) -> HttpResponseBase:
        self.before(request)
        return self.after(request, await self.get_response(request))

    def before(self, request: HttpRequest) -> None:
        """Look at the request."""

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response


class RequestIds(Around):
    """Every answer carries its request's id, and leaves one line in the log, without what opens doors."""

    def before(self, request: HttpRequest) -> None:
        request.META["arena.request_id"] = request_ids.begin(request.headers.get(request_ids.HEADER))
        request.META["arena.began_at"] = time.monotonic()

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response[request_ids.HEADER] = request.META["arena.request_id"]
        _log(request, response)
        return response


def _log(request: HttpRequest, response: HttpResponseBase) -> None:
    """People read the sentence, machines the fields."""
    milliseconds = round((time.monotonic() - request.META["arena.began_at"]) * 1000, 1)
    method, path, status = str(request.method), _plain_path(request), response.status_code
    fields = {"event": "answered", "method": method, "path": path, "status": status, "milliseconds": milliseconds}
    if run := response.headers.get("X-Run-Id"):
        fields["run_id"] = run
    logger.info("%s %s %d %.1f ms", method, path, status, milliseconds, extra=fields)


def _plain_path(request: HttpRequest) -> str:
    """Without the query, where tokens may be, and without the token of a shared page, however it is spelled."""
    return SECRET.sub(r"\1…", request.path)


class Addresses(Around):
    """Every path means the same with and without its last slash; a host that is not ours is refused."""

    def before(self, request: HttpRequest) -> None:
        if not request.path_info.startswith(settings.PATHS_FOR_ANY_HOST):
            request.get_host()
        if not request.path_info.endswith("/"):
            request.path_info += "/"
            request.path += "/"

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Cache-Control", "no-store")
        if isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response


class OnTheLoop:
    """Django's hooks of this kind do no I/O; a thread for each request would be waste."""

    async def __acall__(self: Any, request: HttpRequest) -> HttpResponseBase:
        early = self.process_request(request) if hasattr(self, "process_request") else None
        return self.process_response(request, early or await self.get_response(request))


# What a browser may load and run where something of ours is opened as a page; no other page shows it in a frame.
NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
OWN_FILES = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
NO_DEVICES = ", ".join(
    f"{feature}=()" for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)


class Policies(Around):
    """Answers are data, whatever a model has written into them: as a page they do nothing. Only the pages with cookies,
    and those that bring a policy of their own, load files."""

    def after(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = request.path_info.startswith(settings.PAGES_WITH_COOKIES)
        response.headers.setdefault("Content-Security-Policy", OWN_FILES if is_page else NOTHING)
        response.headers.setdefault("Permissions-Policy", NO_DEVICES)
        return response


class Security(OnTheLoop, SecurityMiddleware): ...


class Clickjacking(OnTheLoop, XFrameOptionsMiddleware): ...


class OnlyPages:
    """Cookies exist on a few pages alone; elsewhere this middleware is not there."""

    def __call__(self, request: HttpRequest) -> Any:
        if request.path_info.startswith(settings.PAGES_WITH_COOKIES):
            return super().__call__(request)  # type: ignore[misc]
        return self.get_response(request)  # type: ignore[attr-defined]


class PageSessions(OnlyPages, SessionMiddleware): ...


class PageUsers(OnlyPages, AuthenticationMiddleware): ...


class PageMessages(OnlyPages, MessageMiddleware): ...
