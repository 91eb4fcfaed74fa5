"""Asking models without Django."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import ai_model
from ai_model import Lacking, ProviderError, acompletion, errors
from ai_model.library.completing import Options
from ai_model.providers.table import DEMO_ADDRESS
from tests.ai_model.saying import SWIFT, message_of, user, wait_for_ends
from tests.simulator.providing import simulate
from tests.simulator.scenarios import SCENARIOS

FIND = {"type": "function", "function": {"name": "find", "parameters": {"properties": {"what": {"type": "string"}}}}}


def ask(messages: str | list[dict[str, Any]], model: str = SWIFT, **options: Any) -> dict[str, Any]:
    said = user(messages) if isinstance(messages, str) else messages
    return asyncio.run(acompletion(model, said, **options))


def test_it_knows_nothing_of_django() -> None:
    code = "import ai_model, sys; print(sorted({'django', 'rest_framework', 'ai_model.models'} & sys.modules.keys()))"

    told = subprocess.check_output([sys.executable, "-c", code], env={}, cwd=Path(ai_model.__file__).parents[1])

    assert told == b"[]\n"


def test_an_answer_is_a_plain_dict() -> None:
    response = ask("What is 2+2? [fast]")

    assert response == json.loads(json.dumps(response))
    assert message_of(response) == {"role": "assistant", "content": "2+2 = 4"}
    assert response["choices"][0]["finish_reason"] == "stop"
    assert response["usage"]["completion_tokens"] > 0
    assert response["model"] == SWIFT


def test_thoughts_and_ends_are_told() -> None:
    response = ask("What is 2+2? [think] [fast]")
    cut = ask("Tell me about rain. [length] [fast]")

    assert message_of(response)["content"].endswith("2+2 = 4")
    assert message_of(response)["reasoning_content"]
    assert cut["choices"][0]["finish_reason"] == "length"


def test_a_tool_is_called_and_its_result_understood() -> None:
    asked = user("Where is the key? [tool] [fast]")
    call = message_of(ask(asked, tools=[FIND]))
    result = {"role": "tool", "tool_call_id": call["tool_calls"][0]["id"], "content": "Under the mat."}

    answer = message_of(ask([*asked, call, result], tools=[FIND]))

    assert call["tool_calls"][0]["function"]["name"] == "find"
    assert "Under the mat." in answer["content"]
    assert "tool_calls" not in answer


def test_all_that_was_said_reaches_the_provider() -> None:
    async def main() -> tuple[dict[str, Any], dict[str, str]]:
        async with simulate() as provider:
            await acompletion(
                "mine/some-model",
                [{"role": "system", "content": "Be brief."}, *user("Why?")],
                base_url=f"{provider.url}/v1",
                api_key="given",
                temperature=0.5,
                stop="x",
            )
            return json.loads(provider.ledger.entries[0].body), dict(provider.ledger.entries[0].headers)

    body, headers = asyncio.run(main())

    assert [message["content"] for message in body["messages"]] == ["Be brief.", "Why?"]
    assert (body["model"], body["temperature"], body["stop"]) == ("some-model", 0.5, ["x"])
    assert headers["authorization"] == "Bearer given"


def test_answers_that_are_asked_for_together_come_together() -> None:
    response = ask("What is 2+2? [fast]", n=3)

    assert [choice["index"] for choice in response["choices"]] == [0, 1, 2]
    assert {choice["message"]["content"] for choice in response["choices"]} == {"2+2 = 4"}
    assert response["usage"]["completion_tokens"] == 3 * ask("What is 2+2? [fast]")["usage"]["completion_tokens"]


def test_each_of_them_has_a_seed_of_its_own() -> None:
    async def main() -> list[int | None]:
        async with simulate() as provider:
            where: dict[str, Any] = {"base_url": provider.url, "n": 3}
            await acompletion("mine/m", user("Why?"), seed=5, **where)
            await acompletion("mine/m", user("Why?"), **where)
            return [json.loads(entry.body).get("seed") for entry in provider.ledger.entries]

    seeds = asyncio.run(main())

    assert {*seeds[:3]} == {5, 6, 7}
    assert seeds[3:] == [None] * 3


def test_what_programs_say_to_openai_is_understood() -> None:
    async def main() -> dict[str, Any]:
        async with simulate() as provider:
            said: dict[str, Any] = {"stream_options": {"include_usage": False}, "user": "ada"}
            response = await acompletion("mine/m", user("Why?"), base_url=provider.url, max_completion_tokens=9, **said)
            assert response["usage"]["total_tokens"] == 12
            return json.loads(provider.ledger.entries[0].body)

    body = asyncio.run(main())

    assert body["max_tokens"] == 9
    assert "user" not in body


def test_one_that_fails_fails_all() -> None:
    async def main() -> set[str]:
        async with simulate({"moody": [SCENARIOS["stall"], SCENARIOS["400"], SCENARIOS["stall"]]}) as provider:
            with pytest.raises(errors.Refused):
                await acompletion("mine/moody", user("Why?"), base_url=provider.url, n=3)
            await wait_for_ends(provider)
            return {entry.end for entry in provider.ledger.entries}

    assert asyncio.run(main()) == {"finished", "left"}


def test_another_model_stands_in() -> None:
    async def main() -> dict[str, Any]:
        async with simulate({"locked": [SCENARIOS["401"]]}) as provider:
            asked = user("What is 2+2? [fast]")
            return await acompletion("mine/locked", asked, base_url=provider.url, fallback=["demo/steady", SWIFT])

    response = asyncio.run(main())

    assert response["model"] == "demo/steady"
    assert "2+2 = 4" in message_of(response)["content"]


@pytest.mark.parametrize(
    ("directive", "kind", "code", "cause", "status"),
    [
        ("[fail 401]", ai_model.Unauthorised, "auth", "unauthorised", 401),
        ("[fail 400]", ai_model.Refused, "upstream_refused", "refused", 400),
        ("[cut]", ai_model.Reset, "upstream_reset", "body_reset", 0),
        ("[end]", ai_model.Reset, "upstream_reset", "cut", 0),
        ("[garbage]", ai_model.Garbage, "upstream_garbage", "bad_body", 0),
    ],
)
def test_failures_have_types(directive: str, kind: type[ProviderError], code: str, cause: str, status: int) -> None:
    with pytest.raises(kind) as raised:
        ask(f"Tell me about rain. [fast] {directive}")

    error = raised.value
    assert isinstance(error, ProviderError)
    assert (error.code, error.cause, error.status, error.retryable) == (code, cause, status, False)


def test_the_whole_answer_has_a_time() -> None:
    with pytest.raises(errors.Endless):
        ask("Tell me about rain. [slow]", timeout=0.1)


def test_the_time_in_the_queue_counts(tmp_path: Path) -> None:
    """One is asked at a time, and the first never ends."""
    catalog = tmp_path / "catalog.toml"
    catalog.write_text(f'[providers.one]\ndialect = "openai-chat"\nbase_url = "{DEMO_ADDRESS}"\nmax_concurrency = 1')

    async def main() -> None:
        first = await acompletion("one/swift", user("[fast] [stall]"), catalog=catalog, stream=True)
        async with asyncio.timeout(5), first:
            await acompletion("one/swift", user("What is 2+2?"), catalog=catalog, timeout=0.1)

    with pytest.raises(errors.Endless):
        asyncio.run(main())


@pytest.mark.parametrize(
    ("options", "kind", "told"),
    [
        ({"temprature": 1}, TypeError, r"there is no option 'temprature': temperature\?"),
        ({"zzz": 1}, TypeError, "there is no option 'zzz', only temperature"),
        ({"response_format": {"type": "text"}}, TypeError, "no option 'response_format', only temperature"),
        ({"logprobs": True}, TypeError, "no option 'logprobs', only temperature"),
        ({"web_search_options": {}}, TypeError, "no option 'web_search_options', only temperature"),
        (
            {"model": "foo/x"},
            ValueError,
            r"unknown provider 'foo': the catalog has .*demo, .*; with base_url= any name",
        ),
        ({"model": None}, TypeError, "model is a string; not None"),
        ({"n": 0}, ValueError, "n is at least 1; not 0"),
        ({"n": 1000}, ValueError, "n is at most 128; not 1000"),
        ({"timeout": 0}, ValueError, "timeout is a number of seconds above 0"),
        ({"timeout": "soon"}, TypeError, "timeout is a number"),
        ({"base_url": 1}, TypeError, "base_url is a string; not 1"),
        ({"fallback": "foo/x"}, ValueError, r"unknown provider 'foo': the catalog has [a-z, ]*$"),
        ({"fallback": 1}, TypeError, "fallback is a list; not 1"),
        ({"catalog": "/nowhere.toml"}, ValueError, "there is no catalog /nowhere.toml"),
    ],
)
def test_what_cannot_be_asked_is_refused(options: dict[str, Any], kind: type[Exception], told: str) -> None:
    with pytest.raises(kind, match=told):
        ask("Why?", **options)


def test_a_key_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)

    with pytest.raises(Lacking, match="set OPENAI_API_KEY"):
        ask("Why?", model="openai/gpt-x")


def test_what_nobody_said_is_left_to_the_provider() -> None:
    nothing: dict[str, Any] = dict.fromkeys(Options.__annotations__)

    assert ask("What is 2+2? [fast]", **nothing)["choices"][0]["finish_reason"] == "stop"
