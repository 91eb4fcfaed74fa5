"""What a moderator at an address says, and what is made of it when it says nothing."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from itertools import chain
from typing import TypeVar

import pytest

from ai_model.moderation.remote import OVERLAP, PART, RemoteModerator, parts_of
from ai_model.moderation.rulings import Ruling
from ai_model.providers import calling
from ai_model.providers.breaking import FAULTS
from tests.simulator.ledger import LEFT
from tests.simulator.moderating import FORBIDDEN, PATH, answer
from tests.simulator.providing import Provider, refusing_url, simulate
from tests.simulator.scenarios import SCENARIOS, refuse
from tests.simulator.steps import Scenario

T = TypeVar("T")
KEY = "mod-very-secret"
MODEL = "moderator"


def play(
    scene: Callable[[RemoteModerator, Provider], Awaitable[T]], *scenarios: Scenario, url: str = "", seconds: int = 1
) -> T:
    async def perform() -> T:
        async with simulate({MODEL: scenarios}) as provider:
            moderator = RemoteModerator(url or provider.url + PATH, key=KEY, model=MODEL, seconds=seconds)
            try:
                return await scene(moderator, provider)
            finally:
                await calling.close()

    return asyncio.run(perform())


def judge(*texts: str, scenarios: Sequence[Scenario] = (), url: str = "", seconds: int = 1) -> Ruling:
    async def scene(moderator: RemoteModerator, provider: Provider) -> Ruling:
        return await moderator.judge(texts)

    return play(scene, *scenarios, url=url, seconds=seconds)


@pytest.mark.parametrize(
    ("texts", "ruling"),
    [
        (["Peaches?"], Ruling.PASSED),
        ([f"Where does {FORBIDDEN} grow?"], Ruling.FLAGGED),
        (["Peaches", "and ", FORBIDDEN], Ruling.FLAGGED),
        (["peach " * PART, "peach"], Ruling.PASSED),
        (["peach " * PART + FORBIDDEN], Ruling.FLAGGED),
    ],
)
def test_what_it_flags_is_flagged(texts: list[str], ruling: Ruling) -> None:
    assert judge(*texts) is ruling


def test_it_is_told_the_texts_and_the_key_alone() -> None:
    async def scene(moderator: RemoteModerator, provider: Provider) -> list[tuple[str, str, object]]:
        for texts in (["One"], ["One", "Two"]):
            await moderator.judge(texts)
        return [(each.path, each.headers["authorization"], json.loads(each.body)) for each in provider.ledger.entries]

    assert play(scene) == [
        (PATH, f"Bearer {KEY}", {"model": MODEL, "input": "One"}),
        (PATH, f"Bearer {KEY}", {"model": MODEL, "input": ["One", "Two"]}),
    ]


@pytest.mark.parametrize("length", [0, 1, PART, PART + 1, 3 * PART])
def test_long_texts_are_told_in_parts_that_leave_nothing_out(length: int) -> None:
    text = "".join(map(chr, range(256, 256 + length)))

    parts = list(parts_of(text))

    assert all(len(part) <= PART for part in parts)
    assert "".join(chain(parts[:1], (part[OVERLAP:] for part in parts[1:]))) == text


OUTAGES = {
    "mute": SCENARIOS["mute"],
    "half a head": SCENARIOS["half-a-head"],
    "stalls": (*SCENARIOS["head-only"],),
    "reset": SCENARIOS["reset-before-head"],
    "page": SCENARIOS["page"],
    "no results": refuse(200, b'{"results": []}'),
    "no flag": refuse(200, b'{"results": [{"flagged": null}]}'),
    "nonsense": refuse(200, b"[1"),
    "a number": refuse(200, b"7"),
    "endless": SCENARIOS["flood"],
    **{str(status): refuse(status, b'{"error": "nightshade"}') for status in (307, 400, 401, 404, 500)},
}


@pytest.mark.parametrize("outage", OUTAGES)
def test_who_gives_no_ruling_is_not_believed(outage: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        ruling = judge(f"Where does {FORBIDDEN} grow?", scenarios=[OUTAGES[outage]])

    assert ruling is Ruling.UNKNOWN
    assert "gave no ruling" in caplog.text
    assert not any(word in caplog.text for word in (KEY, FORBIDDEN, "nightshade"))


def test_where_nobody_listens_there_is_no_ruling() -> None:
    assert judge("Peaches?", url=refusing_url() + PATH) is Ruling.UNKNOWN


def test_one_bad_moment_is_forgiven() -> None:
    assert judge("Peaches?", scenarios=[refuse(503), answer([False])], seconds=8) is Ruling.PASSED


def test_who_is_away_is_not_waited_for_each_time() -> None:
    async def scene(moderator: RemoteModerator, provider: Provider) -> tuple[list[Ruling], int]:
        rulings = [await moderator.judge(["Peaches?"]) for _ in range(FAULTS + 2)]
        return rulings, len(provider.ledger.entries)

    rulings, asked = play(scene, SCENARIOS["reset-before-head"])

    assert (set(rulings), asked) == ({Ruling.UNKNOWN}, FAULTS)


def test_who_waits_no_longer_leaves_it() -> None:
    async def scene(moderator: RemoteModerator, provider: Provider) -> list[str]:
        judging = asyncio.create_task(moderator.judge(["Peaches?"]))
        async with asyncio.timeout(5):
            while not provider.ledger.entries:  # noqa: ASYNC110 -- the simulator has no event for it
                await asyncio.sleep(0.01)
        judging.cancel()
        await asyncio.gather(judging, return_exceptions=True)
        await provider.settle()
        return [entry.end for entry in provider.ledger.entries]

    assert play(scene, SCENARIOS["mute"]) == [LEFT]
