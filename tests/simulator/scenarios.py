"""What a provider can do with a call: answer it, refuse it, and everything else that was ever seen."""

import gzip
from collections.abc import Iterable, Mapping
from itertools import chain

from tests.simulator.speeches import CHAT, Speech, event
from tests.simulator.steps import Close, Drop, Hold, Pause, Repeat, Reset, Scenario, Send, Step, Tell
from tests.simulator.wire import CHUNKED, LAST_CHUNK, SSE, chunk, head

WORDS = ("Peaches ", "grow ", "on ", "trees.")
WHOLE = "".join(WORDS)
JSON = "application/json"
MOMENT = "0000000000.000000"
# Until what was sent before has surely arrived, and is no longer cut by a reset.
ARRIVAL = Pause(0.02)


def play(pieces: Iterable[bytes], *, content_type: str = SSE, pause: float = 0.0, **headers: str) -> Scenario:
    """A whole answer that says these bytes, a chunk each."""
    return (*begin(pieces, content_type=content_type, pause=pause, **headers), Send(LAST_CHUNK))


def begin(pieces: Iterable[bytes], *, content_type: str = SSE, pause: float = 0.0, **headers: str) -> Scenario:
    """An answer that has a beginning only."""
    rest = chain.from_iterable(_paced(Send(chunk(piece)), pause) for piece in pieces)
    return (Send(head(200, content_type, **CHUNKED, **headers)), *rest)


def _paced(step: Step, pause: float) -> Iterable[Step]:
    return (Pause(pause), step) if pause else (step,)


def speak(texts: Iterable[str] = WORDS, *, speech: Speech = CHAT, pause: float = 0.0, **headers: str) -> Scenario:
    return play(speech.pieces(texts), content_type=speech.content_type, pause=pause, **headers)


def refuse(status: int, body: bytes = b"{}", *, content_type: str = JSON, **headers: str | int) -> Scenario:
    return (Send(head(status, content_type, Content_Length=len(body), **headers) + body),)


def say(texts: Iterable[str] = WORDS[:2], *then: Step) -> Scenario:
    """Begins to speak, and then something happens."""
    return (*begin(map(CHAT.piece, texts)), ARRIVAL, *then)


def flood(data: bytes) -> Scenario:
    return (*begin(()), Repeat(chunk(data)))


def pace(texts: int, pause: float) -> Scenario:
    """Many equal texts at a steady pace."""
    return (*begin(()), Repeat(chunk(CHAT.piece("word ")), texts, pause), Send(chunk(CHAT.ending) + LAST_CHUNK))


def tell_time(texts: int, pause: float) -> Scenario:
    """The same, and each text is the moment at which it was said."""
    before, _, behind = chunk(CHAT.piece(f"{MOMENT} ")).partition(MOMENT.encode())
    return (*begin(()), Tell(before, behind, texts, pause), Send(chunk(CHAT.ending) + LAST_CHUNK))


HALF_A_HEAD = Send(b"HTTP/1.1 200 OK\r\nContent-Ty")
# 204 KB that would become 200 MB.
BOMB = gzip.compress(bytes(1024 * 1024)) * 200
COMPLAINT = b'{"error": {"message": "sk-secret is tired", "type": "error"}}'


SCENARIOS: Mapping[str, Scenario] = {
    "mute": (Hold(),),
    "garbage-head": (Send(b"220 mail.example.org ESMTP\r\n\r\n"), Hold()),
    "half-a-head": (HALF_A_HEAD, Hold()),
    "half-a-head-closed": (HALF_A_HEAD, Close()),
    "head-only": (*begin(()), Hold()),
    "huge-head": (Send(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100_000 + b"\r\n\r\n"), Hold()),
    "many-headers": (Send(b"HTTP/1.1 200 OK\r\n" + b"X-One: 1\r\n" * 1000 + b"\r\n"), Hold()),
    "trickled-head": (Send(b"HTTP/1.1 200 OK\r\n"), Repeat(b"X-One: 1\r\n", 100, 0.02), Hold()),
    "closed-before-head": (Close(),),
    "reset-before-head": (Reset(),),
    "reset-in-head": (HALF_A_HEAD, ARRIVAL, Reset()),
    "reset-after-head": (*begin(()), ARRIVAL, Reset()),
    "reset-in-body": say(WORDS[:2], Reset()),
    "closed-in-body": say(WORDS[:2], Close()),
    # Whole for HTTP, but the dialect's end is missing.
    "cut": play(map(CHAT.piece, WORDS[:2])),
    "empty": play(()),
    "no-content": (Send(b"HTTP/1.1 204 No Content\r\n\r\n"),),
    "bad-chunk": say(WORDS[:2], Send(b"zz\r\nno chunk\r\n")),
    "error-in-stream": play([CHAT.piece(WORDS[0]), event({"error": {"type": "overloaded_error"}})]),
    "stall": say(WORDS[:2], Hold()),
    "endless-line": (*begin(()), Send(chunk(b"data: ")), Repeat(chunk(b"x" * 16_384))),
    "flood": flood(CHAT.piece("flood " * 500)),
    "comments": (*begin(()), Repeat(chunk(b": still working\n\n"), pause=0.02)),
    "page": refuse(200, b"<!doctype html><title>Sign in</title>", content_type="text/html; charset=utf-8"),
    "compressed": play([gzip.compress(b"".join(CHAT.pieces(WORDS)))], Content_Encoding="gzip"),
    "bomb": play([BOMB], Content_Encoding="gzip"),
    "redirect": refuse(307, b"", Location="/elsewhere"),
    "cookie": speak(Set_Cookie="session=secret; Path=/; Max-Age=3600"),
    # An answer that leaves its connection open, which is gone when the next request comes.
    "stale": (*speak(), Drop()),
    **{str(status): refuse(status, COMPLAINT) for status in (400, 401, 403, 404, 408, 429, 500, 502, 503, 529)},
}
