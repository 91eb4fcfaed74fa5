"""A run that is followed: in which format, under which headers, and with what a battle may show."""

from typing import Any

import pytest
from django.utils import timezone

from chat_session.models import Session
from tests.message.asking import listen
from tests.message.simulating import Simulator
from tests.message.speaking import CALL, Story, follow, tell_story
from tests.message.wire.decoding import READERS, called, ends, hear, said, thought
from tests.people import Client
from tests.simulator.speeches import READ, WRITTEN

EVENTS, PLAIN = "text/event-stream; charset=utf-8", "text/plain; charset=utf-8"


@pytest.fixture
def story(owner: Client, simulator: Simulator) -> Story:
    return tell_story(owner, simulator)


@pytest.mark.parametrize(
    ("accept", "explicit", "form"),
    [
        (None, None, "lines"),
        ("*/*", None, "lines"),
        ("application/json", None, "lines"),
        ("text/event-stream, */*", None, "lines"),
        ("text/event-stream", None, "sse"),
        ("Text/Event-Stream;q=0.9", None, "sse"),
        ("text/event-stream", "lines", "lines"),
        ("text/event-stream", "text", "text"),
        ("text/event-stream", "ui", "ui"),
        ("text/plain", "sse", "sse"),
    ],
)
def test_the_format_is_what_is_asked_for(
    accept: str | None, explicit: str | None, form: str, owner: Client, story: Story
) -> None:
    headers = {"Accept": accept} if accept else {}
    params = {"stream_format": explicit} if explicit else {}

    answer = owner.get(f"/runs/{story.run}/stream/", params=params, headers=headers)

    with_sides = {form: said(hear(form, answer.content))}
    assert with_sides == {form: {"": "Yes, it is"} if form == "ui" else {"a": "Yes, it is", "b": "No."}}
    assert answer.headers["Content-Type"] == (PLAIN if form == "text" else EVENTS)


@pytest.mark.parametrize("form", READERS)
def test_nothing_on_the_way_may_keep_it(form: str, owner: Client, story: Story) -> None:
    with listen(owner, "GET", f"/runs/{story.run}/stream/", params={"stream_format": form}) as ear:
        ear.rest()

    assert ear.headers["Cache-Control"] == "no-store, no-transform"
    assert ear.headers["X-Accel-Buffering"] == "no"
    assert ear.headers["X-Run-Id"] == story.run
    assert ear.headers.get("x-vercel-ai-ui-message-stream") == ("v1" if form == "ui" else None)
    assert {"Content-Encoding", "Content-Length"} & set(ear.headers) == set()
    assert b"\r" not in ear.heard


@pytest.mark.parametrize(("side", "text"), [("a", "Yes, it is"), ("b", "No.")])
def test_where_one_side_is_told_it_can_be_chosen(side: str, text: str, owner: Client, story: Story) -> None:
    heard = follow(owner, f"/runs/{story.run}/stream/", "ui", params={"side": side})

    assert said(heard) == {"": text}
    assert heard[0].data == {"reply": story.ids[side]}


@pytest.mark.parametrize("form", ["text", "ui"])
def test_formats_without_positions_tell_all_from_the_start(form: str, owner: Client, story: Story) -> None:
    heard = follow(owner, f"/runs/{story.run}/stream/", form, headers={"Last-Event-ID": "a:5!,b:99"})

    assert "Yes, it is" in said(heard).values()
    assert "Hm. " in thought(heard).values()


def test_a_run_tells_how_far_it_has_come(owner: Client, story: Story) -> None:
    answer = owner.get(f"/runs/{story.run}/").json()

    assert answer == {
        "id": story.run,
        "session": str(story.session.pk),
        "state": "success",
        "sides": {
            "a": {"state": "success", "position": 14, "message": story.ids["a"]},
            "b": {"state": "success", "position": 3, "message": story.ids["b"]},
        },
    }


def figures(end: dict[str, Any]) -> tuple[Any, Any]:
    return end.get("usage", {}).get("input_tokens"), end.get("timings", {}).get("deltas")


@pytest.mark.parametrize("form", ["lines", "sse"])
def test_a_battle_tells_nothing_that_tells_models_apart(form: str, owner: Client, simulator: Simulator) -> None:
    story = tell_story(owner, simulator, mode="random")

    with listen(owner, "GET", f"/runs/{story.run}/stream/", params={"stream_format": form}) as ear:
        heard = hear(form, ear.rest())

    for told in (story.heard, heard):
        assert called(told) == [("a", CALL | {"id": "call_1"})]
        assert [{"usage", "timings"} & set(end) for end in ends(told).values()] == [set(), set()]
    names = [name for model in story.models for name in (model.name, model.model_code, model.display_name)]
    needles = [*names, "simulated", *(str(model.pk) for model in story.models)]
    assert [needle for needle in needles if needle in ear.heard.decode() + str(ear.headers)] == []
    assert owner.get(f"/messages/{story.ids['a']}/").json()["usage"] is None


def test_when_names_are_known_figures_are_too(owner: Client, simulator: Simulator) -> None:
    story = tell_story(owner, simulator, mode="random")
    Session.objects.filter(pk=story.session.pk).update(revealed_at=timezone.now())

    heard = follow(owner, f"/runs/{story.run}/stream/")

    assert {side: figures(end) for side, end in ends(heard).items()} == {"a": (READ, 4), "b": (READ, 1)}
    assert ends(heard)["b"]["usage"]["output_tokens"] == WRITTEN
    assert called(heard) == called(story.heard)


@pytest.mark.parametrize("mode", ["compare", "random"])
def test_what_is_heard_later_is_what_was_heard_at_once(mode: str, owner: Client, simulator: Simulator) -> None:
    story = tell_story(owner, simulator, mode)

    heard = follow(owner, f"/runs/{story.run}/stream/")

    assert (heard[0], ends(heard), called(heard)) == (story.heard[0], ends(story.heard), called(story.heard))


def test_the_stream_of_a_question_says_what_its_row_says(owner: Client, story: Story) -> None:
    ends_by_message = {end["message_id"]: end for end in ends(story.heard).values()}

    rows = {reply: owner.get(f"/messages/{reply}/").json() for reply in ends_by_message}

    for reply, end in ends_by_message.items():
        row = rows[reply]
        assert (end["reason"], end["usage"], end["timings"]) == (row["finish_reason"], row["usage"], row["timings"])
        assert row["status"] == "success"
