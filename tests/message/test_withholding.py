"""Wherever the messages of a blind battle are read, they tell no more of who is quicker than its streams do."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat_session.models import Session
from message import journal
from message.journal import Entry, fold
from message.models import Journal, Message, Run
from tests.conversations import make_session, reply, say
from tests.message.speaking import CALL
from tests.message.submitting import at
from tests.message.test_partial import PLACES, TEXTS, find, show
from tests.people import Client
from tests.servers import Server, start_server

FIELDS = ("status", "content", "reasoning", "tool_calls", "error", "error_code", "finish_reason")
NOTHING: tuple[Any, ...] = ("streaming", "", "", [], None, None, None)
CALLS = [{**CALL, "id": "call_1"}]


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    with start_server(ARENA_BLIND_PACING="paced") as server:
        yield server


@pytest.fixture(scope="module")
def holding(django_db_setup: None) -> Iterator[Server]:
    """Where no run ever speaks."""
    with start_server("wsgi", ARENA_BLIND_PACING="held") as server:
        yield server


class Battle:
    """Live, in a worker that is none of the tests' servers: what it says is in the journal alone."""

    def __init__(self, client: Client, *, mode: str = "random") -> None:
        self.session: Session = make_session(client.user, mode)
        turn = say(self.session, "Why?")
        self.run: UUID = turn.runs.get().pk
        Run.objects.filter(pk=self.run).update(ended_at=None)
        self.replies = {side: reply(turn, side, "", run_id=self.run, status="pending", usage=None) for side in "ab"}
        self.number = 0

    def speak(self, side: str, *pieces: tuple[str, Any]) -> None:
        self.number += 1
        journal.append([Entry(self.run, self.number, {side: pieces})])
        Message.objects.filter(pk=self.replies[side].pk, status="pending").update(status="streaming")

    def end(self, side: str, **fields: Any) -> None:
        told = {"status": "success", "finish_reason": "stop", **fields}
        Message.objects.filter(pk=self.replies[side].pk).update(**told)

    def close(self) -> None:
        Run.objects.filter(pk=self.run).update(ended_at=self.session.created_at)
        Journal.objects.filter(run=self.run).delete()

    @property
    def messages(self) -> list[Message]:
        return list(Message.objects.filter(session=self.session).told().in_order())


@pytest.fixture
def battle(owner: Client) -> Battle:
    """Side a has thought (4), said (13), called a tool and ended; side b stands at 2."""
    battle = Battle(owner)
    battle.speak("a", ("reasoning", "Hm. "), ("text", "Yes, "), ("text", "they do."), ("call", CALLS[0]))
    battle.end("a", content="Yes, they do.", reasoning="Hm. ", tool_calls=CALLS)
    battle.speak("b", ("text", "No"))
    return battle


WHOLE: tuple[Any, ...] = ("success", "Yes, they do.", "Hm. ", CALLS, None, None, "stop")
SLOWER: tuple[Any, ...] = ("streaming", "No", "", [], None, None, None)


@pytest.mark.parametrize("path", PLACES)
def test_no_side_is_shown_further_than_the_slowest(path: str, battle: Battle, owner: Client) -> None:
    shown = show(owner, path, battle.session, *FIELDS)

    told = [("streaming", "", "Hm", [], None, None, None), SLOWER]
    assert shown == (told[:1] if "{reply}" in path else told)


@pytest.mark.parametrize("path", TEXTS)
def test_a_file_has_no_more_of_it(path: str, battle: Battle, owner: Client, holding: Server) -> None:
    file = find(battle.session, path)

    with at(holding, owner) as client:
        files = [client.get(file).text, owner.get(file).text]
    battle.end("b", status="error", error_code="upstream_reset", content="No", finish_reason="")
    battle.close()
    files.append(owner.get(file).text)

    words = ("No", "Yes, they do.", "[The connection to the model was cut.]")
    assert [[word in told for word in words] for told in files] == [[False] * 3, [True, False, False], [True] * 3]


@pytest.mark.parametrize("path", PLACES)
def test_held_back_nothing_is_shown(path: str, battle: Battle, owner: Client, holding: Server) -> None:
    battle.speak("b", ("text", ", they are made of stone."))

    with at(holding, owner) as client:
        shown = show(client, path, battle.session, *FIELDS)

    assert set(map(repr, shown)) == {repr(NOTHING)}


def look(client: Client, battle: Battle) -> list[tuple[Any, ...]]:
    return show(client, "/sessions/{session}/", battle.session, *FIELDS)


def test_an_end_is_shown_when_the_others_are_past_it(battle: Battle, owner: Client) -> None:
    battle.speak("b", ("text", ", 15 letters on"))
    before = look(owner, battle)
    battle.speak("b", ("text", "."))

    assert before == [("streaming", "Yes, they do.", "Hm. ", [], None, None, None), ("streaming", *shown_of_b("on"))]
    assert look(owner, battle) == [WHOLE, ("streaming", *shown_of_b("on."))]


def shown_of_b(end: str) -> tuple[Any, ...]:
    return (f"No, 15 letters {end}", "", [], None, None, None)


def test_when_all_have_ended_all_is_shown(battle: Battle, owner: Client, holding: Server) -> None:
    battle.end("b", status="error", error_code="upstream_reset", finish_reason="", content="No")
    battle.close()

    with at(holding, owner) as client:
        held = look(client, battle)

    failed: tuple[Any, ...] = ("error", "No", "", [], "The connection to the model was cut.", "upstream_reset", None)
    assert look(owner, battle) == held == [WHOLE, failed]


def test_a_failure_is_not_known_before_the_others_have_begun(owner: Client) -> None:
    battle = Battle(owner)
    battle.end("a", status="error", error_code="rate_limited", finish_reason="")
    before = look(owner, battle)
    battle.speak("b", ("text", "No"))

    assert before == [NOTHING, NOTHING]
    assert [row[0] for row in look(owner, battle)] == ["error", "streaming"]


def test_a_run_tells_no_more_of_its_sides(battle: Battle, owner: Client, holding: Server) -> None:
    with at(holding, owner) as client:
        paced, held = (each.get(f"/runs/{battle.run}/").json() for each in (owner, client))

    assert [(side["state"], side["position"]) for side in paced["sides"].values()] == [("streaming", 2)] * 2
    assert [(side["state"], side["position"]) for side in held["sides"].values()] == [("streaming", 0)] * 2
    assert (paced["state"], held["state"]) == ("streaming", "streaming")


def test_what_is_not_blind_is_shown_as_it_is(owner: Client) -> None:
    comparison = Battle(owner, mode="compare")
    comparison.speak("a", ("text", "Yes."))
    comparison.end("a", content="Yes.")

    assert [row[:2] for row in look(owner, comparison)] == [("success", "Yes."), ("pending", "")]


def test_who_ends_before_it_is_looked_up_has_ended(battle: Battle, settings: LazySettings) -> None:
    settings.ARENA_BLIND_PACING = "paced"
    stale = battle.messages
    battle.end("b", content="No, they do not.")
    battle.close()

    assert [message.content for message in fold(stale)[1:]] == ["Yes, they do.", "No, they do not."]


def after(table: str, then: Callable[[], object]) -> Callable[..., Any]:
    """Once, as soon as this table was read."""
    todo = [then]

    def execute(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if sql.startswith("SELECT") and f'FROM "{table}"' in sql and todo:
            todo.pop()()
        return answer

    return execute


@pytest.mark.parametrize("table", ["message_message", "message_journal"])
def test_what_was_shown_is_not_taken_back_by_an_end_meanwhile(
    table: str, battle: Battle, settings: LazySettings
) -> None:
    settings.ARENA_BLIND_PACING = "paced"
    stale = battle.messages

    def finish() -> None:
        battle.end("b", content="No, they do not.")
        battle.close()

    with connection.execute_wrapper(after(table, finish)):
        shown = fold(stale)[1:]

    assert [message.status for message in shown] == ["success", "success"]
    assert [message.content for message in shown] == ["Yes, they do.", "No, they do not."]


@pytest.mark.parametrize(("name", "count"), [("off", 0), ("paced", 1), ("held", 1)])
def test_what_is_over_costs_next_to_nothing(name: str, count: int, battle: Battle, settings: LazySettings) -> None:
    settings.ARENA_BLIND_PACING = name
    battle.end("b", content="No.")
    battle.close()
    over = battle.messages

    with CaptureQueriesContext(connection) as queries:
        fold(over)

    assert len(queries) == count
