"""HTTP/1.1 as bytes: enough to read a request, and to write an answer, right or wrong."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import unquote

SSE = "text/event-stream"
CHUNKED = {"Transfer_Encoding": "chunked"}
LAST_CHUNK = b"0\r\n\r\n"
HEAD_END = b"\r\n\r\n"
PHRASES = {status.value: status.phrase for status in HTTPStatus}
# Gemini and Bedrock have the model in the path.
MODEL_IN_PATH = re.compile(r"/models?/([^/?]+?)(?::\w+|/[\w-]+)(?:\?|$)")


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    # Their names are in lower case.
    headers: Mapping[str, str]
    body: bytes

    @property
    def model(self) -> str:
        if found := MODEL_IN_PATH.search(self.path):
            return unquote(found[1])
        try:
            told = json.loads(self.body)
        except ValueError:
            return ""
        return str(told.get("model", "")) if isinstance(told, dict) else ""


def read_request(received: bytearray) -> Request | None:
    """Takes it away from what was received, once it is whole."""
    head, end, _ = received.partition(HEAD_END)
    if not end:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    start = len(head) + len(HEAD_END)
    stop = start + int(headers.get("content-length", 0))
    if len(received) < stop:
        return None
    body = bytes(received[start:stop])
    del received[:stop]
    method, path, _ = first.split(" ", 2)
    return Request(method, path, headers, body)


def head(status: int = 200, content_type: str = SSE, **headers: str | int) -> bytes:
    """Headers are named as in Python: Retry_After."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status} {PHRASES.get(status, 'Unheard Of')}", f"Content-Type: {content_type}"]
    lines += [f"{name}: {value}" for name, value in named.items()]
    return "\r\n".join(lines).encode() + HEAD_END


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)
