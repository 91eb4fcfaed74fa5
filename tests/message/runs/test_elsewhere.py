"""A run of another worker is heard through the database alone: all of it, in its order, to the end of every side."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.wiping import wipe
from chat_session.models import Session
from message.opening import Opened
from message.runs.elsewhere import FRESH_SECONDS, Distant, Elsewhere, look
from message.runs.logs import Cursor, Kind
from message.runs.outcomes import INTERRUPTED, STOPPED, Outcome
from tests.message.runs.blanks import open_run
from tests.message.runs.distance import SUCCESS, Owner
from tests.message.runs.holding import in_thread
from tests.message.runs.tellings import Told, fold, hear
from tests.people import Client
from tests.simulator.providing import refusing_url

# Of side a, breath by breath; the last is never in the journal.
BREATHS: Sequence[Sequence[Told]] = [
    [(Kind.REASONING, "Hm."), (Kind.TEXT, "So"), (Kind.CALL, "1")],
    [(Kind.CALL, "2"), (Kind.TEXT, " it")],
    [(Kind.TEXT, " goes"), (Kind.CALL, "3"), (Kind.CALL, "4")],
    [(Kind.CALL, "5"), (Kind.REASONING, "Does it?"), (Kind.TEXT, "…")],
]
WHOLE = fold(told for breath in BREATHS for told in breath)


def told_by(distant: Distant) -> dict[str, list[Told]]:
    return {side: hear(log.read(Cursor())) for side, log in distant.logs.items()}


def ends_of(distant: Distant) -> dict[str, tuple[str, str, int]]:
    return {side: (end.status, end.code or end.reason, end.position) for side, end in distant.ends.items()}


def apart(distants: Sequence[Distant]) -> None:
    for each in distants:
        each.hear(look([each]))


def together(distants: Sequence[Distant]) -> None:
    heard = look(distants)
    for each in distants:
        each.hear(heard)


@pytest.mark.parametrize("listen", [apart, together])
def test_whoever_comes_at_any_moment_hears_exactly_all(
    listen: Callable[[Sequence[Distant]], None], opened: Opened
) -> None:
    there, distants = Owner(opened), [Elsewhere().find(opened)]
    for breath in BREATHS[:3]:
        there.say("a", breath)
        there.say("b", [(Kind.TEXT, "No")])
        there.breathe()
        distants.append(Elsewhere().find(opened))
    listen(distants)
    before = [told_by(distant) for distant in distants]
    there.say("a", BREATHS[3])
    there.end("a", SUCCESS)
    listen(distants)
    distants.append(Elsewhere().find(opened))
    there.say("b", [(Kind.TEXT, "!")])
    there.end("b", STOPPED)
    listen(distants)

    assert before == [{"a": fold(told for breath in BREATHS[:3] for told in breath), "b": [(Kind.TEXT, "NoNoNo")]}] * 4
    assert [told_by(distant) for distant in distants] == [{"a": WHOLE, "b": [(Kind.TEXT, "NoNoNo!")]}] * 5
    assert [ends_of(distant) for distant in distants] == [
        {"a": ("success", "stop", 22), "b": ("stopped", "stopped", 7)}
    ] * 5


def test_what_was_heard_is_not_heard_again(opened: Opened) -> None:
    there = Owner(opened)
    there.say("a", BREATHS[0])
    there.breathe()
    distant = Elsewhere().find(opened)

    heard = look([distant])
    there.say("a", BREATHS[1])
    there.breathe()
    later = look([distant])
    for each in (later, heard, later):
        distant.hear(each)

    assert told_by(distant)["a"] == [*BREATHS[0], *BREATHS[1]]


def test_what_was_kept_of_a_side_after_its_end_is_nothing_new(opened: Opened) -> None:
    """A breath may be stored again, and later than the end."""
    there = Owner(opened)
    there.say("a", BREATHS[0])
    there.end("a", SUCCESS)
    distant = Elsewhere().find(opened)

    there.breathe()
    distant.hear(look([distant]))

    assert told_by(distant)["a"] == list(BREATHS[0])


def test_those_who_come_together_share_what_is_heard(opened: Opened) -> None:
    elsewhere = Elsewhere()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: in_thread(lambda: elsewhere.find(opened))(), range(2))

    assert first is second


def test_who_comes_later_finds_what_was_said_meanwhile(opened: Opened) -> None:
    elsewhere, there = Elsewhere(), Owner(opened)
    first = elsewhere.find(opened)
    there.say("a", BREATHS[0])
    there.breathe()

    first.heard_at -= FRESH_SECONDS
    second = elsewhere.find(opened)

    assert told_by(first)["a"] == []
    assert told_by(second)["a"] == list(BREATHS[0])


def test_many_runs_are_heard_in_one_query(owner: Client) -> None:
    openeds = [open_run(owner, refusing_url(), {"a": "m"}) for _ in range(4)]
    distants = [Elsewhere().find(each) for each in openeds]
    theres = [Owner(each) for each in openeds]
    counts = []

    for act in (lambda there: there.breathe(), lambda there: there.end("a", SUCCESS), lambda there: None):
        for there in theres:
            act(there)
        with CaptureQueriesContext(connection) as queries:
            together(distants)
        counts.append(len(queries))

    # Rows of messages are read once, when they have ended.
    assert counts == [1, 2, 1]


@pytest.mark.parametrize(("outcome", "kept", "fate"), [(INTERRUPTED, "So", "interrupted"), (STOPPED, "", "stopped")])
def test_what_was_kept_short_is_told_by_the_end(outcome: Outcome, kept: str, fate: str, opened: Opened) -> None:
    there = Owner(opened)
    there.say("a", [(Kind.TEXT, "So it goes")])
    there.breathe()
    distant = Elsewhere().find(opened)

    there.end("a", outcome, content=kept)
    distant.hear(look([distant]))

    assert ends_of(distant)["a"] == (outcome.status, fate, len(kept))
    assert told_by(distant)["a"] == [(Kind.TEXT, "So it goes")]


def test_what_is_wiped_was_stopped(opened: Opened) -> None:
    there = Owner(opened)
    there.say("a", [(Kind.TEXT, "So it goes")])
    there.breathe()
    distant = Elsewhere().find(opened)

    wipe(Session.objects.filter(pk=opened.session.pk))
    distant.hear(look([distant]))

    assert ends_of(distant) == dict.fromkeys("ab", ("stopped", "stopped", 0))


def test_figures_are_hidden_in_a_battle(opened: Opened) -> None:
    Session.objects.filter(pk=opened.session.pk).update(mode="random")
    Owner(opened).end("a", SUCCESS, usage={"output_tokens": 5}, timings={"duration_ms": 9})

    end = Elsewhere().find(opened).ends["a"]

    assert (end.usage, end.timings) == (None, None)
