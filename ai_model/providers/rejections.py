"""What a provider means when it says no: from a status and a body in any of their shapes to one of our errors.

Only words that stand in our tables decide; nothing of the body gets further.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from ai_model.providers import errors
from ai_model.providers.errors import ProviderError

Words = tuple[tuple[str, type[ProviderError]], ...]

STATUSES: Mapping[int, type[ProviderError]] = {
    400: errors.Refused,
    401: errors.Unauthorised,
    402: errors.OutOfCredit,
    403: errors.Unauthorised,
    404: errors.ModelUnknown,
    408: errors.GaveUp,
    413: errors.TooLong,
    424: errors.Failed,
    429: errors.RateLimited,
    503: errors.Overloaded,
    504: errors.GatewayTimedOut,
    529: errors.Overloaded,
}

# Parts of the short words by which providers name a kind of error (type, code, status), without their hyphens and
# underscores. The first that fits counts.
KINDS: Words = (
    ("contextlength", errors.TooLong),
    ("requesttoolarge", errors.TooLong),
    ("insufficientquota", errors.OutOfCredit),
    ("insufficientbalance", errors.OutOfCredit),
    ("billing", errors.OutOfCredit),
    ("contentfilter", errors.Moderated),
    ("contentpolicy", errors.Moderated),
    ("moderation", errors.Moderated),
    ("safety", errors.Moderated),
    ("apikey", errors.Unauthorised),
    ("authentication", errors.Unauthorised),
    ("unauthenticated", errors.Unauthorised),
    ("permission", errors.Unauthorised),
    ("accessdenied", errors.Unauthorised),
    ("notfound", errors.ModelUnknown),
    ("ratelimit", errors.RateLimited),
    ("resourceexhausted", errors.RateLimited),
    ("toomanyrequests", errors.RateLimited),
    ("throttling", errors.RateLimited),
    ("overloaded", errors.Overloaded),
    ("unavailable", errors.Overloaded),
    ("capacity", errors.Overloaded),
    ("deadline", errors.GaveUp),
    ("timeout", errors.GaveUp),
)
# Parts of sentences, for those who name every mistake alike.
SENTENCES: Words = (
    ("too many tokens, please wait", errors.RateLimited),
    ("model identifier is invalid", errors.ModelUnknown),
    ("input is too long", errors.TooLong),
    ("context length", errors.TooLong),
    ("context window", errors.TooLong),
    ("prompt is too long", errors.TooLong),
    ("too many tokens", errors.TooLong),
    ("maximum number of tokens", errors.TooLong),
    ("api key", errors.Unauthorised),
    ("credit balance", errors.OutOfCredit),
    ("content management policy", errors.Moderated),
)
# Those names for every mistake.
MISTAKES: Words = (("invalid", errors.Refused), ("validation", errors.Refused))

# The statuses whose meaning a body may narrow down; the others are clear by themselves.
VAGUE = frozenset({0, 400, 402, 403, 404, 409, 422, 429, 500, 502, 503})
# From here on, a status speaks of the provider: what its body calls invalid is not the question.
TOO_MANY = 429
KIND_KEYS = ("type", "code", "status", "__type")
SENTENCE_KEYS = ("message", "detail")
COMPLAINT_KEYS = (*SENTENCE_KEYS, *KIND_KEYS, "msg", "param")
LONGEST_WORD = 2000
MOST_ERRORS = 10
# As far down as any provider has put its words.
DEEPEST = 4
DELAY = re.compile(r"(\d{1,6}(?:\.\d{1,9})?)s", re.ASCII)


def read(body: Any, *, status: int = 0, retry_after: float | None = None) -> ProviderError:
    """The error that a body tells of; without a status it came inside an answer that had begun well."""
    told = list(_errors_in(body))
    kind = _from_words(told, mistakes=MISTAKES if status < TOO_MANY else ()) if status in VAGUE else None
    wait = retry_after if retry_after is not None else _delay_in(told)
    return (kind or _from_status(status or _status_in(told)))(status=status, retry_after=wait)


def read_retry_after(headers: Mapping[str, str]) -> float | None:
    """In seconds; the header holds seconds or a date."""
    if (milliseconds := _number(headers.get("retry-after-ms", ""))) is not None:
        return milliseconds / 1000
    text = headers.get("retry-after", "")
    if (seconds := _number(text)) is not None:
        return seconds
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text.strip(), re.ASCII) else None


def _from_status(status: int) -> type[ProviderError]:
    known = STATUSES.get(status)
    if known or not 300 <= status < 500:
        return known or errors.Failed
    return errors.Refused if status >= 400 else errors.Misaddressed


def _from_words(told: Sequence[Mapping[str, Any]], *, mistakes: Words) -> type[ProviderError] | None:
    kinds = "".join(letter for letter in " ".join(_texts(told, KIND_KEYS)).lower() if letter not in "-_")
    sentences = " ".join(_texts(told, SENTENCE_KEYS)).lower()
    for words, table in ((kinds, KINDS), (sentences, SENTENCES), (kinds, mistakes)):
        for part, kind in table:
            if part in words:
                return kind
    return None


def _texts(told: Sequence[Mapping[str, Any]], keys: Iterable[str]) -> Iterator[str]:
    for each in told:
        yield from (each[key] for key in keys if isinstance(each.get(key), str))


def read_complaint(body: Any) -> str:
    """What it says about the request, for whoever may ask otherwise. It is looked into and goes no further."""
    told = list(_errors_in(body))
    places = (each["loc"] for each in told if isinstance(each.get("loc"), list))
    words = (*_texts(told, COMPLAINT_KEYS), *(str(name) for place in places for name in place))
    return " ".join(word[:LONGEST_WORD] for word in words)


def _errors_in(body: Any, depth: int = DEEPEST) -> Iterator[Mapping[str, Any]]:
    """Whatever may hold the words: {"error": {…}}, {"error": "…"}, {"detail": […]}, [{…}], "…"."""
    if isinstance(body, str):
        yield {"message": body}
    elif isinstance(body, list) and depth:
        for each in body[:MOST_ERRORS]:
            yield from _errors_in(each, depth - 1)
    elif isinstance(body, Mapping):
        inner = [body[key] for key in ("error", "detail") if isinstance(body.get(key), dict | list | str) and depth]
        for each in inner:
            yield from _errors_in(each, depth - 1)
        yield body


def _status_in(told: Iterable[Mapping[str, Any]]) -> int:
    numbers = (str(each.get(key)) for each in told for key in ("code", "status", "status_code"))
    return next((int(text) for text in numbers if re.fullmatch(r"[45]\d\d", text, re.ASCII)), 0)


def _delay_in(told: Iterable[Mapping[str, Any]]) -> float | None:
    """Google's way: {"details": [{"@type": "…RetryInfo", "retryDelay": "23s"}]}."""
    for each in told:
        details = each.get("details")
        for detail in details if isinstance(details, list) else ():
            if isinstance(detail, Mapping) and (delay := DELAY.fullmatch(str(detail.get("retryDelay")))):
                return float(delay[1])
    return None
