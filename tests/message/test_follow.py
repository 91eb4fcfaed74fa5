"""GET /runs/{id}/stream/, and by its messages and its session: a run heard from any place, by whoever may."""

from contextlib import ExitStack
from typing import Any

import pytest
from django.utils import timezone

from message.models import Worker
from tests.conversations import make_session, reply, say
from tests.message.asking import ask, listen, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.speaking import CALL, follow, kinds, tell_story
from tests.message.submitting import again, ids_of, tell
from tests.message.wire.decoding import called, ends, hear, said, thought
from tests.people import Client
from tests.simulator.scenarios import SCENARIOS

LIVE = [
    "/runs/{run}/stream/",
    "/messages/{user}/stream/",
    "/messages/{a}/stream/",
    "/sessions/{session}/stream/",
    "/messages/stream/{session}/stream",
]


@pytest.mark.parametrize("path", LIVE[:3])
def test_a_run_that_is_over_is_told_as_it_was_said(path: str, owner: Client, simulator: Simulator) -> None:
    story = tell_story(owner, simulator)

    heard = follow(owner, path.format(**story.ids))

    assert heard[0] == story.heard[0]
    assert (said(heard), thought(heard)) == ({"a": "Yes, it is", "b": "No."}, {"a": "Hm. "})
    assert called(heard) == [("a", CALL)]
    assert ends(heard) == ends(story.heard)


@pytest.mark.parametrize("path", LIVE)
def test_a_live_run_is_told_from_the_start_and_goes_on(path: str, owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    model = simulator.make_model(say_in_turn("Peaches ", gate, "grow."))
    session = seat(owner.user, model)

    with ask(owner, question(session)) as first:
        ids = ids_of(hear("lines", first.line().encode() + b"\n"))
        first.until("Peaches")
        with listen(owner, "GET", path.format(session=session.pk, **ids)) as second:
            second.until("Peaches")
            simulator.open(gate.gate)
            heard = [hear("lines", ear.rest()) for ear in (first, second)]

    assert heard[0][0] == heard[1][0]
    assert [said(each) for each in heard] == [{"a": "Peaches grow."}] * 2
    assert ends(heard[0]) == ends(heard[1])
    assert len(simulator.calls_of(model)) == 1


@pytest.mark.parametrize("path", LIVE[3:])
def test_where_nothing_is_said_there_is_nothing_to_hear(path: str, owner: Client, simulator: Simulator) -> None:
    story = tell_story(owner, simulator)

    answer = owner.get(path.format(session=story.session.pk))

    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize(
    ("after", "left"),
    [
        ("", ({"a": "Yes, it is", "b": "No."}, {"a": "Hm. "})),
        ("a:2", ({"a": "Yes, it is", "b": "No."}, {"a": ". "})),
        ("a:4,b:1", ({"a": "Yes, it is", "b": "o."}, {})),
        ("a:9, b:3", ({"a": "it is"}, {})),
        ("b:0", ({"a": "Yes, it is", "b": "No."}, {"a": "Hm. "})),
    ],
)
@pytest.mark.parametrize("form", ["lines", "sse"])
def test_a_reader_goes_on_where_it_stood(form: str, after: str, left: Any, owner: Client, simulator: Simulator) -> None:
    story = tell_story(owner, simulator)

    by_query = follow(owner, f"/runs/{story.run}/stream/", form, params={"after": after})
    by_header = follow(owner, f"/runs/{story.run}/stream/", form, headers={"Last-Event-ID": after})

    assert [(said(heard), thought(heard)) for heard in (by_query, by_header)] == [left] * 2
    assert ends(by_query) == ends(story.heard)


def test_where_a_browser_is_now_wins_over_where_it_began(owner: Client, simulator: Simulator) -> None:
    story = tell_story(owner, simulator)

    heard = follow(owner, f"/runs/{story.run}/stream/", params={"after": "a:2"}, headers={"Last-Event-ID": "b:1"})

    assert (said(heard)["b"], thought(heard)["a"]) == ("o.", "Hm. ")


def test_an_end_that_was_heard_is_not_told_again(owner: Client, simulator: Simulator) -> None:
    story = tell_story(owner, simulator)

    heard = follow(owner, f"/runs/{story.run}/stream/", "sse", params={"after": "a:14!,b:1"})

    assert kinds(heard) == [("run", ""), ("text", "b"), ("end", "b")]
    assert [each.id for each in heard] == ["a:14!,b:1", "a:14!,b:3", "a:14!,b:3!"]


@pytest.mark.parametrize("form", ["lines", "sse"])
def test_who_has_heard_all_is_told_that_it_is_over(form: str, owner: Client, simulator: Simulator) -> None:
    story = tell_story(owner, simulator)
    params = {"after": "a:14!,b:3!", "stream_format": form}

    answer = owner.get(f"/runs/{story.run}/stream/", params=params)

    assert (answer.status_code, answer.content) == (204, b"")


def test_a_call_at_the_position_is_told_again(owner: Client, simulator: Simulator) -> None:
    story = tell_story(owner, simulator)

    heard = follow(owner, f"/runs/{story.run}/stream/", params={"after": "a:14,b:3!"})

    assert kinds(heard) == [("run", ""), ("tool_call", "a"), ("end", "a")]
    assert called(heard) == called(story.heard)


def test_who_is_ahead_of_what_there_is_is_called_back(owner: Client, simulator: Simulator) -> None:
    story = tell_story(owner, simulator)

    heard = follow(owner, f"/runs/{story.run}/stream/", "sse", params={"after": "a:999999,b:3"})

    assert kinds(heard) == [("run", ""), ("rewind", ""), ("end", "a"), ("end", "b")]
    assert heard[1].data == {"rewind": {"a": 14}}
    assert [each.id for each in heard] == ["a:999999,b:3", "a:14,b:3", "a:14!,b:3", "a:14!,b:3!"]


def test_who_is_ahead_of_a_living_side_waits_for_it(owner: Client, simulator: Simulator) -> None:
    gates = [new_gate(), new_gate()]
    model = simulator.make_model(say_in_turn("Peaches ", gates[0], "grow ", gates[1], "on trees."))

    with ExitStack() as opened:
        first = opened.enter_context(ask(owner, question(seat(owner.user, model))))
        first.until("Peaches")
        path = f"/runs/{first.run}/stream/"
        ears = [opened.enter_context(listen(owner, "GET", path, params={"after": place})) for place in ("a:10", "a:99")]
        for gate, word in zip(gates, ("grow", "on trees"), strict=True):
            simulator.open(gate.gate)
            first.until(word)
        near, far = (hear("lines", ear.rest()) for ear in ears)

    assert said(near) == {"a": "ow on trees."}
    assert kinds(far) == [("run", ""), ("rewind", ""), ("end", "a")]
    assert far[1].data == {"rewind": {"a": 22}}


def test_a_reply_is_told_by_the_run_that_made_it(owner: Client, simulator: Simulator) -> None:
    story = tell_story(owner, simulator)
    simulator.play(story.models[1], say_in_turn("Yes!"))

    newer = again(owner, story.ids["b"])

    by_newer, by_older, by_question = (
        follow(owner, f"/messages/{reply}/stream/") for reply in (newer[0].data["b"], story.ids["b"], story.ids["user"])
    )
    assert (by_newer[0], said(by_newer), ends(by_newer)) == (newer[0], {"b": "Yes!"}, ends(newer))
    assert by_older[0] == by_question[0] == story.heard[0]


def test_a_question_is_told_by_its_live_run(owner: Client, simulator: Simulator) -> None:
    story = tell_story(owner, simulator)
    gate = new_gate()
    simulator.play(story.models[1], say_in_turn("Yes", gate, "!"))

    with listen(owner, "POST", f"/messages/{story.ids['b']}/regenerate/") as ear:
        ear.until("Yes")
        with listen(owner, "GET", f"/messages/{story.ids['user']}/stream/") as other:
            simulator.open(gate.gate)
            heard = hear("lines", other.rest())
        ear.rest()

    assert (other.run, said(heard)) == (ear.run, {"b": "Yes!"})


def test_of_several_live_runs_a_question_is_told_by_the_newest(owner: Client, simulator: Simulator) -> None:
    story = tell_story(owner, simulator)
    gates = {side: new_gate() for side in "ba"}

    with ExitStack() as opened:
        for side, gate in gates.items():
            simulator.play(story.models["ab".index(side)], say_in_turn("Well", gate, "."))
            newest = opened.enter_context(listen(owner, "POST", f"/messages/{story.ids[side]}/regenerate/"))
            newest.until("Well")
        other = opened.enter_context(listen(owner, "GET", f"/messages/{story.ids['user']}/stream/"))
        for gate in gates.values():
            simulator.open(gate.gate)
        heard = hear("lines", other.rest())

    assert (other.run, said(heard)) == (newest.run, {"a": "Well."})


def test_what_was_copied_can_be_heard_too(owner: Client, simulator: Simulator) -> None:
    story = tell_story(owner, simulator)
    copy = owner.post(f"/sessions/{story.session.pk}/duplicate/", json={}).json()["id"]
    asked, first, _ = (each["id"] for each in owner.get(f"/sessions/{copy}/").json()["messages"])

    heard = [follow(owner, f"/messages/{message}/stream/") for message in (asked, first)]

    assert [(said(each), called(each)) for each in heard] == [({"a": "Yes, it is", "b": "No."}, [("a", CALL)])] * 2
    assert ids_of(heard[0])["a"] == first
    assert owner.get(f"/sessions/{copy}/stream/").status_code == 204


def test_a_failure_is_told_again_as_one(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(SCENARIOS["cut"]))
    heard = tell(owner, question(session))

    later = follow(owner, f"/runs/{ids_of(heard)['run']}/stream/")

    assert (said(later), ends(later)) == (said(heard), ends(heard))
    assert ends(later)["a"]["code"] == "upstream_reset"


def test_what_a_crash_left_behind_is_told_as_interrupted(owner: Client) -> None:
    session = make_session(owner.user)
    turn = say(session, "Why?")
    turn.runs.update(ended_at=None, owner=Worker.objects.create(gone_at=timezone.now()).pk)
    reply(turn, "a", "Peaches", run=turn.runs.get(), status="streaming")

    heard = follow(owner, f"/sessions/{session.pk}/stream/")

    assert said(heard) == {"a": "Peaches"}
    assert ends(heard)["a"]["code"] == "interrupted"
