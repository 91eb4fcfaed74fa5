"""A reader hears all there is from its place on, and then what comes, to the end of every side."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import pytest

from message.runs.following import AT_ONCE, Reader
from message.runs.logs import Kind
from message.runs.news import Began, Called, News, Rewound, Said, Thought
from message.runs.positions import Place
from message.runs.transcripts import Transcript
from tests.message.runs.staging import end, play, say, wait_for
from tests.message.wire.script import FAILED, QUESTION, REPLIES, RUN, WELL

BEGAN = Began(RUN, QUESTION, REPLIES, {"a": 0, "b": 0})
CALL = {"id": "call_1", "name": "look_up", "arguments": "{}"}


async def hear_all(reader: Reader) -> list[News]:
    return [each async for news in reader for each in news]


def test_all_that_was_said_is_told_at_once() -> None:
    async def scene(told: Transcript) -> list[News]:
        say(told, "a", "Hm. ", Kind.REASONING)
        say(told, "a", "Yes")
        say(told, "b", "No")
        say(told, "a", ".")
        return await anext(Reader(told, {}))

    assert play(scene) == [BEGAN, Thought("a", "Hm. ", 4), Said("a", "Yes.", 8), Said("b", "No", 2)]


def test_who_waits_hears_what_comes() -> None:
    async def scene(told: Transcript) -> list[list[News]]:
        reader = Reader(told, {})
        first = await anext(reader)
        waiting = await wait_for(reader)
        say(told, "b", "N")
        say(told, "b", "o")
        return [first, await waiting]

    assert play(scene) == [[BEGAN], [Said("b", "No", 2)]]


def test_it_is_over_when_every_side_has_ended() -> None:
    async def scene(told: Transcript) -> list[News]:
        reader = Reader(told, {})
        hearing = asyncio.create_task(hear_all(reader))
        for step in (lambda: say(told, "a", "Yes"), lambda: end(told, FAILED), lambda: end(told, WELL)):
            await asyncio.sleep(0)
            step()
        return await hearing

    assert play(scene) == [BEGAN, Said("a", "Yes", 3), FAILED, replace(WELL, position=3)]


@pytest.mark.parametrize(("place", "left"), [(0, "Yes."), (2, "s."), (3, ".")])
def test_a_reader_hears_the_rest_from_its_place(place: int, left: str) -> None:
    async def scene(told: Transcript) -> list[News]:
        say(told, "a", "Yes.")
        return await anext(Reader(told, {"a": Place(place)}))

    assert play(scene) == [replace(BEGAN, positions={"a": place, "b": 0}), Said("a", left, 4)]


def test_a_reader_who_is_ahead_waits() -> None:
    async def scene(told: Transcript) -> tuple[bool, list[News]]:
        say(told, "a", "Yes")
        reader = Reader(told, {"a": Place(5)})
        await anext(reader)
        waiting = await wait_for(reader)
        say(told, "a", ",")
        await asyncio.sleep(0)
        is_told = waiting.done()
        say(told, "a", " it is.")
        return is_told, await waiting

    assert play(scene) == (False, [Said("a", "it is.", 11)])


def test_a_reader_who_stays_ahead_is_called_back_before_the_end() -> None:
    async def scene(told: Transcript) -> list[News]:
        say(told, "a", "Yes")
        end(told, WELL, FAILED)
        return await hear_all(Reader(told, {"a": Place(5)}))

    began = replace(BEGAN, positions={"a": 5, "b": 0})
    assert play(scene) == [began, Rewound({"a": 3}), replace(WELL, position=3), FAILED]


@pytest.mark.parametrize("place", [0, 2, 3])
def test_who_heard_more_than_could_be_kept_is_called_back(place: int) -> None:
    async def scene(told: Transcript) -> list[News]:
        say(told, "a", "Yes")
        told.end(replace(WELL, position=1))
        told.end(FAILED)
        return await hear_all(Reader(told, {"a": Place(place)}))

    said = [Said("a", "Yes"[place:], 3)] if place < 3 else []
    assert play(scene)[1:] == [*said, Rewound({"a": 1}), replace(WELL, position=1), FAILED]


def test_what_is_closed_ends_without_an_end() -> None:
    """Whoever hears no end comes again, and finds it elsewhere."""

    async def scene(told: Transcript) -> tuple[list[News], list[News]]:
        hearing = asyncio.create_task(hear_all(Reader(told, {})))
        await asyncio.sleep(0)
        say(told, "a", "Yes")
        told.close()
        return await hearing, await hear_all(Reader(told, {"a": Place(1)}))

    began = replace(BEGAN, positions={"a": 1, "b": 0})
    assert play(scene) == ([BEGAN, Said("a", "Yes", 3)], [began, Said("a", "es", 3)])


def test_who_has_heard_just_all_is_not_called_back() -> None:
    async def scene(told: Transcript) -> list[News]:
        say(told, "a", "Yes")
        end(told, WELL, FAILED)
        return await hear_all(Reader(told, {"a": Place(3)}))

    assert play(scene)[1:] == [replace(WELL, position=3), FAILED]


def test_an_end_that_was_heard_is_not_told_again() -> None:
    async def scene(told: Transcript) -> list[News]:
        say(told, "a", "Yes")
        end(told, WELL, FAILED)
        return await hear_all(Reader(told, {"a": Place(3, is_over=True)}))

    assert play(scene) == [replace(BEGAN, positions={"a": 3, "b": 0}, over=frozenset("a")), FAILED]


def test_a_call_at_the_place_is_told_to_a_reader_who_was_ahead() -> None:
    async def scene(told: Transcript) -> list[News]:
        reader = Reader(told, {"a": Place(3)})
        await anext(reader)
        waiting = await wait_for(reader)
        told.logs["a"].add(Kind.TEXT, "Yes")
        told.logs["a"].add_call(CALL)
        told.wake()
        return await waiting

    assert play(scene) == [Called("a", **CALL, position=3)]


def test_much_is_told_in_several_breaths() -> None:
    async def scene(told: Transcript) -> tuple[list[int], str]:
        say(told, "a", "x" * 3 * AT_ONCE)
        say(told, "b", "y" * AT_ONCE)
        end(told, WELL, FAILED)
        breaths = [news async for news in Reader(told, {})]
        said = [[each.text for each in news if isinstance(each, Said)] for news in breaths]
        return [len("".join(texts)) for texts in said], "".join(text for texts in said for text in texts)

    sizes, said = play(scene)

    assert max(sizes) <= 1.5 * AT_ONCE
    assert said == "x" * 3 * AT_ONCE + "y" * AT_ONCE


def test_who_leaves_leaves_nothing_behind() -> None:
    async def scene(told: Transcript) -> Mapping[str, object]:
        reader = Reader(told, {})
        await anext(reader)
        assert told.listeners == {reader}
        assert reader.timer
        await reader.aclose()
        return {"listeners": told.listeners, "is_ringing": not reader.timer.cancelled()}

    assert play(scene) == {"listeners": set(), "is_ringing": False}


def test_who_never_began_costs_nothing() -> None:
    async def scene(told: Transcript) -> Mapping[str, object]:
        reader = Reader(told, {})
        before = {"listeners": set(told.listeners), "timer": reader.timer}
        await reader.aclose()
        return before

    assert play(scene) == {"listeners": set(), "timer": None}


def test_a_reader_who_is_cancelled_while_it_waits_can_be_closed() -> None:
    async def scene(told: Transcript) -> bool:
        reader = Reader(told, {})
        await anext(reader)
        waiting = await wait_for(reader)
        waiting.cancel()
        await asyncio.wait([waiting])
        await reader.aclose()
        say(told, "a", "Yes")
        return waiting.cancelled()

    assert play(scene)
