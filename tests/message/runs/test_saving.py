"""What was heard is stored in its order, at once for all, and nobody's entry spoils another's."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ai_model.providers.metering import MAX_TEXT
from message import journal
from message.journal import Entry
from message.models import Journal, Message, Run
from message.runs.logs import Kind, Log
from message.runs.outcomes import BROKEN, INTERRUPTED, STOPPED, Outcome
from message.runs.saving import Ending, Saver, Stored, sum_up, write_all
from tests.conversations import make_model
from tests.message.runs.blanks import make_blanks, run_of
from tests.message.runs.noticing import noticed
from tests.people import Client

SUCCESS = Outcome(Message.Status.SUCCESS, "stop")
KEPT = Stored(SUCCESS)
PATIENCE_SECONDS = 10.0
TOO_LONG = "x" * (MAX_TEXT + 1)
# What a write begins with, once.
BEGINNINGS = {"postgresql": "SET LOCAL", "sqlite": "BEGIN"}


def save(*endings: Ending) -> list[Stored]:
    async def play() -> list[Stored]:
        saver = Saver()
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await asyncio.gather(*[saver.add(ending) for ending in endings])

    return asyncio.run(play())


def well(message: Message, text: str = "Because.", **fields: Any) -> Ending:
    return Ending(message.pk, SUCCESS, run_of(message), {"content": text}, **fields)


def fate(message: Message) -> tuple[str, str, str]:
    message.refresh_from_db()
    return message.status, message.error_code, message.content


@pytest.mark.parametrize("status", Message.LIVE)
def test_a_side_that_speaks_has_ended_then(status: str, owner: Client) -> None:
    (answer,) = make_blanks(owner)
    Message.objects.filter(pk=answer.pk).update(status=status)
    Message.objects.filter(pk=answer.pk).ask_to_stop()

    ended = save(well(answer))

    assert (ended, fate(answer)) == ([KEPT], ("success", "", "Because."))
    assert answer.stop_asked_at is None


def test_what_comes_together_is_stored_in_its_order(owner: Client) -> None:
    answers = make_blanks(owner, 8)

    stored = save(*map(well, answers), *[well(answer, "No.") for answer in answers])

    assert stored == [KEPT] * 8 + [Stored(SUCCESS, answer) for answer in answers]
    assert {fate(answer) for answer in answers} == {("success", "", "Because.")}


def test_all_that_waits_is_stored_at_once(owner: Client) -> None:
    answers = [answer for _ in range(5) for answer in make_blanks(owner, 8)]

    with noticed(BEGINNINGS[connection.vendor]) as begun:
        stored = save(*map(well, answers))

    assert stored == [KEPT] * 40
    assert begun.count == 1


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
        save(well(answer))
        closed.append(runs.filter(ended_at=None).count() == 0)
    before = runs.get().ended_at
    save(well(answers[0]))

    assert closed == [False, False, True]
    assert runs.get().ended_at == before


def test_the_journal_lasts_as_long_as_a_side_speaks(owner: Client) -> None:
    first, last = make_blanks(owner, 2)
    rows = Journal.objects.filter(run=run_of(first))
    journal.append([Entry(run_of(first), 1, {"a": [("text", "Be")], "b": [("text", "So")]})])

    counts = []
    for answer in (first, last):
        save(well(answer))
        counts.append(rows.count())

    assert counts == [1, 0]


def test_a_message_holds_all_that_was_said(owner: Client) -> None:
    (answer,) = make_blanks(owner)
    log, call = Log("a"), {"id": "call_1", "name": "look_up", "arguments": "{}"}
    log.add(Kind.TEXT, "Because.")
    log.add_call(call)
    log.add(Kind.REASONING, "Why?")

    save(Ending(answer.pk, SUCCESS, run_of(answer), sum_up(log)))

    answer.refresh_from_db()
    assert (answer.content, answer.reasoning, answer.tool_calls) == ("Because.", "Why?", [call])
    assert answer.outline == [["text", 8], ["call", 0], ["reasoning", 4]]


def test_who_spoke_in_place_of_another_is_credited(owner: Client) -> None:
    (answer,) = make_blanks(owner)
    spare = make_model()

    save(well(answer, stand_in=spare.name))

    answer.refresh_from_db()
    assert answer.model == spare


@pytest.mark.parametrize(("status", "code"), [("success", ""), ("stopped", ""), ("error", "interrupted")])
def test_who_has_ended_stays_as_it_is(status: str, code: str, owner: Client) -> None:
    (answer,) = make_blanks(owner)
    Message.objects.filter(pk=answer.pk).update(status=status, error_code=code, content="All.", reasoning="Hm.")

    (stored,) = save(well(answer, "More."))

    assert fate(answer) == (status, code, "All.")
    assert (stored.outcome.status, stored.outcome.code) == (status, code)
    # Whoever deletes what is said stops it: nothing of its row is told.
    assert stored.row == (None if status == "stopped" else answer)
    assert stored.row is None or (stored.row.content, stored.row.reasoning) == ("All.", "Hm.")


def test_a_commit_whose_answer_was_lost_is_no_other_end(owner: Client) -> None:
    """It is tried again, and then the row has ended already."""
    (answer,) = make_blanks(owner)

    first, again = save(well(answer)), save(well(answer))

    assert (first, again) == ([KEPT], [Stored(SUCCESS, answer)])


def test_what_is_gone_was_stopped(owner: Client) -> None:
    (answer,) = make_blanks(owner)
    answer.session.messages.all().empty()

    assert save(well(answer), Ending(uuid4(), INTERRUPTED, uuid4())) == [Stored(STOPPED)] * 2
    assert fate(answer) == ("stopped", "", "")


def test_what_cannot_be_stored_spoils_nothing_else(owner: Client, caplog: pytest.LogCaptureFixture) -> None:
    before, bad, behind = make_blanks(owner, 3)

    stored = save(well(before), well(bad, TOO_LONG), well(behind))

    assert stored == [KEPT, Stored(BROKEN), KEPT]
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

    assert stored[1] == KEPT
    assert fate(good) == ("success", "", "Because.")
    assert bad.session.messages.filter(status__in=Message.LIVE).count() == 0


def test_what_cannot_even_fail_spoils_nothing_else(owner: Client) -> None:
    (good,) = make_blanks(owner)
    nobodys: Any = "no id"

    assert save(Ending(nobodys, SUCCESS, uuid4()), well(good)) == [Stored(BROKEN), KEPT]
    assert fate(good) == ("success", "", "Because.")


def test_a_saver_that_has_rested_goes_on(owner: Client) -> None:
    first, second = make_blanks(owner, 2)

    async def play() -> tuple[Stored, bool, Stored]:
        saver = Saver()
        before = await saver.add(well(first))
        await asyncio.sleep(0)
        is_resting = saver.task is not None and saver.task.done()
        return before, is_resting, await saver.add(well(second))

    assert asyncio.run(play()) == (KEPT, True, KEPT)


def test_nobody_has_to_wait_for_what_was_saved(owner: Client) -> None:
    """A reader that was cancelled meanwhile takes nothing from the others."""
    first, second = make_blanks(owner, 2)

    async def play() -> Stored:
        saver = Saver()
        saver.add(well(first)).cancel()
        return await saver.add(well(second))

    assert asyncio.run(play()) == KEPT
    assert fate(first) == ("success", "", "Because.")
