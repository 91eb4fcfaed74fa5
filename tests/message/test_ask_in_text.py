"""POST /messages/stream/ of clients that send placeholders: they are told in `text`, and of refusals too."""

from typing import Any
from uuid import uuid4

import pytest

from message.models import MAX_QUESTION, Run
from tests.message.asking import ask, listen, question, seat
from tests.message.simulating import Simulator
from tests.message.submitting import again, ids_of, newest, placed, refusal, refused_in_band, rows_of, tell
from tests.message.wire.decoding import hear, said
from tests.people import Client
from tests.simulator.scenarios import WORDS, speak

ONCE = "".join(WORDS)
TEXT, EVENTS = "text/plain; charset=utf-8", "text/event-stream; charset=utf-8"


@pytest.mark.parametrize("sides", ["a", "ba"])
def test_placeholders_choose_the_text(sides: str, owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(speak()) for _ in sides])

    with ask(owner, placed(session, sides)) as ear:
        first = ear.until("0:")
        heard = hear("text", ear.rest())

    assert ear.headers["Content-Type"] == TEXT
    assert first[1:].startswith('0:"Peaches')
    assert said(heard) == dict.fromkeys(sides, ONCE)
    assert Run.objects.get(pk=ear.run).format == "text"


@pytest.mark.parametrize(
    ("options", "media_type"),
    [
        ({"params": {"stream_format": "lines"}}, EVENTS),
        ({"headers": {"Accept": "text/event-stream"}}, EVENTS),
        ({"headers": {"Accept": "text/event-stream, */*"}}, TEXT),
        ({"headers": {"Accept": "text/event-stream"}, "params": {"stream_format": "text"}}, TEXT),
    ],
)
def test_who_says_otherwise_is_told_otherwise(
    options: dict[str, Any], media_type: str, owner: Client, simulator: Simulator
) -> None:
    session = seat(owner.user, simulator.make_model(speak()))

    with ask(owner, placed(session, "a"), **options) as ear:
        ear.rest()

    assert ear.headers["Content-Type"] == media_type


def test_whoever_is_not_known_is_told_in_band(
    owner: Client, stranger: Client, nobody: Client, simulator: Simulator
) -> None:
    session = seat(owner.user, *[simulator.make_model(speak()) for _ in "ab"])
    body = placed(session, "ba")
    wrong = {"Authorization": "Bearer wrong"}

    answers = [nobody.post("/messages/stream/", json=body), nobody.post("/messages/stream/", json=body, headers=wrong)]
    foreign = stranger.post("/messages/stream/", json=body)

    assert all(refused_in_band(answer, "ba", "unauthenticated") for answer in answers)
    assert refused_in_band(foreign, "ba", "not_found")
    assert rows_of(session)[1:] == [[], [], []]


def test_ids_and_keys_that_are_in_use_are_told_in_band(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    told = ids_of(tell(owner, question(session), headers={"Idempotency-Key": "once"}))
    taken = placed(session, "a", id=told["a"])
    before = rows_of(session)

    other = owner.post("/messages/stream/", json=taken)
    mismatch = owner.post("/messages/stream/", json=placed(session, "a"), headers={"Idempotency-Key": "once"})

    assert refused_in_band(other, "a", "id_taken")
    assert refused_in_band(mismatch, "a", "idempotency_mismatch")
    assert rows_of(session) == before


def test_a_placeholder_without_a_participant_stands_for_a(owner: Client) -> None:
    body = {"session_id": str(uuid4()), "messages": [{"role": "user", "content": "Why?"}, {"role": "assistant"}]}

    assert refused_in_band(owner.post("/messages/stream/", json=body), "a", "not_found")


def test_who_asks_for_text_without_placeholders_is_told_in_band_too(owner: Client) -> None:
    body = {"session_id": str(uuid4()), "messages": [{"role": "user", "content": "Why?"}]}

    answer = owner.post("/messages/stream/", json=body, params={"stream_format": "text"})

    assert refused_in_band(answer, "a", "not_found")


@pytest.mark.parametrize("form", ["lines", "sse", "ui"])
def test_others_are_told_by_status(form: str, owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    body = placed(session, "a") | {"session_id": str(uuid4())}

    answer = owner.post("/messages/stream/", json=body, params={"stream_format": form})

    assert refusal(answer) == (404, "not_found")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"temperature": 9}, "invalid"),
        ({"session_id": "none"}, "invalid"),
        ({"content": "x" * (MAX_QUESTION + 1)}, "too_long"),
    ],
    ids=["temperature", "session_id", "content"],
)
def test_a_body_that_is_not_understood_is_refused_by_status(
    change: dict[str, Any], code: str, owner: Client, simulator: Simulator
) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    body = placed(session, "a", change.get("content", "Why?")) | change

    answer = owner.post("/messages/stream/", json=body)

    assert refusal(answer) == (400, code)


def test_a_refused_trigger_is_told_to_its_side(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(speak()) for _ in "ab"])
    body = question(session, trigger="regenerate-message", side="b")

    answer = owner.post("/messages/stream/", params={"stream_format": "text"}, json=body | {"session_id": str(uuid4())})

    assert answer.text.startswith('bd:{"finishReason":"error","code":"not_found"')


@pytest.mark.parametrize("form", ["lines", "text", "sse", "ui"])
def test_a_regenerate_is_told_as_its_turn_was(form: str, owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(speak()) for _ in "ab"])
    tell(owner, question(session), form=form)
    replies = [newest(session, "b").pk]

    heard = []
    for _ in range(2):
        with listen(owner, "POST", f"/messages/{replies[-1]}/regenerate/") as ear:
            heard.append(said(hear(form, ear.rest())))
        replies.append(newest(session, "b").pk)

    assert heard == [{"" if form == "ui" else "b": ONCE}] * 2
    assert len(set(replies)) == 3


@pytest.mark.parametrize(
    "options", [{"params": {"stream_format": "sse"}}, {"headers": {"Accept": "text/event-stream"}}]
)
def test_unless_it_is_wished_for_otherwise(options: dict[str, Any], owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    reply = ids_of(tell(owner, placed(session, "a"), form="text"))["a"]

    with listen(owner, "POST", f"/messages/{reply}/regenerate/", **options) as ear:
        heard = hear("sse", ear.rest())

    assert said(heard) == {"a": ONCE}


@pytest.mark.parametrize("body", [b"", b" \n", b"{}"])
def test_a_regenerate_needs_no_body(body: bytes, owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    reply = ids_of(tell(owner, question(session)))["a"]

    heard = again(owner, reply, content=body, headers={"Content-Type": "application/json"})

    assert said(heard) == {"a": ONCE}


def test_a_regenerate_is_refused_by_status(owner: Client, stranger: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    first = ids_of(tell(owner, placed(session, "a"), form="text"))
    tell(owner, placed(session, "a"), form="text")

    late = owner.post(f"/messages/{first['a']}/regenerate/", params={"stream_format": "text"})
    foreign = stranger.post(f"/messages/{first['a']}/regenerate/")

    assert [refusal(late), refusal(foreign)] == [(409, "not_last"), (404, "not_found")]
