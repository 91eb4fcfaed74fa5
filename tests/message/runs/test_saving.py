"""What was heard is stored in its order, at once for all, and nobody's entry spoils another's."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from django.test.utils import CaptureQueriesContext

from ai_model.providers.metering import MAX_TEXT
from message.models import Message, Run
from message.runs.outcomes import BROKEN, INTERRUPTED, STOPPED, Outcome
from message.runs.saving import Beginning, Ending, Entry, Saver, Stored, write_all
from tests.conversations import make_model
from tests.message.runs.blanks import make_blanks
from tests.people import Client

SUCCESS = Outcome(Message.Status.SUCCESS, "stop")
PATIENCE_SECONDS = 10.0
TOO_LONG = "x" * (MAX_TEXT + 1)


def save(*entries: Entry) -> list[Stored]:
    async def play() -> list[Stored]:
        saver = Saver()
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await asyncio.gather(*[saver.add(entry) for entry in entries])

    return asyncio.run(play())


def run_of(message: Message) -> UUID:
    assert message.run_id
    return message.run_id


def well(message: Message, text: str = "Because.", **fields: Any) -> Ending:
    return Ending(message.pk, SUCCESS, run_of(message), {"content": text}, **fields)


def fate(message: Message) -> tuple[str, str, str]:
    message.refresh_from_db()
    return message.status, message.error_code, message.content


def test_a_side_speaks_and_then_has_ended(owner: Client) -> None:
    (answer,) = make_blanks(owner)

    begun = save(Beginning(answer.pk))
    status = fate(answer)
    ended = save(well(answer))

    assert (begun, status) == ([None], ("streaming", "", ""))
    assert (ended, fate(answer)) == ([SUCCESS], ("success", "", "Because."))


def test_what_comes_together_is_stored_in_its_order(owner: Client) -> None:
    answers = make_blanks(owner, 8)
    entries: list[Entry] = [Beginning(answer.pk) for answer in answers]

    stored = save(*entries, *map(well, answers))

    assert stored == [None] * 8 + [SUCCESS] * 8
    assert {fate(answer) for answer in answers} == {("success", "", "Because.")}


@contextmanager
def counting_writes() -> Iterator[list[None]]:
    """Each write has a connection for itself."""
    writes: list[None] = []

    def note(**_: Any) -> None:
        writes.append(None)

    connection_created.connect(note)
    try:
        yield writes
    finally:
        connection_created.disconnect(note)


def test_all_that_waits_is_stored_at_once(owner: Client) -> None:
    answers = [answer for _ in range(5) for answer in make_blanks(owner, 8)]

    with counting_writes() as writes:
        stored = save(*map(well, answers))

    assert stored == [SUCCESS] * 40
    assert len(writes) == 1


def test_it_is_one_transaction(owner: Client) -> None:
    answers = make_blanks(owner, 8)

    with CaptureQueriesContext(connection) as queries:
        write_all(list(map(well, answers)))

    words = [query["sql"].split()[0] for query in queries]
    assert (words.count("BEGIN"), words.count("COMMIT"), words.count("UPDATE")) == (1, 1, 16)


def test_a_run_is_closed_exactly_with_its_last_side(owner: Client) -> None:
    answers = make_blanks(owner, 3)
    runs = Run.objects.filter(pk=run_of(answers[0]))

    closed = []
    for answer in reversed(answers):
        save(Beginning(answer.pk), well(answer))
        closed.append(runs.filter(ended_at=None).count() == 0)
    before = runs.get().ended_at
    save(well(answers[0]))

    assert closed == [False, False, True]
    assert runs.get().ended_at == before


def test_who_spoke_in_place_of_another_is_credited(owner: Client) -> None:
    (answer,) = make_blanks(owner)
    spare = make_model()

    save(well(answer, stand_in=spare.name))

    answer.refresh_from_db()
    assert answer.model == spare


@pytest.mark.parametrize(("status", "code"), [("success", ""), ("stopped", ""), ("error", "interrupted")])
def test_who_has_ended_stays_as_it_is(status: str, code: str, owner: Client) -> None:
    (answer,) = make_blanks(owner)
    Message.objects.filter(pk=answer.pk).update(status=status, error_code=code, content="All.")

    (_, stored) = save(Beginning(answer.pk), well(answer, "More."))

    assert fate(answer) == (status, code, "All.")
    assert stored
    assert (stored.status, stored.code) == (status, code)


def test_a_commit_whose_answer_was_lost_is_no_other_end(owner: Client) -> None:
    """It is tried again, and then the row has ended already."""
    (answer,) = make_blanks(owner)

    first, again = save(well(answer)), save(well(answer))

    assert first == again == [SUCCESS]


def test_what_is_gone_was_stopped(owner: Client) -> None:
    (answer,) = make_blanks(owner)
    answer.session.messages.all().empty()

    assert save(well(answer), Ending(uuid4(), INTERRUPTED, uuid4())) == [STOPPED, STOPPED]
    assert fate(answer) == ("stopped", "", "")


def test_what_cannot_be_stored_spoils_nothing_else(owner: Client, caplog: pytest.LogCaptureFixture) -> None:
    before, bad, behind = make_blanks(owner, 3)

    stored = save(Beginning(behind.pk), well(before), well(bad, TOO_LONG), well(behind))

    assert stored == [None, SUCCESS, BROKEN, SUCCESS]
    assert [fate(each) for each in (before, bad, behind)] == [
        ("success", "", "Because."),
        ("error", "internal", ""),
        ("success", "", "Because."),
    ]
    assert Run.objects.get(replies=bad).ended_at is not None
    assert f"{bad.pk} cannot be stored" in caplog.text


@pytest.mark.parametrize("text", ["\ud83d", "a\0b"], ids=["half a letter", "NUL"])
def test_no_text_keeps_the_others_from_being_stored(text: str, owner: Client) -> None:
    """SQLite takes some of what PostgreSQL does not."""
    bad, good = make_blanks(owner, 2)

    stored = save(well(bad, text), well(good))

    assert stored[1] == SUCCESS
    assert fate(good) == ("success", "", "Because.")
    assert bad.session.messages.filter(status__in=Message.LIVE).count() == 0


def test_what_cannot_even_fail_spoils_nothing_else(owner: Client) -> None:
    (good,) = make_blanks(owner)
    nobodys: Any = "no id"

    assert save(Ending(nobodys, SUCCESS, uuid4()), well(good)) == [BROKEN, SUCCESS]
    assert fate(good) == ("success", "", "Because.")


def test_a_saver_that_has_rested_goes_on(owner: Client) -> None:
    first, second = make_blanks(owner, 2)

    async def play() -> tuple[Stored, bool, Stored]:
        saver = Saver()
        before = await saver.add(well(first))
        await asyncio.sleep(0)
        is_resting = saver.task is not None and saver.task.done()
        return before, is_resting, await saver.add(well(second))

    assert asyncio.run(play()) == (SUCCESS, True, SUCCESS)


def test_nobody_has_to_wait_for_what_was_saved(owner: Client) -> None:
    """A reader that was cancelled meanwhile takes nothing from the others."""
    first, second = make_blanks(owner, 2)

    async def play() -> Stored:
        saver = Saver()
        saver.add(well(first)).cancel()
        return await saver.add(well(second))

    assert asyncio.run(play()) == SUCCESS
    assert fate(first) == ("success", "", "Because.")
