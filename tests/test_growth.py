"""Lists cost the same whatever stands behind them: as many queries, and on PostgreSQL through indexes alone."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIRequestFactory, force_authenticate

from api.pages import encode
from chat_session.models import Session
from feedback.listing import ORDER as FEEDBACK
from feedback.models import Vote
from feedback.urls import urlpatterns as feedback_routes
from message import regenerating, turns
from message.journal import read_news
from message.models import Failure, Journal, Message, Worker
from message.opening import Opened, Submit
from message.questions import Question
from message.runs.keeping import keep
from message.runs.leases import beat, look
from message.runs.sweeping import sweep
from message.urls import urlpatterns as conversation_routes
from tests.crowds import MANY, counted_steps, fill, growing_steps
from tests.people import make_email
from user.models import APIKey, User
from user.urls import urlpatterns as people_routes

FEW = 10


@pytest.fixture(scope="module")
def crowd(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[int, Session]]:
    with django_db_blocker.unblock():
        with transaction.atomic():
            sessions = {count: fill(User.objects.create_user(make_email()), count) for count in (FEW, MANY)}
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            yield sessions
            transaction.set_rollback(True)
        connection.close()


def ask(route: str, session: Session, **query: str) -> list[dict[str, str]]:
    """The queries of a list, asked as the session's owner in this very thread."""
    patterns = {str(pattern.pattern): pattern for pattern in [*conversation_routes, *feedback_routes, *people_routes]}
    view: Callable[..., Any] = patterns[route].callback.__wrapped__  # type: ignore[attr-defined]
    request = APIRequestFactory().get("/", query)
    force_authenticate(request, session.user)
    with CaptureQueriesContext(connection) as captured:
        assert view(request).status_code == 200
    return captured.captured_queries


LISTS: dict[str, Callable[[Session], dict[str, str]]] = {
    "sessions/": lambda session: {},
    "sessions/ by mode": lambda session: {"mode": "random"},
    "sessions/ by date": lambda session: {"created_before": "2000-01-01T00:00:00Z"},
    "messages/": lambda session: {"session_id": str(session.pk)},
    "auth/keys/": lambda session: {},
    "feedback/": lambda session: {},
}


@pytest.mark.parametrize("name", LISTS)
def test_a_long_list_takes_as_many_queries_as_a_short_one(name: str, crowd: dict[int, Session]) -> None:
    counts = {count: len(ask(name.split(maxsplit=1)[0], told, **LISTS[name](told))) for count, told in crowd.items()}

    assert counts[MANY] == counts[FEW]


@pytest.mark.parametrize("name", LISTS)
def test_a_page_deep_inside_takes_as_many_too(name: str, crowd: dict[int, Session]) -> None:
    route, query = name.split(maxsplit=1)[0], LISTS[name](crowd[MANY])
    first = ask(route, crowd[MANY], **query, limit="1")

    later = ask(route, crowd[MANY], **query, limit="1", cursor=CURSORS[route](crowd[MANY]))

    assert len(later) == len(first)


def deep(rows: Any, *columns: str) -> str:
    return encode(rows.order_by(*columns)[MANY // 2], columns)


CURSORS: dict[str, Callable[[Session], str]] = {
    "sessions/": lambda session: deep(Session.objects.filter(user=session.user), "-updated_at", "-id"),
    "messages/": lambda session: deep(Message.objects.filter(session=session), *Message.ORDER),
    "auth/keys/": lambda session: deep(APIKey.objects.filter(user=session.user), "-created_at", "-id"),
    "feedback/": lambda session: deep(Vote.objects.filter(voter__user=session.user), *FEEDBACK),
}


@pytest.mark.parametrize("name", LISTS)
def test_no_long_table_is_read_through(name: str, crowd: dict[int, Session]) -> None:
    route, query = name.split(maxsplit=1)[0], LISTS[name](crowd[MANY])

    asked = [
        *ask(route, crowd[MANY], **query),
        *ask(route, crowd[MANY], **query, cursor=CURSORS[route](crowd[MANY])),
    ]

    assert [step for statement in asked for step in growing_steps(statement["sql"])] == []


def ask_again(session: Session, submit: Submit) -> Opened:
    last = turns.ask(session.pk, Question("Why?"), submit=submit)
    Message.objects.filter(run=last.run).update(status=Message.Status.SUCCESS)
    return regenerating.regenerate_side(session.pk, "a", submit=Submit(submit.user, ""))


SUBMITS: dict[str, Callable[[Session, Submit], object]] = {
    "ask": lambda session, submit: turns.ask(session.pk, Question("Why?"), submit=submit),
    "branch": lambda session, submit: turns.branch(middle(session), Question("Why?"), submit=submit),
    "refused": lambda session, submit: turns.store_refused(
        session.pk, Question("Why?"), submit=submit, failure=Failure.INTERNAL
    ),
    "again": ask_again,
}


def middle(session: Session) -> UUID:
    return Message.objects.get(session=session, turn_number=FEW // 2, participant="").pk


def submit_in_vain(name: str, session: Session) -> list[str]:
    """What it asks of the database; what it stores is forgotten."""
    submit = Submit(session.user, "a fingerprint", key="a key")  # type: ignore[arg-type]
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        SUBMITS[name](session, submit)
        transaction.set_rollback(True)
    return [each["sql"] for each in captured.captured_queries]


@pytest.mark.parametrize("name", SUBMITS)
def test_a_question_takes_as_many_queries_however_much_was_said(name: str, crowd: dict[int, Session]) -> None:
    counts = {count: len(submit_in_vain(name, session)) for count, session in crowd.items()}

    assert counts[MANY] == counts[FEW]


@pytest.mark.parametrize("name", SUBMITS)
def test_a_question_reads_no_long_table_through(name: str, crowd: dict[int, Session]) -> None:
    if connection.vendor == "postgresql":
        asked = [each for each in submit_in_vain(name, crowd[MANY]) if each.startswith("SELECT")]
        with transaction.atomic():
            assert [step for statement in asked for step in growing_steps(statement)] == []
        return
    steps = {}

    for count, session in crowd.items():
        with counted_steps() as rounds:
            submit_in_vain(name, session)
        steps[count] = len(rounds)

    # As many rows as are fetched at once are not there in the small one.
    assert steps[MANY] < 10 * steps[FEW], steps


READING = ("SELECT", "WITH")
# Several times a second, or a minute.
WORKERS: dict[str, Callable[[], object]] = {
    "keep": lambda: keep([]),
    "hear": lambda: read_news({uuid4(): 0}),
    "beat": beat,
    "look": look,
    "sweep": lambda: sweep([uuid4()]),
    "forget workers": Worker.objects.forget_gone,
    "forget entries": Journal.objects.forget_ended,
    "forget stops": Message.objects.forget_stops,
}


@pytest.mark.parametrize("name", WORKERS)
def test_a_worker_reads_no_long_table_through(name: str, crowd: dict[int, Session]) -> None:
    if connection.vendor == "postgresql":
        with CaptureQueriesContext(connection) as captured:
            WORKERS[name]()
        asked = [each["sql"] for each in captured.captured_queries if each["sql"].lstrip().startswith(READING)]
        assert [step for statement in asked for step in growing_steps(statement)] == []
        return

    with counted_steps() as rounds:
        WORKERS[name]()

    assert len(rounds) < MANY / 1000
