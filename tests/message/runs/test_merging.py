"""What all sides say comes together in the order it was said, and wakes its readers once."""

import asyncio
from collections.abc import Mapping
from typing import Any

from ai_model.providers.events import Reasoning, Text, ToolCall
from ai_model.providers.prompts import Prompt
from chat_session.models import Session
from message.models import Failure
from message.plans import Plan
from message.runs.logs import Cursor, Kind, Log
from message.runs.merging import merge
from message.runs.outcomes import STOPPED, Outcome
from message.runs.producing import Queue
from message.runs.voices import Voice

FAILED = Outcome.failed(Failure.UPSTREAM_RESET)


def make_voices(sides: str, mode: str = "compare") -> dict[str, Voice]:
    plan = Plan(Prompt("m", ()))
    return {side: Voice(Log(side), plan, session=Session(mode=mode)) for side in sides}


def put(queue: Queue, *told: tuple[str, Any]) -> None:
    for each in told:
        queue.put_nowait(each)


class Scene:
    """A merge that writes down what it tells, and what was known then."""

    def __init__(self, voices: Mapping[str, Voice]) -> None:
        self.voices = voices
        self.queue: Queue = asyncio.Queue()
        self.told: list[Any] = []
        self.task = asyncio.create_task(
            merge(
                self.queue,
                sides=len(voices),
                hear=lambda side, event: voices[side].hear(event),
                wake=self.wake,
                end=lambda *end: self.told.append(end),
            )
        )

    def wake(self) -> None:
        self.told.append({side: voice.log.text_of(Kind.TEXT) for side, voice in self.voices.items()})


def test_readers_are_woken_once_for_all_that_is_new() -> None:
    async def play() -> list[Any]:
        scene = Scene(make_voices("ab"))
        put(scene.queue, ("a", Text("One ")), ("b", Text("Eins ")), ("a", Text("two")))
        await asyncio.sleep(0)
        put(scene.queue, ("b", Text("zwei")), ("b", STOPPED), ("a", FAILED))
        await scene.task
        return scene.told

    assert asyncio.run(play()) == [
        {"a": "One two", "b": "Eins "},
        ("b", STOPPED),
        ("a", FAILED),
        {"a": "One two", "b": "Eins zwei"},
    ]


def test_it_lasts_until_the_last_side_has_ended() -> None:
    async def play() -> list[bool]:
        scene = Scene(make_voices("abc"))
        done = []
        for side in "bca":
            put(scene.queue, (side, STOPPED))
            await asyncio.wait([scene.task], timeout=0.01)
            done.append(scene.task.done())
        return done

    assert asyncio.run(play()) == [False, False, True]


def test_a_side_that_floods_keeps_the_others_from_nothing() -> None:
    """All that is there is told at once, so nobody stands in line behind it."""

    async def play() -> list[Any]:
        scene = Scene(make_voices("ab"))
        put(scene.queue, *[("a", Text("x"))] * 10_000, ("b", Text("y")), ("a", STOPPED), ("b", STOPPED))
        await scene.task
        return scene.told

    assert asyncio.run(play()) == [("a", STOPPED), ("b", STOPPED), {"a": "x" * 10_000, "b": "y"}]


def hear(*events: Any, mode: str = "compare") -> Voice:
    voice = make_voices("a", mode)["a"]
    for event in events:
        voice.hear(event)
    return voice


def test_what_is_said_is_kept_in_its_order() -> None:
    voice = hear(Reasoning("Hm"), Text("Yes"), ToolCall("1", "look_up", '{"word": 1}'), Text("."))

    news: list[Any] = list(voice.log.read(Cursor()))

    assert [type(each).__name__ for each in news] == ["Thought", "Said", "Called", "Said"]
    assert voice.log.calls == [{"id": "1", "name": "look_up", "arguments": '{"word": 1}'}]
    assert (voice.deltas, voice.timings["characters"]) == (4, 6)


def test_a_call_in_a_battle_is_numbered_as_all_are() -> None:
    voice = hear(ToolCall("toolu_of_one_provider", "look_up"), mode="random")

    (shown,) = voice.log.read(Cursor())

    assert shown.id == "call_1"  # type: ignore[union-attr]
    assert voice.log.calls[0]["id"] == "call_1"


def test_who_never_answered_has_no_first_word() -> None:
    assert hear().timings["first_token_ms"] is None
