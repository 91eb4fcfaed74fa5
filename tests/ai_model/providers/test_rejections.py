"""What providers mean when they say no."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from ai_model.providers import rejections
from ai_model.providers.errors import ProviderError

OPENAI = {"error": {"message": "Incorrect API key provided: sk-12**", "type": "x", "code": "invalid_api_key"}}
GEMINI_BUSY = {
    "error": {
        "code": 429,
        "status": "RESOURCE_EXHAUSTED",
        "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "3.5s"}],
    }
}


@pytest.mark.parametrize(
    ("status", "body", "cause"),
    [
        (401, OPENAI, "unauthorised"),
        (401, None, "unauthorised"),
        (403, {"error": {"message": "no"}}, "unauthorised"),
        # A bad key is 400 at Gemini and xAI; xAI and Venice send the error as a string.
        (
            400,
            [{"error": {"code": 400, "message": "API key not valid.", "status": "INVALID_ARGUMENT"}}],
            "unauthorised",
        ),
        (400, {"code": "Client specified an invalid argument", "error": "Incorrect API key provided"}, "unauthorised"),
        (400, {"error": "no such parameter"}, "refused"),
        (400, {"error": {"code": "context_length_exceeded"}}, "too_long"),
        (400, {"type": "error", "error": {"message": "prompt is too long: 9 tokens > 8 maximum"}}, "too_long"),
        (400, {"error": {"code": "content_filter", "innererror": {}}}, "moderated"),
        (400, {"detail": "Wrong"}, "refused"),
        (422, {"detail": [{"loc": ["body"], "msg": "missing"}]}, "refused"),
        (402, {"error": {"message": "Insufficient Balance"}}, "out_of_credit"),
        (404, {"error": {"code": "model_not_found"}}, "model_unknown"),
        (404, "<html>", "model_unknown"),
        (408, None, "gave_up"),
        (413, None, "too_long"),
        (429, {"error": {"type": "rate_limit_error"}}, "rate_limited"),
        (429, {"error": {"code": "RateLimitReached"}}, "rate_limited"),
        (429, {"error": {"code": "insufficient_quota"}}, "out_of_credit"),
        (429, GEMINI_BUSY, "rate_limited"),
        (500, None, "failed"),
        (500, {"error": {"type": "invalid_response_error"}}, "failed"),
        (429, {"error": {"type": "invalid_request_error"}}, "rate_limited"),
        (500, {"error": {"type": "overloaded_error"}}, "overloaded"),
        (502, "<html>", "failed"),
        (503, None, "overloaded"),
        (504, None, "gateway_timed_out"),
        (520, None, "failed"),
        (529, None, "overloaded"),
        (302, None, "misaddressed"),
        (418, None, "refused"),
        # Inside an answer that had begun well.
        (0, {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, "overloaded"),
        (0, {"error": {"code": 429, "message": "too fast"}}, "rate_limited"),
        (0, {"error": {"code": "502"}}, "failed"),
        (0, {"error": {"type": "invalid_request_error"}}, "refused"),
        (0, {"error": {"message": "?"}}, "failed"),
        (0, "went wrong", "failed"),
        (0, None, "failed"),
        (0, {"error": {"error": {"code": "insufficient_quota"}}}, "out_of_credit"),
    ],
)
def test_a_refusal_is_understood(status, body, cause):
    assert rejections.read(body, status=status).cause == cause


def test_no_word_of_the_provider_gets_further():
    error = rejections.read(OPENAI, status=401)

    assert "sk-12" not in f"{error!r} {error} {error.sentence} {vars(error)}"


DEEP_LIST: list[object] = []
DEEP_ERROR: dict[str, object] = {}
for _ in range(5000):
    DEEP_LIST, DEEP_ERROR = [DEEP_LIST], {"error": DEEP_ERROR}


@pytest.mark.parametrize(
    "body", [DEEP_LIST, DEEP_ERROR, [[[]]], {"error": []}, {"error": [1, None]}, {"code": True}, {"details": 1}, 7]
)
def test_any_shape_is_an_error_of_ours(body):
    assert isinstance(rejections.read(body), ProviderError)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "9" * 400}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 -0000"}, 0.0),
        ({"retry-after": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"}, None),
        ({}, None),
    ],
)
def test_the_wait_is_read(headers, seconds):
    assert rejections.read_retry_after(headers) == seconds


def test_the_wait_may_be_a_date():
    headers = {"retry-after": format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)}

    assert 50 < (rejections.read_retry_after(headers) or 0) <= 60


def test_googles_wait_is_in_the_body():
    assert rejections.read(GEMINI_BUSY, status=429).retry_after == 3.5


def test_a_header_wins():
    assert rejections.read(GEMINI_BUSY, status=429, retry_after=1.0).retry_after == 1.0


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "Unknown parameter: stream_options", "param": None}},
        {"detail": [{"type": "extra_forbidden", "loc": ["body", "stream_options"], "msg": "not permitted"}]},
        {"error": {"param": "stream_options"}},
        "no stream_options here",
    ],
)
def test_what_a_complaint_is_about_is_read(body):
    assert "stream_options" in rejections.read_complaint(body)


def test_a_question_that_comes_back_is_no_complaint():
    body = {"detail": [{"loc": ["body"], "msg": "missing", "input": {"content": "what are stream_options?"}}]}

    assert "stream_options" not in rejections.read_complaint(body)
