"""Middleware that is not there where it is not needed."""

import asyncio

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from api.middleware import PageSessions


@pytest.mark.parametrize(("path", "has_cookies"), [("/admin/", True), ("/api/sessions/", False), ("/", False)])
def test_cookies_exist_on_a_few_pages_alone(path: str, has_cookies: bool) -> None:
    reached: list[HttpRequest] = []

    async def view(request: HttpRequest) -> HttpResponse:
        reached.append(request)
        return HttpResponse()

    async def ask() -> None:
        await PageSessions(view)(RequestFactory().get(path))

    asyncio.run(ask())

    assert [hasattr(request, "session") for request in reached] == [has_cookies]
