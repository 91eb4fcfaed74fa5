"""What a worker leaves behind that is gone is ended with what the journal holds, once, and asked of nobody again."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import orjson
import pytest

from ai_model.models import Price
from ai_model.providers.metering import MAX_TEXT
from message.models import Journal, Message, Run, Worker
from message.runs.logs import Kind, replay
from message.runs.sweeping import end_abandoned, find_left_behind, sweep
from tests.message.runs.blanks import make_blanks, run_of
from tests.message.runs.leaving import CALL, SAID, keep, leave, make_gone
from tests.message.runs.tellings import hear
from tests.message.simulating import Simulator
from tests.people import Client
from tests.simulator.scenarios import speak

pytestmark = pytest.mark.usefixtures("alone")

# How side a goes.
ORDER = [(Kind.TEXT, "Because "), (Kind.REASONING, "Hm."), (Kind.CALL, "call_1"), (Kind.TEXT, "it is so.")]
FAILED = ("error", "interrupted", "")


def fate(message: Message) -> tuple[str, str, str]:
    message.refresh_from_db()
    return message.status, message.error_code, message.content


def is_over(message: Message) -> bool:
    return Run.objects.get(pk=run_of(message)).ended_at is not None


def test_what_was_left_behind_ends_with_what_was_said(owner: Client) -> None:
    a, b, c = leave(owner, 3)
    keep(a, *SAID)

    sweep(find_left_behind())

    assert fate(a) == ("error", "interrupted", "Because it is so.")
    assert (a.reasoning, a.tool_calls, a.finish_reason) == ("Hm.", [CALL], "")
    log = replay("a", text=a.content, reasoning=a.reasoning, calls=a.tool_calls, outline=a.outline)
    assert hear(log.read(log.find(0))) == ORDER
    assert (fate(b), b.reasoning, b.outline) == (("error", "interrupted", "No"), "So", None)
    assert (fate(c), c.usage) == (FAILED, None)
    assert is_over(a)
    assert not Journal.objects.filter(run=run_of(a)).exists()


def test_what_it_has_used_is_estimated(owner: Client) -> None:
    dear, free = leave(owner, 2)
    assert dear.model
    Price.objects.create(model=dear.model, input_price=Decimal(1000), output_price=Decimal(2000))
    keep(dear, {"a": [("text", "x" * 40), ("reasoning", "y" * 40), ("call", CALL)], "b": [("text", "x" * 40)]})

    sweep(find_left_behind())

    dear.refresh_from_db()
    free.refresh_from_db()
    assert dear.usage
    assert free.usage
    assert (dear.usage["estimated"], free.usage["estimated"]) == (True, True)
    assert (dear.usage["output_tokens"], dear.usage["reasoning_tokens"]) == (10 + 10 + 3, 10)
    assert (free.usage["output_tokens"], free.usage["reasoning_tokens"]) == (10, 0)
    assert dear.usage["input_tokens"] > 0
    assert dear.usage["cost"] == pytest.approx((dear.usage["input_tokens"] + 2 * dear.usage["output_tokens"]) / 1000)
    assert free.usage["cost"] == 0.0


def test_who_had_ended_is_not_touched(owner: Client) -> None:
    ended, live = leave(owner, 2)
    well = {"status": "success", "content": "Because.", "finish_reason": "stop", "usage": {"output_tokens": 3}}
    Message.objects.filter(pk=ended.pk).update(**well)
    keep(ended, *SAID)
    before = Message.objects.filter(pk=ended.pk).values().get()

    sweep(find_left_behind())

    assert Message.objects.filter(pk=ended.pk).values().get() == before
    assert fate(live) == ("error", "interrupted", "No")
    assert is_over(ended)


def test_only_what_those_have_left_who_are_gone(owner: Client) -> None:
    there = Worker.objects.create().pk
    gone, living, nobodys, unknown = (make_blanks(owner)[0] for _ in range(4))
    for message, worker in ((gone, make_gone(has_crashed=False)), (living, there), (unknown, uuid4())):
        Run.objects.filter(pk=run_of(message)).update(owner=worker)

    sweep(find_left_behind())

    assert [is_over(message) for message in (gone, living, nobodys, unknown)] == [True, False, False, False]
    assert [fate(message)[0] for message in (gone, living, nobodys, unknown)] == ["error", *["pending"] * 3]


def test_twice_is_once(owner: Client) -> None:
    (answer,) = leave(owner)
    keep(answer, *SAID)

    ended = [end_abandoned(run_of(answer)), end_abandoned(run_of(answer)), end_abandoned(uuid4())]

    assert ended == [True, False, False]
    assert fate(answer) == ("error", "interrupted", "Because it is so.")


def test_what_all_sides_of_have_ended_is_closed(owner: Client) -> None:
    """Its worker was killed between the last end and the next breath."""
    answers = leave(owner, 2)
    Message.objects.filter(run=run_of(answers[0])).update(status="stopped")

    sweep(find_left_behind())

    assert is_over(answers[0])
    assert [fate(answer)[0] for answer in answers] == ["stopped", "stopped"]


def test_nobody_is_asked_again(owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(speak())
    (answer,) = leave(owner)
    answer.session.contenders.filter(participant="a").update(model=model)
    keep(answer, *SAID)

    sweep(find_left_behind())

    assert fate(answer)[0] == "error"
    assert simulator.calls_of(model) == []


@pytest.mark.parametrize("find", [lambda model: model, lambda model: model.provider], ids=["model", "provider"])
def test_what_cannot_be_asked_any_more_is_ended_all_the_same(find: Callable[[Any], Any], owner: Client) -> None:
    (answer,) = leave(owner)
    keep(answer, *SAID)
    away = find(answer.model)
    away.is_active = False
    away.save()

    sweep(find_left_behind())

    assert fate(answer) == ("error", "interrupted", "Because it is so.")
    assert answer.usage
    assert answer.usage["estimated"]


TOO_LONG = orjson.dumps({"a": [["text", "x" * (MAX_TEXT + 1)]]}).decode()


@pytest.mark.parametrize("said", ["no journal", TOO_LONG], ids=["not to be read", "not to be stored"])
def test_one_whose_words_are_lost_keeps_no_other_from_its_end(
    said: str, owner: Client, caplog: pytest.LogCaptureFixture
) -> None:
    answers = [leave(owner)[0] for _ in range(6)]
    for number, answer in enumerate(answers):
        if number % 2:
            keep(answer, *SAID)
        else:
            Journal.objects.create(run_id=run_of(answer), number=1, said=said)

    sweep(find_left_behind())

    assert [fate(answer) for answer in answers] == [FAILED, ("error", "interrupted", "Because it is so.")] * 3
    assert all(is_over(answer) for answer in answers)
    assert caplog.text.count("has said is lost") == 3


def test_what_cannot_be_counted_has_ended_all_the_same(owner: Client, caplog: pytest.LogCaptureFixture) -> None:
    lost, counted = (leave(owner)[0] for _ in range(2))
    for answer in (lost, counted):
        keep(answer, *SAID)
    lost.session.contenders.all().delete()

    sweep(find_left_behind())

    assert [fate(answer)[2] for answer in (lost, counted)] == ["Because it is so."] * 2
    assert [answer.usage is None for answer in (lost, counted)] == [True, False]
    assert "cannot be estimated" in caplog.text


def test_whoever_spoke_well_keeps_its_own_figures(owner: Client) -> None:
    """What was interrupted before was counted by its own worker."""
    before, cut = leave(owner, 2)
    figures = {"output_tokens": 3, "estimated": True}
    failed = {"status": "error", "error_code": "interrupted", "content": "Be", "usage": figures}
    Message.objects.filter(pk=before.pk).update(**failed)
    keep(cut, *SAID)

    sweep(find_left_behind())

    before.refresh_from_db()
    cut.refresh_from_db()
    assert before.usage == figures
    assert cut.usage
    assert cut.usage["estimated"]
