"""How an endpoint lives on the event loop: what needs the database happens in one hop, the answer outside it."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from asgiref.sync import markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from rest_framework.request import Request

from api import database
from api.refusals import Code, Refusal, respond
from api.views import Hopping, ViewSet


class StreamingViewSet(ViewSet):
    """Each action is a pair: `prepare_<action>(request, …)` makes a value in the hop, `<action>(request, value)`
    answers with it. Who is asking is known before either begins, so no action can forget to ask."""

    @classmethod
    def as_view(cls, *args: Any, **kwargs: Any) -> Callable[..., Any]:  # type: ignore[override]
        # Past Hopping: here only the first half of an action hops.
        view = super(Hopping, cls).as_view(*args, **kwargs)
        return wraps(view)(_refuse_here) if settings.CONTAINER_TYPE == "wsgi" else markcoroutinefunction(view)

    async def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        self.args, self.kwargs, self.headers = args, kwargs, {}
        self.request = self.initialize_request(request, *args, **kwargs)
        try:
            self.refuse_early()
            work = partial(self._prepare, self.request, *args, **kwargs)
            value = await database.hop(work, seconds=self.hop_seconds(request))
            response = await getattr(self, str(self.action))(self.request, value)
        except Exception as error:  # noqa: BLE001 -- as DRF's own dispatch; the handler logs what it does not know
            response = self.handle_exception(error)
        self.response = self.finalize_response(self.request, response, *args, **kwargs)
        return self.response.render() if hasattr(self.response, "render") else self.response

    def refuse_early(self) -> None:
        """Before it has to wait for a hop: only for what can be known on the event loop."""

    def _prepare(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        self.initial(request, *args, **kwargs)
        return getattr(self, f"prepare_{self.action}")(request, *args, **kwargs)


def _refuse_here(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    return respond(Refusal(Code.WRONG_CONTAINER))
