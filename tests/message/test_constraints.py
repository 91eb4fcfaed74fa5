"""What the database refuses, whoever asks it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ai_model.providers.metering import MAX_TEXT
from chat_session.models import Contender, DrawOdds, Session
from message.models import MAX_QUESTION, Message, Run, Turn
from tests.conversations import make_model, make_session, reply, say
from tests.people import Client

LIVE, ENDED = ("pending", "streaming"), ("success", "error", "stopped")
CALLS = [{"id": "call_1", "name": "look_up", "arguments": "{}"}]
SAID: dict[str, Any] = {"content": "Because.", "reasoning": "Why indeed?", "tool_calls": CALLS}
OTHER: dict[str, Any] = {"content": "Because!", "reasoning": "Why not?", "tool_calls": [*CALLS, *CALLS]}
EMPTY: dict[str, Any] = {"content": "", "reasoning": "", "tool_calls": []}


@pytest.fixture
def turn(owner: Client) -> Turn:
    return say(make_session(owner.user, "compare"), "One?", "a1")


def refuses(write: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


def test_a_side_has_one_voice(turn: Turn) -> None:
    reply(turn, "a", "", status="streaming")

    assert refuses(lambda: reply(turn, "a", "", status="pending"))
    assert not refuses(lambda: reply(turn, "b", "", status="pending"))


def test_a_side_that_ended_may_speak_again(turn: Turn) -> None:
    first = reply(turn, "a", "", status="streaming")
    Message.objects.filter(pk=first.pk).update(status="stopped")

    assert not refuses(lambda: reply(turn, "a", "", status="streaming"))


def test_a_voice_is_one_over_all_turns_of_a_session(turn: Turn) -> None:
    reply(turn, "a", "", status="streaming")
    later = say(turn.session, "Two?", after=turn)

    assert refuses(lambda: reply(later, "a", "", status="pending"))


def test_a_version_exists_once(turn: Turn) -> None:
    answer = turn.messages.get(participant="a")
    question = turn.messages.get(participant="")

    for message in (answer, question):
        message.pk = None
        message._state.adding = True
        assert refuses(message.save)


def test_two_wordings_of_a_question_have_two_versions(turn: Turn) -> None:
    other = Turn.objects.create(session=turn.session, number=2)
    question = {"session": turn.session, "turn": other, "turn_number": 2, "role": "user", "status": "success"}

    assert refuses(lambda: Message.objects.create(stem=turn.session_id, version=1, **question))
    assert not refuses(lambda: Message.objects.create(stem=turn.session_id, version=2, **question))


def test_a_turn_has_a_number_of_its_own(turn: Turn) -> None:
    assert refuses(lambda: Turn.objects.create(session=turn.session, number=turn.number))


@pytest.mark.parametrize(
    ("role", "participant"), [("user", "a"), ("assistant", ""), ("assistant", "i"), ("system", "")]
)
def test_who_speaks_is_the_question_or_a_side(turn: Turn, role: str, participant: str) -> None:
    place: dict[str, Any] = {"session": turn.session, "turn": turn, "turn_number": 1, "version": 9, "stem": turn.pk}

    assert refuses(lambda: Message.objects.create(role=role, participant=participant, status="success", **place))


def test_there_is_no_ninth_participant(owner: Client) -> None:
    session = make_session(owner.user, "compare", size=8)

    assert refuses(lambda: Contender.objects.create(session=session, participant="i", model=make_model()))
    assert refuses(lambda: Session.objects.create(user=owner.user, mode="compare", size=9))
    assert refuses(lambda: Session.objects.create(user=owner.user, mode="compare", size=0))


def test_a_seat_is_taken_once(owner: Client) -> None:
    session = make_session(owner.user)

    assert refuses(lambda: Contender.objects.create(session=session, participant="a", model=make_model()))


def test_an_unknown_mode_is_none(owner: Client) -> None:
    assert refuses(lambda: Session.objects.create(user=owner.user, mode="duel", size=1))


def test_a_key_and_a_link_are_used_once(owner: Client, stranger: Client) -> None:
    taken = {"mode": "direct", "size": 1}
    token = f"token-{owner.user.pk}"
    Session.objects.create(user=owner.user, idempotency_key="key", share_token=token, **taken)

    assert refuses(lambda: Session.objects.create(user=owner.user, idempotency_key="key", **taken))
    assert refuses(lambda: Session.objects.create(user=stranger.user, share_token=token, **taken))
    assert not refuses(lambda: Session.objects.create(user=stranger.user, idempotency_key="key", **taken))


def test_there_is_one_row_of_odds(database: None) -> None:
    assert refuses(lambda: DrawOdds.objects.create(pk=2, odds={}))


def test_a_model_that_has_spoken_is_not_deleted(turn: Turn) -> None:
    model = turn.session.contenders.get(participant="a").model

    Contender.objects.filter(model=model).delete()

    assert refuses(model.delete)


def change(message: Message, **fields: Any) -> Callable[[], Any]:
    return lambda: Message.objects.filter(pk=message.pk).update(**fields)


@pytest.mark.parametrize("status", ENDED)
def test_who_has_ended_ends_in_no_other_way(status: str, turn: Turn) -> None:
    ended = reply(turn, "b", status=status, **SAID)

    others = [other for other in (*LIVE, *ENDED) if other != status]

    assert [other for other in others if not refuses(change(ended, status=other))] == []
    assert not refuses(change(ended, status=status))


@pytest.mark.parametrize("status", ENDED)
@pytest.mark.parametrize("name", SAID)
def test_what_was_said_stays_said(name: str, status: str, turn: Turn) -> None:
    ended, silent = [reply(turn, "b", status=status, **fields) for fields in (SAID, EMPTY)]

    assert refuses(change(ended, **{name: OTHER[name]}))
    assert refuses(change(silent, **{name: OTHER[name]}))
    assert not refuses(change(ended, **{name: SAID[name]}))


@pytest.mark.parametrize("status", ENDED)
def test_it_may_be_wiped_and_stays_so(status: str, turn: Turn) -> None:
    ended = reply(turn, "b", status=status, **SAID)

    assert not refuses(change(ended, **EMPTY))
    assert [name for name, value in SAID.items() if not refuses(change(ended, **{name: value}))] == []


def test_a_question_stays_as_it_was_asked(turn: Turn) -> None:
    asked = turn.messages.get(participant="")

    assert refuses(change(asked, content="Two?"))
    assert not refuses(change(asked, content=""))


def test_what_is_not_text_may_still_be_noted(turn: Turn) -> None:
    ended = reply(turn, "b", **SAID)

    assert not refuses(change(ended, feedback="like", usage=None, timings={"duration_ms": 5}))


@pytest.mark.parametrize("status", LIVE)
def test_who_still_speaks_says_more_and_ends(status: str, turn: Turn) -> None:
    speaking = reply(turn, "b", status=status, **SAID)

    assert not refuses(change(speaking, **OTHER))
    assert not refuses(change(speaking, status="stopped", **SAID))


def test_a_question_is_bounded_in_letters(turn: Turn) -> None:
    other = Turn.objects.create(session=turn.session, number=2)
    place: dict[str, Any] = {"session": turn.session, "turn": other, "turn_number": 2, "stem": other.pk}

    def ask(letters: int) -> Callable[[], Any]:
        return lambda: Message.objects.create(role="user", status="success", content="क" * letters, **place)

    assert refuses(ask(MAX_QUESTION + 1))
    assert not refuses(ask(MAX_QUESTION))


@pytest.mark.parametrize("name", ["content", "reasoning"])
def test_a_reply_is_bounded_in_bytes(name: str, turn: Turn) -> None:
    speaking = reply(turn, "b", "", status="streaming", **({"reasoning": "é"} if name == "content" else {}))
    beside = len("é".encode()) if name == "content" else 0
    full = "é" * ((MAX_TEXT - beside) // 2)

    assert refuses(change(speaking, **{name: full + "x"}))
    assert not refuses(change(speaking, **{name: full}))


def test_a_key_opens_one_run(turn: Turn, stranger: Client) -> None:
    user, place = turn.session.user, {"session": turn.session, "turn": turn}
    Run.objects.create(user=user, idempotency_key="key", **place)

    assert refuses(lambda: Run.objects.create(user=user, idempotency_key="key", **place))
    assert not refuses(lambda: Run.objects.create(user=stranger.user, idempotency_key="key", **place))
    assert not refuses(lambda: [Run.objects.create(user=user, **place) for _ in range(2)])
