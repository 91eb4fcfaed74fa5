"""Who listens to a run that is told at a pace: together with others, for a while, or until there is no more to hear."""

import asyncio

import pytest

from message.paces import hold_back, keep_step, show_all
from message.runs.following import SILENCE_SECONDS, Reader
from message.runs.news import Ended, News, Said, Silence
from message.runs.pacing import Paced, find_paced
from message.runs.positions import Place
from message.runs.transcripts import Transcript
from tests.message.runs import staging
from tests.message.runs.staging import end, say, wait_for
from tests.message.runs.stepping import BEGAN, hear_all, play
from tests.message.wire.script import FAILED, WELL


def test_silence_is_told_meanwhile() -> None:
    async def scene(told: Transcript, paced: Paced) -> list[News]:
        reader = Reader(paced, {})
        await anext(reader)
        waiting = await wait_for(reader)
        say(told, "a", "Yes")
        paced.step()
        await asyncio.sleep(0)
        assert reader.timer
        reader.timer.cancel()
        reader.told_at -= SILENCE_SECONDS
        reader._watch_silence()
        return await waiting

    assert play(scene, hold_back) == [Silence()]


def test_readers_share_what_is_shown() -> None:
    async def scene(told: Transcript) -> tuple[bool, list[int]]:
        paced = find_paced(told, keep_step)
        readers = [Reader(find_paced(told, keep_step), {}) for _ in range(2)]
        counts = []
        for reader in readers:
            await anext(reader)
            counts.append(len(told.listeners))
        for reader in readers:
            await reader.aclose()
            counts.append(len(told.listeners))
        return all(reader.transcript is paced for reader in readers), counts

    assert staging.play(scene) == (True, [1, 1, 1, 0])


def test_who_leaves_leaves_nothing_behind() -> None:
    async def scene(told: Transcript, paced: Paced) -> tuple[bool, object]:
        reader = Reader(paced, {})
        await anext(reader)
        say(told, "a", "Yes")
        timer = paced.timer
        await reader.aclose()
        assert timer
        return timer.cancelled(), paced.timer

    assert play(scene) == (True, None)


def test_who_comes_back_finds_what_was_said_meanwhile() -> None:
    async def scene(told: Transcript, paced: Paced) -> list[News]:
        reader = Reader(paced, {})
        await anext(reader)
        await reader.aclose()
        say(told, "a", "Yes")
        say(told, "b", "No")
        return await anext(Reader(paced, {"a": Place(1)}))

    assert play(scene)[1:] == [Said("a", "e", 2), Said("b", "No", 2)]


@pytest.mark.parametrize("may_return", [True, False])
def test_what_is_closed_tells_nobody_who_was_first(may_return: bool) -> None:
    async def scene(told: Transcript, paced: Paced) -> list[News]:
        hearing = asyncio.create_task(hear_all(Reader(paced, {}, may_return=may_return)))
        await asyncio.sleep(0)
        say(told, "a", "Yes")
        say(told, "b", "No")
        end(told, WELL)
        told.close()
        return await hearing

    heard = play(scene)

    assert heard[:3] == [BEGAN, Said("a", "Ye", 2), Said("b", "No", 2)]
    told = [(each.side, each.code, each.position) for each in heard[3:] if isinstance(each, Ended)]
    assert told == ([] if may_return else [("a", "interrupted", 2), ("b", "interrupted", 2)])


def test_where_nothing_waits_nothing_stands_between() -> None:
    async def scene(told: Transcript) -> list[bool]:
        is_free = find_paced(told, show_all) is told
        is_bound = find_paced(told, keep_step) is told
        end(told, WELL, FAILED)
        return [is_free, is_bound, find_paced(told, keep_step) is told]

    assert staging.play(scene) == [True, False, True]
