"""What is added to a journal while others end its run: it is gone with the rest, or it was never added."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from functools import partial
from uuid import UUID

import pytest
from django.db import connection

from api.wiping import wipe
from chat_session.models import Session
from message import journal
from message.journal import Entry, Said
from message.models import Journal, Message, Run
from message.runs.keeping import Keeper, Part, keep
from message.runs.outcomes import STOPPED
from message.runs.saving import Ending, Saver
from message.runs.sweeping import end_abandoned
from tests.message.runs.blanks import make_blanks, run_of
from tests.message.runs.holding import MOMENT_SECONDS, held, in_thread
from tests.message.runs.noticing import until
from tests.message.runs.speakers import Speaker, play
from tests.people import Client

SAID: Said = {"a": [("text", "Because.")]}
# How others end what is still being said.
ENDS: dict[str, Callable[[Message], object]] = {
    "swept": lambda answer: end_at_last(run_of(answer)),
    "wiped": lambda answer: wipe(Session.objects.filter(pk=answer.session_id)),
}


def end_at_last(run: UUID) -> None:
    """As those do who sweep: another time, where somebody has it."""
    while not end_abandoned(run):
        pass


def keep_at_last(entry: Entry) -> None:
    """As a keeper does: again, where it could not be kept now."""
    while keep([Part(entry)]).late:
        pass


def is_over(message: Message) -> bool:
    """And nothing of it is left in the journal."""
    assert not Journal.objects.filter(run=run_of(message)).exists()
    return Run.objects.get(pk=run_of(message)).ended_at is not None


def locked(run: UUID) -> AbstractContextManager[Callable[[], None]]:
    return held(lambda: list(Run.objects.filter(pk=run).select_for_update()))


@pytest.mark.usefixtures("haste")
def test_who_waits_for_a_run_keeps_nobody_from_ending(owner: Client) -> None:
    """All that a process writes goes through one thread."""
    speaker, (answer,) = Speaker(owner), make_blanks(owner)

    def scene_of(release: Callable[[], None]) -> Callable[[Keeper], Coroutine[None, None, bool]]:
        async def scene(keeper: Keeper) -> bool:
            speaker.say(keeper, "Yes")
            await asyncio.sleep(MOMENT_SECONDS / 5)
            ending = Saver().add(Ending(answer.pk, STOPPED, run_of(answer)))
            await asyncio.wait([ending], timeout=MOMENT_SECONDS)
            is_stored = ending.done()
            release()
            await asyncio.gather(ending, until(lambda: speaker.shown))
            return is_stored

        return scene

    with locked(speaker.run) as release:
        is_stored = play(scene_of(release), speaker)

    # SQLite has one lock for all.
    assert is_stored == (connection.vendor == "postgresql")
    assert speaker.entries == [(1, {"a": [["text", "Yes"]]})]


@pytest.mark.usefixtures("haste")
def test_who_has_a_run_keeps_no_other_waiting(owner: Client) -> None:
    held_up, free = Speaker(owner), Speaker(owner)

    def scene_of(release: Callable[[], None]) -> Callable[[Keeper], Coroutine[None, None, list[bool]]]:
        async def scene(keeper: Keeper) -> list[bool]:
            free.say(keeper, "Yes")
            for word in ("So ", "it ", "goes."):
                held_up.say(keeper, word)
                # Until it was tried, and tried again.
                await asyncio.sleep(MOMENT_SECONDS)
            shown = [bool(free.shown), bool(held_up.shown)]
            release()
            await until(lambda: free.shown and len(held_up.shown) == 2)
            return shown

        return scene

    with locked(held_up.run) as release:
        shown = play(scene_of(release), free, held_up)

    assert shown == [connection.vendor == "postgresql", False]
    assert [said["a"] for _, said in held_up.entries] == [[["text", "So "]], [["text", "it goes."]]]
    assert held_up.shown == [{"a": [("text", "So ")]}, {"a": [("text", "it goes.")]}]


def test_who_has_a_run_keeps_its_journal_waiting(owner: Client) -> None:
    (answer,) = make_blanks(owner)
    run = run_of(answer)

    with locked(run) as release, ThreadPoolExecutor(1) as pool:
        keeping = pool.submit(in_thread(partial(keep_at_last, Entry(run, 1, SAID))))
        wait([keeping], MOMENT_SECONDS)
        is_kept = keeping.done()
        release()
        keeping.result()

    assert not is_kept
    assert Journal.objects.filter(run=run).count() == 1


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_what_is_added_behind_an_end_is_not_kept(end: Callable[[Message], object], owner: Client) -> None:
    """By a worker that was away, and knows nothing of it."""
    (answer,) = make_blanks(owner)
    run = run_of(answer)
    journal.append([Entry(run, 1, SAID)])

    with held(partial(end, answer)) as release, ThreadPoolExecutor(1) as pool:
        keeping = pool.submit(in_thread(partial(keep_at_last, Entry(run, 2, SAID))))
        wait([keeping], MOMENT_SECONDS)
        release()
        keeping.result()

    assert is_over(answer)


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_an_end_takes_what_is_just_being_added(end: Callable[[Message], object], owner: Client) -> None:
    (answer,) = make_blanks(owner)

    with held(lambda: journal.append([Entry(run_of(answer), 1, SAID)])) as release, ThreadPoolExecutor(1) as pool:
        ending = pool.submit(in_thread(partial(end, answer)))
        wait([ending], MOMENT_SECONDS)
        release()
        ending.result()

    assert is_over(answer)


def test_of_two_who_sweep_one_ends_it(owner: Client) -> None:
    """The other goes on to the next at once."""
    (answer,) = make_blanks(owner)
    end = partial(end_abandoned, run_of(answer))

    with held(end) as release, ThreadPoolExecutor(1) as pool:
        ending = pool.submit(in_thread(end))
        wait([ending], MOMENT_SECONDS)
        has_gone_on = ending.done()
        release()

    assert not ending.result()
    # SQLite has one lock for all.
    assert has_gone_on == (connection.vendor == "postgresql")
