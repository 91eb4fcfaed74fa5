"""How requests and answers look in HTTP/1.1 (RFC 9112), as far as a client of an API needs it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import responses
from typing import Literal

from ai_model.providers.demo.refusals import Refusal

HEAD_LIMIT = 16 * 1024
BODY_LIMIT = 2 * 1024 * 1024
HEAD_END = b"\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"
JSON = "application/json"
EVENTS = "text/event-stream; charset=utf-8"

FIRST_LINE = re.compile(rb"([A-Za-z]{1,20}) ([!-~]{1,8000}) HTTP/(\d\.\d)")
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*", re.DOTALL)
LENGTH = re.compile(rb"\d{1,12}")


# What comes behind the last event of a stream: nothing for ever is a stall, a reset is a cut.
Ending = Literal["done", "stall", "cut"]


@dataclass(frozen=True, slots=True)
class Head:
    method: str
    path: str
    length: int = 0
    stays: bool = True


@dataclass(frozen=True, slots=True)
class Request:
    head: Head
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Whole:
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stream:
    """Before every event is a pause, in seconds."""

    events: Iterator[bytes]
    type: str = EVENTS
    first_pause: float = 0.0
    pause: float = 0.0
    ending: Ending = "done"


@dataclass(frozen=True, slots=True)
class Silence:
    """Not even a head."""


Reply = Whole | Stream | Silence


def read_head(data: bytes) -> Head:
    first, *lines = data.split(b"\r\n")
    told = FIRST_LINE.fullmatch(first)
    fields = [FIELD.fullmatch(line) for line in lines]
    if not told or not all(fields):
        raise Refusal(400)
    if told[3] != b"1.1":
        raise Refusal(505)
    values: dict[bytes, bytes] = {}
    for each in filter(None, fields):
        name, value = each[1].lower(), each[2].lower()
        # What is said twice is a list (RFC 9110, 5.3), which a length may not be (RFC 9112, 6.3).
        values[name] = b"%b, %b" % (values[name], value) if name in values else value
    path = told[2].decode().partition("?")[0]
    return Head(told[1].decode(), path, read_length(values), stays=b"close" not in values.get(b"connection", b""))


def read_length(values: Mapping[bytes, bytes]) -> int:
    length = values.get(b"content-length", b"0")
    if b"transfer-encoding" in values:
        raise Refusal(411)
    if not LENGTH.fullmatch(length):
        raise Refusal(400)
    if int(length) > BODY_LIMIT:
        raise Refusal(413)
    return int(length)


def head(status: int, headers: Mapping[str, str], *, stays: bool) -> bytes:
    told = headers if stays else {**headers, "Connection": "close"}
    lines = [f"HTTP/1.1 {status} {responses.get(status, '')}", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join(lines).encode() + HEAD_END


def whole(reply: Whole, *, stays: bool) -> bytes:
    headers = {"Content-Type": JSON, "Content-Length": str(len(reply.body)), **reply.headers}
    return head(reply.status, headers, stays=stays) + reply.body


def stream_head(reply: Stream, *, stays: bool) -> bytes:
    headers = {"Content-Type": reply.type, "Cache-Control": "no-cache", "Transfer-Encoding": "chunked"}
    return head(200, headers, stays=stays)


def chunk(event: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(event), event)
