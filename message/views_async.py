"""Saying something, and hearing the answer at once: questions, branches and regenerates, on the event loop."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from api import database
from api.refusals import Code, Refusal, counted, translate
from api.schema import refused
from api.throttling import Deed
from chat_session.models import PARTICIPANTS
from chat_session.opening import fingerprint
from chat_session.views import KEY_HEADER, read_key
from message.admission import refuse_at_the_door, turn_away
from message.models import Failure
from message.opening import Opened, Submit
from message.questions import AskSerializer, BranchSerializer, WishesSerializer, find_placeholders, named_side
from message.regenerating import regenerate_reply, regenerate_side
from message.runs.registry import registry
from message.streaming import HEADERS, Stream, TellingViewSet, find_shown, refuse_missing_side
from message.turns import ask, branch, store_refused
from message.wire import text
from message.wire.encoding import Encoder
from message.wire.formats import FORMATS
from user.credentials import address_of, program_of, who

# What clients of the text format are told in band, once their body is understood.
IN_BAND = {401, 402, 404, 409, 422, 429, 503}
RETRYABLE = {Code.TURN_IN_PROGRESS, Code.THROTTLED, Code.OVERLOADED, Code.DRAINING, Code.UNAVAILABLE}
# Of a session that was found, these leave the question behind, so that it can be asked again.
KEPT = {
    Code.TURN_IN_PROGRESS: Failure.OVERLOADED,
    Code.DRAINING: Failure.OVERLOADED,
    Code.BUDGET_EXCEEDED: Failure.BUDGET_EXCEEDED,
    Code.THROTTLED: Failure.OVERLOADED,
    Code.OVERLOADED: Failure.OVERLOADED,
}

FORMAT = OpenApiParameter("stream_format", str, enum=list(FORMATS))
SIDE = OpenApiParameter("side", str, enum=list(PARTICIPANTS), description="Of the format ui; default a.")
KEY = OpenApiParameter(KEY_HEADER, str, OpenApiParameter.HEADER)
STREAM: Mapping[Any, Any] = {(200, "text/event-stream"): OpenApiTypes.STR, (200, "text/plain"): OpenApiTypes.STR}
ASKED = {**STREAM, **refused(402, 404, 409, 422)}


class AskViewSet(TellingViewSet):
    """What is asked is stored before it is answered, and answered whoever listens."""

    # A retry, and what is refused before it would be asked, cost what it costs to read; `admit` takes the rest.
    deeds = {"POST": Deed.READING}

    @property
    def placeholders(self) -> list[str]:
        return find_placeholders(self.request.data)

    def refuse_early(self) -> None:
        refuse_at_the_door()

    def prepare_ask(self, request: Request) -> Stream:
        form = AskSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        session_id = form.validated_data["session_id"]
        if form.is_regenerate:
            side = form.validated_data.get("side", self.side)
            return self._open(partial(regenerate_side, session_id, side), self._submit(form, about=side))
        question = form.question()
        kind = self.choose_kind(has_placeholders=bool(self.placeholders))
        submit = self._submit(form, kind=kind, key=question.key)
        try:
            return self._open(partial(ask, session_id, question), submit)
        except Refusal as refusal:
            if kind is text.Text and refusal.code in KEPT:
                store_refused(session_id, question, submit=submit, failure=KEPT[refusal.code])
            raise

    @extend_schema(operation_id="ask", parameters=[FORMAT, SIDE, KEY], request=AskSerializer, responses=ASKED)
    async def ask(self, request: Request, stream: Stream) -> HttpResponseBase:
        """Ask all participants of a session, and hear their answers word by word."""
        return stream.respond()

    def prepare_branch(self, request: Request, pk: UUID) -> Stream:
        form = BranchSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        return self._open(partial(branch, pk, form.question()), self._submit(form, kind=self.choose_kind()))

    @extend_schema(operation_id="branch", parameters=[FORMAT, SIDE, KEY], request=BranchSerializer, responses=ASKED)
    async def branch(self, request: Request, stream: Stream) -> HttpResponseBase:
        """Put a question in other words: a turn beside the one that was asked."""
        return stream.respond()

    def prepare_regenerate(self, request: Request, pk: UUID) -> Stream:
        form = WishesSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        return self._open(partial(regenerate_reply, pk), self._submit(form))

    @extend_schema(operation_id="regenerate", parameters=[FORMAT, KEY], request=WishesSerializer, responses=ASKED)
    async def regenerate(self, request: Request, stream: Stream) -> HttpResponseBase:
        """Let one side answer again: a newer version beside its last reply."""
        return stream.respond()

    def handle_exception(self, error: Exception) -> HttpResponse:  # type: ignore[override]
        """Clients that send placeholders take whatever is no 200 for a crash."""
        sides = self._sides_in_band()
        if not sides:
            return super().handle_exception(error)
        refusal = translate(error)
        if refusal.status_code not in IN_BAND:
            return super().handle_exception(refusal)
        counted.add(refusal.code)
        is_retryable = refusal.code in RETRYABLE
        lines = text.refuse(sides, code=refusal.code, error=str(refusal.detail), is_retryable=is_retryable)
        return HttpResponse(lines, text.Text.media_type, headers=HEADERS)

    def _sides_in_band(self) -> list[str]:
        """None before the body is understood."""
        if self.action == "regenerate":
            return []
        try:
            sides, body = self.placeholders, self.request.data
            is_text = self.choose_kind(has_placeholders=bool(sides)) is text.Text
            return (sides or [named_side(body) or self.side]) if is_text else []
        except APIException:
            return []

    def _submit(
        self, form: WishesSerializer, *, kind: type[Encoder] | None = None, key: str | None = None, about: str = ""
    ) -> Submit:
        """Without a format of its own, a run is told as its turn was."""
        told, side = kind or self.choose_kind(), self.side
        submit = Submit(
            who(self.request),
            # Not the address: a tenant's means the same.
            fingerprint([self.action, str(self.kwargs.get("pk")), about, form.initial_data]),
            key=read_key(self.request) or key,
            format=kind.name if kind else "",
            side=side if told.tells_one_side else "",
            wishes=form.wishes(),
            address=address_of(self.request),
            program=program_of(self.request),
        )
        turn_away(submit)
        return submit

    def _open(self, open_run: Callable[..., Opened], submit: Submit) -> Stream:
        opened, running = registry.open(partial(open_run, submit=submit))
        if running:
            database.on_the_loop(partial(registry.start, running))
        kind = self.choose_kind(has_placeholders=bool(self.placeholders), otherwise=opened.run.format)
        if kind.tells_one_side and len(opened.replies) > 1:
            refuse_missing_side(self.side, opened)
        return Stream(find_shown(opened, running), kind, {}, self.side, is_replay=running is None)
