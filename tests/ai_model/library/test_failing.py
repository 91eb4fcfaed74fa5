"""What an error of a provider keeps, and where it can travel."""

import asyncio
import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from ai_model import ProviderError, acompletion, completion, errors
from ai_model.library.streams import Stream
from tests.ai_model.saying import SWIFT, message_of, user
from tests.simulator.providing import simulate
from tests.simulator.scenarios import SCENARIOS, WHOLE, WORDS, say, speak
from tests.simulator.steps import Pause, Reset

SO_FAR = "".join(WORDS[:2])


def pack(error: ProviderError) -> ProviderError:
    return pickle.loads(pickle.dumps(error))


@pytest.mark.parametrize("take", [copy.copy, copy.deepcopy, pack])
def test_an_error_can_travel(take: Callable[[ProviderError], ProviderError]) -> None:
    error = errors.RateLimited(status=429, retry_after=1.5)
    error.partial = {"choices": []}

    taken = take(error)

    assert (type(taken), str(taken), taken.cause) == (errors.RateLimited, "rate_limited", "rate_limited")
    assert (taken.status, taken.retry_after, taken.partial) == (429, 1.5, {"choices": []})


@pytest.mark.parametrize("take", [copy.copy, copy.deepcopy, pack])
def test_what_was_not_supported_travels_too(take: Callable[[ProviderError], ProviderError]) -> None:
    taken = take(errors.Unsupported("stop"))

    assert str(taken) == "this provider's dialect has no stop"
    assert (taken.status, taken.retry_after, taken.partial) == (0, None, None)


def test_what_was_said_before_an_error_comes_with_it() -> None:
    with pytest.raises(errors.BodyReset) as raised:
        completion(SWIFT, user("Tell me about rain. [fast] [cut]"))

    partial = raised.value.partial
    assert partial
    assert message_of(partial)["content"]
    assert partial["choices"][0]["finish_reason"] is None
    assert partial["usage"]["estimated"]


def test_an_error_before_all_words_has_nothing() -> None:
    with pytest.raises(errors.Unauthorised) as raised:
        completion(SWIFT, user("[fail 401]"))

    assert raised.value.partial is None


def test_the_others_are_not_lost_with_the_one_that_fails() -> None:
    async def main() -> dict[str, Any] | None:
        async with simulate({"m": [speak(), say(WORDS[:2], Pause(0.3), Reset())]}) as provider:
            with pytest.raises(errors.BodyReset) as raised:
                await acompletion("mine/m", user("Why?"), base_url=provider.url, n=2)
            return raised.value.partial

    partial = asyncio.run(main())

    assert partial
    assert {choice["message"]["content"] for choice in partial["choices"]} == {WHOLE, SO_FAR}


async def read(stream: Stream) -> None:
    async for _ in stream:
        pass


def test_who_reads_a_stream_has_it_too() -> None:
    async def main() -> tuple[dict[str, Any] | None, dict[str, Any]]:
        async with simulate({"m": [SCENARIOS["stall"]]}) as provider:
            stream = await acompletion("mine/m", user("Why?"), base_url=provider.url, stream=True, timeout=1)
            with pytest.raises(errors.Endless) as raised:
                await read(stream)
            return raised.value.partial, stream.response

    partial, response = asyncio.run(main())

    assert partial == response
    assert message_of(response)["content"] == SO_FAR
