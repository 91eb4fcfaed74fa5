"""Every client that follows a run hears all of it, whatever is said and wherever its connection is cut."""

from itertools import pairwise

import pytest

from message.runs.positions import read_places
from tests.clients import racing
from tests.clients.answers import CALLS, ENDS, SAID, THOUGHT
from tests.clients.comparing import differ
from tests.clients.racing import CUTS, SCRIPTS, Race, stand
from tests.message.simulating import Simulator
from tests.message.wire.hearing import called, ends, said, thought
from tests.people import Client
from tests.servers import Server

every_script = pytest.mark.parametrize("script", SCRIPTS)


@pytest.fixture(scope="module")
def race(asker: Client, server: Server, simulator: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Race:
    """All at once, as those that come back by themselves take their time."""
    return racing.race(asker, server, simulator=simulator, folder=tmp_path_factory.mktemp("race"))


def test_what_was_said_is_stored(race: Race) -> None:
    replies = {reply.participant: reply for reply in race.replies}

    assert differ({side: reply.content for side, reply in replies.items()}, SAID) == []
    assert {side: reply.reasoning for side, reply in replies.items() if reply.reasoning} == THOUGHT
    assert {side: (reply.status, reply.error_code or reply.finish_reason) for side, reply in replies.items()} == ENDS
    assert [(call["id"], (call["name"], call["arguments"])) for call in replies["d"].tool_calls] == list(CALLS.items())


def test_no_side_was_asked_twice(race: Race) -> None:
    assert race.calls == dict.fromkeys(SAID, 1)


@every_script
def test_what_is_heard_is_what_is_stored(race: Race, script: str) -> None:
    heard = race.readings[script].heard

    assert differ(said(heard), {reply.participant: reply.content for reply in race.replies}) == []
    assert thought(heard) == {reply.participant: reply.reasoning for reply in race.replies if reply.reasoning}
    assert {call["id"]: (side, call) for side, call in called(heard)} == {
        call["id"]: (reply.participant, call) for reply in race.replies for call in reply.tool_calls
    }


@every_script
def test_each_side_ends_once_as_it_is_stored(race: Race, script: str) -> None:
    told = ends(race.readings[script].heard)

    outcomes = {side: end.get("code", end.get("reason")) for side, end in told.items()}
    assert outcomes == {reply.participant: reply.error_code or reply.finish_reason for reply in race.replies}
    assert {side: end.get("error") for side, end in told.items()} == {
        reply.participant: reply.error for reply in race.replies
    }
    assert {side: end["message_id"] for side, end in told.items()} == {
        reply.participant: str(reply.pk) for reply in race.replies
    }


@every_script
def test_each_id_says_where_the_reader_stands(race: Race, script: str) -> None:
    heard = race.readings[script].heard

    for each, places in zip(heard, stand(heard), strict=True):
        told = read_places(each.id, tuple(SAID))
        assert {side: place.position for side, place in told.items()} == places


@every_script
def test_a_client_that_was_cut_goes_on_where_it_stood(race: Race, script: str) -> None:
    reading = race.readings[script]

    stood = [before.id for before, each in pairwise(reading.heard) if each.kind == "run"]
    assert len(stood) == len(CUTS)
    assert reading.places[:-1] == ["", *stood]


@every_script
def test_a_client_that_has_heard_all_is_told_so(race: Race, script: str) -> None:
    reading = race.readings[script]

    assert reading.statuses == [200, *[200 for _ in CUTS], 204]
    assert reading.places[-1] == reading.heard[-1].id
    assert reading.places[-1].count("!") == len(SAID)
