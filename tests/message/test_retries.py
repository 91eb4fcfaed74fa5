"""What makes two submits the same: what they do and say, not the address or the format they come by."""

from collections.abc import Iterator

import pytest

from tests.message.asking import ask, question, seat
from tests.message.simulating import Simulator
from tests.message.submitting import answers, ids_of, newest, refusal, retrigger, reword, rows_of, tell
from tests.message.wire.decoding import hear, said
from tests.people import Client
from tests.servers import Server, start_server
from tests.simulator.scenarios import speak

KEY = {"Idempotency-Key": "once"}
REPLAYED = "Idempotent-Replayed"


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    with start_server(ARENA_TENANTS="north") as server:
        yield server


@pytest.mark.parametrize("action", ["stream/", "{user}/branch/", "{a}/regenerate/"])
def test_by_a_tenants_address_it_is_the_same(action: str, owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    path = action.format(**ids_of(tell(owner, question(session))))
    body = {"stream/": question(session), "{user}/branch/": {"content": "Else?"}}.get(action, {})

    first, second = [owner.post(f"{tenant}/messages/{path}", json=body, headers=KEY) for tenant in ("", "/north")]

    assert (first.headers.get(REPLAYED), second.headers.get(REPLAYED)) == (None, "true")
    assert first.headers["X-Run-Id"] == second.headers["X-Run-Id"]


def test_what_is_done_and_to_what_are_part_of_it(owner: Client, simulator: Simulator) -> None:
    """The same body and key."""
    session = seat(owner.user, simulator.make_model(speak()))
    first = ids_of(tell(owner, question(session)))["user"]
    second = ids_of(reword(owner, first, "Else?"))["user"]
    actions = [f"{first}/branch/", f"{second}/branch/", f"{first}/regenerate/"]

    told, *others = [owner.post(f"/messages/{action}", json={"content": "How?"}, headers=KEY) for action in actions]

    assert told.status_code == 200
    assert [refusal(other) for other in others] == [(422, "idempotency_mismatch")] * 2


def test_the_side_that_is_to_answer_again_is_part_of_it(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(*answers("First.", "Second.")) for _ in "ab"])
    tell(owner, question(session))
    params = {"stream_format": "ui", "side": "a"}

    told = owner.post("/messages/stream/", json=retrigger(session), headers=KEY, params=params)
    same = owner.post("/messages/stream/", json=retrigger(session), headers=KEY, params=params)
    other = owner.post("/messages/stream/", json=retrigger(session), headers=KEY, params=params | {"side": "b"})

    assert [said(hear("ui", each.content)) for each in (told, same)] == [{"": "Second."}] * 2
    assert refusal(other) == (422, "idempotency_mismatch")
    assert (newest(session, "a").version, newest(session, "b").version) == (2, 1)


def test_in_a_format_of_one_side_a_retry_may_be_of_another(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(*answers(f"I am {side}.")) for side in "ab"])
    tell(owner, question(session), headers=KEY)
    before = rows_of(session)

    heard = []
    for side in "ab":
        with ask(owner, question(session), headers=KEY, params={"stream_format": "ui", "side": side}) as ear:
            heard.append(said(hear("ui", ear.rest())))

    assert heard == [{"": "I am a."}, {"": "I am b."}]
    assert rows_of(session) == before


def test_but_not_of_one_that_is_not_there(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(speak()) for _ in "ab"])
    tell(owner, question(session), headers=KEY)

    refused = owner.post(
        "/messages/stream/", json=question(session), headers=KEY, params={"stream_format": "ui", "side": "c"}
    )

    assert refusal(refused) == (400, "invalid")
    assert refused.json()["fields"].keys() == {"side"}
