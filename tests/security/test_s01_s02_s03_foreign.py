"""S01, S02, S03: what another has said is not read, not heard, not stopped, and nothing is put into it."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from message.wire.formats import FORMATS
from tests.message.asking import ask, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.speaking import Story, tell_story
from tests.message.submitting import named, newest, placed, prompts_of, retrigger, rows_of, tell, wait_for
from tests.message.wire.decoding import hear, said
from tests.people import Client
from tests.security.refusing import is_not_there, is_unknown
from tests.simulator.scenarios import speak

READABLE = (
    "/sessions/{session}/",
    "/sessions/{session}/export/?as=json",
    "/sessions/{session}/export/?as=txt",
    "/messages/?session_id={session}",
    "/messages/{user}/",
    "/messages/{a}/",
    "/messages/{a}/tree/",
    "/messages/conversation_path/?start_id={user}&end_id={a}",
    "/runs/{run}/",
)
HEARD_AT = (
    "/runs/{run}/stream/",
    "/runs/{run}/stream/?after=a:0",
    "/messages/{user}/stream/",
    "/messages/{a}/stream/",
    "/sessions/{session}/stream/",
    "/messages/stream/{session}/stream/",
)


def filled(paths: tuple[str, ...], story: Story) -> Iterator[str]:
    return (path.format(session=story.session.pk, **story.ids) for path in paths)


def test_s01_nobody_else_reads_it(
    owner: Client, stranger: Client, guest: Client, nobody: Client, simulator: Simulator
) -> None:
    story = tell_story(owner, simulator)

    own = [owner.get(path) for path in filled(READABLE, story)]
    foreign = [client.get(path) for client in (stranger, guest) for path in filled(READABLE, story)]
    unknown = [nobody.get(path) for path in filled(READABLE, story)]

    assert [answer.status_code for answer in own] == [200] * len(READABLE)
    assert all(map(is_not_there, foreign))
    assert all(map(is_unknown, unknown))
    assert [client.get("/sessions/").json() for client in (stranger, guest)] == [[], []]


@pytest.mark.parametrize("form", FORMATS)
def test_s02_nobody_else_hears_it_or_stops_it(
    form: str, owner: Client, stranger: Client, guest: Client, nobody: Client, simulator: Simulator
) -> None:
    gate = new_gate()
    session = seat(owner.user, simulator.make_model(say_in_turn("Peaches ", gate, "grow.")))
    paths = [path for path in HEARD_AT if form in ("lines", "sse") or "after" not in path]
    query = {"stream_format": form}

    with ask(owner, question(session), params=query) as ear:
        wait_for(ear, b"Peaches")
        ids = {"session": session.pk, "run": ear.run, "user": newest(session, "").pk, "a": newest(session, "a").pk}
        asked = [path.format(**ids) for path in paths]
        foreign = [client.get(path, params=query) for client in (stranger, guest) for path in asked]
        foreign += [client.post(f"/runs/{ear.run}/stop/", json={}) for client in (stranger, guest)]
        unknown = [nobody.get(path, params=query) for path in asked] + [nobody.post(f"/runs/{ear.run}/stop/")]
        simulator.open(gate.gate)
        heard = hear(form, ear.rest())

    assert all(map(is_not_there, foreign))
    assert all(map(is_unknown, unknown))
    assert list(said(heard).values()) == ["Peaches grow."]
    assert newest(session, "a").status == "success"


@pytest.mark.parametrize("form", FORMATS)
def test_s03_nobody_else_asks_in_it(form: str, owner: Client, stranger: Client, simulator: Simulator) -> None:
    story = tell_story(owner, simulator)
    before, calls = rows_of(story.session), [len(simulator.calls_of(model)) for model in story.models]

    query = {"stream_format": form}
    put = stranger.post("/messages/stream/", params=query, json=placed(story.session, "ab"))
    again = stranger.post("/messages/stream/", params=query, json=retrigger(story.session, side="b"))

    assert is_not_there(put, form=form, sides="ab")
    assert is_not_there(again, form=form, sides="b")
    assert rows_of(story.session) == before
    assert [len(simulator.calls_of(model)) for model in story.models] == calls


@pytest.mark.parametrize("form", ["lines", "text"])
def test_s03_what_another_said_is_no_parent(form: str, owner: Client, stranger: Client, simulator: Simulator) -> None:
    """Such an id means as much as one that nobody has: the current path goes on."""
    story = tell_story(owner, simulator)
    before, model = rows_of(story.session), simulator.make_model(speak())
    mine = seat(stranger.user, model)

    for parents in ([story.ids["user"]], [story.ids["a"], story.ids["b"]], [str(uuid4())]):
        tell(stranger, named(mine, str(uuid4()), parent_message_ids=parents), form=form)

    asked = [[content for role, content in prompt if role == "user"] for prompt in prompts_of(simulator, model)]
    assert asked == [["Why?"] * turn for turn in (1, 2, 3)]
    assert rows_of(story.session) == before
