"""What runs say is kept in one breath for all of them, once, and in the same breath is read who is to be stopped."""

import asyncio

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from message.journal import Entry, Said
from message.models import Message
from message.runs import keeping
from message.runs.keeping import Keeper, Part, keep
from tests.message.runs.blanks import make_blanks, run_of
from tests.message.runs.noticing import noticed, until
from tests.message.runs.speakers import Speaker, play
from tests.people import Client

YES: Said = {"a": [("text", "Yes")]}


def test_what_many_runs_say_is_kept_in_one_statement(owner: Client) -> None:
    speakers = [Speaker(owner) for _ in range(12)]

    async def scene(keeper: Keeper) -> int:
        with noticed("INSERT") as notice:
            for speaker in speakers:
                speaker.say(keeper, "Peaches ")
                speaker.say(keeper, "grow.")
            await until(lambda: all(speaker.shown for speaker in speakers))
        return notice.count

    assert play(scene, *speakers) == 1
    assert [speaker.entries for speaker in speakers] == [[(1, {"a": [["text", "Peaches grow."]]})]] * 12
    assert [speaker.statuses for speaker in speakers] == [["streaming"]] * 12


def test_many_runs_cost_as_many_queries_as_one(owner: Client) -> None:
    counts = []

    for number in (1, 12):
        answers = [make_blanks(owner)[0] for _ in range(number)]
        with CaptureQueriesContext(connection) as queries:
            keep([Part(Entry(run_of(answer), 1, YES), [answer.pk]) for answer in answers])
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_where_nothing_is_said_only_stops_are_read(owner: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        keep([])

    assert len(queries) == 1


@pytest.mark.usefixtures("haste")
def test_a_side_speaks_from_its_first_entry_on(owner: Client) -> None:
    speaker = Speaker(owner, 2)

    async def scene(keeper: Keeper) -> int:
        with noticed("UPDATE") as notice:
            speaker.say(keeper, "so ")
            await until(lambda: len(speaker.shown) == 1)
            speaker.say(keeper, "it goes")
            await until(lambda: len(speaker.shown) == 2)
        return notice.count

    before = speaker.statuses
    updates = play(scene, speaker)

    assert (before, speaker.statuses, updates) == (["pending"] * 2, ["streaming", "pending"], 1)


@pytest.mark.usefixtures("haste")
def test_a_side_that_others_have_ended_does_not_speak_again(owner: Client) -> None:
    speaker = Speaker(owner, 2)
    Message.objects.filter(pk=speaker.answers[0].pk).update(status="stopped")

    async def scene(keeper: Keeper) -> int:
        with noticed("INSERT") as notice:
            speaker.say(keeper, "so")
            await until(lambda: speaker.shown)
        return notice.count

    # Nor does it keep the others from being kept at once.
    assert play(scene, speaker) == 1
    assert speaker.statuses == ["stopped", "pending"]


def ask_to_stop(*messages: Message) -> int:
    return Message.objects.filter(pk__in=[message.pk for message in messages]).ask_to_stop()


@pytest.mark.usefixtures("haste")
def test_who_is_asked_to_stop_is_told_though_nothing_is_said(owner: Client) -> None:
    speaker, elsewhere = Speaker(owner, 3), Speaker(owner)
    Message.objects.filter(pk=speaker.answers[2].pk).update(status="success")

    async def scene(keeper: Keeper) -> None:
        await until(lambda: speaker.stopped)

    asked = [ask_to_stop(*speaker.answers[1:], *elsewhere.answers), ask_to_stop(*speaker.answers[1:])]
    play(scene, speaker)

    assert asked == [2, 0]
    assert set(speaker.stopped) == {"b"}


@pytest.mark.usefixtures("haste")
def test_a_keeper_that_has_rested_goes_on(owner: Client) -> None:
    first, second = Speaker(owner), Speaker(owner)

    async def scene(keeper: Keeper) -> bool:
        keeper.close(first.scribe)
        await until(lambda: keeper.task and keeper.task.done())
        keeper.open(second.scribe)
        second.say(keeper, "Yes")
        await until(lambda: second.shown)
        keeper.close(second.scribe)
        return True

    assert play(scene, first)


@pytest.mark.parametrize(("many", "breaths"), [(1, range(4, 30)), (0, range(2))])
def test_many_runs_wait_longer_for_each_breath(
    many: int, breaths: range, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"MANY": many, "BREATH_SECONDS": 0.02, "LONG_BREATH_SECONDS": 0.4}.items():
        monkeypatch.setattr(keeping, name, value)

    async def scene(keeper: Keeper) -> int:
        with noticed("SELECT") as notice:
            await asyncio.sleep(0.5)
        return notice.count

    assert play(scene, Speaker(owner)) in breaths
