"""POST /runs/{id}/stop/: what was said stays, and nobody pays for more."""

from collections.abc import Sequence
from typing import Any

import pytest

from ai_model.models import AIModel
from message.models import Message
from tests.message.asking import Ear, ask, listen, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.speaking import follow, think
from tests.message.submitting import comes_true, refusal, row, tell
from tests.message.wire.decoding import ends, hear, said, thought
from tests.people import Client
from tests.simulator.ledger import FINISHED, LEFT
from tests.simulator.scenarios import SCENARIOS, flood
from tests.simulator.speeches import CHAT
from tests.simulator.steps import Hold

STALLING = say_in_turn(think("Hm. "), "Peaches ", "grow", Hold())


def stop(client: Client, run: str, side: str = "") -> Any:
    return client.post(f"/runs/{run}/stop/", json={"side": side} if side else {})


def ends_at_providers(simulator: Simulator, models: Sequence[AIModel]) -> list[str]:
    """How the calls of each ended, once they have."""
    assert comes_true(lambda: all(call["end"] for model in models for call in simulator.calls_of(model)))
    return [call["end"] for model in models for call in simulator.calls_of(model)]


def hear_rest(ear: Ear) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    heard = hear("lines", ear.rest())
    return said(heard), ends(heard)


def test_what_was_heard_is_what_is_kept(owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(STALLING)
    session = seat(owner.user, model)

    with ask(owner, question(session)) as ear:
        ear.until("grow")
        answer = stop(owner, ear.run)
        heard = hear("lines", ear.rest())

    end = ends(heard)["a"]
    reply = row(end["message_id"])
    assert answer.status_code == 202
    assert (end["finishReason"], end["reason"]) == ("stop", "stopped")
    assert (reply.status, reply.finish_reason, reply.error_code) == ("stopped", "stopped", "")
    assert (reply.content, reply.reasoning) == (said(heard)["a"], thought(heard)["a"]) == ("Peaches grow", "Hm. ")
    assert reply.run.ended_at is not None
    assert ends_at_providers(simulator, [model]) == [LEFT]


def test_what_it_has_cost_is_kept_as_an_estimate(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(STALLING))

    with ask(owner, question(session)) as ear:
        ear.until("grow")
        stop(owner, ear.run)
        _, ended = hear_rest(ear)

    reply = owner.get(f"/messages/{ended['a']['message_id']}/").json()
    assert ended["a"]["usage"] == reply["usage"]
    assert reply["usage"]["estimated"] is True
    assert reply["usage"]["output_tokens"] > 0
    assert reply["timings"]["deltas"] == 3


def test_before_the_first_word_nothing_is_kept(owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(SCENARIOS["mute"])
    session = seat(owner.user, model)

    with ask(owner, question(session)) as ear:
        answer = stop(owner, ear.run)
        told, ended = hear_rest(ear)

    reply = row(ended["a"]["message_id"])
    assert answer.status_code == 202
    assert (told, ended["a"]["reason"]) == ({}, "stopped")
    assert (reply.status, reply.content) == ("stopped", "")
    assert set(ends_at_providers(simulator, [model])) <= {LEFT}


def test_the_other_side_notices_nothing(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    models = [simulator.make_model(STALLING), simulator.make_model(say_in_turn("No", gate, ", never."))]
    session = seat(owner.user, *models)

    with ask(owner, question(session)) as ear:
        ear.until("grow")
        answer = stop(owner, ear.run, "a")
        ear.until("ad:")
        state = owner.get(f"/runs/{ear.run}/").json()
        simulator.open(gate.gate)
        told, ended = hear_rest(ear)

    assert answer.json()["sides"].keys() == {"a", "b"}
    assert state["state"] == "streaming"
    assert [side["state"] for side in state["sides"].values()] == ["stopped", "streaming"]
    assert told == {"a": "Peaches grow", "b": "No, never."}
    assert [end["reason"] for end in ended.values()] == ["stopped", "stop"]
    assert ends_at_providers(simulator, models) == [LEFT, FINISHED]


@pytest.mark.parametrize("size", [1, 2, 4, 8])
def test_all_sides_are_stopped_at_once(size: int, owner: Client, simulator: Simulator) -> None:
    models = [simulator.make_model(STALLING) for _ in range(size)]
    session = seat(owner.user, *models)

    with ask(owner, question(session)) as ear:
        while ear.heard.count(b"grow") < size:
            ear.line()
        stop(owner, ear.run)
        _, ended = hear_rest(ear)

    assert {end["reason"] for end in ended.values()} == {"stopped"}
    assert len(ended) == size
    assert ends_at_providers(simulator, models) == [LEFT] * size


def test_who_stops_twice_is_told_the_same(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(STALLING) for _ in "ab"])

    with ask(owner, question(session)) as ear:
        ear.until("grow")
        one = [stop(owner, ear.run, "a").status_code for _ in range(2)]
        both = [stop(owner, ear.run).status_code for _ in range(2)]
        ear.rest()
    later = [stop(owner, ear.run), stop(owner, ear.run, "b")]

    assert (one, both) == ([202, 200], [202, 200])
    assert [answer.status_code for answer in later] == [200, 200]
    assert later[0].json() == later[1].json() == owner.get(f"/runs/{ear.run}/").json()
    assert later[0].json()["state"] == "stopped"


def test_every_tab_hears_of_it(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(STALLING))

    with ask(owner, question(session)) as ear:
        ear.until("grow")
        with listen(owner, "GET", f"/runs/{ear.run}/stream/", params={"after": "a:4"}) as tab:
            tab.until("grow")
            stop(owner, ear.run)
            heard = [hear_rest(each) for each in (ear, tab)]

    assert [told for told, _ in heard] == [{"a": "Peaches grow"}] * 2
    assert heard[0][1] == heard[1][1]


def test_who_comes_later_hears_what_was_kept(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(STALLING))
    with ask(owner, question(session)) as ear:
        ear.until("grow")
        stop(owner, ear.run)
        first = hear_rest(ear)

    later = follow(owner, f"/runs/{ear.run}/stream/")

    assert (said(later), ends(later)) == first


def test_of_a_flood_just_what_was_shown_is_kept(owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(flood(CHAT.piece("flood ")))
    session = seat(owner.user, model)

    with ask(owner, question(session)) as ear:
        ear.until("flood")
        stop(owner, ear.run)
        told, ended = hear_rest(ear)

    assert row(ended["a"]["message_id"]).content == told["a"]
    assert ended["a"]["reason"] in ("stopped", "length")
    assert ends_at_providers(simulator, [model]) == [LEFT]


def test_after_a_stop_one_can_ask_at_once(owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(STALLING, say_in_turn("Yes."))
    session = seat(owner.user, model)
    with ask(owner, question(session)) as ear:
        ear.until("grow")
        stop(owner, ear.run)
        ear.until("ad:")

        heard = tell(owner, question(session, "And now?"))

    assert said(heard) == {"a": "Yes."}
    assert session.messages.filter(status=Message.Status.STOPPED).count() == 1


@pytest.mark.parametrize(
    ("body", "field"), [({"side": "b"}, "side"), ({"side": "z"}, "side"), ({"side": 1}, "side"), ({"side": ""}, "side")]
)
def test_a_side_that_is_none_is_refused(body: Any, field: str, owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(STALLING))

    with ask(owner, question(session)) as ear:
        ear.until("grow")
        answer = owner.post(f"/runs/{ear.run}/stop/", json=body)
        state = owner.get(f"/runs/{ear.run}/").json()["state"]
        stop(owner, ear.run)

    assert (*refusal(answer), list(answer.json()["fields"])) == (400, "invalid", [field])
    assert state == "streaming"


def test_strangers_stop_nobody(owner: Client, stranger: Client, guest: Client, simulator: Simulator) -> None:
    gate = new_gate()
    session = seat(owner.user, simulator.make_model(say_in_turn("Peaches ", gate, "grow.")))

    with ask(owner, question(session)) as ear:
        ear.until("Peaches")
        answers = [stop(client, ear.run, side) for client in (stranger, guest) for side in ("", "a", "h")]
        simulator.open(gate.gate)
        told, ended = hear_rest(ear)

    assert {refusal(answer) for answer in answers} == {(404, "not_found")}
    assert (told, ended["a"]["reason"]) == ({"a": "Peaches grow."}, "stop")


def test_who_leaves_stops_nobody(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    model = simulator.make_model(say_in_turn("Peaches ", gate, "grow."))
    session = seat(owner.user, model)

    with ask(owner, question(session)) as ear:
        ear.until("Peaches")
    simulator.open(gate.gate)

    assert comes_true(lambda: owner.get(f"/runs/{ear.run}/").json()["state"] == "success")
    assert session.messages.get(participant="a").content == "Peaches grow."
    assert ends_at_providers(simulator, [model]) == [FINISHED]
