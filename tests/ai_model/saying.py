"""What tests of the library say, and what they take from the answers."""

import asyncio
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ai_model
from tests.simulator.providing import SETTLING_SECONDS, Provider

SWIFT = "demo/swift"
ROOT = Path(ai_model.__file__).parents[1]
# On a busy machine asyncio complains of slow steps, at this level.
PRELUDE = """
import logging
logging.getLogger("asyncio").setLevel(logging.ERROR)
"""
PROGRAM_SECONDS = 60


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


async def wait_for_calls(provider: Provider, calls: int = 1) -> None:
    """Until so many have reached it."""
    async with asyncio.timeout(SETTLING_SECONDS):
        while len(provider.ledger.entries) < calls:  # noqa: ASYNC110 -- a ledger has no events
            await asyncio.sleep(0.005)


def run_alone(program: str) -> tuple[str, str]:
    """What it prints, and what it complains of, in a process without an environment."""
    ended = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", PRELUDE + program],
        env={},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=PROGRAM_SECONDS,
    )
    return ended.stdout, ended.stderr
