"""What is being said, wherever conversations are read: as far as it has come, on any worker."""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

import pytest

from chat_session.models import Session
from message.models import Journal, Message
from tests.message.asking import ask, listen, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.speaking import think
from tests.message.submitting import at, comes_true, newest, tell, wait_for
from tests.people import Client
from tests.servers import Server, start_server
from tests.simulator.scenarios import SCENARIOS
from tests.simulator.steps import Hold

DAWDLING = "tests.message.dawdling_application:application"
# Of runs whose end is looked at, each by so many.
ROUNDS, LOOKS, LOOKING_SECONDS = 3, 4, 0.3
STALLING = say_in_turn(think("Hm. "), "Peaches ", "grow", Hold())
FIELDS = ("status", "content", "reasoning", "tool_calls", "error", "finish_reason", "usage", "timings")
SPEAKING: tuple[Any, ...] = ("streaming", "Peaches grow", "Hm. ", [], None, None, None, None)

# Where messages are shown, and where in the answer they stand.
PLACES: Mapping[str, Callable[[Any], list[dict[str, Any]]]] = {
    "/sessions/{session}/": lambda told: told["messages"],
    "/sessions/{session}/export/": lambda told: told["messages"],
    "/shared/{share}/": lambda told: told["messages"],
    "/messages/?session_id={session}": lambda told: told,
    "/messages/{reply}/": lambda told: [told],
    "/messages/{question}/tree/": lambda told: told,
    "/users/me/data/": lambda told: [message for session in told["sessions"] for message in session["messages"]],
    "/messages/conversation_path/?start_id={question}&end_id={reply}": lambda told: told,
}
TEXTS = ("/sessions/{session}/export/?as=markdown", "/sessions/{session}/export/?as=txt")


@pytest.fixture(scope="module")
def wsgi(django_db_setup: None) -> Iterator[Server]:
    with start_server("wsgi") as server:
        yield server


@pytest.fixture(params=["server", "other", "wsgi"])
def reader(request: pytest.FixtureRequest, owner: Client) -> Iterator[Client]:
    """The owner, at each of the workers."""
    with at(request.getfixturevalue(request.param), owner) as client:
        yield client


@contextmanager
def speaking(owner: Client, session: Session) -> Iterator[None]:
    """Side a has said all it will say for now, and the journal has it."""
    with ask(owner, question(session)) as ear:
        wait_for(ear, b"grow")
        assert comes_true(lambda: len(owner.get(f"/messages/{newest(session, 'a').pk}/").json()["content"]) == 12)
        yield


def find(session: Session, path: str) -> str:
    """With the ids of its last turn."""
    session.share(session.pk.hex)
    asked = session.messages.filter(role="user").order_by("-turn_number")[0]
    return path.format(session=session.pk, share=session.share_token, question=asked.pk, reply=newest(session, "a").pk)


def show(client: Client, path: str, session: Session, *fields: str) -> list[tuple[Any, ...]]:
    """Of each reply that is told there."""
    replies = filter(itemgetter("participant"), PLACES[path](client.get(find(session, path)).json()))
    return [tuple(reply[name] for name in fields) for reply in replies]


@pytest.mark.parametrize("path", PLACES)
def test_what_is_being_said_is_shown(path: str, owner: Client, reader: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(STALLING))

    with speaking(owner, session):
        shown = show(reader, path, session, *FIELDS)

    assert shown == [SPEAKING]


@pytest.mark.parametrize("path", TEXTS)
def test_a_file_has_it_too(path: str, owner: Client, reader: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(STALLING))

    with speaking(owner, session):
        shown = reader.get(find(session, path)).text

    assert shown.rstrip().endswith("Peaches grow")


@pytest.mark.parametrize("path", PLACES)
def test_what_has_ended_beside_it_is_told_once(path: str, owner: Client, there: Client, simulator: Simulator) -> None:
    """Its words are in the journal and in its message."""
    models = [simulator.make_model(each) for each in (STALLING, say_in_turn("No", "."), SCENARIOS["mute"])]
    session = seat(owner.user, *models)

    with ask(owner, question(session)) as ear:
        wait_for(ear, b"grow", b"bd:")
        assert comes_true(lambda: show(there, "/messages/{reply}/", session, "content") == [("Peaches grow",)])
        shown = show(there, path, session, "participant", "status", "content", "reasoning")

    told = [("a", "streaming", "Peaches grow", "Hm. "), ("b", "success", "No.", ""), ("c", "pending", "", "")]
    assert shown == (told[:1] if "{reply}" in path else told)


def test_a_newer_version_is_shown_beside_the_older(owner: Client, there: Client, simulator: Simulator) -> None:
    model = simulator.make_model(say_in_turn("Yes."), STALLING)
    session = seat(owner.user, model)
    tell(owner, question(session))
    older = newest(session, "a").pk

    with listen(owner, "POST", f"/messages/{older}/regenerate/") as ear:
        wait_for(ear, b"grow")
        assert comes_true(lambda: show(there, "/messages/{reply}/", session, "content") == [("Peaches grow",)])
        shown = {path: show(there, path, session, "version", "status", "content") for path in PLACES}

    newer = (2, "streaming", "Peaches grow")
    for path in ("/messages/?session_id={session}", "/messages/{question}/tree/", "/users/me/data/"):
        assert shown.pop(path) == [(1, "success", "Yes."), newer]
    assert shown == {path: [newer] for path in shown}


def test_a_battle_stays_blind(owner: Client, there: Client, simulator: Simulator) -> None:
    models = [simulator.make_model(STALLING) for _ in "ab"]
    session = seat(owner.user, *models, mode="random")

    with speaking(owner, session):
        answers = [there.get(find(session, path)).text for path in (*PLACES, *TEXTS)]

    assert all("Peaches grow" in answer for answer in answers)
    for model in models:
        for secret in (str(model.pk), model.name, model.display_name, model.provider.name):
            assert not any(secret in answer for answer in answers)


def test_a_copy_leaves_it_out(owner: Client, there: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(say_in_turn("Yes."), STALLING))
    tell(owner, question(session))

    with ask(owner, question(session, "And now?")) as ear:
        wait_for(ear, b"grow")
        assert comes_true(lambda: show(there, "/messages/{reply}/", session, "content") == [("Peaches grow",)])
        copy = there.post(f"/sessions/{session.pk}/duplicate/").json()["id"]

    told = there.get(f"/sessions/{copy}/").json()["messages"]
    assert [(each["content"], each["status"]) for each in told] == [
        ("Why?", "success"),
        ("Yes.", "success"),
        ("And now?", "success"),
    ]
    assert not Journal.objects.filter(run__session=copy).exists()


def look_on(client: Client, reply: Any) -> set[str]:
    """What is shown, again and again, to the end."""
    shown = set()
    while (told := client.get(f"/messages/{reply}/").json())["status"] in Message.LIVE:
        shown.add(told["content"])
    return {*shown, told["content"]}


def look_on_at_the_end(owner: Client, client: Client, simulator: Simulator) -> set[str]:
    gate = new_gate()
    session = seat(owner.user, simulator.make_model(say_in_turn("Peaches ", gate, "grow.")))
    with ask(client, question(session)) as ear, ThreadPoolExecutor() as pool:
        assert comes_true(lambda: show(client, "/messages/{reply}/", session, "content") == [("Peaches ",)])
        looks = [pool.submit(look_on, client, newest(session, "a").pk) for _ in range(LOOKS)]
        time.sleep(LOOKING_SECONDS)
        simulator.open(gate.gate)
        ear.rest()
    return {text for look in looks for text in look.result()}


def test_nothing_that_was_shown_is_taken_back(owner: Client, simulator: Simulator) -> None:
    with start_server(application=DAWDLING) as server, at(server, owner) as client:
        shown = [look_on_at_the_end(owner, client, simulator) for _ in range(ROUNDS)]

    assert shown == [{"Peaches ", "Peaches grow."}] * ROUNDS
