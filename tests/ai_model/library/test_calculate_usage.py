"""What a response used and cost."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from ai_model import acompletion, calculate_usage
from tests.ai_model.saying import SWIFT, user
from tests.simulator.providing import simulate
from tests.simulator.speeches import READ, WRITTEN

CATALOG = """
[providers.paid]
dialect = "openai-chat"
base_url = "https://paid.example.org"
api_key_env = "TEST_KEY_THAT_NOBODY_SETS"
[[models]]
name = "paid/model"
input_price = 2
output_price = 10
cached_input_price = 0.5
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    file = tmp_path / "catalog.toml"
    file.write_text(CATALOG)
    return file


def respond(model: str, **parts: Any) -> dict[str, Any]:
    return {"model": model, "choices": [{"message": {"role": "assistant", "content": "a" * 8}}], **parts}


USAGE = {"prompt_tokens": 1000, "completion_tokens": 100, "prompt_tokens_details": {"cached_tokens": 400}}


def test_the_price_is_that_of_the_catalog(catalog: Path) -> None:
    usage = calculate_usage(respond("paid/model", usage=USAGE), catalog=catalog)

    assert usage == {
        "input_tokens": 1000,
        "output_tokens": 100,
        "reasoning_tokens": 0,
        "cached_tokens": 400,
        "cost": 0.0024,
        "estimated": False,
    }
    assert json.loads(json.dumps(usage)) == usage


@pytest.mark.parametrize("model", ["paid/other", "nobody/model", "gpt-4o", None])
def test_a_price_that_nobody_knows_is_none(model: str, catalog: Path) -> None:
    assert calculate_usage(respond(model, usage=USAGE), catalog=catalog)["cost"] is None


def test_a_demonstration_costs_nothing() -> None:
    response = asyncio.run(acompletion(SWIFT, user("What is 2+2? [fast]")))

    assert calculate_usage(response)["cost"] == 0
    assert calculate_usage(response)["output_tokens"] == response["usage"]["completion_tokens"]


def test_a_response_without_usage_is_counted_by_its_length(catalog: Path) -> None:
    response = respond("paid/model")

    alone = calculate_usage(response, catalog=catalog)
    together = calculate_usage(response, messages=user("x" * 40), catalog=catalog)

    assert (alone["input_tokens"], alone["output_tokens"], alone["estimated"]) == (0, 2, True)
    assert (together["input_tokens"], together["cost"]) == (10, 0.00004)


def test_calls_and_thoughts_are_counted_too(catalog: Path) -> None:
    call = {"id": "1", "type": "function", "function": {"name": "find", "arguments": "{}  "}}
    message = {"content": None, "reasoning_content": "b" * 12, "tool_calls": [call]}

    usage = calculate_usage({"model": "paid/model", "choices": [{"message": message}]}, catalog=catalog)

    assert (usage["output_tokens"], usage["reasoning_tokens"]) == (5, 3)


def test_the_last_chunk_of_a_stream_tells_it(catalog: Path) -> None:
    async def main() -> dict[str, Any]:
        async with simulate() as provider:
            where: dict[str, Any] = {"base_url": provider.url, "api_key": "given", "catalog": catalog}
            stream = await acompletion("paid/model", user("Why?"), stream=True, **where)
            return [chunk async for chunk in stream][-1]

    usage = calculate_usage(asyncio.run(main()), catalog=catalog)

    assert (usage["input_tokens"], usage["output_tokens"]) == (READ, WRITTEN)
    assert usage["cost"] == pytest.approx((2 * READ + 10 * WRITTEN) / 1e6)
