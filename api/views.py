"""What every endpoint shares: the order of refusals, and one hop to the database for the whole request."""

from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from rest_framework import views, viewsets
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

from api import database
from api.refusals import RETRY_SECONDS, Code, Refusal, respond
from api.throttling import Deed


class Hopping:
    """Runs the whole of a view in the database threads, so that its connection is never held by a request."""

    http_method_names = ["get", "head", "post", "patch", "delete"]
    # Methods that may take longer than a hop, with their seconds.
    slow: Mapping[str, float] = {}
    # Methods that count as something else than reading or changing, or as nothing (`api.throttling`).
    deeds: Mapping[str, Deed | None] = {}

    @classmethod
    def hop_seconds(cls, request: HttpRequest) -> float:
        return cls.slow.get(str(request.method), database.HOP_SECONDS)

    @classmethod
    def as_view(cls, *args: Any, **kwargs: Any) -> Callable[..., Any]:
        view = super().as_view(*args, **kwargs)  # type: ignore[misc]

        @wraps(view)
        async def over_asgi(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                work = partial(_rendered, view, request, *args, **kwargs)
                return await database.hop(work, seconds=cls.hop_seconds(request))
            except database.HopTimedOut:
                return cls.answer_without_database(request)

        @wraps(view)
        def over_wsgi(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                work = partial(_rendered, view, request, *args, **kwargs)
                return database.hop_and_wait(work, seconds=cls.hop_seconds(request))
            except database.HopTimedOut:
                return cls.answer_without_database(request)

        return over_wsgi if settings.CONTAINER_TYPE == "wsgi" else over_asgi

    @classmethod
    def answer_without_database(cls, request: HttpRequest | Request) -> HttpResponse:
        return respond(Refusal(Code.UNAVAILABLE, retry_after=RETRY_SECONDS))

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        if "CONTENT_LENGTH" not in request.META and "Transfer-Encoding" in request.headers:
            # DRF takes a body without a length for none; our parser has its own limit.
            request.META["CONTENT_LENGTH"] = "1"
            if request.META.get("wsgi.input_terminated"):
                # Django has bounded it already, by the length that is not there.
                request._stream = request.META["wsgi.input"]  # noqa: SLF001
        return super().initialize_request(request, *args, **kwargs)  # type: ignore[misc]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A wrong method, then a broken body are refused before anybody asks who is there."""
        if request.method not in self.allowed_methods:  # type: ignore[attr-defined]
            raise MethodNotAllowed(str(request.method))
        _ = request.data
        super().initial(request, *args, **kwargs)  # type: ignore[misc]


def _rendered(view: Callable[..., Any], request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """Rendered where it was made: afterwards Django would take another thread for it."""
    response = view(request, *args, **kwargs)
    return response.render() if hasattr(response, "render") else response


class AnyForm(DefaultContentNegotiation):
    """For endpoints that choose themselves what they answer in; their refusals are JSON to everybody."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class View(Hopping, views.APIView): ...  # type: ignore[misc]


class PublicView(View):
    """For everybody: it does not look at credentials."""

    authentication_classes = ()
    permission_classes = ()


class ViewSet(Hopping, viewsets.GenericViewSet[Any]): ...  # type: ignore[misc]
