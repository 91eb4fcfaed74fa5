"""Runs that speak already, or have spoken: followed from any place by any number of readers, looked at, stopped."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api.views import ViewSet
from chat_session.models import Session
from message.models import Message, Run
from message.opening import Opened, find_opened
from message.runs.positions import Places, read_places
from message.runs.registry import registry
from message.runs.showing import show_run, withholds_end
from message.runs.transcripts import Transcript
from message.serializers import RunSerializer, StopSerializer
from message.streaming import Stream, TellingViewSet, find_shown, find_transcript, refuse_missing_side
from message.views_async import FORMAT, SIDE, STREAM
from message.wire.encoding import Encoder
from user.credentials import QueryCredentials, who

POSITION_HEADER = "Last-Event-ID"
PARAMETERS = [
    OpenApiParameter("after", str, description="Where the reader stands: a:120,b:98. A side left out begins at 0."),
    OpenApiParameter(POSITION_HEADER, str, OpenApiParameter.HEADER, description="The same, and it wins."),
    FORMAT,
    SIDE,
]
RESPONSES: dict[Any, Any] = {**STREAM, 204: None}


class FollowViewSet(TellingViewSet):
    authentication_classes = (QueryCredentials,)
    # A head alone would keep its connection for as long as the run lasts.
    http_method_names = ["get"]

    def prepare_run(self, request: Request, pk: UUID) -> Stream | None:
        return self._follow(runs_of(request).filter(pk=pk).first())

    @extend_schema(operation_id="follow_run", parameters=PARAMETERS, responses=RESPONSES)
    async def run(self, request: Request, stream: Stream | None) -> HttpResponseBase:
        """Hear a run from wherever this reader left it; 204 if it has heard all."""
        return self._tell(stream)

    def prepare_message(self, request: Request, pk: UUID) -> Stream | None:
        made_it = runs_of(request).filter(replies=pk)
        about_it = runs_of(request).filter(turn__messages__pk=pk, turn__messages__role=Message.Role.USER)
        live = about_it.filter(ended_at=None).order_by("-created_at")
        return self._follow(made_it.first() or live.first() or about_it.order_by("created_at").first())

    @extend_schema(operation_id="follow_message", parameters=PARAMETERS, responses=RESPONSES)
    async def message(self, request: Request, stream: Stream | None) -> HttpResponseBase:
        """The same, found by a message: of a reply the run that made it, of a question its live run, else its first."""
        return self._tell(stream)

    def prepare_session(self, request: Request, pk: UUID) -> Stream | None:
        session = Session.objects.of(who(request)).filter(pk=pk).first()
        if session is None:
            raise Http404
        live = session.runs.live().order_by("-created_at").first()
        return self._follow(live) if live else None

    @extend_schema(operation_id="follow_session", parameters=PARAMETERS, responses=RESPONSES)
    async def session(self, request: Request, stream: Stream | None) -> HttpResponseBase:
        """Hear the run that is live in a session; 204 if there is none."""
        return self._tell(stream)

    def _follow(self, run: Run | None) -> Stream:
        opened = found(run)
        kind = self.choose_kind()
        if kind.tells_one_side and "side" in self.request.query_params:
            refuse_missing_side(self.side, opened)
        places = read_where(self.request, kind, sides=tuple(opened.replies))
        return Stream(find_shown(opened), kind, places, self.side)

    def _tell(self, stream: Stream | None) -> HttpResponseBase:
        if stream is None or stream.is_over:
            return HttpResponse(status=status.HTTP_204_NO_CONTENT)
        return stream.respond()


class RunViewSet(ViewSet):
    @extend_schema(operation_id="show_run", responses=RunSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """How far each side of a run has come."""
        opened = found(runs_of(request).filter(pk=pk).first())
        return Response(show_run(opened, find_transcript(opened)))


@dataclass(frozen=True, slots=True)
class Stop:
    opened: Opened
    transcript: Transcript
    sides: Collection[str]
    # The worker in which it speaks has been asked.
    is_asked: bool


class StopViewSet(TellingViewSet):
    def prepare_stop(self, request: Request, pk: UUID) -> Stop:
        form = StopSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        opened = found(runs_of(request).filter(pk=pk).first())
        side = form.validated_data.get("side", "")
        if side:
            refuse_missing_side(side, opened)
        sides = side or list(opened.replies)
        is_elsewhere = registry.find(pk) is None
        is_asked = is_elsewhere and opened.run.replies.filter(participant__in=sides).ask_to_stop() > 0
        return Stop(opened, find_transcript(opened), sides, is_asked)

    @extend_schema(operation_id="stop_run", request=StopSerializer, responses={200: RunSerializer, 202: RunSerializer})
    async def stop(self, request: Request, stop: Stop) -> Response:
        """Stop one side, or all: what was said stays. 200 if there was nothing left to stop."""
        running = registry.find(stop.opened.run.pk)
        is_heard = stop.is_asked or (running is not None and running.stop(stop.sides))
        # What looks as if it spoke looks as if it were stopped.
        is_stopping = is_heard or withholds_end(stop.opened, stop.transcript, stop.sides)
        shown = show_run(stop.opened, stop.transcript)
        return Response(shown, status.HTTP_202_ACCEPTED if is_stopping else status.HTTP_200_OK)


def runs_of(request: Request) -> QuerySet[Run]:
    return Run.objects.of(who(request)).select_related("session")


def found(run: Run | None) -> Opened:
    if run is None:
        raise Http404
    return find_opened(run)


def read_where(request: Request, kind: type[Encoder], *, sides: tuple[str, ...]) -> Places:
    """A browser that comes back sends the address it began with, and beside it where it is now."""
    after = request.query_params.get("after", "")
    if not kind.resumes:
        if after:
            raise ValidationError({"after": [f"The format {kind.name} always tells from the start."]})
        return {}
    try:
        return read_places(request.headers.get(POSITION_HEADER) or after, sides)
    except ValueError as error:
        raise ValidationError({"after": ["Where a reader stands is written a:120,b:98."]}) from error
