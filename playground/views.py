"""The pages: what they show they ask the API for, as any client does. Two have something to tell by themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request

from ai_model.models import AIModel
from api.refusals import Code, Refusal, respond
from api.views import AnyForm, PublicView
from chat_session.models import Session
from message.exporting import tell
from message.history import History
from message.models import Message
from playground import pages

SAFE = ("GET", "HEAD")


async def arena(request: HttpRequest) -> HttpResponse:
    return _show(request, "arena")


async def board(request: HttpRequest) -> HttpResponse:
    return _show(request, "board")


def _show(request: HttpRequest, name: str) -> HttpResponse:
    return pages.show(request, name) if request.method in SAFE else respond(Refusal(Code.METHOD_NOT_ALLOWED))


class Page(PublicView):
    """A page of something that there may not be."""

    content_negotiation_class = AnyForm
    schema = None

    def show(self, name: str, **context: Any) -> HttpResponse:
        return pages.show(self.request._request, name, **context)  # noqa: SLF001 -- templates know Django's own


class ModelPage(Page):
    def get(self, request: Request, reference: str) -> HttpResponse:
        model = AIModel.objects.called(reference).told().first()
        return self.show("model", model=model) if model else self.show("missing", status=404)


class SharedPage(Page):
    def get(self, request: Request, token: str) -> HttpResponse:
        session = Session.objects.shared_as(token).select_related("user").with_contenders().first()
        if session is None:
            return self.show("missing", status=404)
        told = tell(session, History.of_session(session.pk).path(), to_everybody=True)
        return self.show("shared", **told, turns=group(told["messages"]), report_url=session.report_url)


def group(messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each question with what was answered."""
    turns: list[dict[str, Any]] = []
    for message in messages:
        if message["role"] == Message.Role.USER:
            turns.append({"question": message, "replies": []})
        else:
            turns[-1]["replies"].append(message)
    return turns
