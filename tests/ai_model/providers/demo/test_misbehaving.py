"""Each directive, as it is seen from outside."""

import time
from collections.abc import Callable, Mapping

import httpx
import pytest

from ai_model.providers import rejections
from ai_model.providers.demo.directives import CHANGES
from ai_model.providers.demo.planning import FLOOD_BYTES, MIDDLE, ODDITIES
from ai_model.providers.demo.words import count_pieces
from ai_model.providers.openai_chat import ChatParser
from tests.ai_model.providers.demo.visiting import ask, body, hear, post, run, tell_end, tell_usage
from tests.ai_model.providers.replaying import Heard, replay

QUESTION = "say " + " ".join(f"word{number}" for number in range(40))


def says_half(heard: Heard) -> bool:
    return count_pieces(heard.text) == MIDDLE


# Those that end a stream well as HTTP sees it: how it ends, and what else is so.
HEARD: Mapping[str, tuple[str, Callable[[Heard], bool]]] = {
    "fast": ("stop", lambda heard: count_pieces(heard.text) == 40),
    "long": ("stop", lambda heard: tell_usage(heard).output_tokens == 2000),
    "tokens 7": ("stop", lambda heard: count_pieces(heard.text) == 7),
    "tokens 0": ("stop", lambda heard: heard.text == ""),
    "think": ("stop", lambda heard: "word0" in heard.reasoning),
    "tool": ("tool_calls", lambda heard: heard.calls[0].name == "look_up"),
    "empty": ("stop", lambda heard: heard.text == heard.reasoning == ""),
    "unicode": ("stop", lambda heard: heard.text == ODDITIES),
    "flood": ("stop", lambda heard: FLOOD_BYTES - 2048 < len(heard.text) <= FLOOD_BYTES),
    "length": ("length", says_half),
    "filter": ("content_filter", says_half),
    "end": ("cut", says_half),
    "error": ("failed", says_half),
    "garbage": ("bad_body", says_half),
}
# Those that do not: what the client makes of it, and whether something was said before.
BROKEN: Mapping[str, tuple[type[httpx.HTTPError], bool]] = {
    "stall": (httpx.ReadTimeout, True),
    "silent": (httpx.ReadTimeout, False),
    "cut": (httpx.ReadError, True),
}
REFUSED = {
    "fail": (500, "failed"),
    "fail 400": (400, "refused"),
    "fail 401": (401, "unauthorised"),
    "fail 402": (402, "out_of_credit"),
    "fail 404": (404, "model_unknown"),
    "fail 413": (413, "too_long"),
    "fail 418": (418, "refused"),
    "fail 429": (429, "rate_limited"),
    "fail 503": (503, "overloaded"),
    "fail 504": (504, "gateway_timed_out"),
    "fail 599": (599, "failed"),
}


async def read_all(client: httpx.AsyncClient, question: str) -> tuple[list[bytes], httpx.HTTPError | None]:
    """What came, and what ended it."""
    got: list[bytes] = []
    try:
        async with client.stream("POST", "/chat/completions", json=body(question)) as response:
            async for piece in response.aiter_raw():
                got.append(piece)  # noqa: PERF401 -- what came before an error counts
    except httpx.HTTPError as error:
        return got, error
    return got, None


@pytest.mark.parametrize(("directive", "expected"), HEARD.items(), ids=HEARD)
def test_a_stream_that_comes_to_its_end(directive, expected):
    end, is_so = expected

    heard = ask(f"[{directive}] {QUESTION}")

    assert tell_end(heard) == end
    assert is_so(heard)


@pytest.mark.parametrize(("directive", "expected"), BROKEN.items(), ids=BROKEN)
def test_a_stream_that_does_not(directive, expected):
    kind, speaks = expected

    got, error = run(lambda client: read_all(client, f"[fast] [{directive}] {QUESTION}"), patience=0.3)

    heard = replay(ChatParser(), got)
    assert type(error) is kind
    assert count_pieces(heard.text) == (MIDDLE if speaks else 0)
    assert heard.end is None


@pytest.mark.parametrize(("directive", "expected"), REFUSED.items(), ids=REFUSED)
def test_a_refusal_has_its_status_and_is_understood(directive, expected):
    status, cause = expected

    response = post(body(f"[{directive}] hello"))

    assert response.status_code == status
    assert rejections.read(response.json(), status=status).cause == cause
    assert response.headers.get("retry-after") == ("1" if status in (429, 503) else None)


def test_slow_is_two_tokens_a_second():
    async def scenario(client: httpx.AsyncClient) -> float:
        began = time.perf_counter()
        async with client.stream("POST", "/chat/completions", json=body("[slow] hello")) as response:
            await anext(response.aiter_raw())
        return time.perf_counter() - began

    assert 0.45 < run(scenario) < 0.9


def test_every_directive_is_seen():
    seen = {*HEARD, *BROKEN, *REFUSED, "slow"}

    assert CHANGES.keys() <= seen


def test_the_middle_is_half_of_what_was_ordered():
    assert count_pieces(ask("[tokens 100] [end] hello").text) == 50


def test_one_side_fails_while_the_other_goes_on():
    async def scenario(client: httpx.AsyncClient) -> tuple[int, Heard]:
        question = "[steady: fail 503] hello"
        refused = await client.post("/chat/completions", json=body(question, model="steady"))
        return refused.status_code, await hear(client, question, model="swift")

    status, heard = run(scenario)

    assert status == 503
    assert heard.text.startswith("Hello!")


def test_a_system_prompt_can_order_it_for_a_whole_session():
    said = [{"role": "system", "content": "[fail 429]"}, {"role": "user", "content": "hello"}]

    assert post(body("", messages=said)).status_code == 429


@pytest.mark.parametrize("directive", ["end", "garbage"])
def test_without_stream_the_object_is_cut_in_two(directive):
    response = post(body(f"[{directive}] hello", streams=False))

    assert response.text.startswith('{"id":')
    assert not response.text.endswith("}")


def test_without_stream_an_error_is_a_status():
    assert post(body("[error] hello", streams=False)).status_code == 500


def test_without_stream_a_reset_is_one_too():
    with pytest.raises(httpx.ReadError):
        post(body("[cut] hello", streams=False))
