"""A guest's run goes on while anybody hears it, here or on another worker, and for a while after that."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

import pytest
from asgiref.sync import sync_to_async
from django.db.models.functions import Now

from chat_session.models import Session
from message.models import Message, Run
from message.runs import loneliness
from message.runs.following import Reader
from message.runs.loneliness import is_of_guest, wait_until_left
from message.runs.transcripts import Transcript
from tests.message.runs.blanks import make_blanks, run_of
from tests.message.runs.noticing import PATIENCE_SECONDS, noticed, until
from tests.people import PASSWORD, Client, make_email

LONELY_SECONDS, WORD_SECONDS = 0.2, 0.05


@pytest.fixture(autouse=True)
def haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loneliness, "LONELY_SECONDS", LONELY_SECONDS)
    monkeypatch.setattr(loneliness, "WORD_SECONDS", WORD_SECONDS)


@dataclass(frozen=True, slots=True)
class Watched:
    """Whether it was thought to be left, and how long that took."""

    is_left: bool
    seconds: float


async def stay_away(told: Transcript) -> None:
    pass


def watch(answer: Message, meanwhile: Callable[[Transcript], Coroutine[None, None, None]] = stay_away) -> Watched:
    async def perform() -> Watched:
        told = Transcript(run_of(answer), answer.pk, replies={answer.participant: answer.pk})
        began = time.monotonic()
        async with asyncio.timeout(PATIENCE_SECONDS), asyncio.TaskGroup() as group:
            group.create_task(meanwhile(told))
            is_left = await wait_until_left(told)
        return Watched(is_left, time.monotonic() - began)

    return asyncio.run(perform())


@pytest.fixture
def answer(guest: Client) -> Message:
    return make_blanks(guest)[0]


def test_who_has_an_account_is_no_guest(guest: Client, owner: Client) -> None:
    people = {"guest": guest.user, "owner": owner.user, "nobody": None}

    told = {name: is_of_guest(Session(user=user)) for name, user in people.items()}

    assert told == {"guest": True, "owner": False, "nobody": True}


def test_whom_nobody_hears_is_left_after_a_while(answer: Message) -> None:
    watched = watch(answer)

    assert watched.is_left
    assert watched.seconds >= LONELY_SECONDS


def test_while_somebody_listens_it_is_not_left(answer: Message) -> None:
    async def listen(told: Transcript) -> None:
        reader = Reader(told, {})
        await anext(reader)
        await asyncio.sleep(2 * LONELY_SECONDS)
        await reader.aclose()

    watched = watch(answer, listen)

    assert watched.is_left
    assert watched.seconds >= 3 * LONELY_SECONDS


def test_while_somebody_listens_elsewhere_it_is_not_left(answer: Message) -> None:
    words = 12

    async def listen_elsewhere(told: Transcript) -> None:
        for _ in range(words):
            await sync_to_async(Run.objects.filter(pk=told.run).update)(read_at=Now())
            await asyncio.sleep(WORD_SECONDS)

    watched = watch(answer, listen_elsewhere)

    assert watched.is_left
    assert watched.seconds >= (words - 1) * WORD_SECONDS + LONELY_SECONDS


def test_who_was_heard_elsewhere_long_ago_is_left(answer: Message) -> None:
    Run.objects.filter(pk=run_of(answer)).update(read_at=answer.created_at)
    time.sleep(LONELY_SECONDS)

    watched = watch(answer)

    assert watched.is_left
    assert watched.seconds < 2 * LONELY_SECONDS


def sign_up(answer: Message, guest: Client) -> None:
    guest.post("/auth/register/", json={"email": make_email(), "password": PASSWORD})


def erase(answer: Message, guest: Client) -> None:
    Session.objects.filter(pk=answer.session_id).delete()


@pytest.mark.parametrize("happen", [sign_up, erase])
def test_what_is_no_guests_any_more_is_not_left(
    happen: Callable[[Message, Client], None], answer: Message, guest: Client
) -> None:
    happen(answer, guest)

    watched = watch(answer)

    assert not watched.is_left


def test_while_the_database_is_away_it_is_not_left(answer: Message, caplog: pytest.LogCaptureFixture) -> None:
    async def be_away(told: Transcript) -> None:
        with noticed("SELECT", is_away=True) as outage:
            await until(lambda: outage.count > 2)

    watched = watch(answer, be_away)

    assert watched.is_left
    assert watched.seconds >= LONELY_SECONDS + 2 * WORD_SECONDS
    assert "cannot be found out" in caplog.text
