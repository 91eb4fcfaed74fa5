"""The application with one more address, at which it crashes with whatever it was sent in its last words."""

from arena_backend.asgi import application  # isort: skip -- it sets Django up

from typing import NoReturn

from django.http import HttpRequest
from django.urls import path

from arena_backend import urls

__all__ = ["application"]


class Crashed(Exception):
    """Not one of those that are expected."""


def crash(request: HttpRequest) -> NoReturn:
    raise Crashed(*request.GET.values())


urls.urlpatterns.insert(0, path("api/crash/", crash))
