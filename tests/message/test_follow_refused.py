"""Who may not follow a run, and what cannot be asked of one."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.message.asking import ask, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.speaking import Story, follow, tell_story
from tests.message.submitting import ids_of, refusal
from tests.message.wire.decoding import hear, said
from tests.people import Client
from tests.simulator.steps import Hold
from user import tokens

STREAMS = ["/runs/{run}/stream/", "/messages/{user}/stream/", "/messages/{a}/stream/", "/sessions/{session}/stream/"]
OTHERS = [
    ("GET", "/runs/{run}/"),
    ("POST", "/runs/{run}/stop/"),
    ("GET", "/messages/{a}/"),
    ("GET", "/sessions/{session}/"),
    ("POST", "/messages/{a}/regenerate/"),
    ("POST", "/messages/stream/"),
]


@pytest.fixture
def story(owner: Client, simulator: Simulator) -> Story:
    return tell_story(owner, simulator)


def fill(path: str, story: Story) -> str:
    return path.format(session=story.session.pk, **story.ids)


@pytest.mark.parametrize("way", ["after", "Last-Event-ID"])
@pytest.mark.parametrize("place", ["a", "a:x", "a:-1", "c:1", "a:1,a:2", "a:1;b:2", "b!", "null"])
def test_a_place_that_is_none_is_refused(way: str, place: str, owner: Client, story: Story) -> None:
    asked: dict[str, Any] = {"params": {"after": place}} if way == "after" else {"headers": {way: place}}

    answer = owner.get(f"/runs/{story.run}/stream/", **asked)

    assert refusal(answer) == (400, "invalid")
    assert list(answer.json()["fields"]) == ["after"]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"stream_format": "text", "after": "a:1"}, "after"),
        ({"stream_format": "ui", "after": "a:1"}, "after"),
        ({"stream_format": "xml"}, "stream_format"),
        ({"stream_format": ""}, "stream_format"),
        ({"stream_format": "ui", "side": "z"}, "side"),
        ({"stream_format": "ui", "side": "ab"}, "side"),
        ({"stream_format": "ui", "side": "c"}, "side"),
    ],
)
def test_what_cannot_be_told_is_refused(params: dict[str, str], field: str, owner: Client, story: Story) -> None:
    answer = owner.get(f"/runs/{story.run}/stream/", params=params)

    assert refusal(answer) == (400, "invalid")
    assert list(answer.json()["fields"]) == [field]


@pytest.mark.parametrize("path", STREAMS)
def test_an_address_may_hold_the_token_of_its_reader(path: str, owner: Client, nobody: Client, story: Story) -> None:
    token = tokens.issue_access(owner.user)

    answer = nobody.get(fill(path, story), params={"token": token})

    assert answer.status_code == owner.get(fill(path, story)).status_code != 401


@pytest.mark.parametrize("path", STREAMS)
def test_a_guests_too(path: str, guest: Client, nobody: Client, simulator: Simulator) -> None:
    story = tell_story(guest, simulator)
    token = guest.headers["X-Anonymous-Token"]

    answer = nobody.get(fill(path, story), params={"anonymous_token": token})

    assert answer.status_code == guest.get(fill(path, story)).status_code != 401


@pytest.mark.parametrize(("method", "path"), OTHERS)
def test_no_other_address_may(method: str, path: str, owner: Client, nobody: Client, story: Story) -> None:
    params = {"token": tokens.issue_access(owner.user)}

    answer = nobody.request(method, fill(path, story), params=params, json={})

    assert refusal(answer) == (401, "unauthenticated")


WRONG: list[tuple[Callable[[str], dict[str, Any]], str]] = [
    (lambda token: {"params": {"token": token[:-1]}}, "a wrong token"),
    (lambda token: {"params": {"anonymous_token": token}}, "a token of another kind"),
    (lambda token: {"params": {"token": "null"}}, "a word for none"),
    (lambda token: {}, "nothing"),
    (lambda token: {"params": {"token": token}, "headers": {"Authorization": "Bearer x"}}, "a wrong header beside"),
    (lambda token: {"params": {"token": token}, "headers": {"X-Anonymous-Token": "x"}}, "a wrong guest beside"),
    (lambda token: {"params": {"token": "x", "anonymous_token": token}}, "two"),
]


@pytest.mark.parametrize(("make", "_what"), WRONG, ids=[what for _, what in WRONG])
def test_who_cannot_be_known_hears_nothing(
    make: Callable[[str], dict[str, Any]], _what: str, owner: Client, nobody: Client, story: Story
) -> None:
    answer = nobody.get(f"/runs/{story.run}/stream/", **make(tokens.issue_access(owner.user)))

    assert refusal(answer) == (401, "unauthenticated")


@pytest.mark.parametrize("person", ["stranger", "guest"])
def test_strangers_find_nothing_and_disturb_nobody(
    person: str, owner: Client, simulator: Simulator, request: pytest.FixtureRequest
) -> None:
    stranger: Client = request.getfixturevalue(person)
    gate = new_gate()
    model = simulator.make_model(say_in_turn("Peaches ", gate, "grow."))
    session = seat(owner.user, model)

    with ask(owner, question(session)) as ear:
        ids = ids_of(hear("lines", ear.line().encode() + b"\n"))
        ear.until("Peaches")
        paths = [path.format(session=session.pk, **ids) for path in STREAMS]
        answers = [stranger.get(path, params={"after": "a:1"}) for path in paths]
        answers.append(stranger.post(f"/runs/{ear.run}/stop/", json={}))
        simulator.open(gate.gate)
        heard = hear("lines", ear.rest())

    assert [refusal(answer) for answer in answers] == [(404, "not_found")] * 5
    assert len(simulator.calls_of(model)) == 1
    assert said(heard) == {"a": "Peaches grow."}


@pytest.mark.parametrize("path", STREAMS)
def test_what_is_not_there_is_not_found(path: str, owner: Client) -> None:
    gone = dict.fromkeys(("run", "user", "a", "session"), uuid4())

    assert refusal(owner.get(path.format(**gone))) == (404, "not_found")


@pytest.mark.parametrize("path", [*STREAMS, "/runs/{run}/"])
def test_what_was_deleted_is_not_there(path: str, owner: Client, story: Story) -> None:
    owner.delete(f"/sessions/{story.session.pk}/")

    assert refusal(owner.get(fill(path, story))) == (404, "not_found")


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_a_stream_is_only_read(method: str, owner: Client, story: Story) -> None:
    answer = owner.request(method, f"/runs/{story.run}/stream/", json={})

    assert refusal(answer) == (405, "method_not_allowed")
    assert said(follow(owner, f"/runs/{story.run}/stream/"))["b"] == "No."


def test_nobody_has_to_wait_for_a_head(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(say_in_turn("Peaches ", Hold())))

    with ask(owner, question(session)) as ear:
        ear.until("Peaches")
        answer = owner.head(f"/runs/{ear.run}/stream/")
        owner.post(f"/runs/{ear.run}/stop/", json={})

    assert answer.status_code == 405
