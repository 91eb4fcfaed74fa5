"""Every route, asked by its owner, a guest, a stranger and nobody. Made from the URL table: none can be forgotten."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from ai_model.models import AIModel
from chat_session.models import Session
from feedback.models import Vote
from message.models import Message, Run, Worker
from tests.conversations import make_model, make_session, say
from tests.feedback.battles import cast
from tests.message.submitting import comes_true
from tests.people import Client
from tests.tables import read_tables
from user import tokens
from user.models import APIKey


@dataclass
class Belongings:
    """One of everything a route can name, all of it the owner's."""

    session: Session
    question: Message
    message: Message
    key: APIKey
    model: AIModel
    vote: Vote


@dataclass(frozen=True)
class Rule:
    """What a route is to people: which object of the owner's its path names, and how a good request looks."""

    names: Callable[[Belongings], dict[str, Any]] | None = None
    query: Callable[[Belongings], dict[str, Any]] = field(default=lambda mine: {})
    # What a good request says.
    body: Mapping[str, Any] = field(default_factory=dict)
    is_public: bool = False


OF_SESSION = Rule(lambda mine: {"pk": mine.session.pk})
OF_MESSAGE = Rule(lambda mine: {"pk": mine.message.pk})
OF_RUN = Rule(lambda mine: {"pk": mine.message.run_id})
PUBLIC = Rule(is_public=True)
OWN = Rule()

RULES = {
    "auth/anonymous/": PUBLIC,
    "auth/register/": PUBLIC,
    "auth/login/": PUBLIC,
    "auth/google/": PUBLIC,
    "auth/refresh/": PUBLIC,
    "auth/logout/": OWN,
    "auth/password/": OWN,
    "auth/keys/": OWN,
    "auth/keys/<uuid:pk>/": Rule(lambda mine: {"pk": mine.key.pk}),
    "users/me/": OWN,
    "users/me/data/": OWN,
    "models/": PUBLIC,
    "models/type/": PUBLIC,
    "models/<uuid:pk>/test/": OWN,
    "models/<path:reference>/": PUBLIC,
    "sessions/": OWN,
    "sessions/type/": OWN,
    "sessions/<uuid:pk>/": OF_SESSION,
    "sessions/<uuid:pk>/generate_title/": OF_SESSION,
    "sessions/<uuid:pk>/share/": OF_SESSION,
    "sessions/<uuid:pk>/unshare/": OF_SESSION,
    "sessions/<uuid:pk>/duplicate/": OF_SESSION,
    "sessions/<uuid:pk>/export/": OF_SESSION,
    "shared/<str:token>/": PUBLIC,
    "messages/": Rule(lambda mine: {}, lambda mine: {"session_id": mine.session.pk}),
    "messages/conversation_path/": Rule(
        lambda mine: {}, lambda mine: {"start_id": mine.message.pk, "end_id": mine.message.pk}
    ),
    "messages/<uuid:pk>/": OF_MESSAGE,
    "messages/<uuid:pk>/tree/": OF_MESSAGE,
    "messages/stream/": OWN,
    "messages/stream/<uuid:pk>/stream/": OF_SESSION,
    "messages/<uuid:pk>/regenerate/": OF_MESSAGE,
    "messages/<uuid:pk>/branch/": Rule(lambda mine: {"pk": mine.question.pk}, body={"content": "In other words?"}),
    "messages/<uuid:pk>/stream/": OF_MESSAGE,
    "sessions/<uuid:pk>/stream/": OF_SESSION,
    "runs/<uuid:pk>/": OF_RUN,
    "runs/<uuid:pk>/stream/": OF_RUN,
    "runs/<uuid:pk>/stop/": OF_RUN,
    "feedback/": OWN,
    "feedback/seals/": PUBLIC,
    "feedback/<uuid:pk>/": Rule(lambda mine: {"pk": mine.vote.pk}),
    "leaderboard/": PUBLIC,
    "leaderboard/llm/": PUBLIC,
    "leaderboard/pairs/": PUBLIC,
    "leaderboard/categories/": PUBLIC,
    "leaderboard/snapshots/": PUBLIC,
    "leaderboard/snapshots/<uuid:pk>/": PUBLIC,
    "leaderboard/exclusion/": OWN,
    "schema/": PUBLIC,
    "docs/": PUBLIC,
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# A worker says every few seconds that it is there.
RESTLESS = {"message_worker"}


def routes() -> Iterator[str]:
    """Every path below the API's prefix, as the URL table writes it."""
    prefix = f"{settings.ARENA_API_PREFIX}/"
    for route in walk(get_resolver().url_patterns):
        if route.startswith(prefix):
            yield route.removeprefix(prefix)


def walk(patterns: list[Any], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern)


def naming(mine: Belongings) -> Iterator[tuple[str, dict[str, Any], Mapping[str, Any]]]:
    """The routes that name something of the owner's, filled in, with their query and their body."""
    for route in routes():
        rule = RULES[route]
        if rule.names:
            path = route
            for name, value in rule.names(mine).items():
                path = path.replace(f"<uuid:{name}>", str(value))
            yield path, rule.query(mine), rule.body


def rows() -> dict[str, list[Any]]:
    """All that is stored and stays as it is when nobody asks."""
    return {table: stored for table, stored in read_tables().items() if table not in RESTLESS}


def is_at_rest() -> bool:
    """No worker speaks, and none that was killed has left behind what the others will end."""
    return not Run.objects.live().filter(owner__in=Worker.objects.values("pk")).exists()


@pytest.fixture
def mine(owner: Client) -> Belongings:
    assert comes_true(is_at_rest, seconds=30)
    session = make_session(owner.user, "compare", title="Mine", share_token=None)
    turn = say(session, "Whose is this?", "yours", "mine")
    key, _ = tokens.issue_key(owner.user, "program")
    question, message = turn.messages.get(role="user"), turn.messages.get(participant="a")
    return Belongings(session=session, question=question, message=message, key=key, model=make_model(), vote=cast(turn))


def test_every_route_has_a_rule() -> None:
    assert sorted(routes()) == sorted(RULES)


@pytest.mark.parametrize("method", METHODS)
def test_a_stranger_finds_nothing_and_changes_nothing(method: str, mine: Belongings, stranger: Client) -> None:
    before = rows()

    answers = {path: stranger.request(method, path, params=query, json=body) for path, query, body in naming(mine)}

    assert {path: answer.status_code for path, answer in answers.items() if not is_refused(answer)} == {}
    assert rows() == before


@pytest.mark.parametrize("method", METHODS)
def test_a_guest_is_a_stranger_too(method: str, mine: Belongings, guest: Client) -> None:
    before = rows()

    answers = {path: guest.request(method, path, params=query, json=body) for path, query, body in naming(mine)}

    # Guests hold no keys, so they learn that before they learn of any key.
    refused = {path: is_refused(answer) or "auth/keys/" in path for path, answer in answers.items()}
    assert all(refused.values()), refused
    assert rows() == before


def is_refused(answer: httpx.Response) -> bool:
    """As if it were not there, or by a method nobody may use."""
    return answer.status_code in (404, 405) and answer.json()["code"] in ("not_found", "method_not_allowed")


@pytest.mark.parametrize("method", METHODS)
def test_nobody_is_asked_who_they_are(method: str, mine: Belongings, nobody: Client) -> None:
    before = rows()
    private = [route for route, rule in RULES.items() if not rule.is_public]

    answers = [nobody.request(method, route.replace("<uuid:pk>", str(mine.session.pk)), json={}) for route in private]

    assert {answer.status_code for answer in answers} <= {401, 405}
    assert all(answer.headers["WWW-Authenticate"] == "Bearer" for answer in answers if answer.status_code == 401)
    assert rows() == before


def test_the_owner_reads_all_of_it(mine: Belongings, owner: Client) -> None:
    answers = {path: owner.get(path, params=query) for path, query, _ in naming(mine)}

    assert {answer.status_code for answer in answers.values()} <= {200, 204, 405}
    assert sum(answer.is_success for answer in answers.values()) >= 6


def test_what_is_listed_is_ones_own(mine: Belongings, owner: Client, stranger: Client) -> None:
    needles = [str(thing.pk) for thing in (mine.session, mine.message, mine.key, owner.user)]
    own = [route for route, rule in RULES.items() if not rule.is_public and not rule.names]

    told_stranger = "".join(stranger.get(route).text for route in own)
    told_owner = "".join(owner.get(route).text for route in own)

    assert [needle for needle in needles if needle in told_stranger] == []
    assert [needle for needle in needles if needle not in told_owner] == []
