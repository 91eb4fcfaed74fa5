"""A blind battle is told in steps: all sides in the same ones, and none further than the slowest has come."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from message.paces import hold_back, keep_step
from message.runs.following import Reader
from message.runs.logs import Kind
from message.runs.news import Called, Ended, News, Said, Thought
from message.runs.pacing import STEP_SECONDS, Paced
from message.runs.positions import Place
from message.runs.transcripts import Transcript
from tests.message.runs import staging
from tests.message.runs.staging import end, say, wait_for
from tests.message.runs.stepping import BEGAN, hear_all, play, step
from tests.message.wire.script import FAILED, REPLIES, WELL

CALL = {"id": "call_1", "name": "look_up", "arguments": "{}"}


def test_nobody_is_shown_further_than_the_slowest() -> None:
    async def scene(told: Transcript, paced: Paced) -> list[list[News]]:
        reader = Reader(paced, {})
        heard = [await anext(reader)]
        say(told, "a", "Hm. ", Kind.REASONING)
        say(told, "a", "Yes")
        heard.append(await step(paced, reader))
        say(told, "b", "No, n")
        heard.append(await step(paced, reader))
        say(told, "b", "ever")
        return [*heard, await step(paced, reader)]

    first = [Thought("a", "Hm. ", 4), Said("a", "Y", 5), Said("b", "No, n", 5)]
    assert play(scene) == [[BEGAN], [], first, [Said("a", "es", 7), Said("b", "ev", 7)]]


def test_news_waits_for_the_step() -> None:
    async def scene(told: Transcript, paced: Paced) -> tuple[bool, float, list[News]]:
        reader = Reader(paced, {})
        await anext(reader)
        waiting = await wait_for(reader)
        say(told, "a", "Yes")
        say(told, "b", "No.")
        await asyncio.sleep(0)
        assert paced.timer
        is_told, left = waiting.done(), paced.timer.when() - asyncio.get_running_loop().time()
        paced.step()
        return is_told, left, await waiting

    is_told, left, news = play(scene)

    assert (is_told, news) == (False, [Said("a", "Yes", 3), Said("b", "No.", 3)])
    assert left <= STEP_SECONDS == 0.1


@pytest.mark.parametrize("said", ["No", "No."])
def test_the_end_of_the_faster_waits_for_the_slower(said: str) -> None:
    """Also for one that stands at the same place: it may go on."""

    async def scene(told: Transcript, paced: Paced) -> list[list[News]]:
        reader = Reader(paced, {})
        await anext(reader)
        say(told, "a", "Yes")
        say(told, "b", said)
        end(told, WELL)
        first = await step(paced, reader)
        say(told, "b", " Not at all.")
        return [first, await step(paced, reader)]

    size, whole = len(said), f"{said} Not at all."
    words = [Said("a", "Yes"[size:], 3)] if size < 3 else []
    assert play(scene) == [
        [Said("a", "Yes"[:size], size), Said("b", said, size)],
        [*words, replace(WELL, position=3), Said("b", whole[size:], len(whole))],
    ]


def test_who_has_ended_holds_nobody_back() -> None:
    async def scene(told: Transcript, paced: Paced) -> list[list[News]]:
        reader = Reader(paced, {})
        await anext(reader)
        say(told, "a", "Yes")
        say(told, "b", "No, never")
        first = await step(paced, reader)
        end(told, WELL)
        return [first, await step(paced, reader)]

    assert play(scene) == [
        [Said("a", "Yes", 3), Said("b", "No,", 3)],
        [replace(WELL, position=3), Said("b", " never", 9)],
    ]


def test_when_nobody_speaks_any_more_all_is_shown_at_once() -> None:
    async def scene(told: Transcript, paced: Paced) -> list[News]:
        hearing = asyncio.create_task(hear_all(Reader(paced, {})))
        await asyncio.sleep(0)
        say(told, "a", "Yes, certainly")
        end(told, WELL, FAILED)
        assert paced.timer is None
        return await hearing

    assert play(scene) == [BEGAN, Said("a", "Yes, certainly", 14), replace(WELL, position=14), FAILED]


def test_a_failure_is_told_when_the_others_have_begun() -> None:
    async def scene(told: Transcript, paced: Paced) -> list[list[News]]:
        reader = Reader(paced, {})
        await anext(reader)
        end(told, FAILED)
        first = await step(paced, reader)
        say(told, "a", "Yes")
        return [first, await step(paced, reader)]

    assert play(scene) == [[], [Said("a", "Yes", 3), FAILED]]


def test_a_call_waits_until_all_are_past_it() -> None:
    async def scene(told: Transcript, paced: Paced) -> list[list[News]]:
        reader = Reader(paced, {})
        await anext(reader)
        told.logs["a"].add_call(CALL)
        end(told, WELL)
        first = await step(paced, reader)
        told.logs["b"].add_call(CALL)
        second = await step(paced, reader)
        say(told, "b", "N")
        return [first, second, await step(paced, reader)]

    ours, theirs = (Called(side, **CALL, position=0) for side in "ab")
    assert play(scene) == [[], [], [ours, WELL, theirs, Said("b", "N", 1)]]


def test_a_side_alone_is_shown_as_far_as_it_has_come() -> None:
    async def scene(told: Transcript) -> list[list[News]]:
        alone = Transcript(told.run, told.question, replies={"b": REPLIES["b"]})
        paced = Paced(alone, keep_step)
        reader = Reader(paced, {})
        await anext(reader)
        say(alone, "b", "No")
        first = await step(paced, reader)
        end(alone, FAILED)
        return [first, await anext(reader)]

    assert staging.play(scene) == [[Said("b", "No", 2)], [replace(FAILED, position=2)]]


def test_held_back_all_is_told_when_all_have_ended() -> None:
    async def scene(told: Transcript, paced: Paced) -> list[list[News]]:
        reader = Reader(paced, {})
        heard = [await anext(reader)]
        say(told, "a", "Yes")
        say(told, "b", "No")
        end(told, WELL)
        heard.append(await step(paced, reader))
        end(told, FAILED)
        return [*heard, await anext(reader)]

    ends = [Said("a", "Yes", 3), replace(WELL, position=3), Said("b", "No", 2), replace(FAILED, position=2)]
    assert play(scene, hold_back) == [[BEGAN], [], ends]


def test_who_is_ahead_of_what_is_shown_waits_and_is_not_called_back() -> None:
    async def scene(told: Transcript, paced: Paced) -> list[list[News]]:
        say(told, "a", "Yes, they do.")
        say(told, "b", "No")
        reader = Reader(paced, {"a": Place(5), "b": Place(1)})
        heard = [await anext(reader)]
        end(told, WELL)
        heard.append(await step(paced, reader))
        say(told, "b", ", they do not.")
        return [*heard, await step(paced, reader)]

    assert play(scene) == [
        [replace(BEGAN, positions={"a": 5, "b": 1}), Said("b", "o", 2)],
        [],
        [Said("a", "they do.", 13), replace(WELL, position=13), Said("b", ", they do not.", 16)],
    ]


def speak(order: Sequence[str], texts: Mapping[str, str]) -> tuple[list[list[int]], list[list[News]]]:
    """Letter by letter in this order, a step after each: where both stand after each step, and all that was told."""

    async def scene(told: Transcript, paced: Paced) -> tuple[list[list[int]], list[list[News]]]:
        hearing = asyncio.create_task(hear_in_writes(Reader(paced, {})))
        await asyncio.sleep(0)
        left, places = dict(texts), []
        for side in order:
            say(told, side, left[side][:1])
            left[side] = left[side][1:]
            if not left[side]:
                end(told, replace(WELL, side=side, message=REPLIES[side]))
            paced.step()
            places.append([log.position for log in paced.logs.values()])
        return places, await hearing

    return play(scene)


async def hear_in_writes(reader: Reader) -> list[list[News]]:
    return [news async for news in reader]


@pytest.mark.parametrize("seed", range(20))
def test_whoever_is_faster_both_look_the_same(seed: int) -> None:
    texts = {"a": "yes " * 10, "b": "no! " * 10}
    order = random.Random(seed).sample("ab" * 40, k=80)
    come = [min(order[:count].count(side) for side in "ab") for count in range(1, 81)]

    places, writes = speak(order, texts)
    swapped, _ = speak([{"a": "b", "b": "a"}[side] for side in order], texts)

    assert places == swapped == [[place, place] for place in come]
    assert [each.side for each in writes[-1] if isinstance(each, Ended)] == ["a", "b"]
    said = [each for news in writes for each in news if isinstance(each, Said)]
    assert {of: "".join(each.text for each in said if each.side == of) for of in "ab"} == texts
