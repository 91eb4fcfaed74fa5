"""POST /messages/stream/: what is stored before the first word is said, and at the end."""

import json

import pytest

from ai_model.models import AIModel, Price
from message.models import Run, Worker
from tests.ai_model.rows import make_provider
from tests.message.asking import ask, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.submitting import comes_true, ids_of, row, show, tell
from tests.message.wire.decoding import ends
from tests.people import Client
from tests.simulator.scenarios import play, speak
from tests.simulator.speeches import CHAT, DONE, READ, WRITTEN, choice, event


def test_all_rows_are_there_before_the_headers(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    session = seat(owner.user, *[simulator.make_model((gate, *speak())) for _ in "ab"])

    with ask(owner, question(session)) as ear:
        stored = show(owner, session, "content", "participant", "status", "finish_reason", "usage", "timings")
        run = Run.objects.get(pk=ear.run)
        session.refresh_from_db()
        simulator.open(gate.gate)
        ear.rest()

    blank = [None, None, None]
    assert stored == [["Why?", None, "success", *blank], *(["", side, "pending", *blank] for side in "ab")]
    assert (run.session, run.ended_at, session.message_count) == (session, None, 3)


def test_a_run_knows_the_worker_that_speaks_in_it(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))

    with ask(owner, question(session)) as ear:
        run = Run.objects.get(pk=ear.run)
        assert run.owner
        worker = Worker.objects.there().get(pk=run.owner)
        ear.rest()

    assert comes_true(lambda: Worker.objects.get(pk=worker.pk).beat > worker.beat)


def test_a_reply_streams_from_its_first_word_to_its_end(owner: Client, simulator: Simulator) -> None:
    gates = [new_gate(), new_gate()]
    session = seat(owner.user, simulator.make_model((gates[0], *say_in_turn("Peaches ", gates[1], "grow."))))

    with ask(owner, question(session)) as ear:
        reply = json.loads(ear.until("m:").removeprefix("m:"))["a"]
        before = row(reply).status
        simulator.open(gates[0].gate)
        ear.until("Peaches")
        is_streaming = comes_true(lambda: row(reply).status == "streaming")
        simulator.open(gates[1].gate)
        ear.until("ad:")

    assert (before, is_streaming, row(reply).status) == ("pending", True, "success")


def test_whoever_has_read_the_last_end_finds_the_run_closed(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(speak()) for _ in "abc"])

    for number in range(1, 6):
        with ask(owner, question(session)) as ear:
            lines = [ear.until("d:{") for _ in "abc"]
            run = Run.objects.get(pk=ear.run)
            statuses = [reply.status for reply in run.replies.all()]

        assert (len(lines), run.ended_at is None, statuses) == (3, False, ["success"] * 3)
        assert session.turns.count() == number


def test_turns_stand_one_after_the_other(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(speak()) for _ in "ab"])

    first, second = [ids_of(tell(owner, question(session, content))) for content in ("One?", "Two?")]

    assert show(owner, session, "id", "position", "version", "versions", "parent_message_ids") == [
        [first["user"], 0, 1, 1, []],
        *([first[side], place, 1, 1, [first["user"]]] for place, side in ((1, "a"), (2, "b"))),
        [second["user"], 3, 1, 1, [first["a"], first["b"]]],
        *([second[side], place, 1, 1, [second["user"]]] for place, side in ((4, "a"), (5, "b"))),
    ]
    session.refresh_from_db()
    assert session.message_count == 6


def test_a_session_moves_to_the_top_when_something_is_said(owner: Client, simulator: Simulator) -> None:
    older, newer = [seat(owner.user, simulator.make_model(speak())) for _ in range(2)]
    before = [told["id"] for told in owner.get("/sessions/").json()]

    tell(owner, question(older))

    after = [told["id"] for told in owner.get("/sessions/").json()]
    assert (before, after) == ([str(newer.pk), str(older.pk)], [str(older.pk), str(newer.pk)])


def test_at_the_end_figures_are_stored_as_they_are_told(owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(speak())
    Price.objects.create(model=model, input_price=2, output_price=10)

    heard = tell(owner, question(seat(owner.user, model)))

    end, reply = ends(heard)["a"], row(ids_of(heard)["a"])
    tokens = {"input_tokens": READ, "output_tokens": WRITTEN, "reasoning_tokens": 0}
    assert reply.usage == tokens | {"cost": pytest.approx((READ * 2 + WRITTEN * 10) / 1_000_000), "estimated": False}
    assert (end["usage"], end["timings"]) == (reply.usage, reply.timings)
    assert (end["finishReason"], end["reason"], reply.finish_reason) == ("stop", "stop", "stop")
    assert end["message_id"] == str(reply.pk)


def test_timings_come_one_after_the_other(owner: Client, simulator: Simulator) -> None:
    heard = tell(owner, question(seat(owner.user, simulator.make_model(speak()))))

    timings = row(ids_of(heard)["a"]).timings
    moments = [timings[name] for name in ("queued_ms", "first_byte_ms", "first_token_ms", "last_token_ms")]
    assert moments == sorted(moments)
    assert moments[-1] <= timings["duration_ms"]
    assert (timings["deltas"], timings["characters"]) == (4, len("Peaches grow on trees."))


def test_who_tells_no_usage_is_counted_by_length(owner: Client, simulator: Simulator) -> None:
    silent = play([CHAT.piece("12345678"), event(choice({}, "stop")), DONE])
    session = seat(owner.user, simulator.make_model(silent))

    heard = tell(owner, question(session, "1234"))

    counted = {"input_tokens": 1, "output_tokens": 2, "reasoning_tokens": 0, "cost": 0.0, "estimated": True}
    assert ends(heard)["a"]["usage"] == row(ids_of(heard)["a"]).usage == counted


def test_without_a_price_a_host_that_wants_a_key_costs_nobody_knows_what(owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(speak())
    keyed = make_provider(base_url=f"{simulator.url}/v1")
    keyed.store_key("sk-violet-harbour")
    keyed.save()
    AIModel.objects.filter(pk=model.pk).update(provider=keyed)

    heard = tell(owner, question(seat(owner.user, model)))

    assert row(ids_of(heard)["a"]).usage["cost"] is None
