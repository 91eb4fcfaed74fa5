"""How the demo says no, in the shape of OpenAI's errors."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

# What stands for a status: type, code and sentence.
KINDS: Mapping[int, tuple[str, str | None, str]] = {
    400: ("invalid_request_error", None, "This request is not valid."),
    401: ("invalid_request_error", "invalid_api_key", "This API key is not valid."),
    402: ("insufficient_quota", "insufficient_quota", "The credit is used up."),
    403: ("invalid_request_error", "permission_denied", "This is not allowed to you."),
    404: ("invalid_request_error", "model_not_found", "There is no such model."),
    405: ("invalid_request_error", None, "This address does not take that method."),
    408: ("timeout", "timeout", "This took too long."),
    411: ("invalid_request_error", None, "Say how long the body is."),
    413: ("invalid_request_error", None, "The body is too large."),
    429: ("rate_limit_error", "rate_limit_exceeded", "Too many requests; wait a moment."),
    431: ("invalid_request_error", None, "The head is too large."),
    503: ("server_error", "overloaded", "The model is overloaded."),
    505: ("invalid_request_error", None, "Speak HTTP/1.1."),
}
MISTAKE = ("invalid_request_error", None, "This request is not taken.")
FAULT = ("server_error", None, "The server had an error.")
HEADERS: Mapping[int, Mapping[str, str]] = {429: {"Retry-After": "1"}, 503: {"Retry-After": "1"}}


@dataclass(frozen=True, slots=True)
class Refusal(Exception):
    """`says`, `param` and `code` are more exact than the status alone."""

    status: int
    says: str = ""
    param: str | None = None
    code: str | None = None

    @property
    def headers(self) -> Mapping[str, str]:
        return HEADERS.get(self.status, {})

    @property
    def body(self) -> bytes:
        kind, code, sentence = KINDS.get(self.status, FAULT if self.status >= 500 else MISTAKE)
        told = {"message": self.says or sentence, "type": kind, "param": self.param, "code": self.code or code}
        return orjson.dumps({"error": told})
