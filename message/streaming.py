"""A run as a response: which format is asked for, and how it is told, to its end or until the client has gone."""

from dataclasses import dataclass

from django.http import StreamingHttpResponse
from rest_framework.exceptions import ValidationError

from api.streaming import StreamingViewSet
from api.views import AnyForm
from chat_session.models import PARTICIPANTS
from message.opening import Opened
from message.paces import pace_of
from message.runs.elsewhere import elsewhere
from message.runs.following import Reader
from message.runs.pacing import find_paced
from message.runs.positions import Place, Places
from message.runs.registry import registry
from message.runs.running import Running
from message.runs.stored import read_transcript
from message.runs.transcripts import Transcript
from message.wire.encoding import Encoder
from message.wire.formats import FORMATS, choose

# Nothing on the way may keep it, change it or wait for more of it.
HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}
HEARD = Place(is_over=True)


class Telling:
    """Its reader is closed with it: to close an outer async generator would leave the inner one open."""

    def __init__(self, reader: Reader, encoder: Encoder) -> None:
        self.reader = reader
        self.encoder = encoder

    def __aiter__(self) -> "Telling":
        return self

    async def __anext__(self) -> bytes:
        while True:
            if piece := self.encoder.encode(await self.reader.__anext__()):
                self.reader.note_told()
                return piece

    async def aclose(self) -> None:
        await self.reader.aclose()


class EventStream(StreamingHttpResponse):
    """Without Django's two wrappings around what it iterates, which would not close it."""

    def __init__(self, telling: Telling, media_type: str) -> None:
        super().__init__(telling, media_type)
        self.telling = telling

    def __aiter__(self) -> Telling:
        return self.telling


@dataclass(frozen=True, slots=True)
class Stream:
    """What is told, in which format, from where; one side alone if the format knows no more."""

    transcript: Transcript
    kind: type[Encoder]
    places: Places
    side: str
    is_replay: bool = False

    @property
    def is_over(self) -> bool:
        """All that there is was told before."""
        return all(side in self.places and self.places[side].is_over for side in self.transcript.sides)

    def respond(self) -> EventStream:
        response = EventStream(self._tell(), self.kind.media_type)
        for name, value in {**HEADERS, **self.kind.headers, "X-Run-Id": str(self.transcript.run)}.items():
            response[name] = value
        if self.is_replay:
            response["Idempotent-Replayed"] = "true"
        return response

    def _tell(self) -> Telling:
        sides = self.transcript.sides
        # A regenerate has one side, whichever was asked for.
        side = self.side if self.side in sides else sides[0]
        others = {other: HEARD for other in sides if other != side}
        places = others if self.kind.tells_one_side else self.places
        reader = Reader(self.transcript, places, may_return=self.kind.resumes)
        return Telling(reader, self.kind(side))


class TellingViewSet(StreamingViewSet):
    """What all endpoints have in common that answer with a run."""

    content_negotiation_class = AnyForm

    def choose_kind(self, *, has_placeholders: bool = False, otherwise: str = "") -> type[Encoder]:
        request = self.request
        try:
            return choose(
                explicit=request.query_params.get("stream_format"),
                accept=request.headers.get("Accept", ""),
                has_placeholders=has_placeholders,
                otherwise=otherwise or "lines",
            )
        except KeyError as error:
            raise ValidationError({"stream_format": [f"One of {', '.join(FORMATS)}."]}) from error

    @property
    def side(self) -> str:
        side = self.request.query_params.get("side", "a")
        if side not in list(PARTICIPANTS):
            raise ValidationError({"side": ["One of a to h."]})
        return side


def refuse_missing_side(side: str, opened: Opened) -> None:
    if side not in opened.replies:
        raise ValidationError({"side": ["The run has no such side."]})


def find_transcript(opened: Opened) -> Transcript:
    """Of a run that speaks here, or elsewhere, or is over."""
    if running := registry.find(opened.run.pk):
        return running.transcript
    return read_transcript(opened) if opened.run.ended_at else elsewhere.find(opened)


def find_shown(opened: Opened, running: Running | None = None) -> Transcript:
    """As much of it as readers may be told."""
    return find_paced(running.transcript if running else find_transcript(opened), pace_of(opened.session))
