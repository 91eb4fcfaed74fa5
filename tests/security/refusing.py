"""How a refusal looks, whichever attack it answers."""

import httpx

from tests.message.submitting import refusal, refused_in_band

MAX_BYTES = 1024
SHAPE = {"code", "detail", "request_id"}


def is_not_there(answer: httpx.Response, *, form: str = "lines", sides: str = "a") -> bool:
    """404, in the one shape; clients of the format text hear the same in band."""
    if form == "text":
        return refused_in_band(answer, sides, "not_found")
    return refusal(answer) == (404, "not_found") and is_plain(answer)


def is_unknown(answer: httpx.Response) -> bool:
    return refusal(answer) == (401, "unauthenticated") and is_plain(answer)


def is_plain(answer: httpx.Response) -> bool:
    """It says no more than it has to."""
    assert answer.json().keys() == SHAPE
    assert answer.headers["Content-Type"] == "application/json"
    assert len(answer.content) <= MAX_BYTES
    return True
