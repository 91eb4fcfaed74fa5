"""What tests of the library say, and what they take from the answers."""

import asyncio
from collections.abc import Mapping
from typing import Any

from tests.simulator.providing import SETTLING_SECONDS, Provider

SWIFT = "demo/swift"


def user(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text}]


def message_of(response: Mapping[str, Any]) -> dict[str, Any]:
    return response["choices"][0]["message"]


def delta_of(chunk: Mapping[str, Any]) -> dict[str, Any]:
    return chunk["choices"][0]["delta"]


async def wait_for_ends(provider: Provider) -> None:
    """Until every call of it has one."""
    async with asyncio.timeout(SETTLING_SECONDS):
        while provider.ledger.running:  # noqa: ASYNC110 -- a ledger has no events
            await asyncio.sleep(0.005)
