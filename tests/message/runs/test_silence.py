"""Who is told nothing for a while is told that."""

import asyncio

from message.runs.following import SILENCE_SECONDS, Reader
from message.runs.logs import Kind
from message.runs.news import News, Said, Silence, Thought
from message.runs.transcripts import Transcript
from tests.message.runs.staging import play, say, wait_for


def ring(reader: Reader, *, after: float = SILENCE_SECONDS) -> None:
    """As if it had been told nothing for so long."""
    assert reader.timer
    reader.timer.cancel()
    reader.told_at -= after
    reader._watch_silence()


def test_a_long_silence_is_told_once() -> None:
    async def scene(told: Transcript) -> tuple[list[News], bool]:
        reader = Reader(told, {})
        await anext(reader)
        waiting = await wait_for(reader)
        ring(reader)
        silence = await waiting
        waiting = await wait_for(reader)
        await asyncio.sleep(0)
        return silence, waiting.done()

    assert play(scene) == ([Silence()], False)


def test_a_short_one_is_not() -> None:
    async def scene(told: Transcript) -> bool:
        reader = Reader(told, {})
        await anext(reader)
        waiting = await wait_for(reader)
        ring(reader, after=SILENCE_SECONDS / 2)
        await asyncio.sleep(0)
        return waiting.done()

    assert not play(scene)


def test_a_silence_in_which_nobody_waited_is_none() -> None:
    """What was told before was still being written then."""

    async def scene(told: Transcript) -> list[News]:
        reader = Reader(told, {})
        await anext(reader)
        ring(reader)
        waiting = await wait_for(reader)
        say(told, "a", "Yes")
        return await waiting

    assert play(scene) == [Said("a", "Yes", 3)]


def test_news_do_not_hide_a_silence() -> None:
    """There are formats that have no word for them."""

    async def scene(told: Transcript) -> list[News]:
        reader = Reader(told, {})
        await anext(reader)
        waiting = await wait_for(reader)
        ring(reader)
        say(told, "a", "Hm", Kind.REASONING)
        return await waiting

    assert play(scene) == [Silence(), Thought("a", "Hm", 2)]
