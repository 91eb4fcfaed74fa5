"""How frames of application/vnd.amazon.eventstream are written, and what Converse says in them."""

import json
import struct
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from zlib import crc32

# A name, the number of its value's type, and the value.
Header = tuple[str, int, Any]

STRING = 7
WRITERS: Mapping[int, Callable[[Any], bytes]] = {
    0: lambda value: b"",
    1: lambda value: b"",
    2: struct.Struct(">b").pack,
    3: struct.Struct(">h").pack,
    4: struct.Struct(">i").pack,
    5: struct.Struct(">q").pack,
    6: lambda value: with_length(">H", value),
    STRING: lambda value: with_length(">H", value.encode()),
    8: struct.Struct(">q").pack,
    9: lambda value: value.bytes,
}


def with_length(form: str, data: bytes) -> bytes:
    return struct.pack(form, len(data)) + data


def encode_headers(headers: Iterable[Header]) -> bytes:
    return b"".join(
        with_length(">B", name.encode()) + bytes([kind]) + WRITERS[kind](value) for name, kind, value in headers
    )


def encode(headers: bytes, payload: bytes) -> bytes:
    prelude = struct.pack(">II", 12 + len(headers) + len(payload) + 4, len(headers))
    return with_sum(with_sum(prelude) + headers + payload)


def with_sum(data: bytes) -> bytes:
    return data + struct.pack(">I", crc32(data))


def tell(content: Any, /, **headers: str) -> bytes:
    """Headers of strings, named as in Python: event_type for ":event-type"."""
    named = [(f":{name.replace('_', '-')}", STRING, value) for name, value in headers.items()]
    return encode(encode_headers(named), json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


def event(name: str, content: Any) -> bytes:
    return tell(content, event_type=name, content_type="application/json", message_type="event")


def exception(kind: str, content: Any) -> bytes:
    return tell(content, exception_type=kind, content_type="application/json", message_type="exception")


def start(index: int, call: Mapping[str, Any]) -> bytes:
    return event("contentBlockStart", {"contentBlockIndex": index, "start": {"toolUse": call}})


def delta(index: int, content: Any) -> bytes:
    return event("contentBlockDelta", {"contentBlockIndex": index, "delta": content})


def stop(index: int) -> bytes:
    return event("contentBlockStop", {"contentBlockIndex": index})


def end(word: str) -> bytes:
    return event("messageStop", {"stopReason": word})


def usage(**tokens: int) -> bytes:
    return event("metadata", {"usage": tokens, "metrics": {"latencyMs": 412}})


BEGIN = event("messageStart", {"role": "assistant"})
