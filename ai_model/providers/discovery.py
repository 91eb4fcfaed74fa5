"""Which models a provider says it serves.

DiscoveryError
├── Unlisted       its dialect has no such question
├── Unreachable    no connection, or it broke
├── TimedOut
├── Refused        an answer other than 200
├── TooLarge
└── Malformed      an answer that is no list of models
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from ai_model.providers import http
from ai_model.providers.calls import Endpoint
from ai_model.providers.dialect import Listing
from ai_model.providers.errors import ConnectTimedOut, ProviderError

# Under which names a row tells the rest; the first that is there is meant.
DISPLAY_NAMES = ("display_name", "displayName", "name")
CONTEXT_WINDOWS = (
    "context_window",
    "context_length",
    "max_context_length",
    "max_input_tokens",
    "inputTokenLimit",
    "max_model_len",
)
# The longest list there is tells a thousand models in two megabytes.
MAX_BYTES = 16 * 1024 * 1024
MAX_MODELS = 10_000
MAX_TEXT = 200
AT_ONCE = 8
ANSWER_SECONDS = 30.0


class DiscoveryError(Exception):
    """The list could not be had; the message holds no word of the provider's."""


class Unlisted(DiscoveryError):
    def __init__(self) -> None:
        super().__init__("its dialect cannot list models")


class Unreachable(DiscoveryError):
    def __init__(self) -> None:
        super().__init__("cannot be reached; is the address right?")


class TimedOut(DiscoveryError):
    def __init__(self) -> None:
        super().__init__(f"did not answer within {ANSWER_SECONDS:.0f} seconds")


class Refused(DiscoveryError):
    def __init__(self, status: int) -> None:
        advice = "; is the key right?" if status in (401, 403) else "; is the address right?" if status < 500 else ""
        super().__init__(f"answered with status {status}{advice}")


class TooLarge(DiscoveryError):
    def __init__(self) -> None:
        super().__init__(f"answered with more than {MAX_BYTES} bytes")


class Malformed(DiscoveryError):
    def __init__(self) -> None:
        super().__init__("did not answer with a list of models")


@dataclass(frozen=True, slots=True)
class Found:
    code: str
    display_name: str
    context_window: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one provider said, or why it said nothing."""

    name: str
    models: tuple[Found, ...] = ()
    failure: str = ""


async def ask_all(endpoints: Sequence[Endpoint], tell: Callable[[Answer], None]) -> list[Answer]:
    """A few providers at a time; each answer is told as it comes."""
    places = asyncio.Semaphore(AT_ONCE)

    async def ask_in_turn(endpoint: Endpoint) -> Answer:
        async with places:
            answer = await _answer(client, endpoint)
        tell(answer)
        return answer

    async with http.make_client() as client, asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask_in_turn(endpoint)) for endpoint in endpoints]
    return [task.result() for task in tasks]


async def _answer(client: httpx.AsyncClient, endpoint: Endpoint) -> Answer:
    try:
        return Answer(endpoint.name, tuple(await ask(client, endpoint)))
    except DiscoveryError as error:
        return Answer(endpoint.name, failure=str(error))


async def ask(client: httpx.AsyncClient, endpoint: Endpoint) -> list[Found]:
    listing = endpoint.speech.listing
    if listing is None:
        raise Unlisted
    headers = endpoint.speech.authorize(endpoint.key, endpoint.form)
    with _translated_errors():
        async with asyncio.timeout(ANSWER_SECONDS):
            body = await _fetch(client, endpoint, listing.path, headers)
        return list(_parse(body, listing))


@contextmanager
def _translated_errors() -> Iterator[None]:
    try:
        yield
    except (TimeoutError, ConnectTimedOut) as error:
        raise TimedOut from error
    except (ProviderError, httpx.InvalidURL) as error:
        raise Unreachable from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Malformed from error


async def _fetch(client: httpx.AsyncClient, endpoint: Endpoint, path: str, headers: Mapping[str, str]) -> bytes:
    request = client.build_request("GET", endpoint.address + path, headers={**headers, "Accept": "application/json"})
    request.extensions["may_be_private"] = endpoint.may_be_private
    response = await client.send(request, stream=True)
    try:
        if response.status_code != httpx.codes.OK:
            raise Refused(response.status_code)
        return await _read(response)
    finally:
        await response.aclose()


async def _read(response: httpx.Response) -> bytes:
    body = bytearray()
    while piece := await http.read(response):
        body += piece
        if len(body) > MAX_BYTES:
            raise TooLarge
    return bytes(body)


def _parse(body: bytes, listing: Listing) -> Iterator[Found]:
    answer = orjson.loads(body)
    rows = answer if isinstance(answer, list) else answer[listing.rows]
    for row in rows[:MAX_MODELS]:
        if listing.only is None or listing.only[1] in (row.get(listing.only[0]) or ()):
            code = row[listing.code].removeprefix(listing.prefix)
            yield Found(code, _display_name(row) or code, _context_window(row))


def _display_name(row: Mapping[str, Any]) -> str:
    named = next((row[key] for key in DISPLAY_NAMES if isinstance(row.get(key), str)), "")
    return " ".join("".join(filter(str.isprintable, named)).split())[:MAX_TEXT]


def _context_window(row: Mapping[str, Any]) -> int | None:
    told = (row.get(key) for key in CONTEXT_WINDOWS)
    return next((size for size in told if isinstance(size, int) and 0 < size < 2**31), None)
