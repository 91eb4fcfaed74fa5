"""Which formats there are, and which of them a request asks for."""

from collections.abc import Mapping

from message.wire.encoding import Encoder
from message.wire.lines import Lines
from message.wire.sse import Sse
from message.wire.text import Text
from message.wire.ui import Ui

FORMATS: Mapping[str, type[Encoder]] = {encoder.name: encoder for encoder in (Lines, Text, Sse, Ui)}


def choose(*, explicit: str | None, accept: str, has_placeholders: bool, otherwise: str = "lines") -> type[Encoder]:
    """Raises KeyError for a name that is none."""
    if explicit is not None:
        return FORMATS[explicit]
    if list_media_types(accept) == {"text/event-stream"}:
        return Sse
    return Text if has_placeholders else FORMATS[otherwise]


def list_media_types(accept: str) -> set[str]:
    """Those of an Accept header, whatever their parameters."""
    types = (piece.partition(";")[0].strip().lower() for piece in accept.split(","))
    return {each for each in types if each}
