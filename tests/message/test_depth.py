"""However long a conversation is, it is told in as many queries as a short one, and in time."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIRequestFactory, force_authenticate

from chat_session.models import Session
from message.exporting import everything_of
from message.history import History
from message.models import Message
from message.urls import urlpatterns
from tests.conversations import make_session, say, talk_at_length
from tests.message.asking import answer_within
from tests.people import Client

MOST_QUERIES = 4


def ends(session: Session) -> tuple[Message, Message]:
    first, *_, last = session.messages.in_order()
    return first, last


def show_session(session: Session) -> tuple[str, dict[str, Any], dict[str, Any]]:
    return "sessions/<uuid:pk>/", {"pk": session.pk}, {}


def export(session: Session) -> tuple[str, dict[str, Any], dict[str, Any]]:
    return "sessions/<uuid:pk>/export/", {"pk": session.pk}, {"as": "markdown"}


def share(session: Session) -> tuple[str, dict[str, Any], dict[str, Any]]:
    return "shared/<str:token>/", {"token": session.share_token}, {}


def show_message(session: Session) -> tuple[str, dict[str, Any], dict[str, Any]]:
    return "messages/<uuid:pk>/", {"pk": ends(session)[1].pk}, {}


def tree(session: Session) -> tuple[str, dict[str, Any], dict[str, Any]]:
    return "messages/<uuid:pk>/tree/", {"pk": ends(session)[0].pk}, {}


def path(session: Session) -> tuple[str, dict[str, Any], dict[str, Any]]:
    start, end = ends(session)
    return "messages/conversation_path/", {}, {"start_id": str(start.pk), "end_id": str(end.pk)}


def list_messages(session: Session) -> tuple[str, dict[str, Any], dict[str, Any]]:
    return "messages/", {}, {"session_id": str(session.pk), "limit": 500}


def list_sessions(session: Session) -> tuple[str, dict[str, Any], dict[str, Any]]:
    return "sessions/", {}, {}


ROUTES = {str(pattern.pattern): pattern.callback for pattern in urlpatterns}
READS = [show_session, export, share, show_message, tree, path, list_messages]


def count_queries(read: Callable[[Session], Any], session: Session) -> int:
    """Of the view alone, asked as the owner in this very thread."""
    route, names, query = read(session)
    request = APIRequestFactory().get("/", query)
    force_authenticate(request, session.user)
    view: Any = ROUTES[route]
    with CaptureQueriesContext(connection) as captured:
        assert view.__wrapped__(request, **names).status_code == 200
    return len(captured)


@pytest.mark.parametrize("read", READS)
def test_depth_costs_no_queries(owner: Client, read: Callable[[Session], Any]) -> None:
    counts = []
    for depth in (2, 200):
        session = make_session(owner.user, "compare", share_token=f"{owner.user.pk}-{depth}")
        talk_at_length(session, depth)
        counts.append(count_queries(read, session))

    assert counts[0] == counts[1] <= MOST_QUERIES


def test_neither_more_sessions_nor_more_contenders_cost_queries(owner: Client) -> None:
    few = count_queries(list_sessions, make_session(owner.user))
    for size in (2, 4, 8, 2, 2):
        session = make_session(owner.user, "compare", size=size)

    assert count_queries(list_sessions, session) == few <= MOST_QUERIES


def test_an_archive_takes_as_many_queries_for_many_sessions_as_for_one(owner: Client) -> None:
    counts = []
    for sessions in (1, 5):
        for _ in range(sessions):
            say(make_session(owner.user), "One?", "1")
        with CaptureQueriesContext(connection) as captured:
            told = everything_of(owner.user)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= MOST_QUERIES
    assert [len(conversation["messages"]) for conversation in told] == [2] * 6


def test_a_chain_of_five_thousand_messages_is_told_in_time(owner: Client) -> None:
    session = make_session(owner.user)
    talk_at_length(session, 2500)
    first, last = ends(session)

    paths = [
        f"/messages/{first.pk}/tree/",
        f"/messages/conversation_path/?start_id={first.pk}&end_id={last.pk}",
        f"/sessions/{session.pk}/",
        f"/sessions/{session.pk}/export/?as=txt",
    ]

    answers = [answer_within(2, partial(owner.get, path)) for path in paths]

    assert [len(answer.json()) for answer in answers[:2]] == [5000, 5000]


def test_a_broad_tree_is_walked_in_time(owner: Client) -> None:
    session = make_session(owner.user)
    root = say(session, "Root?", "x")
    for number in range(40):
        say(session, f"Branch {number}?", "y", after=root)

    told = owner.get(f"/messages/{ends(session)[0].pk}/tree/").json()

    assert len(told) == 82
    assert {message["versions"] for message in told if message["position"] == 2} == {40}


def test_nothing_is_a_history_too(owner: Client) -> None:
    assert History.of_session(make_session(owner.user).pk).path() == []
